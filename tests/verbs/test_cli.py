# SPDX-License-Identifier: MIT
"""The command line: what goes to which stream, with which exit code."""

import json
import os
import plistlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("AUTOCONFIGD", str(TOP / "build/debug/autoconfigd"))

GOOD = """\
providers:
  example:
    name: Example Mail
    domains: [example.com]
    imap: mail.example.com
    smtp: mail.example.com
    pacc: true
    oauth2: {client_secret: sesame}
    before:
      - {kind: app-password, url: "https://example.com/app", text: Make an app password.}
  gone:
    domains: [gone.example]
    imap: mail.gone.example
    smtp: mail.gone.example
    enabled: false
domains:
  same.example: example
  other.example: {provider: example, name: Other Ltd, ttl: 5m}
logins:
  boss@example.com: jdoe
"""


def run(*words, cwd=None, env=None, expect=0):
    variables = {"PATH": os.environ["PATH"], "LANG": "C", **(env or {})}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"):
        if name in os.environ:
            variables[name] = os.environ[name]
    done = subprocess.run([PROGRAM, *words], cwd=cwd, env=variables, capture_output=True, text=True, timeout=60)
    assert done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
    return done


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "providers.yaml").write_text(GOOD)
    return tmp_path


def test_no_verb_tells_the_verbs():
    for words in ([], ["help"], ["--help"], ["-h"]):
        done = run(*words)
        assert "autoconfigd serve" in done.stdout
        assert done.stderr == ""


@pytest.mark.parametrize("verb", ["serve", "check", "show", "config", "dns", "export", "import", "health", "help", "version"])
def test_every_verb_has_help(verb):
    assert run("help", verb).stdout.startswith(f"autoconfigd {verb}")
    assert run(verb, "--help").stdout == run(verb, "-h").stdout == run("help", verb).stdout


def test_help_of_serve_names_each_option_once():
    text = run("help", "serve").stdout
    for option in """config templates domains-from domains-refresh state-dir color listen admin public-url sign-cert sign-key sign-chain trust-proxy log log-level log-addresses log-clients
                     threads max-connections per-ip-connections per-ip-rate user require-sandbox drain""".split():
        assert text.count(f"  --{option} ") + text.count(f", --{option} ") + text.count(f"--{option}\n") == 1, option


def verbs():
    return re.findall(r"^  autoconfigd (\w+) ", run("help").stdout, re.MULTILINE)


def test_help_fits_a_terminal_and_ends_with_examples():
    assert len(verbs()) > 5
    for verb in ["", *verbs()]:
        text = run("help", *verb.split()).stdout
        assert max(map(len, text.splitlines())) < 80, verb
        if verb not in ("", "help", "version"):
            assert re.search(rf"\n\nExamples:\n(  autoconfigd {verb}.*\n)+$", text), verb


def test_options_stand_under_headings():
    text = run("help", "serve").stdout
    for heading, option in [("Configuration", "config"), ("TLS and links", "tls-dir"), ("Log", "log-level")]:
        assert f"--{option}" in re.search(rf"^{heading}:\n((?:  .*\n)+)", text, re.MULTILINE).group(1)
    assert "Signed profiles" not in run("help", "health").stdout


def test_version_names_the_program_and_its_libraries():
    text = run("version").stdout
    assert text.startswith("autoconfigd ")
    assert run("--version").stdout == text
    for library in ("libmicrohttpd", "libxml2", "libyaml"):
        assert library in text


