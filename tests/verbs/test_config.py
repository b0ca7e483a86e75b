# SPDX-License-Identifier: MIT
"""`config`: each value with the place where it was written, and what another file would change."""

import json
import re

import pytest

from test_cli import GOOD, TOP, run

FILE = """\
include: [more.yaml]
x-shared: &shared
  pop3: pop.example.com
providers:
  example:
    <<: *shared
    name: Example Mail
    domains: [example.com, "*.example.net"]
    mx: [mx.example.com]
    auth: [scram, password]
    imap:
      - imap.example.com:143
      - host: imap.example.com
        auth: [password]
    smtp: {host: smtp.example.com, security: starttls}
    jmap: https://jmap.example.com/
    oauth2: {issuer: login.example.com, client_secret: sesame}
    documentation:
      - url: https://example.com/help
        title:
          en: Help
          de: Hilfe
    outlook: {json: false}
    ttl: 5m
"""
MORE = """\
domains:
  other.example:
    provider: example
    name: Other Ltd
    imap: mail.other.example
  same.example: example
logins:
  boss@example.com: jdoe
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "providers.yaml").write_text(FILE)
    (tmp_path / "more.yaml").write_text(MORE)
    return tmp_path


def rows_of(text):
    """{key: (value, origin)} of the one table in `text`."""
    lines = [line for line in text.splitlines() if line.startswith("  ")]
    assert lines[0].split() == ["key", "value", "origin"]
    found = {}
    for line in lines[1:]:
        key, value, origin = re.fullmatch(r"  (\S+)  +(.+?)  +(\S+(?: \(override\))?)", line).groups()
        assert key not in found
        found[key] = (value, origin)
    return found


def test_each_value_has_its_origin(folder):
    text = run("config", "example.com", cwd=folder).stdout
    assert text.startswith("example.com: provider 'example', by 'example.com' at providers.yaml:8\n\n")
    rows = rows_of(text)
    expected = {
        "id": ("example.com", "default"),
        "name": ("Example Mail", "providers.yaml:7"),
        "short_name": ("Example Mail", "default"),
        "domains": ("example.com, *.example.net", "providers.yaml:8"),
        "mx": ("mx.example.com", "providers.yaml:9"),
        "auth": ("scram, password", "providers.yaml:10"),
        "imap[0].host": ("imap.example.com", "providers.yaml:12"),
        "imap[0].port": ("143", "providers.yaml:12"),
        "imap[0].security": ("starttls", "default"),
        "imap[0].auth": ("scram, password", "providers.yaml:10"),
        "imap[0].username": ("address", "default"),
        "imap[1].host": ("imap.example.com", "providers.yaml:13"),
        "imap[1].auth": ("password", "providers.yaml:14"),
        "pop3[0].host": ("pop.example.com", "providers.yaml:3"),
        "pop3[0].port": ("995", "default"),
        "smtp[0].security": ("starttls", "providers.yaml:15"),
        "jmap.url": ("https://jmap.example.com/", "providers.yaml:16"),
        "oauth2.issuer": ("login.example.com", "providers.yaml:17"),
        "oauth2.client_secret": ("(not shown)", "providers.yaml:17"),
        "documentation[0].url": ("https://example.com/help", "providers.yaml:19"),
        "documentation[0].title.de": ("Hilfe", "providers.yaml:22"),
        "outlook.json": ("false", "providers.yaml:23"),
        "outlook.enabled": ("true", "default"),
        "ttl": ("300s", "providers.yaml:24"),
        "pacc": ("false", "default"),
    }
    assert {key: rows.get(key) for key in expected} == expected


def test_a_row_overrides(folder):
    text = run("config", "other.example", cwd=folder).stdout
    assert text.startswith("other.example: provider 'example', by 'other.example' at more.yaml:2\n\n")
    rows = rows_of(text)
    assert rows["name"] == ("Other Ltd", "more.yaml:4 (override)")
    assert rows["imap[0].host"] == ("mail.other.example", "more.yaml:5 (override)")
    assert rows["imap[0].port"] == ("993", "default")
    assert rows["imap[0].auth"] == ("scram, password", "providers.yaml:10")
    assert rows["smtp[0].host"] == ("smtp.example.com", "providers.yaml:15")
    assert "domains" not in rows and "imap[1].host" not in rows


@pytest.mark.parametrize("domain, how", [
    ("same.example", "by 'same.example' at more.yaml:6"), ("a.b.example.net", "by '*.example.net' at providers.yaml:8"),
    ("mx.example.com", "by mx name 'mx.example.com' at providers.yaml:9")])
def test_how_a_domain_is_found(folder, domain, how):
    assert run("config", domain, cwd=folder).stdout.startswith(f"{domain}: provider 'example', {how}\n")


def test_the_whole_configuration(folder):
    text = run("config", cwd=folder).stdout
    assert text.startswith("provider 'example', providers.yaml:5\n\n")
    tail = text[text.index("domain 'other.example'"):]
    assert tail == """\
