# SPDX-License-Identifier: MIT
"""What clients and attackers do with connections, methods and paths."""

import socket
import struct
import threading

import pytest
from conftest import HOST, PATH, request

POX = "/autodiscover/autodiscover.xml"


@pytest.mark.parametrize("host, status", [
    ("example.com", 200),
    ("EXAMPLE.com.:443", 200),
    ("autoconfig.example.com.", 200),
    ("autodiscover.example.com:8080", 200),
    ("other.example", 404),
    ("", 404),
    (":80", 404),
    ("[::1]:80", 404),
    ("127.0.0.1", 404),
    ("bücher.example", 404),
    ("a" * 300, 404),
    ("a" * 2000, 400),
    ("x" * 64 + ".example.com", 404),
])
def test_host(daemon, host, status):
    with daemon.client() as client:
        assert client.ask(host=host).status == status


def test_http_1_0(daemon):
    with daemon.client() as client:
        assert client.ask(version="1.0", host=None).status == 404
        assert client.is_closed()
    with daemon.client() as client:
        response = client.ask(version="1.0", headers=["Connection: keep-alive"])
        assert response.status == 200 and response.header("Connection") == "Keep-Alive"
        assert client.ask().status == 200


def test_absolute_form_outranks_host(daemon):
    with daemon.client() as client:
        assert client.ask(f"http://{HOST}{PATH}", host="other.example").status == 200
        assert client.ask(f"http://other.example{PATH}").status == 404
        assert client.ask(f"HTTPS://{HOST}:443{PATH}?emailaddress=a@example.com", host="x").status == 200


@pytest.mark.parametrize("path, status", [
    ("/mail/config%2Dv1.1.xml", 200),
    ("/mail/config-v1.1.xml/", 404),
    ("/mail//config-v1.1.xml", 404),
    ("/Mail/config-v1.1.xml", 404),
    ("/mail/../mail/config-v1.1.xml", 404),
    ("/.well-known/autoconfig/mail/config-v1.1.xml", 200),
    ("/.well-known/mail-v1.xml", 200),
    ("/v1.1/mail/config-v1.1.xml", 200),
    ("/v1.1/example.com", 200),
    ("/v1.1/other.example", 404),
    ("/v1.1/%c0%af", 404),
    ("/v1.1/", 404),
    ("/v1.1", 404),
    ("/AutoDiscover/AutoDiscover.XML", 200),
    ("/%41utodiscover/autodiscover.xml", 200),
    ("/autodiscover/autodiscover.xml/", 404),
    ("/autodiscover/autodiscover.svc", 404),
    ("/mobileconfig/?email=a@example.com", 200),
    ("/mobileconfig//", 404),
    ("/", 200),
    ("//", 404),
    ("/?x", 200),
    ("/settings/", 404),
])
def test_path(daemon, path, status):
    with daemon.client() as client:
        assert client.ask(path).status == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "A" * 5000],
                         ids=lambda method: method[:8])
def test_method_that_a_path_has_not(daemon, method):
    with daemon.client() as client:
        response = client.ask(method=method)
        assert response.status == 405
        assert response.header("Allow") == "GET, HEAD"
        response = client.ask("/nothing/here", method=method)
        assert response.status == 404


def test_method_of_pox(daemon):
    with daemon.client() as client:
        response = client.ask(POX, method="PUT", body=b"<x/>")
        assert response.status == 405
        assert response.header("Allow") == "GET, HEAD, POST"
        assert client.ask().status == 200  # the body was read and left


@pytest.mark.parametrize("method", ["GET", "POST", "PROPFIND", "OPTIONS"])
def test_any_method_is_redirected(daemon, method):
    with daemon.client() as client:
        response = client.ask("/.well-known/caldav", method=method, host="example.com")
        assert response.status in (301, 307)
        assert response.header("Location") == "https://dav.example.com/"


