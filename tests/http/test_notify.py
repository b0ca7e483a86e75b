# SPDX-License-Identifier: MIT
"""What systemd is told: Type=notify, a reload, the watchdog."""

import os
import re
import signal
import socket

from conftest import PATIENCE_S, PROVIDERS


class Manager:
    """The other end of NOTIFY_SOCKET."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        self.socket.settimeout(PATIENCE_S)
        self.environment = {"NOTIFY_SOCKET": path.replace("\0", "@", 1)}

    def hear(self):
        return self.socket.recv(4096).decode().split("\n")

    def hear_of(self, word):
        while True:
            lines = self.hear()
            if word in lines:
                return lines


def test_ready_is_said_once_it_answers_and_stopping_before_it_ends(start, tmp_path):
    manager = Manager(str(tmp_path / "notify"))
    daemon = start(environment=manager.environment)
    assert manager.hear() == ["READY=1", "STATUS=domains: 1, configuration 1"]
    assert daemon.is_well()
    daemon.process.terminate()
    assert manager.hear() == ["STOPPING=1"]


def test_an_abstract_socket_will_do(start, tmp_path):
    manager = Manager(f"\0autoconfigd-test-{os.getpid()}")
    start(environment=manager.environment)
    assert "READY=1" in manager.hear()


def test_a_reload_begins_and_ends(start, tmp_path):
    manager = Manager(str(tmp_path / "notify"))
    daemon = start(environment=manager.environment)
    manager.hear_of("READY=1")
    for text, status in [(PROVIDERS.replace("[example.com]", "[example.com, example.org]"),
                          "STATUS=domains: 2, configuration 2"),
                         ("wrong", "STATUS=domains: 2, configuration 2; the newer one is wrong, see the log")]:
        (tmp_path / "0/providers.yaml").write_text(text)
        daemon.process.send_signal(signal.SIGHUP)
        begun = manager.hear_of("RELOADING=1")
        assert re.fullmatch(r"MONOTONIC_USEC=\d+", begun[1])
        assert status in manager.hear_of("READY=1")


def test_the_watchdog_hears_of_it_until_it_hangs(start, tmp_path):
    manager = Manager(str(tmp_path / "notify"))
    daemon = start(environment={**manager.environment, "WATCHDOG_USEC": "200000"})
    for _ in range(3):
        manager.hear_of("WATCHDOG=1")
    daemon.process.send_signal(signal.SIGSTOP)
    manager.socket.settimeout(1)
    try:
        while True:
            manager.hear()
    except TimeoutError:
        pass
    daemon.process.send_signal(signal.SIGCONT)
    manager.socket.settimeout(PATIENCE_S)
    manager.hear_of("WATCHDOG=1")


def test_a_watchdog_that_is_meant_for_another_process_is_passed_over(start, tmp_path):
    manager = Manager(str(tmp_path / "notify"))
    start(environment={**manager.environment, "WATCHDOG_USEC": "50000", "WATCHDOG_PID": "1"})
    manager.hear_of("READY=1")
    manager.socket.settimeout(0.5)
    try:
        assert manager.hear() == []
    except TimeoutError:
        pass


def test_a_socket_that_nobody_listens_on_is_no_reason_not_to_start(start, tmp_path):
    assert start(environment={"NOTIFY_SOCKET": str(tmp_path / "none"), "WATCHDOG_USEC": "1000"}).is_well()
