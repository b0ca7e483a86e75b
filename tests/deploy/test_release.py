# SPDX-License-Identifier: MIT
"""deploy/release, run in clones: what it makes is the same twice, and is what it says; what must not be released is not."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from world import TOP, finish

NODE = TOP / "tests/deploy/release"
VERSION = re.search(r"^project\(autoconfigd VERSION ([\d.]+)", (TOP / "CMakeLists.txt").read_text(), re.MULTILINE).group(1)
SOURCE = f"autoconfigd-{VERSION}"
SOMEBODY = {f"GIT_{who}_{what}": word for who in ("AUTHOR", "COMMITTER") for what, word in (
    ("NAME", "Jo Doe"), ("EMAIL", "jo@example.org"), ("DATE", "2026-01-02T03:04:05Z"))}
PATIENCE_S = 1500  # packages are built on one busy core


def commit(folder, message):
    finish("git", "add", "--all", folder=folder)
    finish("git", "commit", "--quiet", "--message", message, folder=folder, environment=SOMEBODY)


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    """What git knows of this tree, as it stands here, in one commit of a repository of its own, on the day of a release."""
    folder = tmp_path_factory.mktemp("origin")
    subprocess.run("git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents --no-dereference -t "
                   f"'{folder}'", shell=True, check=True, cwd=TOP)
    changes = folder / "CHANGELOG.md"
    changes.write_text(changes.read_text().replace(f"## {VERSION} (not released)", f"## {VERSION}"))
    finish("git", "init", "--quiet", folder=folder)
    commit(folder, "everything")
    return folder


def clone(origin, folder):
    finish("git", "clone", "--quiet", origin, folder, folder="/")
    return folder


def release(folder, *words, mask=0o022, **environment):
    return subprocess.run(["deploy/release", *words], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=PATIENCE_S, umask=mask, env={**os.environ, **environment})


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """A folder of gpg's with a key for releases."""
    folder = tmp_path_factory.mktemp("keys")
    folder.chmod(0o700)
    yield {"GNUPGHOME": str(folder)}
    finish("gpgconf", "--kill", "all", folder="/", environment={"GNUPGHOME": str(folder)})


@pytest.fixture(scope="module")
def released(origin, keys, tmp_path_factory):
    """Two folders of files: one for trying, one by somebody whose clock, mask and path are other ones, who tags and signs."""
    finish("gpg", "--batch", "--passphrase", "", "--quick-generate-key", "jo@example.org", folder="/", environment=keys)
    trial = clone(origin, tmp_path_factory.mktemp("trial") / "clone")
    done = release(trial, TZ="UTC")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"for trying only, since this commit has no tag v{VERSION}" in done.stderr

    tagged = clone(origin, tmp_path_factory.mktemp("another-folder") / "clone")
    finish("git", "tag", f"v{VERSION}", folder=tagged)
    done = release(tagged, "jo@example.org", mask=0o077, TZ="Asia/Tokyo", LC_ALL="C", **keys)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "for trying only" not in done.stderr
    return [folder / f"build/release-{VERSION}" for folder in (trial, tagged)]


def test_it_is_the_same_twice(released):
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in released)
    assert set(second) - set(first) == {"SHA256SUMS.asc"}
    assert [name for name in first if first[name] != second[name]] == []
    packages = {name.split("_")[0] for name in first if name.endswith(".deb") and "-dbgsym" not in name}
    assert packages == {"autoconfigd", "autoconfig-doctor", *(
        f"autoconfigd-source-{kind}" for kind in ("mysql", "postgresql", "sqlite"))}
    assert {f"{SOURCE}.tar.gz", f"{SOURCE}.cdx.json", "SHA256SUMS"} < set(first)


def test_checksums_and_their_signature(released, keys):
    folder = released[1]
    assert {line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()} == {
        path.name for path in folder.iterdir() if not path.name.startswith("SHA256SUMS")}
    finish("sha256sum", "--check", "--strict", "SHA256SUMS", folder=folder)
    finish("gpg", "--verify", "SHA256SUMS.asc", "SHA256SUMS", folder=folder, environment=keys)


def test_who_has_only_the_source_builds_it(released, origin, tmp_path):
    finish("tar", "--extract", "--file", released[0] / f"{SOURCE}.tar.gz", folder=tmp_path)
    tree = tmp_path / SOURCE
    known = set(finish("git", "ls-files", folder=origin).splitlines())
    assert {str(path.relative_to(tree)) for path in tree.rglob("*") if not path.is_dir()} == known
    without = tmp_path / "without"
    without.mkdir()
    (without / "git").write_text("#!/bin/sh\nexit 127\n")
    (without / "git").chmod(0o755)
    environment = {**os.environ, "PATH": f"{without}:{os.environ['PATH']}"}
    for command in (["cmake", "--preset", "release", "-DBUILD_TESTING=OFF"], ["cmake", "--build", "--preset", "release"]):
        done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=PATIENCE_S, env=environment)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    shown = finish("build/release/autoconfigd", "show", "--config", "providers.yaml", "anna@gmail.com", folder=tree)
    assert "imap.gmail.com" in shown
    assert finish("build/release/autoconfigd", "version", folder=tree).startswith(f"autoconfigd {VERSION}")


