# SPDX-License-Identifier: MIT
"""`check`: what a terminal, a pipe and a program get to read, and that no secret is among it."""

import json
import os
import pty
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from certificates import Authority
from test_cli import GOOD, PROGRAM, TOP, run

CASES = TOP / "tests/cases/config"
WRONG = """\
include: [more.yaml]
providers:
  a: {domains: [a.example], imap: mail.a.example}
  b: {domains: [a.example], imap: mail.b.example, smtp: mail.b.example}
"""
MORE = """\
providers:
  c: {domains: [c.example], imap: mail.c.example}
  d: {domains: [d.example], imapp: mail.d.example, smtp: mail.d.example}
  e: {domains: [e.example], imap: mail.e.example, smtp: mail.e.example:9999}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "providers.yaml").write_text(GOOD)
    (tmp_path / "wrong.yaml").write_text(WRONG)
    (tmp_path / "more.yaml").write_text(MORE)
    return tmp_path


def on_a_terminal(*words, cwd, env=None):
    """What the program writes to a terminal, and its exit code."""
    master, slave = pty.openpty()
    with subprocess.Popen([PROGRAM, *words], cwd=cwd, stdin=slave, stdout=slave, stderr=slave,
                          env={**os.environ, **(env or {})}) as child:
        os.close(slave)
        written = b""
        try:
            while chunk := os.read(master, 65536):
                written += chunk
        except OSError:  # the last one has closed it
            pass
        os.close(master)
    return written.decode().replace("\r\n", "\n"), child.returncode


def without_colour(text):
    return re.sub(r"\033\[[\d;]*m", "", text)


GROUPED = """\
1 warning in wrong.yaml

wrong.yaml:3:3: warning: provider 'a' has no smtp server: nobody can send mail
    3 |   a: {domains: [a.example], imap: mail.a.example}
      |   ^

1 warning in more.yaml

more.yaml:2:3: warning: provider 'c' has no smtp server: nobody can send mail
    2 |   c: {domains: [c.example], imap: mail.c.example}
      |   ^

1 error in wrong.yaml

wrong.yaml:4:17: error: domain 'a.example' is listed twice
    4 |   b: {domains: [a.example], imap: mail.b.example, smtp: mail.b.example}
      |                 ^~~~~~~~~
wrong.yaml:3:17: note: here, too
    3 |   a: {domains: [a.example], imap: mail.a.example}
      |                 ^~~~~~~~~

2 errors in more.yaml

more.yaml:3:29: error: unknown key 'imapp' in a provider (did you mean 'imap'?)
    3 |   d: {domains: [d.example], imapp: mail.d.example, smtp: mail.d.example}
      |                             ^~~~~

more.yaml:4:57: error: port 9999 is known for no security: write {host: ..., port: 9999, security: tls}, or starttls
    4 |   e: {domains: [e.example], imap: mail.e.example, smtp: mail.e.example:9999}
      |                                                         ^~~~~~~~~~~~~~~~~~~

