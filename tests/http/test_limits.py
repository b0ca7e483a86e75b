# SPDX-License-Identifier: MIT
"""How much one client, or all of them, can take: connections, requests a second, memory, files."""

import re
import resource
import socket
import time

import pytest
from conftest import PATH, Client, cpu_seconds, request

POX = "/autodiscover/autodiscover.xml"


def test_connections_of_one_client(start):
    daemon = start("--per-ip-connections", "3", "--threads", "1")
    held = [daemon.client() for _ in range(3)]
    for client in held:
        assert client.ask().status == 200
    with daemon.client() as further:
        assert further.is_closed()
    assert daemon.metric('autoconfigd_http_rejected_total{reason="client_connections"}') == 1
    held.pop().__exit__()
    daemon.wait_for(daemon_is_free(daemon), "room for one more")
    for client in held:
        client.__exit__()


def daemon_is_free(daemon):
    def ask():
        with daemon.client() as client:
            client.send(request())
            return client.response() is not None

    return ask


def test_trusted_proxies_and_unix_sockets_are_not_counted(start, tmp_path):
    path = str(tmp_path / "s")
    daemon = start("--per-ip-connections", "1", "--trust-proxy", "127.0.0.1",
                   listen=["127.0.0.1:0", f"unix:{path}"])
    clients = [Client(address) for address in daemon.addresses for _ in range(5)]
    for client in clients:
        assert client.ask().status == 200
        client.__exit__()


def test_requests_of_one_client(start):
    daemon = start("--per-ip-rate", "5", "--trust-proxy", "127.0.0.1")
    one, other = "X-Forwarded-For: 2001:db8::1", "X-Forwarded-For: 2001:db8:0:1::1"
    neighbour = "X-Forwarded-For: 2001:db8::ffff"
    with daemon.client() as client:
        answers = [client.ask(headers=[one]) for _ in range(50)]
        refused = [answer for answer in answers if answer.status == 429]
        assert 5 <= len(answers) - len(refused) <= 10
        assert all(answer.header("Retry-After") == "1" for answer in refused)
        assert all(answer.header("Cache-Control") == "no-store" for answer in refused)
        assert client.ask(headers=[neighbour]).status == 429  # the same /64
        assert client.ask(headers=[other]).status == 200
        assert client.ask().status == 200  # the proxy itself
        assert all(daemon.admin("/readyz").status == 200 for _ in range(20))


def test_bytes_that_lead_nowhere_cost_no_time(start):
    daemon = start("--threads", "1")
    clients = []
    for _ in range(8):
        client = daemon.client()
        client.send(request(f"{PATH}\0?" + "&" * 3000))  # what the library stumbles over
        clients.append(client)
    before = cpu_seconds(daemon)
    time.sleep(2)
    assert cpu_seconds(daemon) - before < 0.5
    for client in clients:
        client.__exit__()


def test_answers_that_nobody_reads_stay_as_they_are(start, tmp_path):
    daemon = start("--threads", "1", listen=[f"unix:{tmp_path}/s"])

    def path(person):
        return f"{PATH}?emailaddress={person}@example.com"

    asked = [f"person{i}" for i in range(400)]
    with daemon.client() as idle, daemon.client() as other:
        idle.send(b"".join(request(path(person)) for person in asked))
        for _ in range(50):  # the same memory would be written to
            assert b"someone-else@" in other.ask(path("someone-else")).body
        assert daemon.metric('autoconfigd_http_requests_total{endpoint="autoconfig",code="200"}') < 450
        for person in asked:
            body = idle.response().body.decode()
            assert f"<username>{person}@example.com</username>" in body and "someone-else" not in body


def test_few_files(start):
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))

    daemon = start("--threads", "2", "--per-ip-connections", "0", preexec_fn=few)
    assert re.search(r"warning fewer connections than wanted: .* connections=(\d+) wanted=4096", daemon.log())
    clients = []
    for _ in range(200):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(daemon.addresses[0])
        clients.append(client)
    before = cpu_seconds(daemon)
    lines = daemon.log().count("\n")
    time.sleep(2)
    assert cpu_seconds(daemon) - before < 0.2
    assert daemon.log().count("\n") - lines < 10
    assert daemon.admin("/readyz").status == 200
    for client in clients:
        client.close()
    assert daemon.is_well()


def test_too_few_files(tmp_path):
    from test_listen import run

    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

    code, error = run(tmp_path, "--listen", "127.0.0.1:0", preexec_fn=few)
    assert code == 71 and "open files" in error


def test_memory_of_idle_connections_is_bounded(start):
    daemon = start("--max-connections", "2000", "--per-ip-connections", "0", "--threads", "2")

    def resident_kb():
        status = open(f"/proc/{daemon.process.pid}/status").read()
        return int(status.split("VmRSS:")[1].split()[0])

    if "asan" in daemon.process.args[0] or "tsan" in daemon.process.args[0]:
        pytest.skip("sanitizers take memory of their own")
    before = resident_kb()
    clients = [daemon.client() for _ in range(400)]
    for client in clients:
        client.send(request(POX, "POST", headers=["Content-Length: 8000"], body=b"a" * 7000))
    daemon.wait_for(lambda: daemon.metric("autoconfigd_connections") > 400, "400 connections")
    assert resident_kb() - before < 400 * 40  # the library's 16 KiB, ours of 12 KiB, and some
    for client in clients:
        client.__exit__()
