# SPDX-License-Identifier: MIT
"""The stage on which autoconfig-doctor is tried: every set-up of scenarios.py, on real servers, in the namespaces
that tests/doctor/run made."""

import os
import socket
import subprocess
import threading

import hostile
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
    names = [setup.name for setup in SETUPS] + list(hostile.KINDS)
    hosts = [host for name in names for host in (f"{name}.example", f"*.{name}.example")]
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
    for name in hostile.KINDS:
        lines += [f"host-record={full(label, name)},{hostile.ADDRESS}" for label in LABELS]
    lines.append(f"address=/elsewhere.example/{hostile.ADDRESS}")  # whatever is below it
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
                         f"ssl_certificate_key {key}; {setup.extra.get(label, '')} location / {{ {inside} }} }}\n")
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


class Stage:
    def __init__(self, folder):
        self.folder = folder
        authority, made = certificates(folder)
        self.ca = authority.path("root.pem")
        servers.ip("link", "set", "lo", "up")
        for address in (scenarios.WEB, scenarios.NOBODY, "10.77.0.81", "10.77.0.82", "10.77.0.83"):
            servers.add_address(address)
        (folder / "large.xml").write_text("<clientConfig>" + " " * 100000 + "</clientConfig>")
        servers.dnsmasq(folder, dns_lines())
        servers.autoconfigd(folder, config())
        servers.nginx(folder, scenarios.WEB, nginx_text(folder, made))
        mail_servers(folder, made)
        stay_mute()
        hostile.start(made["good"])

    def doctor(self, *words, expect=None, patience_s=10, program=DOCTOR, columns=None):
        """Patience is for a machine that has much to do; servers that never answer want less of it."""
        environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        environment.update({"COLUMNS": str(columns)} if columns else {})
        command = [program, "--resolver", servers.DNS, "--ca", str(self.ca), "--timeout", str(patience_s), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
        assert expect is None or done.returncode == expect, (done.returncode, done.stdout[-4000:], done.stderr)
        assert done.returncode in (0, 1) or expect is not None, done.stderr
        return done
