# SPDX-License-Identifier: MIT
"""Every daemon that a test starts must confine itself, wherever the kernel can: it is started as with
--require-sandbox, by the variable of that option, which all programs of a test inherit. test_confinement.py
starts some otherwise, by FREE, as test_arm64.py does under an emulator, and holds all others to it. No build is excepted: with sanitizers it is the
same, but that they do not look for leaks, for which they would trace the process.

Shells ask by running this file: 0 is yes."""

import ctypes
import os
import sys

VARIABLE = "AUTOCONFIGD_REQUIRE_SANDBOX"
FREE = {VARIABLE: "no"}
CREATE_RULESET = 444  # on all architectures
ONLY_TELL_VERSION = 1
GET_SECCOMP = 21


def landlock_abi():
    """0: the kernel has none."""
    return max(ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, ONLY_TELL_VERSION), 0)


def has_seccomp():
    return ctypes.CDLL(None).prctl(GET_SECCOMP, 0, 0, 0, 0) >= 0


KERNEL_CAN = landlock_abi() > 0 and has_seccomp()
WHAT = (f"landlock's ABI is {landlock_abi()}, seccomp is {'' if has_seccomp() else 'not '}there: daemons "
        + ("must confine themselves" if KERNEL_CAN else "ARE NOT CONFINED in these tests"))


def require():
    if KERNEL_CAN:
        os.environ[VARIABLE] = "yes"


if __name__ == "__main__":
    print(WHAT)
    sys.exit(0 if KERNEL_CAN else 1)
