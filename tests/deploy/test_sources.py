# SPDX-License-Identifier: MIT
"""Domains out of real servers, with the tables of real panels, 100,000 of them: they come, go and change hands while
clients ask; the server is stopped, slow, emptied; the daemon starts without it. No request fails or waits."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from databases import MariaDB, PostgreSQL, serving
from world import TOP, Daemon, wait_for

sys.path.insert(0, str(TOP / "tests/sources"))
from load import Load  # noqa: E402
from lists import CONFIG, provider_of, source_of, wait_for_failure, wait_for_provider  # noqa: E402
from panels import LEFT_OUT, PANELS, domains  # noqa: E402

COUNT = 100_000
PROGRAMS = Path(os.environ["AUTOCONFIGD"]).parent


@pytest.fixture(scope="module", params=[PostgreSQL, MariaDB])
def server(request):
    with serving(request.param) as one:
        yield one


@pytest.fixture(autouse=True)
def tables(server):
    if not server.running:
        server.start()
    server.ask(server.clean)


def fill(server, panel, count):
    server.ask([*PANELS[panel](server.kind)(domains(count)), *server.grant])


def run(server, question):
    done = subprocess.run([PROGRAMS / f"source-{server.kind}"], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "AUTOCONFIGD_SOURCE": server.url(question)})
    assert "top-secret" not in done.stderr
    return done.returncode, done.stdout.splitlines(), done.stderr


@pytest.mark.parametrize("panel", PANELS)
def test_a_preset_gives_what_gets_mail_here(server, panel):
    if panel not in server.panels:
        assert "is for another kind of database" in run(server, f"preset={panel}")[2]
        return
    fill(server, panel, COUNT)
    start = time.monotonic()
    code, rows, error = run(server, f"preset={panel}")
    print(f"{server.kind} {panel}: {len(rows)} rows in {time.monotonic() - start:.2f} s")
    assert (code, error) == (0, "")
    assert sorted(rows) == sorted([*domains(COUNT), "alias.example"])
    assert not set(rows) & set(LEFT_OUT)


@pytest.mark.parametrize("query", [
    "DELETE FROM domain", "SELECT domain FROM domain; DELETE FROM domain", "DROP TABLE domain",
    "INSERT INTO domain (domain) VALUES ('a.example')"])
def test_nothing_is_written(server, query):
    """Not even by a user who may."""
    fill(server, "postfixadmin", 10)
    server.ask(["GRANT ALL ON domain TO reader" if server.kind == "postgresql" else "GRANT ALL ON mail.* TO reader@localhost"])
    code, _, error = run(server, f"query={quote(query)}")
    assert code != 0 and error.count("\n") == 1
    assert len(run(server, "preset=postfixadmin")[1]) == 11


def test_a_query_that_takes_long_is_ended(server):
    start = time.monotonic()
    code, rows, error = run(server, f"query={quote(server.slow)}")
    assert (code, rows) == (69, []) and server.late in error
    assert 15 < time.monotonic() - start < 28


def test_what_is_wrong_is_told(server):
    code, _, error = run(server, "preset=postfixadmin")
    assert code == 69 and "domain" in error and error.count("\n") == 1
    assert "expected: domain, provider" in run(server, "query=SELECT%201,2,3")[2]
    done = subprocess.run([PROGRAMS / f"source-{server.kind}"], capture_output=True, text=True, timeout=60, env={
        **os.environ, "AUTOCONFIGD_SOURCE": server.kind + "://jo:top-secret@[half/db?query=SELECT%201"})
    assert done.returncode in (64, 69)
    assert "top-secret" not in done.stderr and done.stderr.count("\n") == 1


def test_a_night_with_the_daemon(server, tmp_path):
    fill(server, "postfixadmin", COUNT)
    state = tmp_path / "state"
    state.mkdir()
    source = server.url("preset=postfixadmin")
    options = ("--domains-from", source, "--domains-refresh", "1s", "--state-dir", state)
    with Daemon(tmp_path, CONFIG, *options, level="warning") as daemon:
        last = f"d{COUNT - 1}.example"
        assert provider_of(daemon, last) == "default"
        assert source_of(daemon)["domains"] == COUNT + 1
        url = f"http://127.0.0.1:{daemon.port}/mail/config-v1.1.xml?emailaddress=anna@{last}"
        with Load(url, 20) as load:
            server.ask(["INSERT INTO domain (domain) VALUES ('new.example')",
                        "DELETE FROM domain WHERE domain = 'd5.example'"])
            wait_for_provider(daemon, "new.example", "default")
            assert provider_of(daemon, "d5.example") is None
            server.ask(["UPDATE domain SET domain = 'two words' WHERE domain = 'd6.example'"])
            wait_for("a bad row", lambda: source_of(daemon)["bad_lines"] == 1)
            server.ask(["UPDATE domain SET active = NOT active"])
            wait_for_failure(daemon, "domains instead of")
            server.ask(["UPDATE domain SET active = NOT active"])
            wait_for("a success", lambda: "last_error" not in source_of(daemon))
            os.kill(server.process.pid, signal.SIGSTOP)
            time.sleep(3)  # what is asked of it now has no answer
            os.kill(server.process.pid, signal.SIGCONT)
            server.stop()
            wait_for_failure(daemon, "ended with 69")
        assert load.requests > 1000 and load.failures == 0, load.output
        assert provider_of(daemon, last) == "default"
        assert "top-secret" not in daemon.log() + daemon.admin("/status").text + daemon.admin("/metrics").text
    with Daemon(tmp_path, CONFIG, *options) as daemon:  # the server is still down
        assert provider_of(daemon, last) == "default"
        assert provider_of(daemon, "new.example") == "default"
        server.start()
        server.ask(["INSERT INTO domain (domain) VALUES ('morning.example')"])
        wait_for_provider(daemon, "morning.example", "default")
    assert "top-secret" not in "".join(path.name + path.read_text() for path in state.iterdir())


def test_domains_change_hands_and_nobody_waits(server, tmp_path):
    """A list that is empty, halved, rubbish or late does not take the good one's place."""
    fill(server, "postfixadmin", COUNT)
    server.ask(["UPDATE domain SET description = 'default'", "CREATE TABLE kept AS SELECT * FROM domain"])
    source = server.url("query=" + quote("SELECT domain, description FROM domain"))
    with Daemon(tmp_path, CONFIG, "--domains-from", source, "--domains-refresh", "1s", level="warning") as daemon:
        url = f"http://127.0.0.1:{daemon.port}/mail/config-v1.1.xml?emailaddress=anna@d{COUNT - 1}.example"
        with Load(url, 120) as load:
            for owner in ("other", "default"):
                server.ask([f"UPDATE domain SET description = '{owner}' WHERE domain = 'd5.example'"])
                wait_for_provider(daemon, "d5.example", owner)
            for wrong, told in (("DELETE FROM domain", "only 0 domains instead of"),
                                ("DELETE FROM domain WHERE domain NOT LIKE 'd1%'", "domains instead of"),
                                ("UPDATE domain SET domain = CONCAT('<b>', domain, ' is down')", "names a domain")):
                server.ask([wrong])
                wait_for_failure(daemon, told)
                server.ask(["DELETE FROM domain", "INSERT INTO domain SELECT * FROM kept"])
                wait_for("a success", lambda: "last_error" not in source_of(daemon))
            os.kill(server.process.pid, signal.SIGSTOP)
            wait_for("a failure: too late", lambda: "last_error" in source_of(daemon), 60)
            os.kill(server.process.pid, signal.SIGCONT)
            wait_for("a success", lambda: "last_error" not in source_of(daemon))
            load.stop()
        assert load.requests > 1000 and load.failures == 0, load.output
        assert load.slowest_s < 1, load.output
        assert provider_of(daemon, "d77.example") == "default"


def test_the_daemon_starts_without_a_server_and_without_a_list(server, tmp_path):
    """After its patience is over, and as soon as the server is there with the list."""
    fill(server, "postfixadmin", 10)
    server.stop()
    with Daemon(tmp_path, CONFIG, "--domains-from", server.url("preset=postfixadmin"), "--domains-refresh", "1s") as daemon:
        assert provider_of(daemon, "example.com") == "default"
        assert provider_of(daemon, "d1.example") is None
        server.start()
        wait_for_provider(daemon, "d1.example", "default")
