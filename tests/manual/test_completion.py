# SPDX-License-Identifier: MIT
"""What shells propose: the program itself (`autoconfigd complete`), and the scripts that ask it, in real
shells."""

import os
import pty
import re
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from daemon import PROGRAM, TOP

SCRIPTS = TOP / "deploy/completion"
BUILD = Path(os.environ.get("PAGES", str(TOP / "build/debug")))
CONFIG = """\
providers:
  example: {domains: [example.com, "*.example.org"], imap: mail.one.example, smtp: mail.one.example}
domains:
  customer.example: example
"""
PATIENCE_S = 60
DOCTOR = Path(PROGRAM).parent / "autoconfig-doctor"
needs_doctor = pytest.mark.skipif(not DOCTOR.exists(), reason="libunbound and libcurl are missing: no autoconfig-doctor")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "providers.yaml").write_text(CONFIG)
    (tmp_path / "other.yaml").write_text(CONFIG.replace("example.com", "other.example"))
    (tmp_path / "wrong.yaml").write_text("providers: 1\n")
    return tmp_path


def proposals(folder, *words, program=PROGRAM):
    done = subprocess.run([program, "complete", "--", *words], cwd=folder, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, ""), done
    return [line.partition("\t")[0] for line in done.stdout.splitlines()]


def test_verbs_are_those_of_help(folder):
    told = subprocess.run([PROGRAM, "help"], capture_output=True, text=True, timeout=60).stdout
    verbs = re.findall(r"^  autoconfigd (\w+)", told, re.MULTILINE)
    assert proposals(folder, "") == proposals(folder, "help", "") == verbs
    assert "complete" not in verbs
    for verb in verbs:
        told = subprocess.run([PROGRAM, "help", verb], capture_output=True, text=True, timeout=60).stdout
        options = re.findall(r"^  (?:-\w, )?(--[\w-]+)", told, re.MULTILINE)
        assert proposals(folder, verb, "-") == [*options, "--help"]


@pytest.mark.parametrize("words, proposed", [
    (["sho"], ["show"]),
    (["serve", "--log-lev"], ["--log-level"]),
    (["serve", "--log-level", ""], ["error", "warning", "info", "debug"]),
    (["serve", "--log-level=w"], ["--log-level=warning"]),
    (["serve", "--admin", ""], ["none"]),
    (["serve", "--threads", ""], []),
    (["serve", ""], []),
    (["show", "--as", "t"], ["thunderbird"]),
    (["show", "--as=se"], ["--as=settings"]),
    (["show", ""], ["example.com", "customer.example"]),
    (["show", "c"], ["customer.example"]),
    (["show", "jo@e"], ["jo@example.com"]),
    (["show", "--as", "apple", "c"], ["customer.example"]),
    (["show", "c", "c"], []),
    (["show", "-c", "other.yaml", "o"], ["other.example"]),
    (["show", "--config=other.yaml", "o"], ["other.example"]),
    (["show", "-c", "wrong.yaml", ""], []),
    (["show", "--nothing", ""], ["example.com", "customer.example"]),
    (["check", ""], [":files"]),
    (["check", "-c", ""], [":files"]),
    (["check", "--templates", ""], [":dirs"]),
    (["nothing", ""], []),
])
def test_what_is_proposed(folder, words, proposed):
    assert proposals(folder, *words) == proposed


def test_as_proposes_what_it_takes(folder):
    for client in proposals(folder, "show", "--as", ""):
        done = subprocess.run([PROGRAM, "show", "jo@stranger.example", "--as", client], cwd=folder, timeout=60)
        assert done.returncode == 1, "not served; 64 were a client that is not known"


@needs_doctor
def test_options_of_the_doctor_are_those_of_help(folder):
    told = subprocess.run([DOCTOR, "--help"], capture_output=True, text=True, timeout=60).stdout
    options = re.findall(r"^  (--[\w-]+)", told, re.MULTILINE)
    proposed = [proposals(folder, *words, "-", program=DOCTOR) for words in ([], ["init"])]
    assert set(proposed[0]) | set(proposed[1]) == {*options, "--help"} and "--output" not in proposed[0]


@needs_doctor
@pytest.mark.parametrize("words, proposed", [
    ([""], ["init"]),
    (["a"], []),
    (["--color", ""], ["auto", "always", "never"]),
    (["--color=al"], ["--color=always"]),
    (["--ca", ""], [":files"]),
    (["--resolver", ""], []),
    (["--json", "i"], ["init"]),
    (["init", ""], []),
    (["init", "--j"], []),
    (["init", "--dr"], ["--dry-run"]),
    (["init", "--output", ""], [":files"]),
])
def test_what_the_doctor_proposes(folder, words, proposed):
    assert proposals(folder, *words, program=DOCTOR) == proposed


