# SPDX-License-Identifier: MIT
"""`import`: each file of tests/cases/import/ becomes what stands in FILE.expect, to the letter (with GOLDEN=1
in the environment, that is written anew); and what it becomes is right, and tells clients the same."""

import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from daemon import PROGRAM, TOP

CASES = TOP / "tests/cases/import"
NAMES = sorted(path.name for path in CASES.iterdir() if path.suffix != ".expect")
TAKEN = [name for name in NAMES if not name.startswith("refused-")]


def run(*words, folder=CASES, expect=0, **more):
    done = subprocess.run([PROGRAM, *words], cwd=folder, capture_output=True, timeout=60, **more)
    assert done.returncode == expect, (words, done.returncode, done.stderr.decode())
    return done


@pytest.mark.parametrize("name", NAMES)
def test_case(name):
    done = run("import", name, expect=0 if name in TAKEN else 1)
    assert (name in TAKEN) == (done.stderr == b"") == (done.stdout != b"")
    expected = CASES / f"{name}.expect"
    if "GOLDEN" in os.environ:
        expected.write_bytes(done.stdout + done.stderr)
    assert (done.stdout + done.stderr).decode() == expected.read_text()


def servers_of(text, hosts_of=None):
    """What of autoconfig XML counts, protocol by protocol, in order."""
    found = {}
    for server in ElementTree.fromstring(text).iter():
        kind = server.get("type")
        if server.tag not in ("incomingServer", "outgoingServer") or kind not in ("imap", "pop3", "smtp"):
            continue
        host, port, security, username = (
            (server.findtext(tag) or "").strip() for tag in ("hostname", "port", "socketType", "username"))
        found.setdefault(kind, []).append(
            (host, port, security, [auth.text for auth in server.findall("authentication")], username,
             [(said.tag, said.text or said.get("minutes")) for said in server.findall("pop3/*")]))
    return found


def test_thunderbird_gets_the_same_servers(tmp_path):
    (tmp_path / "providers.yaml").write_bytes(run("import", "all.xml").stdout)
    shown = run("show", "example.com", "--as", "thunderbird", folder=tmp_path).stdout
    said = (CASES / "all.xml").read_text().replace(
        '<authentication system="sasl">SCRAM-SHA-256-PLUS</authentication>', "")  # said by the other word, too
    assert servers_of(shown) == servers_of(said)


def providers_shown():
    """A domain of each shipped provider, and of the cases that tell more than one server."""
    text = (TOP / "providers.yaml").read_text()
    return re.findall(r"^    domains:\s*\[?\s*(?:-\s*)?([\w.-]+)", text, re.MULTILINE)


@pytest.mark.parametrize("domain", providers_shown())
def test_what_thunderbird_gets_is_imported_whole(domain, tmp_path):
    """Round trip: the shipped providers, as told to Thunderbird, imported, and told again."""
    told = subprocess.run([PROGRAM, "show", domain, "--as", "thunderbird", "-c", str(TOP / "providers.yaml")],
                          capture_output=True, timeout=60)
    if told.returncode == 1:
        pytest.skip("nothing to tell Thunderbird")
    (tmp_path / "told.xml").write_bytes(told.stdout)
    imported = run("import", "told.xml", folder=tmp_path).stdout
    (tmp_path / "providers.yaml").write_bytes(imported)
    assert run("show", domain, "--as", "thunderbird", folder=tmp_path).stdout == told.stdout
    assert b"# dropped" not in imported and b"# repaired" not in imported


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_printed_passes_check(name, tmp_path):
    (tmp_path / "providers.yaml").write_bytes(run("import", name).stdout)
    assert b"ok: " in run("check", folder=tmp_path).stdout


def test_many_files_make_one(tmp_path):
    done = run("import", "all.xml", "automx2.json", "monogramm.env", "go-autoconfig.yml", "automx2-old.json")
    text = done.stdout.decode()
    assert re.findall(r"^  (\S+):$", text, re.MULTILINE) == [
        "example.com", "example.com-2", "example.net", "example.com-3", "example.com-4"]
    assert text.count("providers:") == 1
    assert "# dropped: example.net is in 'example.com-2' above, too" in text
    assert "# dropped: example.com is in 'example.com' above, too" in text
    (tmp_path / "providers.yaml").write_text(text)
    assert b"ok: 5 providers, 4 domains, 1 mx name" in run("check", folder=tmp_path).stdout


