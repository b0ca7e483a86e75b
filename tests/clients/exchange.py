# SPDX-License-Identifier: MIT
"""Python's exchangelib, which speaks POX. Exchange is all it can use, so it is asked what it has read before it looks
for that."""

from exchangelib import Credentials
from exchangelib.autodiscover.discovery.pox import PoxAutodiscovery
from exchangelib.errors import AutoDiscoverFailed

from client import Client
from routes import PASSWORD, SECURITY, Account, Server


class Lookup(PoxAutodiscovery):
    def _build_response(self, ad_response):
        return ad_response


def server(protocols, kind):
    found = next(one for one in protocols if one.type == kind)
    assert found.ssl and not found.spa and found.auth_required, f"exchangelib understood {found}"
    # It reads no Encryption: as for other clients that do not, the port tells TLS from STARTTLS.
    return Server(found.server, found.port, SECURITY[found.port], found.login_name)


class Exchange(Client):
    package = "python3-exchangelib"
    name = "exchangelib"
    title = "exchangelib"
    routes = ("pox",)

    def set_up(self, address):
        try:
            answer = Lookup(email=address, credentials=Credentials(address, PASSWORD)).discover()
        except AutoDiscoverFailed:
            return None
        protocols = answer.account.protocols
        return Account(server(protocols, "IMAP"), server(protocols, "SMTP"))