@pytest.mark.parametrize(
    "words, said",
    [
        (["serv"], "no such verb: 'serv' (did you mean 'serve'?)"),
        (["check", "--color", "sometimes"], "'sometimes' is not one of auto always never"),
        (["check", "--strickt"], "did you mean '--strict'?"),
        (["check", "-x"], "unknown option '-x'"),
        (["check", "--strickt=1"], "unknown option '--strickt' (did you mean '--strict'?)"),
        (["help", "sho"], "no such verb: 'sho' (did you mean 'show'?)"),
        (["check", "--config"], "wants a value"),
        (["check", "--strict=yes"], "takes no value"),
        (["check", "a", "b"], "'b' is one word too many"),
        (["show"], "whose settings?"),
        (["show", "a@example.com", "--as", "pine"], "'pine' is not one of"),
        (["serve", "--log", "xml"], "'xml' is not one of text json"),
        (["serve", "--log-level", "warnin"], "did you mean 'warning'?"),
        (["serve", "--threads", "many"], "'many' is not a number"),
        (["serve", "--max-connections", "0"], "would answer nobody"),
        (["serve", "--drain", "soon"], "is not a duration"),
        (["serve", "--public-url", "http://example.com"], "is not an https URL"),
        (["show", "jo@example.com", "--public-url", "http://example.com"], "is not an https URL"),
        (["serve", "--trust-proxy", "10.0.0.0/64"], "--trust-proxy"),
        (["serve", "--listen", "example.com"], "'example.com'"),
        (["health", "--admin", "none"], "nobody can be asked"),
    ],
)
def test_wrong_usage_is_64_and_says_what_is_wrong(folder, words, said):
    done = run(*words, cwd=folder, expect=64)
    assert said in done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("autoconfigd: ") and done.stderr.count("\n") == 1


def test_check_counts_what_is_right(folder):
    done = run("check", cwd=folder)
    assert done.stdout.endswith("providers.yaml: ok: 2 providers, 4 domains, 0 mx names\n")
    assert done.stderr == ""


def test_check_tells_errors_on_standard_output(folder):
    (folder / "wrong.yaml").write_text(GOOD.replace("imap: mail.example.com", "imap: {hots: mail.example.com}"))
    done = run("check", "wrong.yaml", cwd=folder, expect=1)
    assert "wrong.yaml:5:12: error: unknown key 'hots' in a server (did you mean 'host'?)" in done.stdout
    assert "\n    5 |     imap: {hots: mail.example.com}\n      |            ^~~~\n" in done.stdout


def test_check_strict_fails_on_warnings(folder):
    (folder / "warned.yaml").write_text("providers: {a: {domains: [a.example], imap: mail.a.example}}\n")
    assert "1 warning" in run("check", "warned.yaml", cwd=folder).stdout
    run("check", "--strict", "warned.yaml", cwd=folder, expect=1)
    run("check", "--strict", cwd=folder)


def test_colour_is_for_terminals_or_on_demand(folder):
    (folder / "wrong.yaml").write_text("providers: 1\n")
    assert "\033[" not in run("check", "wrong.yaml", cwd=folder, expect=1).stdout
    assert "\033[" in run("check", "--color=always", "wrong.yaml", cwd=folder, expect=1).stdout
    assert "\033[" in run("check", "wrong.yaml", cwd=folder, env={"AUTOCONFIGD_COLOR": "always"}, expect=1).stdout


def test_a_missing_file_is_told_by_all_verbs_alike(folder):
    said = "error: nowhere.yaml: no such file\n"
    assert run("check", "nowhere.yaml", cwd=folder, expect=66).stdout.startswith(said)
    for words in (["import", "nowhere.yaml"], ["show", "example.com", "--config", "nowhere.yaml"],
                  ["config", "--config", "nowhere.yaml"], ["serve", "--config", "nowhere.yaml"]):
        assert run(*words, cwd=folder, expect=66).stderr.startswith(said)


def test_examples_can_be_typed_into_any_shell():
    for verb in ("serve", "check", "show", "import"):
        for line in run("help", verb).stdout.partition("Examples:\n")[2].splitlines():
            assert not re.search(r"[\[\]](?=[^']*(?:'[^']*'[^']*)*$)", line), line  # zsh takes them for a pattern


