# SPDX-License-Identifier: MIT
"""Whose word counts about where a request came from (--trust-proxy)."""

import re

import pytest
from conftest import HOST, PATH, Client

POX = "/autodiscover/autodiscover.xml"
FULL = ("--log-clients", "full")


def logged_client(daemon, **keywords):
    """Asks once; the client as the log has it."""
    with daemon.client() as client:
        assert client.ask(**keywords).status == 200
    return re.findall(r" client=(\S+)", daemon.log())[-1]


@pytest.mark.parametrize("headers", [
    ["X-Forwarded-For: 192.0.2.7"],
    ["Forwarded: for=192.0.2.7;host=other.example;proto=http"],
    ["X-Forwarded-Host: other.example", "X-Forwarded-Proto: http"],
])
def test_a_stranger_is_not_believed(start, headers):
    daemon = start(*FULL, "--trust-proxy", "192.0.2.0/24", "--public-url", "https://example.com")
    assert logged_client(daemon, headers=headers) == "127.0.0.1"
    with daemon.client() as client:
        assert client.ask(POX, headers=headers).status == 200


@pytest.mark.parametrize("headers, expected", [
    (["X-Forwarded-For: 192.0.2.7"], "192.0.2.7"),
    (["X-Forwarded-For: 203.0.113.1, 192.0.2.7"], "192.0.2.7"),
    (["X-Forwarded-For: 203.0.113.1", "X-Forwarded-For: 192.0.2.7"], "192.0.2.7"),
    (["X-Forwarded-For: 203.0.113.1, 192.0.2.7, 10.1.2.3"], "192.0.2.7"),
    (["X-Forwarded-For: 10.9.9.9, 10.1.2.3"], "10.9.9.9"),
    (["X-Forwarded-For: 192.0.2.7:4711"], "192.0.2.7"),
    (["X-Forwarded-For: [2001:db8::7]:4711"], '"2001:db8::7"'),
    (["X-Forwarded-For: 2001:db8::7"], '"2001:db8::7"'),
    (["X-Forwarded-For: 192.0.2.7, rubbish"], "127.0.0.1"),
    (["X-Forwarded-For: "], "127.0.0.1"),
    (["Forwarded: for=192.0.2.7"], "192.0.2.7"),
    (['Forwarded: for="[2001:db8::7]:4711";proto=https, for=10.0.0.1'], '"2001:db8::7"'),
    (["Forwarded: for=192.0.2.7", "X-Forwarded-For: 203.0.113.1"], "192.0.2.7"),
    (["Forwarded: for=unknown", "X-Forwarded-For: 203.0.113.1"], "127.0.0.1"),
    (["Forwarded: for=;;,", "X-Forwarded-For: 203.0.113.1"], "203.0.113.1"),
    (["Forwarded: for=192.0.2.1, for=_hidden, for=10.0.0.1"], "10.0.0.1"),
])
def test_a_trusted_proxy_is_believed(start, headers, expected):
    daemon = start(*FULL, "--trust-proxy", "127.0.0.1", "--trust-proxy", "10.0.0.0/8")
    assert logged_client(daemon, headers=headers).strip('"') == expected.strip('"')


@pytest.mark.parametrize("headers, status", [
    ([f"X-Forwarded-Host: {HOST}"], 200),
    ([f"X-Forwarded-Host: x.example, {HOST}:443"], 200),
    ([f"Forwarded: for=192.0.2.7;host={HOST}"], 200),
    ([f'Forwarded: for=192.0.2.7;host="{HOST}:443"'], 200),
    (["X-Forwarded-Host: a/b"], 404),
])
def test_the_host_that_the_client_asked_for(start, headers, status):
    daemon = start("--trust-proxy", "127.0.0.0/8")
    with daemon.client() as client:
        assert client.ask(host="backend", headers=headers).status == status


def test_pox_over_plain_http_is_sent_to_https(start):
    daemon = start("--trust-proxy", "127.0.0.1", "--public-url", "https://mail.example.com/")
    with daemon.client() as client:
        for method in ("GET", "POST", "HEAD"):
            for header in ("X-Forwarded-Proto: http", "Forwarded: for=192.0.2.7;proto=http"):
                response = client.ask(POX, method=method, headers=[header])
                assert response.status == 302
                assert response.header("Location") == f"https://mail.example.com{POX}"
        assert client.ask(POX, headers=["X-Forwarded-Proto: https"]).status == 200
        assert client.ask(POX).status == 200
        assert client.ask(PATH, headers=["X-Forwarded-Proto: http"]).status == 200


def test_pox_is_answered_where_https_is_not_certain(start):
    daemon = start("--trust-proxy", "127.0.0.1")
    with daemon.client() as client:
        assert client.ask(POX, headers=["X-Forwarded-Proto: http"]).status == 200


@pytest.mark.parametrize("trusted", [True, False])
def test_unix_socket(start, tmp_path, trusted):
    path = str(tmp_path / "s")
    daemon = start(*FULL, *(["--trust-proxy", "unix"] if trusted else []), listen=[f"unix:{path}"])
    with Client(path) as client:
        assert client.ask(headers=["X-Forwarded-For: 192.0.2.7"]).status == 200
    assert re.findall(r" client=(\S+)", daemon.log()) == (["192.0.2.7"] if trusted else [])


@pytest.mark.parametrize("text", ["10.0.0.0/33", "10.0.0.0/", "example.com", "2001:db8::/129", "", "10.0.0/8", "Unix"])
def test_what_is_no_proxy(tmp_path, text):
    from test_listen import run
    code, error = run(tmp_path, "--trust-proxy", text)
    assert code == 64 and error.count("\n") == 1