def test_get_with_a_body(daemon):
    with daemon.client() as client:
        assert client.ask(body=b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n").status == 200
        assert client.ask().status == 200


def test_post_without_a_length(daemon):
    with daemon.client() as client:
        response = client.ask(POX, method="POST")
        assert response.status == 200
        assert b"600" in response.body


def test_head_is_get_without_a_body(daemon):
    with daemon.client() as client:
        got = client.ask()
        head = client.ask(method="HEAD")
        assert client.ask().body == got.body
    assert [pair for pair in got.headers if pair[0] != "date"] == [
        pair for pair in head.headers if pair[0] != "date"]
    assert int(head.header("Content-Length")) == len(got.body)


def test_every_answer_says_what_it_is(daemon):
    with daemon.client() as client:
        for path in (PATH, "/nothing", POX, "/.well-known/caldav"):
            response = client.ask(path)
            assert response.header("X-Content-Type-Options") == "nosniff"
            assert response.header("Cache-Control")
            assert response.header("Strict-Transport-Security") is None
            assert response.header("WWW-Authenticate") is None


def test_what_may_be_stored_has_a_tag(daemon):
    with daemon.client() as client:
        response = client.ask()
        tag = response.header("ETag")
        assert response.header("Cache-Control").startswith("public, max-age=")
        assert response.header("Last-Modified") is None
        for value in (tag, f"W/{tag}", f'"x", {tag}', "*"):
            again = client.ask(headers=[f"If-None-Match: {value}"])
            assert again.status == 304 and again.header("ETag") == tag
            # RFC 9110 section 8.6: absent, or what the 200 would have.
            assert again.header("Content-Length") in (None, response.header("Content-Length"))
            assert again.header("Cache-Control") == response.header("Cache-Control")
        assert client.ask(headers=['If-None-Match: "x"']).status == 200
        missing = client.ask("/nothing", headers=["If-None-Match: *"])
        assert missing.status == 404 and missing.header("ETag") is None
        assert missing.header("Cache-Control") == "no-store"


def test_pipelined_requests_are_answered_in_order_up_to_a_limit(daemon):
    paths = [PATH if i % 2 else "/nothing" for i in range(1000)]
    with daemon.client() as client:
        sender = threading.Thread(target=client.send, args=(b"".join(map(request, paths)),))
        sender.start()
        responses = []
        while (response := client.response()) is not None:
            responses.append(response)
        sender.join()
    assert [r.status for r in responses] == [200 if path == PATH else 404 for path in paths]
    assert [r.header("Connection") for r in responses] == [None] * 999 + ["close"]


def test_leading_line_breaks(daemon):
    with daemon.client() as client:
        client.send(b"\r\n\r\n" + request() + b"\r\n" + request())
        assert client.response().status == 200
        assert client.response().status == 200


def test_bare_line_feeds_get_the_same_answer(daemon):
    with daemon.client() as client:
        client.send(request().replace(b"\r\n", b"\n"))
        assert client.response().status == 200


def test_byte_by_byte(daemon):
    with daemon.client() as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in request(POX, "POST", body=b"<x/>"):
            client.send(bytes([byte]))
        assert client.response().status == 200


def test_half_closed_connection_is_answered(daemon):
    with daemon.client() as client:
        client.send(request())
        client.socket.shutdown(socket.SHUT_WR)
        assert client.response().status == 200
        assert client.is_closed()


def test_resets_do_no_harm(daemon):
    for data in (b"", b"GET ", request(), request(POX, "POST", headers=["Content-Length: 9"]), request() * 50):
        for _ in range(20):
            with daemon.client() as client:
                client.send(data)
                client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    daemon.wait_for(lambda: daemon.metric("autoconfigd_connections") == 1, "the end of all connections")


def test_urgent_data_and_upgrades_are_ignored(daemon):
    with daemon.client() as client:
        response = client.ask(headers=["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
                                       "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"])
        assert response.status == 200
        assert client.ask().status == 200


@pytest.mark.parametrize("value, status", [
    ("a%0d%0aSet-Cookie:x=1", 400),
    ("%1b[31m", 400),
    ("%e2%80%a8", 200),  # a line separator, to some programs; a letter like others in an address
    ("a%00b", 400),
    ("%zz", 400),
    ("%", 400),
    ("%c0%af", 400),
    ("%ed%a0%80", 400),
])
def test_addresses_add_no_line_anywhere(start, value, status):
    daemon = start("--log-addresses", "full")
    lines = daemon.log().count("\n")
    with daemon.client() as client:
        response = client.ask(f"{PATH}?emailaddress={value}@example.com")
    assert response.status == status
    assert response.header("Set-Cookie") is None
    assert daemon.log().count("\n") == lines + 1
    assert "\x1b" not in daemon.log()


def test_credentials_are_neither_asked_for_nor_kept(daemon):
    before = daemon.metric("autoconfigd_http_credentials_total")
    with daemon.client() as client:
        response = client.ask(headers=["Authorization: Basic c2VjcmV0OnNlY3JldA=="])
    assert response.status == 200
    assert "c2VjcmV0" not in daemon.log()
    assert daemon.metric("autoconfigd_http_credentials_total") == before + 1
