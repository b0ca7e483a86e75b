# SPDX-License-Identifier: MIT
"""The images that prepare_container built, and podman as it runs them. How Dockerfile's must look, for whatever
architecture it is, and that it answers as the program built here."""

import contextlib
import ctypes
import json
import re
import subprocess
from pathlib import Path

import pytest

from world import TOP, finish
from daemon import PROGRAM

STORE = TOP / "build/container"
CLONE_NEWNS = 0x20000
MACHINES = {"amd64": "Advanced Micro Devices X86-64", "arm64": "AArch64"}  # as readelf says
SIZE_MAX_BYTES = 10_000_000
QUESTION = """\
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>
<EMailAddress>{0}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/\
responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>"""


def podman(*words, code=0):
    return finish(STORE / "podman", *words, folder="/", code=code)


def log_of(container):
    return subprocess.run([STORE / "podman", "logs", container], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=60).stdout


@pytest.fixture(scope="module")
def mounts():
    """crun knows cgroups of one version only; networks are written down below /run. What is mounted here is for this
    process and its children."""
    assert ctypes.CDLL(None).unshare(CLONE_NEWNS) == 0, "only root may"
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    subprocess.run(["umount", "-R", "/sys/fs/cgroup"], check=True)
    subprocess.run(["mount", "-t", "cgroup2", "none", "/sys/fs/cgroup"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)


def name_of(architecture):
    return f"localhost/autoconfigd:{architecture}"


@contextlib.contextmanager
def files_of(architecture):
    """The folder that holds what is in the image."""
    image = name_of(architecture)
    try:
        yield Path(podman("image", "mount", image).strip())
    finally:
        podman("image", "unmount", image)


def is_one_small_static_program(architecture):
    about = json.loads(podman("image", "inspect", name_of(architecture)))[0]
    assert about["Architecture"] == architecture
    assert about["Labels"]["org.opencontainers.image.version"] == finish(PROGRAM, "version", folder="/").split()[1]
    assert about["Labels"]["org.opencontainers.image.licenses"] == "MIT"
    assert about["User"] == "65534:65534"
    assert about["Healthcheck"]["Test"] == ["CMD", "/usr/bin/autoconfigd", "health"]
    with files_of(architecture) as root:
        files = [path for path in root.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        assert max(size, about["Size"]) <= SIZE_MAX_BYTES
        others = {str(path.relative_to(root)) for path in files if "usr/share/doc" not in str(path)}
        assert others == {"usr/bin/autoconfigd", "etc/autoconfigd/providers.yaml"}
        headers = finish("readelf", "--wide", "--file-header", "--program-headers", "--dynamic",
                         root / "usr/bin/autoconfigd", folder="/")
    assert re.search("Machine: +" + MACHINES[architecture] + "\n", headers)
    assert "DYN" in headers and "INTERP" not in headers and "NEEDED" not in headers
    assert "GNU_RELRO" in headers and "RWE" not in headers


def questions(address):
    domain = address.split("@")[1]
    return [(f"/mail/config-v1.1.xml?emailaddress={address}",),
            (f"/profile.mobileconfig?email={address}",),
            (f"/qr/apple.svg?email={address}", "-H", f"Host: autoconfig.{domain}"),
            (f"/settings?email={address}", "-H", "Accept-Language: ru"),
            (f"/autodiscover/autodiscover.json?Email={address}&Protocol=AutodiscoverV1",),
            ("/autodiscover/autodiscover.xml", "-H", "Content-Type: text/xml", "-d", QUESTION.format(address))]


def answers_are_equal(ask, daemon, address):
    """ask(path, *options of curl) is the image's answer, on port 8080."""
    host = f"http://127.0.0.1:{daemon.port}"
    for path, *options in questions(address):
        options += ["-w", "\n%{http_code} %{content_type}"]
        expected = finish("curl", "-sS", *options, host + path, folder="/").replace(str(daemon.port), "8080")
        assert "\n200 " in expected, (path, expected)
        assert ask(path, *options) == expected, path
