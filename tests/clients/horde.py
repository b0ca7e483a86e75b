# SPDX-License-Identifier: MIT
"""Horde_Mail_Autoconfig, which logs in to what it finds before it says so (horde_lookup.php)."""

import json
from pathlib import Path

from client import Client
from routes import PASSWORD, Account, Server


def server(found, kind):
    assert found["class"].endswith(kind), f"Horde found a {found['class']}, not {kind}"
    return Server(found["host"], found["port"], found["tls"] or "none", found["login"])


class Horde(Client):
    package = "php-horde-mail-autoconfig"
    name = "horde"
    title = "Horde_Mail_Autoconfig"
    routes = ("http",)

    def set_up(self, address):
        told = json.loads(self.run("php", Path(__file__).with_name("horde_lookup.php"), address, PASSWORD))
        if told["imap"] is None and told["smtp"] is None:
            return None
        return Account(server(told["imap"], "Imap"), server(told["smtp"], "Msa"))