"""


def test_a_terminal_gets_groups_and_colours(folder):
    text, code = on_a_terminal("check", "wrong.yaml", cwd=folder)
    assert code == 1
    assert without_colour(text).startswith("1 warning in ") and "\033[1;31m1 error in wrong.yaml\033[0m\n" in text
    plain = run("check", "wrong.yaml", cwd=folder, expect=1).stdout
    # The same diagnostics, in another order and under headings.
    assert sorted(line for line in without_colour(text).splitlines() if line and not re.match(r"\d+ \w+ in ", line)) == sorted(
        plain.splitlines())
    assert run("check", "wrong.yaml", "--color", "always", cwd=folder, expect=1).stdout == text
    for env in ({"NO_COLOR": "1"}, {"AUTOCONFIGD_COLOR": "never"}):
        assert on_a_terminal("check", "wrong.yaml", cwd=folder, env=env) == (without_colour(text), 1)
    text, code = on_a_terminal("check", cwd=folder)
    assert (text.splitlines()[-1], code) == ("\033[1;32mproviders.yaml: ok: 2 providers, 4 domains, 0 mx names\033[0m", 0)


def test_groups_to_the_letter(folder):
    text, _ = on_a_terminal("check", "wrong.yaml", cwd=folder, env={"NO_COLOR": "1"})
    assert text == GROUPED + "wrong.yaml: 3 errors, 2 warnings\n"


def test_json_says_the_same(folder):
    said = json.loads(run("check", "wrong.yaml", "--json", cwd=folder, expect=1).stdout)
    assert (said["file"], said["ok"], said["errors"], said["warnings"]) == ("wrong.yaml", False, 3, 2)
    lines = []
    for one in (one for head in said["diagnostics"] for one in [head, *head.pop("notes")]):
        assert one["length"] >= 1
        lines.append("{file}:{line}:{column}: {severity}: {message}".format(**one))
    plain = run("check", "wrong.yaml", cwd=folder, expect=1).stdout.splitlines()
    assert lines == [line for line in plain if ": error: " in line or ": warning: " in line or ": note: " in line]


def test_json_of_all_that_can_happen(folder):
    assert json.loads(run("check", "--json", cwd=folder).stdout) == {
        "file": "providers.yaml", "ok": True, "errors": 0, "warnings": 0, "diagnostics": []}
    said = json.loads(run("check", "nowhere.yaml", "--json", cwd=folder, expect=66).stdout)
    assert said["diagnostics"] == [{"severity": "error", "message": "nowhere.yaml: no such file", "notes": []}]
    (folder / "warned.yaml").write_text("providers: {a: {domains: [a.example], imap: mail.a.example}}\n")
    assert json.loads(run("check", "warned.yaml", "--json", cwd=folder).stdout)["ok"] is True
    assert json.loads(run("check", "warned.yaml", "--json", "--strict", cwd=folder, expect=1).stdout)["ok"] is False
    (folder / "bytes.yaml").write_bytes(b"providers: {a: {\"na\\x01me\xff\": 1}}\n")
    json.loads(run("check", "bytes.yaml", "--json", cwd=folder, expect=1).stdout)
    (folder / "many.yaml").write_text("providers:\n" + "".join(f"  a{i}: {{imapp: x}}\n" for i in range(300)))
    said = json.loads(run("check", "many.yaml", "--json", cwd=folder, expect=1).stdout)
    assert said["errors"] > len(said["diagnostics"]) == 200


def test_one_file_is_checked_and_named_once(folder):
    other = folder / "other.yaml"
    other.write_text(GOOD)
    said = run("check", "-c", "wrong.yaml", "other.yaml", cwd=folder, expect=64)
    assert said.stderr == "autoconfigd: which file: '--config wrong.yaml' or 'other.yaml'? name one of them\n"
    assert said.stdout == ""
    run("check", "other.yaml", cwd=folder, env={"AUTOCONFIGD_CONFIG": "wrong.yaml"})


def test_templates_translations_and_certificates_are_checked_too(folder):
    own = folder / "own"
    (own / "text").mkdir(parents=True)
    (own / "autoconfig.xml").write_text("<clientConfig xmlns:t='urn:autoconfigd:template'><a>{provider.nam}</a></clientConfig>\n")
    (own / "text" / "de.yaml").write_text("profile.descripton: Hallo\n")
    (folder / "cert.pem").write_text("no certificate\n")
    words = ["--templates", "own", "--sign-cert", "cert.pem", "--sign-key", "cert.pem"]
    text = run("check", *words, cwd=folder, expect=1).stdout
    assert "own/autoconfig.xml:1:" in text and "did you mean 'name'?" in text
    assert "own/text/de.yaml:1:1: " in text
    assert "option '--sign-cert'" in text
    env = {"AUTOCONFIGD_TEMPLATES": "own", "AUTOCONFIGD_SIGN_CERT": "cert.pem", "AUTOCONFIGD_SIGN_KEY": "cert.pem"}
    assert run("check", cwd=folder, env=env, expect=1).stdout == text
    # The daemon's own loader says so: the very lines.
    assert run("serve", *words, "--listen", "127.0.0.1:0", "--admin", "none", cwd=folder, expect=78).stderr in text


def test_certificates_of_the_tls_folder_are_checked_too(folder):
    authority = Authority(folder / "ca", "ecdsa")
    for name, last_day in (("good", 30), ("old", -1)):
        certificate, key = authority.signer(name, first_day=-20, last_day=last_day, names=[f"{name}.example.com"])
        (folder / "tls" / name).mkdir(parents=True)
        shutil.copy(certificate, folder / "tls" / name / "fullchain.pem")
        shutil.copy(key, folder / "tls" / name / "privkey.pem")
    text = run("check", "--tls-dir", "tls", cwd=folder).stdout
    assert "option '--tls-dir': 'tls/old': the certificate has expired" in text and text.endswith(", 1 warning\n")
    run("check", "--tls-dir", "tls", "--strict", cwd=folder, expect=1)
    shutil.copy(folder / "tls/good/privkey.pem", folder / "tls/old/privkey.pem")
    text = run("check", "--tls-dir", "tls", cwd=folder, expect=1).stdout
    assert "'tls/old/privkey.pem': not the key of the certificate" in text and text.endswith("providers.yaml: 1 error\n")


SECRETS = sorted(path.name for path in CASES.glob("secrets*.yaml"))


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_is_shown(name):
    assert "sesame" in (CASES / name).read_text()
    serve = ["serve", "-c", name, "--listen", "127.0.0.1:0", "--admin", "none"]
    for words, code in ((["check", name], 1), (["check", name, "--json"], 1), (["check", name, "--color=always"], 1),
                        (serve, 78), ([*serve, "--log", "json"], 78), (["config", "--json", "-c", name], 78)):
        done = run(*words, cwd=CASES, expect=code)
        assert done.stdout + done.stderr != "" and "sesame" not in done.stdout + done.stderr


def test_there_are_secrets_to_show():
    assert len(SECRETS) >= 4
