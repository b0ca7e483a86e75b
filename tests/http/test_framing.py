# SPDX-License-Identifier: MIT
"""Where a request begins and ends: whatever two programs could understand in two ways is refused, so
that nobody behind a proxy gets another's answer."""

import pytest
from conftest import HOST, PATH, PROVIDERS, request

BODY = b"<x/>"
SMUGGLED = request("/v1.1/smuggled")
POX = "/autodiscover/autodiscover.xml"


def post(*headers, body=BODY, version="1.1"):
    return request(POX, "POST", version=version, headers=headers or ("Content-Length: 4",), body=body)


REFUSED = {
    "two hosts": (request(headers=["Host: other.example"]), 400),
    "two equal hosts": (request(headers=[f"Host: {HOST}"]), 400),
    "no host": (request(host=None), 400),
    "host with a path": (request(host="example.com/x"), 400),
    "host with a user": (request(host="user@example.com"), 400),
    "host with a blank": (request(host="example.com other.example"), 400),
    "two lengths": (post("Content-Length: 4", "Content-Length: 5"), 400),
    "two equal lengths": (post("Content-Length: 4", "Content-Length: 4"), 400),
    "length and coding": (post("Content-Length: 4", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 400),
    "coding and length": (post("Transfer-Encoding: chunked", "Content-Length: 4", body=b"0\r\n\r\n"), 400),
    "unknown coding": (post("Transfer-Encoding: xchunked"), 501),
    "coding in a list": (post("Transfer-Encoding: gzip, chunked"), 501),
    "two codings": (post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 400),
    "coding with a blank behind": (post("Transfer-Encoding: chunked "), 501),
    "coding of 1.0": (post("Transfer-Encoding: chunked", version="1.0", body=b"0\r\n\r\n"), 400),
    "NUL in a host": (request(host="autoconfig.example.com\0.other.example"), 400),
    "NUL in a header": (request(headers=["Accept: a\0b"]), 400),
    "NUL in a header's name": (request(headers=["Acc\0ept: a"]), 400),
    "NUL in the last header": (request(headers=["Content-Length: 0\0"]), 400),
    "NUL in a path": (request(PATH + "\0.txt"), 400),
    "NUL in a query": (request(PATH + "?emailaddress=a\0b@example.com"), 400),
    "NUL before the version": (request(PATH + "\0HTTP/1.1"), 400),
    "folded into a host": (request(host=None, headers=["Hos: autoconfig.example.com", " t"]), 400),
    "folded first header": (f"GET {PATH} HTTP/1.1\r\n Host: {HOST}\r\n\r\n".encode(), 400),
    "blank before a colon": (request(host=None, headers=[f"Host : {HOST}"]), 400),
    "length with a blank before the colon": (post("Content-Length : 4"), 400),
    "no colon": (request(headers=["Accept"]), 400),
    "no name": (request(headers=[": a"]), 400),
    "control character in a header": (request(headers=["Accept: a\x1bb"]), 400),
    "lone CR in a header": (request(headers=["Accept: a\rHost: other.example"]), 400),
    "blank in the target": (request(PATH + " x"), 400),
    "control character in the target": (request(PATH + "\x7f"), 400),
    "fragment": (request(PATH + "#x"), 400),
    "no slash": (request("mail/config-v1.1.xml"), 400),
    "asterisk": (request("*", "OPTIONS"), 400),
    "authority form": (request("example.com:443", "CONNECT"), 400),
    "absolute form without host": (request("http:///mail"), 400),
    "absolute form of another scheme": (request("ftp://example.com/"), 400),
    "absolute form with a user": (request("http://a@example.com/"), 400),
    "escape cut short": (request("/v1.1/example%2"), 400),
    "escape of no digits": (request("/v1.1/example%zz"), 400),
    "escaped NUL": (request("/v1.1/example.com%00"), 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "HTTP/0.9": (f"GET {PATH}\r\n\r\n".encode(), 400),
    "a version that is none": (request(version="x.1"), 400),
    "a long target": (request("/" + "a" * 5000), 414),
    "1000 arguments": (request(PATH + "?" + "&".join(f"a{i}=1" for i in range(1000))), 414),
    "2000 headers": (request(headers=[f"X-{i}: 1" for i in range(2000)]), 431),
    "a long header": (request(headers=["X: " + "a" * 40000]), 431),
    "headers that leave no room": (request(headers=["X: " + "a" * 13500]), 431),
    "cookies that leave no room": (request(headers=["Cookie: " + "a" * 7000]), 431),
    "a very long target": (request("/" + "a" * 40000), 414),
    "body over the bound": (request(POX, "POST", headers=["Content-Length: 8193"]), 413),
    "body far over the bound": (request(POX, "POST", headers=["Content-Length: 99999999999"]), 413),
}


# libmicrohttpd 1.0 sees some of it before we do, and says so in its own way, or nothing (None).
NEWER = {
    "unknown coding": 400,
    "coding in a list": 400,
    "coding with a blank behind": 400,
    "NUL in a path": None,
    "NUL in a query": None,
    "NUL before the version": None,
    "blank in the target": 301,
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_once_and_closed(daemon, name):
    data, status = REFUSED[name]
    if daemon.has_newer_library():
        status = NEWER.get(name, status)
    with daemon.client() as client:
        client.send(data + SMUGGLED)
        response = client.response()
        if status is None:
            assert response is None
            return
        assert response is not None, "closed without a word"
        assert response.status == status
        assert response.header("Connection") == "close"
        assert client.is_closed(), client.buffer


@pytest.mark.parametrize("header", ["Cookie: " + "a" * 6400, "X: " + "a" * 12900], ids=["cookie", "other"])
def test_the_longest_redirect_fits_behind_the_largest_head(start, header):
    """Where the library has no memory for an answer's head, it closes without a word."""
    url = "https://dav.example.com/" + "x" * (2048 - 24)
    daemon = start(providers=PROVIDERS.replace("https://dav.example.com/", url))
    with daemon.client() as client:
        response = client.ask("/.well-known/caldav", headers=[header])
        assert response.status == 301 and response.header("Location") == url


def test_folded_header(daemon):
    with daemon.client() as client:
        response = client.ask(headers=["Accept: a", " b"])
        # The newer library joins the lines, as it may (RFC 9112 section 5.2); the older joins wrong ones.
        assert response.status == (200 if daemon.has_newer_library() else 400)


# The library's own words here are odd (two heads of a response): what counts is that it ends there.
@pytest.mark.parametrize("length", ["-1", "+3", "3,3", "3x", "0x3", str(2**80), "", "4 4"])
def test_malformed_length_ends_the_connection(daemon, length):
    with daemon.client() as client:
        client.send(post(f"Content-Length: {length}") + SMUGGLED)
        while client.receive():
            pass
        assert client.buffer.startswith(b"HTTP/1.1 4")
        assert b"smuggled" not in client.buffer and b" 200 " not in client.buffer


@pytest.mark.parametrize("data", [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) + b"\n",
    b"SSH-2.0-OpenSSH_9.2p1\r\n",
    b"\xff" * 64 + b"\r\n\r\n",
    b"\0\0\0\0\r\n\r\n",
    b"GET\r\n\r\n",
    b" \r\n\r\n",
], ids=["TLS", "SSH", "noise", "NULs", "method alone", "blank"])
def test_other_protocols_are_closed(daemon, data):
    with daemon.client() as client:
        client.send(data)
        client.socket.shutdown(1)
        while client.receive():
            pass
        assert b" 200 " not in client.buffer


@pytest.mark.parametrize("size", ["f" * 16, "1" + "0" * 16, "-1", "+1", "0x1", " 1", "g", ""])
def test_malformed_chunk(daemon, size):
    with daemon.client() as client:
        client.send(post("Transfer-Encoding: chunked", body=f"{size}\r\nx\r\n0\r\n\r\n".encode()))
        client.socket.shutdown(1)
        while client.receive():
            pass
        assert b" 200 " not in client.buffer and b" 500 " not in client.buffer


def test_chunked_body_is_put_together(daemon):
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (b"<Auto", b"discover", b"/>"))
    with daemon.client() as client:
        client.send(post("Transfer-Encoding: chunked", body=pieces + b"0\r\nTrailer: x\r\n\r\n"))
        response = client.response()
        assert response.status == 200
        # The library takes bare line feeds in chunk headers: nobody may hide a request behind them.
        assert response.header("connection") == "close"
        assert client.is_closed()


def test_chunked_body_over_the_bound(daemon):
    chunk = b"400\r\n" + b"a" * 1024 + b"\r\n"
    with daemon.client() as client:
        client.send(post("Transfer-Encoding: chunked", body=chunk * 9 + b"0\r\n\r\n"))
        assert client.response().status == 413
        assert client.is_closed()


def test_endless_chunked_body_is_cut_off(daemon):
    chunk = b"400\r\n" + b"a" * 1024 + b"\r\n"
    with daemon.client() as client:
        with pytest.raises(ConnectionError):
            client.send(post("Transfer-Encoding: chunked", body=chunk))
            for _ in range(100000):
                client.send(chunk)


def test_endless_chunk_extension_is_refused_soon_and_costs_nothing(daemon):
    before = daemon.metric('autoconfigd_http_rejected_total{reason="stalled"}')
    with daemon.client() as client:
        client.send(post("Transfer-Encoding: chunked", body=b"1;" + b"a" * 40000))
        response = client.response()
        if daemon.has_newer_library():
            assert response is None
            return
        assert response.status == 400
        assert client.is_closed()
    assert daemon.metric('autoconfigd_http_rejected_total{reason="stalled"}') == before + 1


def test_expect_continue_of_a_body_too_large(daemon):
    with daemon.client() as client:
        client.send(request(POX, "POST", headers=["Content-Length: 9000", "Expect: 100-continue"]))
        assert client.response().status == 413  # and no 100 before it
        assert client.is_closed()


def test_expect_continue(daemon):
    with daemon.client() as client:
        client.send(request(POX, "POST", headers=["Content-Length: 4", "Expect: 100-continue"]))
        assert client.response().status == 100
        client.send(BODY)
        assert client.response().status == 200


def test_refusals_are_counted(daemon):
    name = 'autoconfigd_http_rejected_total{reason="host"}'
    before = daemon.metric(name)
    with daemon.client() as client:
        client.ask(headers=["Host: other.example"])
    assert daemon.metric(name) == before + 1
