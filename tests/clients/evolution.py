# SPDX-License-Identifier: MIT
"""Evolution: its look-up, by its own libraries, in a process of its own (evolution_lookup.py)."""

import json
import re
from pathlib import Path

from client import Client
from routes import Account, Server

SECURITY = {"TLS": "tls", "STARTTLS": "starttls", "None": "none"}

# What its assistant says of a server.
DESCRIPTION = re.compile(r"Host: (?P<host>\S+):(?P<port>\d+)\nUser: (?P<user>.+)\nSecurity method: (?P<security>\w+)")


def server(found, protocol):
    assert found[0] == protocol, f"Evolution found {found[0]}, not {protocol}"
    told = DESCRIPTION.match(found[1])
    assert told, f"Evolution describes the server in a way not known here: {found[1]!r}"
    return Server(told["host"], int(told["port"]), SECURITY[told["security"]], told["user"])


class Evolution(Client):
    package = "libevolution"
    name = "evolution"
    title = "Evolution"
    routes = "https", "http"

    def set_up(self, address):
        told = json.loads(self.run("dbus-run-session", "--", "/usr/bin/python3",
                                   Path(__file__).with_name("evolution_lookup.py"), address))
        if told["receive"] is None and told["send"] is None:
            return None
        return Account(server(told["receive"], "imapx"), server(told["send"], "smtp"))
