# SPDX-License-Identifier: MIT
import subprocess
from pathlib import Path

import pytest

from stage import Stage


@pytest.fixture(scope="session")
def stage():
    # In the mount namespace that tests/doctor/run made: users of mail servers can get there, and it goes with us.
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "none", "/mnt"], check=True, timeout=10)
    return Stage(Path("/mnt"))
