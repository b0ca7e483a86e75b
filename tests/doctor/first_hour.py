#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Walks docs/first-hour.md: each command of its blocks, in order, as root of a machine on which Dovecot and Postfix
serve example.com and nothing else is set up. What is printed must be what the document shows; GOLDEN=1 writes it
there. Lives in namespaces of its own, with an /etc that nobody else sees."""

import difflib
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/support"))
import servers  # noqa: E402
from certificates import Authority  # noqa: E402
from daemon import PROGRAM, wait_for  # noqa: E402

PAGE = TOP / "docs/first-hour.md"
FOLDER = Path("/mnt/first-hour")
ADDRESS = "192.0.2.25"
ZONE = f"""\
$TTL 3600
@     IN  SOA  ns1 hostmaster 1 3600 600 86400 60
@     IN  NS   ns1
@     IN  MX   10 mail
ns1   IN  A    {ADDRESS}
mail  IN  A    {ADDRESS}
"""
NAMED = f"""\
options {{ directory "/var/cache/bind"; listen-on {{ {ADDRESS}; }}; listen-on-v6 {{ none; }}; recursion no;
          pid-file none; session-keyfile none; dnssec-validation no; }};
zone "example.com" {{ type primary; file "/etc/bind/example.com.zone"; }};
"""
# Asks as an authority asks, and leaves what certbot leaves: certificates that root alone may read.
CERTBOT = f"""\
#!{sys.executable}
import sys
sys.path[:0] = {[str(TOP / "tests/support"), str(TOP / "tests/doctor")]}
import first_hour
first_hour.obtain(sys.argv[1:])
"""
# What differs from run to run: (pattern, what stands for it).
VARYING = [
    (r"; \d+\.\d s$", "; 0.9 s"),
    (r"\bus=\d+$", "us=60"),
    (r"\blandlock_abi=\d+ seccomp=\w+", "landlock_abi=7 seccomp=yes"),
    (re.escape(f"{FOLDER}/home"), "/root"),
    (r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\S*Z", "2026-11-22T07:30:00Z"),
]


def obtain(words):
    """In certbot's place."""
    names = [value for word, value in zip(words, words[1:]) if word == "-d"]
    root = Path(words[words.index("--webroot-path") + 1])
    challenge = root / ".well-known/acme-challenge/token"
    challenge.parent.mkdir(parents=True, exist_ok=True)
    challenge.write_text("proof\n")
    for name in names:
        with urllib.request.urlopen(f"http://{name}/.well-known/acme-challenge/token", timeout=20) as answer:
            assert answer.read() == b"proof\n", name
    challenge.unlink()
    archive, live = (Path("/etc/letsencrypt", part) for part in ("archive", "live"))
    for part in archive, live:
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
        (part / names[0]).mkdir()
    for source, name, mode in (("web-chain.pem", "fullchain", 0o644), ("web.key", "privkey", 0o600)):
        kept = archive / names[0] / f"{name}1.pem"
        kept.write_bytes((FOLDER / "authority" / source).read_bytes())
        kept.chmod(mode)
        (live / names[0] / f"{name}.pem").symlink_to(f"../../archive/{names[0]}/{kept.name}")


