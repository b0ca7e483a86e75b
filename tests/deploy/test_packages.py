# SPDX-License-Identifier: MIT
"""The Debian packages in a Debian with a systemd of its own: installed, asked, upgraded, removed, purged."""

import json
import os
import shutil
import sqlite3
import sys
import urllib.request
from contextlib import closing

import pytest

from world import PROVIDERS, TOP, finish, wait_for  # first: it finds the others
from askers import Askers
from machine import Machine

sys.path.insert(0, str(TOP / "tests/sources"))
from panels import domains, postfixadmin  # noqa: E402

BUILT = TOP / "build/packages"
UNIT = "autoconfigd.service"
SOURCES = [f"autoconfigd-source-{kind}" for kind in ("mysql", "postgresql", "sqlite")]
NAMES = ["autoconfigd", "autoconfig-doctor", *SOURCES]
EXAMPLES = "usr/share/doc/autoconfigd/examples"
# What Debian keeps of any package that was ever there, and systemd of any service with a user of its own. A user stays
# as well: who comes later must not get its number, and with it files that were its own.
KEPT = ("var/lib/dpkg", "var/log", "var/cache/man", "var/lib/private", "var/lib/systemd/random-seed",
        "var/lib/systemd/timers", "etc/.pwd.lock", *(f"etc/{name}-" for name in ("passwd", "group", "shadow", "gshadow")))


def older(name, folder):
    """The same package as if built of an earlier version, which had a word less in a file of /etc."""
    built = next(BUILT.glob(f"{name}_*.deb"))
    finish("dpkg-deb", "-R", built, folder / name, folder=folder)
    control = folder / name / "DEBIAN/control"
    lines = control.read_text().splitlines()
    control.write_text("".join(f"{'Version: 0.0.1' if line.startswith('Version:') else line}\n" for line in lines))
    defaults = folder / name / "etc/default/autoconfigd"
    if defaults.exists():
        defaults.write_text("# An older text.\n")
    finish("dpkg-deb", "--root-owner-group", "-b", folder / name, folder / f"{name}.deb", folder=folder)
    return folder / f"{name}.deb"


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path)
    store = made.root / "srv"
    for name in NAMES:
        shutil.copy(older(name, tmp_path), store / f"{name}-older.deb")
        shutil.copy(next(BUILT.glob(f"{name}_*.deb")), store / f"{name}.deb")
    with made:
        yield made


def install(machine, *names, version="", options=()):
    machine.output("dpkg", "--install", *options, *(f"/srv/{name}{version}.deb" for name in names))


def files(machine):
    found = set()
    for folder, folders, names in os.walk(machine.root):
        inside = os.path.relpath(folder, machine.root)
        folders[:] = [each for each in folders if os.path.join(inside, each).removeprefix("./") not in KEPT]
        found.update(os.path.join(inside, each).removeprefix("./") for each in folders + names)
    return found - set(KEPT)


def version(machine, name):
    return machine.output("dpkg-query", "--show", "--showformat=${Version}", name)


def fetch(path, port=8080):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer.read().decode()


def ask(address, port=8080):
    return fetch(f"/mail/config-v1.1.xml?emailaddress={address}", port)


def is_gone():
    try:
        ask("anna@example.com")
    except OSError:
        return True
    return False


def user_of_the_service(machine):
    return machine.output("stat", "--format=%U", f"/proc/{machine.property(UNIT, 'MainPID')}").strip()


def test_from_the_first_installation_to_the_last_trace(machine):
    before = files(machine)
    install(machine, *NAMES, version="-older")
    assert machine.output("systemctl", "is-active", UNIT) == "active\n"
    assert machine.output("systemctl", "is-enabled", UNIT) == "enabled\n"
    assert "imap.gmail.com" in ask("anna@gmail.com"), "it begins with the public providers"
    assert user_of_the_service(machine) == "autoconfigd"
    machine.output("autoconfigd", "check", "/etc/autoconfigd/providers.yaml")
    machine.output("autoconfigd", "health")

    config = machine.root / "etc/autoconfigd/providers.yaml"
    config.write_text(PROVIDERS)
    machine.output("systemctl", "reload", UNIT)
    wait_for("the administrator's file", lambda: "domains: 2" in machine.property(UNIT, "StatusText"))

    first = machine.property(UNIT, "MainPID")
    user = machine.output("id", "autoconfigd")
    install(machine, *NAMES)
    assert "0.0.1" not in {version(machine, name) for name in NAMES}
    assert machine.output("systemctl", "is-active", UNIT) == "active\n"
    assert machine.property(UNIT, "MainPID") != first, "the new program runs"
    assert config.read_text() == PROVIDERS and "mail.example.com" in ask("anna@example.com")
    defaults = machine.root / "etc/default/autoconfigd"
    assert "AUTOCONFIGD_LISTEN" in defaults.read_text(), "what nobody changed is replaced"

    machine.output("dpkg", "--remove", *NAMES)
    assert is_gone() and config.exists()
    install(machine, "autoconfigd")
    assert "mail.example.com" in ask("anna@example.com"), "its settings were still there"

    machine.output("dpkg", "--purge", *NAMES)
    assert is_gone()
    assert files(machine) - before == set() and before - files(machine) == set()
    assert machine.output("id", "autoconfigd") == user
    assert machine.output("systemctl", "--failed", "--quiet", "--no-legend") == ""


