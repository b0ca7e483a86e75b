# SPDX-License-Identifier: MIT
"""source-sqlite, by itself and behind the daemon; what is common to the programs that read databases is shown here,
since this one needs no server."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from daemon import PROGRAM, Daemon, wait_for
from lists import CONFIG, FAST, provider_of, source_of, wait_for_failure, wait_for_provider
from panels import LEFT_OUT, domains, postfixadmin

SQLITE = Path(PROGRAM).parent / "source-sqlite"


def fill(path, statements):
    with closing(sqlite3.connect(path)) as database, database:
        for statement in statements:
            database.execute(statement)


def ask(url, program=SQLITE):
    environment = {**os.environ, "AUTOCONFIGD_SOURCE": url} if url is not None else None
    done = subprocess.run([str(program)], capture_output=True, text=True, timeout=60, env=environment)
    return done.returncode, done.stdout.splitlines(), done.stderr


def url_of(path, query):
    return f"sqlite:{path}?query={quote(query)}"


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "mail.sqlite"
    fill(path, postfixadmin("sqlite")(domains(100)))
    return path


def test_the_preset_of_postfixadmin(database):
    code, rows, error = ask(f"sqlite:{database}?preset=postfixadmin")
    assert (code, error) == (0, "")
    assert sorted(rows) == sorted([*domains(100), "alias.example"])
    assert not set(rows) & set(LEFT_OUT)


def test_a_query_gives_providers(database):
    code, rows, _ = ask(url_of(database, "SELECT domain, CASE domain WHEN 'd1.example' THEN 'other' END FROM domain "
                                         "WHERE domain LIKE 'd_.example' AND domain < 'd2' ORDER BY domain"))
    assert (code, rows) == (0, ["d0.example", "d1.example other"])


@pytest.mark.parametrize("value, row", [
    ("'two words', 'other'", "two?words other"),
    ("'#a.example'", "?a.example"),
    ("'a.example' || char(10) || 'b.example'", "a.example?b.example"),
    ("NULL, 'other'", "? other"),
    ("''", "?"),
    ("'a.example', NULL", "a.example"),
    ("'a.example', ''", "a.example"),
    ("'a.example', 'no body'", "a.example no?body"),
    ("1", "1"),
])
def test_a_value_is_one_word(database, value, row):
    """Which is no domain, where it would be another than the one that was meant."""
    assert ask(url_of(database, f"SELECT {value}")) == (0, [row], "")


@pytest.mark.parametrize("query, code, why", [
    ("query=SELECT%201,2,3", 64, "the query gives 3 columns, expected: domain, provider"),
    ("query=SELECT%20nowhere", 69, "no such column: nowhere"),
    ("query=DELETE%20FROM%20domain%20RETURNING%20domain", 69, "readonly database"),
    ("query=%zz", 64, "not percent-encoded"),
    ("preset=postfixadmn", 64, "no preset is called 'postfixadmn' (did you mean 'postfixadmin'?)"),
    ("preset=mailcow", 64, "preset 'mailcow' is for another kind of database"),
    ("preset=postfixadmin&query=SELECT%201", 64, "expected either"),
    ("", 64, "expected either"),
])
def test_a_wrong_question_is_told(database, query, code, why):
    got, rows, error = ask(f"sqlite:{database}?{query}")
    assert (got, rows) == (code, [])
    assert error.startswith("source-sqlite: ") and why in error and error.count("\n") == 1


def test_without_a_database(tmp_path):
    code, _, error = ask(f"sqlite:{tmp_path}/none?preset=postfixadmin")
    assert (code, error) == (69, f"source-sqlite: {tmp_path}/none: unable to open database file\n")
    (tmp_path / "text").write_text("no database at all, but some text that goes on for a while\n" * 10)
    assert ask(f"sqlite:{tmp_path}/text?preset=postfixadmin")[::2] == (69, "source-sqlite: file is not a database\n")
    assert "AUTOCONFIGD_SOURCE is not set" in ask(None)[2]


def test_behind_the_daemon(tmp_path, database):
    """Domains are added, change hands, go; the table is gone, and back again."""
    source = url_of(database, "SELECT domain, description FROM domain WHERE active")
    with Daemon(tmp_path, CONFIG, "--domains-from", source, *FAST) as daemon:
        assert source_of(daemon)["source"] == f"sqlite:{database}"
        assert provider_of(daemon, "d99.example") == "default"
        fill(database, ["INSERT INTO domain (domain) VALUES ('new.example')",
                        "UPDATE domain SET description = 'other' WHERE domain = 'd1.example'",
                        "DELETE FROM domain WHERE domain = 'd2.example'"])
        wait_for_provider(daemon, "new.example", "default")
        assert provider_of(daemon, "d1.example") == "other"
        assert provider_of(daemon, "d2.example") is None
        fill(database, ["ALTER TABLE domain RENAME TO gone"])
        wait_for_failure(daemon, "ended with 69: source-sqlite: no such table: domain")
        assert provider_of(daemon, "d99.example") == "default"
        fill(database, ["ALTER TABLE gone RENAME TO domain"])
        wait_for("a success", lambda: "last_error" not in source_of(daemon))


def test_the_programs_are_found_where_they_are_installed(tmp_path, database):
    """And one that is missing is told at once."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "libexec/autoconfigd").mkdir(parents=True)
    program = tmp_path / "bin/autoconfigd"
    program.write_bytes(Path(PROGRAM).read_bytes())
    program.chmod(0o755)
    (tmp_path / "providers.yaml").write_text("rubbish: true\n")
    command = [str(program), "serve", "--listen", "127.0.0.1:0", "--admin", "none", "--domains-from",
               f"sqlite:{database}?preset=postfixadmin"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 64
    assert f"'sqlite:{database}': its program, source-sqlite, is not installed" in done.stderr
    (tmp_path / "libexec/autoconfigd/source-sqlite").symlink_to(SQLITE)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 78  # it went on to providers.yaml
    assert "source read" in done.stderr
