# SPDX-License-Identifier: MIT
"""Lists of domains from elsewhere change, fail, vanish and lie, while clients ask: who is served is served
throughout."""

import os
import re
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from daemon import PROGRAM, Daemon, replace_file, wait_for
from lists import CONFIG, FAST, provider_of, source_of, wait_for_failure, wait_for_provider
from load import Load

def script(path, text):
    """A program; a new one takes the old one's place, which may be running."""
    new = path.with_name(path.name + ".new")
    new.write_text("#!/bin/sh\n" + text)
    new.chmod(new.stat().st_mode | stat.S_IXUSR)
    os.replace(new, path)


def names(first, last):
    return "".join(f"d{number}.example\n" for number in range(first, last))


def runner_of(daemon):
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = path.read_text().rsplit(")", 1)
        except OSError:
            continue
        if name.endswith("(sources") and int(rest.split()[1]) == daemon.pid and rest.split()[0] != "Z":
            return int(path.parent.name)
    return None


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class FileSource:
    """A list as a file."""

    def __init__(self, folder):
        self.path = folder / "list.txt"
        self.source = f"file:{self.path}"

    def say(self, text):
        replace_file(self.path, text)

    def fail(self):
        self.path.unlink()

    failure = "no such file"


class ProgramSource(FileSource):
    """A program that prints it."""

    def __init__(self, folder):
        super().__init__(folder)
        self.program = folder / "list.sh"
        self.source = f"exec:{self.program} an argument"
        script(self.program, f'[ "$*" = "an argument" ] && cat {self.path}\n')

    failure = "list.txt"  # what cat complains


@pytest.fixture(params=[FileSource, ProgramSource])
def source(request, tmp_path):
    return request.param(tmp_path)


def test_domains_come_go_and_change_hands_while_clients_ask(tmp_path, source):
    source.say(names(0, 50) + "moves.example other\n")
    with Daemon(tmp_path, CONFIG, "--domains-from", source.source, *FAST, level="warning") as daemon:
        assert provider_of(daemon, "d49.example") == "default"
        assert provider_of(daemon, "moves.example") == "other"
        assert provider_of(daemon, "d50.example") is None
        url = f"http://127.0.0.1:{daemon.port}/mail/config-v1.1.xml?emailaddress=anna@d1.example"
        with Load(url, 4) as load:
            source.say(names(0, 51) + "moves.example\n")
            wait_for_provider(daemon, "d50.example", "default")
            assert provider_of(daemon, "moves.example") == "default"
            source.say(names(0, 40) + "moves.example default\n")
            wait_for_provider(daemon, "d45.example", None)
            source.fail()
            wait_for_failure(daemon, source.failure)
        assert load.requests > 100, load.output
        assert load.failures == 0, load.output
        assert provider_of(daemon, "d39.example") == "default"
        source.say(names(0, 60))
        wait_for_provider(daemon, "d59.example", "default")
        assert "last_error" not in source_of(daemon)


