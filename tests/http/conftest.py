# SPDX-License-Identifier: MIT
"""The daemon on ports that the kernel chooses, and a client that sends bytes as they are."""

import os
import re
import socket

import pytest
from daemon import PATIENCE_S, PROGRAM, TOP, Process

PROVIDERS = """\
providers:
  example:
    name: Example Mail
    domains: [example.com]
    imap: mail.example.com
    smtp: mail.example.com
    caldav: https://dav.example.com/
"""

PATH = "/mail/config-v1.1.xml"
HOST = "autoconfig.example.com"


def request(path=PATH, method="GET", host=HOST, version="1.1", headers=(), body=b""):
    """A well-formed request as bytes; whatever is to be wrong is given."""
    lines = [f"{method} {path} HTTP/{version}"]
    if host is not None:
        lines.append(f"Host: {host}")
    lines += headers
    if body and not any(line.lower().startswith(("content-length", "transfer-")) for line in lines):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def cpu_seconds(daemon):
    fields = open(f"/proc/{daemon.process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Response:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # of (lower-case name, value)
        self.body = body

    def header(self, name):
        values = [value for key, value in self.headers if key == name.lower()]
        assert len(values) <= 1, f"{name} stands {len(values)} times"
        return values[0] if values else None


class Client:
    """A connection. `address` is (host, port) or the path of a unix socket."""

    def __init__(self, address, timeout=PATIENCE_S):
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        self.socket.connect(address)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def receive(self):
        """More bytes; False at the end of the connection."""
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            data = b""
        self.buffer += data
        return bool(data)

    def response(self, method="GET"):
        """The next response; None: the connection ended before one."""
        while b"\r\n\r\n" not in self.buffer:
            if not self.receive():
                assert self.buffer == b"", "half a response"
                return None
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        match = re.fullmatch(r"HTTP/1\.1 (\d{3}) [A-Za-z -]+", lines[0])
        assert match, lines[0]
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(": ")
            assert colon, f"no header: {line!r}"
            headers.append((name.lower(), value))
        response = Response(int(match.group(1)), headers, b"")
        length = response.header("Content-Length")
        if method != "HEAD" and response.status != 304 and length is not None:
            while len(self.buffer) < int(length):
                assert self.receive(), "half a body"
            response.body, self.buffer = self.buffer[: int(length)], self.buffer[int(length) :]
        return response

    def is_closed(self):
        """True when the daemon ends the connection without a further byte."""
        while self.receive():
            pass
        return self.buffer == b""

    def ask(self, *arguments, **keywords):
        self.send(request(*arguments, **keywords))
        return self.response(keywords.get("method", "GET"))


class Daemon(Process):
    """On addresses of the caller's choice, asked by Client."""

    def __init__(self, folder, options, environment=None, listen=("127.0.0.1:0",), admin="127.0.0.1:0",
                 providers=PROVIDERS, wrapper=(), **keywords):
        config = folder / "providers.yaml"
        config.write_text(providers)
        command = [*wrapper, PROGRAM, "serve", "--config", config]
        if admin is not None:
            command += ["--admin", admin]
        for address in listen:
            command += ["--listen", address]
        # The sanitizer looks for leaks with ptrace(), which the sandbox forbids.
        environment = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "detect_leaks=0"), **(environment or {})}
        super().__init__([*command, *options], folder / "log", environment, **keywords)
        self.addresses = []
        self.admin_address = None

    def listen(self, sockets):
        """Waits until `sockets` addresses are listened on, and reads them from the log."""
        pattern = re.compile(r" listening address=(\S+) for=(\w+)")
        self.wait_for(lambda: len(pattern.findall(self.log())) >= sockets, "listening")
        for text, purpose in pattern.findall(self.log()):
            if text.startswith("unix:"):
                address = text[len("unix:"):]
            else:
                host, port = text.rsplit(":", 1)
                address = (host.replace("0.0.0.0", "127.0.0.1"), int(port))
            if purpose == "admin":
                self.admin_address = address
            else:
                self.addresses.append(address)
        return self

    def client(self, **keywords):
        return Client(self.addresses[0], **keywords)

    def admin(self, path, **keywords):
        with Client(self.admin_address) as client:
            return client.ask(path, host="admin", **keywords)

    def metric(self, name):
        """The value of a sample, name and labels as they are printed."""
        match = re.search("^" + re.escape(name) + r" (\S+)$", self.admin("/metrics").body.decode(), re.M)
        assert match, f"no metric {name}"
        return float(match.group(1))

    def has_newer_library(self):
        return b'libmicrohttpd="0.' not in self.admin("/metrics").body

    def is_well(self):
        """Serves everybody as if nothing had happened."""
        with self.client() as client:
            response = client.ask()
        return response.status == 200 and b"mail.example.com" in response.body


@pytest.fixture
def start(tmp_path):
    """Starts a daemon with options of its own."""
    daemons = []

    def start_daemon(*options, sockets=None, **keywords):
        folder = tmp_path / str(len(daemons))
        folder.mkdir()
        daemon = Daemon(folder, options, **keywords)
        daemons.append(daemon)
        listeners = len(keywords.get("listen", ("one",))) + (keywords.get("admin") != "none")
        return daemon.listen(listeners if sockets is None else sockets)

    yield start_daemon
    for daemon in daemons:
        code = daemon.stop()
        assert code == 0, f"ended with {code}: {daemon.log()}"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """One daemon for all tests of a file; each must leave it well."""
    one = Daemon(tmp_path_factory.mktemp("daemon"), ["--threads", "2", "--per-ip-connections", "0"]).listen(2)
    yield one
    assert one.is_well()
    code = one.stop()
    assert code == 0, f"ended with {code}: {one.log()}"