def test_what_can_be_used_is_printed_though_another_file_cannot():
    done = run("import", "refused-cut.xml", "automx2-old.json", "nowhere.xml", ".", expect=66)
    assert b"imap: imap.example.com" in done.stdout
    assert b"refused-cut.xml:4:1: error: " in done.stderr
    assert b"error: nowhere.xml: no such file" in done.stderr
    assert b"error: .: not a regular file" in done.stderr
    assert run("import", "automx2-old.json", "refused-cut.json", expect=1).stdout != b""
    assert b"nothing to import" in run("import", "refused-cut.json", expect=1).stderr
    assert b"which files?" in run("import", expect=64).stderr


def test_standard_input_is_a_dash():
    with open(CASES / "all.xml", "rb") as stdin:
        done = run("import", "-", stdin=stdin)
    assert done.stdout == run("import", "all.xml").stdout.replace(b"# all.xml\n", b"# standard input\n")


def test_encodings_are_xmls_own(tmp_path):
    text = '<clientConfig><emailProvider id="a.example"><displayName>Größe</displayName></emailProvider></clientConfig>'
    for encoding, coded in (("ISO-8859-1", text.encode("latin-1")), ("UTF-16", text.encode("utf-16")),
                            ("UTF-8", b"\xef\xbb\xbf" + text.encode())):
        declared = f'<?xml version="1.0" encoding="{encoding}"?>'
        if encoding == "UTF-16":
            coded = (declared + text).encode("utf-16")
        elif encoding == "ISO-8859-1":
            coded = declared.encode() + coded
        (tmp_path / "a.xml").write_bytes(coded)
        assert "name: Größe\n" in run("import", "a.xml", folder=tmp_path).stdout.decode(), encoding


def test_no_text_can_leave_its_place(tmp_path):
    """Line ends, quotes and terminal controls in names, comments and file names."""
    name = "x\x1b[31m\n  evil: {domains: [evil.example]}.xml"
    (tmp_path / name).write_text(
        "<clientConfig><emailProvider id='a.example'><!-- one\n  evil: {domains: [a]}\n\x85b\u2028c -->"
        "<domain>a.example</domain><displayName>a\nb: {c: d} # e \"f\" \\ \x85 \u2028 \ufeff ' -</displayName>"
        "</emailProvider></clientConfig>")
    done = run("import", name, folder=tmp_path)
    (tmp_path / "providers.yaml").write_bytes(done.stdout)
    assert b"\x1b" not in done.stdout
    import json
    (provider,) = json.loads(run("config", "--json", folder=tmp_path).stdout)["providers"].values()
    assert provider["name"] == "a b: {c: d} # e \"f\" \\      " + " " * 6 + "' -"
    assert provider["domains"] == ["a.example"]


def test_no_file_is_too_large_to_say_so(tmp_path):
    (tmp_path / "large.xml").write_text("<clientConfig>" + " " * (1 << 20) + "</clientConfig>")
    assert b"larger than 1024 KiB" in run("import", "large.xml", folder=tmp_path, expect=1).stderr
    with open(tmp_path / "larger", "wb") as larger:
        larger.truncate(1 << 30)
    assert b"too large" in run("import", "larger", folder=tmp_path, expect=1).stderr
    with open(tmp_path / "larger", "rb") as larger:
        assert b"too large" in run("import", "-", folder=tmp_path, stdin=larger, expect=1).stderr


def test_much_of_anything_is_no_matter(tmp_path):
    domains = ", ".join(f'"d{number}.example"' for number in range(50000))
    (tmp_path / "many.json").write_text(
        '{"provider": "Many", "domains": [%s, %s], "servers": [{"type": "imap", "name": "a.example"}]}' % (domains, domains))
    text = run("import", "many.json", folder=tmp_path).stdout.decode()
    assert text.count("\n      - d") == 50000 and text.count(", given twice") == 50000
    (tmp_path / "many.xml").write_text(
        "<clientConfig>" + "<emailProvider id='a'><domain>!</domain></emailProvider>" * 15000 + "</clientConfig>")
    assert b"too many <emailProvider>" in run("import", "many.xml", folder=tmp_path, expect=1).stderr
    (tmp_path / "wide.xml").write_text(
        "<clientConfig><emailProvider id='a'><enable>" + "<!--c--><instruction lang='en'>a</instruction>" * 20000
        + "</enable>" + "<!--d--><b/>" * 5000 + "</emailProvider></clientConfig>")
    run("import", "wide.xml", folder=tmp_path)
