# SPDX-License-Identifier: MIT
"""The configuration changes while clients ask: who asks gets the old answer or the new one, whole."""

import os
import re
import shutil
import signal
import time

import pytest

from daemon import Daemon, replace_file, wait_for
from load import Load

ADDRESS = "anna@example.org"
HEARD_S = 8  # less than the 10 s after which the daemon looks by itself


def config(number, key="imap"):
    return f"""# generation {number}
providers:
  example:
    name: Example
    domains: [example.org]
    {key}: imap{number}.example.org
    smtp: smtp{number}.example.org
"""


def number_of(answer):
    """Of the generation that gave the answer; both servers must be of one."""
    assert answer.status == 200
    numbers = set(re.findall(r">(?:imap|smtp)(\d+)\.example\.org<", answer.text))
    assert len(numbers) == 1, f"a torn answer: {answer.text}"
    return int(numbers.pop())


def wait_for_number(daemon, number):
    wait_for(f"answers of generation {number}", lambda: number_of(daemon.autoconfig(ADDRESS)) == number)


def wait_for_outcome(daemon, successful):
    """Of the last reload: it is told after the answers have changed, or the log has said why not."""
    wait_for("what the last reload came to",
             lambda: daemon.metric("autoconfigd_config_last_reload_successful") == successful)


def by_rename(path, text):
    replace_file(path, text)


def in_place(path, text):
    path.write_text(text)


def deleted_before(path, text):
    path.unlink()
    path.write_text(text)


@pytest.mark.parametrize("edit", [by_rename, in_place, deleted_before])
def test_an_edit_changes_answers(tmp_path, edit):
    with Daemon(tmp_path, config(1)) as daemon:
        for number in range(2, 5):
            edit(daemon.config, config(number))
            wait_for_number(daemon, number)


def test_no_request_fails_while_the_configuration_changes(tmp_path):
    with Daemon(tmp_path, config(1), level="warning") as daemon:
        url = f"http://127.0.0.1:{daemon.port}/mail/config-v1.1.xml?emailaddress={ADDRESS}"
        with Load(url, 4) as load:
            connection = daemon.connection()
            for number in range(2, 8):
                replace_file(daemon.config, config(number))
                seen = 0
                while seen != number:
                    answer = daemon.ask(f"/mail/config-v1.1.xml?emailaddress={ADDRESS}",
                                        connection=connection)
                    seen = number_of(answer)
                    assert seen in (number - 1, number)
                    if answer.headers.get("Connection") == "close":
                        connection.close()
            connection.close()
        assert load.requests > 100, load.output
        assert load.failures == 0, load.output


def test_a_misspelt_key_changes_nothing_and_is_told(tmp_path):
    with Daemon(tmp_path, config(1)) as daemon:
        before = daemon.generation()
        replace_file(daemon.config, config(2, key="imapp"))
        wait_for("the error in the log", lambda: "imapp" in daemon.log())
        assert re.search(r"providers\.yaml:6:5: error: unknown key 'imapp'", daemon.log())
        assert "did you mean 'imap'" in daemon.log()
        assert number_of(daemon.autoconfig(ADDRESS)) == 1
        assert daemon.generation() == before
        assert daemon.admin("/readyz").status == 200
        wait_for_outcome(daemon, 0)
        assert "imapp" in daemon.admin("/status").text
        replace_file(daemon.config, config(3))
        wait_for_number(daemon, 3)
        wait_for_outcome(daemon, 1)


def test_a_file_taken_away_changes_nothing(tmp_path):
    with Daemon(tmp_path, config(1)) as daemon:
        daemon.config.unlink()
        wait_for_outcome(daemon, 0)
        assert number_of(daemon.autoconfig(ADDRESS)) == 1
        daemon.config.write_text(config(2))
        wait_for_number(daemon, 2)


