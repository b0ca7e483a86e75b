# SPDX-License-Identifier: MIT
"""How long one client, or all of them, can take."""

import time

from conftest import cpu_seconds, request

POX = "/autodiscover/autodiscover.xml"
LATE_S = 8  # on a machine with other things to do
CHUNKED = request(POX, "POST", headers=["Transfer-Encoding: chunked"])


def test_all_connections_taken_are_freed_in_time(start):
    daemon = start("--max-connections", "8", "--threads", "1", "--per-ip-connections", "0")
    begun = time.monotonic()
    held = [daemon.client() for _ in range(8)]
    daemon.wait_for(lambda: daemon.metric("autoconfigd_connections") == 9, "all to be taken")
    with daemon.client() as further:  # waits in the kernel's queue
        assert further.ask().status == 200
    assert 9 < time.monotonic() - begun < 10 + LATE_S
    for client in held:
        assert client.is_closed()
    assert daemon.metric('autoconfigd_http_rejected_total{reason="deadline"}') == 8


class Slow:
    """A client that goes on for ever with a byte now and then, and when the daemon had enough of it."""

    def __init__(self, daemon, first, byte, deadline_s):
        self.client = daemon.client()
        self.client.send(first)
        self.client.socket.setblocking(False)
        self.byte = byte
        self.is_rubbish = first.startswith(b"\x16")
        self.deadline_s = deadline_s
        self.begun = time.monotonic()
        self.ended_s = None

    def go_on(self):
        try:
            if self.byte:
                self.client.socket.send(self.byte)
            data = self.client.socket.recv(4096)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        self.client.buffer += data
        if not data:
            self.ended_s = time.monotonic() - self.begun


def test_slow_clients_are_given_up_and_others_do_not_notice(start):
    daemon = start("--per-ip-connections", "0", "--threads", "2")
    slow = [Slow(daemon, *kind) for kind in (
        (b"", b"", 10),
        (b"", b"a", 10),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"a", 10),
        (b"\x16\x03\x01\x02", b"\0", 10),
        (request(POX, "POST", headers=["Content-Length: 8000"]), b"a", 15),
        (CHUNKED + b"1;", b"a", 15),
        (CHUNKED + b"fff\r\n", b"a", 15),
    ) for _ in range(50)]
    answered = slow[-1]
    while any(one.ended_s is None for one in slow):
        begun = time.monotonic()
        assert daemon.is_well()
        assert time.monotonic() - begun < 3
        for one in slow:
            if one.ended_s is None:
                one.go_on()
                assert time.monotonic() - one.begun < one.deadline_s + LATE_S, "never given up"
        time.sleep(0.2)
    for one in slow:
        at_once = one.is_rubbish and daemon.has_newer_library()
        assert (0 if at_once else one.deadline_s - 1) < one.ended_s < one.deadline_s + LATE_S
        one.client.__exit__()
    assert answered.client.buffer.startswith(b"HTTP/1.1 408 ")
    assert cpu_seconds(daemon) < 5
