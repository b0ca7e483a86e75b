# SPDX-License-Identifier: MIT
"""Configurations and addresses by chance: valid ones, each text as hostile as it may be."""

import re

HOSTILE = ["&", "<", ">", '"', "'", "]]>", "%", "%s", "%n", "%41", "+", " ", "/", "\\", "{", "}", "#", ";", "=", "?",
           "<!--", "-->", "&amp;", "&#38;", "</string>", "$1", "`", "~", "|", "ü", "ж", "邮", "é", "😀", "\u202e",
           "\u00a0", "\u200d", "@", "a", "b", "Z", "0", "1", ".", "-", "_", "*", "(", ")"]
ENOUGH_PASSWORDS = [["password"], ["oauth2", "password"], ["password", "cram-md5", "digest-md5"], ["ntlm", "password"],
                    ["scram", "password", "gssapi"]]
OTHER_LOGINS = [["oauth2"], ["cram-md5"], ["scram", "cram-md5"], ["gssapi"], ["ntlm"], ["client-cert"], ["digest-md5"]]
PLACEHOLDERS = ["%EMAILADDRESS%", "%EMAILLOCALPART%", "%EMAILDOMAIN%"]
USERNAMES = ["address", "address", "localpart", "ask", "%EMAILLOCALPART%.%EMAILDOMAIN%",
             "%EMAILDOMAIN%\\%EMAILLOCALPART%", "%EMAILLOCALPART%@%EMAILDOMAIN%", "<%EMAILADDRESS%> & co"]
PORTS = {"imap": (993, 143), "pop3": (995, 110), "smtp": (465, 587)}
OUTLOOKS = [{"dav": True}, {"dav": True}, {"json": False}, {"enabled": False}, {"protocols": ["imap", "smtp"]},
            {"redirect_domain": "elsewhere.example"}, {"redirect_url": "https://x.example/?who=%EMAILADDRESS%&a=b'c"}]
# What people type, and what DNS has.
IDN = {"bücher": "xn--bcher-kva", "пример": "xn--e1afmkfd", "faß": "xn--fa-hia"}