@pytest.mark.skipif(os.path.exists("/etc/autoconfigd/providers.yaml"), reason="there is a file in the usual place")
@pytest.mark.parametrize("words", [["check"], ["show", "example.com"], ["serve"]])
def test_no_file_anywhere_says_where_it_was_looked_for(tmp_path, words):
    done = run(*words, cwd=tmp_path, expect=66)
    said = (done.stdout + done.stderr).splitlines()
    assert said[0] == "error: providers.yaml: no such file"
    assert said[1] == ("note: /etc/autoconfigd/providers.yaml is not there either; '--config FILE' names another, "
                       "'autoconfig-doctor init ADDRESS' writes one")
    named = run(*words, "--config", "providers.yaml", cwd=tmp_path, expect=66)
    assert "note" not in named.stdout + named.stderr


def test_files_that_cannot_be_read(folder):
    run("check", "nowhere.yaml", cwd=folder, expect=66)
    run("serve", "-c", "nowhere.yaml", "--listen", "127.0.0.1:0", "--admin", "none", cwd=folder, expect=66)
    run("check", str(folder), expect=1)
    run("serve", "-c", str(folder), "--listen", "127.0.0.1:0", "--admin", "none", expect=78)
    os.mkfifo(folder / "fifo")
    done = run("check", "fifo", cwd=folder, expect=1)
    assert "not a regular file" in done.stdout
    (folder / "loop").symlink_to("loop")
    run("check", "loop", cwd=folder, expect=1)
    (folder / "empty.yaml").write_text("")
    run("serve", "-c", "empty.yaml", "--listen", "127.0.0.1:0", "--admin", "none", cwd=folder, expect=78)
    with open(folder / "large.yaml", "wb") as large:
        large.truncate(1 << 30)
    assert "too large" in run("check", "large.yaml", cwd=folder, expect=1).stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="wants to become another user")
def test_a_file_without_permission_is_77(folder):
    secret = folder / "secret.yaml"
    secret.write_text(GOOD)
    secret.chmod(0)
    os.chmod(folder, 0o755)
    run("serve", "-c", str(secret), "--user", "nobody", "--listen", "127.0.0.1:0", "--admin", "none", expect=77)
    run("serve", "--user", "no-such-user", "--listen", "127.0.0.1:0", "--admin", "none", cwd=folder, expect=64)


@pytest.mark.skipif(os.geteuid() != 0, reason="wants to become another user")
def test_an_include_folder_that_may_not_be_read_is_an_error(folder):
    """Else its domains would silently be missing."""
    os.chmod(folder, 0o755)
    (folder / "more.d").mkdir(mode=0o700)
    (folder / "main.yaml").write_text("include: [more.d/*.yaml]\n" + GOOD)
    run("check", "main.yaml", cwd=folder)
    done = run("serve", "-c", "main.yaml", "--user", "nobody", "--listen", "127.0.0.1:0", "--admin", "none",
               cwd=folder, expect=78)
    assert "more.d/*.yaml: no permission to read it" in done.stderr


def test_a_templates_folder_that_is_not_there_is_an_error(folder):
    for wrong in ("nowhere", "providers.yaml"):
        done = run("check", "--templates", wrong, cwd=folder, expect=1)
        assert f"{wrong}: no such folder of templates" in done.stdout
    (folder / "own").mkdir()
    run("check", "--templates", "own", cwd=folder)


def test_a_template_that_nobody_asks_for_is_warned_of(folder):
    """Of a misspelt name nothing comes; what is included, or nobody takes for a template, is fine."""
    own = folder / "own"
    (own / "page").mkdir(parents=True)
    text = (TOP / "templates/autoconfig.xml").read_text()
    for name in ("autoconfg.xml", "mine.xml", "README", "autoconfig.xml~"):
        (own / name).write_text(text)
    (own / "autodiscover-error.xml").write_text("<Error xmlns:t='urn:autoconfigd:template'><Code t:include='wrong.xml'/></Error>")
    (own / "wrong.xml").write_text("<Number>{code}</Number>")
    (own / "page/more-of-ours.xml").write_text(text)
    printed = run("check", "--templates", "own", cwd=folder).stdout
    assert [line for line in printed.splitlines() if line.startswith("warning: own/")] == [
        "warning: own/autoconfg.xml replaces no built-in template (did you mean 'autoconfig.xml'?)",
        "warning: own/mine.xml replaces no built-in template, and none includes it",
        "warning: own/page/more-of-ours.xml replaces no built-in template, and none includes it"]


