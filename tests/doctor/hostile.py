# SPDX-License-Identifier: MIT
"""Servers that mean ill: what they say is chosen by the name they are asked for, KIND.example."""

import socket
import ssl
import threading
import time

import servers

ADDRESS = "10.77.3.1"
ESCAPE = "\x1b]0;owned\x07\x1b[2J"
DOCUMENT = ('<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x.example"><domain>x.example</domain>'
            "<displayName>x</displayName>%s</emailProvider></clientConfig>")
SERVER = ('<incomingServer type="imap"><hostname>%s</hostname><port>993</port><socketType>SSL</socketType>'
          "<authentication>password-cleartext</authentication><username>%s</username></incomingServer>")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n"


def say(connection, document):
    body = document.encode()
    connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def endless_body(connection):
    connection.sendall(HEAD + b"\r\n")
    while True:
        connection.sendall(b"<a>" * 4096)


def endless_head(connection):
    connection.sendall(HEAD)
    while True:
        connection.sendall(b"X-Header: " + b"x" * 4000 + b"\r\n")


def drip(connection):
    connection.sendall(HEAD + b"\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.2)


def slow(connection):
    time.sleep(3.2)
    say(connection, DOCUMENT % (SERVER % ("mail.slow.example", "%EMAILADDRESS%")))


def laughs(connection):
    entities = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(10))
    say(connection, f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">{entities}]><a>&a10;</a>')


def outside(connection):
    say(connection, '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        + DOCUMENT.partition("?>")[2] % (SERVER % ("&f;", "&f;")))


def deep(connection):
    say(connection, "<a>" * 5000)


def many(connection):
    say(connection, DOCUMENT % "".join(SERVER % (f"m{i}.x.example", "u") for i in range(250)))


def terminal(connection):
    # XML has no way to write an ESC; the control characters above it, which some terminals obey, it has.
    say(connection, DOCUMENT % (SERVER % ("mail.terminal.example", "%EMAILUSER%&#x9b;2J\u009d0;owned\u009c")))


def terminal_head(connection):
    connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: text/{ESCAPE}\r\nConnection: close\r\n\r\n<a/>".encode())


def redirect(where):
    def go(connection):
        connection.sendall(f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                           .encode())
    return go


def elsewhere(connection):
    """Sends Outlook on and on, each time to an address that nobody has seen."""
    say(connection, '<?xml version="1.0"?><Autodiscover><Response><Account><RedirectAddr>a@m%d.elsewhere.example</RedirectAddr>'
        "</Account></Response></Autodiscover>" % time.monotonic_ns())


KINDS = {
    "endlessbody": endless_body, "endlesshead": endless_head, "drip": drip, "slow": slow, "laughs": laughs, "outside": outside,
    "deep": deep, "many": many, "terminal": terminal, "terminalhead": terminal_head,
    "file": redirect("file:///etc/passwd"), "dict": redirect("dict://127.0.0.1:11211/stats"),
    "elsewhere": elsewhere, "odd": redirect(f"https://x{ESCAPE}y.example/"), "nothing": lambda connection: None,
}


def answer(connection):
    """One request of HTTP, or a mail program that waits for a greeting, which is one long line."""
    with connection:
        connection.settimeout(20)
        text = b""
        while b"\r\n\r\n" not in text:
            got = connection.recv(4096)
            if not got:
                return
            text += got
        host = [line for line in text.decode("latin-1").split("\r\n") if line.lower().startswith("host:")][0]
        KINDS[host.split(":")[1].strip().split(".")[-2]](connection)


def greet(connection):
    with connection:
        connection.sendall(f"* OK {ESCAPE}\r\n".encode())
        while True:
            connection.sendall(b"* CAPABILITY AUTH=" + ESCAPE.encode() + b"x" * 4000)


def listen(port, handle, context):
    listener = socket.create_server((ADDRESS, port), backlog=128)

    def serve(raw):
        try:
            handle(context.wrap_socket(raw, server_side=True) if context else raw)
        except (OSError, IndexError, KeyError):
            pass  # they went away, as they should

    def take():
        while True:
            threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()

    threading.Thread(target=take, daemon=True).start()


def start(certificate):
    servers.add_address(ADDRESS)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    listen(80, answer, None)
    listen(443, answer, context)
    listen(993, greet, context)
