# SPDX-License-Identifier: MIT
"""Set-ups, right ones and broken ones; a row each. A set-up is a domain NAME.example: its names in DNS, its web
server (which hands autoconfig. and autodiscover. on to a real autoconfigd), its mail server. A row says what is
different, and what the doctor has to say about it."""

from dataclasses import dataclass, field

WEB = "10.77.0.80"
MAIL = "10.77.1.1"         # right
MAIL_WRONG = "10.77.1.2"   # with a certificate for another name
MAIL_EXPIRED = "10.77.1.3"
MAIL_PLAIN = "10.77.1.4"   # no TLS at all
MAIL_CRAM = "10.77.1.5"    # CRAM-MD5 only
MAIL_EARLY = "10.77.1.6"   # takes passwords before STARTTLS
MAIL_SOON = "10.77.1.7"    # with a certificate that ends soon
MUTE = "10.77.2.1"         # takes connections and says nothing
NOBODY = "10.77.2.2"       # refuses connections

XML = "default_type 'text/xml; charset=utf-8';"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def document(body="", version="1.1", head=HEAD):
    """An autoconfig document on one line, of `right` servers unless told otherwise."""
    return head + f'<clientConfig version="{version}">{body}</clientConfig>'


def server(kind, host, port, security, auth="password-cleartext", username="%EMAILADDRESS%", extra=""):
    tag = "outgoingServer" if kind == "smtp" else "incomingServer"
    return (f'<{tag} type="{kind}"><hostname>{host}</hostname><port>{port}</port><socketType>{security}</socketType>'
            f"<authentication>{auth}</authentication><username>{username}</username>{extra}</{tag}>")


def provider(name, *servers, ident=None, domain=True):
    place = f"{name}.example"
    attribute = f' id="{place if ident is None else ident}"' if ident != "" else ""
    return (f"<emailProvider{attribute}>" + (f"<domain>{place}</domain>" if domain else "") +
            f"<displayName>{name}</displayName><displayShortName>{name}</displayShortName>" + "".join(servers) +
            "</emailProvider>")


def imap(name):
    return server("imap", f"mail.{name}.example", 993, "SSL")


def smtp(name):
    return server("smtp", f"mail.{name}.example", 465, "SSL")


def outlook(inside):
    """An answer to Outlook on one line."""
    schema = "http://schemas.microsoft.com/exchange/autodiscover"
    return (HEAD + f'<Autodiscover xmlns="{schema}/responseschema/2006">'
            f'<Response xmlns="{schema}/outlook/responseschema/2006a"><Account><AccountType>email</AccountType>{inside}'
            "</Account></Response></Autodiscover>")


def redirect_url(url):
    return answer(outlook(f"<Action>redirectUrl</Action><RedirectUrl>{url}</RedirectUrl>"))


def redirect_address(address):
    return answer(outlook(f"<Action>redirectAddr</Action><RedirectAddr>{address}</RedirectAddr>"))


def answer(text, kind=XML, status=200):
    """An nginx location that says `text` to everything."""
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"{kind} return {status} '{quoted}';"


def json(text, kind="application/json"):
    """Words for autodiscover's server block: what it says in JSON."""
    return {"autodiscover": f"location = /autodiscover/autodiscover.json {{ {answer(text, f'default_type {kind};')} }}"}


@dataclass
class Setup:
    name: str
    finds: list = field(default_factory=list)     # "verdict check-id", each must be there
    lacks: list = field(default_factory=list)     # check-ids that must not be there, but as ok
    clients: dict = field(default_factory=dict)   # name -> verdict; others are not looked at
    names: dict = field(default_factory=dict)     # label -> address, or None: no such name; "": the domain itself
    dns: list = field(default_factory=list)       # further lines for dnsmasq
    web: dict = field(default_factory=dict)       # label -> inside of `location /`
    certificates: dict = field(default_factory=dict)  # label -> which; "good" unless told
    closed: list = field(default_factory=list)    # (label, port): nobody listens
    mail: str = MAIL
    config: str = ""                              # of the provider; "": imap and smtp at mail.NAME.example
    right: bool = False                           # nothing fails
    patience_s: int = 10
    extra: dict = field(default_factory=dict)     # label -> further words in its server block


ALL = "Thunderbird", "Thunderbird for Android", "Outlook", "Apple Mail", "Evolution", "KMail", "Delta Chat"


def everybody(verdict="ok"):
    return dict.fromkeys(ALL, verdict)


