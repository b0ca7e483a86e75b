# SPDX-License-Identifier: MIT
"""deploy/proxies: each sample as it is, but for its folders, in front of the daemon. Forged headers of a client
change nothing; no address is in a log; a customer's domain gets its certificate at first contact, a stranger's none."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from world import DIRECTORY, PROVIDERS, SAMPLES, TOP, Daemon, Pebble, curl, finish, running, sample, wait_for

sys.path.insert(0, str(TOP / "tests/support"))
from certificates import Authority  # noqa: E402

HOST = "autoconfig.example.com"
ADDRESS = "anna.secret@example.com"
PATH = "/mail/config-v1.1.xml?emailaddress=" + ADDRESS
FORGED = ["-H", "X-Forwarded-For: 192.0.2.99", "-H", "X-Forwarded-Host: autoconfig.customer.example",
          "-H", "X-Forwarded-Proto: http", "-H", "Forwarded: for=192.0.2.99;host=autoconfig.customer.example;proto=http"]


@pytest.fixture
def daemon(tmp_path):
    with Daemon(tmp_path, PROVIDERS, "--trust-proxy", "127.0.0.0/8", "--log-clients", "full", "--public-url",
                "https://autoconfig.example.com", listen="127.0.0.1:8080", admin="127.0.0.1:8081") as one:
        yield one


@pytest.fixture
def authority(tmp_path):
    authority = Authority(tmp_path / "authority", "ecdsa")
    authority.signer("proxy", names=[HOST, "autodiscover.example.com"])
    return authority


def is_up(root):
    return subprocess.run(["curl", "-s", "-o", "/dev/null", "--cacert", str(root), "--resolve",
                           f"{HOST}:443:127.0.0.1", f"https://{HOST}/"], timeout=20).returncode == 0


def is_right(daemon, root, folder):
    """What every proxy must keep to."""
    plain = daemon.ask(PATH, headers={"Host": HOST}).text
    assert curl(root, HOST, PATH) == plain
    assert finish("curl", "-sS", "-H", f"Host: {HOST}", f"http://127.0.0.1{PATH}", folder="/") == plain
    # Without an address the Host decides, and not the client's word; over https nobody is sent to https.
    assert "example.com" in curl(root, HOST, "/mail/config-v1.1.xml", *FORGED)
    assert "customer.example" not in re.sub("<domain>.*?</domain>", "", curl(root, HOST, "/mail/config-v1.1.xml", *FORGED))
    posted = ["-d", "<a/>", "-H", "Content-Type: text/xml", "-w", "%{http_code}", "-o", "/dev/null"]
    assert curl(root, HOST, "/autodiscover/autodiscover.xml", *posted, *FORGED) == "200"
    assert finish("curl", "-sS", *posted, "-H", f"Host: {HOST}", "http://127.0.0.1/autodiscover/autodiscover.xml",
                  folder="/") == "302"
    wait_for("the log", lambda: daemon.log().count(" request ") >= 6)
    assert "192.0.2.99" not in daemon.log()
    for log in folder.rglob("*"):
        if log.is_file() and log.suffix in (".log", ".txt"):
            assert b"anna.secret" not in log.read_bytes(), log


def test_nginx(tmp_path, daemon, authority):
    place = tmp_path / "nginx"
    place.mkdir()
    chain = "/etc/letsencrypt/live/autoconfig.example.com/"
    site = sample(place, "nginx.conf", (chain + "fullchain.pem", authority.path("proxy-chain.pem")),
                  (chain + "privkey.pem", authority.path("proxy.key")))
    main = place / "main.conf"
    main.write_text(f"user root; daemon off; pid {place}/pid; error_log {place}/error.log; events {{ }}\n"
                    f"http {{ access_log {place}/access.log; include {site}; }}\n")
    with running(place, "/usr/sbin/nginx", "-c", main):
        wait_for("nginx", lambda: is_up(authority.path("root.pem")))
        is_right(daemon, authority.path("root.pem"), place)


def test_haproxy(tmp_path, daemon, authority):
    place = tmp_path / "haproxy"
    certificates = place / "certificates"
    certificates.mkdir(parents=True)
    (certificates / "one.pem").write_bytes(authority.path("proxy-chain.pem").read_bytes() +
                                           authority.path("proxy.key").read_bytes())
    config = sample(place, "haproxy.cfg", ("/etc/haproxy/certificates/", f"{certificates}/"))
    with running(place, "/usr/sbin/haproxy", "-f", config):
        wait_for("HAProxy", lambda: is_up(authority.path("root.pem")))
        is_right(daemon, authority.path("root.pem"), place)


def test_caddy_gets_certificates_on_demand(tmp_path, daemon):
    place = tmp_path / "caddy"
    place.mkdir()
    with Pebble(tmp_path / "pebble") as pebble:
        config = sample(place, "Caddyfile", ("{\n\ton_demand_tls {", "{\n\tadmin off\n\tacme_ca " + DIRECTORY + "\n\t"
                        f"acme_ca_root {pebble.ca}\n\tstorage file_system {place}/storage\n\ton_demand_tls {{"))
        with running(place, "caddy", "run", "--config", config, "--adapter", "caddyfile",
                     env={**os.environ, "HOME": str(place)}):
            wait_for("Caddy", lambda: is_up(pebble.root), 60)
            is_right(daemon, pebble.root, place)
            # A customer's domain, never seen before; then a stranger's.
            answer = curl(pebble.root, "autodiscover.customer.example", "/mail/config-v1.1.xml")
            assert "mail.example.com" in answer
            curl(pebble.root, "autoconfig.stranger.example", "/", code=35)
            assert daemon.metric('autoconfigd_tls_ask_total{result="no"}') >= 1


def test_the_readme_shows_the_same_samples():
    readme = (TOP / "README.md").read_text()
    caddy = " ".join(re.sub("#.*", "", (SAMPLES / "Caddyfile").read_text()).split())
    shown = " ".join(re.search("```caddyfile\n(.*?)```", readme, re.DOTALL).group(1).split())
    assert caddy.startswith(shown)
    nginx = (SAMPLES / "nginx.conf").read_text()
    for line in re.search("```nginx\n(.*?)```", readme, re.DOTALL).group(1).splitlines():
        directive = line.split("#")[0].strip()
        assert directive.split(" ")[0] == "server_name" or directive in nginx, line


def test_every_sample_is_tested_or_says_so():
    tested_here, by_scale = {"Caddyfile", "nginx.conf", "haproxy.cfg", "traefik.yaml"}, {"haproxy-replicas.cfg"}
    assert {path.name for path in SAMPLES.iterdir()} == tested_here | by_scale
    assert "Not tested" in (SAMPLES / "traefik.yaml").read_text()
