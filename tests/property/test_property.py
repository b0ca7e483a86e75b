# SPDX-License-Identifier: MIT
"""Whatever is configured and whoever asks: each answer is valid, and tells what the configuration says, the
address and what is made of it to the letter. SEED chooses another run, ANSWERS how long it is."""

import json
import os
import random
import subprocess
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest
import yaml

import answers
import json_checker
import qr_reader
import readers
from certificates import Authority, names_in
from daemon import PROGRAM, Daemon
from generate import Generator
from truth import Expected, took_effect

SEED = int(os.environ.get("SEED", "1"))
ANSWERS = int(os.environ.get("ANSWERS", "21000"))
ANSWERS_A_CONFIGURATION = 1000
PROVIDERS_A_CONFIGURATION = 40
FORBIDDEN = ["\t", "\n", "\x01", "\x1b", "\x7f", "\x85", "\ufffe", "\uffff"]
REQUEST = """<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/{}/requestschema/2006">
  <Request>
    <EMailAddress>{}</EMailAddress>
    <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/{}</AcceptableResponseSchema>
  </Request>
</Autodiscover>
"""


class Person:
    """Somebody who has a mailbox there; `typed`: the address before it is made normal."""

    def __init__(self, generator, providers):
        self.provider = generator.random.choice(list(providers.values()))
        typed, domain = generator.domain(self.provider)
        self.local = generator.local()
        self.domain = domain
        self.typed = f"{self.local}@{typed}"
        self.expected = Expected(self.local, domain, self.provider)
        self.address = self.expected.address


