# SPDX-License-Identifier: MIT
"""deploy/systemd under a real systemd: the unit, each drop-in, and the variant whose sockets are systemd's."""

import json
import os
import plistlib
import shutil
import ssl
import urllib.request

import pytest

from world import PROVIDERS, TOP, curl, finish, wait_for  # first: it finds the others
from askers import AUTOCONFIG, Askers
from certificates import Authority
from machine import Machine

UNITS = TOP / "deploy/systemd"
UNIT = "autoconfigd.service"
PROFILE = "/profile.mobileconfig?email=anna@example.com"


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path)
    finish("cmake", "--install", TOP / "build/release", "--prefix", "/usr", "--strip", folder="/",
           environment={"DESTDIR": str(made.root)})
    shutil.copy(UNITS / UNIT, made.root / "lib/systemd/system")
    (made.root / "etc/autoconfigd").mkdir()
    (made.root / "etc/autoconfigd/providers.yaml").write_text(PROVIDERS)
    with made:
        yield made
        assert "sandbox incomplete" not in made.journal(UNIT)


def drop_in(machine, source, *replacements):
    """As docs/install.md says it: a file in a folder of the unit's name."""
    text = source.read_text()
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    folder = machine.root / "etc/systemd/system" / (UNIT + ".d")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / source.name).write_text(text)
    machine.output("systemctl", "daemon-reload")


def start(machine):
    """`systemctl start` comes back when the daemon has said that it is ready: no waiting here."""
    started = machine.try_to_run("systemctl", "start", UNIT)
    assert started.returncode == 0, machine.journal(UNIT)
    return main_process(machine)


def main_process(machine):
    """Its number as the machine counts."""
    return int(machine.property(UNIT, "MainPID"))


def process_status(machine, pid):
    rows = machine.output("cat", f"/proc/{pid}/status").splitlines()
    return dict(row.split(":\t", 1) for row in rows if ":\t" in row)


def ask(path, port=8080):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer.read()


def check_exposure(machine, tenths):
    """What the service could still do, as systemd rates it; it fails above the threshold."""
    machine.output("systemd-analyze", "security", "--no-pager", f"--threshold={tenths}", UNIT)