SETUPS = [
    Setup("right", ["ok certificate", "ok xml", "ok user-enumeration", "ok server-connection", "ok autoconfig-name",
                    "ok mx", "ok outlook-json"], clients=everybody(), right=True),
    Setup("ports", ["ok server-connection"], clients=everybody(), right=True, config="""
      imap: [mail.ports.example, "mail.ports.example:143"]
      pop3: [mail.ports.example, "mail.ports.example:110"]
      smtp: [mail.ports.example, "mail.ports.example:587"]"""),
    Setup("srv", ["ok srv-target", "ok srv-disagrees"], clients=everybody(), right=True, dns=[
        "srv-host=_imaps._tcp.srv.example,mail.srv.example,993,0,1",
        "srv-host=_submissions._tcp.srv.example,mail.srv.example,465,0,1",
        "srv-host=_pop3._tcp.srv.example",
        "srv-host=_autodiscover._tcp.srv.example,autodiscover.srv.example,443,0,0"]),

    # Names.
    Setup("empty", ["warn mx", "warn autoconfig-name", "warn autodiscover-name", "FAIL nobody-finds"],
          clients=everybody("warn"), names={"autoconfig": None, "autodiscover": None, "": None, "mail": None}),
    Setup("onlymx", ["ok mx", "ok autoconfig-name"], clients=everybody(), right=True, names={"": None}),
    Setup("noautoconfig", ["warn autoconfig-name"], clients={"Thunderbird": "ok", "Thunderbird for Android": "warn"},
          names={"autoconfig": None}),
    Setup("noautodiscover", ["warn autodiscover-name"], clients={"Thunderbird": "ok", "Outlook": "warn"},
          names={"autodiscover": None}),
    Setup("wildcard", ["warn wildcard-dns"], dns=["address=/wildcard.example/" + WEB]),
    Setup("srvgone", ["FAIL srv-target"], dns=["srv-host=_imaps._tcp.srvgone.example,gone.srvgone.example,993"]),
    Setup("dangling", ["FAIL cname"], names={"autoconfig": None}, dns=[
        "cname=autoconfig.dangling.example,gone.dangling.example"]),
    Setup("mxother", ["warn autoconfig-name", "ok mx"], clients={"Thunderbird": "ok", "Thunderbird for Android": "ok"},
          names={"autoconfig": None, "autodiscover": None, "mail": None}, dns=["mx-host=mxother.example,mail.right.example,10"],
          config="""
      imap: mail.right.example
      smtp: mail.right.example"""),
    Setup("srvalias", ["warn srv-alias"], dns=["cname=alias.srvalias.example,mail.srvalias.example",
                                               "srv-host=_imaps._tcp.srvalias.example,alias.srvalias.example,993"]),
    Setup("srvport", ["warn srv-port"],
          dns=["srv-host=_autodiscover._tcp.srvport.example,autodiscover.srvport.example,8443"]),
    Setup("srvother", ["warn srv-disagrees"], clients={"Evolution": "ok"},
          names={"imap": MAIL}, dns=["srv-host=_imaps._tcp.srvother.example,imap.srvother.example,993"]),

    # Web servers.
    Setup("closed", ["warn connection"], clients={"Thunderbird": "ok", "Outlook": "warn"},
          names={"autodiscover": NOBODY}),
    Setup("mute", ["warn connection"], clients={"Thunderbird": "ok"}, names={"autodiscover": MUTE}, patience_s=6),
    Setup("certname", ["FAIL certificate"], clients={"Thunderbird": "ok", "Thunderbird for Android": "ok"},
          certificates={"autoconfig": "wrong"}),
    Setup("certexpired", ["FAIL certificate"], certificates={"autoconfig": "expired"}),
    Setup("certself", ["FAIL certificate"], certificates={"autoconfig": "self"}),
    Setup("certchain", ["FAIL certificate"], certificates={"autoconfig": "leaf"}),
    Setup("certsoon", ["warn certificate-ends"], clients=everybody(), certificates={"autoconfig": "soon"}),
    Setup("certroot", ["FAIL certificate"], clients={"Outlook": "fail", "Thunderbird": "ok"}, certificates={"": "wrong"}),
    Setup("httponly", ["warn http-only"], clients={"Thunderbird": "ok"}, closed=[("autoconfig", 443)],
          names={"autoconfig": "10.77.0.81"}),
    Setup("login", ["FAIL password-asked"], clients={"Outlook": "fail"},
          web={"": "auth_basic closed; auth_basic_user_file /dev/null;"}),
    Setup("broken500", ["FAIL server-error"], web={"autoconfig": "return 502;"}),
    Setup("circle", ["FAIL redirects"], web={"autoconfig": "return 302 https://autoconfig.circle.example$request_uri;"}),
    Setup("down", ["FAIL redirect-down"], web={"autoconfig": "if ($scheme = https) { return 302 http://autoconfig.down.example$request_uri; } "
                                               "proxy_pass http://127.0.0.1:8080; proxy_set_header Host $host;"}),
    Setup("relative", ["warn redirect-relative"], clients={"Thunderbird": "ok"}, web={
        "autoconfig": "absolute_redirect off; if ($uri = /mail/config-v1.1.xml) { return 302 /.well-known/autoconfig/mail/config-v1.1.xml$is_args$args; } "
                      "proxy_pass http://127.0.0.1:8080; proxy_set_header Host $host;"}),
    Setup("redirected", ["ok certificate"], clients={"Thunderbird": "ok"}, right=True, web={
        "": "if ($uri ~ ^/.well-known/autoconfig) { return 301 https://autoconfig.redirected.example/mail/config-v1.1.xml; } return 404;"}),
    Setup("oldtls", ["warn tls-old"], names={"autoconfig": "10.77.0.82"},
          extra={"autoconfig": "ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;"}),
    Setup("unanswered", ["FAIL dns"], names={"autoconfig": None, "autodiscover": None, "": None, "mail": None},
          dns=["server=/unanswered.example/" + NOBODY]),
    Setup("plainfirst", ["warn connection"], ["http-only"], {"Outlook": "ok"}, names={"autodiscover": "10.77.0.83"},
          closed=[("autodiscover", 443)],
          web={"autodiscover": "return 302 https://autoconfig.plainfirst.example$request_uri;"}),
    # Outlook is sent on, by the document: to another address, to another URL.
    Setup("senton", ["ok outlook-redirect"], clients=everybody(), right=True, config="""
      imap: mail.senton.example
      smtp: mail.senton.example
      outlook: {redirect_domain: right.example}"""),
    Setup("sentfar", ["ok outlook-redirect"], clients={"Outlook": "ok", "Thunderbird": "ok"}, names={"autoconfig": None},
          web={"autodiscover": redirect_address("anna@senton.example")}),
    Setup("sentfarther", ["ok outlook-redirect"], clients={"Outlook": "ok", "Thunderbird": "fail"},
          names={"autoconfig": None}, web={"autodiscover": redirect_address("anna@sentfar.example")}),
    Setup("sentback", ["FAIL outlook-redirect"], clients={"Outlook": "fail", "Thunderbird": "ok"},
          web={"autodiscover": redirect_address("a@sentforth.example")}),
    Setup("sentforth", ["FAIL outlook-redirect"], clients={"Outlook": "fail"},
          web={"autodiscover": redirect_address("a@sentback.example")}),
    Setup("sentsame", ["FAIL outlook-redirect"], clients={"Outlook": "fail"},
          web={"autodiscover": redirect_address("postmaster@sentsame.example")}),
    Setup("sentodd", ["FAIL outlook-redirect"], clients={"Outlook": "fail"},
          web={"autodiscover": redirect_address("nobody")}),
    Setup("sentnowhere", ["FAIL outlook-redirect"], clients={"Outlook": "warn"},
          web={"autodiscover": redirect_address("a@empty.example")}),
    Setup("urlon", ["ok outlook-redirect"], clients=everybody(), web={
        "autodiscover": redirect_url("https://autoconfig.urlon.example/autodiscover/autodiscover.xml")}),
    Setup("urlplain", ["FAIL outlook-redirect"], clients={"Outlook": "warn", "Thunderbird": "ok"}, web={
        "autodiscover": redirect_url("http://autoconfig.urlplain.example/autodiscover/autodiscover.xml")}),
    Setup("urlcircle", ["FAIL outlook-redirect"], clients={"Outlook": "warn"}, web={
        "autodiscover": redirect_url("https://autodiscover.urlcircle.example$uri")}),
    Setup("urlfar", ["FAIL outlook-redirect"], clients={"Outlook": "warn"}, web={
        "autodiscover": redirect_url("https://autodiscover.urlfar.example$uri?$request_id")}),
    Setup("urlgone", ["FAIL outlook-redirect"], clients={"Outlook": "warn"}, web={
        "autodiscover": redirect_url("https://gone.urlgone.example/autodiscover/autodiscover.xml")}),
    Setup("large", ["FAIL too-large"], web={"autoconfig": "root FOLDER; try_files /large.xml =404; " + XML}),

    # Documents.
    Setup("type", ["FAIL content-type"], clients={"Thunderbird": "ok", "KMail": "ok"},
          web={"autoconfig": answer(document(provider("type", imap("type"), smtp("type"))), "default_type text/plain;")}),
    Setup("page", ["FAIL web-page", "warn catch-all-path"],
          web={"autoconfig": answer("<!DOCTYPE html><html><body>Welcome</body></html>", "default_type text/html;")}),
    Setup("notxml", ["FAIL xml"], clients={"Thunderbird for Android": "warn"},
          web={"autoconfig": answer(document("<emailProvider id='notxml.example'>"))}),
    Setup("othertext", ["FAIL web-page"], ["xml"], clients={"Delta Chat": "fail"}, web={"autoconfig": answer("<error>none</error>")}),
    Setup("doctype", ["FAIL doctype"], web={"autoconfig": answer(
        document(provider("doctype", imap("doctype"), smtp("doctype")),
                 head=HEAD + '<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'))}),
    Setup("noid", ["FAIL incomplete"], clients={"Thunderbird": "ok", "Thunderbird for Android": "warn"},
          web={"autoconfig": answer(document(provider("noid", imap("noid"), smtp("noid"), ident="")))}),
    Setup("nodomain", ["FAIL incomplete"], web={"autoconfig": answer(
        document(provider("nodomain", imap("nodomain"), smtp("nodomain"), domain=False)))}),
    Setup("nosmtp", ["FAIL incomplete"], web={"autoconfig": answer(document(provider("nosmtp", imap("nosmtp"))))}),
    Setup("bom", ["warn byte-order-mark"], clients={"Evolution": "warn", "Thunderbird": "ok"}, web={"autoconfig": answer(
        document(provider("bom", imap("bom"), smtp("bom")), head="\ufeff" + HEAD))}),
    Setup("nohead", ["warn xml-declaration"], web={"autoconfig": answer(
        document(provider("nohead", imap("nohead"), smtp("nohead")), head=""))}),
    Setup("schema", ["warn schema"], clients={"Thunderbird": "ok"}, web={"autoconfig": answer(
        document(provider("schema", imap("schema").replace(">imap", "> imap").replace("<port>993", "<port> 993"),
                          smtp("schema"))))}),
    Setup("placeholder", ["FAIL placeholder"], web={"autoconfig": answer(document(provider(
        "placeholder", server("imap", "mail.placeholder.example", 993, "SSL", username="%EMAILUSER%"),
        smtp("placeholder"))))}),
    Setup("secret", ["FAIL password-inside"], web={"autoconfig": answer(document(provider(
        "secret", server("imap", "mail.secret.example", 993, "SSL", extra="<password>x</password>"),
        smtp("secret"))))}),
    Setup("demands", ["FAIL address-demanded"], clients={"Thunderbird": "ok", "Thunderbird for Android": "warn"}, web={
        "autoconfig": "if ($arg_emailaddress = '') { return 400; } proxy_pass http://127.0.0.1:8080; "
                      "proxy_set_header Host $host;"}),
    Setup("unknown", ["warn outlook-refused"], ["outlook-json"], clients={"Thunderbird": "ok", "Outlook": "warn"}, web={
        "autodiscover": "proxy_pass http://127.0.0.1:8080; proxy_set_header Host $host; proxy_set_body "
                        "'<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006\">"
                        "<Request><EMailAddress>a@nobody.invalid</EMailAddress></Request></Autodiscover>';"}),
    Setup("disagree", ["warn answers-disagree"], names={"other": MAIL}, web={"autoconfig": answer(document(provider(
        "disagree", server("imap", "other.disagree.example", 993, "SSL"), smtp("disagree"))))}),

    Setup("jsonpage", ["warn outlook-json"], clients=everybody(),
          extra=json("<!DOCTYPE html><title>Welcome</title>", "text/html")),
    Setup("jsontype", ["warn outlook-json"], extra=json(
        '{"Protocol":"AutodiscoverV1","Url":"https://autodiscover.jsontype.example/autodiscover/autodiscover.xml"}',
        "text/plain")),
    Setup("jsonother", ["warn outlook-json"], extra=json('["AutodiscoverV1"]')),
    Setup("jsonlost", ["warn outlook-json"], extra=json(
        '{"Protocol":"AutodiscoverV1","Url":"https://autodiscover.jsonlost.example/nothing.xml"}')),
    Setup("jsonplain", ["warn outlook-json"], extra=json(
        '{"Protocol":"AutodiscoverV1","Url":"http://autodiscover.jsonplain.example/autodiscover/autodiscover.xml"}')),
    Setup("jsonnone", [], ["outlook-json"], clients=everybody(), right=True, config="""
      imap: mail.jsonnone.example
      smtp: mail.jsonnone.example
      outlook: {json: false}"""),
    Setup("activesync", ["ok outlook-json"], clients=everybody(), right=True, config="""
      imap: mail.activesync.example
      smtp: mail.activesync.example
      activesync: https://eas.activesync.example/Microsoft-Server-ActiveSync"""),

    # Calendars and contacts.
    Setup("dav", ["ok dav", "ok srv-target"], clients=everybody(), right=True, dns=[
        "srv-host=_caldavs._tcp.dav.example,dav.example,443,0,1",
        "txt-record=_caldavs._tcp.dav.example,path=/dav/"],
        web={"": "if ($uri = /dav/) { return 401; } "
                 "if ($uri = /.well-known/carddav) { return 301 https://dav.example/dav/; } return 404;"}),
    Setup("davgone", ["FAIL dav"], clients=everybody(), dns=["srv-host=_caldavs._tcp.davgone.example,davgone.example,443"]),
    Setup("davlost", ["FAIL dav"], web={"": "if ($uri = /.well-known/caldav) { return 301 /calendars/; } return 404;"}),
    Setup("davplain", ["warn dav-http-only"], ["dav"],
          web={"": "set $asked $scheme$uri; if ($asked = http/.well-known/carddav) { return 401; } return 404;"}),
    Setup("davplainsrv", ["warn dav-http-only"], dns=["srv-host=_caldav._tcp.davplainsrv.example,davplainsrv.example,80"]),

    # Strangers.
    Setup("tells", ["warn user-enumeration"], clients={"Thunderbird": "ok", "Evolution": "warn"}, web={
        "autoconfig": "if ($arg_emailaddress !~ ^postmaster) { return 404; } proxy_pass http://127.0.0.1:8080; "
                      "proxy_set_header Host $host;"}),
    Setup("foreign", ["warn catch-all-domain"], web={
        "autodiscover": "proxy_pass http://127.0.0.1:8080; proxy_set_header Host $host; proxy_set_body "
                        "'<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006\">"
                        "<Request><EMailAddress>a@foreign.example</EMailAddress></Request></Autodiscover>';"}),
    Setup("anything", ["warn catch-all-path"], web={"": answer("fine", "default_type text/plain;")}),

    # Mail servers.
    Setup("mailname", ["FAIL server-name"], clients=everybody("fail"), names={"mail": None}),
    Setup("mailclosed", ["FAIL server-connection"], clients=everybody("fail"), mail=NOBODY),
    Setup("mailmute", ["FAIL server-connection"], clients=everybody("fail"), mail=MUTE, patience_s=6),
    Setup("mailcert", ["FAIL server-certificate"], clients=everybody("fail"), mail=MAIL_WRONG),
    Setup("mailexpired", ["FAIL server-certificate"], clients=everybody("fail"), mail=MAIL_EXPIRED),
    Setup("mailsoon", ["warn certificate-ends"], clients=everybody(), mail=MAIL_SOON),
    Setup("tlswrong", ["FAIL server-security"], config="""
      imap: {host: mail.tlswrong.example, port: 143, security: tls}
      smtp: mail.tlswrong.example"""),
    Setup("starttlswrong", ["FAIL server-security"], config="""
      imap: {host: mail.starttlswrong.example, port: 993, security: starttls}
      smtp: mail.starttlswrong.example"""),
    Setup("nostarttls", ["FAIL server-security"], mail=MAIL_PLAIN, config="""
      imap: "mail.nostarttls.example:143"
      smtp: "mail.nostarttls.example:587" """),
    Setup("plain", ["warn server-plain"], clients={**everybody(), "Thunderbird for Android": "warn"}, mail=MAIL_PLAIN, config="""
      imap: {host: mail.plain.example, port: 143, security: none, insecure: true}
      smtp: {host: mail.plain.example, port: 587, security: none, insecure: true}"""),
    Setup("otherkind", ["FAIL server-kind"], config="""
      imap: {host: mail.otherkind.example, port: 465, security: tls}
      smtp: mail.otherkind.example"""),
    Setup("method", ["FAIL server-auth"], clients=everybody("fail"), mail=MAIL_CRAM),
    Setup("early", ["warn server-password"], mail=MAIL_EARLY, config="""
      imap: "mail.early.example:143"
      smtp: "mail.early.example:587" """),
]
