# SPDX-License-Identifier: MIT
"""Answers in JSON: PACC's document, and Autodiscover v2's answers and errors. Each has these members and no
other; nothing is empty, null or told twice."""

import json
import re

HOST = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
URL = rf"https://{HOST}(:[0-9]+)?(/[!-~]*)?"
NO_PORT = rf"https://{HOST}(/[!-~]*)?"
WITH_PATH = rf"https://{HOST}/[!-~]+"
ONE_LINE = r"\S|\S.*\S"
PICTURES = "image/(svg\\+xml|png|jpeg|webp|gif)"


class Wrong(Exception):
    pass


def needed(form):
    return (form, True)


def server():
    return {"host": needed(HOST)}


def service(url):
    return {"url": needed(url)}


# A member's form is a pattern of its text, bool, the members of an object, or a list of one form; all that is
# not needed() may be left out.
PACC = {
    "protocols": needed({"imap": server(), "pop3": server(), "submit": server(), "smtp": server(),
                         "jmap": service(NO_PORT), "caldav": service(WITH_PATH), "carddav": service(WITH_PATH),
                         "webdav": service(WITH_PATH)}),
    "authentication": needed({"password": needed(bool), "oauth-public": {"issuer": needed(r"https://[^?#\s]+")}}),
    "info": needed({
        "provider": needed({"name": needed(ONE_LINE), "shortName": needed(ONE_LINE),
                            "logo": [{"url": needed(URL), "content-type": needed(PICTURES)}]}),
        "help": {"documentation": "https?://[!-~]+", "contact": [r"mailto:[!-~]+|tel:\+[0-9]+|https?://[!-~]+"]}}),
}
DISCOVERED = {"Protocol": needed("AutodiscoverV1|ActiveSync"), "Url": needed(URL)}
ERROR = {"ErrorCode": needed("InvalidProtocol|InvalidUserId|UserNotFound|MandatoryParameterMissing"),
         "ErrorMessage": needed(ONE_LINE)}


def insist(condition, why):
    if not condition:
        raise Wrong(why)


def told_once(members):
    insist(len(dict(members)) == len(members), "a member twice")
    return dict(members)


def compare(value, form, where):
    if isinstance(form, str):
        insist(isinstance(value, str) and re.fullmatch(form, value, re.ASCII), f"{where}: {value!r}")
    elif isinstance(form, dict):
        insist(isinstance(value, dict) and value, f"{where}: {value!r}")
        compare_members(value, form, where)
    elif isinstance(form, list):
        insist(isinstance(value, list) and value, f"{where}: {value!r}")
        for one in value:
            compare(one, form[0], where)
    else:
        insist(type(value) is form, f"{where}: {value!r}")


def compare_members(value, form, where):
    for key, member in form.items():
        insist(key in value or not isinstance(member, tuple), f"{where}{key} is missing")
    for key, one in value.items():
        insist(key in form, f"{where}{key} is no member of it")
        member = form[key]
        compare(one, member[0] if isinstance(member, tuple) else member, f"{where}{key}.")


def check(body):
    """The document, by what it looks like."""
    try:
        document = json.loads(body.decode(), object_pairs_hook=told_once)
    except ValueError as error:
        raise Wrong(str(error)) from error
    insist(b"\n" not in body, "more than one line")
    forms = {"protocols": PACC, "Protocol": DISCOVERED}
    compare(document, next((form for key, form in forms.items() if key in document), ERROR), "")
    if "protocols" in document:
        check_pacc(document)
    return document


def check_pacc(document):
    """What one member says of another."""
    protocols = document["protocols"]
    insist(protocols.get("submit") == protocols.get("smtp"), "submit is not smtp")
    insist("imap" in protocols or "pop3" in protocols, "no way to read mail")
    insist(document["authentication"]["password"] or "oauth-public" in document["authentication"], "no way to log in")
