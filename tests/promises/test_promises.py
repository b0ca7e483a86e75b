# SPDX-License-Identifier: MIT
"""What SECURITY.md promises, one test (or more) a promise."""

import base64
import plistlib
import re
import socket
import subprocess
import urllib.parse
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import lxml.html
import pytest

from daemon import PROGRAM, TOP, Daemon, wait_for

CONFIG = """providers:
  example:
    name: Example & <Mail>
    domains: [example.org]
    imap: imap.example.org
    smtp: smtp.example.org
"""
OUTLOOK_SCHEMA = "http://schemas.microsoft.com/exchange/autodiscover/outlook/"
SECRET = "correct horse battery staple"
HOSTILE = ["anna+x@example.org", "<script>&]]>'\"@example.org", "%EMAILADDRESS%@example.org",
           "{provider.name}@example.org", "a b@example.org", "анна@example.org", "\u2028@example.org"]


def outlook_body(address):
    escaped = address.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (f'<Autodiscover xmlns="{OUTLOOK_SCHEMA}requestschema/2006"><Request><EMailAddress>{escaped}'
            f"</EMailAddress><AcceptableResponseSchema>{OUTLOOK_SCHEMA}responseschema/2006a"
            "</AcceptableResponseSchema></Request></Autodiscover>").encode()


def ask_each(daemon, address, headers=None):
    """What each kind of client would get for an address."""
    quoted = urllib.parse.quote(address)
    return {
        "thunderbird": daemon.ask("/mail/config-v1.1.xml?emailaddress=" + quoted, headers=headers),
        "outlook": daemon.ask("/autodiscover/autodiscover.xml", "POST", outlook_body(address), headers),
        "apple": daemon.ask("/profile.mobileconfig?email=" + quoted, headers=headers),
        "json": daemon.ask(f"/autodiscover/autodiscover.json/v1.0/{quoted}?Protocol=AutodiscoverV1",
                           headers=headers),
        # A phone's, which has no QR codes: those are pictures of the address.
        "page": daemon.ask("/settings?email=" + quoted, headers={**(headers or {}), "User-Agent": "iPhone"}),
    }


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    with Daemon(tmp_path_factory.mktemp("daemon"), CONFIG, "--threads", "1") as running:
        yield running


def logged(daemon, times):
    """The log once it tells of so many requests more than it did."""
    pattern = re.compile(r" request ")
    before = len(pattern.findall(daemon.log()))
    yield
    wait_for("the requests in the log", lambda: len(pattern.findall(daemon.log())) >= before + times)
    yield daemon.log()


def test_no_password_is_asked_for_or_logged(daemon):
    basic = base64.b64encode(f"anna@example.org:{SECRET}".encode()).decode()
    log = logged(daemon, 6)
    next(log)
    for answer in ask_each(daemon, "anna@example.org", {"Authorization": "Basic " + basic}).values():
        assert answer.status == 200
        assert "WWW-Authenticate" not in answer.headers
        assert SECRET not in answer.text and basic not in answer.text
    answer = daemon.ask("/profile.mobileconfig?email=anna@example.org&password="
                        + urllib.parse.quote(SECRET))
    assert "horse" not in answer.text
    text = next(log)
    assert "horse" not in text and basic not in text


def test_no_mail_address_is_in_the_log(daemon):
    log = logged(daemon, 5)
    next(log)
    ask_each(daemon, "somebody.special@example.org")
    text = next(log)
    assert "example.org" in text and "somebody" not in text


def test_whether_a_mailbox_exists_cannot_be_told(daemon):
    for one, two in zip(ask_each(daemon, "aaaa@example.org").values(),
                        ask_each(daemon, "bbbb@example.org").values()):
        assert one.status == two.status
        assert set(one.headers) == set(two.headers)
        # Identities are hashes of the address.
        hashes = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}|(?<=-)[0-9a-f]{6}(?=[.<])")
        assert hashes.sub("", one.text.replace("aaaa", "bbbb")) == hashes.sub("", two.text)


def test_the_same_question_gets_the_same_bytes(tmp_path):
    bodies = []
    for run in ("first", "second"):
        (tmp_path / run).mkdir()
        with Daemon(tmp_path / run, CONFIG) as one:
            bodies += [{k: a.body for k, a in ask_each(one, "anna@example.org").items()} for _ in range(2)]
    assert all(body == bodies[0] for body in bodies)


