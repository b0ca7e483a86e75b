# SPDX-License-Identifier: MIT
"""Apple profiles: what keys each payload may have, of which type, which it must have. After Apple's published
schema, less the keys that must never be written here (passwords, what a user could not undo)."""

import plistlib
import re
import xml.etree.ElementTree as ElementTree

DOCTYPE = (b'<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
           b'"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n')
UUID = r"[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}"
HOST = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
LOGIN = "EmailAuth(None|Password|CRAMMD5|NTLM|HTTPMD5)"
TEXT = r"\S|\S[\s\S]*\S"
ADDRESS = rf"\S.*@{HOST}|\S@{HOST}"


class Wrong(Exception):
    pass


# A key's type, the pattern or the values it may have, and whether the payload needs it. Ports and UseSSL are
# optional for Apple, with defaults (no TLS) that nobody means: needed here.
COMMON = {
    "PayloadVersion": (int, {1}, True),
    "PayloadIdentifier": (str, r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", True),
    "PayloadUUID": (str, UUID, True),
    "PayloadDisplayName": (str, TEXT, True),
    "PayloadDescription": (str, TEXT, True),
}
TOP = {
    **COMMON,
    "PayloadType": (str, {"Configuration"}, True),
    "PayloadContent": (list, None, True),
    "PayloadOrganization": (str, TEXT, False),
    "ConsentText": (dict, None, False),
}
PORT = (int, range(1, 65536), True)
MAIL = {
    **COMMON,
    "PayloadType": (str, None, True),
    "EmailAccountType": (str, "EmailType(IMAP|POP)", True),
    "EmailAddress": (str, ADDRESS, True),
    "EmailAccountName": (str, TEXT, False),
    "EmailAccountDescription": (str, TEXT, True),
    "IncomingMailServerHostName": (str, HOST, True),
    "IncomingMailServerPortNumber": PORT,
    "IncomingMailServerUseSSL": (bool, None, True),
    "IncomingMailServerAuthentication": (str, LOGIN, True),
    "IncomingMailServerUsername": (str, TEXT, False),
    "OutgoingMailServerHostName": (str, HOST, True),
    "OutgoingMailServerPortNumber": PORT,
    "OutgoingMailServerUseSSL": (bool, None, True),
    "OutgoingMailServerAuthentication": (str, LOGIN, True),
    "OutgoingMailServerUsername": (str, TEXT, False),
    "OutgoingPasswordSameAsIncomingPassword": (bool, None, True),
}


def dav(prefix):
    return {
        **COMMON,
        "PayloadType": (str, None, True),
        prefix + "HostName": (str, HOST, True),
        prefix + "Port": PORT,
        prefix + "UseSSL": (bool, {True}, True),
        prefix + "Username": (str, TEXT, False),
        prefix + "PrincipalURL": (str, r"/[!-~]+|https://[!-~]+", False),
        prefix + "AccountDescription": (str, TEXT, True),
    }


EXCHANGE = {
    **COMMON,
    "PayloadType": (str, None, True),
    "EmailAddress": (str, ADDRESS, True),
    "Host": (str, HOST + "(:[0-9]+)?", True),
    "SSL": (bool, {True}, True),
    "UserName": (str, TEXT, False),
}
PAYLOADS = {
    "com.apple.mail.managed": MAIL,
    "com.apple.caldav.account": dav("CalDAV"),
    "com.apple.carddav.account": dav("CardDAV"),
    "com.apple.eas.account": EXCHANGE,
}


def insist(condition, why):
    if not condition:
        raise Wrong(why)


def check_keys(keys, payload):
    for key, (kind, allowed, needed) in keys.items():
        insist(key in payload or not needed, f"{key} is missing")
    for key, value in payload.items():
        insist(key in keys, f"{key} is no key of it, or one never to be written")
        kind, allowed, _ = keys[key]
        insist(type(value) is kind, f"{key} is a {type(value).__name__}")  # a bool is an int elsewhere
        if isinstance(allowed, str):
            insist(re.fullmatch(allowed, value, re.ASCII), f"{key}: {value!r}")
        elif allowed is not None:
            insist(value in allowed, f"{key}: {value!r}")


def check_mail(payload):
    """What one key says of another."""
    for side in ("Incoming", "Outgoing"):
        none = payload[side + "MailServerAuthentication"] == "EmailAuthNone"
        insist(not none or side == "Outgoing", "no login to read mail")
        insist(not (none and side + "MailServerUsername" in payload), "a login for nothing")
        safe = payload[side + "MailServerPortNumber"] in (993, 995, 465)
        insist(payload[side + "MailServerUseSSL"] or not safe, "a TLS port without TLS")
    same = payload["OutgoingPasswordSameAsIncomingPassword"]
    insist(not same or payload.get("IncomingMailServerUsername") == payload.get("OutgoingMailServerUsername"),
           "one password for two logins")


def check_no_key_twice(body):
    """plistlib takes the last of two."""
    for dictionary in ElementTree.fromstring(body).iter("dict"):
        keys = [one.text for one in dictionary if one.tag == "key"]
        insist(len(set(keys)) == len(keys), "a key twice")
        insist(len(keys) * 2 == len(dictionary), "a key without value, or the other way round")


def check(body):
    """The profile as plistlib reads it; raises Wrong."""
    insist(DOCTYPE in body, "not a property list's DOCTYPE")
    check_no_key_twice(body)
    try:
        profile = plistlib.loads(body)
    except (ValueError, plistlib.InvalidFileException) as error:
        raise Wrong(str(error)) from error
    check_keys(TOP, profile)
    parts = profile["PayloadContent"]
    insist(parts, "nothing in it")
    for part in parts:
        kind = part.get("PayloadType")
        insist(kind in PAYLOADS, f"PayloadType {kind}")
        check_keys(PAYLOADS[kind], part)
        if kind == "com.apple.mail.managed":
            check_mail(part)
    everything = [profile, *parts]
    for key in ("PayloadUUID", "PayloadIdentifier"):
        insist(len({one[key] for one in everything}) == len(everything), f"{key} twice")
    for language, text in profile.get("ConsentText", {"default": "x"}).items():
        insist(re.fullmatch("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", language), f"language {language}")
        insist(type(text) is str and re.fullmatch(TEXT, text), "an empty text")
    insist("default" in profile.get("ConsentText", {"default": ""}), "ConsentText without default")
    return profile
