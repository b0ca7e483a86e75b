# SPDX-License-Identifier: MIT
"""What each format must tell of a provider: the rules of the manual (which servers a format names, and in
which words), written down once more over what `autoconfigd config --json` says took effect."""

import json
import re
import subprocess
from urllib.parse import quote, urlsplit

from daemon import PROGRAM

STRENGTH = {"tls": 2, "starttls": 1, "none": 0}
PLACEHOLDERS = {"address": "%EMAILADDRESS%", "localpart": "%EMAILLOCALPART%", "ask": "%EMAILADDRESS%"}
OPEN = {"none", "client-ip"}
AUTOCONFIG_SECURITY = {"tls": "SSL", "starttls": "STARTTLS", "none": "plain"}
AUTOCONFIG_AUTH = {
    "password": "password-cleartext", "oauth2": "OAuth2", "cram-md5": "password-encrypted",
    "digest-md5": "password-encrypted", "scram": "password-encrypted", "ntlm": "NTLM", "gssapi": "GSSAPI",
    "client-cert": "TLS-client-cert", "client-ip": "client-IP-address", "none": "none"}
HTTP_AUTH = {"password": "Basic", "digest-md5": "Digest", "oauth2": "OAuth2"}
OUTLOOK_SECURITY = {"tls": ("on", "SSL"), "starttls": ("on", "TLS"), "none": ("off", "None")}
OUTLOOK_SPA = {"password": "off", "ntlm": "on", "gssapi": "on", "client-ip": "off", "none": "off"}
APPLE_AUTH = {"password": "EmailAuthPassword", "cram-md5": "EmailAuthCRAMMD5", "digest-md5": "EmailAuthHTTPMD5",
              "ntlm": "EmailAuthNTLM", "client-ip": "EmailAuthNone", "none": "EmailAuthNone"}
QR_SECURITY = {"tls": 3, "starttls": 2, "none": 0}
QR_AUTH = {"password": 1, "cram-md5": 2, "digest-md5": 2, "scram": 2, "client-ip": 0, "none": 0}
# Where the app of the QR code can sign in by OAuth2.
QR_SIGNS_IN = re.compile(r"(imap|smtp)\.(aol|fastmail|gmail|googlemail|mail\.yahoo)\.com|"
                         r"(outlook|smtp)\.office365\.com|smtp-mail\.outlook\.com")
PAGE_SECURITY = {"tls": "SSL/TLS, from the start", "starttls": "STARTTLS",
                 "none": "none: the connection is not encrypted"}
PACC_PASSWORD = {"password", "cram-md5", "digest-md5", "scram"}
PACC_PORT = {"imap": 993, "pop3": 995, "smtp": 465}


def took_effect(path):
    printed = subprocess.run([PROGRAM, "config", "--json", "--config", path], capture_output=True, check=True)
    return json.loads(printed.stdout)


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


def written(username):
    return PLACEHOLDERS.get(username, username)


def is_address(username):
    return username != "ask" and written(username) == "%EMAILADDRESS%"


