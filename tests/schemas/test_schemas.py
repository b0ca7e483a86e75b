# SPDX-License-Identifier: MIT
"""Every answer that tests/cases writes down is valid; the schemas are no less strict than they say."""

import re
from pathlib import Path

import pytest

import answers

CASES = Path(__file__).resolve().parents[1] / "cases"
KINDS = {b"<clientConfig version=\"1.1\"": "autoconfig 1.1", b"<clientConfig version=\"1.2\"": "autoconfig 1.2",
         b"outlook/responseschema/2006a": "outlook", b"mobilesync/responseschema/2006": "mobilesync",
         b"<Error Time=": "error", b"<plist": "profile", b'{"protocols":': "PACC", b'{"Protocol":': "JSON",
         b'{"ErrorCode":': "error in JSON"}


def read(path):
    asked, _, answered = path.read_text().partition("\n---\n")
    body = answered.partition("\n\n")[2].replace('Time="{time}"', 'Time="01:02:03.0000000"')
    return asked, body.encode()


def answered_with_document():
    paths = [path for path in sorted(CASES.glob("*/*.http")) if read(path)[1].startswith((b"<?xml", b"{"))]
    return pytest.mark.parametrize("path", paths, ids=[f"{path.parent.name}-{path.stem}" for path in paths])


@answered_with_document()
def test_answer(path):
    answers.check(read(path)[1])


def test_every_kind_is_there():
    bodies = [read(path)[1] for path in CASES.glob("*/*.http")]
    for mark, kind in KINDS.items():
        assert any(mark in body for body in bodies), f"no answer of {kind}"


def recorded_requests():
    for path in sorted((CASES / "clients").glob("*.http")):
        asked = read(path)[0]
        if "requestschema" in asked:
            yield pytest.param(asked.partition("\n\n")[2].encode(), id=path.stem)


@pytest.mark.parametrize("body", recorded_requests())
def test_recorded_request(body):
    answers.check_request("outlook", body.lstrip())


def test_request_of_a_phone():
    asked = read(CASES / "http/autodiscover-mobilesync.http")[0]
    body = asked.partition("\n\n")[2].encode()
    answers.check_request("mobilesync", body)
    with pytest.raises(answers.Wrong):
        answers.check_request("outlook", body)


