# SPDX-License-Identifier: MIT
"""Debian's rsyslog takes the fields of JSON lines, as docs/monitoring.md says it."""

import re

from world import PROVIDERS, TOP, Daemon, running, wait_for

# What stands around the page's block on every machine; here the lines come out of a file.
AROUND = """\
global(workDirectory="{folder}")
module(load="imfile" mode="inotify")
input(type="imfile" file="{log}" tag="autoconfigd:")
{block}
"""


def test_rsyslog_takes_the_fields(tmp_path):
    block, = re.findall("```rsyslog\n(.*?)```", (TOP / "docs/monitoring.md").read_text(), re.DOTALL)
    assert "/var/log/" in block
    with Daemon(tmp_path, PROVIDERS, "--log", "json") as daemon:
        settings = tmp_path / "rsyslog.conf"
        settings.write_text(AROUND.format(folder=tmp_path, log=daemon.log_path,
                                          block=block.replace("/var/log/", f"{tmp_path}/")))
        with running(tmp_path, "/usr/sbin/rsyslogd", "-n", "-f", settings, "-i", tmp_path / "pid") as rsyslog:
            assert daemon.autoconfig("anna@example.com").status == 200
            daemon.config.write_text("wrong\n")
            problems = tmp_path / "autoconfigd-problems.log"
            wait_for("the problem", lambda: problems.exists() and "refused" in problems.read_text())
            told = problems.read_text().splitlines()
            assert re.fullmatch(r"\S+Z error configuration: .*providers\.yaml:1:1: error: .*", told[0]), told
            assert not any("request" in line or "loaded" in line for line in told)
            assert "error" not in rsyslog.log.read_text()