domain 'other.example', more.yaml:2: as provider 'example', but

  key           value               origin
  name          Other Ltd           more.yaml:4 (override)
  imap[0].host  mail.other.example  more.yaml:5 (override)

1 row of 'domains' names a provider, no more
login of boss@example.com, more.yaml:8: jdoe
"""
    assert "sesame" not in text


def test_long_lists_are_cut(folder):
    names = ", ".join(f"d{i}.example" for i in range(12))
    (folder / "long.yaml").write_text(f"providers: {{a: {{domains: [{names}], imap: mail.a.example}}}}\n")
    text = run("config", "-c", "long.yaml", cwd=folder).stdout
    assert "d6.example, d7.example, and 4 more" in text and "d8.example" not in text


def leaves(value, key=""):
    """config --json as rows."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for i, inner in enumerate(value):
            yield from leaves(inner, f"{key}[{i}]")
    else:
        scalars = value if isinstance(value, list) else [value]
        yield key, ", ".join(one if isinstance(one, str) else json.dumps(one) for one in scalars)


@pytest.mark.parametrize("path", [TOP / "providers.yaml", *(TOP / f"tests/cases/{name}/providers.yaml"
                                                           for name in ("http", "clients", "peers"))],
                         ids=lambda path: path.parent.name)
def test_values_are_those_of_json_and_stand_where_it_is_said(path):
    """The line of an origin holds the key, the value, or (a server's in short) the host."""
    source = path.read_text().splitlines()
    providers = json.loads(run("config", "--json", "-c", str(path)).stdout)["providers"]
    seen = 0
    for block in re.split(r"\n(?=provider ')", run("config", "-c", str(path)).stdout):
        name = re.match(r"provider '([^']+)', (.+):(\d+)\n", block)
        table = block.split("\n\n")[1]
        rows = rows_of(table)
        expected = dict(leaves(providers[name.group(1)]))
        assert source[int(name.group(3)) - 1].strip().startswith(name.group(1))
        for key, (value, origin) in rows.items():
            if key not in ("domains", "mx"):
                assert value == expected.get(key, "(not shown)").replace("\\", "\\\\").replace('"', '\\"')
            if origin != "default":
                line = source[int(origin.rsplit(":", 1)[1]) - 1].replace("bücher", "xn--bcher-kva")
                last = re.sub(r"\[\d+\]$", "", key).split(".")[-1]
                assert last in line or value in line or expected[re.sub(r"[^.]+$", "host", key)] in line, (key, line)
                seen += 1
        assert set(expected) - set(rows) == set()
    assert seen > 10


def change(folder, old, new):
    assert old in FILE
    (folder / "new.yaml").write_text(FILE.replace(old, new))
    return run("config", "--diff", "new.yaml", cwd=folder).stdout


def test_no_difference(folder):
    assert run("config", "--diff", "providers.yaml", cwd=folder).stdout == "0 removed, 0 added, 0 changed, 5 as before\n"


def test_a_value_is_told_once_for_all_its_domains(folder):
    assert change(folder, "smtp.example.com", "mail.example.com") == """\
~ *.example.net, example.com, mx.example.com, other.example, same.example
    smtp[0].host: smtp.example.com -> mail.example.com
0 removed, 0 added, 5 changed, 0 as before
"""
    # A row's own value hides that of its provider.
    assert change(folder, "name: Example Mail", "name: Good Mail") == """\
~ *.example.net, example.com, mx.example.com, same.example
    name: Example Mail -> Good Mail
    short_name: Example Mail -> Good Mail
0 removed, 0 added, 4 changed, 1 as before
"""


def test_domains_come_and_go(folder):
    assert change(folder, '[example.com, "*.example.net"]', "[example.com, example.org]") == """\
- *.example.net: removed, provider 'example'
+ example.org: added, provider 'example'
1 removed, 1 added, 0 changed, 4 as before
"""
    # What answers counts: the wildcard goes on where the name was taken away.
    (folder / "before.yaml").write_text(FILE.replace('"*.example.net"', '"*.example.net", a.example.net'))
    assert run("config", "-c", "before.yaml", "--diff", "providers.yaml", cwd=folder).stdout.endswith("6 as before\n")


