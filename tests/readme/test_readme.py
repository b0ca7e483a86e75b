# SPDX-License-Identifier: MIT
"""What README.md and deploy/run show works as it is printed."""

import os
import re
import shutil
import signal
import socket
import subprocess

import pytest

from daemon import PROGRAM, TOP, wait_for

README = (TOP / "README.md").read_text()


def block(language):
    """The first code block in a language, without the indentation of a list."""
    found = re.search(rf"^( *)```{language}\n(.*?)^ *```$", README, re.MULTILINE | re.DOTALL)
    assert found, language
    return re.sub("^" + found.group(1), "", found.group(2), flags=re.MULTILINE)


@pytest.fixture
def smallest(tmp_path):
    (tmp_path / "providers.yaml").write_text(block("yaml"))
    return tmp_path


def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)


def test_the_smallest_file_is_right(smallest):
    done = run(PROGRAM, "check", "--strict", cwd=smallest)
    assert done.returncode == 0, done.stderr


def test_the_answer_shown_is_the_answer(smallest):
    done = run(PROGRAM, "show", "anna@example.com", "--as", "thunderbird", cwd=smallest)
    assert done.stdout == block("xml")


def test_the_records_shown_are_what_dns_prints(smallest):
    lines = run(PROGRAM, "dns", "example.com", "--host", "host.example.net", cwd=smallest).stdout.splitlines()
    shown = re.findall(r"^ +(\S+\.example\.com\..+)$", README, re.MULTILINE)
    assert len(shown) == 3 and shown == [line for line in lines if line.startswith(("auto", "_auto"))]


def test_the_other_ways_to_show_it(smallest):
    for arguments in ([], ["--as", "outlook"], ["--as", "apple"]):
        assert run(PROGRAM, "show", "anna@example.com", *arguments, cwd=smallest).returncode == 0


def test_every_key_stands_in_the_manual(tmp_path):
    manual = (TOP / "docs/providers.md").read_text()
    rows = re.findall(r'^    \{"(\w+)", FIELD_\w+, [^\n]*', (TOP / "server/model/fields.c").read_text(), re.MULTILINE)
    computed = re.findall(r'^    \{"(\w+)", FIELD_\w+, [^\n]*FIELD_COMPUTED', (TOP / "server/model/fields.c").read_text(),
                          re.MULTILINE)
    keys = set(rows) - set(computed)
    assert len(keys) > 60
    assert {key for key in keys if not re.search(rf"\b{key}\b", manual)} == set()


def test_the_manual_s_file_is_right(tmp_path):
    manual = (TOP / "docs/providers.md").read_text()
    (tmp_path / "providers.yaml").write_text(re.search(r"```yaml\n(.*?)```", manual, re.DOTALL).group(1))
    done = run(PROGRAM, "check", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr


def test_links_lead_somewhere():
    for page in [*TOP.glob("*.md"), *TOP.glob("docs/*.md")]:
        for link in re.findall(r"\]\(([^)#]+)", page.read_text()):
            assert link.startswith("https://") or (page.parent / link).exists(), f"{page.name}: {link}"


def test_paths_named_in_pages_exist():
    for page in ["README.md", "CONTRIBUTING.md", "SECURITY.md"]:
        for path in re.findall(r"`((?:server|tests|templates|deploy|docs)/[\w./-]*)", (TOP / page).read_text()):
            assert (TOP / path).exists(), f"{page}: {path}"


@pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="no nginx")
def test_nginx_takes_the_snippet(tmp_path):
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x",
        "-keyout", "key", "-out", "cert", cwd=tmp_path)
    server = re.sub(r"/etc/letsencrypt/\S+/fullchain.pem", str(tmp_path / "cert"), block("nginx"))
    server = re.sub(r"/etc/letsencrypt/\S+/privkey.pem", str(tmp_path / "key"), server)
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{server}}}\n")
    done = run("nginx", "-t", "-e", str(tmp_path / "error"), "-c", str(tmp_path / "nginx.conf"), cwd=tmp_path)
    assert "syntax is ok" in done.stderr, done.stderr


@pytest.fixture
def first_steps(tmp_path):
    """deploy/run on a free port, from another folder; what it printed up to the start of the daemon."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = str(s.getsockname()[1])
    with open(tmp_path / "out", "wb") as out:
        process = subprocess.Popen(
            [TOP / "deploy/run", "--admin", f"unix:{tmp_path}/admin"], cwd=tmp_path, stdin=subprocess.DEVNULL,
            stdout=out, stderr=out, env={**os.environ, "PORT": port}, start_new_session=True)
    try:
        def listening():
            text = (tmp_path / "out").read_text()
            assert process.poll() is None, text
            return text if "listening" in text else None

        yield wait_for("the daemon listens", listening, patience_s=300)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(30) == 0


@pytest.mark.skipif("FIRST_STEPS" not in os.environ, reason="builds the release; a step of tests/run")
def test_the_first_steps_work_as_printed(first_steps, tmp_path):
    lines = [line.strip() for line in first_steps.splitlines() if line.startswith("  curl ")]
    assert len(lines) == 3
    answers = [run("/bin/sh", "-c", line + " -sS --fail", cwd=tmp_path) for line in lines]
    for answer in answers:
        assert answer.returncode == 0, answer.stderr
        assert "imap.mail.ru" in answer.stdout
    for answer, root in zip(answers, ["<clientConfig", "<Autodiscover", "<plist"]):
        assert root in answer.stdout
        assert subprocess.run(["xmllint", "--noout", "-"], input=answer.stdout, text=True).returncode == 0
