# SPDX-License-Identifier: MIT
"""The answers written down in tests/cases/http, read as programs read them: well-formed, nothing in them
that a client trips over, and one and the same settings in every format."""

import base64
import hashlib
import json
import plistlib
import re
import xml.etree.ElementTree as ElementTree

import pytest

from conftest import TOP

FOLDER = TOP / "tests/cases/http"
POX = "{http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a}"
POX_ROOT = "{http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006}"


def read(pattern):
    """(name, request line, body) of the cases that answer with a document."""
    for path in sorted(FOLDER.glob(pattern)):
        asked, _, answered = path.read_text().partition("\n---\n")
        body = answered.partition("\n\n")[2]
        if body.startswith("<?xml"):
            request = next(line for line in asked.split("\n") if not line.startswith("#"))
            yield path.stem, request, body


def parameters(pattern):
    found = list(read(pattern))
    return pytest.mark.parametrize("body", [body for _, _, body in found], ids=[name for name, _, _ in found])


def texts(element):
    """Every element without children, with its text."""
    return [(one, one.text or "") for one in element.iter() if len(one) == 0]


@parameters("*.http")
def test_every_document(body):
    assert body.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    root = ElementTree.fromstring(body.encode())
    for element, text in texts(root):
        assert text == text.strip(), f"blanks around the text of {element.tag}"
    assert not re.search(r"<[/]?[A-Za-z]+:", body), "a prefix"
    assert "urn:autoconfigd" not in body and "<!--" not in body


@parameters("autoconfig-*.http")
def test_autoconfig(body):
    root = ElementTree.fromstring(body)
    provider = root.find("emailProvider")
    is_1_2 = root.get("version") == "1.2"
    assert re.fullmatch(r"[a-z0-9.-]+", provider.get("id"))
    assert provider.find("domain").attrib == {}
    for name in ("displayName", "displayShortName"):
        assert len(provider.findall(name)) == 1
    servers = provider.findall("incomingServer") + provider.findall("outgoingServer")
    assert provider.find("incomingServer").get("type") in ("imap", "pop3")
    for server in servers:
        assert list(server.attrib) == ["type"], "Evolution gives the whole file up"
        order = [child.tag for child in server]
        if server.find("url") is None:
            assert order[:4] == ["hostname", "port", "socketType", "authentication"]
            assert 0 < int(server.find("port").text) < 65536
            assert server.find("socketType").text in ("SSL", "STARTTLS", "plain")
        methods = [(one.text, one.attrib.get("system")) for one in server.findall("authentication")]
        assert methods and len(set(methods)) == len(methods)
        assert server.find("username").text
    for element, text in texts(provider):
        assert text or element.tag in ("checkInterval",), f"{element.tag} is empty"
        leaf = element.tag in ("descr", "instruction", "checkInterval") or is_1_2
        assert leaf or element.attrib == {}, f"Thunderbird loses the text of {element.tag}"


@parameters("autodiscover-*.http")
def test_autodiscover(body):
    root = ElementTree.fromstring(body)
    assert root.tag == POX_ROOT + "Autodiscover"
    for element, text in texts(root):
        assert text or element.tag.endswith("}DebugData"), f"{element.tag} is empty"
    account = root.find(f"{POX}Response/{POX}Account")
    if account is None:
        assert root.find(f"{POX_ROOT}Response/{POX_ROOT}Error") is not None or "mobilesync" in body
        return
    assert [child.tag for child in account][:2] == [POX + "AccountType", POX + "Action"]
    protocols = account.findall(POX + "Protocol")
    types = [protocol.find(POX + "Type").text for protocol in protocols]
    order = ["IMAP", "POP3", "SMTP", "CalDAV", "CardDAV"]
    assert types == [one for one in order if one in types]
    for protocol in protocols:
        for name in ("SPA", "SSL", "DomainRequired", "AuthRequired"):
            assert protocol.find(POX + name).text in ("on", "off")
    assert "%EMAIL" not in body


@parameters("mobileconfig*.http")
def test_mobileconfig(body):
    profile = plistlib.loads(body.encode())
    parts = profile["PayloadContent"]
    assert profile["PayloadType"] == "Configuration" and parts
    everything = [profile, *parts]
    for key in ("PayloadUUID", "PayloadIdentifier"):
        assert len({part[key] for part in everything}) == len(everything)
    for part in everything:
        assert part["PayloadVersion"] == 1
        assert re.fullmatch(r"[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}",
                            part["PayloadUUID"])
        # Several people's parts are each named after their own address.
        several = "," in profile["PayloadDisplayName"]
        assert several or part["PayloadIdentifier"].startswith(profile["PayloadIdentifier"])
        assert not [key for key in part if "Password" in key and key != "OutgoingPasswordSameAsIncomingPassword"]
        for key, value in part.items():
            assert value != "", f"{key} is empty"
    # No key twice: plistlib takes the last of two.
    assert len(re.findall("<key>", body)) == sum(map(count_keys, [profile]))


