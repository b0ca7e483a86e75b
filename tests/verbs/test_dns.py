# SPDX-License-Identifier: MIT
"""`dns`: what must be published is worked out here once more, from `config --json` and the RFCs, and compared
with each form; BIND's own programs load the one and obey the other."""

import base64
import hashlib
import json
import re
import shutil
import socket
import subprocess
from urllib.parse import urlsplit

import pytest

from daemon import wait_for
from test_cli import PROGRAM, TOP, run

HOST = "host.provider.example."
CASES = TOP / "tests/cases/http/providers.yaml"
MAIL = [("_imaps", "imap", "tls"), ("_imap", "imap", "starttls"), ("_pop3s", "pop3", "tls"),
        ("_pop3", "pop3", "starttls"), ("_submissions", "smtp", "tls"), ("_submission", "smtp", "starttls")]
RECORD = re.compile(r"(\S+\.)\s+3600\s+IN\s+(CNAME|SRV|TXT)\s+(\"[^\"]*\"|[^;]*?)\s*;\s(.+)")


def records_of_zone(text):
    """(name, type, data) of each record; every other line must be a comment."""
    found = []
    for line in text.splitlines():
        match = RECORD.fullmatch(line)
        assert match or line == "" or line.startswith("; "), line
        if match:
            found.append(match.groups()[:3])
    return found


def records_of_json(domains):
    found = []
    for record in (one for domain in domains for one in domain["records"]):
        if record["type"] == "SRV":
            data = "{priority} {weight} {port} {target}".format(**record)
        else:
            data = record.get("target") or f'"{record["text"]}"'
        assert (record["data"], record["ttl"]) == (data, 3600)
        found.append((record["name"], record["type"], data))
    return found


def records_of_nsupdate(text):
    found, deleted, sent = [], set(), True
    for line in (line for line in text.splitlines() if line and not line.startswith(";")):
        if line == "send":
            sent = True
            continue
        sent = False
        delete = re.fullmatch(r"update delete (\S+\.) (CNAME|SRV|TXT)", line)
        if delete:
            assert delete.groups() not in deleted, "would take away what was just put in"
            deleted.add(delete.groups())
            continue
        name, kind, data = re.fullmatch(r"update add (\S+\.) 3600 (CNAME|SRV|TXT) (.+)", line).groups()
        assert (name, kind) in deleted
        found.append((name, kind, data))
    assert sent
    return found


def records_of_terraform(document):
    """By the schema of hashicorp/dns: no argument that it does not know, none missing that it requires."""
    assert set(document) == {"terraform", "resource"}
    assert document["terraform"] == {"required_providers": {"dns": {"source": "hashicorp/dns"}}}
    kinds = {"dns_cname_record": ("CNAME", "cname"), "dns_srv_record_set": ("SRV", "srv"), "dns_txt_record_set": ("TXT", "txt")}
    found = []
    for kind, resources in document["resource"].items():
        word, argument = kinds[kind]
        for identifier, resource in resources.items():
            assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", identifier)
            assert set(resource) == {"//", "zone", "name", "ttl", argument} and resource["ttl"] == 3600
            name = f'{resource["name"]}.{resource["zone"]}'
            assert identifier == name[:-1].replace(".", "_")
            if word == "CNAME":
                found.append((name, word, resource["cname"]))
            elif word == "TXT":
                found += [(name, word, f'"{text}"') for text in resource["txt"]]
            else:
                assert all(list(one) == ["priority", "weight", "port", "target"] for one in resource["srv"])
                found += [(name, word, "{priority} {weight} {port} {target}".format(**one)) for one in resource["srv"]]
    return found


def named(host, domain):
    return host.replace("%EMAILDOMAIN%", domain) + "."


def of_mail(provider, domain):
    ranks = {"imap": 0, "pop3": len(listed(provider, "imap")), "smtp": 0}
    for label, protocol, security in MAIL:
        rows = [(rank, server) for rank, server in enumerate(listed(provider, protocol), ranks[protocol])
                if (server["security"] == "tls") == (security == "tls")]
        for rank, server in rows:
            if not re.fullmatch(r"[\d.]+", server["host"]):
                yield label + "._tcp", "SRV", f'{10 * rank} 1 {server["port"]} {named(server["host"], domain)}'
        if not rows:
            yield label + "._tcp", "SRV", "0 0 0 ."


