# SPDX-License-Identifier: MIT
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
import confinement  # noqa: E402

confinement.require()


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(confinement.WHAT)
