# SPDX-License-Identifier: MIT
"""What autoconfig-doctor says of every set-up of scenarios.py."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from scenarios import SETUPS


@pytest.fixture(scope="session")
def reports(stage):
    """Every set-up's, several at a time: most of a run is waiting."""
    with ThreadPoolExecutor(3) as pool:
        done = pool.map(lambda setup: stage.doctor("--json", f"{setup.name}.example"), SETUPS)
        return {setup.name: one for setup, one in zip(SETUPS, done)}


@pytest.mark.parametrize("setup", SETUPS, ids=[setup.name for setup in SETUPS])
def test_setup(reports, setup):
    done = reports[setup.name]
    report = json.loads(done.stdout)
    found = {f"{'FAIL' if one['verdict'] == 'fail' else one['verdict']} {one['check']}" for one in report["checks"]}
    missing = [one for one in setup.finds if one not in found]
    assert not missing, (missing, sorted(found), done.stdout)
    verdicts = {one["client"]: one["verdict"] for one in report["clients"]}
    wrong = {name: verdicts[name] for name, verdict in setup.clients.items() if verdicts[name] != verdict}
    assert not wrong, (wrong, done.stdout)
    assert done.returncode == (0 if report["counts"]["fail"] == 0 else 1)
    if setup.right:
        assert report["counts"]["fail"] == 0, done.stdout
        assert report["counts"]["warn"] == 0, done.stdout
    assert report["milliseconds"] < 15000
    assert all(one["mend"] for one in report["checks"] if one["verdict"] != "ok")