def listed(provider, protocol):
    """Servers without encryption, then those without login, count only where there is no other."""
    servers = provider.get(protocol, [])
    servers = [s for s in servers if s["security"] != "none"] or servers
    return [s for s in servers if s["auth"][0] not in ("none", "client-ip")] or servers


def of_services(provider, domain):
    for key in ("caldav", "carddav"):
        url = provider.get(key, {"url": ""})["url"].replace("%EMAILDOMAIN%", domain)
        parts = urlsplit(re.sub("[^/]*%EMAIL.*", "", url))
        if parts.hostname:
            yield f"_{key}s._tcp", "SRV", f"0 1 {parts.port or 443} {parts.hostname}."
            if parts.path not in ("", "/"):
                yield f"_{key}s._tcp", "TXT", f'"path={parts.path}"'
            yield f"_{key}._tcp", "SRV", "0 0 0 ."
    if "jmap" in provider:
        parts = urlsplit(provider["jmap"]["url"])
        yield "_jmap._tcp", "SRV", f"0 1 {parts.port or 443} {parts.hostname}."
    for rank, server in enumerate(listed(provider, "managesieve")):
        yield "_sieve._tcp", "SRV", f'{10 * rank} 1 {server["port"]} {named(server["host"], domain)}'


def shown(config, who, client):
    """The answer's bytes; None: there is none."""
    done = subprocess.run([PROGRAM, "show", who, "--as", client, "-c", str(config)], capture_output=True, timeout=60)
    return done.stdout if done.returncode == 0 else None


def of_daemon(config, domain):
    yield "autoconfig", "CNAME", HOST
    if shown(config, f"anna@{domain}", "outlook") or shown(config, f"anna@{domain}", "json"):
        yield "autodiscover", "CNAME", HOST
        yield "_autodiscover._tcp", "SRV", "0 0 443 " + HOST
    pacc = shown(config, domain, "pacc")
    if pacc:
        digest = base64.b64encode(hashlib.sha256(pacc).digest()).decode()
        yield "ua-auto-config", "CNAME", HOST
        yield "_ua-auto-config", "TXT", f'"v=UAAC1; a=sha256; d={digest}"'


def expected(config, domain, provider):
    rows = [*of_daemon(config, domain), *of_mail(provider, domain), *of_services(provider, domain)]
    return [(f"{label}.{domain}.", kind, data) for label, kind, data in rows]


def domains_of(config):
    """One a provider, and what is configured for it."""
    all_of_it = json.loads(run("config", "--json", "-c", str(config)).stdout)
    for provider in all_of_it["providers"].values():
        domains = [name for name in provider.get("domains", []) if name != "*"]
        if domains and provider["enabled"]:
            yield domains[0].replace("*.", "below."), provider
    for domain, row in all_of_it["domains"].items():
        if isinstance(row, dict) and row["enabled"] and "*" not in domain:
            yield domain, row


@pytest.mark.parametrize("config", [TOP / "providers.yaml", CASES, TOP / "tests/cases/peers/providers.yaml"],
                         ids=lambda path: path.parent.name)
def test_each_form_tells_what_the_provider_offers(config):
    served = list(domains_of(config))
    assert len(served) >= 5
    names = [domain for domain, _ in served]
    words = ["dns", *names, "-c", str(config), "--host", HOST.upper()]
    zone = records_of_zone(run(*words).stdout)
    assert zone == [one for domain, provider in served for one in expected(config, domain, provider)]
    assert records_of_json(json.loads(run(*words, "--format", "json").stdout)) == zone
    assert records_of_nsupdate(run(*words, "--format", "nsupdate").stdout) == zone
    assert sorted(records_of_terraform(json.loads(run(*words, "--format", "terraform").stdout))) == sorted(zone)
    table = [line.split(None, 2) for line in run(*words, "--format", "table").stdout.splitlines() if line.startswith("  ")]
    assert [row[:2] for row in table if row[0].endswith(".")] == [[name, kind] for name, kind, _ in zone]
    assert run(*words, "--json").stdout == run(*words, "--format", "json").stdout


