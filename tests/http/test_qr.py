# SPDX-License-Identifier: MIT
"""The picture of each case that says what it holds ("#! holds TEXT"), read again."""

import json
import re

import pytest

from conftest import TOP, Client, Daemon
from qr_reader import check_account, read_code
from test_cases import read_request

FOLDER = TOP / "tests/cases/http"
LONGEST = 2331  # bytes in the largest code with error correction M
HOLDS = re.compile("^#! holds (.*)$", re.MULTILINE)
PICTURES = [path for path in sorted(FOLDER.glob("*.http")) if HOLDS.search(path.read_text())]


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Sends a request to the daemon of the cases; its answer."""
    daemon = Daemon(tmp_path_factory.mktemp("qr"), ["--threads", "1"],
                    providers=(FOLDER / "providers.yaml").read_text()).listen(2)

    def ask_once(data):
        with Client(daemon.addresses[0]) as client:
            client.send(data)
            return client.response()

    yield ask_once
    assert daemon.stop() == 0, daemon.log()


def get(path):
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def test_there_are_pictures():
    assert len(PICTURES) > 15


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_picture(ask, path, tmp_path):
    asked, _, _ = path.read_text().partition("\n---\n")
    holds = HOLDS.search(asked).group(1)
    answer = ask(read_request(asked)[0])
    assert answer.status == 200
    assert read_code(answer.body, tmp_path) == holds.encode()
    if "thunderbird" in path.stem:
        check_account(json.loads(holds))


def test_the_largest_code(ask, tmp_path):
    """To the byte: the largest code is drawn, one byte more is refused."""
    path = "/qr/thunderbird.svg?email=jo@example.org&name="
    shortest = len(read_code(ask(get(path + "x")).body, tmp_path))
    name = "x" * (LONGEST - shortest + 1)
    content = read_code(ask(get(path + name)).body, tmp_path)
    assert len(content) == LONGEST
    assert json.loads(content)[3][0][1] == ["jo@example.org", name]
    answer = ask(get(path + name + "x"))
    assert answer.status == 400 and b"svg" not in answer.body
