# SPDX-License-Identifier: MIT
"""One truth: what each format tells of a provider is what `config --json` says took effect, as the file is and
with all that its providers may switch on."""

import json
import subprocess
from urllib.parse import quote

import pytest

import readers
from conftest import PROGRAM, TOP, Daemon
from truth import Expected, domains_served, took_effect

SHIPPED = TOP / "providers.yaml"
CONFIGURATIONS = [SHIPPED, *(TOP / "tests/cases" / name / "providers.yaml" for name in ("http", "clients", "peers"))]
LOCAL = "anna.o'hara+list"
REQUEST = """<?xml version="1.0"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/mobilesync/requestschema/2006"><Request>
<EMailAddress>{}</EMailAddress><AcceptableResponseSchema>
http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006</AcceptableResponseSchema>
</Request></Autodiscover>
"""


def as_it_is(path):
    return path.read_text()


def switched_on(path):
    """Whatever a provider may tell, told; what took effect is a configuration, too."""
    config = took_effect(path)
    for provider in config["providers"].values():
        del provider["short_name"]  # the default may be longer than what may be written
        provider["pacc"] = True
        provider["autoconfig"] |= {"version": "1.2", "url_servers": True}
        provider["outlook"] |= {"dav": True}
    return json.dumps(config)


class Asked:
    """All that is asked about one domain."""

    def __init__(self, client, expected):
        self.client = client
        self.expected = expected
        self.address = quote(expected.address)

    def ask(self, path, **keywords):
        return self.client.ask(path, **{"host": "127.0.0.1", **keywords})

    def compare(self):
        for check in (self.autoconfig, self.outlook, self.mobilesync, self.json, self.apple, self.pacc, self.page):
            check()

    def autoconfig(self):
        told = self.expected.autoconfig()
        for place in ("/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"):
            answer = self.ask(f"{place}?emailaddress={self.address}")
            if not any(server[0] == "incomingServer" for server in told):
                assert answer.status == 404
            else:
                assert readers.autoconfig(answer.body) == told
                assert readers.autoconfig_oauth2(answer.body) == self.expected.autoconfig_oauth2()

    def outlook(self):
        answer = self.ask(f"/autodiscover/autodiscover.xml?Email={self.address}")
        assert list(readers.outlook(answer.body)) == self.expected.outlook()
        if self.expected.provider["outlook"]["enabled"] and self.expected.is_sent_on():
            assert readers.outlook_sent_to(answer.body) == self.expected.outlook_sent_to()

    def mobilesync(self):
        answer = self.ask("/autodiscover/autodiscover.xml", method="POST",
                          body=REQUEST.format(self.expected.address).encode())
        assert readers.mobilesync(answer.body) == self.expected.mobilesync()

    def json(self):
        told = {}
        for protocol in ("AutodiscoverV1", "ActiveSync"):
            answer = self.ask(f"/autodiscover/autodiscover.json?Email={self.address}&Protocol={protocol}")
            if answer.status == 200:
                assert json.loads(answer.body)["Protocol"] == protocol
                told[protocol] = json.loads(answer.body)["Url"]
        assert told == (self.expected.json() or {})

    def apple(self):
        for kind in (None, "imap", "pop3", "eas"):
            answer = self.ask(f"/profile.mobileconfig?email={self.address}" + (f"&type={kind}" if kind else ""))
            told = readers.profile(answer.body) if answer.status != 404 else None
            assert told == self.expected.apple(kind)

    def pacc(self):
        answer = self.ask("/.well-known/user-agent-configuration.json",
                          host="ua-auto-config." + self.expected.domain)
        told = readers.pacc(answer.body) if answer.status != 404 else None
        assert told == self.expected.pacc()

    def page(self):
        answer = self.ask(f"/settings?email={self.address}&lang=en")
        assert answer.status == 200
        if self.expected.page():
            assert readers.page(answer.body) == self.expected.page()
        else:
            assert b"No server for mail programs" in answer.body

    def qr(self, config):
        """What the codes hold, without a picture: test_qr.py and the property test look at those."""
        printed = subprocess.run([PROGRAM, "show", self.expected.address, "--as", "qr", "--config", config],
                                 capture_output=True, text=True)
        expected = []
        if self.expected.apple():
            expected.append(self.expected.qr_link())
        if self.expected.qr_account(""):
            expected.append(json.dumps(self.expected.qr_account(""), separators=(",", ":"), ensure_ascii=False))
        assert printed.stdout.splitlines() == expected


@pytest.mark.parametrize("form", [as_it_is, switched_on], ids=lambda form: form.__name__)
@pytest.mark.parametrize("path", CONFIGURATIONS, ids=lambda path: path.parent.name)
def test_one_truth(tmp_path, path, form):
    daemon = Daemon(tmp_path, ["--threads", "1"], providers=form(path)).listen(2)
    config = tmp_path / "providers.yaml"
    compared = []
    try:
        for domain, provider in domains_served(took_effect(config)):
            print(domain)
            with daemon.client() as client:
                asked = Asked(client, Expected(LOCAL, domain, provider))
                asked.compare()
                if id(provider) not in compared:  # a program is started for it: once will do
                    asked.qr(config)
            compared.append(id(provider))
    finally:
        assert daemon.stop() == 0, daemon.log()
    assert len(compared) >= 2


def test_the_shipped_file_is_compared_whole():
    config = took_effect(SHIPPED)
    compared = [provider for _, provider in domains_served(config)]
    assert all(provider in compared for provider in config["providers"].values() if provider["enabled"])
