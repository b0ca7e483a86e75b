# SPDX-License-Identifier: MIT
"""autoconfig-doctor as a program: its options and exit codes, its table, and what init writes."""

import fcntl
import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import termios

import pytest

import servers
from daemon import PROGRAM, TOP
from stage import DOCTOR


@pytest.mark.parametrize("words, code, said", [
    (["--help"], 0, "autoconfig-doctor DOMAIN|ADDRESS"),
    ([], 0, "autoconfig-doctor DOMAIN|ADDRESS"),
    (["--version"], 0, "autoconfig-doctor "),
    (["--jsom", "a.example"], 64, "did you mean '--json'?"),
    (["-x", "a.example"], 64, "unknown option '-x'"),
    (["-h"], 0, "autoconfig-doctor DOMAIN|ADDRESS"),
    (["--json=1", "a.example"], 64, "option '--json' takes no value"),
    (["--resolver"], 64, "option '--resolver' wants a value"),
    (["--color", "blue", "a.example"], 64, "'blue' is not one of auto always never"),
    (["--timeout", "0", "a.example"], 64, "'0' is not a number from 1 to 30"),
    (["--timeout", "x", "a.example"], 64, "'x' is not a number from 1 to 30"),
    (["--resolver", "nobody", "a.example"], 64, "'nobody' is no IP address"),
    (["--ca", "/dev/null", "a.example"], 64, "holds no certificate"),
    (["--json"], 64, "one domain or address is wanted"),
    (["a.example", "b.example"], 64, "'b.example' is one word too many: one domain or address at a time"),
    (["init", "a.example", "b.example"], 64, "'b.example' is one word too many"),
    (["--dry-run", "a.example"], 64, "option '--dry-run' means nothing without 'init'"),
    (["init", "--json", "a.example"], 64, "option '--json' means nothing to 'init'"),
    (["init"], 64, "init wants one domain or address"),
    (["a b.example"], 64, "'a b.example' is no domain"),
    (["@a.example"], 64, "'@a.example' is no address"),
])
def test_words(words, code, said):
    done = subprocess.run([DOCTOR, *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == code, (done.stdout, done.stderr)
    assert said in (done.stdout if code == 0 else done.stderr)
    assert not (done.stderr if code == 0 else done.stdout)


def test_table(stage):
    lines = stage.doctor("--color", "never", "anna@right.example", expect=0).stdout.splitlines()
    assert lines[0] == "right.example, as mail programs see it: anna@right.example"
    assert lines[2] == "ok    Thunderbird sets itself up"
    assert lines[3] == ("      1. https://autoconfig.right.example/mail/config-v1.1.xml?emailaddress=anna%40right.example"
                        "  found")
    assert lines[4] == "      imap mail.right.example:993 tls, smtp mail.right.example:465 tls"
    assert re.fullmatch(r"\d+ ok, 0 warnings, 0 failures; \d+\.\d s", lines[-1])
    for title in ("Names", "Web servers", "What they answer", "What strangers get", "Mail servers"):
        assert title in lines


def test_every_fault_says_how_to_mend_it(stage):
    lines = stage.doctor("--color", "never", "certname.example", expect=1).stdout.splitlines()
    at = lines.index("Web servers")
    assert lines[at + 1].split() == ["FAIL", "autoconfig.certname.example", "certificate", "issued", "for",
                                     "www.elsewhere.example"]
    assert lines[at + 2] == "      mend: get a certificate that holds this name, and send the whole chain"


def test_a_line_a_finding_for_other_programs(stage):
    lines = stage.doctor("--color", "never", "placeholder.example", expect=1).stdout.splitlines()
    url = "https://autoconfig.placeholder.example/mail/config-v1.1.xml?emailaddress=postmaster%40placeholder.example"
    assert f"FAIL  {url}  an unknown placeholder: EMAILUSER (and 2 more of its URLs)" in lines
    assert "ok    autodiscover.placeholder.example  10.77.0.80" in lines  # columns, all the same


@pytest.mark.parametrize("columns", [80, 100, 60])
def test_lines_fit(stage, columns):
    """But for a word that is wider than a line, alone in its own: broken it could not be copied."""
    told = stage.doctor("--color", "never", "certname.example", columns=columns, expect=1).stdout
    wide = [line for line in told.splitlines() if len(line) > columns]
    assert not [line for line in wide if len(re.sub(r"^(ok|warn|FAIL|\d+\.)", "", line.strip()).split()) != 1]
    as_whole = stage.doctor("--color", "never", "certname.example", expect=1).stdout
    assert re.sub(r"\d+\.\d s$", "", told).split() == re.sub(r"\d+\.\d s$", "", as_whole).split()


def test_lines_go_on_below_their_text(stage):
    told = stage.doctor("--color", "never", "certname.example", columns=80, expect=1).stdout
    assert ("FAIL  autoconfig.certname.example    certificate issued for\n"
            "                                     www.elsewhere.example\n"
            "      mend: get a certificate that holds this name, and send the whole chain\n") in told
    narrow = stage.doctor("--color", "never", "certname.example", columns=60, expect=1).stdout
    assert ("      mend: get a certificate that holds this name, and send\n"
            "            the whole chain\n") in narrow


def on_terminal(stage, columns, **environment):
    """What a terminal shows of a run. 0: one that does not tell how wide it is."""
    command = [DOCTOR, "--resolver", servers.DNS, "--ca", str(stage.ca), "--quiet", "certname.example"]
    end, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    known = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    child = subprocess.Popen(command, stdout=terminal, stderr=subprocess.DEVNULL, env={**known, **environment})
    os.close(terminal)
    shown = b""
    while select.select([end], [], [], 60)[0]:
        try:
            shown += os.read(end, 65536)
        except OSError:  # it has ended
            break
    os.close(end)
    assert child.wait(60) == 1
    return re.sub(r"\x1b\[[\d;]*m", "", shown.decode()).splitlines()


@pytest.mark.parametrize("columns, environment, most", [(70, {}, 70), (0, {}, 80), (200, {"COLUMNS": "60"}, 60),
                                                        (70, {"COLUMNS": "odd"}, 70), (10, {}, 60)])
def test_a_terminal_is_asked_how_wide_it_is(stage, columns, environment, most):
    mends = [line for line in on_terminal(stage, columns, **environment) if "mend" in line or "get a" in line]
    assert most - 12 < max(len(line) for line in mends) <= most


def test_quiet(stage):
    """Nothing where nothing is to be said: so that cron sends no mail."""
    assert stage.doctor("--quiet", "right.example", expect=0).stdout == ""
    told = stage.doctor("--quiet", "certname.example", expect=1).stdout
    assert "FAIL  autoconfig.certname.example" in told
    assert "ok  " not in told and "failure" not in told


def test_a_name_that_has_no_address_is_there(stage):
    """It has an MX record: what is missing is something else than the name."""
    assert "  no such name" in stage.doctor("empty.example", expect=1).stdout
    told = stage.doctor("onlymx.example").stdout
    assert "https://onlymx.example/autodiscover/autodiscover.xml  has no address" in told
    assert "no such name" not in told.replace("autoconfig.thunderbird.net/v1.1/onlymx.example  no such name", "")


def test_colour(stage):
    assert "\x1b[32mok" in stage.doctor("--color=always", "right.example").stdout
    assert "\x1b" not in stage.doctor("right.example").stdout


def test_progress_on_a_terminal_only(stage):
    command = [DOCTOR, "--resolver", servers.DNS, "--ca", str(stage.ca), "right.example"]
    end, terminal = pty.openpty()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=terminal, timeout=60)
    os.close(terminal)
    said = os.read(end, 65536).decode()
    os.close(end)
    assert done.returncode == 0
    assert "looking at names" in said and "looking at mail servers" in said
    assert said.endswith("\r\x1b[K")  # and takes it away
    assert stage.doctor("right.example").stderr == ""


def test_every_client_in_its_order(stage):
    """As they were seen to ask: the whole way, where nothing is found."""
    report = json.loads(stage.doctor("--json", "empty.example", expect=1).stdout)
    ways = {one["client"]: [step["question"] for step in one["steps"]] for one in report["clients"]}
    assert ways["Thunderbird"][:4] == ["autoconfig", "well-known", "autoconfig-http", "well-known-http"]
    assert ways["Thunderbird for Android"][:4] == ["bare-autoconfig", "bare-well-known", "bare-autoconfig-http",
                                                   "bare-well-known-http"]
    assert ways["Outlook"] == ["outlook-domain", "outlook", "outlook-redirect"]
    assert ways["Evolution"][:2] == ["mail-srv", "hidden-autoconfig"]
    assert ways["KMail"][:2] == ["database", "bare-autoconfig"]
    assert ways["Delta Chat"] == ["autoconfig", "bare-well-known", "outlook-get-domain", "outlook-get", "database"]
    assert ways["Apple Mail"] == ["profile"]


def steps_of(stage, client, name):
    report = json.loads(stage.doctor("--json", f"{name}.example").stdout)
    one = next(one for one in report["clients"] if one["client"] == client)
    return [(step["url"].replace("/autodiscover/autodiscover.xml", ""), step["result"], step["detail"]) for step in one["steps"]]


def test_outlook_is_followed_to_another_address(stage):
    """Everything is asked anew about it, and again."""
    assert steps_of(stage, "Outlook", "sentfar") == [
        ("https://sentfar.example", "nothing", "404"),
        ("https://autodiscover.sentfar.example", "sent-on", "sent on to anna@senton.example"),
        ("https://senton.example", "nothing", "404"),
        ("https://autodiscover.senton.example", "sent-on", "sent on to anna@right.example"),
        ("https://right.example", "nothing", "404"),
        ("https://autodiscover.right.example", "found", "found")]


def test_thunderbird_goes_by_redirect_addr_twice(stage):
    assert [step for step in steps_of(stage, "Thunderbird", "sentfar") if step[1] != "nothing"] == [
        ("https://autodiscover.sentfar.example", "sent-on", "sent on to anna@senton.example"),
        ("https://autodiscover.senton.example", "sent-on", "sent on to anna@right.example"),
        ("https://autodiscover.right.example", "found", "found")]
    assert steps_of(stage, "Thunderbird", "sentfarther")[-1] == (
        "https://autodiscover.senton.example", "stops", "sent on to anna@right.example; it goes no farther")


def test_outlook_is_not_followed_in_a_circle(stage):
    steps = steps_of(stage, "Outlook", "sentback")
    assert [result for _, result, _ in steps] == ["nothing", "sent-on", "nothing", "sent-on", "nothing", "stops"]
    # That address was not the one asked about; the next time round it is.
    assert steps[-1][2] == "sent on to a@sentforth.example; there it has been before"
    assert steps_of(stage, "Outlook", "sentsame")[-1][2] == "sent on to postmaster@sentsame.example; there it has been before"


@pytest.mark.parametrize("name, result, why", [
    ("urlon", "found", "found where RedirectUrl leads: https://autoconfig.urlon.example/autodiscover/autodiscover.xml"),
    ("urlplain", "nothing",
     "RedirectUrl http://autoconfig.urlplain.example/autodiscover/autodiscover.xml, which is no https"),
    ("urlcircle", "nothing", "redirects that go round in a circle"),
    ("urlfar", "nothing", "more than ten redirects"),
    ("urlgone", "nothing", "RedirectUrl leads to https://gone.urlgone.example/autodiscover/autodiscover.xml: no such name"),
])
def test_outlook_is_followed_to_another_url(stage, name, result, why):
    assert (result, why) in [step[1:] for step in steps_of(stage, "Outlook", name)]


def davs(stage, name):
    report = json.loads(stage.doctor("--json", f"{name}.example").stdout)
    return [(one["verdict"], one["subject"], one["detail"]) for one in report["checks"] if one["check"] == "dav"]


def test_dav_is_asked_for_where_dns_says(stage):
    assert davs(stage, "dav") == [
        ("ok", "https://dav.example/dav/", "calendars: 401, a password is asked for"),
        ("ok", "https://dav.example/.well-known/carddav",
         "contacts: redirected to https://dav.example/dav/: 401, a password is asked for")]


@pytest.mark.parametrize("name", ["right", "login", "anything"])
def test_what_is_said_to_any_path_is_no_dav(stage, name):
    assert davs(stage, name) == []


@pytest.mark.parametrize("name, said", [
    ("right", "leads to https://autodiscover.right.example/autodiscover/autodiscover.xml"),
    ("activesync", "ActiveSync at https://eas.activesync.example/Microsoft-Server-ActiveSync"),
    ("jsonpage", "200, but no JSON: line 1: '[' or '{' expected near '<'"),
    ("jsontype", "Content-Type 'text/plain'"),
    ("jsonother", "200, but without Protocol and Url"),
    ("jsonlost", "Url leads to https://autodiscover.jsonlost.example/nothing.xml: 404"),
    ("jsonplain", "Url http://autodiscover.jsonplain.example/autodiscover/autodiscover.xml, which is no https"),
])
def test_autodiscover_in_json(stage, name, said):
    assert said in stage.doctor(f"{name}.example").stdout


def check(path):
    done = subprocess.run([PROGRAM, "check", str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.parametrize("name", ["right", "ports", "srv", "srvother", "method", "mailcert", "early", "mailsoon"])
def test_init_passes_check(stage, tmp_path, name):
    path = tmp_path / "providers.yaml"
    done = stage.doctor("init", f"anna@{name}.example", "--output", str(path), expect=0)
    assert "autoconfigd check" in done.stdout
    assert "ok: 1 provider, 1 domain" in check(path)
    text = path.read_text()
    assert f"mail.{name}.example" in text and "anna" not in text
    assert stage.doctor("init", "--dry-run", f"{name}.example", expect=0).stdout == text


def test_init_names_the_schema_that_is_there(stage, tmp_path):
    """By a path that editors can open, where the program is installed with one; else not at all."""
    modeline = "# yaml-language-server: $schema="
    assert modeline not in stage.doctor("init", "--dry-run", "right.example", expect=0).stdout
    program = tmp_path / "bin/autoconfig-doctor"
    schema = tmp_path / "share/autoconfigd/providers.schema.json"
    for source, target in ((DOCTOR, program), (TOP / "providers.schema.json", schema)):
        target.parent.mkdir(parents=True)
        shutil.copy(source, target)
    assert f"{modeline}{schema}\n" in stage.doctor("init", "--dry-run", "right.example", expect=0, program=program).stdout


def test_init_finds_what_serves(stage, tmp_path):
    """From nothing to settings: what init writes is what the daemon then tells."""
    path = tmp_path / "providers.yaml"
    stage.doctor("init", "ports.example", "--output", str(path), expect=0)
    done = subprocess.run([PROGRAM, "show", "anna@ports.example", "--config", str(path), "--json"], capture_output=True,
                          text=True, timeout=60)
    servers_told = [(one["protocol"], one["server"], one["port"], one["security"])
                    for one in json.loads(done.stdout)["settings"]]
    assert servers_told == [("imap", "mail.ports.example", "993", "SSL/TLS"), ("pop3", "mail.ports.example", "995", "SSL/TLS"),
                            ("smtp", "mail.ports.example", "465", "SSL/TLS")]


def test_init_says_what_it_saw(stage):
    text = stage.doctor("init", "--dry-run", "mailcert.example", expect=0).stdout
    assert "# seen: mail.mailcert.example:993 tls; certificate issued for www.elsewhere.example; logins: password" in text
    assert "programs refuse such a certificate" in text
    assert "auth: [cram-md5]" in stage.doctor("init", "--dry-run", "method.example", expect=0).stdout
    assert "named by an SRV record" in stage.doctor("init", "--dry-run", "srv.example", expect=0).stdout


def test_init_never_overwrites(stage, tmp_path):
    path = tmp_path / "providers.yaml"
    path.write_text("mine")
    done = stage.doctor("init", "right.example", "--output", str(path), expect=73)
    assert "it is there already" in done.stderr and path.read_text() == "mine"
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere.yaml")
    stage.doctor("init", "right.example", "--output", str(path), expect=73)
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_init_where_nothing_is(stage, tmp_path):
    path = tmp_path / "providers.yaml"
    done = stage.doctor("init", "empty.example", "--output", str(path), expect=1)
    assert "no mail server found for empty.example" in done.stderr and not path.exists()