class House:
    """A configuration by chance, served twice: as it is, and with its profiles signed."""

    def __init__(self, folder, chance, authority, signer):
        self.chance = chance
        self.generator = Generator(chance)
        self.folder = folder
        self.authority = authority
        self.daemons = []
        folder.mkdir()
        written = self.generator.config(PROVIDERS_A_CONFIGURATION)
        config = folder / "providers.yaml"
        config.write_text(yaml.safe_dump(written, allow_unicode=True, width=1000))
        checked = subprocess.run([PROGRAM, "check", config], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout
        self.providers = took_effect(config)["providers"]
        for name, provider in written["providers"].items():
            # Domains as people type them; of OAuth2 the secret, which is not printed.
            self.providers[name] |= {key: provider[key] for key in ("domains", "oauth2") if key in provider}
        self.signing = ("--sign-cert", str(signer[0]), "--sign-key", str(signer[1]))

    def __enter__(self):
        for name, options in (("open", ()), ("signed", self.signing)):
            (self.folder / name).mkdir()
            text = (self.folder / "providers.yaml").read_text()
            self.daemons.append(Daemon(self.folder / name, text, "--threads", "1", *options))
        self.connections = [daemon.connection() for daemon in self.daemons]
        return self

    def __exit__(self, *error):
        for connection, daemon in zip(self.connections, self.daemons):
            connection.close()
            daemon.__exit__(*error)

    def person(self):
        return Person(self.generator, self.providers)

    def name(self):
        """Of a person: what turns the reading order has no place in one."""
        return self.generator.text(30).replace("\u202e", "").strip() or "A"

    def ask(self, path, method="GET", body=None, host="127.0.0.1", signed=False):
        connection = self.connections[signed]
        return self.daemons[signed].ask(path, method, body, {"Host": host}, connection)


def ask_autoconfig(house, person):
    path = house.chance.choice(["/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml",
                                "/.well-known/mail-v1.xml"])
    known = house.chance.random() < 0.8
    query = "?emailaddress=" + quote(person.typed, safe=house.chance.choice(["", "@'/"])) if known else ""
    answer = house.ask(path + query, host="autoconfig." + person.domain)
    assert answer.status == 200
    root = answers.check_autoconfig(answer.body)
    assert readers.autoconfig(answer.body) == person.expected.autoconfig(known)
    assert readers.autoconfig_oauth2(answer.body) == person.expected.autoconfig_oauth2()
    assert root.findtext("emailProvider/displayName") == person.provider["name"]


def ask_outlook(house, person):
    if house.chance.random() < 0.8:
        body = REQUEST.format("outlook", escape(person.typed), "outlook/responseschema/2006a").encode()
        answers.check_request("outlook", body)
        answer = house.ask("/autodiscover/autodiscover.xml", "POST", body)
    else:
        answer = house.ask("/Autodiscover/Autodiscover.xml?Email=" + quote(person.typed))
    assert answer.status == 200
    root = answers.check_autodiscover(answer.body)
    told = person.expected.outlook()
    if person.provider["outlook"]["enabled"] and person.expected.is_sent_on():
        assert readers.outlook_sent_to(answer.body) == person.expected.outlook_sent_to()
    elif told:
        assert list(readers.outlook(answer.body)) == told
        assert root.findtext(f".//{answers.OUTLOOK}DisplayName") == person.address
    else:
        assert readers.outlook_error(answer.body) == "501"


def ask_phone(house, person):
    body = REQUEST.format("mobilesync", escape(person.typed), "mobilesync/responseschema/2006").encode()
    answers.check_request("mobilesync", body)
    answer = house.ask("/autodiscover/autodiscover.xml", "POST", body)
    assert answer.status == 200
    root = answers.check_autodiscover(answer.body)
    told = person.expected.mobilesync()
    assert readers.mobilesync(answer.body) == told
    assert readers.outlook_error(answer.body) == (None if told else "601")
    assert [one.text for one in root.iter() if one.tag.endswith("}EMailAddress")] == ([person.address] if told else [])


def ask_json(house, person):
    typed = quote(person.typed, safe="")
    protocol = house.chance.choice(["AutodiscoverV1", "ActiveSync"])
    target = house.chance.choice([f"/v1.0/{typed}?Protocol={protocol}", f"?Email={typed}&Protocol={protocol.lower()}"])
    answer = house.ask("/autodiscover/autodiscover.json" + target)
    told = json_checker.check(answer.body)
    expected = person.expected.json()
    if expected is None:
        assert answer.status == 404 and told["ErrorCode"] == "UserNotFound"
    elif protocol not in expected:
        assert answer.status == 400 and told["ErrorCode"] == "InvalidProtocol"
        assert all(f"'{name}'" in told["ErrorMessage"] for name in expected)
    else:
        assert answer.status == 200 and told == {"Protocol": protocol, "Url": expected[protocol]}


def check_profile(answer, expected, name, addresses):
    if expected is None:
        assert answer.status == 404 and answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        return
    assert answer.status == 200
    profile = answers.check_profile(answer.body)
    assert readers.profile(answer.body) == expected
    assert all(address in profile["PayloadDisplayName"] for address in addresses)
    assert {part.get("EmailAccountName", name) for part in profile["PayloadContent"]} == {name}


def profile_query(house, person, name):
    kind = house.chance.choice([None, None, "imap", "pop3", "eas"])
    query = f"/profile.mobileconfig?email={quote(person.typed)}&name={quote(name)}"
    language = house.chance.choice(["en", "de", "ru", "xx"])
    return kind, f"{query}&lang={language}" + (f"&type={kind}" if kind else "")


def ask_apple(house, person):
    name = house.name()
    kind, query = profile_query(house, person, name)
    check_profile(house.ask(query), person.expected.apple(kind), name, [person.address])


def ask_apple_for_several(house, person):
    people = {one.address.lower(): one for one in (person, house.person(), house.person())}.values()
    name = house.name()
    answer = house.ask("/profile.mobileconfig?addresses=" + quote(",".join(one.typed for one in people)) +
                       "&name=" + quote(name))
    consents = {id(one.provider) for one in people if "consent" in one.provider["apple"]}
    told = [one.expected.apple() for one in people]
    expected = None if len(consents) > 1 or None in told else sum(told, [])
    check_profile(answer, expected, name, [one.address for one in people])


def ask_apple_signed(house, person):
    """openssl finds the signature right, and the very bytes of the unsigned profile inside."""
    kind, query = profile_query(house, person, "A")
    plain = house.ask(query)
    signed = house.ask(query, signed=True)
    assert signed.status == plain.status
    assert signed.headers["Content-Type"] == plain.headers["Content-Type"]
    if plain.status != 200 or not person.provider["apple"]["signing"]:
        assert signed.body == plain.body
    else:
        assert house.authority.verify(signed.body) == plain.body
        assert names_in(signed.body) == ["intermediate", "signer"]


def ask_pacc(house, person):
    """By the Host alone; nothing else of a request changes a byte."""
    path = "/.well-known/user-agent-configuration.json"
    host = "ua-auto-config." + person.domain
    answer = house.ask(path, host=host)
    expected = person.expected.pacc()
    assert answer.status == (200 if expected else 404)
    if expected:
        answers.check(answer.body)
        assert readers.pacc(answer.body) == expected
        again = house.ask(path + "?emailaddress=" + quote(person.typed), host=host.upper() + ".:443", signed=True)
        assert again.body == answer.body


def ask_qr_apple(house, person):
    answer = house.ask("/qr/apple.svg?email=" + quote(person.typed))
    assert answer.status == (200 if person.expected.apple() else 404)
    if answer.status == 200:
        assert qr_reader.read_code(answer.body, house.folder).decode() == person.expected.qr_link()


def ask_qr_thunderbird(house, person):
    name = house.name()
    answer = house.ask("/qr/thunderbird.svg?email=" + quote(person.typed) + "&name=" + quote(name))
    expected = person.expected.qr_account(name)
    assert answer.status == (400 if not person.local.isascii() else 200 if expected else 404)
    if answer.status == 200:
        told = json.loads(qr_reader.read_code(answer.body, house.folder))
        qr_reader.check_account(told)
        assert told == expected


def ask_forbidden(house, person):
    """What no XML can hold is no address."""
    wrong = quote(f"{person.local[:8]}{house.chance.choice(FORBIDDEN)}x@{person.domain}")
    for path in ("/mail/config-v1.1.xml?emailaddress=", "/profile.mobileconfig?email=", "/qr/apple.svg?email=",
                 "/profile.mobileconfig?addresses="):
        answer = house.ask(path + wrong)
        assert answer.status == 400 and answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    answer = house.ask("/autodiscover/autodiscover.xml?Email=" + wrong)
    answers.check_autodiscover(answer.body)
    assert answer.status == 200 and readers.outlook_error(answer.body) == "600"
    answer = house.ask(f"/autodiscover/autodiscover.json?Email={wrong}&Protocol=AutodiscoverV1")
    assert answer.status == 400 and json_checker.check(answer.body)["ErrorCode"] == "InvalidUserId"


# How many of a hundred; those that start another program to judge are few.
FORMATS = {ask_autoconfig: 25, ask_outlook: 20, ask_apple: 15, ask_apple_for_several: 8, ask_phone: 8, ask_json: 8,
           ask_pacc: 8, ask_forbidden: 4, ask_apple_signed: 2, ask_qr_apple: 1, ask_qr_thunderbird: 1}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"), "ecdsa")


@pytest.fixture(scope="module")
def signer(authority):
    return authority.signer("signer")


@pytest.mark.parametrize("number", range(ANSWERS // ANSWERS_A_CONFIGURATION))
def test_answers(tmp_path, authority, signer, number):
    print(f"SEED={SEED}, configuration {number}")
    chance = random.Random(f"{SEED}-{number}")
    with House(tmp_path / "house", chance, authority, signer) as house:
        for ask in chance.choices(list(FORMATS), FORMATS.values(), k=ANSWERS_A_CONFIGURATION):
            person = house.person()
            try:
                ask(house, person)
            except (AssertionError, answers.Wrong):
                print(f"{ask.__name__} of {person.typed!r}\n{yaml.safe_dump(person.provider, allow_unicode=True)}")
                raise
