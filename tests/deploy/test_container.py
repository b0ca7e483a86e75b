# SPDX-License-Identifier: MIT
"""The image that Dockerfile makes (prepare_container built it), run by podman as an administrator runs it: without
capabilities, on a root that cannot be written to. Its answers are those of the program built here."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

from image import (STORE, answers_are_equal, is_one_small_static_program, log_of, mounts,  # noqa: F401
                   name_of, podman, questions)
from world import PROVIDERS, TOP, Daemon, finish, succeeds, wait_for

sys.path.insert(0, str(TOP / "tests/support"))
from certificates import Authority  # noqa: E402
from daemon import replace_file  # noqa: E402

pytestmark = pytest.mark.usefixtures("mounts")
ARCHITECTURE = finish("dpkg", "--print-architecture", folder="/").strip()
RUN = ["run", "--detach", "--pull", "never", "--network", "none", "--read-only", "--cap-drop", "all", "--security-opt",
       "no-new-privileges", "--health-interval", "disable"]
SANDBOX = {"AUTOCONFIGD_REQUIRE_SANDBOX": "yes"}


@pytest.fixture
def folder():
    """One that the container's user may look into, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="autoconfigd-") as name:
        os.chmod(name, 0o755)
        yield Path(name)


class Container:
    def __init__(self, *options, environment=None):
        variables = [word for name, value in (environment or {}).items() for word in ("--env", f"{name}={value}")]
        self.name = podman(*RUN, *options, *variables, name_of(ARCHITECTURE)).strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        podman("rm", "--force", "--time", "1", self.name)

    def state(self):
        return json.loads(podman("inspect", self.name))[0]["State"]

    def log(self):
        return log_of(self.name)

    def is_healthy(self):
        return succeeds(STORE / "podman", "healthcheck", "run", self.name)

    def started(self):
        """Itself, once its health check says so."""
        def condition():
            assert self.state()["Running"], self.log()
            return self.is_healthy()

        wait_for("the container is healthy", condition)
        return self

    def curl(self, url, *options, code=0):
        """From within its network, which leads nowhere else."""
        return finish("nsenter", "--net", "--target", self.state()["Pid"], "curl", "-sS", "--max-time", "10", *options,
                      url, folder="/", code=code)

    def ask(self, path, *options):
        return self.curl("http://127.0.0.1:8080" + path, *options)


def test_the_image_is_one_small_static_program():
    is_one_small_static_program(ARCHITECTURE)


def test_without_a_file_it_serves_the_shipped_one(folder):
    with Daemon(folder, (TOP / "providers.yaml").read_text()) as daemon, Container() as container:
        container.started()
        assert container.state()["Health"]["Status"] == "healthy"
        answers_are_equal(container.ask, daemon, "anna@mail.ru")
        assert "sandbox incomplete" not in daemon.log()
        assert "sandbox incomplete" not in container.log()


def test_a_mounted_folder_is_served_and_read_again(folder):
    with Daemon(folder, PROVIDERS) as daemon:
        os.chmod(daemon.config, 0o644)
        with Container("--volume", f"{folder}:/etc/autoconfigd:ro", environment=SANDBOX) as container:
            container.started()
            answers_are_equal(container.ask, daemon, "anna@example.com")
            assert "404" in container.ask("/mail/config-v1.1.xml?emailaddress=a@mail.ru", "-w", "%{http_code}")
            replace_file(daemon.config, PROVIDERS.replace("imap: mail.", "imap: new."))
            wait_for("the changed file", lambda: "new.example.com" in container.ask(questions("a@example.com")[0][0]))
            podman("stop", "--time", "10", container.name)
            assert container.state()["ExitCode"] == 0, container.log()


def test_a_wrong_file_is_refused_and_told(folder):
    (folder / "providers.yaml").write_text(PROVIDERS.replace("imap:", "imab:"))
    with Container("--volume", f"{folder}:/etc/autoconfigd:ro") as container:
        wait_for("its end", lambda: not container.state()["Running"])
        assert container.state()["ExitCode"] == 78
        assert "/etc/autoconfigd/providers.yaml:5:5: error: unknown key 'imab'" in container.log()


def test_its_own_libraries_speak_https_and_sign(folder):
    authority = Authority(folder / "authority", "ecdsa")
    for name, host in (("tls", "autoconfig.example.com"), ("signer", "sign.example.com")):
        authority.signer(name, names=[host])
    live = folder / "tls/default"
    live.mkdir(parents=True)
    (folder / "providers.yaml").write_text(PROVIDERS)
    for source, target in (("tls-chain.pem", live / "fullchain.pem"), ("tls.key", live / "privkey.pem"),
                           ("signer-chain.pem", folder / "signer.pem"), ("signer.key", folder / "signer.key")):
        target.write_bytes(authority.path(source).read_bytes())
        os.chown(target, 65534, 65534)
    environment = {"AUTOCONFIGD_TLS_LISTEN": "[::]:8443", "AUTOCONFIGD_TLS_DIR": "/etc/autoconfigd/tls",
                   "AUTOCONFIGD_SIGN_CERT": "/etc/autoconfigd/signer.pem",
                   "AUTOCONFIGD_SIGN_KEY": "/etc/autoconfigd/signer.key", **SANDBOX}
    with Container("--volume", f"{folder}:/etc/autoconfigd:ro", environment=environment) as container:
        container.started()
        for version in ("1.2", "1.3"):
            container.curl("https://autoconfig.example.com:8443/profile.mobileconfig?email=anna@example.com",
                           "--resolve", "autoconfig.example.com:8443:127.0.0.1", "--cacert",
                           authority.path("root.pem"), f"--tlsv{version}", "--tls-max", version, "--fail", "--output",
                           folder / "profile")
            profile = authority.verify((folder / "profile").read_bytes())
            assert b"<string>mail.example.com</string>" in profile
