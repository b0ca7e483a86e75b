# SPDX-License-Identifier: MIT
"""The Debian packages in a Debian with a systemd of its own: installed, asked, upgraded, removed, purged."""

import os
import shutil
import urllib.request

import pytest

from world import PROVIDERS, TOP, finish, wait_for
from machine import Machine

BUILT = TOP / "build/packages"
UNIT = "autoconfigd.service"
NAMES = ["autoconfigd", "autoconfig-doctor"]
# What Debian keeps of any package that was ever there, and systemd of any service with a user of its own.
KEPT = ("var/lib/dpkg", "var/log", "var/lib/private", "var/lib/systemd/random-seed", "var/lib/systemd/timers")


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


def files(machine):
    found = set()
    for folder, folders, names in os.walk(machine.root):
        inside = os.path.relpath(folder, machine.root)
        folders[:] = [each for each in folders if os.path.join(inside, each).removeprefix("./") not in KEPT]
        found.update(os.path.join(inside, each).removeprefix("./") for each in folders + names)
    return found - set(KEPT)


def version(machine, name):
    return machine.output("dpkg-query", "--show", "--showformat=${Version}", name)


def ask(address):
    url = f"http://127.0.0.1:8080/mail/config-v1.1.xml?emailaddress={address}"
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode()


def is_gone():
    try:
        ask("anna@example.com")
    except OSError:
        return True
    return False


def test_from_the_first_installation_to_the_last_trace(machine):
    before = files(machine)
    machine.output("dpkg", "--install", *(f"/srv/{name}-older.deb" for name in NAMES))
    assert machine.output("systemctl", "is-active", UNIT) == "active\n"
    assert machine.output("systemctl", "is-enabled", UNIT) == "enabled\n"
    assert "imap.gmail.com" in ask("anna@gmail.com"), "it begins with the public providers"
    machine.output("autoconfigd", "check", "/etc/autoconfigd/providers.yaml")
    machine.output("autoconfigd", "health")
    for program in NAMES:
        assert machine.output(program, "--version" if "doctor" in program else "version")

    config = machine.root / "etc/autoconfigd/providers.yaml"
    config.write_text(PROVIDERS)
    machine.output("systemctl", "reload", UNIT)
    wait_for("the administrator's file", lambda: "domains: 2" in machine.property(UNIT, "StatusText"))

    first = machine.property(UNIT, "MainPID")
    machine.output("dpkg", "--install", *(f"/srv/{name}.deb" for name in NAMES))
    assert {version(machine, name) for name in NAMES} != {"0.0.1"}
    assert machine.output("systemctl", "is-active", UNIT) == "active\n"
    assert machine.property(UNIT, "MainPID") != first, "the new program runs"
    assert config.read_text() == PROVIDERS and "mail.example.com" in ask("anna@example.com")
    defaults = machine.root / "etc/default/autoconfigd"
    assert "AUTOCONFIGD_LISTEN" in defaults.read_text(), "what nobody changed is replaced"

    machine.output("dpkg", "--remove", *NAMES)
    assert is_gone() and config.exists()
    machine.output("dpkg", "--install", "/srv/autoconfigd.deb")
    assert "mail.example.com" in ask("anna@example.com"), "its settings were still there"

    machine.output("dpkg", "--purge", *NAMES)
    assert is_gone()
    assert files(machine) - before == set() and before - files(machine) == set()
    assert machine.output("systemctl", "--failed", "--quiet", "--no-legend") == ""


def test_who_changed_a_file_keeps_it_and_who_stopped_the_service_too(machine):
    machine.output("dpkg", "--install", "/srv/autoconfigd-older.deb")
    defaults = machine.root / "etc/default/autoconfigd"
    defaults.write_text("AUTOCONFIGD_LISTEN=127.0.0.1:8090\n")
    machine.output("systemctl", "disable", "--now", UNIT)
    machine.output("dpkg", "--install", "--force-confold", "/srv/autoconfigd.deb")
    assert defaults.read_text() == "AUTOCONFIGD_LISTEN=127.0.0.1:8090\n"
    assert machine.try_to_run("systemctl", "is-enabled", UNIT).stdout == "disabled\n"


def test_every_file_is_where_debian_looks_for_it(machine):
    machine.output("dpkg", "--install", *(f"/srv/{name}.deb" for name in NAMES))
    listed = machine.output("dpkg", "--listfiles", *NAMES).split()
    for path in ("/lib/systemd/system/autoconfigd.service", "/usr/share/man/man8/autoconfigd.8.gz",
                 "/usr/share/man/man5/providers.yaml.5.gz", "/usr/share/man/man1/autoconfig-doctor.1.gz",
                 "/usr/share/bash-completion/completions/autoconfigd", "/usr/share/zsh/vendor-completions/_autoconfigd",
                 "/usr/share/fish/vendor_completions.d/autoconfigd.fish",
                 "/usr/share/autoconfigd/providers.schema.json", "/etc/autoconfigd/providers.yaml"):
        assert path in listed, path
    conffiles = machine.output("dpkg-query", "--show", "--showformat=${Conffiles}", "autoconfigd").split()[::2]
    assert set(conffiles) == {"/etc/autoconfigd/providers.yaml", "/etc/default/autoconfigd"}
