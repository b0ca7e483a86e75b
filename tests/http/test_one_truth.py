# SPDX-License-Identifier: MIT
"""One truth: what each format tells of a provider is what `config --json` says took effect. The rules (which
servers a format names, and in which words) are written down here once more, from the manual; the answers are
read with Python's own readers."""

import json
import plistlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from conftest import PROGRAM, TOP, Daemon

CONFIGURATIONS = [TOP / "providers.yaml", *(TOP / "tests/cases" / name / "providers.yaml"
                                            for name in ("http", "clients", "peers"))]
POX = "{http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a}"
LOCAL = "anna.o'hara+list"
STRENGTH = {"tls": 2, "starttls": 1, "none": 0}
PLACEHOLDERS = {"address": "%EMAILADDRESS%", "localpart": "%EMAILLOCALPART%"}
OPEN = {"none", "client-ip"}
AUTOCONFIG_SECURITY = {"tls": "SSL", "starttls": "STARTTLS", "none": "plain"}
AUTOCONFIG_AUTH = {
    "password": "password-cleartext", "oauth2": "OAuth2", "cram-md5": "password-encrypted",
    "digest-md5": "password-encrypted", "scram": "password-encrypted", "ntlm": "NTLM", "gssapi": "GSSAPI",
    "client-cert": "TLS-client-cert", "client-ip": "client-IP-address", "none": "none"}
OUTLOOK_SECURITY = {"tls": ("on", "SSL"), "starttls": ("on", "TLS"), "none": ("off", "None")}
OUTLOOK_SPA = {"password": "off", "ntlm": "on", "gssapi": "on", "client-ip": "off", "none": "off"}
APPLE_AUTH = {"password": "EmailAuthPassword", "cram-md5": "EmailAuthCRAMMD5", "digest-md5": "EmailAuthHTTPMD5",
              "ntlm": "EmailAuthNTLM", "client-ip": "EmailAuthNone", "none": "EmailAuthNone"}


def domains_served(config):
    """(domain, what is configured for it); of wildcards one name below them."""
    rows = {}
    for name, provider in config["providers"].items():
        for domain in provider.get("domains", []) + provider.get("mx", [])[:1]:
            rows.setdefault(domain, provider)
    for domain, row in config.get("domains", {}).items():
        rows[domain] = config["providers"][row] if isinstance(row, str) else row
    for domain, provider in rows.items():
        if provider.get("enabled", True) and domain != "*":
            yield domain.replace("*.", "below."), provider


class Expected:
    """What a format must tell for LOCAL at `domain`."""

    def __init__(self, domain, provider):
        self.domain = domain
        self.provider = provider

    def fill(self, pattern):
        parts = {"ADDRESS": f"{LOCAL}@{self.domain}", "LOCALPART": LOCAL, "DOMAIN": self.domain}
        pattern = PLACEHOLDERS.get(pattern, pattern)
        return re.sub("%EMAIL([A-Z]+)%", lambda found: parts[found.group(1)], pattern)

    def login(self, server):
        """None: nobody can derive it, or none is needed."""
        asked = server["username"] == "ask" or set(server["auth"]) & OPEN
        return None if asked else self.fill(server["username"])

    def host(self, server):
        return self.fill(server["host"])

    def best(self, protocol, words):
        sayable = [one for one in self.provider.get(protocol, []) if set(one["auth"]) & set(words)]
        return max(sayable, key=lambda one: STRENGTH[one["security"]], default=None)  # the first of the best

    def autoconfig(self):
        return [server for protocol in ("imap", "pop3", "smtp") for server in self.autoconfig_of(protocol)]

    def autoconfig_of(self, protocol):
        servers = self.provider.get(protocol, [])
        servers = [one for one in servers if one["security"] != "none"] or servers
        servers = [one for one in servers if not set(one["auth"]) & OPEN] or servers
        filled = self.provider["autoconfig"]["fill"]
        for one in servers:
            # Android wants a login everywhere: the address where none is known.
            pattern = "address" if one["username"] == "ask" else one["username"]
            login = self.fill(pattern) if filled else PLACEHOLDERS.get(pattern, pattern)
            methods = list(dict.fromkeys(AUTOCONFIG_AUTH[method] for method in one["auth"]))
            yield (protocol, self.host(one), one["port"], AUTOCONFIG_SECURITY[one["security"]], methods, login)

    def outlook(self):
        told = []
        outlook = self.provider["outlook"]
        if not outlook["enabled"] or "redirect_url" in outlook or "redirect_domain" in outlook:
            return told
        for protocol in ("imap", "pop3", "smtp"):
            one = self.best(protocol, OUTLOOK_SPA)
            if one is not None and protocol in outlook["protocols"] and (told or protocol != "smtp"):
                method = next(word for word in one["auth"] if word in OUTLOOK_SPA)
                told.append((protocol.upper(), self.host(one), one["port"], *OUTLOOK_SECURITY[one["security"]],
                             OUTLOOK_SPA[method], "off" if method in OPEN else "on", self.login(one)))
        return told

    def apple(self):
        """None: no mail account can be told."""
        protocols = ["pop3", "imap"] if self.provider["apple"]["protocol"] == "pop3" else ["imap", "pop3"]
        incoming = [(protocol, self.best(protocol, APPLE_AUTH)) for protocol in protocols]
        outgoing = self.best("smtp", APPLE_AUTH)
        incoming = [(protocol, one) for protocol, one in incoming if one is not None]
        if not incoming or outgoing is None:
            return None
        protocol, one = incoming[0]
        return [{"imap": "EmailTypeIMAP", "pop3": "EmailTypePOP"}[protocol], *self.apple_server(one),
                *self.apple_server(outgoing)]

    def apple_server(self, one):
        sayable = [word for word in one["auth"] if word in APPLE_AUTH]
        method = "password" if "password" in sayable else sayable[0]
        return [self.host(one), one["port"], one["security"] != "none", APPLE_AUTH[method], self.login(one)]


