# SPDX-License-Identifier: MIT
"""Whether a domain's records can be proven, with a root of our own: named holds it and three domains below it,
one signed, one not, one whose signatures are not those that the root knows."""

import json
import re
import subprocess

import pytest

import servers
from daemon import wait_for

ADDRESS = "10.77.0.55"
ROOT_KEY = "/usr/share/dns/root.key"
DOMAINS = "signed.example", "forged.example", "plain.example"
SOA = "$TTL 60\n@ SOA ns. admin. 1 3600 600 86400 60\n@ NS ns.\n"


def tool(folder, *words):
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


def key_of(folder, zone):
    """The file of a new key, without its ending."""
    return tool(folder, "dnssec-keygen", "-a", "ECDSAP256SHA256", "-f", "KSK", zone).strip()


def sign(folder, zone, name, key):
    with open(folder / f"{name}.zone", "a", encoding="ascii") as file:
        file.write(f"$INCLUDE {key}.key\n")
    tool(folder, "dnssec-signzone", "-z", "-o", zone, "-f", f"{name}.signed", f"{name}.zone", key)


@pytest.fixture(scope="module")
def root(stage):
    folder = stage.folder / "named"
    folder.mkdir()
    delegations = ""
    for domain in DOMAINS:
        (folder / f"{domain}.zone").write_text(SOA + "@ A 10.77.0.80\n@ MX 10 mail\nmail A 10.77.1.1\n")
        delegations += f"{domain}. NS ns.\n"
        if domain == "plain.example":
            continue
        key = key_of(folder, domain)
        sign(folder, domain, domain, key)
        told = key_of(folder, domain) if domain == "forged.example" else key
        delegations += tool(folder, "dnssec-dsfromkey", "-2", f"{told}.key")
    (folder / "root.zone").write_text(SOA + f"ns. A {ADDRESS}\n" + delegations)
    key = key_of(folder, ".")
    sign(folder, ".", "root", key)
    zones = {".": "root.signed", "signed.example": "signed.example.signed", "forged.example": "forged.example.signed",
             "plain.example": "plain.example.zone"}
    servers.add_address(ADDRESS)
    (folder / "named.conf").write_text(
        f'options {{ directory "{folder}"; listen-on {{ {ADDRESS}; }}; listen-on-v6 {{ none; }}; recursion no; '
        "pid-file none; session-keyfile none; dnssec-validation no; };\ncontrols {};\n"
        + "".join(f'zone "{zone}" {{ type primary; file "{file}"; }};\n' for zone, file in zones.items()))
    servers.start(folder, "/usr/sbin/named", "-g", "-c", str(folder / "named.conf"))
    wait_for("named answers", lambda: servers.is_open(ADDRESS, 53))
    record = re.search(r"^\. IN DNSKEY .*$", (folder / f"{key}.key").read_text(), re.MULTILINE).group()
    (folder / "root.key").write_text(record + "\n")
    subprocess.run(["mount", "--bind", str(folder / "root.key"), ROOT_KEY], check=True, timeout=10)  # for us alone
    yield
    subprocess.run(["umount", ROOT_KEY], check=True, timeout=10)


@pytest.mark.parametrize("domain, verdict, said", [
    ("signed.example", "ok", "the signatures hold"),
    ("forged.example", "fail", "signatures do not hold"),
    ("plain.example", "ok", "not signed"),
])
def test_dnssec(stage, root, domain, verdict, said):
    report = json.loads(stage.doctor("--json", "--resolver", ADDRESS, domain, expect=1).stdout)
    found = [one for one in report["checks"] if one["check"] == "dnssec"]
    assert [one["verdict"] for one in found] == [verdict]
    assert said in found[0]["detail"]


def test_a_resolver_that_hands_no_signatures_on(stage):
    report = json.loads(stage.doctor("--json", "right.example").stdout)
    assert not [one for one in report["checks"] if one["check"] == "dnssec"]