def test_an_address_that_is_taken_is_69(folder):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--listen", f"127.0.0.1:{port}", "--admin", "none", cwd=folder, expect=69)
    assert f"127.0.0.1:{port}" in done.stderr


def test_an_option_comes_before_its_variable(folder):
    (folder / "other.yaml").write_text("providers: 1\n")
    run("check", cwd=folder, env={"AUTOCONFIGD_CONFIG": "other.yaml"}, expect=1)
    run("check", "-c", "providers.yaml", cwd=folder, env={"AUTOCONFIGD_CONFIG": "other.yaml"})
    run("check", "-cproviders.yaml", cwd=folder, env={"AUTOCONFIGD_CONFIG": "other.yaml"})


def test_show_gives_each_client_its_own_format(folder):
    thunderbird = run("show", "jo@example.com", "--as", "thunderbird", cwd=folder).stdout
    assert ElementTree.fromstring(thunderbird.encode()).find(".//incomingServer/username").text == "jo@example.com"
    outlook = run("show", "jo@example.com", "--as", "outlook", cwd=folder).stdout
    assert "<LoginName>jo@example.com</LoginName>" in outlook
    apple = plistlib.loads(run("show", "jo@example.com", "--as=apple", cwd=folder).stdout.encode())
    assert apple["PayloadContent"][0]["IncomingMailServerHostName"] == "mail.example.com"
    url = "https://autodiscover.example.com/autodiscover/autodiscover.xml"
    found = run("show", "jo@example.com", "--as", "json", cwd=folder).stdout
    assert found == f'{{"Protocol":"AutodiscoverV1","Url":"{url}"}}'
    found = run("show", "jo@example.com", "--as", "json", "--public-url", "https://mail.example.net", cwd=folder).stdout
    assert json.loads(found)["Url"] == "https://mail.example.net/autodiscover/autodiscover.xml"
    pacc = run("show", "jo@example.com", "--as", "pacc", cwd=folder).stdout
    assert json.loads(pacc)["protocols"]["submit"] == {"host": "mail.example.com"}
    found = run("show", "jo@example.com", "--as", "activesync", cwd=folder, expect=1).stdout
    assert "<ErrorCode>601</ErrorCode>" in found
    (folder / "providers.yaml").write_text(GOOD.replace("    pacc: true", "    activesync: https://eas.example.com/"))
    found = run("show", "jo@example.com", "--as", "activesync", cwd=folder).stdout
    assert "<Url>https://eas.example.com/</Url>" in found
    found = run("show", "example.com", "--as", "activesync", cwd=folder, expect=1).stdout
    assert "<ErrorCode>600</ErrorCode>" in found


def test_show_tells_what_qr_codes_hold(folder):
    apple, thunderbird = run("show", "a+b@example.com", "--as", "qr", cwd=folder).stdout.splitlines()
    assert apple == "https://autoconfig.example.com/profile.mobileconfig?email=a%2Bb%40example.com"
    assert thunderbird == ('[1,[1,1],[0,"mail.example.com",993,3,1,"a+b@example.com"],'
                           '[[[0,"mail.example.com",465,3,1,"a+b@example.com"],["a+b@example.com","a+b@example.com"]]]]')
    public = ["--public-url", "https://mail.example.net:8443/a"]
    lines = run("show", "jo@example.com", "--as", "qr", *public, cwd=folder).stdout.splitlines()
    assert lines[0] == "https://mail.example.net:8443/a/profile.mobileconfig?email=jo%40example.com"
    # The app's addresses are ASCII: the other code alone.
    lines = run("show", "жанна@example.com", "--as", "qr", cwd=folder).stdout.splitlines()
    assert lines == ["https://autoconfig.example.com/profile.mobileconfig?email=%D0%B6%D0%B0%D0%BD%D0%BD%D0%B0%40example.com"]
    done = run("show", "example.com", "--as", "qr", cwd=folder, expect=1)
    assert done.stdout == "" and "a mail address is needed" in done.stderr


