# SPDX-License-Identifier: MIT
"""What answers tell, read with Python's own readers, in the form in which truth.py expects it."""

import json
import plistlib
import xml.etree.ElementTree as ElementTree

import lxml.html

POX = "{http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a}"
MOBILESYNC = "{http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006}"
SERVERS = ("incomingServer", "outgoingServer", "addressbook", "calendar", "fileShare", "chatServer", "setupServer")
OAUTH2 = ("issuer", "scope", "authURL", "tokenURL", "clientID", "clientSecret")
POX_KEYS = ("Type", "Server", "Port", "SSL", "Encryption", "SPA", "AuthRequired", "LoginName")
DAV = {"com.apple.caldav.account": "CalDAV", "com.apple.carddav.account": "CardDAV"}


def autoconfig(body):
    told = []
    for server in ElementTree.fromstring(body).iter():
        if server.tag in SERVERS:
            where = server.findtext("url")
            if where is None:
                where = (server.findtext("hostname"), int(server.findtext("port")), server.findtext("socketType"))
            told.append((server.tag, server.get("type"), where,
                         [one.text for one in server.findall("authentication")], server.findtext("username")))
    return told


def autoconfig_oauth2(body):
    told = ElementTree.fromstring(body).find("oAuth2")
    return None if told is None else [told.findtext(key) for key in OAUTH2]


def outlook(body):
    for protocol in ElementTree.fromstring(body).iter(POX + "Protocol"):
        told = [protocol.findtext(POX + key) for key in POX_KEYS]
        told[2] = None if told[2] is None else int(told[2])
        yield tuple(told)


def outlook_sent_to(body):
    root = ElementTree.fromstring(body)
    action = root.findtext(f".//{POX}Action")
    return action, root.findtext(f".//{POX}{action[0].upper()}{action[1:]}")


def outlook_error(body):
    """Its code; None: it is no error."""
    return ElementTree.fromstring(body).findtext(".//{*}ErrorCode")


def mobilesync(body):
    return ElementTree.fromstring(body).findtext(f".//{MOBILESYNC}Url")


def profile(body):
    return [profile_part(part) for part in plistlib.loads(body)["PayloadContent"]]


def profile_part(part):
    kind = part["PayloadType"]
    if kind == "com.apple.mail.managed":
        told = [part["EmailAccountType"], part["EmailAddress"]]
        for side in ("IncomingMailServer", "OutgoingMailServer"):
            told += [part[side + "HostName"], part[side + "PortNumber"], part[side + "UseSSL"],
                     part[side + "Authentication"], part.get(side + "Username")]
        return told
    if kind == "com.apple.eas.account":
        return ["eas", part["EmailAddress"], part["Host"], part.get("UserName")]
    prefix = DAV[kind]
    return [prefix.lower(), *(part.get(prefix + key) for key in ("HostName", "Port", "PrincipalURL", "Username"))]


def pacc(body):
    told = json.loads(body)
    return told["protocols"], told["authentication"]


def page(body):
    """The settings at its top; a login that is words is None."""
    told = []
    for table in lxml.html.document_fromstring(body.decode()).xpath("(//div[@class='pair'])[1]//table[caption]"):
        rows = {row.findtext("th"): row.find("td") for row in table.findall("tbody/tr")}
        login = rows.get("User name")
        told.append((table.findtext("caption/small"), rows["Server"].findtext("bdi"), rows["Port"].findtext("bdi"),
                     rows["Security"].text, login.findtext("bdi") if login is not None else None))
    return told
