# SPDX-License-Identifier: MIT
"""What docs/first-hour.md shows is what its commands print."""

import subprocess
import sys
from pathlib import Path

WALK = Path(__file__).with_name("first_hour.py")


def test_the_first_hour():
    done = subprocess.run([sys.executable, str(WALK)], capture_output=True, text=True, timeout=180)
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-4000:]
