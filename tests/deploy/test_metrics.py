# SPDX-License-Identifier: MIT
"""promtool reads what /metrics tells, and each alert fires where it should."""

import subprocess

from world import PROVIDERS, TOP, Daemon, finish


def test_metrics_are_as_prometheus_wants_them(tmp_path):
    with Daemon(tmp_path, PROVIDERS) as daemon:
        assert daemon.autoconfig("anna@example.com").status == 200
        text = daemon.admin("/metrics").text
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_alerts():
    finish("promtool", "check", "rules", TOP / "deploy/prometheus/rules.yaml", folder=TOP)
    assert "SUCCESS" in finish("promtool", "test", "rules", "rules_test.yaml", folder=TOP / "tests/monitoring")
