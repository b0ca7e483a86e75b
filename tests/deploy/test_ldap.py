# SPDX-License-Identifier: MIT
"""Domains out of slapd, in iRedMail's tree and in another, by deploy/sources/domains-from-ldap as it is: they come and
go while clients ask, the directory is stopped, the daemon starts without it. No request fails or waits."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest

from databases import NOBODY, Server, serving
from world import TOP, Daemon, finish, wait_for

sys.path.insert(0, str(TOP / "tests/sources"))
from load import Load  # noqa: E402
from lists import CONFIG, provider_of, source_of, wait_for_failure, wait_for_provider  # noqa: E402

SCRIPT = TOP / "deploy/sources/domains-from-ldap"
PACED = TOP / "tests/support/paced.lua"
COUNT = 100_000
BASE = "dc=example,dc=net"
READER, STRANGER, ADMIN = (f"cn={name},{BASE}" for name in ("autoconfig", "stranger", "admin"))
LIMIT = f'limits dn.exact="{READER}" size=unlimited'  # docs/hoster.md tells hosters to write it
SETTINGS = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include {folder}/mail.schema
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "{base}"
rootdn "{admin}"
rootpw top-secret
directory {folder}/data
maxsize 1073741824
dbnosync
index objectClass eq
access to attrs=userPassword by anonymous auth
access to * by dn.exact="{reader}" read by dn.exact="{stranger}" read by anonymous auth
{limit}
"""
# Of iRedMail's schema what a list of domains needs, by its names and numbers.
SCHEMA = """\
attributetype ( 1.3.6.1.4.1.32349.1.2.1.1 NAME 'domainName'
    EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32349.1.2.1.6 NAME 'domainBackupMX'
    EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32349.1.2.1.19 NAME 'domainAliasName'
    EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )
attributetype ( 1.3.6.1.4.1.32349.1.2.2.9 NAME 'accountStatus'
    EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32349.1.2.2.13 NAME 'enabledService'
    EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )
objectclass ( 1.3.6.1.4.1.32349.1.2.4.1 NAME 'mailDomain' SUP top STRUCTURAL MUST domainName
    MAY ( enabledService $ domainBackupMX $ accountStatus $ domainAliasName ) )
"""


def entry(dn, **values):
    lines = [f"dn: {dn},{BASE}" if dn else f"dn: {BASE}"]
    for name, value in values.items():
        lines += [f"{name}: {one}" for one in ([value] if isinstance(value, str) else value)]
    return "\n".join(lines) + "\n\n"


def domain(name, status="active", services=("mail",), **more):
    return entry(f"domainName={name},o=domains", objectClass="mailDomain", domainName=name, accountStatus=status,
                 enabledService=services, **more)


def account(name):
    return entry(f"cn={name}", objectClass=["organizationalRole", "simpleSecurityObject"], cn=name,
                 userPassword="pass-word")


def tree():
    yield entry("", objectClass=["dcObject", "organization"], dc="example", o="Example")
    yield entry("o=domains", objectClass="organization", o="domains")
    yield entry("o=other", objectClass="organization", o="other")
    yield account("autoconfig") + account("stranger")
    yield from (domain(f"d{number}.example") for number in range(COUNT))
    yield domain("aliases.example", services=["mail", "domainalias"], domainAliasName=["one.example", "two.example"])
    yield domain("noaliases.example", domainAliasName="hidden.example")
    yield domain("off.example", status="disabled")
    yield domain("nomail.example", services=["domainalias"], domainAliasName="hidden2.example")
    yield domain("backup.example", domainBackupMX="yes")
    yield entry("ou=customers,o=other", objectClass=["organizationalUnit", "domainRelatedObject"], ou="customers",
                associatedDomain=["Plain.example", "blank at its end.example "])


SERVED = {*(f"d{number}.example" for number in range(COUNT)), "aliases.example", "noaliases.example", "one.example",
          "two.example"}


