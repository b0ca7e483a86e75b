# SPDX-License-Identifier: MIT
"""The tables in which panels of mail servers keep domains, as those make them, and rows of every kind: served ones,
and ones that a list must leave out. Columns that no list needs are cut down to a few."""

TYPES = {
    # what panels write differently for each kind of server: a truth, a number that is one, yes and no
    "postgresql": {"truth": "boolean NOT NULL DEFAULT", "flag": "INT2 NOT NULL DEFAULT", "0": "false", "1": "true"},
    "mysql": {"truth": "tinyint(1) NOT NULL DEFAULT", "flag": "TINYINT(1) NOT NULL DEFAULT", "0": "0", "1": "1"},
    "sqlite": {"truth": "tinyint(1) NOT NULL DEFAULT", "flag": "int NOT NULL DEFAULT", "0": "0", "1": "1"},
}
ALIASES = {"alias.example": ("d0.example", 1), "aliasoff.example": ("off.example", 1),
           "noalias.example": ("d0.example", 0), "aliasbackup.example": ("backup.example", 1)}
LEFT_OUT = ("off.example", "backup.example", "aliasoff.example", "noalias.example", "aliasbackup.example", "all")


def two_tables(create_domain, create_alias, yes, no, extra=()):
    def statements(domains):
        rows = [(domain, no, yes) for domain in domains]
        rows += [("off.example", no, no), ("backup.example", yes, yes), *extra]
        yield create_domain
        yield create_alias
        for start in range(0, len(rows), 1000):
            yield "INSERT INTO domain (domain, backupmx, active) VALUES " + ", ".join(
                f"('{domain}', {backup}, {active})" for domain, backup, active in rows[start:start + 1000])
        yield "INSERT INTO alias_domain (alias_domain, target_domain, active) VALUES " + ", ".join(
            f"('{alias}', '{target}', {yes if active else no})" for alias, (target, active) in ALIASES.items())
    return statements


def postfixadmin(kind):
    words = TYPES[kind]
    return two_tables(
        f"""CREATE TABLE domain (domain varchar(255) NOT NULL PRIMARY KEY, description varchar(255) NOT NULL DEFAULT '',
            transport varchar(255) NOT NULL DEFAULT 'virtual', backupmx {words['truth']} {words['0']},
            active {words['truth']} {words['1']})""",
        f"""CREATE TABLE alias_domain (alias_domain varchar(255) NOT NULL PRIMARY KEY,
            target_domain varchar(255) NOT NULL, active {words['truth']} {words['1']})""",
        words["1"], words["0"], extra=[("ALL", words["0"], words["1"])])


def iredmail(kind):
    flag = TYPES[kind]["flag"]
    return two_tables(
        f"""CREATE TABLE domain (domain VARCHAR(255) NOT NULL PRIMARY KEY, transport VARCHAR(255) NOT NULL DEFAULT
            'dovecot', backupmx {flag} 0, active {flag} 1)""",
        f"""CREATE TABLE alias_domain (alias_domain VARCHAR(255) NOT NULL PRIMARY KEY,
            target_domain VARCHAR(255) NOT NULL, active {flag} 1)""", "1", "0")


def mailcow(kind):
    assert kind == "mysql"
    return two_tables(
        """CREATE TABLE domain (domain VARCHAR(255) NOT NULL PRIMARY KEY, relayhost VARCHAR(255) NOT NULL DEFAULT '0',
           backupmx TINYINT(1) NOT NULL DEFAULT 0, gal TINYINT(1) NOT NULL DEFAULT 1,
           active TINYINT(1) NOT NULL DEFAULT 1) ENGINE=InnoDB""",
        """CREATE TABLE alias_domain (alias_domain VARCHAR(255) NOT NULL PRIMARY KEY,
           target_domain VARCHAR(255) NOT NULL, active TINYINT(1) NOT NULL DEFAULT 1,
           INDEX active (active), INDEX target_domain (target_domain)) ENGINE=InnoDB""", "1", "0")


def ispconfig(kind):
    assert kind == "mysql"

    def statements(domains):
        rows = [(domain, "y") for domain in domains] + [("off.example", "n")]
        yield """CREATE TABLE mail_domain (domain_id int(11) unsigned NOT NULL auto_increment PRIMARY KEY,
                 server_id int(11) unsigned NOT NULL DEFAULT 1, domain varchar(255) NOT NULL DEFAULT '',
                 dkim enum('n','y') NOT NULL DEFAULT 'n', active enum('n','y') NOT NULL DEFAULT 'n')"""
        yield """CREATE TABLE mail_forwarding (forwarding_id int(11) unsigned NOT NULL auto_increment PRIMARY KEY,
                 server_id int(11) unsigned NOT NULL DEFAULT 1, source varchar(255) NOT NULL DEFAULT '', destination text,
                 type enum('alias','aliasdomain','forward','catchall') NOT NULL DEFAULT 'alias',
                 active enum('n','y') NOT NULL DEFAULT 'n')"""
        for start in range(0, len(rows), 1000):
            yield "INSERT INTO mail_domain (domain, active) VALUES " + ", ".join(
                f"('{domain}', '{active}')" for domain, active in rows[start:start + 1000])
        yield "INSERT INTO mail_forwarding (source, destination, type, active) VALUES " + ", ".join(
            f"('@{alias}', '@{target}', 'aliasdomain', '{'y' if active else 'n'}')"
            for alias, (target, active) in ALIASES.items())
        yield """INSERT INTO mail_forwarding (source, destination, type, active) VALUES
                 ('@forward.example', '@d0.example', 'catchall', 'y'), ('jo@d0.example', 'x@d1.example', 'alias', 'y')"""
    return statements


PANELS = {"postfixadmin": postfixadmin, "iredmail": iredmail, "mailcow": mailcow, "ispconfig": ispconfig}


def domains(count):
    return [f"d{number}.example" for number in range(count)]
