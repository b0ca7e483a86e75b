# SPDX-License-Identifier: MIT
"""Servers that mean ill get nowhere: a run ends in time, opens no file, and nothing of theirs drives a terminal."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import hostile


@pytest.fixture(scope="session")
def runs(stage):
    def run(kind):
        start = time.monotonic()
        table = stage.doctor("--color", "never", f"{kind}.example", patience_s=4)
        return time.monotonic() - start, table, stage.doctor("--json", f"{kind}.example", patience_s=4)

    with ThreadPoolExecutor(4) as pool:
        return dict(zip(hostile.KINDS, pool.map(run, hostile.KINDS)))


@pytest.mark.parametrize("kind", hostile.KINDS)
def test_hostile(runs, kind):
    seconds, table, report = runs[kind]
    assert seconds < 15
    assert table.returncode == 1 and report.returncode == 1  # nothing of it is fine
    for text in (table.stdout, table.stderr, report.stdout, report.stderr):
        odd = {c for c in text if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160}
        assert not odd, (odd, text)
        assert "root:" not in text
    json.loads(report.stdout)


FINDS = {"endlessbody": "too-large", "laughs": "xml", "outside": "doctype", "deep": "xml", "terminal": "placeholder",
         "terminalhead": "content-type", "drip": "connection", "nothing": "connection", "endlesshead": "connection",
         "file": "redirects", "dict": "redirects", "odd": "redirects", "elsewhere": "outlook-redirect", "many": "incomplete", "slow": "slow"}


@pytest.mark.parametrize("kind", hostile.KINDS)
def test_is_told(runs, kind):
    report = json.loads(runs[kind][2].stdout)
    assert FINDS[kind] in {one["check"] for one in report["checks"] if one["verdict"] != "ok"}, report["checks"]
