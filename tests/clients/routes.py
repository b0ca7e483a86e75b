# SPDX-License-Identifier: MIT
"""The ways to an answer, each with a domain that can be asked in this way only, and what a client that
took it must have ended with. The settings themselves are in providers.yaml."""

from dataclasses import dataclass

PERSON = "r&d+anna"  # has to be escaped in a URL and in XML
PASSWORD = "correct horse battery staple"
MAIL_ADDRESS = "192.0.2.1"


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    security: str  # tls or starttls
    login: str

    def __str__(self):
        return f"{self.host}:{self.port} {self.security} as {self.login}"


@dataclass(frozen=True)
class Account:
    imap: Server
    smtp: Server

    def __str__(self):
        return f"{self.imap}; {self.smtp}"


@dataclass(frozen=True)
class Route:
    title: str
    domain: str
    web_address: str  # where the daemon listens for this route, and on which port alone
    web_port: int
    web_name: str  # the one name there
    endpoint: str  # as the daemon's log calls it
    imap_port: int
    smtp_port: int
    person: str = PERSON
    login: str = ""  # where it is not the address
    mx: str = ""

    @property
    def address(self):
        return f"{self.person}@{self.domain}"

    @property
    def account(self):
        login = self.login or self.address
        return Account(Server("incoming.mail.example", self.imap_port, SECURITY[self.imap_port], login),
                       Server("outgoing.mail.example", self.smtp_port, SECURITY[self.smtp_port], login))


SECURITY = {993: "tls", 143: "starttls", 465: "tls", 587: "starttls"}

ROUTES = {
    "https": Route("autoconfig over https", "over-https.example", "192.0.2.11", 443,
                   "autoconfig.over-https.example", "autoconfig", 993, 465),
    "http": Route("autoconfig over http", "over-http.example", "192.0.2.12", 80,
                  "autoconfig.over-http.example", "autoconfig", 143, 587, login=PERSON),
    "mx": Route("autoconfig of the MX host's domain", "through-mx.example", "192.0.2.13", 443,
                "autoconfig.hoster.example", "autoconfig", 993, 587, mx="mx.hoster.example"),
    "pox": Route("POX alone", "pox-alone.example", "192.0.2.14", 443,
                 "autodiscover.pox-alone.example", "autodiscover", 143, 465,
                 person="anna+lists"),  # Thunderbird escapes nothing in its request
}
