# SPDX-License-Identifier: MIT
"""The page: its texts in all languages, its size, its policy, the steps of each mail program, and what an
operator's own files change. tests/cases/page/NAME.txt holds the steps that a domain of tests/cases/http is
shown, as a reader sees them; GOLDEN=1 writes them anew."""

import base64
import hashlib
import os
import re
import subprocess

import lxml.html
import pytest
import yaml

from conftest import PROGRAM, TOP, Daemon

TEXTS = {path.stem: yaml.safe_load(path.read_text()) for path in sorted((TOP / "templates/text").glob("*.yaml"))}
PROVIDERS = TOP / "tests/cases/http/providers.yaml"
STEPS = TOP / "tests/cases/page"
RIGHT_TO_LEFT = {"ar", "he"}
BYTES_MAX = 40_000
HOLE = re.compile(r"\{[^}]*\}")
DESCRIBED = {"example.com": "both protocols", "starttls.example": "STARTTLS alone", "pop3.example": "POP3 alone",
             "token.example": "OAuth2 alone", "plain.example": "no encryption", "ask.example": "a login to ask for",
             "page.example": "an app password"}


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    one = Daemon(tmp_path_factory.mktemp("page"), ["--threads", "1"], providers=PROVIDERS.read_text()).listen(2)
    yield one
    assert one.stop() == 0, one.log()


def get(daemon, path, *headers, host="127.0.0.1"):
    with daemon.client() as client:
        return client.ask(path, host=host, headers=headers)


def document(answer):
    return lxml.html.document_fromstring(answer.body.decode())


@pytest.mark.parametrize("language", TEXTS)
def test_texts_are_whole(language):
    """Each has what English has, with the same holes, and none is markup."""
    english, texts = TEXTS["en"], TEXTS[language]
    assert list(texts) == list(english)
    for key, text in texts.items():
        assert text.strip() == text != "", key
        assert sorted(HOLE.findall(text)) == sorted(HOLE.findall(english[key])), key
        assert "<" not in text and "&" not in text, key
    assert texts["language.direction"] == ("rtl" if language in RIGHT_TO_LEFT else "ltr")


def test_texts_are_used():
    used = "".join(path.read_text() for pattern in ("templates/**/*.xml", "templates/*.html", "server/answers/*.c")
                   for path in TOP.glob(pattern))
    assert [key for key in TEXTS["en"] if f'"{key}"' not in used] == []


@pytest.mark.parametrize("language", TEXTS)
def test_each_language(daemon, language):
    answer = get(daemon, f"/settings?email=anna.karenina@example.com&lang={language}")
    page = document(answer)
    assert answer.status == 200
    assert answer.header("Content-Language") == page.get("lang") == language
    assert page.get("dir") == TEXTS[language]["language.direction"]
    assert page.findtext(".//h1") == TEXTS[language]["page.heading"]
    names = [item.text for item in page.findall(".//footer//li/*")]
    assert names == [TEXTS[one]["language.name"] for one in ("en", *sorted(set(TEXTS) - {"en"}))]


@pytest.mark.parametrize("device", ["Windows NT 10.0", "Macintosh; Intel Mac OS X 10_15_7", "iPhone", "Linux; Android 14"])
@pytest.mark.parametrize("language", TEXTS)
def test_size(daemon, language, device):
    """Everything is in it; only the QR codes do not count."""
    body = get(daemon, f"/settings?email=anna.karenina@example.com&lang={language}",
               f"User-Agent: Mozilla/5.0 ({device})").body.decode()
    assert len(re.sub(r' d="M4 4\.5h[^"]*"', "", body).encode()) < BYTES_MAX


def test_policy_names_the_style(daemon):
    answer = get(daemon, "/settings?email=jo@example.com")
    style = re.search(rb"<style>(.*?)</style>", answer.body, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.header("Content-Security-Policy")
    assert b" style=" not in answer.body and b"<script" not in answer.body


def test_not_modified_in_the_same_language_only(daemon):
    host = "autoconfig.example.org"
    match = "If-None-Match: " + get(daemon, "/", host=host).header("ETag")
    assert get(daemon, "/", match, host=host).status == 304
    assert get(daemon, "/", match, "Accept-Language: de", host=host).status == 200


def as_read(element):
    """The steps as lines: a program, its steps, its fields."""
    for one in element.iter("h3", "summary", "p", "li", "h4", "dt"):
        text = " ".join(one.text_content().split())
        if one.tag == "li":
            text = " ".join((one.text or "").split())
        if one.tag == "dt":
            yield f"      {text}: {' '.join(one.getnext().text_content().split())}"
        else:
            yield {"h3": "\n== ", "summary": "\n", "p": "  ", "li": "  - ", "h4": "    "}[one.tag] + text


@pytest.mark.parametrize("domain", DESCRIBED)
def test_steps(daemon, domain):
    page = document(get(daemon, f"/settings?email=jo@{domain}&lang=en"))
    text = f"{DESCRIBED[domain]}\n" + "\n".join(as_read(page.get_element_by_id("steps"))) + "\n"
    path = STEPS / f"{domain}.txt"
    if os.environ.get("GOLDEN"):
        path.write_text(text)
    assert text == path.read_text()


def test_an_operators_own_files(tmp_path):
    """A text replaced, a language added, a mail program added: and taken up while it runs."""
    own = tmp_path / "own"
    (own / "text").mkdir(parents=True)
    (own / "steps").mkdir()
    (own / "text/de.yaml").write_text("page.heading: Unsere Post\n")
    (own / "text/nl.yaml").write_text('language.name: "Nederlands"\nlanguage.direction: "ltr"\nours.title: "x"\n')
    (own / "text/en.yaml").write_text('ours.title: "Our own program"\n')
    (own / "steps/50-ours.xml").write_text(
        '<details t:if="group = \'service\'" xmlns:t="urn:autoconfigd:template">'
        '<summary t:text="ours.title"/><p><bdi>{in.host}</bdi></p></details>\n')
    options = ["--threads", "1", "--templates", str(own)]
    daemon = Daemon(tmp_path, options, providers=PROVIDERS.read_text()).listen(2)
    try:
        german = document(get(daemon, "/settings?email=jo@example.com&lang=de"))
        assert german.findtext(".//h1") == "Unsere Post"
        dutch = document(get(daemon, "/settings?email=jo@example.com", "Accept-Language: nl-BE, de;q=0.5"))
        assert dutch.get("lang") == "nl" and dutch.findtext(".//h1") == "Mail settings"
        assert "Nederlands" in [item.text for item in german.findall(".//footer//li/*")]
        ours = german.xpath("//details[summary='Our own program']")[0]
        assert ours.getprevious().findtext("summary").startswith("Laifaxin")  # by the files' names
        assert ours.findtext("p/bdi") == "imap.example.com"
    finally:
        assert daemon.stop() == 0, daemon.log()


def test_show(tmp_path):
    """The very bytes, without a server."""
    shown = subprocess.run([PROGRAM, "show", "jo@example.com", "--as", "page", "--config", PROVIDERS],
                           capture_output=True)
    assert shown.returncode == 0 and shown.stdout.startswith(b"<!DOCTYPE html>\n")
    disabled = subprocess.run([PROGRAM, "show", "jo@off.dyn.example.com", "--as", "page", "--config", PROVIDERS],
                              capture_output=True, text=True)
    assert disabled.returncode == 1 and TEXTS["en"]["disabled.heading"] in disabled.stdout
