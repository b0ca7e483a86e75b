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

from world import TOP, Daemon, finish, running, wait_for

sys.path.insert(0, str(TOP / "tests/sources"))
from load import Load  # noqa: E402
from lists import CONFIG, provider_of, source_of, wait_for_failure, wait_for_provider  # noqa: E402
from panels import LEFT_OUT, PANELS, domains  # noqa: E402

COUNT = 100_000
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
PROGRAMS = Path(os.environ["AUTOCONFIGD"]).parent


class Server:
    """One that runs as nobody, in a folder of its own; `start` and `stop` are what happens to it in the night."""

    def __init__(self, folder):
        self.folder = folder
        os.chown(folder, 65534, 65534)
        self.create()
        self.running = None

    def start(self):
        self.running = running(self.folder, *NOBODY, *self.command())
        self.process = self.running.__enter__()
        wait_for("the server", self.is_up, 60)

    def stop(self):
        if self.running:
            ended, self.running = self.running, None
            ended.__exit__(None, None, None)


class PostgreSQL(Server):
    kind, panels = "postgresql", ("postfixadmin", "iredmail")
    slow = "SELECT pg_sleep(60)"
    late = "canceling statement due to statement timeout"

    def create(self):
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"))
        finish(*NOBODY, self.bin / "initdb", "-D", self.folder / "data", "-A", "trust", "-U", "nobody", "--no-sync",
               folder=self.folder)

    def command(self):
        return [self.bin / "postgres", "-D", self.folder / "data", "-c", "listen_addresses=", "-c",
                f"unix_socket_directories={self.folder}", "-c", "fsync=off"]

    def ask(self, statements, database="mail"):
        text = ";\n".join(statements) + ";\n"
        done = subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", "nobody", database],
                              input=text, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr

    def is_up(self):
        return subprocess.run([self.bin / "pg_isready", "-q", "-h", self.folder]).returncode == 0

    def url(self, question, database="mail"):
        return f"postgresql:///{database}?host={quote(str(self.folder), safe='')}&user=reader&{question}"

    def prepare(self):
        self.ask(["CREATE ROLE reader LOGIN", "CREATE DATABASE mail"], "postgres")

    grant = ["GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"]
    clean = ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "GRANT USAGE ON SCHEMA public TO reader"]


class MariaDB(Server):
    kind, panels = "mysql", ("postfixadmin", "iredmail", "mailcow", "ispconfig")
    slow = "SELECT SLEEP(60)"
    late = "max_statement_time exceeded"

    def create(self):
        self.socket = self.folder / "s"
        finish(*NOBODY, "mariadb-install-db", "--no-defaults", f"--datadir={self.folder}/data",
               "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", folder=self.folder)

    def command(self):
        return ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={self.folder}/data", f"--socket={self.socket}",
                "--skip-networking", f"--pid-file={self.folder}/pid"]

    def ask(self, statements, database="mail"):
        done = subprocess.run(["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", database],
                              input=";\n".join(statements) + ";\n", capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr

    def is_up(self):
        return subprocess.run(["mariadb-admin", "--no-defaults", f"--socket={self.socket}", "-uroot", "ping"],
                              capture_output=True).returncode == 0

    def url(self, question, database="mail"):
        return f"mysql://reader:top-secret@localhost/{database}?socket={self.socket}&{question}"

    def prepare(self):
        self.ask(["CREATE DATABASE mail CHARACTER SET utf8mb4",
                  "CREATE USER reader@localhost IDENTIFIED BY 'top-secret'",
                  "GRANT SELECT ON mail.* TO reader@localhost"], "mysql")

    grant = []
    clean = ["DROP DATABASE mail", "CREATE DATABASE mail CHARACTER SET utf8mb4", "USE mail"]


@pytest.fixture(scope="module", params=[PostgreSQL, MariaDB])
def server(request, tmp_path_factory):
    base = Path(subprocess.run(["mktemp", "-d", "/tmp/db-XXXXXX"], capture_output=True, text=True, check=True)
                .stdout.strip())  # short: the path of a socket has 107 bytes
    one = request.param(base)
    try:
        one.start()
        one.prepare()
        yield one
    finally:
        one.stop()
        subprocess.run(["rm", "-rf", base], check=True)


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


def test_the_daemon_starts_without_a_server_and_without_a_list(server, tmp_path):
    """After its patience is over, and as soon as the server is there with the list."""
    fill(server, "postfixadmin", 10)
    server.stop()
    with Daemon(tmp_path, CONFIG, "--domains-from", server.url("preset=postfixadmin"), "--domains-refresh", "1s") as daemon:
        assert provider_of(daemon, "example.com") == "default"
        assert provider_of(daemon, "d1.example") is None
        server.start()
        wait_for_provider(daemon, "d1.example", "default")
