# SPDX-License-Identifier: MIT
"""The manual pages: without a word of complaint from mandoc, and with all that --help and the schema tell."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from daemon import PROGRAM, TOP

PAGES = Path(os.environ.get("PAGES", str(TOP / "build/debug")))
NAMES = ["autoconfigd.8", "autoconfig-doctor.1", "providers.yaml.5"]
DOCTOR = os.environ.get("DOCTOR", str(TOP / "build/debug/autoconfig-doctor"))
MANUAL = os.environ.get("MANUAL", str(TOP / "build/debug/manual"))

pytestmark = pytest.mark.skipif(not shutil.which("mandoc"), reason="no mandoc")


def run(*command, code=0):
    done = subprocess.run(command, cwd=PAGES, capture_output=True, text=True, timeout=60)
    assert done.returncode == code, (command, done.stdout, done.stderr)
    return done.stdout


def text(name):
    """What a reader sees, blanks and line breaks as one blank."""
    return " ".join(re.sub(".\b", "", run("mandoc", "-Tascii", "-O", "width=500", PAGES / name)).split())


def test_mandoc_has_nothing_to_say():
    """Together, and by their bare names, so that they know each other."""
    assert run("mandoc", "-Tlint", *NAMES) == ""


def test_every_verb_option_and_example_is_told():
    page = text("autoconfigd.8")
    verbs = re.findall(r"^  autoconfigd (\w+)", run(PROGRAM, "help"), re.MULTILINE)
    assert len(verbs) > 5
    for verb in verbs:
        told = run(PROGRAM, "help", verb)
        usage = told.partition("\n")[0].partition(":")[0]
        assert usage in page
        for option, argument in re.findall(r"^  (?:-\w, )?--([\w-]+)(?: (\S+))?", told, re.MULTILINE):
            assert re.search(rf"--{option} {re.escape(argument)}", page), option
        for default in re.findall(r"^      default: (.*)$", told, re.MULTILINE):
            assert f"Default: `{default}'" in page
        for example in re.findall(rf"^  (autoconfigd {verb} .*)$", told, re.MULTILINE):
            assert f"$ {example}" in page


def test_every_option_of_the_doctor_is_told():
    page = text("autoconfig-doctor.1")
    told = re.findall(r"^  --([\w-]+)(?: (\S+))?\n {6}(?! )(.*?)(?:\n {6}default: (.*))?$", run(DOCTOR, "--help"), re.MULTILINE)
    assert len(told) > 8 and [default for *_, default in told if default]
    for option, argument, _, default in told:
        assert re.search(rf"--{option} ?{re.escape(argument)}", page), option
        assert not default or f"Default: `{default}'" in page


def keys(schema):
    for name, inner in schema.items():
        if name == "properties" and "type" in schema:
            yield from inner
        for part in inner if isinstance(inner, list) else [inner]:
            if isinstance(part, dict):
                yield from keys(part)


def test_every_key_is_told():
    source = (PAGES / "providers.yaml.5").read_text()
    told = set(re.findall(r"^\.It Ic (\w+)", source, re.MULTILINE))
    wanted = set(keys(json.loads((TOP / "providers.schema.json").read_text())))
    assert len(wanted) > 60
    assert wanted - told == {"provider"}, "of rows of domains, which the text tells"
    assert "a map of provider and any of its keys" in text("providers.yaml.5")


@pytest.mark.parametrize("number", [0, 1])
def test_the_examples_are_right(tmp_path, number):
    source = (PAGES / "providers.yaml.5").read_text()
    blocks = re.findall(r"^\.Bd -literal -offset indent\n(.*?)^\.Ed", source, re.MULTILINE | re.DOTALL)
    (tmp_path / "providers.yaml").write_text(blocks[number])
    run(PROGRAM, "check", tmp_path / "providers.yaml")


def test_no_table_is_left_out(tmp_path):
    for name in NAMES:
        assert not re.search("^@", (PAGES / name).read_text(), re.MULTILINE)
    (tmp_path / "wrong.in").write_text(".Dd today\n@nothing\n")
    run(MANUAL, tmp_path / "wrong.in", tmp_path / "wrong", code=65)
    assert not (tmp_path / "wrong").exists()