def judge(text):
    """What is wrong, a line each."""
    done = subprocess.run(["node", NODE / "validate.mjs"], input=text, capture_output=True, text=True, timeout=60)
    assert done.returncode == (1 if done.stdout else 0), done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def listed(released):
    return (released[0] / f"{SOURCE}.cdx.json").read_text()


def test_the_list_is_cyclonedx(listed):
    assert judge(listed) == []
    assert judge(listed.replace('"purl"', '"prul"', 1)) != []
    assert judge(listed.replace('"MIT"', '"MITT"', 1)) != []


def packages_of(program):
    """The Debian packages of what the loader maps for a program, asked of the loader itself."""
    shown = finish("ldd", program, folder="/")
    paths = {path: (path, os.path.realpath(path), os.path.realpath(path).removeprefix("/usr"))
             for path in shown.split() if path.startswith("/")}
    asked = subprocess.run(["dpkg-query", "--search", *{place for places in paths.values() for place in places}],
                           capture_output=True, text=True)
    owners = dict(reversed(line.split(": ")) for line in asked.stdout.splitlines())
    return {next(owners[place] for place in places if place in owners).split(":")[0] for places in paths.values()}


def reachable(needs, start):
    found, wanted = set(), [start]
    while wanted:
        new = set(needs[wanted.pop()]) - found
        found |= new
        wanted += new
    return found


def test_the_list_has_what_is_linked_and_nothing_else(listed, released, tmp_path):
    listed = json.loads(listed)
    libraries = {one["name"]: one for one in listed["components"] if one["type"] == "library"}
    needs = {one["ref"]: one["dependsOn"] for one in listed["dependencies"]}
    linked = set()
    for package in released[0].glob("*.deb"):
        name = package.name.split("_")[0]
        if name.endswith("-dbgsym"):
            assert name not in needs
            continue
        finish("dpkg-deb", "--extract", package, tmp_path / name, folder="/")
        usr = tmp_path / name / "usr"
        [program] = [*usr.glob("bin/*"), *usr.glob("libexec/autoconfigd/*")]
        packages = packages_of(program)
        assert reachable(needs, name) == packages, name
        linked |= packages
        direct = re.findall(r"NEEDED +(\S+)", finish("objdump", "--private-headers", program, folder="/"))
        assert any(one.startswith("libc.so") for one in direct) and len(needs[name]) == len(direct), name
    assert set(libraries) == linked
    assert listed["metadata"]["component"]["version"] == VERSION
    for name, library in libraries.items():
        architecture = finish("dpkg", "--print-architecture", folder="/").strip()
        assert library["version"] == finish("dpkg-query", "--show", "--showformat=${Version}", f"{name}:{architecture}",
                                            folder="/")
        [reference] = library["externalReferences"]
        assert Path(reference["url"].removeprefix("file://")).exists() and library["licenses"], name
    assert {"license": {"id": "LGPL-2.1-or-later"}} in libraries["libmicrohttpd12"]["licenses"]
    assert {"license": {"id": "MIT"}} in libraries["libyaml-0-2"]["licenses"]


def change(folder, path, old, new):
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1))


def test_what_is_not_committed_is_not_released(origin, tmp_path):
    folder = clone(origin, tmp_path / "clone")
    (folder / "note.txt").write_text("Mine.\n")
    done = release(folder)
    assert done.returncode == 1 and "the tree is not what was committed" in done.stderr


@pytest.mark.parametrize("path, old, new, tag, message", [
    ("CMakeLists.txt", f"VERSION {VERSION}", "VERSION 99.0.0", None, "version 99.0.0, but CHANGELOG.md begins with '## "),
    ("CHANGELOG.md", f"## {VERSION}", f"## {VERSION}.1", None, f"version {VERSION}, but CHANGELOG.md begins with '## "),
    ("README.md", "# autoconfigd", "# Autoconfigd", "v99.0.0", "the commit's tag is 'v99.0.0'"),
    ("CHANGELOG.md", f"## {VERSION}", f"## {VERSION} (not released)", f"v{VERSION}", "(not released)")])
def test_a_version_that_is_told_twice_and_differs_is_not_released(origin, tmp_path, path, old, new, tag, message):
    folder = clone(origin, tmp_path / "clone")
    change(folder, path, old, new)
    commit(folder, "another version")
    if tag:
        finish("git", "tag", tag, folder=folder)
    done = release(folder)
    assert done.returncode == 1 and message in done.stderr and done.stderr.count("\n") == 1
    assert not (folder / "build").exists()