def needs(shell):
    return pytest.mark.skipif(not shutil.which(shell), reason=f"no {shell}")


def environment(folder):
    (folder / "bin").mkdir()
    for program in PROGRAM, DOCTOR:
        (folder / "bin" / Path(program).name).symlink_to(program)
    return {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}", "TERM": "dumb", "PS1": "ready> ",
            "HOME": str(folder), "LC_ALL": "C.UTF-8"}


def typed(command, keys, folder, expected):
    """Types keys into an interactive shell; returns what it shows up to `expected`."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvpe(command[0], command, environment(folder))
    shown = ""
    try:
        end = time.monotonic() + PATIENCE_S
        waiting = [("ready> ", key) for key in keys] + [(expected, "")]
        for mark, key in waiting:
            start = len(shown)
            while mark not in shown[start:]:
                assert time.monotonic() < end, shown
                if select.select([terminal], [], [], 1)[0]:
                    shown += os.read(terminal, 65536).decode(errors="replace")
            os.write(terminal, key.encode())
    finally:
        os.kill(child, 9)
        os.close(terminal)
        os.waitpid(child, 0)
    return shown


@needs("bash")
@pytest.mark.parametrize("keys, expected", [
    ("autoconfigd sho\tjo@ex\t\n", "mail.one.example"),
    ("autoconfigd show --as=th\tcust\t\n", "<domain>customer.example</domain>"),
    ("autoconfigd check --strict --config wro\t\n", "must be a map"),
    pytest.param("autoconfig-doctor ini\t--output=wro\t--tim\t0 a.example\n", "'0' is not a number", marks=needs_doctor),
])
def test_bash(folder, keys, expected):
    typed(["bash", "--norc", "--noprofile", "-i"], [f"source {SCRIPTS}/autoconfigd.bash\n", keys], folder, expected)


@needs("zsh")
@pytest.mark.parametrize("keys, expected", [
    ("autoconfigd sho\tjo@ex\t\n", "mail.one.example"),
    ("autoconfigd show --as=th\tcust\t\n", "<domain>customer.example</domain>"),
    ("autoconfigd check --strict --config=wro\t\n", "must be a map"),
    pytest.param("autoconfig-doctor ini\t--output=wro\t--tim\t0 a.example\n", "'0' is not a number", marks=needs_doctor),
])
def test_zsh(folder, keys, expected):
    start = f"fpath=({SCRIPTS} $fpath); autoload -U compinit; compinit -u -D\n"
    typed(["zsh", "-f", "-i"], [start, keys], folder, expected)


@needs("fish")
@pytest.mark.parametrize("line, proposed", [
    ("autoconfigd sho", ["show\twhat a client would get, offline"]),
    ("autoconfigd show jo@ex", ["jo@example.com\texample"]),
    ("autoconfigd serve --log-level=w", ["--log-level=warning"]),
    ("autoconfigd check wr", ["wrong.yaml"]),
    ("autoconfigd check --config=wr", ["--config=wrong.yaml"]),
    ("autoconfigd check --templates bi", ["bin/\tDirectory"]),
    pytest.param("autoconfig-doctor --color=al", ["--color=always"], marks=needs_doctor),
    pytest.param("autoconfig-doctor init --output wr", ["wrong.yaml"], marks=needs_doctor),
])
def test_fish(folder, line, proposed):
    done = subprocess.run(["fish", "--no-config", "-c", f"source {SCRIPTS}/autoconfigd.fish; complete -C '{line}'"],
                          cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=60)
    assert [one.strip() for one in done.stdout.splitlines()] == proposed, done.stderr


@pytest.mark.parametrize("shell, script", [("bash", "autoconfigd.bash"), ("zsh", "_autoconfigd"), ("fish", "autoconfigd.fish")])
def test_syntax(shell, script):
    if not shutil.which(shell):
        pytest.skip(f"no {shell}")
    subprocess.run([shell, "-n", SCRIPTS / script], timeout=60, check=True)


def test_all_is_installed(tmp_path):
    subprocess.run(["cmake", "--install", BUILD, "--prefix", tmp_path], capture_output=True, timeout=120, check=True)
    names = ["bash-completion/completions/autoconfig-doctor", "zsh/site-functions/_autoconfig-doctor",
             "fish/vendor_completions.d/autoconfig-doctor.fish", "man/man1/autoconfig-doctor.1"] if DOCTOR.exists() else []
    for name in [*names, "man/man8/autoconfigd.8", "man/man5/providers.yaml.5", "autoconfigd/providers.schema.json",
                 "autoconfigd/providers.yaml", "bash-completion/completions/autoconfigd",
                 "zsh/site-functions/_autoconfigd", "fish/vendor_completions.d/autoconfigd.fish"]:
        assert (tmp_path / "share" / name).stat().st_size > 0
