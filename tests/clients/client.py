# SPDX-License-Identifier: MIT
"""What all clients here have in common."""

import subprocess

from round_trip import round_trip
from world import FOLDER


class Client:
    """One client on one route, with a home of its own. A class names the Debian `package`, the `name` on the command
    line, the `title` in the table, and the `routes` that it must manage; on others it may find nothing."""

    package = name = title = ""
    routes = ()

    def __init__(self, world, route):
        self.world = world
        self.home = FOLDER / f"{self.name}-{route}"
        self.home.mkdir(mode=0o700)
        self.environment = {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home), "PATH": "/usr/bin:/bin",
                            "LANG": "C.UTF-8"}

    @classmethod
    def version(cls):
        """The program's own, without what Debian puts before and after it."""
        whole = subprocess.run(["dpkg-query", "--show", "--showformat=${Version}", cls.package],
                               capture_output=True, text=True, check=True).stdout
        return whole.split(":")[-1].rsplit("-", 1)[0]

    def run(self, *command, patience_s=100):
        """A program of the client's to its end: its output."""
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=patience_s,
                              env=self.environment)
        (FOLDER / f"{self.home.name}.out").write_text(done.stderr)
        assert done.returncode == 0, f"{command[0]} failed: {(done.stdout + done.stderr)[-1000:]}"
        return done.stdout

    def set_up(self, address):
        """The Account that the client ends with; None where it finds nothing."""
        raise NotImplementedError

    def round_trip(self, account, address):
        """Sends one message to itself and fetches it; by whom."""
        round_trip(account, address)
        return "Python"

    def end(self):
        pass
