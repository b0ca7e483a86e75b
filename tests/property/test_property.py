# SPDX-License-Identifier: MIT
"""Whatever is configured and whoever asks: each answer is valid, and the address comes back to the letter,
as do the logins made of it. SEED chooses another run, ANSWERS how long it is."""

import json
import os
import random
import re
import subprocess
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest
import yaml

import answers
from daemon import PROGRAM, Daemon
from generate import Generator

SEED = int(os.environ.get("SEED", "1"))
ANSWERS = int(os.environ.get("ANSWERS", "21000"))
ANSWERS_A_CONFIGURATION = 1000
PROVIDERS_A_CONFIGURATION = 40
# What each format can say of how to log in.
OUTLOOK = {"password", "ntlm", "gssapi", "none", "client-ip"}
APPLE = {"password", "cram-md5", "digest-md5", "ntlm", "none", "client-ip"}
FORBIDDEN = ["\t", "\n", "\x01", "\x1b", "\x7f", "\x85", "\ufffe", "\uffff"]
REQUEST = """<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
  <Request>
    <EMailAddress>{}</EMailAddress>
    <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/{}</AcceptableResponseSchema>
  </Request>
</Autodiscover>
"""


class Person:
    def __init__(self, generator, config):
        self.provider = generator.random.choice(list(config["providers"].values()))
        typed, self.domain = generator.domain(self.provider)
        self.local = generator.local()
        self.typed = f"{self.local}@{typed}"
        self.address = f"{self.local}@{self.domain}"

    def login(self, pattern):
        """None: nobody can derive it."""
        if pattern == "ask":
            return None
        parts = {"%EMAILADDRESS%": self.address, "%EMAILLOCALPART%": self.local, "%EMAILDOMAIN%": self.domain}
        return re.sub("%EMAIL[A-Z]+%", lambda found: parts[found.group()], written(pattern))

    def server_logins(self, protocol):
        """Of those of its servers that have one."""
        return {self.login(server.get("username", self.provider["username"]))
                for server in self.provider.get(protocol, ())}


def written(pattern):
    return {"address": "%EMAILADDRESS%", "localpart": "%EMAILLOCALPART%", "ask": "%EMAILADDRESS%"}.get(pattern, pattern)


def sayable(provider, protocol, words):
    """Some of its servers can be told of."""
    return any(words & set(server.get("auth", provider["auth"])) for server in provider.get(protocol, ()))


def is_expressible(provider):
    """Outlook can be told how to read mail there."""
    return any(sayable(provider, kind, OUTLOOK) for kind in ("imap", "pop3"))


def ask_autoconfig(daemon, connection, person, chance):
    path = chance.choice(["/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml",
                          "/.well-known/mail-v1.xml"])
    known = chance.random() < 0.8
    query = "?emailaddress=" + quote(person.typed, safe=chance.choice(["", "@'/"])) if known else ""
    answer = daemon.ask(path + query, headers={"Host": "autoconfig." + person.domain}, connection=connection)
    assert answer.status == 200
    root = answers.check_autoconfig(answer.body)
    filled = known and person.provider.get("autoconfig", {}).get("fill", True)
    for kind in ("imap", "pop3", "smtp"):
        patterns = [server.get("username", person.provider["username"]) for server in person.provider.get(kind, ())]
        expected = {(person.login(one) or person.address) if filled else written(one) for one in patterns}
        told = [server.findtext("username") for server in root.iter("incomingServer", "outgoingServer")
                if server.get("type") == kind]
        assert set(told) <= expected and bool(told) == bool(expected)
    name = root.findtext("emailProvider/displayName")
    assert name == person.provider["name"]


def ask_outlook(daemon, connection, person, chance):
    if chance.random() < 0.8:
        body = REQUEST.format(escape(person.typed), "outlook/responseschema/2006a")
        answers.check_request("outlook", body.encode())
        answer = daemon.ask("/autodiscover/autodiscover.xml", "POST", body.encode(), connection=connection)
    else:
        answer = daemon.ask("/Autodiscover/Autodiscover.xml?Email=" + quote(person.typed), connection=connection)
    assert answer.status == 200
    root = answers.check_autodiscover(answer.body)
    code = root.findtext(f".//{answers.ROOT}ErrorCode")
    if code is not None:
        assert code == "501" and not is_expressible(person.provider)
        return
    assert root.findtext(f".//{answers.OUTLOOK}DisplayName") == person.address
    for protocol in root.iter(answers.OUTLOOK + "Protocol"):
        kind = protocol.findtext(answers.OUTLOOK + "Type").lower()
        login = protocol.findtext(answers.OUTLOOK + "LoginName")
        if kind in ("imap", "pop3", "smtp") and protocol.findtext(answers.OUTLOOK + "AuthRequired") == "on":
            assert login in person.server_logins(kind)