def test_who_changed_a_file_keeps_it_and_who_stopped_the_service_too(machine):
    install(machine, "autoconfigd", version="-older")
    defaults = machine.root / "etc/default/autoconfigd"
    defaults.write_text("AUTOCONFIGD_LISTEN=127.0.0.1:8090\n")
    machine.output("systemctl", "disable", "--now", UNIT)
    install(machine, "autoconfigd", options=["--force-confold"])
    assert defaults.read_text() == "AUTOCONFIGD_LISTEN=127.0.0.1:8090\n"
    assert machine.try_to_run("systemctl", "is-enabled", UNIT).stdout == "disabled\n"


def test_an_upgrade_under_load_loses_no_request(machine):
    """With systemd's sockets, set up from what the package brings, as docs/install.md says."""
    install(machine, "autoconfigd", version="-older")
    (machine.root / "etc/autoconfigd/providers.yaml").write_text(PROVIDERS)
    sockets = ["autoconfigd.socket", "autoconfigd-admin.socket"]
    system = machine.root / "etc/systemd/system"
    (system / f"{UNIT}.d").mkdir()
    shutil.copy(machine.root / EXAMPLES / "socket-activated/socket.conf", system / f"{UNIT}.d")
    for name in sockets:
        shutil.copy(machine.root / EXAMPLES / "socket-activated" / name, system)
    machine.output("systemctl", "daemon-reload")
    machine.output("systemctl", "stop", UNIT)
    machine.output("systemctl", "enable", "--now", *sockets)

    first = None
    with Askers(4, port=80) as askers:
        for each in ("", "-older", ""):
            before = askers.answered
            wait_for("requests are answered", lambda: askers.answered > before + 20)
            pid = machine.property(UNIT, "MainPID")
            assert pid not in ("0", first)
            install(machine, "autoconfigd", version=each)
            first = pid
        before = askers.answered
        wait_for("requests are answered by the last", lambda: askers.answered > before + 20)
    assert askers.lost == []
    assert version(machine, "autoconfigd") != "0.0.1" and machine.property(UNIT, "MainPID") != first


def test_domains_out_of_databases(machine):
    """Files are for the service alone, by its group; a server that is not there is told and stops nothing."""
    install(machine, "autoconfigd")
    (machine.root / "etc/autoconfigd/providers.yaml").write_text(PROVIDERS)
    panel = machine.root / "var/lib/panel"
    panel.mkdir(mode=0o750)
    with closing(sqlite3.connect(panel / "mail.sqlite")) as database, database:
        for statement in postfixadmin("sqlite")(domains(100)):
            database.execute(statement)
    (panel / "mail.sqlite").chmod(0o640)
    machine.output("chgrp", "-R", "autoconfigd", "/var/lib/panel")
    (machine.root / "etc/default/autoconfigd").write_text("""\
AUTOCONFIGD_STATE_DIR=/var/lib/autoconfigd
AUTOCONFIGD_DOMAINS_FROM="sqlite:/var/lib/panel/mail.sqlite?preset=postfixadmin
postgresql:///mail?host=/run/postgresql&user=reader&preset=postfixadmin
mysql://reader:top-secret@localhost/mail?socket=/run/mysqld/mysqld.sock&preset=postfixadmin"
""")
    assert machine.try_to_run("systemctl", "restart", UNIT).returncode != 0
    assert "its program, source-sqlite, is not installed" in machine.journal(UNIT)

    install(machine, *SOURCES)
    machine.output("systemctl", "restart", UNIT)
    assert "mail.example.com" in ask("anna@d99.example")
    sources = json.loads(fetch("/status", 8081))["sources"]
    assert [source["domains"] for source in sources] == [101, 0, 0]
    assert "last_error" not in sources[0]
    assert "/run/postgresql" in sources[1]["last_error"] and "/run/mysqld" in sources[2]["last_error"]
    assert "top-secret" not in machine.journal(UNIT)
    machine.output("dpkg", "--purge", *NAMES)
    assert list((machine.root / "var/lib/private").iterdir()) == [], "lists of domains are not left behind"


def test_every_program_and_page_is_where_debian_looks_for_it(machine):
    install(machine, *NAMES)
    for page, word in {"autoconfigd": "--domains-from", "providers.yaml": "imap", "autoconfig-doctor": "--resolver"}.items():
        shown = machine.output("man", "--warnings=all", "--pager=cat", page)
        assert word in shown and "warning:" not in shown, shown
    shown = machine.output("bash", "-c", """
        . /usr/share/bash-completion/bash_completion
        _completion_loader autoconfigd
        COMP_LINE='autoconfigd sho' COMP_POINT=15 COMP_CWORD=1 COMP_WORDS=(autoconfigd sho)
        _autoconfigd autoconfigd 2>/dev/null
        echo "${COMPREPLY[@]}" """)
    assert shown == "show\n"
    looked = machine.try_to_run("autoconfig-doctor", "--timeout", "1", "example.com")
    assert looked.returncode == 1 and "example.com, as mail programs see it" in looked.stdout

    listed = machine.output("dpkg", "--listfiles", "autoconfigd").split()
    for path in ("/lib/systemd/system/autoconfigd.service", "/usr/lib/sysusers.d/autoconfigd.conf",
                 "/usr/share/zsh/vendor-completions/_autoconfigd", "/usr/share/fish/vendor_completions.d/autoconfigd.fish",
                 "/usr/share/autoconfigd/providers.schema.json", "/etc/autoconfigd/providers.yaml"):
        assert path in listed, path
    conffiles = machine.output("dpkg-query", "--show", "--showformat=${Conffiles}", "autoconfigd").split()[::2]
    assert set(conffiles) == {"/etc/autoconfigd/providers.yaml", "/etc/default/autoconfigd"}