def test_lists_maps_roles_and_logins(folder):
    assert "    imap[1].host: imap.example.com -> (none)\n" in change(
        folder, "      - host: imap.example.com\n        auth: [password]\n", "")
    assert "    oauth2.issuer: login.example.com -> (none)\n" in change(folder, "    oauth2: {issuer: login.example.com, client_secret: sesame}\n", "")
    assert change(folder, "mx: [mx.example.com]", "mx: []").splitlines()[0] == "- mx.example.com: removed, provider 'example'"
    (folder / "more.yaml").write_text(MORE.replace("  boss", "  anna@example.com: anna\n  boss"))
    (folder / "old.yaml").write_text(FILE.replace("more.yaml", "old-more.yaml"))
    (folder / "old-more.yaml").write_text(MORE.replace("jdoe", "boss") + "  carl@example.org: carl\n")
    assert run("config", "-c", "old.yaml", "--diff", "providers.yaml", cwd=folder).stdout == """\
login of anna@example.com: (none) -> anna
login of boss@example.com: boss -> jdoe
login of carl@example.org: carl -> (none)
0 removed, 0 added, 0 changed, 5 as before; 3 logins
"""
    assert "carl" not in run("config", "example.com", "-c", "old.yaml", "--diff", "providers.yaml", cwd=folder).stdout


def test_a_secret_is_told_to_change_and_not_shown(folder):
    text = change(folder, "sesame", "poppy")
    assert "    oauth2.client_secret: (not shown) -> (another, not shown)\n" in text
    for secret in ("sesame", "poppy"):
        assert secret not in text + run("config", "--diff", "new.yaml", "--json", cwd=folder).stdout


def test_one_domain(folder):
    (folder / "new-more.yaml").write_text(MORE.replace("Other Ltd", "Others"))
    change(folder, "more.yaml", "new-more.yaml")
    text = run("config", "OTHER.example", "--diff", "new.yaml", cwd=folder).stdout
    assert text == ("~ other.example\n    name: Other Ltd -> Others\n    short_name: Other Ltd -> Others\n"
                    "0 removed, 0 added, 1 changed, 0 as before\n")
    assert run("config", "example.com", "--diff", "new.yaml", cwd=folder).stdout.endswith("1 as before\n")
    assert "served neither before nor after" in run("config", "a.org", "--diff", "new.yaml", cwd=folder, expect=1).stderr


def test_json_tells_all(folder):
    change(folder, "smtp.example.com", "mail.example.com")
    said = json.loads(run("config", "--diff", "new.yaml", "--json", cwd=folder).stdout)
    assert said == {"removed": 0, "added": 0, "changed": 5, "same": 0, "logins": [], "groups": [
        {"fate": "changed", "domains": ["*.example.net", "example.com", "mx.example.com", "other.example", "same.example"],
         "changes": [{"key": "smtp[0].host", "before": "smtp.example.com", "after": "mail.example.com"}]}]}


def test_ten_thousand_domains_stay_readable(tmp_path):
    def write(name, host, own):
        rows = [f"  d{i}.example: {{provider: a, imap: {own}{i}.example.com}}\n" for i in range(500)]
        rows += [f"  p{i}.example: a\n" for i in range(9500)]
        (tmp_path / name).write_text(f"providers: {{a: {{imap: {host}, smtp: mail.a.example}}}}\ndomains:\n" + "".join(rows))

    write("providers.yaml", "mail.a.example", "mail")
    write("new.yaml", "imap.a.example", "imap")
    lines = run("config", "--diff", "new.yaml", cwd=tmp_path).stdout.splitlines()
    assert lines[0].startswith("~ p0.example, p1.example, ") and lines[0].endswith(" and 9492 more")
    assert len(lines) == 82 and lines[-1] == "0 removed, 0 added, 10000 changed, 0 as before"
    assert " ... and 461 more, " in lines[-2]
    assert sum(len(group["domains"]) for group in json.loads(run("config", "--diff", "new.yaml", "--json", cwd=tmp_path).stdout)[
        "groups"]) == 10000


def test_files_that_are_wrong(folder):
    (folder / "wrong.yaml").write_text("providers: 1\n")
    done = run("config", "--diff", "wrong.yaml", cwd=folder, expect=78)
    assert "wrong.yaml:1:12: error: " in done.stderr and done.stdout == ""
    run("config", "--diff", "nowhere.yaml", cwd=folder, expect=66)
    assert run("config", "--diff", "providers.yaml", "--color", "always", cwd=folder).stdout.endswith("as before\n")


def test_good_of_the_other_tests(tmp_path):
    (tmp_path / "providers.yaml").write_text(GOOD)
    assert rows_of(run("config", "gone.example", cwd=tmp_path).stdout)["enabled"] == ("false", "providers.yaml:15")
