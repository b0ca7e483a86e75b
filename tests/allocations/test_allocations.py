# SPDX-License-Identifier: MIT
"""After start our own code allocates nothing for a request; what allocates is a library, and these are
all that may. COUNT_LIBRARY is the built count.c."""

import os
import struct
from collections import Counter
from pathlib import Path

import pytest

from certificates import Authority
from daemon import Daemon

SLOT = struct.Struct("=QQ")
WARM_UP = 100  # buffers have then grown to their size
REQUESTS = 200

CONFIG = """providers:
  example:
    name: Example
    domains: [example.org]
    imap: imap.example.org
    smtp: smtp.example.org
    activesync: https://eas.example.org/Microsoft-Server-ActiveSync
    pacc: true
    support: {email: help@example.org}
    caldav: https://dav.example.org/%EMAILADDRESS%/
    jmap: https://jmap.example.org/session
  unsigned:
    domains: [unsigned.example]
    imap: imap.unsigned.example
    smtp: smtp.unsigned.example
    apple: {signing: false}
"""

OUTLOOK = """<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>
<EMailAddress>anna@example.org</EMailAddress>
<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema>
</Request></Autodiscover>
"""

HOST = {"Host": "autoconfig.example.org"}
NO_HOST_OF_OURS = {"Host": "localhost"}
# method, path, body, status; the libraries, but libmicrohttpd, that may allocate for it
REQUEST_KINDS = {
    "autoconfig": ("GET", "/mail/config-v1.1.xml?emailaddress=anna@example.org", None, 200, set()),
    "by host": ("GET", "/.well-known/autoconfig/mail/config-v1.1.xml", None, 200, set()),
    "unicode": ("GET", "/mail/config-v1.1.xml?emailaddress=anna@b%C3%BCcher.example", None, 404,
                {"libidn2", "libunistring"}),
    "not served": ("GET", "/mail/config-v1.1.xml?emailaddress=a@other.example", None, 404, set()),
    "no address": ("GET", "/mail/config-v1.1.xml?emailaddress=nobody", None, 400, set()),
    "no such path": ("GET", "/robots.txt", None, 404, set()),
    "outlook": ("POST", "/autodiscover/autodiscover.xml", OUTLOOK, 200, {"libxml2"}),
    "profile": ("GET", "/profile.mobileconfig?email=anna@unsigned.example", None, 200,
                {"libgnutls", "libnettle"}),
    "json": ("GET", "/autodiscover/autodiscover.json?Email=anna@example.org&Protocol=ActiveSync", None, 200,
             {"libjansson"}),
    "json error": ("GET", "/autodiscover/autodiscover.json/v1.0/anna@example.org?Protocol=EWS", None, 400,
                   {"libjansson"}),
    "pacc": ("GET", "/.well-known/user-agent-configuration.json", None, 200, {"libjansson"}),
    "signed profile": ("GET", "/profile.mobileconfig?email=anna@example.org", None, 200,
                       {"libgnutls", "libnettle", "libhogweed", "libgmp", "libtasn1"}),
    "qr code of a profile": ("GET", "/qr/apple.svg?email=anna@example.org", None, 200,
                             {"libqrencode", "libgnutls", "libnettle"}),
    "qr code of an account": ("GET", "/qr/thunderbird.svg?email=anna@example.org&name=Anna", None, 200,
                              {"libqrencode", "libjansson"}),
    "redirect": ("GET", "/.well-known/caldav", None, 301, set()),
}


def read_counts(path):
    data = path.read_bytes()
    return Counter({caller: calls for caller, calls in SLOT.iter_unpack(data) if caller})


def read_modules(pid):
    """(from, to, file name) of what is mapped into the process."""
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        columns = line.split()
        if len(columns) > 5:
            first, last = (int(n, 16) for n in columns[0].split("-"))
            yield first, last, os.path.basename(columns[5])


def by_module(pid, counts):
    modules = list(read_modules(pid))
    found = Counter()
    for caller, calls in counts.items():
        name = next((name for first, last, name in modules if first <= caller < last), "unknown")
        found[name] += calls
    return found


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("counted")
    counts = folder / "counts"
    environment = {"LD_PRELOAD": os.environ["COUNT_LIBRARY"], "ALLOCATION_COUNTS": str(counts)}
    certificate, key = Authority(folder / "authority", "ecdsa").signer("signer")
    options = ["--threads", "1", "--sign-cert", str(certificate), "--sign-key", str(key)]
    with Daemon(folder, CONFIG, *options, environment=environment) as daemon:
        yield daemon, counts


def ask_often(daemon, times, method, path, body, status):
    connection = daemon.connection()
    host = NO_HOST_OF_OURS if status == 404 else HOST
    for _ in range(times):
        answer = daemon.ask(path, method, body, host, connection)
        assert answer.status == status, answer.text
        if answer.headers.get("Connection") == "close":
            connection.close()
    connection.close()


def test_the_counter_counts(counted):
    """What is tested below would also hold if nothing were counted."""
    daemon, counts = counted
    found = by_module(daemon.pid, read_counts(counts))
    assert found["autoconfigd"] > 10  # while it started
    assert any(name.startswith("libmicrohttpd") for name in found)


@pytest.mark.parametrize("kind", REQUEST_KINDS)
def test_a_request_allocates_nothing_of_ours(counted, kind):
    daemon, counts = counted
    method, path, body, status, libraries = REQUEST_KINDS[kind]
    ask_often(daemon, WARM_UP, method, path, body, status)
    before = read_counts(counts)
    ask_often(daemon, REQUESTS, method, path, body, status)
    found = by_module(daemon.pid, read_counts(counts) - before)
    print(kind, {name: calls / REQUESTS for name, calls in found.items()})
    assert found["autoconfigd"] == 0
    strangers = {name for name in found if not name.startswith(tuple(libraries | {"libmicrohttpd"}))}
    assert not strangers, found
