# SPDX-License-Identifier: MIT
"""autoconfig-doctor looks at every set-up of scenarios.py, on real servers (tests/doctor/run)."""

import json
import os
import socket
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import scenarios
import servers
from certificates import Authority
from scenarios import SETUPS

DOCTOR = os.environ.get("DOCTOR", "build/debug/autoconfig-doctor")
LABELS = "", "autoconfig", "autodiscover", "mail"
PROXY = "proxy_pass http://127.0.0.1:8080; proxy_set_header Host $host;"


def full(label, name):
    return f"{label}.{name}.example" if label else f"{name}.example"


def certificates(folder):
    """What each set-up may name: (chain, key)."""
    authority = Authority(folder / "authority", "ecdsa")
    hosts = [host for setup in SETUPS for host in (f"{setup.name}.example", f"*.{setup.name}.example")]
    made = {
        "good": authority.signer("good", names=hosts),
        "wrong": authority.signer("wrong", names=["www.elsewhere.example"]),
        "expired": authority.signer("expired", names=hosts, first_day=-30, last_day=-3),
        "soon": authority.signer("soon", names=hosts, last_day=5),
        "leaf": (authority.path("good.pem"), authority.path("good.key")),
    }
    authority.issue("self", "self", "server", names=hosts)
    made["self"] = authority.path("self.pem"), authority.path("self.key")
    return authority, made


def dns_lines():
    lines = []
    for setup in SETUPS:
        addresses = {**dict.fromkeys(LABELS, scenarios.WEB), "mail": setup.mail, **setup.names}
        lines += [f"host-record={full(label, setup.name)},{address}" for label, address in addresses.items() if address]
        if addresses["mail"]:
            lines.append(f"mx-host={setup.name}.example,mail.{setup.name}.example,10")
        lines += setup.dns
    return lines


def nginx_text(folder, made):
    text = ""
    for setup in SETUPS:
        for label in LABELS[:3]:
            address = setup.names.get(label, scenarios.WEB)
            inside = setup.web.get(label, PROXY if label else "return 404;")
            chain, key = made[setup.certificates.get(label, "good")]
            ports = [f"listen {address}:{port}{' ssl' if port == 443 else ''};"
                     for port in (80, 443) if (label, port) not in setup.closed]
            if address not in (None, scenarios.MUTE, scenarios.NOBODY):
                text += (f"server {{ {' '.join(ports)} server_name {full(label, setup.name)}; ssl_certificate {chain}; "
                         f"ssl_certificate_key {key}; location / {{ {inside} }} }}\n")
    return text.replace("FOLDER", str(folder))


def config():
    lines = ["providers:"]
    for setup in SETUPS:
        body = setup.config.rstrip() or f"\n      imap: mail.{setup.name}.example\n      smtp: mail.{setup.name}.example"
        lines.append(f"    {setup.name}:\n      domains: [{setup.name}.example]{body}")
    return "\n".join(lines) + "\n"


def stay_mute():
    """Takes connections on all ports that count, and keeps them."""
    servers.add_address(scenarios.MUTE)
    kept = []

    def take(listener):
        while True:
            kept.append(listener.accept())

    for port in (80, 443, 993, 465):
        listener = socket.create_server((scenarios.MUTE, port))
        threading.Thread(target=take, args=[listener], daemon=True).start()


def mail_servers(folder, made):
    plain = {"ssl": "no", "disable_plaintext_auth": "no"}
    kinds = [  # address, certificate, Dovecot's, Postfix's
        (scenarios.MAIL, "good", {}, {}),
        (scenarios.MAIL_WRONG, "wrong", {}, {}),
        (scenarios.MAIL_EXPIRED, "expired", {}, {}),
        (scenarios.MAIL_SOON, "soon", {}, {}),
        (scenarios.MAIL_PLAIN, "good", plain, {"smtpd_tls_security_level": "none", "smtpd_tls_auth_only": "no"}),
        (scenarios.MAIL_CRAM, "good", {"auth_mechanisms": "cram-md5"}, {}),
        (scenarios.MAIL_EARLY, "good", {"disable_plaintext_auth": "no"}, {"smtpd_tls_auth_only": "no"}),
    ]
    listeners = []
    for number, (address, kind, imap, smtp) in enumerate(kinds):
        servers.dovecot(folder, f"dovecot{number}", address, made[kind], **imap)
        smtp = {"smtpd_sasl_path": folder / f"dovecot{number}/sasl", **smtp}
        listeners.append((address, 587, made[kind], smtp))
        if smtp.get("smtpd_tls_security_level") != "none":
            listeners.append((address, 465, made[kind], {"smtpd_tls_wrappermode": "yes", **smtp}))
    servers.postfix(folder, listeners)


class World:
    def __init__(self, folder):
        authority, made = certificates(folder)
        self.ca = authority.path("root.pem")
        servers.ip("link", "set", "lo", "up")
        for address in (scenarios.WEB, scenarios.NOBODY, "10.77.0.81"):
            servers.add_address(address)
        (folder / "large.xml").write_text("<clientConfig>" + " " * 100000 + "</clientConfig>")
        servers.dnsmasq(folder, dns_lines())
        servers.autoconfigd(folder, config())
        servers.nginx(folder, scenarios.WEB, nginx_text(folder, made))
        mail_servers(folder, made)
        stay_mute()

    def doctor(self, *words, expect=None):
        command = [DOCTOR, "--resolver", servers.DNS, "--ca", str(self.ca), "--timeout", "4", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert expect is None or done.returncode == expect, (done.returncode, done.stdout[-4000:], done.stderr)
        assert done.returncode in (0, 1) or expect is not None, done.stderr
        return done


@pytest.fixture(scope="session")
def world():
    # In the mount namespace that tests/doctor/run made: users of mail servers can get there, and it goes with us.
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "none", "/mnt"], check=True, timeout=10)
    return World(Path("/mnt"))


@pytest.fixture(scope="session")
def reports(world):
    """Every set-up's, several at a time: most of a run is waiting."""
    with ThreadPoolExecutor(3) as pool:
        done = pool.map(lambda setup: world.doctor("--json", f"{setup.name}.example"), SETUPS)
        return {setup.name: one for setup, one in zip(SETUPS, done)}


@pytest.mark.parametrize("setup", SETUPS, ids=[setup.name for setup in SETUPS])
def test_setup(reports, setup):
    done = reports[setup.name]
    report = json.loads(done.stdout)
    found = {f"{'FAIL' if one['verdict'] == 'fail' else one['verdict']} {one['check']}" for one in report["checks"]}
    missing = [one for one in setup.finds if one not in found]
    assert not missing, (missing, sorted(found), done.stdout)
    verdicts = {one["client"]: one["verdict"] for one in report["clients"]}
    wrong = {name: verdicts[name] for name, verdict in setup.clients.items() if verdicts[name] != verdict}
    assert not wrong, (wrong, done.stdout)
    assert done.returncode == (0 if report["counts"]["fail"] == 0 else 1)
    if setup.right:
        assert report["counts"]["fail"] == 0, done.stdout
        assert report["counts"]["warn"] == 0, done.stdout
    assert report["milliseconds"] < 15000
    assert all(one["mend"] for one in report["checks"] if one["verdict"] != "ok")
