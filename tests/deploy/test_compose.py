# SPDX-License-Identifier: MIT
"""deploy/compose as it is, but for the authority that Caddy asks (Pebble) and the public URL, by podman-compose and the
images of prepare_compose. A customer's domain gets its certificate at first contact, a stranger's none."""

import json
import os
import shutil
import signal
import socket
import tempfile
from pathlib import Path

import pytest

from image import STORE, log_of, mounts, podman  # noqa: F401
from world import TOP, Pebble, curl, finish, succeeds, wait_for

from daemon import replace_file

pytestmark = pytest.mark.usefixtures("mounts")
SAMPLE = TOP / "deploy/compose"
HOST = "autoconfig.example.com"
QUESTION = "/mail/config-v1.1.xml?emailaddress=anna@example.com"
PEBBLE = "host.containers.internal"  # as podman calls the machine that it runs on
AUTHORITY = f"{{\n\tacme_ca https://{PEBBLE}:14000/dir\n\tacme_ca_root /etc/caddy/pebble.pem\n"


def change(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new))


class Project:
    """The sample in another folder, by the name of its own. with Project(folder, pebble) as project: …"""

    def __init__(self, folder, pebble):
        self.folder = folder / SAMPLE.name
        self.root = pebble.root
        shutil.copytree(SAMPLE, self.folder)
        shutil.copy(pebble.ca, self.folder / "caddy/pebble.pem")
        change(self.folder / "caddy/Caddyfile", "{\n\ton_demand_tls", AUTHORITY + "\ton_demand_tls")
        change(self.folder / "compose.yaml", "# AUTOCONFIGD_PUBLIC_URL", "AUTOCONFIGD_PUBLIC_URL")

    def compose(self, *words):
        finish("podman-compose", "--podman-path", STORE / "podman", "--podman-run-args",
               "--pull never --health-interval disable", *words, folder=self.folder)

    def __enter__(self):
        try:
            self.compose("up", "--detach", "--no-build")
            wait_for("the daemon is healthy", self.is_healthy)
            wait_for("Caddy", lambda: self.is_open(80) and self.is_open(443))
        except BaseException:
            self.print_logs()
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.compose("down", "--volumes")
        podman("network", "rm", "compose_default", "compose_inside")  # this podman-compose forgets them
        assert podman("ps", "--all", "--quiet") == "" and podman("volume", "ls", "--quiet") == ""

    def print_logs(self):
        for service in ("autoconfigd", "caddy"):
            print(log_of(f"compose_{service}_1"))

    def about(self, service):
        return json.loads(podman("inspect", f"compose_{service}_1"))[0]

    def is_healthy(self):
        return succeeds(STORE / "podman", "healthcheck", "run", "compose_autoconfigd_1")

    def is_open(self, port):
        with socket.socket() as client:
            client.settimeout(10)
            return client.connect_ex(("127.0.0.1", port)) == 0

    def ask(self, host, path, *options, code=0):
        try:
            return curl(self.root, host, path, *options, code=code)
        except AssertionError:
            self.print_logs()
            raise


@pytest.fixture(scope="module")
def project(mounts):  # noqa: F811
    # A folder that the containers' users may look into, which pytest's own are not.
    with tempfile.TemporaryDirectory(prefix="autoconfigd-") as name, Pebble(Path(name) / "pebble", PEBBLE) as pebble:
        os.chmod(name, 0o755)
        with Project(Path(name), pebble) as one:
            yield one


def test_a_customers_name_gets_a_certificate_at_first_contact(project):
    for name in (HOST, "autodiscover.example.org", "host.example.net"):
        assert "<hostname>mail.example.com</hostname>" in project.ask(name, QUESTION)
    project.ask("autoconfig.stranger.example", QUESTION, code=35)


def test_what_caddy_says_of_a_client_counts(project):
    options = ["-d", "<a/>", "-H", "Content-Type: text/xml", "-w", "%{http_code} %{redirect_url}", "-o", "/dev/null"]
    path = "/autodiscover/autodiscover.xml"
    assert finish("curl", "-sS", *options, "-H", f"Host: {HOST}", f"http://127.0.0.1{path}", folder="/") == \
        f"302 https://host.example.net{path}"
    forged = ["-H", "X-Forwarded-Proto: http", "-H", "Forwarded: for=192.0.2.99;proto=http"]
    assert project.ask(HOST, path, *options, *forged) == "200 "


def test_a_changed_file_is_served(project):
    file = project.folder / "config/providers.yaml"
    replace_file(file, file.read_text().replace("imap: mail.", "imap: new."))
    wait_for("the changed file", lambda: "<hostname>new.example.com</hostname>" in project.ask(HOST, QUESTION))


def test_only_caddys_ports_are_open(project):
    assert not project.is_open(8080) and not project.is_open(8081)
    for path in ("/metrics", "/status", "/tls-ask?domain=" + HOST):
        assert project.ask(HOST, path, "-o", "/dev/null", "-w", "%{http_code}") == "404"
    process = project.about("autoconfigd")["State"]["Pid"]
    assert "default" not in finish("nsenter", "--net", "--target", process, "ip", "route", folder="/")


@pytest.mark.parametrize("service, capabilities", [("autoconfigd", 0), ("caddy", 1 << 10)])  # CAP_NET_BIND_SERVICE
def test_neither_may_do_more_than_it_must(project, service, capabilities):
    about = project.about(service)
    assert about["HostConfig"]["ReadonlyRootfs"] and about["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
    status = dict(line.split(":\t", 1) for line in
                  Path(f"/proc/{about['State']['Pid']}/status").read_text().splitlines() if ":\t" in line)
    assert int(status["CapBnd"], 16) == capabilities
    assert status["NoNewPrivs"] == "1"


def test_what_dies_is_started_again(project):
    before = project.about("autoconfigd")["State"]["Pid"]
    os.kill(before, signal.SIGKILL)
    wait_for("another process", lambda: project.about("autoconfigd")["State"]["Pid"] not in (0, before))
    wait_for("an answer", lambda: "<hostname>" in project.ask(HOST, QUESTION))


def test_compose_knows_every_key(tmp_path):
    """docker-compose compares with the schema of the specification; podman-compose passes over what it does not know."""
    def config(text, code):
        (tmp_path / "compose.yaml").write_text(text)
        return finish("docker-compose", "--file", tmp_path / "compose.yaml", "config", "--quiet", folder=tmp_path, code=code)

    text = (SAMPLE / "compose.yaml").read_text()
    config(text, 0)
    for key in ("read_only", "cap_drop", "depends_on", "internal", "tmpfs"):
        assert f"{key}:" in text
        config(text.replace(f"{key}:", f"{key}s:"), 1)