class Directory(Server):
    def create(self):
        (self.folder / "data").mkdir()
        (self.folder / "mail.schema").write_text(SCHEMA)
        (self.folder / "slapd.conf").write_text(SETTINGS.format(
            folder=self.folder, base=BASE, admin=ADMIN, reader=READER, stranger=STRANGER, limit=LIMIT))
        (self.folder / "tree.ldif").write_text("".join(tree()))
        for name, password in (("password", "pass-word"), ("admin", "top-secret")):
            (self.folder / name).write_text(password)
            (self.folder / name).chmod(0o600)
        os.chown(self.folder / "data", 65534, 65534)
        finish(*NOBODY, "/usr/sbin/slapadd", "-q", "-f", "slapd.conf", "-l", "tree.ldif", folder=self.folder)
        self.url = "ldapi://" + quote(f"{self.folder}/s", safe="")

    def command(self):
        return ["/usr/sbin/slapd", "-d", "0", "-f", "slapd.conf", "-h", self.url]

    def prepare(self):
        pass

    def is_up(self):
        return subprocess.run(["ldapwhoami", "-x", "-H", self.url], capture_output=True).returncode == 0

    def change(self, text):
        (self.folder / "change.ldif").write_text(text)
        finish("ldapmodify", "-x", "-H", self.url, "-D", ADMIN, "-y", "admin", "-f", "change.ldif", folder=self.folder)

    def add(self, name):
        self.change(domain(name).replace("\n", "\nchangetype: add\n", 1))

    def remove(self, name):
        self.change(f"dn: domainName={name},o=domains,{BASE}\nchangetype: delete\n")

    def environment(self, who=READER, password="password"):
        return {"LDAPURI": self.url, "LDAPBASE": BASE, "LDAPBINDDN": who,
                "LDAP_PASSWORD_FILE": str(self.folder / password)}

    def lists(self, *arguments, **who):
        """What the script does: exit code, lines, complaint."""
        done = subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=60,
                              env={**os.environ, **self.environment(**who)})
        assert "pass-word" not in done.stderr and "top-secret" not in done.stderr
        return done.returncode, done.stdout.splitlines(), done.stderr


@pytest.fixture(scope="module")
def running_directory():
    with serving(Directory) as one:
        yield one


@pytest.fixture
def directory(running_directory):
    if not running_directory.running:
        running_directory.start()
    return running_directory


def test_what_gets_mail_here_is_listed(directory):
    code, rows, error = directory.lists()
    assert (code, error) == (0, "")
    assert len(rows) == len(SERVED) and set(rows) == SERVED


def test_another_tree_by_arguments(directory, tmp_path):
    """A value that LDIF writes in base64 is no domain: a bad line, which the daemon counts."""
    words = ("(objectClass=domainRelatedObject)", "associatedDomain")
    code, rows, error = directory.lists(*words)
    assert (code, error) == (0, "")
    assert rows[0] == "Plain.example" and rows[1].startswith("associatedDomain:: ") and len(rows) == 2
    source = f"exec:{SCRIPT} {' '.join(words)}"
    with Daemon(tmp_path, CONFIG, "--domains-from", source, environment=directory.environment()) as daemon:
        assert provider_of(daemon, "plain.example") == "default"
        assert source_of(daemon)["domains"] == source_of(daemon)["bad_lines"] == 1


@pytest.mark.parametrize("who, complaint", [
    ({"who": STRANGER}, "Size limit exceeded (4)"),  # half a list: slapd gives 500 where no `limits` says more
    ({"password": "admin"}, "Invalid credentials (49)"),
    ({"password": "missing"}, "missing"),
])
def test_half_a_list_is_an_error(directory, who, complaint):
    code, rows, error = directory.lists(**who)
    assert code != 0 and complaint in error
    assert len(rows) < COUNT


def test_a_night_with_the_daemon(directory, tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    options = ("--domains-from", f"exec:{SCRIPT}", "--domains-refresh", "1s", "--state-dir", state)
    environment = directory.environment()
    last = f"d{COUNT - 1}.example"
    with Daemon(tmp_path, CONFIG, *options, environment=environment, level="warning") as daemon:
        assert provider_of(daemon, last) == "default"
        assert source_of(daemon)["domains"] == len(SERVED)
        url = f"http://127.0.0.1:{daemon.port}/mail/config-v1.1.xml?emailaddress=anna@{last}"
        with Load(url, 15, more=["-s", PACED]) as load:
            directory.add("new.example")
            directory.remove("d5.example")
            wait_for_provider(daemon, "new.example", "default")
            wait_for("d5.example is gone", lambda: provider_of(daemon, "d5.example") is None)
            directory.stop()
            wait_for_failure(daemon, "Can't contact LDAP server")
            assert provider_of(daemon, "new.example") == "default"
        print(f"{load.requests} requests, {load.failures} failures")
        assert load.requests > 1000 and load.failures == 0, load.output
        told = daemon.log() + daemon.admin("/status").text + daemon.admin("/metrics").text
        assert "pass-word" not in told and "domains-from-ldap" in told
    with Daemon(tmp_path, CONFIG, *options, environment=environment) as daemon:  # the directory is still down
        assert provider_of(daemon, last) == provider_of(daemon, "new.example") == "default"
        wait_for_failure(daemon, "Can't contact LDAP server")
        directory.start()
        directory.add("morning.example")
        wait_for_provider(daemon, "morning.example", "default")


def test_the_documentation_tells_of_the_limit():
    assert LIMIT in (TOP / "docs/hoster.md").read_text()
