# SPDX-License-Identifier: MIT
"""What autoconfig-doctor says of every set-up of scenarios.py."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from daemon import TOP
from scenarios import SETUPS

ELSEWHERE = {"dnssec", "slow"}  # test_dnssec.py, test_hostile.py


@pytest.fixture(scope="session")
def reports(stage):
    """Every set-up's, several at a time: most of a run is waiting."""
    with ThreadPoolExecutor(3) as pool:
        slowest_first = sorted(SETUPS, key=lambda setup: setup.patience_s)  # their servers say nothing
        done = pool.map(lambda setup: stage.doctor("--json", f"{setup.name}.example", patience_s=setup.patience_s),
                        slowest_first)
        return {setup.name: one for setup, one in zip(slowest_first, done)}


def well_and_not(checks):
    """Mail servers that are said to be as advertised, and not to be."""
    of_servers = [one for one in checks if re.match("(imap|pop3|smtp) ", one["subject"])]
    return {one["subject"] for one in of_servers if one["verdict"] == "ok"} & {
        one["subject"] for one in of_servers if one["verdict"] != "ok"}


@pytest.mark.parametrize("setup", SETUPS, ids=[setup.name for setup in SETUPS])
def test_setup(reports, setup):
    done = reports[setup.name]
    report = json.loads(done.stdout)
    found = {f"{'FAIL' if one['verdict'] == 'fail' else one['verdict']} {one['check']}" for one in report["checks"]}
    missing = [one for one in setup.finds if one not in found]
    assert not missing, (missing, sorted(found), done.stdout)
    assert not {f"{verdict} {check}" for verdict in ("warn", "FAIL") for check in setup.lacks} & found
    verdicts = {one["client"]: one["verdict"] for one in report["clients"]}
    wrong = {name: verdicts[name] for name, verdict in setup.clients.items() if verdicts[name] != verdict}
    assert not wrong, (wrong, done.stdout)
    assert done.returncode == (0 if report["counts"]["fail"] == 0 else 1)
    assert not well_and_not(report["checks"])
    if setup.right:
        assert report["counts"]["fail"] == 0, done.stdout
        assert report["counts"]["warn"] == 0, done.stdout
    assert report["milliseconds"] < 15000
    assert all(one["mend"] for one in report["checks"] if one["verdict"] != "ok")


def test_every_check_is_shown(reports):
    """A check that nothing sets off guards nothing."""
    table = (TOP / "server/doctor/checks.c").read_text()
    known = set(re.findall(r'\[CHECK_\w+\] = \{"([a-z-]+)",', table))
    seen = {one["check"] for done in reports.values() for one in json.loads(done.stdout)["checks"]
            if one["verdict"] != "ok"}
    assert known - seen == ELSEWHERE, (known - seen, seen - known)


def test_no_login_is_tried(stage, reports):
    logs = "".join(path.read_text("utf-8", "replace") for path in stage.folder.glob("dovecot*/log"))
    ends = [line for line in logs.splitlines() if "-login: " in line and "auth" in line]
    assert ends
    assert not [line for line in ends if not re.search("no auth attempts|before auth was ready", line)]
    sent = (stage.folder / "postfix/log").read_text("utf-8", "replace")
    assert "commands=" in sent and "auth=" not in sent, sent