def test_show_of_a_domain_keeps_placeholders(folder):
    assert "<username>%EMAILADDRESS%</username>" in run("show", "example.com", "--as", "thunderbird", cwd=folder).stdout
    assert "LoginName" not in run("show", "example.com", "--as", "outlook", cwd=folder).stdout
    assert run("show", "example.com", "--as", "pacc", cwd=folder).stdout == run(
        "show", "jo@example.com", "--as", "pacc", cwd=folder).stdout
    assert "InvalidUserId" in run("show", "example.com", "--as", "json", cwd=folder, expect=1).stderr


def test_show_prints_a_table_for_people(folder):
    text = run("show", "jo@example.com", cwd=folder).stdout
    assert "mail.example.com  993   SSL/TLS   jo@example.com" in text
    assert "first: Make an app password.\n         https://example.com/app" in text
    rows = json.loads(run("show", "jo@example.com", "--json", cwd=folder).stdout)["settings"]
    assert rows[0] == {"protocol": "imap", "server": "mail.example.com", "port": "993", "security": "SSL/TLS",
                       "login": "jo@example.com", "authentication": "password"}


def test_show_knows_logins(folder):
    assert "jdoe" in run("show", "BOSS@example.com", cwd=folder).stdout
    assert "jdoe" in run("show", "BOSS@example.com", "--as", "thunderbird", cwd=folder).stdout


@pytest.mark.parametrize("client", ["settings", "thunderbird", "outlook", "apple", "json", "pacc", "qr"])
def test_show_of_what_is_not_served_is_1(folder, client):
    for who in ("jo@stranger.example", "jo@gone.example", "@example.com"):
        run("show", who, "--as", client, cwd=folder, expect=1)


def test_config_prints_what_takes_effect(folder):
    done = run("config", "--json", cwd=folder)
    assert "sesame" not in done.stdout + done.stderr
    config = json.loads(done.stdout)
    example = config["providers"]["example"]
    assert example["imap"] == [{"host": "mail.example.com", "port": 993, "security": "tls", "insecure": False,
                                "auth": ["password"], "username": "address"}]
    assert config["domains"]["same.example"] == "example"
    assert config["domains"]["other.example"]["name"] == "Other Ltd"
    assert config["domains"]["other.example"]["ttl"] == "300s"
    assert config["logins"] == {"boss@example.com": "jdoe"}
    assert json.loads(run("config", "other.example", "--json", cwd=folder).stdout)["name"] == "Other Ltd"
    run("config", "stranger.example", "--json", cwd=folder, expect=1)
    run("config", "--json", "-c", "nowhere.yaml", cwd=folder, expect=66)


def test_what_config_prints_can_be_loaded_again(folder):
    """JSON is YAML: everything written out means the same."""
    for source in (folder / "providers.yaml", TOP / "providers.yaml"):
        first = run("config", "--json", "-c", str(source)).stdout
        (folder / "again.json").write_text(first)
        assert run("config", "--json", "-c", "again.json", cwd=folder).stdout == first


def test_health_of_nobody_is_1():
    assert "no daemon" in run("health", "--admin", "127.0.0.1:9", expect=1).stderr
    assert "no daemon" in run("health", "--admin", "unix:/nowhere/x.sock", expect=1).stderr


def test_standard_descriptors_may_be_closed(folder):
    """A socket must never become standard output."""
    done = subprocess.run(["bash", "-c", f'exec "{PROGRAM}" check <&- >&- 2>&-'], cwd=folder, timeout=60)
    assert done.returncode in (0, 74)
