# SPDX-License-Identifier: MIT
"""deploy/proxies/haproxy-replicas.cfg as it is, but for its folders, in front of three daemons whose domains are in
PostgreSQL, under a constant load: a replica is killed, all are upgraded in turn, domains come while clients ask, the
database is stopped, HAProxy reads its file again. Each request that a client sends is answered, and rightly."""

import contextlib
import csv
import http.client
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from databases import PostgreSQL, serving
from world import TOP, Daemon, curl, finish, running, sample, wait_for

sys.path.insert(0, str(TOP / "tests/sources"))
from certificates import Authority  # noqa: E402
from lists import CONFIG, provider_of, source_of, wait_for_failure, wait_for_provider  # noqa: E402
from load import Load  # noqa: E402
from panels import PANELS, domains  # noqa: E402

HOST = "autoconfig.d1.example"
NAMES = ("one", "two", "three")
PATIENCE_S = 5  # a client's: Thunderbird's
AGES_S = 300  # longer than any test: loads are ended when it is done


class Replica(Daemon):
    """As the sample's head says, but that sources are read every second."""

    def __init__(self, folder, number, source):
        self.address = f"10.0.0.{10 + number}"
        state = folder / "state"
        state.mkdir(parents=True, exist_ok=True)
        super().__init__(folder, CONFIG, "--trust-proxy", "10.0.0.0/24", "--drain", "5s", "--domains-from", source,
                         "--domains-refresh", "1s", "--state-dir", state, listen=f"{self.address}:8080",
                         admin=f"{self.address}:8081", level="warning")

    def connection(self):
        return http.client.HTTPConnection(self.address, self.port, timeout=30)


class Site:
    """Three replicas behind HAProxy."""

    def __init__(self, folder, database):
        self.folder, self.database = folder, database
        self.source = database.url("preset=postfixadmin")
        self.replicas = {}
        for number in range(1, 1 + len(NAMES)):
            subprocess.run(["ip", "address", "add", f"10.0.0.{10 + number}/32", "dev", "lo"], check=True)
        authority = Authority(folder / "authority", "ecdsa")
        authority.signer("proxy", names=[HOST])
        self.root = authority.path("root.pem")
        (folder / "certificates").mkdir()
        (folder / "certificates/one.pem").write_bytes(authority.path("proxy-chain.pem").read_bytes() +
                                                      authority.path("proxy.key").read_bytes())
        self.config = sample(folder, "haproxy-replicas.cfg", ("/etc/haproxy/certificates/", f"{folder}/certificates/"),
                             ("/run/haproxy/admin.sock", folder / "admin.sock"))

    def start(self, name):
        self.replicas[name] = Replica(self.folder / name, NAMES.index(name) + 1, self.source)

    def stop(self):
        for replica in self.replicas.values():
            replica.end()

    def tell(self, socket_path, command):
        """What HAProxy says to that; None where it is not there yet."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as one:
            one.settimeout(30)
            one.connect(str(socket_path))
            one.sendall(command.encode() + b"\n")
            with one.makefile() as answer:
                return answer.read()
        return None

    def servers(self):
        """What HAProxy counts of each replica, and as FRONTEND of its clients, by the names of its columns."""
        rows = csv.DictReader((self.tell(self.folder / "admin.sock", "show stat -1 5 -1") or "").splitlines())
        return {row["svname"]: row for row in rows}

    def states(self):
        """UP or DOWN of each replica, as HAProxy sees it."""
        return {name: row["status"].split()[0] for name, row in self.servers().items() if name in NAMES}

    def wait_for_state(self, name, state):
        wait_for(f"{name} is {state}", lambda: self.states().get(name) == state)

    def workers(self):
        return set(Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text().split())

    def reload(self):
        before = self.workers()
        # What SIGUSR2 does, too, which is lost on a master that still starts.
        wait_for("the master", lambda: self.tell(self.folder / "master.sock", "reload") is not None)
        wait_for("new workers only", lambda: self.workers() and not self.workers() & before)

    @contextlib.contextmanager
    def load(self):
        """Clients that keep their connection, over TLS, and ones that take a new one for each request, over plain http."""
        more = ["-s", TOP / "tests/deploy/clients.lua", "--timeout", f"{PATIENCE_S}s"]
        loads = {"kept alive": Load("https://127.0.0.1/", AGES_S, 8, more=more),
                 "one a request": Load("http://127.0.0.1/", AGES_S, 4, ["Connection: close"], more=more)}
        with contextlib.ExitStack() as stack:
            for load in loads.values():
                stack.enter_context(load)
            yield
            for load in loads.values():
                load.stop()
        for name, load in loads.items():
            print(f"{name}: {load.requests} requests, {load.failures} failures")
        for load in loads.values():
            assert load.requests > 100 and load.failures == 0 and "wrong answer" not in load.output, load.output


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serving(PostgreSQL) as database:
        database.ask([*database.clean, *PANELS["postfixadmin"]("postgresql")(domains(1000)), *database.grant])
        folder = tmp_path_factory.mktemp("site")
        one = Site(folder, database)
        try:
            for name in NAMES:
                one.start(name)
            with running(folder, "/usr/sbin/haproxy", "-W", "-S", folder / "master.sock", "-f", one.config) as one.master:
                wait_for("HAProxy", lambda: set(one.states().values()) >= {"UP"})
                yield one
        finally:
            one.stop()


@pytest.fixture(autouse=True)
def all_is_well(site):
    if not site.database.running:
        site.database.start()
    for name in NAMES:
        if site.replicas[name].process.poll() is not None:
            site.start(name)
        site.wait_for_state(name, "UP")


def test_clients_get_what_the_daemon_says(site):
    path = "/mail/config-v1.1.xml?emailaddress=anna@d1.example"
    assert curl(site.root, HOST, path) == site.replicas["two"].ask(path).text


def test_a_replica_is_killed_and_comes_back(site):
    with site.load():
        for name in NAMES:
            site.replicas[name].signal(signal.SIGSTOP)  # so that it dies with requests in its hands
            wait_for("requests that wait", lambda: int(site.servers()[name]["scur"]) > 0)
            site.replicas[name].end()  # SIGKILL
            site.wait_for_state(name, "DOWN")
            site.start(name)
            site.wait_for_state(name, "UP")
        site.replicas["two"].end()  # and is there again before anybody has noticed
        site.start("two")


def test_a_replica_hangs(site):
    """Who asked it waits for HAProxy's patience to end, then is answered by another."""
    with site.load():
        site.replicas["three"].signal(signal.SIGSTOP)
        site.wait_for_state("three", "DOWN")
        wait_for("nobody waits for it", lambda: int(site.servers()["three"]["scur"]) == 0)
        site.replicas["three"].signal(signal.SIGCONT)
        site.wait_for_state("three", "UP")