def ask_phone(daemon, connection, person, chance):
    body = REQUEST.replace("outlook/request", "mobilesync/request").format(
        escape(person.typed), "mobilesync/responseschema/2006")
    answer = daemon.ask("/autodiscover/autodiscover.xml", "POST", body.encode(), connection=connection)
    assert answer.status == 200
    root = answers.check_autodiscover(answer.body)
    told = [one.text for one in root.iter() if one.tag.endswith("}EMailAddress")]
    assert told == ([person.address] if "activesync" in person.provider else [])


def ask_apple(daemon, connection, person, chance):
    name = Generator(chance).text(30).replace("\u202e", "").strip() or "A"  # which has no place in a name
    query = f"?email={quote(person.typed)}&name={quote(name)}&lang={chance.choice(['en', 'de', 'ru', 'xx'])}"
    answer = daemon.ask("/profile.mobileconfig" + query, connection=connection)
    readable = [kind for kind in ("imap", "pop3") if sayable(person.provider, kind, APPLE)]
    if answer.status == 404:
        assert not (readable and sayable(person.provider, "smtp", APPLE))
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        return
    assert answer.status == 200
    profile = answers.check_profile(answer.body)
    assert person.address in profile["PayloadDisplayName"]
    for part in profile["PayloadContent"]:
        if part["PayloadType"] == "com.apple.mail.managed":
            assert part["EmailAddress"] == person.address
            assert part["EmailAccountName"] == name
            kind = {"EmailTypeIMAP": "imap", "EmailTypePOP": "pop3"}[part["EmailAccountType"]]
            assert part.get("IncomingMailServerUsername") in person.server_logins(kind)
            if part["OutgoingMailServerAuthentication"] != "EmailAuthNone":
                assert part.get("OutgoingMailServerUsername") in person.server_logins("smtp")


def ask_json(daemon, connection, person, chance):
    typed = quote(person.typed, safe="")
    target = chance.choice([f"/v1.0/{typed}?Protocol=Autodiscoverv1", f"?Email={typed}&Protocol=AutodiscoverV1"])
    answer = daemon.ask("/autodiscover/autodiscover.json" + target, connection=connection)
    told = json.loads(answer.body)
    if answer.status == 400:
        assert told["ErrorCode"] == "InvalidProtocol" and not is_expressible(person.provider)
        assert "activesync" not in person.provider
        return
    assert answer.status == 200 and sorted(told) == ["Protocol", "Url"]
    assert told["Url"] == f"https://autodiscover.{person.domain}/autodiscover/autodiscover.xml"


def ask_forbidden(daemon, connection, person, chance):
    """What no XML can hold is no address."""
    wrong = quote(f"{person.local[:8]}{chance.choice(FORBIDDEN)}x@{person.domain}")
    for path in ("/mail/config-v1.1.xml?emailaddress=", "/profile.mobileconfig?email="):
        answer = daemon.ask(path + wrong, connection=connection)
        assert answer.status == 400 and answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    answer = daemon.ask("/autodiscover/autodiscover.xml?Email=" + wrong, connection=connection)
    root = answers.check_autodiscover(answer.body)
    assert answer.status == 200 and root.findtext(f".//{answers.ROOT}ErrorCode") == "600"


FORMATS = [ask_autoconfig, ask_autoconfig, ask_outlook, ask_outlook, ask_apple, ask_apple, ask_phone, ask_json,
           ask_forbidden]


def run(folder, chance):
    generator = Generator(chance)
    config = generator.config(PROVIDERS_A_CONFIGURATION)
    text = yaml.safe_dump(config, allow_unicode=True, width=1000)
    folder.mkdir()
    (folder / "providers.yaml").write_text(text)
    checked = subprocess.run([PROGRAM, "check", "providers.yaml"], cwd=folder, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    with Daemon(folder, None, "--threads", "1") as daemon:
        connection = daemon.connection()
        for _ in range(ANSWERS_A_CONFIGURATION):
            person = Person(generator, config)
            ask = chance.choice(FORMATS)
            try:
                ask(daemon, connection, person, chance)
            except (AssertionError, answers.Wrong):
                print(f"{ask.__name__} of {person.typed!r}\n{yaml.safe_dump(person.provider, allow_unicode=True)}")
                raise
        connection.close()


@pytest.mark.parametrize("number", range(ANSWERS // ANSWERS_A_CONFIGURATION))
def test_answers(tmp_path, number):
    print(f"SEED={SEED}, configuration {number}")
    run(tmp_path / "house", random.Random(f"{SEED}-{number}"))
