# SPDX-License-Identifier: MIT
"""Real servers that hold domains, as tests start and stop them: as nobody, in folders of their own."""

import contextlib
import os
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

from world import finish, running, wait_for

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


class Server:
    """One that runs as nobody, in a folder of its own; `start` and `stop` are what happens to it in the night."""

    def __init__(self, folder):
        self.folder = folder
        os.chown(folder, 65534, 65534)
        folder.chmod(0o755)  # the daemon's helper comes without root's capabilities
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


@contextlib.contextmanager
def serving(kind):
    """A server of that class, running, in a folder whose name is short: the path of a socket has 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="db-", dir="/tmp") as folder:
        os.chmod(folder, 0o711)  # as Debian's: root's daemon has no capability to pass where it may not
        server = kind(Path(folder))
        try:
            server.start()
            server.prepare()
            yield server
        finally:
            server.stop()