def read_json(pattern):
    for path in sorted(FOLDER.glob(pattern)):
        answered = path.read_text().partition("\n---\n")[2]
        head, _, body = answered.partition("\n\n")
        if "application/json" in head and body:
            yield path.stem, int(head.split("\n")[0]), body


def test_autodiscover_json():
    found = list(read_json("json*.http"))
    assert len(found) > 30
    for name, status, body in found:
        said = json.loads(body)
        assert body == json.dumps(said, separators=(",", ":"), ensure_ascii=False), name
        if status == 200:
            assert list(said) == ["Protocol", "Url"]
            assert said["Protocol"] in ("AutodiscoverV1", "ActiveSync")
            assert re.fullmatch(r"https://[a-z0-9.-]+/[\x21-\x7e]+", said["Url"])
        else:
            assert list(said) == ["ErrorCode", "ErrorMessage"]
            assert status == (404 if said["ErrorCode"] == "UserNotFound" else 400)
            assert re.fullmatch(r"[A-Za-z0-9',. ]+", said["ErrorMessage"])


def test_pacc():
    found = [body for _, status, body in read_json("pacc*.http") if status == 200]
    assert len(found) > 3
    for body in found:
        said = json.loads(body)
        assert body == json.dumps(said, separators=(",", ":"), ensure_ascii=False)
        assert list(said) == ["protocols", "authentication", "info"]
        protocols = said["protocols"]
        assert "imap" in protocols or "pop3" in protocols
        assert protocols.get("submit") == protocols.get("smtp")
        for service, where in protocols.items():
            if service in ("imap", "pop3", "submit", "smtp"):
                assert re.fullmatch(r"[a-z0-9.-]+", where["host"]) and list(where) == ["host"]
            else:
                assert re.fullmatch(r"https://[a-z0-9.-]+/[^?#]*", where["url"]) and list(where) == ["url"]
        provider = said["info"]["provider"]
        assert 0 < len(provider["name"]) <= 60 and 0 < len(provider["shortName"]) <= 20
        assert True in said["authentication"].values() or "oauth-public" in said["authentication"]


def test_a_published_hash_of_pacc_stays_right():
    """What an administrator has put into the DNS: a client believes no other bytes."""
    (body,) = {body for name, _, body in read_json("pacc*.http") if name in ("pacc", "pacc-bare-host")}
    digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    assert (len(body.encode()), digest) == (621, "+3Fv+Nh7bNTsRl1zqFl5xXN+DhCSCOxU7qrzS1aiDY4=")


def count_keys(value):
    if isinstance(value, dict):
        return len(value) + sum(map(count_keys, value.values()))
    return sum(map(count_keys, value)) if isinstance(value, list) else 0


def settings_by_domain(pattern, read_settings):
    found = {}
    for name, request, body in read(pattern):
        settings = read_settings(body)
        address = re.search(r"@([a-z0-9.-]+\.[a-z]+)", body)
        if settings and address and "type=" not in request and "addresses=" not in request:
            found.setdefault(address.group(1), {})[name] = settings
    return found


def outlook_settings(body):
    return {protocol.find(POX + "Type").text: (protocol.find(POX + "Server").text,
                                               int(protocol.find(POX + "Port").text))
            for protocol in ElementTree.fromstring(body).iter(POX + "Protocol")
            if protocol.find(POX + "Port") is not None}


def apple_settings(body):
    settings = {}
    for part in plistlib.loads(body.encode())["PayloadContent"]:
        if part["PayloadType"] == "com.apple.mail.managed":
            incoming = "IMAP" if part["EmailAccountType"] == "EmailTypeIMAP" else "POP3"
            for key, side in ((incoming, "Incoming"), ("SMTP", "Outgoing")):
                settings[key] = (part[side + "MailServerHostName"], part[side + "MailServerPortNumber"])
    return settings


def autoconfig_settings(body):
    settings = {}
    for server in ElementTree.fromstring(body).find("emailProvider"):
        if server.find("hostname") is not None:
            settings.setdefault(server.get("type").upper(), []).append(
                (server.find("hostname").text, int(server.find("port").text)))
    return settings


def test_all_formats_agree():
    autoconfig = settings_by_domain("autoconfig-*.http", autoconfig_settings)
    outlook = settings_by_domain("autodiscover-*.http", outlook_settings)
    apple = settings_by_domain("mobileconfig*.http", apple_settings)
    compared = 0
    for domain in autoconfig:
        for listed in autoconfig[domain].values():
            for told in [*outlook.get(domain, {}).values(), *apple.get(domain, {}).values()]:
                for protocol, server in told.items():
                    assert server in listed[protocol], f"{domain}: {protocol}"
                    compared += 1
    assert compared > 50