def test_who_wins(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("fixed.example other\nexample.com other\nboth.example other\n")
    second.write_text("both.example default\nsecond.example\n")
    with Daemon(tmp_path, CONFIG, "--domains-from", f"file:{first}", "--domains-from", f"file:{second}") as daemon:
        assert provider_of(daemon, "fixed.example") == "default"
        assert provider_of(daemon, "example.com") == "default"
        assert provider_of(daemon, "both.example") == "other"
        assert provider_of(daemon, "second.example") == "default"
        assert [source_of(daemon, i)["domains"] for i in (0, 1)] == [1, 1]


def test_rubbish_rows_are_left_out_and_counted(tmp_path):
    listed = tmp_path / "list"
    listed.write_bytes(b"# a comment\n\n  good.example \t other \r\nB\xc3\xbccher.Example.\nno domain here\n-bad-.example\n"
                       b"\xff\xfe\nnul\0.example\n1.2.3.4\nlong.example " + b"x" * 300 + b"\n" + b"y" * 100_000 +
                       b"\nnobody.example nobody\nlast.example")
    with Daemon(tmp_path, CONFIG, "--domains-from", f"file:{listed}") as daemon:
        assert provider_of(daemon, "good.example") == "other"
        assert provider_of(daemon, "xn--bcher-kva.example") == "default"
        assert provider_of(daemon, "last.example") == "default"
        assert provider_of(daemon, "nobody.example") is None
        told = source_of(daemon)
        assert (told["domains"], told["bad_lines"], told["unknown_providers"]) == (3, 7, 1)
        assert re.search(r"providers that are not there.* first=nobody", daemon.log())
        label = f'{{source="file:{listed}"}}'
        assert daemon.metric("autoconfigd_config_source_domains" + label) == 3
        assert daemon.metric("autoconfigd_config_source_bad_lines" + label) == 7
        assert daemon.metric("autoconfigd_config_source_unknown_providers" + label) == 1
        assert daemon.metric("autoconfigd_config_source_failures_total" + label) == 0
        assert daemon.metric("autoconfigd_config_source_lag_seconds" + label) < 30


def test_a_row_without_provider_needs_a_default(tmp_path):
    config = CONFIG.replace("  default: &all", "  first:").replace(": default", ": first")
    (tmp_path / "list").write_text("a.example\nb.example other\n")
    with Daemon(tmp_path, config, "--domains-from", "file:list") as daemon:
        assert provider_of(daemon, "a.example") is None
        assert provider_of(daemon, "b.example") == "other"
        assert source_of(daemon)["unknown_providers"] == 1


@pytest.mark.parametrize("text, why", [
    ("", "only 0 domains instead of 100"),
    ("# nothing\n\n", "only 0 domains instead of 100"),
    (names(0, 49), "only 49 domains instead of 100"),
    ("rub bish !\n" * 200, "none of its 200 lines names a domain"),
])
def test_a_list_that_shrinks_too_much_is_not_believed(tmp_path, source, text, why):
    source.say(names(0, 100))
    with Daemon(tmp_path, CONFIG, "--domains-from", source.source, *FAST) as daemon:
        source.say(text)
        wait_for_failure(daemon, why)
        assert provider_of(daemon, "d99.example") == "default"
        source.say(names(0, 50))  # half is fine
        wait_for_provider(daemon, "d99.example", None)


def test_lists_go_on_while_providers_yaml_is_wrong(tmp_path, source):
    source.say(names(0, 2))
    with Daemon(tmp_path, CONFIG, "--domains-from", source.source, *FAST) as daemon:
        assert provider_of(daemon, "d1.example") == "default"
        replace_file(daemon.config, "wrong\n")
        daemon.wait_for(lambda: "configuration refused" in daemon.log(), "the refusal")
        for end in (3, 4, 5):  # each stands on the same old configuration
            source.say(names(0, end))
            wait_for_provider(daemon, f"d{end - 1}.example", "default")
            assert provider_of(daemon, "fixed.example") == "default"
        daemon.wait_for(lambda: daemon.log().count("lists joined to the old configuration") >= 3, "the third is told")
        assert daemon.metric("autoconfigd_config_last_reload_successful") == 0
        replace_file(daemon.config, CONFIG.replace("fixed.example: default", "fixed.example: other"))
        wait_for_provider(daemon, "fixed.example", "other")
        assert provider_of(daemon, "d4.example") == "default"


def test_a_smaller_list_is_taken_as_meant(tmp_path, source):
    state = tmp_path / "state"
    state.mkdir()
    source.say(names(0, 100))
    with Daemon(tmp_path, CONFIG, "--domains-from", source.source, "--state-dir", state,
                "--domains-refresh", "1h") as daemon:
        kept, = state.iterdir()
        assert kept.stat().st_mode & 0o777 == 0o600
        source.say(names(0, 3))
        daemon.signal(signal.SIGHUP)
        wait_for_failure(daemon, f"only 3 domains instead of 100; if that is right, remove {kept} and send SIGHUP")
        assert provider_of(daemon, "d99.example") == "default"
        kept.unlink()
        daemon.signal(signal.SIGHUP)
        wait_for_provider(daemon, "d99.example", None)
        assert provider_of(daemon, "d2.example") == "default"
        assert kept.read_text() == names(0, 3)


def test_a_restart_while_the_source_is_down(tmp_path):
    """At once, with the last good list, though the source says nothing at all."""
    state = tmp_path / "state"
    state.mkdir()
    program = tmp_path / "list.sh"
    script(program, "echo kept.example other\n")
    options = ("--domains-from", f"exec:{program}", "--state-dir", state)
    with Daemon(tmp_path, CONFIG, *options):
        pass
    before = next(state.iterdir()).stat().st_mtime
    script(program, "exec sleep 600\n")
    os.utime(next(state.iterdir()), (before - 1000, before - 1000))
    with Daemon(tmp_path, CONFIG, *options) as daemon:
        assert provider_of(daemon, "kept.example") == "other"
        assert source_of(daemon)["last_success"] == int(before - 1000)
        lag = daemon.metric(f'autoconfigd_config_source_lag_seconds{{source="exec:{program}"}}')
        assert 1000 <= lag < 1100
        runner = runner_of(daemon)
        sleeper = wait_for("the program", lambda: Path(f"/proc/{runner}/task/{runner}/children").read_text().split())
    for pid in (runner, int(sleeper[0])):
        wait_for("its end", lambda: not Path(f"/proc/{pid}").exists())


def test_a_state_folder_that_cannot_be_written_is_told(tmp_path, source):
    state = tmp_path / "state"
    state.mkdir()
    source.say(names(0, 2))
    with Daemon(tmp_path, CONFIG, "--domains-from", source.source, "--state-dir", state, *FAST) as daemon:
        next(state.iterdir()).unlink()
        state.rmdir()
        state.write_text("in the way")
        source.say(names(0, 3))
        wait_for_provider(daemon, "d2.example", "default")
        assert "cannot write" in daemon.log()


@pytest.mark.parametrize("text, why", [
    ("echo d1.example; echo no database >&2; exit 3\n", "ended with 3: no database"),
    ("echo d1.example; kill -9 $$\n", "was ended by signal 9"),
    ("yes d1.example\n", "says too much"),
])
def test_a_program_that_fails(tmp_path, text, why):
    program = tmp_path / "list.sh"
    script(program, text)
    with Daemon(tmp_path, CONFIG, "--domains-from", f"exec:{program} secret") as daemon:
        wait_for_failure(daemon, why)
        assert source_of(daemon)["failures"] >= 1
        assert "last_success" not in source_of(daemon)
        assert provider_of(daemon, "d1.example") is None
        assert provider_of(daemon, "example.com") == "default"
        assert "secret" not in daemon.log() + daemon.admin("/status").text + daemon.admin("/metrics").text


def test_a_program_that_is_not_there(tmp_path):
    with Daemon(tmp_path, CONFIG, "--domains-from", "exec:/nowhere/list") as daemon:
        wait_for_failure(daemon, "'/nowhere/list' cannot be started: No such file or directory")


def test_the_reader_is_killed(tmp_path):
    """The lists stay; that they are not read any more is told."""
    (tmp_path / "list").write_text("d1.example\n")
    with Daemon(tmp_path, CONFIG, "--domains-from", "file:list", *FAST) as daemon:
        os.kill(runner_of(daemon), signal.SIGKILL)
        wait_for_failure(daemon, "has ended: restart the daemon")
        assert source_of(daemon)["failures"] == 1
        daemon.signal(signal.SIGHUP)
        before = daemon.generation()
        replace_file(daemon.config, CONFIG.replace("other", "third"))
        wait_for("a reload", lambda: daemon.generation() > before)
        assert provider_of(daemon, "d1.example") == "default"
        assert runner_of(daemon) is None


def test_the_reader_ends_with_the_daemon(tmp_path):
    (tmp_path / "list").write_text("d1.example\n")
    with Daemon(tmp_path, CONFIG, "--domains-from", "file:list") as daemon:
        runner = runner_of(daemon)
        held = [os.readlink(path) for path in Path(f"/proc/{runner}/fd").iterdir()]
        assert not [name for name in held if name.startswith("socket:")], held
        daemon.process.kill()
        wait_for("its end", lambda: not Path(f"/proc/{runner}").exists())
        daemon.process.wait()


def test_a_program_under_way_ends_with_the_daemon(tmp_path):
    """The kernel tells, though the daemon has no time to: long before the program's own time is over."""
    program, number = tmp_path / "list.sh", tmp_path / "number"
    script(program, f"echo d1.example\ntest -e hang || exit 0\necho $$ >{number}.new\nmv {number}.new {number}\n"
                    "exec sleep 600\n")
    with Daemon(tmp_path, CONFIG, "--domains-from", f"exec:{program}", *FAST) as daemon:
        (tmp_path / "hang").touch()
        wait_for("a program that hangs", number.exists)
        under_way = [runner_of(daemon), int(number.read_text())]
        daemon.process.kill()
        daemon.process.wait()
        wait_for("their end", lambda: not any(map(is_running, under_way)), patience_s=15)


def test_a_list_read_again_the_same_changes_nothing(tmp_path):
    program, count = tmp_path / "list.sh", tmp_path / "count"
    script(program, f"echo x >>{count}\necho d1.example\n")
    with Daemon(tmp_path, CONFIG, "--domains-from", f"exec:{program}", *FAST) as daemon:
        wait_for("three readings", lambda: len(count.read_text().split()) >= 3)
        assert daemon.generation() == 1


def run(tmp_path, *words, environment=None):
    return subprocess.run([PROGRAM, *map(str, words)], cwd=tmp_path, capture_output=True, text=True, timeout=60,
                          env={**os.environ, **(environment or {})})


def test_check_reads_lists_as_the_daemon_does(tmp_path):
    (tmp_path / "providers.yaml").write_text(CONFIG)
    (tmp_path / "list").write_text("a.example\nno domain here\n\n!\nb.example nobody\n")
    done = run(tmp_path, "check", "--domains-from", "file:list")
    assert "list:2: warning: expected a line 'DOMAIN [PROVIDER]'; left out, with all such lines: 2" in done.stdout
    assert "file:list: no provider is called 'nobody'; left out, with all such rows: 1" in done.stdout
    assert "ok: 2 providers, 3 domains" in done.stdout
    assert done.returncode == 0
    assert run(tmp_path, "check", "--strict", "--domains-from", "file:list").returncode == 1
    done = run(tmp_path, "check", "--domains-from", "file:missing")
    assert (done.returncode, "missing: no such file" in done.stdout) == (1, True)


def test_other_verbs_know_the_domains_of_files(tmp_path):
    (tmp_path / "providers.yaml").write_text(CONFIG)
    (tmp_path / "list").write_text("a.example other\n")
    for verb in (["show", "anna@a.example"], ["config", "a.example"], ["dns", "a.example"]):
        done = run(tmp_path, *verb, "--domains-from", "file:list")
        assert (done.returncode, done.stderr) == (0, ""), verb
    assert "imap.other.example" in run(tmp_path, "show", "anna@a.example", "--domains-from", "file:list").stdout


def test_other_verbs_say_what_they_do_not_read(tmp_path):
    (tmp_path / "providers.yaml").write_text(CONFIG)
    for source in ("exec:/bin/echo secret", "postgresql://anna:secret@db.example/mail?query=secret"):
        done = run(tmp_path, "show", "anna@example.com", environment={"AUTOCONFIGD_DOMAINS_FROM": source})
        assert done.returncode == 0
        assert "is read by 'serve' only: its domains are missing here" in done.stderr
        assert "secret" not in done.stderr


@pytest.mark.parametrize("options, why", [
    (["--domains-from", "pg://anna:secret@db/mail"], "'pg://db/mail': expected file:PATH"),
    (["--domains-from", "file:"], "'file:' wants a path"),
    (["--domains-from", "exec: "], "'exec:' wants a program"),
    (["--domains-from", "file:a", "--domains-refresh", "0s"], "0s would read without end"),
    (["--domains-from", "file:a", "--state-dir", "nowhere"], "'nowhere': no such folder"),
    (["--state-dir", "."], "needs '--domains-from', too"),
    (["--domains-from", "file:a"] * 17, "more than 16"),
])
def test_wrong_options_are_told(tmp_path, options, why):
    (tmp_path / "providers.yaml").write_text(CONFIG)
    done = run(tmp_path, "serve", "--listen", "127.0.0.1:0", "--admin", "none", *options)
    assert done.returncode == 64
    assert why in done.stderr
    assert "secret" not in done.stderr