def told_by_autoconfig(answer):
    if answer.status == 404:
        return
    for server in ElementTree.fromstring(answer.body).find("emailProvider"):
        if server.tag in ("incomingServer", "outgoingServer") and server.find("hostname") is not None:
            yield (server.get("type"), server.find("hostname").text, int(server.find("port").text),
                   server.find("socketType").text, [one.text for one in server.findall("authentication")],
                   server.find("username").text)


def told_by_outlook(body):
    names = ("Type", "Server", "Port", "SSL", "Encryption", "SPA", "AuthRequired", "LoginName")
    for protocol in ElementTree.fromstring(body).iter(POX + "Protocol"):
        told = [protocol.findtext(POX + name) for name in names]
        if told[0] in ("IMAP", "POP3", "SMTP"):
            told[2] = int(told[2])
            yield tuple(told)


def told_by_profile(answer):
    if answer.status == 404:
        return None
    for part in plistlib.loads(answer.body)["PayloadContent"]:
        if part["PayloadType"] == "com.apple.mail.managed":
            told = [part["EmailAccountType"]]
            for side in ("IncomingMailServer", "OutgoingMailServer"):
                told += [part[side + "HostName"], part[side + "PortNumber"], part[side + "UseSSL"],
                         part[side + "Authentication"], part.get(side + "Username")]
            return told
    return None


@pytest.mark.parametrize("path", CONFIGURATIONS, ids=lambda path: path.parent.name)
def test_one_truth(tmp_path, path):
    printed = subprocess.run([PROGRAM, "config", "--json", "--config", path], capture_output=True, check=True)
    config = json.loads(printed.stdout)
    daemon = Daemon(tmp_path, ["--threads", "1"], providers=path.read_text()).listen(2)
    compared = 0
    try:
        for domain, provider in domains_served(config):
            expected = Expected(domain, provider)
            address = f"{LOCAL}@{domain}"
            with daemon.client() as client:
                for place in ("/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"):
                    answer = client.ask(f"{place}?emailaddress={address}", host="127.0.0.1")
                    assert list(told_by_autoconfig(answer)) == expected.autoconfig(), domain
                answer = client.ask(f"/autodiscover/autodiscover.xml?Email={address}", host="127.0.0.1")
                assert list(told_by_outlook(answer.body)) == expected.outlook(), domain
                answer = client.ask(f"/profile.mobileconfig?email={address}", host="127.0.0.1")
                assert told_by_profile(answer) == expected.apple(), domain
            compared += 1
    finally:
        assert daemon.stop() == 0, daemon.log()
    assert compared >= 2


def test_the_shipped_file_is_compared_whole():
    printed = subprocess.run([PROGRAM, "config", "--json", "--config", TOP / "providers.yaml"],
                             capture_output=True, check=True)
    config = json.loads(printed.stdout)
    compared = [provider for _, provider in domains_served(config)]
    assert all(provider in compared for provider in config["providers"].values() if provider["enabled"])
