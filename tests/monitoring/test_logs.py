# SPDX-License-Identifier: MIT
"""`--log json`: whatever clients and files hold, each line is one object that any collector takes, with the fields that
docs/monitoring.md tells of."""

import json
import os
import re
import socket
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import pytest

from daemon import TOP, Daemon, replace_file

CONFIG = "providers: {example: {domains: [example.com], imap: mail.example.com, smtp: mail.example.com}}\n"
LINE_MAX_BYTES = 4096
LOKI_LINE_MAX_BYTES = 256 * 1024
LOKI_LABELS = ("level", "endpoint")  # as docs/monitoring.md has them
ODD_ADDRESS = 'q"\\{}\u00e4\U0001f600@example.com'
ODD_KEY = "'\"}\u00e4'"
ODD_NAME = b"\xff\x1b[31m\n\"}"
HOSTILE = [
    b"GET /mail/config-v1.1.xml?emailaddress=%ff%fe@example.com HTTP/1.1\r\nHost: x",
    b"GET /mail/config-v1.1.xml?emailaddress=a%0a%7b%22event%22%3a%22forged%22%7d@example.com HTTP/1.1\r\nHost: x",
    b"GET /mail/config-v1.1.xml?emailaddress=%e2%80%a8%e2%80%ae%1b[31m@example.com HTTP/1.1\r\nHost: x",
    b"GET /v1.1/%22%7d%0d%0a HTTP/1.1\r\nHost: \xff\"}\x1b[31m",
    b"G\"}\\T / HTTP/1.1\r\nHost: autoconfig.example.com",
    b"\xff\xfe / HTTP/1.1\r\nHost: autoconfig.example.com",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b",
    b"{\"event\":\"forged\"}",
]


def documented():
    """The levels of each event, and its fields: whether they are always there."""
    rows = {}
    for line in (TOP / "docs/monitoring.md").read_text().splitlines():
        cells = line.strip("| ").split(" | ")
        if line.startswith("| `") and len(cells) == 3:
            levels = set(re.findall("error|warning|info|debug", cells[1]))
            fields = {name: bracket == "" for bracket, name in re.findall(r"(\(?)`(\w+)`", cells[2])}
            rows.update({event: (levels, fields) for event in re.findall("`([^`]+)`", cells[0])})
    return rows


def send(daemon, head):
    """Bytes as no library would send them."""
    with socket.create_connection(("127.0.0.1", daemon.port), 30) as raw:
        raw.sendall(head + b"\r\n\r\n")
        raw.shutdown(socket.SHUT_WR)
        while raw.recv(65536):
            pass


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """Of a daemon that was asked, and configured, by somebody who means it ill."""
    folder = tmp_path_factory.mktemp("logs")
    listed = folder / "domains.txt"
    listed.write_bytes(b"one.example\nthree words here\n\xff\xfe\ntwo.example no\xc3\x28body\nfour.example \"}\x1b[31m\n")
    (folder / "tls").mkdir()
    options = ("--log", "json", "--log-addresses", "full", "--log-clients", "full", "--domains-from", f"file:{listed}",
               "--domains-from", "exec:false", "--tls-listen", "127.0.0.1:0", "--tls-dir", folder / "tls")
    with Daemon(folder, CONFIG, *options, level="debug") as daemon:
        assert daemon.autoconfig(quote(ODD_ADDRESS)).status == 200
        assert daemon.autoconfig("a@" + "x" * 60 + ".example").status == 404
        for head in HOSTILE:
            send(daemon, head)
        replace_file(daemon.config, CONFIG + ODD_KEY + ": 1\n")
        daemon.wait_for(lambda: "refused, the old one stays" in daemon.log(), "the odd key")
        odd = folder / "tls" / os.fsdecode(ODD_NAME)
        odd.mkdir()
        for part in ("fullchain.pem", "privkey.pem"):
            (odd / part).write_text("none")
        daemon.wait_for(lambda: "no certificate in PEM" in daemon.log(), "the odd folder")
        before = daemon.generation()
        replace_file(daemon.config, CONFIG)
        daemon.wait_for(lambda: daemon.generation() > before, "the right file")
    return daemon.log_path.read_bytes().removesuffix(b"\n").split(b"\n")


def unique(pairs):
    assert len({name for name, _ in pairs}) == len(pairs), pairs
    return dict(pairs)


@pytest.fixture(scope="module")
def entries(lines):
    return [json.loads(line.decode("utf-8"), object_pairs_hook=unique) for line in lines]


def test_a_line_is_one_piece_of_text(lines):
    for line in lines:
        assert len(line) < LINE_MAX_BYTES and line.startswith(b'{"time":"') and line.endswith(b"}")
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]", line.decode("utf-8")), line


def test_fields_are_those_documented(entries):
    events = documented()
    for entry in entries:
        assert list(entry)[:3] == ["time", "level", "event"]
        levels, fields = events[entry["event"]]
        rest = set(entry) - {"time", "level", "event"}
        assert entry["level"] in levels and rest <= set(fields), entry
        assert {name for name, always in fields.items() if always} <= rest, entry
        assert all(isinstance(entry[name], (str, int)) for name in rest)
    assert len({entry["event"] for entry in entries}) >= 8  # there was something to look at


def test_all_events_are_documented():
    source = "".join(path.read_text() for path in (TOP / "server").rglob("*.c"))
    begun = re.findall(r"\blog_begin\(([^;]*)\);", source)
    said = {word for call in begun for word in re.findall(r'"([^"]+)"', call)}
    assert said == set(documented())


def test_times_are_of_rfc_3339(entries):
    times = []
    for entry in entries:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["time"])
        times.append(datetime.fromisoformat(entry["time"].replace("Z", "+00:00")))
    assert timedelta(0) <= datetime.now(timezone.utc) - times[0] < timedelta(minutes=10)
    assert all(later - earlier > timedelta(seconds=-1) for earlier, later in zip(times, times[1:]))


def test_what_clients_write_is_text_and_nothing_else(entries):
    requests = [entry for entry in entries if entry["event"] == "request" and entry["endpoint"] != "admin"]
    assert 5 < len(requests) <= 2 + len(HOSTILE)  # a line that is no request at all may not get that far
    assert requests[0]["address"] == ODD_ADDRESS and requests[0]["domain"] == "example.com"
    assert "forged" not in {entry["event"] for entry in entries}
    told = [entry["text"] for entry in entries if entry["event"] == "configuration"]
    assert any("unknown key " in text and ODD_KEY[1:-1] in text for text in told), told
    assert any('[31m?"}/privkey.pem' in text or '[31m?"}/fullchain.pem' in text for text in told), told


def test_loki_would_take_it(entries, lines):
    """As its documentation of /loki/api/v1/push has it; no Loki is here to be asked."""
    streams = {}
    for entry, line in zip(entries, lines):
        labels = tuple((name, entry[name]) for name in LOKI_LABELS if name in entry)
        nanoseconds = int(datetime.fromisoformat(entry["time"].replace("Z", "+00:00")).timestamp() * 1000) * 10**6
        streams.setdefault(labels, []).append([str(nanoseconds), line.decode("utf-8")])
        assert len(line) < LOKI_LINE_MAX_BYTES
    assert len(streams) < 20
    for labels in streams:
        assert all(re.fullmatch("[a-z_]+", word) for pair in labels for word in pair)
    push = json.dumps({"streams": [{"stream": dict(labels), "values": values} for labels, values in streams.items()]})
    assert sum(len(stream["values"]) for stream in json.loads(push)["streams"]) == len(lines)