class Generator:
    def __init__(self, random):
        self.random = random

    def maybe(self, part):
        return self.random.random() < part

    def text(self, characters, bytes_max=10000):
        """Neither blank at an end, nor what looks like a placeholder."""
        while True:
            text = "".join(self.random.choice(HOSTILE) for _ in range(self.random.randint(1, characters)))
            text = text[:characters].encode()[:bytes_max].decode(errors="ignore").strip()
            if text and not re.search("%[A-Z]+%", text):
                return text

    def local(self):
        """Of an address. Sometimes as long as it may be, sometimes what a program forgot to fill in."""
        if self.maybe(0.05):
            return self.random.choice(PLACEHOLDERS) + self.random.choice(HOSTILE[:4])
        if self.maybe(0.1):
            return self.random.choice(["a" * 64, "&" * 64, "ж" * 32, "😀" * 16, "%" * 64, '"' * 64])
        return self.text(20, 64) if self.maybe(0.6) else self.ascii(20)

    def ascii(self, characters):
        """As some forms want it."""
        while True:
            text = "".join(one for one in self.text(characters) if one.isascii()).strip()
            if text and not re.search("%[A-Z]+%", text):
                return text

    def url(self, path=True):
        tail = self.random.choice(["", "/", "/%EMAILADDRESS%/", "/a/%EMAILDOMAIN%?x=1&y='%EMAILLOCALPART%'", "/%20b"])
        return f"https://s{self.random.randint(0, 9)}.example" + (tail if path else "/")

    def auth(self):
        return self.random.choice(ENOUGH_PASSWORDS if self.maybe(0.8) else OTHER_LOGINS)

    def username(self):
        return self.text(20) if self.maybe(0.1) else self.random.choice(USERNAMES)

    def server(self, protocol):
        host = self.random.choice([protocol + ".host.example", "mail.%EMAILDOMAIN%", "192.0.2.1", "a.b.c.d.example"])
        if self.maybe(0.3):  # as most people have it
            return {"host": host}
        tls, starttls = PORTS[protocol]
        security = self.random.choice(["tls", "tls", "starttls", "none"])
        server = {"host": host, "security": security, "port": tls if security == "tls" else starttls}
        if self.maybe(0.2):
            server["port"] = self.random.choice([1, 2525, 65535])
        if security == "none":
            server["insecure"] = True
        if self.maybe(0.3):
            server["auth"] = self.auth()
        if self.maybe(0.2):
            server["username"] = self.username()
        if protocol == "smtp" and self.maybe(0.1):
            server["auth"] = [self.random.choice(["none", "client-ip"])]
        if protocol == "pop3":
            options = {"leave_on_server": True, "days": 14, "download_on_check": True, "check_minutes": 5}
            server |= {key: value for key, value in options.items() if self.maybe(0.3)}
        return server

    def servers(self, protocol):
        return [self.server(protocol) for _ in range(self.random.choice([1, 1, 2, 3]))]

    def domains(self, number):
        names = [f"d{number}-{i}.example" for i in range(self.random.randint(1, 3))]
        if self.maybe(0.3):
            names.append(f"*.w{number}.example")
        if self.maybe(0.3):
            names.append(f"{self.random.choice(list(IDN))}.i{number}.example")
        return names

    def texts(self):
        return {language: self.text(40) for language in self.random.sample(["default", "en", "ru", "zh-Hans", "pt-BR"],
                                                                          self.random.randint(1, 3))}

    def provider(self, number):
        provider = {"name": self.text(60), "domains": self.domains(number), "auth": self.auth(), "pacc": True,
                    "username": "address" if self.maybe(0.4) else self.username()}
        kinds = self.random.choice([["imap"], ["imap"], ["pop3"], ["imap", "pop3"]])
        for protocol in [*kinds, *(["smtp"] if self.maybe(0.95) else [])]:
            provider[protocol] = self.servers(protocol)
        optional = {
            "short_name": lambda: self.text(20),
            "mx": lambda: [f"mx{number}.example"],
            "caldav": self.url,
            "carddav": lambda: {"url": self.url(), "auth": ["digest-md5", "password"], "username": self.username()},
            "webdav": self.url,
            "jmap": self.url,
            "ews": self.url,
            "activesync": self.url,
            "matrix": lambda: self.url(False),
            "xmpp": lambda: self.random.choice(["xmpp.host.example", "wss://xmpp.host.example/ws"]),
            "managesieve": lambda: "sieve.host.example",
            "webmail": lambda: self.url(False),
            "oauth2": lambda: {"issuer": "login.host.example", "auth_url": "https://login.host.example/a?b&c",
                               "token_url": "https://login.host.example/t", "scopes": ["a", "b&<c>"],
                               "client_id": self.text(20), "client_secret": self.text(20)},
            "documentation": lambda: [{"url": self.url(False), "title": self.texts()}],
            "before": lambda: [{"kind": "other", "url": self.url(False), "text": self.texts()}],
            "autoconfig": lambda: {"version": self.random.choice(["1.1", "1.2"]), "fill": self.maybe(0.8),
                                   "url_servers": self.maybe(0.5)},
            "apple": lambda: {"organization": self.text(40), "protocol": self.random.choice(["imap", "pop3"]),
                              "consent": self.texts(), "calendar": self.maybe(0.8), "contacts": self.maybe(0.8),
                              "signing": self.maybe(0.8)},
            "outlook": lambda: self.random.choice(OUTLOOKS),
            "support": lambda: {"url": self.url(False), "email": "help@host.example", "phone": "+1 (555) 01-00"},
            "logo": lambda: self.url(False) + "logo.svg",
            "language": lambda: self.random.choice(["en", "ru", "de"]),
        }
        for key, make in optional.items():
            if self.maybe(0.3):
                provider[key] = make()
        return provider

    def config(self, providers):
        return {"providers": {f"p{i}": self.provider(i) for i in range(providers)}}

    def domain(self, provider):
        """One of its domains, as typed and as DNS has it."""
        typed = self.random.choice(provider["domains"])
        if typed.startswith("*"):
            typed = self.random.choice(["x", "x.y"]) + typed[1:]
        first, _, rest = typed.partition(".")
        plain = f"{IDN[first]}.{rest}" if first in IDN else typed
        return (typed.upper() if typed.isascii() and self.maybe(0.2) else typed), plain
