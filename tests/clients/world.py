# SPDX-License-Identifier: MIT
"""The network that clients are shown: names by dnsmasq, a private authority, and the daemon on an address and a port of
its own for each route. It fills the namespaces that `run` has made (network,
mounts, processes), and goes with them: nothing here is undone."""

import os
import re
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from certificates import Authority, openssl
from daemon import Daemon, wait_for
from routes import MAIL_ADDRESS, ROUTES

HERE = Path(__file__).resolve().parent
FOLDER = Path(os.environ["CLIENTS_FOLDER"])  # a short path, for sockets, that everybody may pass
MAIL_NAMES = ["incoming.mail.example", "outgoing.mail.example"]

# A name that is not here does not exist: clients hear so at once, of their data bases as well.
DNSMASQ = """keep-in-foreground
no-resolv
no-hosts
port=53
listen-address=127.0.0.1
bind-interfaces
pid-file=
user=root
address=/#/
log-queries
log-facility={folder}/dns.log
"""

def run(*command):
    subprocess.run(list(map(str, command)), check=True)


def start(name, *command, **options):
    """A server, its output in NAME.out."""
    with open(FOLDER / f"{name}.out", "wb") as out:
        return subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=out, stderr=out, **options)


def wait_for_port(process, address, port, name):
    def connected():
        assert process.poll() is None, f"{name} ended: {(FOLDER / f'{name}.out').read_text()}"
        try:
            socket.create_connection((address, port), 1).close()
            return True
        except OSError:
            return False
    wait_for(f"{name} listens on {address}:{port}", connected)


@dataclass(frozen=True)
class Request:
    name: str  # of the host that was asked
    endpoint: str
    method: str
    status: int

    def __str__(self):
        return f"{self.method} {self.endpoint} at {self.name} ({self.status})"


class World:
    def __init__(self):
        self.make_network()
        self.make_authority()
        self.name_hosts()
        self.serve()

    def make_network(self):
        run("hostname", "outgoing.mail.example")
        run("ip", "link", "set", "lo", "up")
        for address in [MAIL_ADDRESS] + [route.web_address for route in ROUTES.values()]:
            run("ip", "address", "add", address + "/32", "dev", "lo")
        (FOLDER / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        (FOLDER / "hosts").write_text("127.0.0.1 localhost\n")
        run("mount", "--bind", FOLDER / "resolv.conf", "/etc/resolv.conf")
        run("mount", "--bind", FOLDER / "hosts", "/etc/hosts")

    def make_authority(self):
        """The only one that programs of this world trust by what the system trusts."""
        self.authority = Authority(FOLDER / "authority", "rsa")
        names = MAIL_NAMES + [route.web_name for route in ROUTES.values()]
        self.chain, self.key = self.authority.signer("world", names=names)
        certificates = FOLDER / "certificates"
        certificates.mkdir()
        (certificates / "root.pem").write_bytes(self.root.read_bytes())
        openssl("rehash", certificates)
        (certificates / "ca-certificates.crt").write_bytes(self.root.read_bytes())
        run("mount", "--bind", certificates, "/etc/ssl/certs")

    @property
    def root(self):
        return self.authority.path("root.pem")

    def name_hosts(self):
        records = [f"host-record={name},{MAIL_ADDRESS}" for name in MAIL_NAMES]
        for route in ROUTES.values():
            records.append(f"host-record={route.web_name},{route.web_address}")
            if route.mx:
                records.append(f"mx-host={route.domain},{route.mx},10")
        settings = FOLDER / "dnsmasq.conf"
        settings.write_text(DNSMASQ.format(folder=FOLDER) + "\n".join(records) + "\n")
        process = start("dnsmasq", "/usr/sbin/dnsmasq", "-C", settings)
        wait_for_port(process, "127.0.0.1", 53, "dnsmasq")

    def serve(self):
        place = FOLDER / "tls/world"
        place.mkdir(parents=True)
        (place / "fullchain.pem").symlink_to(self.chain)
        (place / "privkey.pem").symlink_to(self.key)
        listeners = []
        for route in ROUTES.values():
            option = "--tls-listen" if route.web_port == 443 else "--listen"
            listeners += [option, f"{route.web_address}:{route.web_port}"]
        (FOLDER / "daemon").mkdir()
        self.daemon = Daemon(FOLDER / "daemon", (HERE / "providers.yaml").read_text(), "--tls-dir", FOLDER / "tls",
                             *listeners, "--log-addresses", "full", "--log-clients", "full")

    def asked(self):
        """Every request so far, as the daemon logged it. On a loopback interface who asks has the address that is
        asked, which tells the route."""
        names = {route.web_address: route.web_name for route in ROUTES.values()}
        rows = re.findall(r" endpoint=(\S+) method=(\S+) status=(\d+) .*client=(\S+)", self.daemon.log())
        return [Request(names.get(client, client), endpoint, method, int(status))
                for endpoint, method, status, client in rows]