@pytest.mark.parametrize("address", HOSTILE)
def test_hostile_text_is_escaped_for_its_place(daemon, address):
    answers = ask_each(daemon, address)
    config = ElementTree.fromstring(answers["thunderbird"].body)
    assert config.findtext(".//incomingServer/username") == address
    assert config.findtext(".//displayName") == "Example & <Mail>"
    outlook = ElementTree.fromstring(answers["outlook"].body)
    assert {e.text for e in outlook.iter() if e.tag.endswith("LoginName")} == {address}
    mail = plistlib.loads(answers["apple"].body)["PayloadContent"][0]
    assert mail["EmailAddress"] == address
    page = lxml.html.document_fromstring(answers["page"].body.decode())
    assert page.find(".//header//bdi").text == page.find(".//input[@name='email']").get("value") == address
    assert page.find(".//script") is None
    for answer in answers.values():
        assert answer.status == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert set(answer.headers) <= {"Content-Type", "Content-Length", "Content-Disposition", "Date",
                                       "Cache-Control", "ETag", "X-Content-Type-Options", "Vary",
                                       "Connection", "Content-Language", "Content-Security-Policy",
                                       "Referrer-Policy"}


def test_no_header_is_smuggled_in(daemon):
    answer = daemon.ask("/mail/config-v1.1.xml?emailaddress=a%0d%0aSet-Cookie:x%0d%0a@example.org")
    assert answer.status == 400 and "Set-Cookie" not in answer.headers


def test_another_s_domain_gets_no_answer(daemon):
    assert daemon.autoconfig("anna@other.example").status == 404
    outlook = ask_each(daemon, "anna@other.example")["outlook"]
    assert outlook.status == 200 and "<ErrorCode>500</ErrorCode>" in outlook.text
    for client in ("apple", "json", "page"):
        assert ask_each(daemon, "anna@other.example")[client].status == 404


def test_the_daemon_is_confined(daemon):
    status = Path(f"/proc/{daemon.pid}/status").read_text()
    assert re.search(r"^NoNewPrivs:\t1$", status, re.MULTILINE)
    assert re.search(r"^Seccomp:\t2$", status, re.MULTILINE)
    for thread in Path(f"/proc/{daemon.pid}/task").iterdir():
        assert re.search(r"^Seccomp:\t2$", (thread / "status").read_text(), re.MULTILINE)


def test_a_misspelt_name_in_a_template_is_an_error_with_its_line(tmp_path):
    templates = tmp_path / "templates"
    templates.mkdir()
    text = (TOP / "templates/autoconfig.xml").read_text()
    assert "{server.host}" in text
    (templates / "autoconfig.xml").write_text(text.replace("{server.host}", "{server.hots}", 1))
    line = text[: text.index("{server.host}")].count("\n") + 1
    (tmp_path / "providers.yaml").write_text(CONFIG)
    done = subprocess.run(
        [PROGRAM, "serve", "--config", str(tmp_path / "providers.yaml"), "--templates", str(templates),
         "--listen", "127.0.0.1:0", "--admin", "none"],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    assert done.returncode == 78
    assert re.search(rf"autoconfig\.xml:{line}:\d+: error: .*hots", done.stderr)
    assert "host" in done.stderr


def test_idle_connections_cost_a_bounded_amount(tmp_path):
    count = 400
    with Daemon(tmp_path, CONFIG, "--threads", "1", level="warning") as one:
        one.autoconfig("anna@example.org")
        before = one.memory_kib()
        connections = []
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", one.port))
            connection.sendall(b"GET /mail/config-v1.1.xml?emailaddress=a@example.org HTTP/1.1\r\nHost: x\r\n\r\n")
            connections.append(connection)
        for connection in connections:
            assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200")
        assert (one.memory_kib() - before) / count < 64
        for connection in connections:
            connection.close()


def test_each_promise_names_tests_that_there_are():
    text = (TOP / "SECURITY.md").read_text()
    named = re.findall(r"`(tests/[\w/.]+?)(?:::(\w+))?`", text)
    assert len(named) > 8
    for path, function in named:
        assert (TOP / path).exists(), path
        if function:
            assert f"def {function}(" in (TOP / path).read_text() or f" {function}(" in (TOP / path).read_text()
