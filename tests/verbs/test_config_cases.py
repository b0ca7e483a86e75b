# SPDX-License-Identifier: MIT
"""Every providers.yaml of tests/cases/config: NAME.expect is what `check` prints, to the letter; of a
file that is right, with nothing to warn of, what `config --json` prints. With GOLDEN=1 in the
environment the .expect files are written instead."""

import os
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
CASES = TOP / "tests/cases/config"
PROGRAM = os.environ.get("AUTOCONFIGD", str(TOP / "build/debug/autoconfigd"))


def run(*words):
    done = subprocess.run([PROGRAM, *words], cwd=CASES, capture_output=True, timeout=60)
    assert done.stderr == b"", (words, done.stderr)
    return done.returncode, done.stdout


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("*.yaml")))
def test_case(name):
    code, output = run("check", name)
    right = b": error: " not in output
    assert code == (0 if right else 1)
    if right and b": warning: " not in output:
        code, output = run("config", "--json", "--config", name)
        assert code == 0
    expected = CASES / name.replace(".yaml", ".expect")
    if "GOLDEN" in os.environ:
        expected.write_bytes(output)
    assert output.decode() == expected.read_bytes().decode()