def test_half_a_file_is_not_taken_up(tmp_path):
    """Which is a right one by itself, and lies there for long."""
    with Daemon(tmp_path, config(1)) as daemon:
        before = daemon.generation()
        half, rest = config(2).split("    smtp:")
        with daemon.config.open("w") as file:
            file.write(half)
            file.flush()
            (tmp_path / "other").touch()  # wakes it
            end = time.monotonic() + 0.5
            while time.monotonic() < end:
                assert daemon.generation() == before
            file.write("    smtp:" + rest)
        wait_for_number(daemon, 2)


def test_a_folder_swapped_whole(tmp_path):
    """mv etc old; cp -r new etc: heard, not found some time later."""
    top = tmp_path / "srv"
    (top / "etc/mail").mkdir(parents=True)
    (top / "etc/mail/one.yaml").write_text(config(1))
    with Daemon(tmp_path, "include: [srv/etc/mail/one.yaml]\n") as daemon:
        for number in range(2, 5):
            shutil.copytree(top / "etc", top / "new")
            (top / "new/mail/one.yaml").write_text(config(number))
            missed = daemon.log().count("no such file")
            (top / "etc").rename(top / f"old{number}")
            wait_for("it is missed", lambda: daemon.log().count("no such file") > missed, HEARD_S)
            shutil.copytree(top / "new", top / "etc")  # may be looked at before its last file is there
            shutil.rmtree(top / "new")
            wait_for("the new one", lambda: number_of(daemon.autoconfig(ADDRESS)) == number, HEARD_S)


def test_sighup_reloads_though_nothing_changed(tmp_path):
    with Daemon(tmp_path, config(1)) as daemon:
        for _ in range(3):
            before = daemon.generation()
            daemon.signal(signal.SIGHUP)
            wait_for("the next generation", lambda: daemon.generation() > before)
        assert number_of(daemon.autoconfig(ADDRESS)) == 1


def test_a_thousand_signals_are_a_few_reloads(tmp_path):
    with Daemon(tmp_path, config(1)) as daemon:
        before = daemon.generation()
        for _ in range(1000):
            daemon.signal(signal.SIGHUP)
        wait_for("a reload", lambda: daemon.generation() > before)
        assert number_of(daemon.autoconfig(ADDRESS)) == 1


def test_a_swapped_link_as_kubernetes_does_it(tmp_path):
    def publish(number):
        folder = tmp_path / f"..{number}"
        folder.mkdir()
        (folder / "providers.yaml").write_text(config(number))
        os.symlink(folder.name, tmp_path / "..data_tmp")
        os.replace(tmp_path / "..data_tmp", tmp_path / "..data")

    publish(1)
    os.symlink("..data/providers.yaml", tmp_path / "providers.yaml")
    with Daemon(tmp_path, None) as daemon:
        for number in range(2, 6):
            publish(number)
            wait_for_number(daemon, number)


def test_includes_are_watched(tmp_path):
    (tmp_path / "providers.d").mkdir()
    included = tmp_path / "providers.d/one.yaml"
    included.write_text(config(1))
    with Daemon(tmp_path, "include: ['providers.d/*.yaml']\n") as daemon:
        assert number_of(daemon.autoconfig(ADDRESS)) == 1
        replace_file(included, config(2))
        wait_for_number(daemon, 2)
        other = tmp_path / "providers.d/two.yaml"
        other.write_text("providers:\n  second:\n    domains: [second.example]\n    imap: imap.second.example\n")
        wait_for("the new file's domain", lambda: daemon.autoconfig("a@second.example").status == 200)
        other.unlink()
        wait_for("the domain to go", lambda: daemon.autoconfig("a@second.example").status == 404)
        assert number_of(daemon.autoconfig(ADDRESS)) == 2


def test_sigterm_under_load_ends_well(tmp_path):
    daemon = Daemon(tmp_path, config(1), level="warning")
    url = f"http://127.0.0.1:{daemon.port}/mail/config-v1.1.xml?emailaddress={ADDRESS}"
    with Load(url, 2):
        wait_for("some requests", lambda: daemon.metric("autoconfigd_config_generation") and True)
        assert daemon.stop() == 0, daemon.log()
