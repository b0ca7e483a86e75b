# SPDX-License-Identifier: MIT
"""Answers, judged by tests/schemas, profile_checker.py and json_checker.py. Each check returns what was read, or
raises Wrong."""

import re
from pathlib import Path

from lxml import etree

import json_checker
import profile_checker
from json_checker import Wrong

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
OUTLOOK = "{http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a}"
ROOT = "{http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006}"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

AUTOCONFIG = {version: etree.RelaxNG(file=str(SCHEMAS / f"autoconfig-{version}.rng")) for version in ("1.1", "1.2")}
AUTODISCOVER = etree.XMLSchema(file=str(SCHEMAS / "autodiscover.xsd"))
REQUESTS = {kind: etree.XMLSchema(file=str(SCHEMAS / f"autodiscover-request-{kind}.xsd"))
            for kind in ("outlook", "mobilesync")}
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)

# Encryption wins over SSL where both are known, so they must not contradict; and what programs that know
# SSL alone make of it must not be less safe.
SSL_OF = {"SSL": "on", "TLS": "on", "None": "off"}
# Error answers need the one, property lists are written with the others.
MAY_BE_EMPTY = {"DebugData", "true", "false"}
ACTION_OF = {"Protocol": "settings", "RedirectUrl": "redirectUrl", "RedirectAddr": "redirectAddr"}


def insist(condition, why):
    if not condition:
        raise Wrong(why)


def parse(body):
    """Well-formed, and written as programs that read by letter need it; its root."""
    insist(body.startswith(DECLARATION), "does not begin with the XML declaration")
    try:
        root = etree.fromstring(body, PARSER)
    except etree.XMLSyntaxError as error:
        raise Wrong(str(error)) from error
    insist(b"<!--" not in body and b"<![CDATA[" not in body, "a comment, or CDATA")
    insist(not re.search(rb"</?[A-Za-z]+:|xmlns:", body), "a prefix")
    for element in root.iter():
        empty = len(element) == 0 and not element.attrib and not (element.text or "").strip()
        insist(not empty or etree.QName(element).localname in MAY_BE_EMPTY, f"{element.tag} is empty")
    return root


def validate(schema, root):
    if not schema.validate(root):
        raise Wrong(str(schema.error_log.last_error) + "\n" + str(schema.error_log))


def check_autoconfig(body):
    insist(b"<!DOCTYPE" not in body, "a DOCTYPE")
    root = parse(body)
    version = root.get("version")
    insist(version in AUTOCONFIG, f"version {version}")
    validate(AUTOCONFIG[version], root)
    for server in root.iter("incomingServer", "outgoingServer"):
        methods = [method.text for method in server.findall("authentication")]
        insist(len(set(methods)) == len(methods), "a method of authentication twice")
    return root


def check_autodiscover(body):
    insist(b"<!DOCTYPE" not in body, "a DOCTYPE")
    root = parse(body)
    validate(AUTODISCOVER, root)
    for account in root.iter(OUTLOOK + "Account"):
        content = etree.QName(account[-1]).localname
        insist(account.findtext(OUTLOOK + "Action") == ACTION_OF[content], "Action is not what follows it")
        for protocol in account.iter(OUTLOOK + "Protocol"):
            check_protocol({etree.QName(one).localname: one.text for one in protocol})
    return root


def check_protocol(told):
    is_dav = told["Type"] in ("CalDAV", "CardDAV")
    insist(is_dav == told["Server"].startswith("https://"), "a URL for a host, or the other way round")
    insist(is_dav == ("Port" not in told), "Port")
    insist(is_dav == ("Encryption" not in told), "Encryption")
    insist(is_dav or told["SSL"] == SSL_OF[told["Encryption"]], "SSL and Encryption contradict each other")
    insist((told["Type"] == "SMTP") == ("UsePOPAuth" in told), "UsePOPAuth is SMTP's")
    insist(told["AuthRequired"] == "on" or told["Type"] == "SMTP", "no login to read mail")


def check_request(kind, body):
    try:
        root = etree.fromstring(body, PARSER)
    except etree.XMLSyntaxError as error:
        raise Wrong(str(error)) from error
    validate(REQUESTS[kind], root)
    return root


def check_profile(body):
    parse(body)
    try:
        return profile_checker.check(body)
    except profile_checker.Wrong as error:
        raise Wrong(str(error)) from error


CHECKS = {"clientConfig": check_autoconfig, "Autodiscover": check_autodiscover, "plist": check_profile}


def check(body):
    """By its root element; or JSON."""
    if body.startswith(b"{"):
        return json_checker.check(body)
    root = re.search(rb"<([A-Za-z]+)[ >]", body)
    insist(root and root.group(1).decode() in CHECKS, "not a document of ours")
    return CHECKS[root.group(1).decode()](body)
