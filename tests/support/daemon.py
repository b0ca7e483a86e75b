# SPDX-License-Identifier: MIT
"""The daemon as tests run it: on ports of the kernel's choice, its log in a file, ended by force if need
be. The program is the environment's AUTOCONFIGD, else the debug build's. tests/http/conftest.py makes another
Daemon of Process, for those who care for each byte that is sent."""

import http.client
import os
import socket
import subprocess
import time
from pathlib import Path

import confinement

confinement.require()
TOP = Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(os.environ.get("AUTOCONFIGD", TOP / "build/debug/autoconfigd"))
PATIENCE_S = 30  # for what happens at once on a machine that does nothing else


def wait_for(what, condition, patience_s=PATIENCE_S):
    """The first true value of condition(); a failure that says what did not happen."""
    end = time.monotonic() + patience_s
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"not within {patience_s} s: {what}"
        time.sleep(0.01)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()
        self.text = self.body.decode("utf-8", "replace")


def replace_file(path, text):
    """As careful editors write: a new file takes the old one's place."""
    new = path.with_name(path.name + ".new")
    new.write_text(text)
    os.replace(new, path)


class Process:
    """A program that writes its log to `log_path`."""

    def __init__(self, command, log_path, environment=None, **keywords):
        self.log_path = log_path
        with open(log_path, "wb") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **(environment or {})}, **keywords)
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            print(self.log()[-4000:])
            self.end()
        elif self.process.poll() is None:
            assert self.stop() == 0, self.log()[-4000:]

    def log(self):
        return self.log_path.read_text("utf-8", "replace")

    def wait_for(self, condition, what, patience_s=PATIENCE_S):
        """The first true value of condition(), while it runs."""
        def value():
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.log()}"
            return condition()

        return wait_for(what, value, patience_s)

    def stop(self):
        """SIGTERM; the exit code, which a sanitizer's finding makes another than 0."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(PATIENCE_S)
        finally:
            self.end()

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Daemon(Process):
    """with Daemon(folder, config) as daemon: …; `config` is the text of providers.yaml, or None where the
    file is there already."""

    def __init__(self, folder, config, *options, environment=None, level="info", listen="127.0.0.1:0",
                 admin=None, wrapper=()):
        self.folder = Path(folder)
        self.config = self.folder / "providers.yaml"
        if config is not None:
            self.config.write_text(config)
        self.admin_path = str(self.folder / "admin")
        self.admin_address = admin  # HOST:PORT; None: the unix socket
        command = [*wrapper, PROGRAM, "serve", "--config", self.config, "--listen", listen,
                   "--admin", admin or "unix:" + self.admin_path, "--per-ip-connections", "0",
                   "--log-level", level, *options]
        super().__init__(command, self.folder / "log", environment, cwd=folder)
        try:
            self.port = int(listen.rsplit(":", 1)[1]) or self.wait_for(self.find_port, "the daemon listens")
            self.wait_for(self.is_ready, "the daemon is ready")
        except BaseException:
            self.end()
            raise

    def find_port(self):
        """Of the first TCP socket that listens, since --tls-listen comes second; the log need not tell."""
        sockets = {}
        for link in Path(f"/proc/{self.pid}/fd").iterdir():
            try:
                name = os.readlink(link)
            except OSError:
                continue
            if name.startswith("socket:["):
                sockets[name[8:-1]] = int(link.name)
        listening = {}
        for row in Path(f"/proc/{self.pid}/net/tcp").read_text().splitlines()[1:]:
            columns = row.split()
            if columns[3] == "0A" and columns[9] in sockets:
                listening[sockets[columns[9]]] = int(columns[1].split(":")[1], 16)
        return listening[min(listening)] if listening else None

    def is_ready(self):
        try:
            return self.admin("/readyz").status == 200
        except OSError:
            return False

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)

    def ask(self, path, method="GET", body=None, headers=None, connection=None):
        used = connection or self.connection()
        try:
            used.request(method, path, body, headers or {})
            return Answer(used.getresponse())
        finally:
            if connection is None:
                used.close()

    def autoconfig(self, address):
        return self.ask(f"/mail/config-v1.1.xml?emailaddress={address}")

    def admin(self, path):
        connection = (http.client.HTTPConnection(self.admin_address, timeout=PATIENCE_S) if self.admin_address
                      else UnixConnection(self.admin_path, PATIENCE_S))
        try:
            connection.request("GET", path)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def metric(self, name):
        for line in self.admin("/metrics").text.splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        raise AssertionError(f"no metric {name}")

    def generation(self):
        return int(self.metric("autoconfigd_config_generation"))

    def signal(self, number):
        self.process.send_signal(number)

    def memory_kib(self):
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise AssertionError("no VmRSS")
