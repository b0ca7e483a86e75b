# SPDX-License-Identifier: MIT
"""https by the daemon, its certificates from an ACME server by certbot or lego in webroot mode: the first one, and
a forced renewal under load with no request lost."""

import shutil
import ssl
import socket
import threading

import pytest

from world import DIRECTORY, PROVIDERS, Daemon, Pebble, finish, wait_for

NAMES = ["autoconfig.example.com", "autodiscover.example.com"]
PATH = "/mail/config-v1.1.xml?emailaddress=anna@example.com"


class Certbot:
    def __init__(self, folder, pebble):
        self.folder = folder
        self.live = folder / "config/live"
        self.environment = {"REQUESTS_CA_BUNDLE": str(pebble.ca)}
        self.common = ["--server", DIRECTORY, "--config-dir", folder / "config", "--work-dir", folder / "work",
                       "--logs-dir", folder / "logs", "-n"]

    def obtain(self):
        finish("certbot", "certonly", "--webroot", "-w", self.folder / "webroot", *self.domains(), "--agree-tos",
               "-m", "admin@example.com", *self.common, folder=self.folder, environment=self.environment)

    def renew(self):
        finish("certbot", "renew", "--force-renewal", "--no-random-sleep-on-renew", *self.common, folder=self.folder,
               environment=self.environment)

    @staticmethod
    def domains():
        return [word for name in NAMES for word in ("-d", name)]


class Lego:
    """lego names its files otherwise: docs/install.md has this hook."""

    def __init__(self, folder, pebble):
        self.folder = folder
        self.live = folder / "live"
        self.environment = {"LEGO_CA_CERTIFICATES": str(pebble.ca)}
        self.common = ["lego", "--server", DIRECTORY, "--accept-tos", "--email", "admin@example.com", "--path",
                       folder / "lego", "--http", "--http.webroot", folder / "webroot",
                       *(word for name in NAMES for word in ("-d", name))]

    def run(self, *words):
        finish(*self.common, *words, folder=self.folder, environment=self.environment)
        target = self.live / NAMES[0]
        target.mkdir(parents=True, exist_ok=True)
        for source, name in ((".crt", "fullchain.pem"), (".key", "privkey.pem")):
            shutil.copy(self.folder / "lego/certificates" / (NAMES[0] + source), target / (name + ".new"))
            (target / (name + ".new")).rename(target / name)

    def obtain(self):
        self.run("run")

    def renew(self):
        self.run("renew", "--days", "4000", "--no-random-sleep")


def ask(root):
    """The serial number of the certificate, once a request over it was answered."""
    context = ssl.create_default_context(cafile=root)
    with socket.create_connection(("127.0.0.1", 443), 10) as raw:
        with context.wrap_socket(raw, server_hostname=NAMES[0]) as tls:
            tls.sendall(f"GET {PATH} HTTP/1.1\r\nHost: {NAMES[0]}\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while piece := tls.recv(65536):
                answer += piece
            assert answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(b"</clientConfig>\n")
            return tls.getpeercert()["serialNumber"]


@pytest.mark.parametrize("client", [Certbot, Lego])
def test_a_certificate_is_obtained_and_renewed_under_load(tmp_path, client):
    (tmp_path / "webroot").mkdir()
    with Pebble(tmp_path / "pebble") as pebble:
        acme = client(tmp_path, pebble)
        acme.live.mkdir(parents=True)  # empty: https waits for the first one
        with Daemon(tmp_path, PROVIDERS, "--tls-listen", "127.0.0.1:443", "--tls-dir", str(acme.live), "--acme-dir",
                    str(tmp_path / "webroot"), listen="127.0.0.1:80") as daemon:
            assert "https waits for the first" in daemon.log()
            acme.obtain()
            first = wait_for("the first certificate", lambda: try_to_ask(pebble.root))
            serials, failures, stop = set(), [], threading.Event()

            def ask_on():
                while not stop.is_set():
                    try:
                        serials.add(ask(pebble.root))
                    except (OSError, AssertionError) as error:
                        failures.append(error)

            threads = [threading.Thread(target=ask_on) for _ in range(3)]
            for thread in threads:
                thread.start()
            try:
                acme.renew()
                wait_for("the renewed certificate", lambda: len(serials) == 2)
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
            assert failures == []
            assert first in serials
            assert "error" not in daemon.log()


def try_to_ask(root):
    try:
        return ask(root)
    except ssl.SSLError:
        return None