class Expected:
    """What a format must tell for `local` at `domain` (A-labels)."""

    def __init__(self, local, domain, provider):
        self.domain = domain
        self.provider = provider
        self.address = f"{local}@{domain}"
        self.parts = {"ADDRESS": self.address, "LOCALPART": local, "DOMAIN": domain}

    def fill(self, pattern):
        return re.sub("%EMAIL(ADDRESS|LOCALPART|DOMAIN)%", lambda found: self.parts[found.group(1)], pattern)

    def fill_url(self, pattern):
        return re.sub("%EMAIL(ADDRESS|LOCALPART|DOMAIN)%",
                      lambda found: quote(self.parts[found.group(1)], safe="@"), pattern)

    def login(self, server):
        """None: nobody can derive it, or none is needed."""
        asked = server["username"] == "ask" or set(server["auth"]) & OPEN
        return None if asked else self.fill(written(server["username"]))

    def host(self, server):
        return self.fill(server["host"])

    def best(self, protocol, words):
        """The first of the strongest that can be said."""
        sayable = [one for one in self.provider.get(protocol, []) if set(one["auth"]) & set(words)]
        return max(sayable, key=lambda one: STRENGTH[one["security"]], default=None)

    # Autoconfig

    def autoconfig(self, known=True):
        """Servers and services in the order of the document; `known`: the address is asked about."""
        filled = known and self.provider["autoconfig"]["fill"]
        newer = self.provider["autoconfig"]["version"] == "1.2"
        by_url = ("jmap", "ews", "activesync", "graph") if newer and self.provider["autoconfig"]["url_servers"] else ()
        rows = [("imap", "incomingServer", "imap"), ("pop3", "incomingServer", "pop3"),
                *((key, "incomingServer", "activeSync" if key == "activesync" else key) for key in by_url),
                ("smtp", "outgoingServer", "smtp"), ("carddav", "addressbook", "carddav"),
                ("caldav", "calendar", "caldav")]
        if newer:
            rows += [("webdav", "fileShare", "webdav"), ("xmpp", "chatServer", "xmpptcp"),
                     ("matrix", "chatServer", "matrix"), ("managesieve", "setupServer", "managesieve")]
        return [told for key, element, kind in rows for told in self.autoconfig_of(key, element, kind, filled)]

    def autoconfig_of(self, key, element, kind, filled):
        told = self.provider.get(key, [])
        servers = [told] if isinstance(told, dict) else told
        words = HTTP_AUTH if isinstance(told, dict) else AUTOCONFIG_AUTH
        # A URL of xmpp has no form but itself.
        servers = [one if isinstance(one, dict) else {**self.provider, "url": one} for one in servers]
        servers = [one for one in servers if one.get("security") != "none"] or servers
        servers = [one for one in servers if not set(one["auth"]) & OPEN] or servers
        for one in servers:
            # Android wants a login everywhere: the address where none is known.
            login = self.fill(written(one["username"])) if filled else written(one["username"])
            methods = list(dict.fromkeys(words[method] for method in one["auth"] if method in words))
            if not methods:
                continue
            if "url" in one:
                url = self.fill_url(one["url"]) if filled else one["url"].replace("%EMAILDOMAIN%", self.domain)
                yield (element, "xmpp" if key == "xmpp" else kind, url, methods, login)
            else:
                yield (element, kind, (self.host(one), one["port"], AUTOCONFIG_SECURITY[one["security"]]),
                       methods, login)

    def autoconfig_oauth2(self):
        oauth2 = self.provider.get("oauth2", {})
        if not all(oauth2.get(key) for key in ("issuer", "auth_url", "token_url", "scopes")):
            return None
        newer = self.provider["autoconfig"]["version"] == "1.2"
        return [oauth2["issuer"], " ".join(oauth2["scopes"]), oauth2["auth_url"], oauth2["token_url"],
                *(oauth2.get(key) if newer else None for key in ("client_id", "client_secret"))]

    # Outlook

    def is_sent_on(self):
        return "redirect_url" in self.provider["outlook"] or "redirect_domain" in self.provider["outlook"]

    def outlook(self):
        told = []
        outlook = self.provider["outlook"]
        if not outlook["enabled"] or self.is_sent_on():
            return told
        for protocol in ("imap", "pop3", "smtp"):
            one = self.best(protocol, OUTLOOK_SPA)
            if one is not None and protocol in outlook["protocols"] and (told or protocol != "smtp"):
                method = next(word for word in one["auth"] if word in OUTLOOK_SPA)
                told.append((protocol.upper(), self.host(one), one["port"], *OUTLOOK_SECURITY[one["security"]],
                             OUTLOOK_SPA[method], "off" if method in OPEN else "on", self.login(one)))
        for key, kind in (("caldav", "CalDAV"), ("carddav", "CardDAV")):
            one = self.provider.get(key)
            if told and outlook["dav"] and one and self.login(one) and {"password", "digest-md5"} & set(one["auth"]):
                told.append((kind, self.fill_url(one["url"]), None, "on", None, "off", "on", self.login(one)))
        return told

    def outlook_sent_to(self):
        """(Action, where to)"""
        outlook = self.provider["outlook"]
        if "redirect_url" in outlook:
            return ("redirectUrl", self.fill_url(outlook["redirect_url"]))
        return ("redirectAddr", f"{self.parts['LOCALPART']}@{outlook['redirect_domain']}")

    def mobilesync(self):
        """The URL; None: there is none."""
        told = self.provider.get("activesync")
        return self.fill_url(told["url"]) if told and self.provider["outlook"]["enabled"] else None

    def json(self):
        """By protocol, the URL of its settings; where the XML is: a path."""
        outlook = self.provider["outlook"]
        if not outlook["enabled"] or not outlook["json"]:
            return None
        told = {}
        if self.mobilesync():
            told["ActiveSync"] = self.mobilesync()
        if self.outlook() or self.is_sent_on() or told:
            told["AutodiscoverV1"] = f"https://autodiscover.{self.domain}/autodiscover/autodiscover.xml"
        return told

    # Apple

    def apple(self, kind=None):
        """The accounts of a profile; None: no mail account can be told."""
        if kind == "eas":
            exchange = self.apple_service("activesync")
            return exchange and [exchange]
        protocols = ["pop3", "imap"] if self.provider["apple"]["protocol"] == "pop3" else ["imap", "pop3"]
        incoming = [(one, self.best(one, APPLE_AUTH)) for one in ([kind] if kind else protocols)]
        outgoing = self.best("smtp", APPLE_AUTH)
        incoming = [(protocol, one) for protocol, one in incoming if one is not None]
        if not incoming or outgoing is None:
            return None
        protocol, one = incoming[0]
        told = [[{"imap": "EmailTypeIMAP", "pop3": "EmailTypePOP"}[protocol], self.address, *self.apple_server(one),
                 *self.apple_server(outgoing)]]
        for key, switch in (("caldav", "calendar"), ("carddav", "contacts")):
            if self.provider["apple"][switch] and self.apple_service(key):
                told.append(self.apple_service(key))
        return told

    def apple_server(self, one):
        sayable = [word for word in one["auth"] if word in APPLE_AUTH]
        method = "password" if "password" in sayable else sayable[0]
        return [self.host(one), one["port"], one["security"] != "none", APPLE_AUTH[method], self.login(one)]

    def apple_service(self, key):
        one = self.provider.get(key)
        if not one or not {"password", "digest-md5"} & set(one["auth"]):
            return None
        url = urlsplit(self.fill_url(one["url"]))
        path = url._replace(scheme="", netloc="").geturl()
        if key == "activesync":
            return ["eas", self.address, url.netloc.partition(":")[0], self.login(one)]
        return [key, url.hostname, url.port or 443, None if path in ("", "/") else path, self.login(one)]

    # QR codes

    def qr_link(self):
        return f"https://autoconfig.{self.domain}/profile.mobileconfig?email=" + quote(self.address, safe="")

    def qr_account(self, name):
        """What Thunderbird for Android imports; None: it cannot be told."""
        imap, pop3, smtp = (self.qr_server(protocol) for protocol in ("imap", "pop3", "smtp"))
        incoming = imap or pop3
        if incoming is None or smtp is None:
            return None
        return [1, [1, 1], [0 if imap else 1, *incoming], [[[0, *smtp], [self.address, name or self.address]]]]

    def qr_server(self, protocol):
        def words(one):
            return [word for word in one["auth"]
                    if word in QR_AUTH or (word == "oauth2" and QR_SIGNS_IN.fullmatch(one["host"]))]

        sayable = [one for one in self.provider.get(protocol, []) if words(one)]
        if not sayable:
            return None
        best = max(sayable, key=lambda one: STRENGTH[one["security"]])
        first, *_ = words(best)
        if first != "oauth2":
            # A password in the clear within TLS, an encrypted one without.
            fitting = [word for word in words(best) if word != "oauth2"
                       and (word == "password") == (best["security"] != "none")]
            first = (fitting or [first])[0]
        login = "" if set(best["auth"]) & OPEN else self.fill(written(best["username"]))
        return [self.host(best), best["port"], QR_SECURITY[best["security"]], {**QR_AUTH, "oauth2": 6}[first], login]

    # PACC

    def pacc_methods(self, auth):
        issuer = self.provider.get("oauth2", {}).get("issuer", "%EMAILADDRESS%")
        told = {"password"} if PACC_PASSWORD & set(auth) else set()
        if "oauth2" in auth and not re.search("[?#]|%EMAIL(ADDRESS|LOCALPART)%", issuer):
            told.add("oauth2")
        return told

    def pacc_server(self, protocol, methods):
        for one in self.provider.get(protocol, []):
            if (one["security"] == "tls" and one["port"] == PACC_PORT[protocol]
                    and is_address(one["username"]) and self.pacc_methods(one["auth"]) & methods):
                return one
        return None

    def pacc(self):
        """`protocols` and `authentication`; None: it cannot be said, or is not switched on."""
        imap = self.pacc_server("imap", {"password", "oauth2"})
        pop3 = self.pacc_server("pop3", {"password", "oauth2"})
        if not self.provider["pacc"] or not (imap or pop3):
            return None
        methods = self.pacc_methods((imap or pop3)["auth"])
        smtp = self.pacc_server("smtp", methods)
        if self.provider.get("smtp"):
            if smtp is None:
                return None
            methods &= self.pacc_methods(smtp["auth"])
        pop3 = pop3 if pop3 and methods <= self.pacc_methods(pop3["auth"]) else None
        servers = {"imap": imap, "pop3": pop3, "submit": smtp, "smtp": smtp}
        if any(self.lacks_domain(one["host"]) for one in servers.values() if one):
            return None
        told = {key: {"host": self.host(one)} for key, one in servers.items() if one}
        for key in ("jmap", "caldav", "carddav", "webdav"):
            if self.pacc_url(key, methods):
                told[key] = {"url": self.pacc_url(key, methods)}
        authentication = {"password": "password" in methods}
        if "oauth2" in methods:
            issuer = self.fill(self.provider["oauth2"]["issuer"])
            authentication["oauth-public"] = {
                "issuer": issuer if issuer.startswith("https://") else "https://" + issuer}
        return told, authentication

    def lacks_domain(self, pattern):
        """An mx name is nobody's domain."""
        return "%EMAILDOMAIN%" in pattern and self.domain in self.provider.get("mx", [])

    def pacc_url(self, key, methods):
        """Of DAV without what a person's address begins in; None: not to be said."""
        one = self.provider.get(key)
        if not one or not is_address(one["username"]) or not methods <= self.pacc_methods(one["auth"]):
            return None
        url, address = re.fullmatch("(.*?)(%EMAIL(?:ADDRESS|LOCALPART)%.*)?", one["url"]).groups()
        if address:
            url = url.partition("?")[0].rpartition("/")[0] + "/"
            if key == "jmap" or not urlsplit(url).netloc:
                return None
        if self.lacks_domain(url):
            return None
        url = url.replace("%EMAILDOMAIN%", self.domain)
        parts = urlsplit(url)
        path = url.partition(parts.netloc)[2]
        return url if parts.scheme == "https" and ":" not in parts.netloc and (len(path) > 1 or key == "jmap") else None

    # The page

    def page(self):
        """The server to read with and the one to send with, as the page's English says it."""
        incoming = self.best("imap", AUTOCONFIG_AUTH), self.best("pop3", AUTOCONFIG_AUTH)
        kind, server = ("IMAP", incoming[0]) if incoming[0] else ("POP3", incoming[1])
        if server is None:
            return []
        servers = [(kind, server), ("SMTP", self.best("smtp", AUTOCONFIG_AUTH))]
        return [(kind, self.host(one), str(one["port"]), PAGE_SECURITY[one["security"]], self.login(one))
                for kind, one in servers if one]
