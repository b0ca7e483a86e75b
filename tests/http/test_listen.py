# SPDX-License-Identifier: MIT
"""Addresses and sockets: --listen, --admin, and those that systemd hands over."""

import os
import socket
import stat
import subprocess

import pytest
from conftest import PATIENCE_S, PROGRAM, PROVIDERS, Client


def run(tmp_path, *options, wrapper=(), **keywords):
    """A daemon that does not come up; its exit code and what it says."""
    config = tmp_path / "providers.yaml"
    config.write_text(PROVIDERS)
    command = [*wrapper, PROGRAM, "serve", "--config", str(config), "--admin", "none", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S,
                          stdin=subprocess.DEVNULL, **keywords)
    return done.returncode, done.stderr


@pytest.mark.parametrize("address", [
    "8080", ":8080", "localhost:8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
    "::1:8080", "[::1]", "[127.0.0.1]:80", "unix:", "unix:relative", "unix:/" + "a" * 120, "256.0.0.1:80", ""])
def test_what_is_no_address(tmp_path, address):
    code, error = run(tmp_path, "--listen", address)
    assert code == 64
    assert error.count("\n") == 1 and f"'{address}'" in error


@pytest.mark.parametrize("options, said", [
    (["--acme-dir", "/nowhere/acme"], "option '--acme-dir': '/nowhere/acme': no such folder"),
    (["--tls-dir", "/"], "option '--tls-dir' needs '--tls-listen', too")])
def test_a_folder_that_would_serve_nobody(tmp_path, options, said):
    code, error = run(tmp_path, "--listen", "127.0.0.1:0", *options)
    assert code == 64 and said in error


@pytest.mark.parametrize("options, said", [
    (["--listen", "127.0.0.1:99999"], "option '--listen': '127.0.0.1:99999': the port is not in 0..65535"),
    (["--tls-dir", ".", "--tls-listen", "::1"], "option '--tls-listen': '::1': not an IP address"),
    (["--admin", "[::1]:"], "option '--admin': '[::1]:': expected ADDRESS:PORT, [IPV6]:PORT or unix:/PATH"),
])
def test_the_option_is_named_that_has_no_address(tmp_path, options, said):
    code, error = run(tmp_path, "--listen", "127.0.0.1:0", *options)
    assert code == 64 and error.startswith(f"autoconfigd: {said}")


@pytest.mark.parametrize("threads", ["1", "2"])
def test_taken_port(start, tmp_path, threads):
    daemon = start("--threads", threads)
    host, port = daemon.addresses[0]
    code, error = run(tmp_path, "--threads", threads, "--listen", f"{host}:{port}")
    assert code == 69
    assert error.count("\n") == 1 and f"{host}:{port}" in error


def test_address_of_nobody_here(tmp_path):
    code, error = run(tmp_path, "--listen", "192.0.2.1:0")
    assert code == 69 and "192.0.2.1:0" in error


def test_unix_socket_in_no_folder(tmp_path):
    code, error = run(tmp_path, "--listen", f"unix:{tmp_path}/none/s")
    assert code == 69 and "/none/s" in error


def test_several_addresses(start, tmp_path):
    path = str(tmp_path / "s")
    daemon = start("--threads", "2", listen=["127.0.0.1:0", f"unix:{path}", "127.0.0.1:0"],
                   admin=f"unix:{tmp_path}/admin")
    assert len(daemon.addresses) == 3
    for address in daemon.addresses:
        for _ in range(8):
            with Client(address) as client:
                assert client.ask().status == 200
                assert client.ask("/readyz").status == 404
    assert daemon.admin("/readyz").status == 200
    assert daemon.admin("/mail/config-v1.1.xml").status == 404
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o666
    assert stat.S_IMODE(os.stat(tmp_path / "admin").st_mode) == 0o660


def test_no_admin(start):
    daemon = start(admin="none")
    assert daemon.admin_address is None and daemon.is_well()


def test_ipv6_takes_ipv4_too(start):
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("no IPv6 here")
    daemon = start(listen=["[::]:0"])
    port = daemon.addresses[0][1]
    with Client(("127.0.0.1", port)) as client:
        assert client.ask().status == 200
    with socket.create_connection(("::1", port), PATIENCE_S) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 200"


def test_socket_of_a_dead_daemon_is_replaced(start, tmp_path):
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(path)
    start(listen=[f"unix:{path}"])
    with Client(path) as client:
        assert client.ask().status == 200


def test_socket_of_a_living_daemon_is_not(start, tmp_path):
    path = str(tmp_path / "s")
    start(listen=[f"unix:{path}"])
    code, error = run(tmp_path, "--listen", f"unix:{path}")
    assert code == 69 and path in error
    with Client(path) as client:
        assert client.ask().status == 200


def test_file_that_is_no_socket_is_left_alone(tmp_path):
    path = tmp_path / "s"
    path.write_text("precious")
    code, _ = run(tmp_path, "--listen", f"unix:{path}")
    assert code == 69 and path.read_text() == "precious"


def handed_over(given, names):
    """As systemd does it: descriptors from 3 on, and the process told by its own number."""

    def give():
        copies = [os.dup(one.fileno()) for one in given]
        for number, copy in enumerate(copies):
            os.dup2(copy, 100 + number)
        for number in range(len(copies)):
            os.dup2(100 + number, 3 + number)
            os.close(100 + number)

    variables = f"LISTEN_FDS={len(given)} LISTEN_FDNAMES={names} LISTEN_PID=$$"
    return {"wrapper": ["/bin/sh", "-c", variables + ' exec "$@"', "sh"], "preexec_fn": give, "close_fds": False}


def test_sockets_from_systemd(start):
    with socket.create_server(("127.0.0.1", 0)) as public, socket.create_server(("127.0.0.1", 0)) as admin:
        given = handed_over([public, admin], "http:admin")
        daemon = start("--threads", "2", listen=(), admin=None, sockets=2, **given)
        assert daemon.addresses == [public.getsockname()]
        assert daemon.admin_address == admin.getsockname()
        for _ in range(10):
            assert daemon.is_well()
        assert daemon.admin("/readyz").status == 200
        daemon.stop()
        # Connections wait for the next daemon instead of being refused.
        with Client(public.getsockname()) as client:
            start(listen=(), admin=None, sockets=2, **given)
            assert client.ask().status == 200


def test_descriptors_of_another_process_are_left_alone(start):
    with socket.create_server(("127.0.0.1", 0)) as other:
        daemon = start(environment={"LISTEN_FDS": "1", "LISTEN_PID": "1"})
        assert other.getsockname() not in daemon.addresses


def test_descriptor_that_does_not_listen(tmp_path):
    with socket.socket() as idle:
        code, error = run(tmp_path, **handed_over([idle], "http"))
    assert code == 64 and "descriptor 3" in error
