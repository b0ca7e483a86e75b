# SPDX-License-Identifier: MIT
"""What a running daemon can still do, what it says of that, and what an administrator meets because of it.
What it cannot do is asked in tests/unit/test_sandbox.c. WITHHOLD is the built tests/support/withhold.c."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

import pytest

import confinement
from daemon import PROGRAM, TOP, Daemon, replace_file, wait_for

CONFIG = """providers:
  {name}:
    domains: [{name}.example]
    imap: imap.{name}.example
    smtp: smtp.{name}.example
"""
OUT_OF_REACH = "outside of what the sandbox lets be read until a restart"
MISSING = {
    "landlock": "no landlock: files anywhere can be read and written",
    "seccomp": "no seccomp: any system call can be made",
    "capset": "capabilities cannot be given up",
}
wants_kernel = pytest.mark.skipif(not confinement.KERNEL_CAN, reason=confinement.WHAT)
wants_root = pytest.mark.skipif(os.geteuid() != 0, reason="wants another user's files")


def status(path):
    try:
        return dict(row.split(":\t", 1) for row in path.read_text().splitlines() if ":\t" in row)
    except (FileNotFoundError, ProcessLookupError):
        return {}  # ended meanwhile


def threads(pid):
    return [status(path) for path in Path(f"/proc/{pid}/task").glob("*/status")]


def children(pid):
    found = [status(path) for path in Path("/proc").glob("[0-9]*/status")]
    return [one for one in found if one.get("PPid") == str(pid)]


def serves(daemon, name):
    return daemon.autoconfig(f"a@{name}.example").status == 200


@pytest.fixture
def open_folder():
    """One that another user may pass to, which is none of pytest's."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def withholding(*parts):
    return (os.environ["WITHHOLD"], *parts, "--")