def test_the_unit(machine):
    assert machine.output("systemd-analyze", "verify", "--man=no", f"/lib/systemd/system/{UNIT}") == ""
    pid = start(machine)
    assert b"mail.example.com" in ask(AUTOCONFIG)
    assert machine.property(UNIT, "Type") == "notify"
    assert machine.property(UNIT, "StatusText") == "domains: 2, configuration 1"

    status = process_status(machine, pid)
    user = int(status["Uid"].split()[0])
    assert 61184 <= user <= 65519, "the range of users that exist only while their service runs"
    manager = "org.freedesktop.systemd1"
    assert machine.output("busctl", "call", manager, "/" + manager.replace(".", "/"), manager + ".Manager",
                          "LookupDynamicUserByUID", "u", user) == 's "autoconfigd"\n'
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert {status[f"Cap{which}"] for which in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    check_exposure(machine, 12)

    providers = machine.root / "etc/autoconfigd/providers.yaml"
    machine.output("systemctl", "reload", UNIT)
    wait_for("a reload is told", lambda: machine.property(UNIT, "StatusText") == "domains: 2, configuration 2")
    providers.write_text("wrong")
    machine.output("systemctl", "reload", UNIT)
    wait_for("a wrong file is told", lambda: "the newer one is wrong" in machine.property(UNIT, "StatusText"))
    assert b"mail.example.com" in ask(AUTOCONFIG) and main_process(machine) == pid

    machine.output("systemctl", "stop", UNIT)
    assert machine.property(UNIT, "Result") == "success"
    started = machine.try_to_run("systemctl", "start", UNIT)
    assert started.returncode != 0 and "providers.yaml:1:1" in machine.journal(UNIT)
    assert machine.property(UNIT, "NRestarts") == "0", "a wrong file is not cured by another start"


def test_journald_takes_json(machine, tmp_path):
    """A line is the object, whole; its urgency stands beside it, not in it."""
    setting = tmp_path / "json.conf"
    setting.write_text("[Service]\nEnvironment=AUTOCONFIGD_LOG=json\n")
    drop_in(machine, setting)
    start(machine)
    assert b"mail.example.com" in ask(AUTOCONFIG)
    (machine.root / "etc/autoconfigd/providers.yaml").write_text("wrong")
    machine.output("systemctl", "reload", UNIT)

    def entries(*words):
        text = machine.output("journalctl", "--no-pager", "--output=json", "--unit", UNIT, *words)
        records = [json.loads(line) for line in text.splitlines()]
        return [(json.loads(record["MESSAGE"]), record["PRIORITY"]) for record in records
                if record["SYSLOG_IDENTIFIER"] == "autoconfigd"]

    wait_for("the refusal", lambda: any(entry["event"].startswith("configuration refused") for entry, _ in entries()))
    urgencies = {"error": "3", "warning": "4", "info": "6", "debug": "7"}
    assert all(priority == urgencies[entry["level"]] for entry, priority in entries())
    assert {entry["event"] for entry, _ in entries()} >= {"request", "listening", "configuration loaded"}
    request = next(entry for entry, _ in entries() if entry["event"] == "request")
    assert (request["endpoint"], request["status"], request["domain"]) == ("autoconfig", 200, "example.com")
    assert {entry["event"] for entry, _ in entries("--priority=err")} == {
        "configuration", "configuration refused, the old one stays"}


def test_what_a_start_fails_for_is_an_error_of_the_journal(machine):
    (machine.root / "etc/autoconfigd/providers.yaml").write_text("wrong")
    assert machine.try_to_run("systemctl", "start", UNIT).returncode != 0
    said = machine.output("journalctl", "--no-pager", "--output=cat", "--unit", UNIT, "--priority=err")
    assert "providers.yaml:1:1: error:" in said


def test_the_watchdog_ends_a_daemon_that_hangs(machine, tmp_path):
    hasty = tmp_path / "hasty.conf"
    hasty.write_text("[Service]\nWatchdogSec=2\n")
    drop_in(machine, hasty)
    pid = start(machine)
    machine.output("systemctl", "kill", "--signal=STOP", UNIT)
    wait_for("another one", lambda: main_process(machine) not in (0, pid))
    wait_for("it is ready", lambda: machine.property(UNIT, "ActiveState") == "active")
    assert b"mail.example.com" in ask(AUTOCONFIG)
    assert "Watchdog timeout" in machine.journal(UNIT) and machine.property(UNIT, "NRestarts") == "1"


def test_signed_profiles_by_a_key_that_only_root_can_read(machine, tmp_path):
    authority = Authority(tmp_path / "authority", "ecdsa")
    for source, kind in zip(authority.signer("good"), ("pem", "key")):
        target = machine.root / f"etc/autoconfigd/signing.{kind}"
        shutil.copy(source, target)
        target.chmod(0o600)
    drop_in(machine, UNITS / "drop-ins/signing.conf")
    start(machine)
    assert plistlib.loads(authority.verify(ask(PROFILE)))["PayloadType"] == "Configuration"
    check_exposure(machine, 12)


def test_https_by_the_daemon(machine, tmp_path):
    authority = Authority(tmp_path / "authority", "ecdsa")
    folder = machine.root / "etc/autoconfigd/tls/autoconfig.example.com"
    folder.mkdir(parents=True)

    def renew():
        """As certbot does: the files come anew, with the group that the old ones had."""
        for source, name in zip(authority.signer("server", names=["autoconfig.example.com"]),
                                ("fullchain.pem", "privkey.pem")):
            shutil.copy(source, folder / (name + ".new"))
            (folder / (name + ".new")).chmod(0o640)
            os.chown(folder / (name + ".new"), 0, folder.stat().st_gid)
            (folder / (name + ".new")).rename(folder / name)

    renew()
    (machine.root / "etc/sysusers.d").mkdir(exist_ok=True)
    shutil.copy(UNITS / "sysusers.conf", machine.root / "etc/sysusers.d/autoconfigd.conf")
    machine.output("systemd-sysusers")
    machine.output("chgrp", "-R", "autoconfigd", "/etc/autoconfigd/tls")
    (machine.root / "var/lib/autoconfigd-acme").mkdir()
    drop_in(machine, UNITS / "drop-ins/https.conf")
    status = process_status(machine, start(machine))
    assert {status[f"Cap{which}"] for which in ("Inh", "Prm", "Eff", "Amb")} == {"0" * 16}, "it binds, then goes"
    assert b"mail.example.com" in ask(AUTOCONFIG, port=80)
    assert "mail.example.com" in curl(authority.path("root.pem"), "autoconfig.example.com", AUTOCONFIG)
    first = ssl.get_server_certificate(("127.0.0.1", 443))
    renew()
    wait_for("the renewed certificate", lambda: ssl.get_server_certificate(("127.0.0.1", 443)) != first)
    assert "mail.example.com" in curl(authority.path("root.pem"), "autoconfig.example.com", AUTOCONFIG)


def test_sockets_of_systemd_and_no_network(machine):
    variant = UNITS / "socket-activated"
    for name in ("autoconfigd.socket", "autoconfigd-admin.socket"):
        shutil.copy(variant / name, machine.root / "etc/systemd/system")
    drop_in(machine, variant / "socket.conf")
    machine.output("systemctl", "start", "autoconfigd.socket", "autoconfigd-admin.socket")
    assert machine.property(UNIT, "ActiveState") == "inactive"
    assert b"mail.example.com" in ask(AUTOCONFIG, port=80), "the first request starts it"
    check_exposure(machine, 5)
    pid = main_process(machine)
    assert machine.output("readlink", f"/proc/{pid}/ns/net") != machine.output("readlink", "/proc/1/ns/net")
    machine.output("autoconfigd", "health", "--admin", "unix:/run/autoconfigd-admin.sock")

    with Askers(4, port=80) as askers:
        for _ in range(5):
            before = askers.answered
            wait_for("requests are answered", lambda: askers.answered > before + 20)
            machine.output("systemctl", "restart", UNIT)
    assert askers.lost == [] and main_process(machine) != pid