def own_folders():
    """/etc and /var are the machine's, and what is written there goes away with us."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "none", "/mnt"], check=True, timeout=10)
    for name in "etc", "var", "usr/local":
        upper, work = Path("/mnt/upper", name), Path("/mnt/work", name)
        upper.mkdir(parents=True)
        work.mkdir(parents=True)
        layers = f"lowerdir=/{name},upperdir={upper},workdir={work}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, f"/{name}"], check=True, timeout=10)
    shutil.rmtree("/etc/letsencrypt", ignore_errors=True)
    for folder in FOLDER, FOLDER / "home", FOLDER / "bin":
        folder.mkdir()


def install():
    """As cmake --install does, what the page needs."""
    build = Path(PROGRAM).resolve().parent  # autoconfig-doctor is built beside autoconfigd
    share = Path("/usr/local/share/autoconfigd")
    share.mkdir(parents=True, exist_ok=True)
    shutil.copy(TOP / "providers.schema.json", share)
    for name in "autoconfigd", "autoconfig-doctor":
        shutil.copy(build / name, "/usr/local/bin")


def set_up():
    """A mail server, its domain's zone, and the authority whose certificates it has."""
    own_folders()
    install()
    authority = Authority(FOLDER / "authority", "ecdsa")
    certificate = authority.signer("mail", names=["mail.example.com"], last_day=60)
    authority.signer("web", names=[f"{label}.example.com" for label in ("autoconfig", "autodiscover", "mail")],
                     last_day=90)
    Path("/etc/ssl/certs/ca-certificates.crt").write_bytes(authority.path("root.pem").read_bytes())
    servers.ip("link", "set", "lo", "up")
    servers.add_address(ADDRESS)
    Path("/etc/bind/example.com.zone").write_text(ZONE)
    Path("/etc/bind/named.conf").write_text(NAMED)
    subprocess.run(["rndc-confgen", "-a", "-u", "bind"], check=True, capture_output=True, timeout=10)
    servers.start(FOLDER, "/usr/sbin/named", "-g", "-u", "bind")
    servers.dnsmasq(FOLDER, [f"server=/example.com/{ADDRESS}", "cache-size=0"])
    Path("/etc/resolv.conf").write_text(f"nameserver {servers.DNS}\n")
    servers.dovecot(FOLDER, "dovecot", ADDRESS, certificate)
    sasl = {"smtpd_sasl_path": FOLDER / "dovecot/sasl"}
    servers.postfix(FOLDER, [(ADDRESS, 587, certificate, sasl),
                             (ADDRESS, 465, certificate, {"smtpd_tls_wrappermode": "yes", **sasl})])
    certbot = FOLDER / "bin/certbot"
    certbot.write_text(CERTBOT)
    certbot.chmod(0o755)


def environment():
    return {**os.environ, "PATH": f"{FOLDER}/bin:/usr/local/bin:{os.environ['PATH']}", "LANG": "C.UTF-8",
            "COLUMNS": "80"}  # as on a terminal


def is_ready():
    return subprocess.run([PROGRAM, "health"], capture_output=True, timeout=20).returncode == 0


def has_certificate():
    with urllib.request.urlopen("http://127.0.0.1:8081/metrics", timeout=20) as answer:
        return b"\nautoconfigd_tls_certificates 1\n" in answer.read()


def run(command):
    done = subprocess.run(["bash", "-c", command], cwd=FOLDER / "home", env=environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    assert done.returncode == 0, f"$ {command}\n{done.stdout}"
    if command.endswith("&"):  # people type slower
        wait_for("the daemon is ready", is_ready)
    elif command.startswith("chmod"):
        wait_for("the certificate is taken up", has_certificate)
    return done.stdout


def settled(text):
    for pattern, stand_in in VARYING:
        text = re.sub(pattern, stand_in, text, flags=re.MULTILINE)
    return text


def walk(page):
    """The page as it should be."""
    def played(block):
        text = "```console\n"
        for command in re.findall(r"^\$ (.*(?:(?<=\\)\n.*)*)$", block.group(1), re.MULTILINE):
            text += f"$ {command}\n{settled(run(command))}"
        return text + "```"

    return re.sub(r"```console\n(.*?)```", played, page, flags=re.DOTALL)


def main():
    page = PAGE.read_text()
    set_up()
    start = time.monotonic()
    should_be = walk(page)
    commands = len(re.findall(r"^\$ ", page, re.MULTILINE))
    print(f"{commands} commands in {time.monotonic() - start:.1f} s")
    if os.environ.get("GOLDEN"):
        PAGE.write_text(should_be)
        return 0
    sys.stdout.writelines(difflib.unified_diff(page.splitlines(True), should_be.splitlines(True), "docs/first-hour.md",
                                               "what is printed"))
    return int(page != should_be)


if __name__ == "__main__":
    if sys.argv[1:] == ["inside"]:
        sys.exit(main())
    os.execvp("unshare", ["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child",
                          sys.executable, __file__, "inside"])