@wants_kernel
@pytest.mark.parametrize("options", [(), pytest.param(("--user", "nobody"), marks=wants_root)])
def test_nothing_is_left_but_reading_and_answering(open_folder, options):
    (open_folder / "list").write_text("one.example\n")
    with Daemon(open_folder, CONFIG.format(name="default"), "--threads", "2", "--domains-from", "file:list",
                *options) as daemon:
        wait_for("its threads", lambda: len(threads(daemon.pid)) >= 3)
        workers, (reader,) = threads(daemon.pid), children(daemon.pid)
        assert reader["Name"] == "sources"
        for one in (*workers, reader):
            assert one["NoNewPrivs"] == "1"
            kept = {kind: one[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Amb")}
            assert set(kept.values()) == {"0" * 16}, kept
            if os.geteuid() == 0:
                assert one["CapBnd"] == "0" * 16
        assert {one["Seccomp"] for one in workers} == {"2"}
        assert reader["Seccomp"] == "0", "it starts programs"
        assert re.search(rf" confined capabilities=none landlock_abi={confinement.landlock_abi()} seccomp=yes "
                         rf"reads={open_folder.resolve()}\n", daemon.log())
        assert "sandbox incomplete" not in daemon.log()
        assert Path(daemon.admin_path).is_socket()
    assert options or not Path(daemon.admin_path).exists(), "that much it may remove"


def test_every_test_wants_it_so():
    assert (os.environ.get(confinement.VARIABLE) == "yes") == confinement.KERNEL_CAN
    freeing = re.compile(r"confinement\.FREE|from confinement import|REQUIRE_SANDBOX\W+no\b")
    files = [path for path in (TOP / "tests").glob("**/*") if path.suffix in (".py", ".mjs", "") and path.is_file()]
    assert {path.name for path in files if freeing.search(path.read_text("utf-8", "replace"))} == {
        Path(__file__).name, "test_arm64.py"}  # qemu-user has neither landlock nor seccomp


@pytest.mark.parametrize("parts", [("landlock",), ("seccomp",), ("landlock", "seccomp"),
                                   pytest.param(("capset",), marks=wants_root)])
def test_a_kernel_without_it_is_told_of(tmp_path, parts):
    with Daemon(tmp_path, CONFIG.format(name="one"), environment=confinement.FREE,
                wrapper=withholding(*parts)) as daemon:
        assert serves(daemon, "one")
        told = re.search(r'warning sandbox incomplete missing="(.*)"\n', daemon.log()).group(1)
        for part in parts:
            assert MISSING[part] in told
        if confinement.KERNEL_CAN:
            assert told == "; ".join(MISSING[part] for part in parts)
        replace_file(daemon.config, CONFIG.format(name="two"))
        wait_for("a reload", lambda: serves(daemon, "two"))


@pytest.mark.parametrize("part", ["landlock", "seccomp", pytest.param("capset", marks=wants_root)])
def test_without_it_there_is_no_start_where_it_is_required(tmp_path, part):
    (tmp_path / "providers.yaml").write_text(CONFIG.format(name="one"))
    done = subprocess.run([*withholding(part), PROGRAM, "serve", "--require-sandbox", "--listen", "127.0.0.1:0",
                           "--admin", "none"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 71
    assert "autoconfigd: no sandbox: " in done.stderr and MISSING[part] in done.stderr
    assert " listening " not in done.stderr, "nobody is answered"


@wants_kernel
def test_a_file_elsewhere_is_out_of_reach_until_a_restart(tmp_path):
    inside, outside = tmp_path / "etc", tmp_path / "srv"
    inside.mkdir()
    outside.mkdir()
    (outside / "two.yaml").write_text(CONFIG.format(name="two"))
    both = "include: [{}]\n".format(outside / "two.yaml") + CONFIG.format(name="one")
    with Daemon(inside, CONFIG.format(name="one")) as daemon:
        for included in ("two.yaml", "*.yaml"):
            replace_file(daemon.config, both.replace("two.yaml", included))
            wait_for("it is told", lambda: f"srv/{included}: " in daemon.log())
        assert f"{outside / 'two.yaml'}: {OUT_OF_REACH}" in daemon.log()
        notes = re.findall(r"since its start the daemon can read in these folders only: (.*?); restart it "
                           "to read elsewhere", daemon.log())
        assert notes and set(notes) == {str(inside)}
        assert serves(daemon, "one") and not serves(daemon, "two")
        replace_file(inside / "new.yaml", CONFIG.format(name="three"))
        replace_file(daemon.config, "include: [new.yaml]\n" + CONFIG.format(name="one"))
        wait_for("a new file beside it", lambda: serves(daemon, "three"))
    with Daemon(inside, both) as daemon:
        assert serves(daemon, "one") and serves(daemon, "two")
        replace_file(outside / "two.yaml", CONFIG.format(name="four"))
        wait_for("the change", lambda: serves(daemon, "four"))


@wants_kernel
def test_another_folder_under_the_same_name_wants_a_restart(tmp_path):
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "providers.yaml").write_text(CONFIG.format(name="one"))
    with Daemon(tmp_path, None, "--config", "etc/providers.yaml") as daemon:
        folder.rename(tmp_path / "old")
        folder.mkdir()
        (folder / "providers.yaml").write_text(CONFIG.format(name="two"))
        wait_for("it is told", lambda: OUT_OF_REACH in daemon.log())
        assert serves(daemon, "one")


@wants_kernel
def test_links_may_be_pointed_elsewhere_beside_them(tmp_path):
    """As deployments do it: srv/current is another release from one moment to the next."""
    top = tmp_path / "srv"
    for name in ("one", "two"):
        (top / "releases" / name).mkdir(parents=True)
        (top / "releases" / name / "providers.yaml").write_text(CONFIG.format(name=name))
    (top / "current").symlink_to("releases/one")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/providers.yaml").symlink_to(top / "current/providers.yaml")
    with Daemon(tmp_path / "etc", None) as daemon:
        assert serves(daemon, "one")
        (top / "next").symlink_to("releases/two")
        (top / "next").rename(top / "current")
        wait_for("the other release", lambda: serves(daemon, "two"))


@wants_root
def test_a_file_that_could_not_be_read_again_is_told_at_the_start(tmp_path):
    """Root reads others' files by a capability, which the daemon gives up before."""
    (tmp_path / "providers.yaml").write_text(CONFIG.format(name="one"))
    os.chown(tmp_path / "providers.yaml", 65534, 65534)
    (tmp_path / "providers.yaml").chmod(0o600)
    done = subprocess.run([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--admin", "none"], cwd=tmp_path,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 77
    assert "providers.yaml: no permission to read it" in done.stderr
    assert "the daemon gives its capabilities up" in done.stderr