def test_a_machine_vanishes(site):
    """Nothing comes back from it any more, not even a refusal."""
    with site.load():
        for command in ("link add void type veth peer name nowhere", "link set void up", "link set nowhere up",
                        "address del 10.0.0.13/32 dev lo", "route add 10.0.0.13/32 dev void"):
            subprocess.run(["ip", *command.split()], check=True)
        site.wait_for_state("three", "DOWN")
        wait_for("nobody waits for it", lambda: int(site.servers()["three"]["scur"]) == 0)
        for command in ("link del void", "address add 10.0.0.13/32 dev lo"):
            subprocess.run(["ip", *command.split()], check=True)
        site.wait_for_state("three", "UP")


def test_a_replica_is_killed_while_requests_still_come_in(site):
    """A body in two halves, of a request for each replica; one of them dies between."""
    question = b"<Autodiscover><Request><EMailAddress>anna@d1.example</EMailAddress></Request></Autodiscover>"
    head = f"POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(question)}\r\n\r\n"
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", 80), 30)) for _ in NAMES]
        for client in clients:
            client.sendall(head.encode() + question[:40])
        wait_for("HAProxy has them", lambda: int(site.servers()["FRONTEND"]["scur"]) >= len(clients))
        site.replicas["one"].end()
        for client in clients:
            client.sendall(question[40:])
            answer = http.client.HTTPResponse(client, method="POST")
            answer.begin()
            assert answer.status == 200
            answer.read()


def test_an_upgrade_of_one_after_the_other(site):
    with site.load():
        for name in NAMES:
            old = site.replicas[name]
            old.signal(signal.SIGTERM)
            wait_for("it is not ready", lambda: old.admin("/readyz").status == 503)
            assert provider_of(old, "d1.example") == "default"  # and answers
            site.wait_for_state(name, "DOWN")
            assert old.process.poll() is None
            assert old.process.wait(30) == 0
            site.start(name)
            site.wait_for_state(name, "UP")


def test_a_domain_comes_and_the_database_goes(site):
    with site.load():
        site.database.ask(["INSERT INTO domain (domain) VALUES ('new.example')",
                           "DELETE FROM domain WHERE domain = 'd5.example'"])
        for replica in site.replicas.values():
            wait_for_provider(replica, "new.example", "default")
            wait_for("d5.example is gone", lambda: provider_of(replica, "d5.example") is None)
        site.database.stop()
        for replica in site.replicas.values():
            wait_for_failure(replica, "ended with 69")
        site.replicas["one"].end()
        site.start("one")  # from what --state-dir keeps
        assert provider_of(site.replicas["one"], "new.example") == "default"
        site.wait_for_state("one", "UP")
        site.database.start()
        for replica in site.replicas.values():
            wait_for("a success", lambda: "last_error" not in source_of(replica))


def test_haproxy_reads_its_file_again(site):
    with site.load():
        for _ in range(3):
            site.reload()
        site.replicas["three"].end()
        site.reload()  # the new one takes the dead for living at first
        site.wait_for_state("three", "DOWN")
        site.start("three")
        site.wait_for_state("three", "UP")


def test_a_tree_for_a_cdn(site, tmp_path):
    """docs/scale.md's two commands: what the database says is what the files are of."""
    programs = Path(os.environ["AUTOCONFIGD"]).parent
    done = subprocess.run([programs / "source-postgresql"], capture_output=True, timeout=60,
                          env={**os.environ, "AUTOCONFIGD_SOURCE": site.source}, check=True)
    (tmp_path / "domains.txt").write_bytes(done.stdout)
    (tmp_path / "providers.yaml").write_text(CONFIG)
    finish(programs / "autoconfigd", "export", "--domains-from", "file:domains.txt", "tree", folder=tmp_path)
    written = (tmp_path / f"tree/hosts/{HOST}/mail/config-v1.1.xml").read_text()
    assert written == curl(site.root, HOST, "/mail/config-v1.1.xml")