FILE = """\
providers:
  example:
    domains: [example.com]
    mx: [mx.example.net]
    username: "%EMAILLOCALPART%.x"
    imap: [mail.%EMAILDOMAIN%, {host: mail2.example.com, security: tls, port: 1993}, 192.0.2.1]
    pop3: {host: 192.0.2.2, port: 110}
    smtp: {host: smtp.example.com, security: none, insecure: true}
    caldav: https://dav.example.com:8443/%EMAILDOMAIN%/a%20b;c?x=1
    carddav: https://192.0.2.3/
    jmap: https://jmap.example.com?session=1
    outlook: {enabled: false}
  gone: {domains: [gone.example], imap: mail.gone.example, smtp: mail.gone.example, enabled: false}
  any: {domains: ["*"], imap: mail.any.example, smtp: mail.any.example}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "providers.yaml").write_text(FILE)
    return tmp_path


def test_what_no_record_can_say_is_noted(folder):
    text = run("dns", "example.com", "--host", HOST, cwd=folder).stdout
    records = records_of_zone(text)
    assert ("_imaps._tcp.example.com.", "SRV", "0 1 993 mail.example.com.") in records
    assert ("_imaps._tcp.example.com.", "SRV", "10 1 1993 mail2.example.com.") in records
    # They are offered, though no record can lead there: that is not denied.
    assert "_pop3._tcp" not in text and "_carddavs" not in text
    assert ("_submission._tcp.example.com.", "SRV", "0 1 25 smtp.example.com.") in records
    assert ("_caldavs._tcp.example.com.", "SRV", "0 1 8443 dav.example.com.") in records
    assert ("_caldavs._tcp.example.com.", "TXT", '"path=/example.com/a%20b;c"') in records
    assert ("_jmap._tcp.example.com.", "SRV", "0 1 443 jmap.example.com.") in records
    assert "autodiscover" not in text
    for note in ["imap server 192.0.2.1 is left out: a record can only lead to a name",
                 "pop3 server 192.0.2.2 is left out: a record can only lead to a name",
                 "carddav is left out: no record can say https://192.0.2.3/",
                 "programs that go by these take the mail address, or its local part, for the login: not so here"]:
        assert text.count(f"; note: {note}\n") == 1, note


def test_without_a_host_it_is_the_autoconfig_name(folder):
    for words in (["dns", "any.org"], ["dns", "any.org", "--host", "autoconfig.ANY.org."]):
        text = run(*words, cwd=folder).stdout
        assert "; note: autoconfig.any.org is autoconfigd's own name: give it A and AAAA records" in text
        assert records_of_zone(text)[:2] == [
            ("autodiscover.any.org.", "CNAME", "autoconfig.any.org."),
            ("_autodiscover._tcp.any.org.", "SRV", "0 0 443 autoconfig.any.org.")]


def test_an_mx_name_is_nobody_s_mail_domain(folder):
    text = run("dns", "mx.example.net", "--host", HOST, cwd=folder).stdout
    assert records_of_zone(text) == [("autoconfig.mx.example.net.", "CNAME", HOST)]


def test_names_that_would_be_too_long_are_left_out(folder):
    domain = ".".join(["a" * 60] * 3 + ["b" * 53])
    assert len(domain) == 236
    text = run("dns", domain, "--host", HOST, cwd=folder).stdout
    assert f"; note: _autodiscover._tcp.{domain} is left out: longer than a name may be" in text
    assert {name.split("._tcp")[0] for name, _, _ in records_of_zone(text)} == {
        f"autoconfig.{domain}.", f"autodiscover.{domain}.", "_imaps", "_imap", "_pop3s", "_pop3", "_submission"}


def test_domains_in_unicode(folder):
    assert "_imaps._tcp.xn--mnchen-3ya.de." in run("dns", "MÜNCHEN.de", cwd=folder).stdout


@pytest.mark.parametrize("domain, said", [("gone.example", "switched off"), ("*.org", "not a domain"), ("a@b.de", "not a domain")])
def test_nothing_is_printed_where_one_domain_is_wrong(folder, domain, said):
    done = run("dns", "example.com", domain, "other.org", cwd=folder, expect=1)
    assert done.stdout == "" and said in done.stderr and done.stderr.count("\n") == 1


def test_wrong_usage(folder):
    assert "records of which domain?" in run("dns", cwd=folder, expect=64).stderr
    assert "did you mean 'zone'?" in run("dns", "any.org", "--format", "zon", cwd=folder, expect=64).stderr
    assert "is not a host name" in run("dns", "any.org", "--host", "192.0.2.1", cwd=folder, expect=64).stderr


def zone_file(folder, domain, records):
    """A zone around lines of `dns`: its head, and addresses for targets that lie in it."""
    targets = {data.split()[-1] for _, kind, data in records if kind != "TXT"}
    inside = sorted(name for name in targets if name.endswith(f".{domain}.") or name == f"{domain}.")
    head = [f"{domain}. 3600 IN SOA ns.{domain}. hostmaster.{domain}. 1 3600 600 86400 60",
            f"{domain}. 3600 IN NS ns.{domain}.", *(f"{name} 3600 IN A 192.0.2.7" for name in [f"ns.{domain}.", *inside])]
    path = folder / f"{domain}.zone"
    path.write_text("\n".join(dict.fromkeys(head)) + f'\n$INCLUDE "{domain}.records"\n')
    return path


needs_bind = pytest.mark.skipif(not all(map(shutil.which, ["named-checkzone", "named", "nsupdate", "dig"])), reason="no BIND")


@needs_bind
@pytest.mark.parametrize("config", [TOP / "providers.yaml", CASES], ids=lambda path: path.parent.name)
def test_the_zone_loads_in_bind(tmp_path, config):
    for domain, _ in domains_of(config):
        text = run("dns", domain, "-c", str(config)).stdout
        (tmp_path / f"{domain}.records").write_text(text)
        path = zone_file(tmp_path, domain, records_of_zone(text))
        done = subprocess.run(["named-checkzone", "-i", "local", "-D", "-o", "-", domain, path.name], cwd=tmp_path,
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        read = [line.split(None, 4) for line in done.stdout.splitlines()]
        assert {(name, kind, data) for name, _, _, kind, data in read if kind in ("CNAME", "SRV", "TXT")} == set(
            records_of_zone(text))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@needs_bind
def test_nsupdate_puts_just_that_into_a_zone(tmp_path):
    domain = "example.com"
    port = free_port()
    words = ["dns", domain, "-c", str(CASES), "--host", HOST]
    (tmp_path / f"{domain}.records").write_text(f'_imaps._tcp.{domain}. 60 IN SRV 7 7 7 old.{domain}.\n')
    zone_file(tmp_path, domain, [])
    (tmp_path / "named.conf").write_text(f"""
        options {{ directory "{tmp_path}"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
                   pid-file none; session-keyfile none; recursion no; notify no; }};
        controls {{ }};
        zone "{domain}" {{ type primary; file "{domain}.zone"; check-integrity no; allow-update {{ 127.0.0.1; }}; }};
    """)
    ask = ["dig", "+noall", "+answer", "+tcp", "+time=2", "+tries=1", "@127.0.0.1", "-p", str(port), domain]
    with open(tmp_path / "log", "wb") as log:
        server = subprocess.Popen(["named", "-g", "-n", "1", "-c", "named.conf"], cwd=tmp_path, stdout=log, stderr=log)
    try:
        wait_for((tmp_path / "log").read_text, lambda: b"SOA" in subprocess.run([*ask, "SOA"], capture_output=True).stdout)
        for _ in "twice":  # the second time all of it is there already
            commands = f"server 127.0.0.1 {port}\n" + run(*words, "--format", "nsupdate").stdout
            subprocess.run(["nsupdate", "-v"], input=commands, text=True, check=True, timeout=30)
            lines = subprocess.run([*ask, "AXFR"], capture_output=True, text=True, check=True, timeout=30).stdout.splitlines()
            rows = [line.split(None, 4) for line in lines]
            found = {(name, kind, data) for name, _, _, kind, data in rows if kind in ("CNAME", "SRV", "TXT")}
            assert found == set(records_of_zone(run(*words).stdout))
    finally:
        server.terminate()
        server.wait(30)