# (a right answer, what is changed in it: each must be refused)
WRONG = {
    "http/pacc": [
        ('"imap":{"host":"imap.', '"imap":{"host":"imap.x"},"imap":{"host":"imap.'),
        ('"imap":{"host":"', '"imap":{"host":"https://'),
        ('"imap":{"host":', '"imap":{"port":993,"host":'),
        ('"submit":{"host":"', '"submit":{"host":"x'),
        ('"url":"https://dav.', '"url":"http://dav.'),
        ('"url":"https://dav.', '"url":"https://dav:8443.'),
        ('"password":true', '"password":"true"'),
        ('"password":true', '"password":null'),
        ('"shortName"', '"short_name"'),
        ('"contact":[', '"contact":["'),
        ('"logo":[', '"logo":[null,'),
        ('"info":{', '"info":{},"infos":{'),
        ('"authentication":{', '"authentication":null,"x":{'),
        ("{", "{\n"),
    ],
    "http/json": [
        ('"Url":"https', '"Url":"http'),
        ('"Protocol":"AutodiscoverV1",', ''),
        ('"Protocol":"AutodiscoverV1"', '"Protocol":"autodiscoverv1"'),
        ('"Url"', '"URL"'),
    ],
    "http/autoconfig-thunderbird": [
        ('<?xml version="1.0" encoding="UTF-8"?>\n', ""),
        ("<clientConfig", "<!-- note -->\n<clientConfig"),
        ("<clientConfig ", "<!DOCTYPE clientConfig>\n<clientConfig "),
        ('version="1.1"', 'version="1.3"'),
        ('version="1.1"', 'version="1.1" xmlns="urn:x"'),
        (' id="example.com"', ""),
        ('id="example.com"', 'id="Example Mail"'),
        ("<domain>", '<domain purpose="mx">'),
        ("<domain>example.com</domain>\n    <domain>example.net</domain>\n    ", ""),
        ("<domain>example.com", "<domain>Example.com"),
        ("<domain>example.com", "<domain>bücher.example"),
        ("<displayName>Example Mail Hosting</displayName>\n    ", ""),
        ("<displayName>", '<displayName lang="en">'),
        ("<displayName>Example Mail Hosting", "<displayName>" + "x" * 61),
        ("<displayName>Example Mail Hosting", "<displayName>"),
        ("<displayShortName>Example", "<displayShortName>" + "x" * 21),
        ('<incomingServer type="imap">', '<incomingServer type="imap" id="1">'),
        ('<incomingServer type="imap">', '<incomingServer type="IMAP">'),
        ('<incomingServer type="imap">', '<incomingServer type="pop3">'),
        ('<incomingServer type="imap">', '<incomingServer type="jmap">'),
        ("<hostname>imap.example.com", "<hostname> imap.example.com"),
        ("<hostname>imap.example.com", "<hostname>imap.example.com."),
        ("<hostname>imap.example.com", "<hostname>imap.%EMAILDOMAIN%"),
        ("<hostname>imap.example.com", "<hostname>imap_1.example.com"),
        ("<hostname>imap.example.com", "<hostname>"),
        ("<port>993</port>\n      <socketType>SSL</socketType>",
         "<socketType>SSL</socketType>\n      <port>993</port>"),
        ("<port>993", "<port>0"),
        ("<port>993", "<port>65536"),
        ("<port>993", "<port> 993"),
        ("<port>993", "<port>0993"),
        ("<port>993", "<port>"),
        ("<socketType>SSL", "<socketType>ssl"),
        ("<socketType>SSL", "<socketType>TLS"),
        ("<socketType>SSL", "<socketType>SSL "),
        ("<authentication>password-cleartext</authentication>\n      ", ""),
        ("<authentication>password-cleartext", "<authentication>plain"),
        ("<authentication>password-cleartext", "<authentication>none"),
        ("<authentication>password-cleartext", '<authentication system="sasl">PLAIN'),
        ("<authentication>password-cleartext</authentication>", "<authentication>OAuth2</authentication>" * 2),
        ("<username>user@example.com</username>", "<username/>"),
        ("<username>user@example.com", "<username>user@example.com "),
        ("<pop3>\n        <leaveMessagesOnServer>true</leaveMessagesOnServer>\n        "
         "<daysToLeaveMessagesOnServer>14</daysToLeaveMessagesOnServer>\n      </pop3>", "<pop3/>"),
        ("<leaveMessagesOnServer>true", "<leaveMessagesOnServer>yes"),
        ('<descr lang="en">How', '<descr lang="e">How'),
        ('visiturl="https://www', 'visiturl="javascript:www'),
        ("addressbook", "addressBook"),
        ("<url>https://dav", "<url>http://dav"),
        ('system="http"', 'system="sasl"'),
        ("<loginPage", "<loginPageInfo/><loginPage"),
    ],
    "http/autoconfig-cloud": [
        ('version="1.2"', 'version="1.1"'),
        ('<domain>cloud.example</domain>\n    ', ""),
        ('purpose="mx"', 'purpose="xm"'),
        ('type="jmap"', 'type="owa"'),
        ('type="xmpptcp"', 'type="xmpp"'),
        ("<clientID>", "<clientId>"),
    ],
    "http/autodiscover-outlook": [
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n"),
        ('responseschema/2006">', 'responseschema/2006a">'),
        ("outlook/responseschema/2006a", "outlook/responseschema/2006"),
        ("<Response xmlns=", "<o:Response xmlns:o="),
        ("<DisplayName>jo@example.org</DisplayName>", "<DisplayName/>"),
        ("<AccountType>email</AccountType>\n      <Action>settings</Action>",
         "<Action>settings</Action>\n      <AccountType>email</AccountType>"),
        ("<Action>settings", "<Action>Settings"),
        ("<Action>settings", "<Action>redirectUrl"),
        ("</Account>", "</Account>\n    <Account><AccountType>email</AccountType><Action>settings</Action></Account>"),
        ("<Type>IMAP", "<Type>Imap"),
        ("<Type>IMAP", "<Type>SMTP"),
        ("<Type>IMAP", "<Type>EXCH"),
        ("<Server>imap.example.org</Server>\n        ", ""),
        ("<Server>imap.example.org</Server>", "<DomainName>imap.example.org</DomainName>"),
        ("<Port>993", "<Port>0"),
        ("<LoginName>jo@example.org", "<LoginName>"),
        ("<SPA>off</SPA>\n        ", ""),
        ("<SPA>off", "<SPA>no"),
        ("<SSL>on", "<SSL>"),
        ("<SSL>on", "<SSL>true"),
        ("<SSL>on", "<SSL>On"),
        ("<SSL>on", "<SSL>off"),
        ("<SSL>on</SSL>", "<SSL>on</SSL>\n        <TLS>on</TLS>"),
        ("<Encryption>SSL", "<Encryption>Auto"),
        ("<Encryption>SSL", "<Encryption>None"),
        ("<Encryption>SSL</Encryption>\n        ", ""),
        ("<AuthRequired>on", "<AuthRequired>off"),
        ("<UsePOPAuth>on</UsePOPAuth>\n        ", ""),
        ("<SMTPLast>off", "<SMTPLast>on"),
    ],
    "http/autodiscover-mobilesync": [
        ("<EMailAddress>", "<EmailAddress>"),
        ("<Type>MobileSync", "<Type>IMAP"),
        ("<Url>https", "<Url>http"),
        ("<Culture>en:us", "<Culture>"),
    ],
    "http/autodiscover-no-address": [
        ('Time="01:02:03.0000000"', 'Time="1:02:03"'),
        ('Time="01:02:03.0000000"', 'Time="24:00:00.0000000"'),
        ('Id="1240996540"', 'Id="-1"'),
        ("<ErrorCode>600", "<ErrorCode>404"),
        ("<Message>Invalid Request", "<Message>jo@example.org"),
        ("<Message>Invalid Request", "<Message>"),
        ("<DebugData/>", ""),
        ("<DebugData/>", "<DebugData>x</DebugData>"),
        ("<Response>",
         '<Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">'),
    ],
    "http/mobileconfig": [
        ("<!DOCTYPE plist", "<!DOCTYPE dict"),
        ("<string>Configuration</string>", "<string>configuration</string>"),
        ("<key>PayloadVersion</key><integer>1</integer>", "<key>PayloadVersion</key><real>1</real>"),
        ("<key>PayloadVersion</key><integer>1</integer>", "<key>PayloadVersion</key><integer>2</integer>"),
        ("<key>PayloadVersion</key><integer>1</integer>", ""),
        ("<integer>993</integer>", "<integer></integer>"),
        ("<integer>993</integer>", "<string>993</string>"),
        ("<integer>993</integer>", "<integer>0</integer>"),
        ("UseSSL</key><true/>", "UseSSL</key><false/>"),
        ("UseSSL</key><true/>", "UseSSL</key><string>true</string>"),
        ("EmailTypeIMAP", "IMAP"),
        ("<string>EmailAuthPassword</string>", "<string>EmailAuthOAuth2</string>"),
        ("<string>EmailAuthPassword</string>", "<string>EmailAuthNone</string>"),
        ("<key>EmailAddress</key>", "<key>IncomingPassword</key>"),
        ("<key>PayloadOrganization</key>", "<key>PayloadRemovalDisallowed</key><true/><key>PayloadOrganization</key>"),
        ("<key>EmailAccountDescription</key>", "<key>EmailAccountDescription</key><string>x</string>"
         "<key>EmailAccountDescription</key>"),
    ],
}


@pytest.mark.parametrize(
    "name, old, new", [(name, *change) for name, changes in WRONG.items() for change in changes],
    ids=[f"{name}-{i}" for name, changes in WRONG.items() for i in range(len(changes))])
def test_wrong_answer(name, old, new):
    body = read(CASES / (name + ".http"))[1].decode()
    answers.check(body.encode())
    assert old in body
    with pytest.raises(answers.Wrong):
        answers.check(body.replace(old, new, 1).encode())


def test_uuids_of_their_own():
    body = read(CASES / "http/mobileconfig.http")[1].decode()
    one, other = re.findall("<key>PayloadUUID</key><string>([^<]*)", body)[:2]
    with pytest.raises(answers.Wrong, match="PayloadUUID twice"):
        answers.check(body.replace(one, other).encode())
