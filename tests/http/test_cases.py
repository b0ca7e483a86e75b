# SPDX-License-Identifier: MIT
"""tests/cases/FOLDER/NAME.http on a real socket: comment lines (why the case exists; "#! body HOW" says that
the body is sent in other bytes; "#! holds TEXT" is for test_qr.py), the request, a line "---", then
status, headers and body of the answer. A body's length is added where the request does not tell it. Each
folder has a providers.yaml of its own.

Of the answer's headers those in SHOWN are compared; the others are held by ALWAYS, or are not a case's
business. With GOLDEN=1 the answers are written into the files instead: read the diff."""

import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import TOP, Client, Daemon

FOLDERS = [TOP / "tests/cases" / name for name in ("http", "clients", "peers")]
CASES = [(folder, path) for folder in FOLDERS for path in sorted(folder.glob("*.http"))]
SHOWN = ["Content-Type", "Content-Language", "Cache-Control", "Content-Disposition", "Location", "Allow",
         "Vary", "Content-Security-Policy", "Referrer-Policy"]
NEVER = ["Set-Cookie", "WWW-Authenticate", "Strict-Transport-Security", "Last-Modified"]
BODIES = {
    "bom": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "latin-1": lambda text: text.encode("latin-1"),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "lines": lambda text: b"\n\n\n" + text.encode(),
    "utf-16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
}


def samples(daemon):
    """What /metrics counts, but for the code of an answer, which comes as it is first given."""
    text = daemon.admin("/metrics").body.decode()
    return {re.sub(',code="[0-9]{3}"', "", line.rsplit(" ", 1)[0]) for line in text.splitlines()}


@pytest.fixture(scope="module")
def cases_daemon(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases")
    options = ["--threads", "4", "--per-ip-connections", "0"]
    one = Daemon(folder, options, providers=(request.param / "providers.yaml").read_text()).listen(2)
    counted = samples(one)
    yield one
    # Nothing that was asked has become a label, which would grow without an end; and none is empty.
    assert samples(one) == counted and not any('=""' in sample for sample in counted)
    code = one.stop()
    assert code == 0, f"ended with {code}: {one.log()}"
    # Whatever was asked: no address, no header and no line of a client's making is in the log.
    for forbidden in ("jo@", "am9AZXhhbXBsZS5vcmc6c2VjcmV0", "user@", "dXNlckBjdXN0b21lci5leGFtcGxl",
                      "EVOLUTIONUSER", "hunter2", "X-Evil", "\x1b"):
        assert forbidden not in one.log()


def read_request(text):
    """The bytes to send, and the method."""
    lines = text.split("\n")
    how = [line.removeprefix("#! body ") for line in lines if line.startswith("#! body ")]
    lines = lines[next(i for i, line in enumerate(lines) if not line.startswith("#")) :]
    head, _, body = "\n".join(lines).partition("\n\n")
    body = BODIES[how[0]](body) if how else body.rstrip("\n").encode()
    head = head.rstrip("\n").split("\n")
    told = [line for line in head if line.lower().startswith("content-length:")]
    assert told in ([], [f"Content-Length: {len(body)}"])
    if not told and (body or head[0].startswith("POST ")):
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body, head[0].split(" ")[0]


def show(answer):
    """An answer as a case writes it down."""
    lines = [str(answer.status)]
    lines += [f"{name}: {answer.header(name)}" for name in SHOWN if answer.header(name) is not None]
    text = "\n".join(lines) + "\n"
    body = answer.body.decode()
    # The one thing in an answer that is never twice the same.
    body = re.sub(r' Time="\d\d:\d\d:\d\d\.\d{7}"', ' Time="{time}"', body)
    # The modules of a QR code: test_qr.py reads them.
    body = re.sub(r'(<path stroke="#000" d=")[^"]*', r"\1{modules}", body)
    # The page: its style sheet, and the steps and languages, which are a page each (test_page.py).
    body = re.sub(r"<style>.*?</style>", "<style>{style}</style>", body, flags=re.S)
    body = re.sub(r'(<section id="steps">).*?(</section>)', r"\1{steps}\2", body, flags=re.S)
    body = re.sub(r'(<ul class="langs">).*?(</ul>)', r"\1{languages}\2", body, flags=re.S)
    text = re.sub(r"'sha256-[^']*'", "'sha256-{style}'", text)
    return text + "\n" + body if body else text


@pytest.mark.parametrize("cases_daemon, path", CASES, indirect=["cases_daemon"], ids=lambda path: path.stem)
def test_case(cases_daemon, path):
    asked, _, expected = path.read_text().partition("\n---\n")
    request, method = read_request(asked)
    with Client(cases_daemon.addresses[0]) as client:
        client.send(request)
        answer = client.response(method)
    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert int(answer.header("Content-Length")) >= len(answer.body)
    for name in NEVER:
        assert answer.header(name) is None
    stored = "max-age" in answer.header("Cache-Control") and answer.status == 200
    assert (answer.header("ETag") is not None) == stored
    if os.environ.get("GOLDEN"):
        path.write_text(asked + "\n---\n" + show(answer))
        return
    assert show(answer) == expected


@pytest.mark.parametrize("cases_daemon", FOLDERS[:1], indirect=True, ids=lambda path: path.stem)
def test_nobody_gets_another_ones_answer(cases_daemon):
    """A hundred clients at once, each with an address of its own, in every format."""
    paths = ["/mail/config-v1.1.xml?emailaddress=", "/autodiscover/autodiscover.xml?Email=",
             "/profile.mobileconfig?email="]

    def ask(i):
        with Client(cases_daemon.addresses[0]) as client:
            for turn in range(6):
                person = f"person{i}-{turn}@example.org"
                body = client.ask(paths[turn % 3] + person, host="127.0.0.1").body.decode()
                assert set(re.findall(r"person[0-9-]+@example.org", body)) == {person}
        return True

    with ThreadPoolExecutor(100) as pool:
        assert all(pool.map(ask, range(100)))
