# SPDX-License-Identifier: MIT
"""`export`: the files that it writes, served by nginx as deploy/nginx-static.conf says, are what the daemon
answers where no address is given, byte for byte."""

import json
import os
import pty
import resource
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from daemon import PROGRAM, TOP, Answer, Daemon, UnixConnection, wait_for

PROVIDERS = """\
providers:
  example:
    name: Example & Söhne
    domains: [example.com, bücher.example, "*.wild.example"]
    mx: [mx.example.net]
    imap: "imap.%EMAILDOMAIN%"
    smtp:
      - smtp.example.com
      - {host: smtp.example.com, port: 587, username: "%EMAILLOCALPART%"}
    caldav: "https://dav.example.com/%EMAILADDRESS%/%EMAILDOMAIN%/"
    pacc: true
  plain:
    domains: [plain.example]
    pop3: {host: pop.plain.example, port: 110, security: none, insecure: true}
    smtp: smtp.plain.example
  silent:
    domains: [silent.example]
    jmap: https://jmap.silent.example/
    smtp: smtp.silent.example
  gone:
    domains: [gone.example]
    imap: imap.gone.example
    smtp: imap.gone.example
    enabled: false
  any:
    domains: ["*"]
    imap: imap.any.example
    smtp: smtp.any.example
domains:
  row.example: example
  other.example: {provider: example, name: Other Ltd, pacc: false}
"""
SERVED = ["example.com", "mx.example.net", "plain.example", "row.example", "other.example",
          "xn--bcher-kva.example"]
NOT_SERVED = ["silent.example", "gone.example", "nobody.example", "example.com.nobody.example"]
PATHS = ["/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml", "/.well-known/mail-v1.xml",
         "/v1.1/mail/config-v1.1.xml", "/.well-known/user-agent-configuration.json"]


def export(folder, *words, expect=0, **more):
    done = subprocess.run([PROGRAM, "export", *words], cwd=folder, capture_output=True, text=True, timeout=120, **more)
    assert done.returncode == expect, (done.returncode, done.stdout, done.stderr)
    return done


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    return tmp_path


class Nginx:
    """nginx on a unix socket, with the shipped sample for the tree at folder/"out"."""

    def __init__(self, folder):
        self.socket = folder / "nginx"
        sample = (TOP / "deploy/nginx-static.conf").read_text()
        for shipped, ours in (("listen 80;", f"listen unix:{self.socket};"), ("listen [::]:80;", ""),
                              ("/srv/autoconfig", str(folder / "out"))):
            assert shipped in sample
            sample = sample.replace(shipped, ours)
        settings = folder / "nginx.conf"
        settings.write_text(
            ("user root;\n" if os.geteuid() == 0 else "")
            + f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n"
            + "events { worker_connections 64; }\nhttp {\naccess_log off;\n"
            + "".join(f"{what}_temp_path {folder}/temp-{what};\n"
                      for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            + sample + "}\n")
        self.process = subprocess.Popen(
            ["/usr/sbin/nginx", "-p", str(folder), "-e", str(folder / "nginx.log"), "-c", str(settings)],
            stdin=subprocess.DEVNULL)
        try:
            wait_for("nginx listens", self.listens)
        except BaseException:
            self.end()
            raise

    def listens(self):
        assert self.process.poll() is None
        return self.socket.exists() and self.ask("localhost", "/").status == 404

    def ask(self, host, path, method="GET"):
        connection = UnixConnection(str(self.socket), 30)
        try:
            connection.request(method, path, headers={"Host": host})
            return Answer(connection.getresponse())
        except ConnectionRefusedError:
            return type("Refused", (), {"status": 0})
        finally:
            connection.close()

    def end(self):
        self.process.terminate()
        self.process.wait(30)


def test_nginx_answers_as_the_daemon(folder):
    export(folder, "out")
    nginx = Nginx(folder)
    try:
        with Daemon(folder, None) as daemon:
            served = 0
            for domain in SERVED + NOT_SERVED:
                hosts = [domain] + [f"{label}.{domain}" for label in ("autoconfig", "autodiscover", "ua-auto-config")]
                if domain not in SERVED:  # there, "*" is for the daemon alone
                    hosts = [domain]
                questions = [(host, path) for host in hosts for path in PATHS]
                questions.append(("localhost", f"/v1.1/{domain}"))
                for host, path in questions:
                    ours = daemon.ask(path, headers={"Host": host})
                    theirs = nginx.ask(host, path)
                    assert theirs.status == ours.status, (host, path)
                    assert theirs.body == ours.body or theirs.status == 404, (host, path)
                    for header in ("Content-Type", "Cache-Control", "X-Content-Type-Options"):
                        assert theirs.headers[header] == ours.headers[header], (host, path, header)
                    assert theirs.headers["Content-Length"] == str(len(theirs.body))
                    served += theirs.status == 200
            # All but "other" among the last; those of mx names, too.
            assert served == len(SERVED) * (4 * 4 + 1) + 4 * sum(
                daemon.ask(PATHS[-1], headers={"Host": f"ua-auto-config.{domain}"}).status == 200 for domain in SERVED)
            assert nginx.ask("autoconfig.example.com", PATHS[0], "HEAD").body == b""
            assert nginx.ask("autoconfig.example.com:8080", PATHS[0] + "?emailaddress=a@example.com").status == 200
            assert nginx.ask("AutoConfig.Example.COM.", PATHS[0]).status == 200
    finally:
        nginx.end()


def test_what_is_not_there_is_a_line_of_text(folder):
    export(folder, "out")
    nginx = Nginx(folder)
    try:
        for host, path in (("autoconfig.nobody.example", PATHS[0]), ("localhost", "/"), ("localhost", "/index.json"),
                           ("localhost", "/hosts/autoconfig.example.com/mail/config-v1.1.xml"),
                           ("localhost", "/v1.1/"), ("localhost", "/v1.1/../index.json"), ("localhost", "/v1.1")):
            answer = nginx.ask(host, path)
            assert (answer.status, answer.text) == (404, "no configuration for this domain\n"), path
            assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert answer.headers["Cache-Control"] == "no-store"
    finally:
        nginx.end()


def test_the_index_names_every_file_and_what_is_left_out(folder):
    done = export(folder, "out")
    files = tree(folder / "out")
    index = json.loads(files.pop("index.json"))
    assert sorted(path for name in index["names"].values() for path in name["files"]) == sorted(files)
    assert sorted(index["names"]) == sorted(SERVED + ["silent.example"])
    assert list(index["names"]) == sorted(index["names"])
    assert index["names"]["silent.example"]["files"] == []
    assert index["names"]["mx.example.net"]["kind"] == "mx"
    assert index["names"]["row.example"] == {
        "kind": "domain", "provider": "example",
        "files": ["hosts/autoconfig.row.example/mail/config-v1.1.xml",
                  "hosts/ua-auto-config.row.example/.well-known/user-agent-configuration.json", "v1.1/row.example"]}
    assert sorted(index["left_out"]) == ["*", "*.wild.example", "gone.example"]
    assert done.stdout == f"out: {len(SERVED) + 1} names, {len(files) + 1} files\n"
    assert "2 wildcards left out" in done.stderr
    assert b"%EMAILADDRESS%" in files["v1.1/example.com"] and b"imap.example.com<" in files["v1.1/example.com"]
    assert b"imap.%EMAILDOMAIN%<" in files["v1.1/mx.example.net"]


def test_the_same_configuration_is_the_same_tree(folder):
    export(folder, "one")
    lines = PROVIDERS.replace("domains: [example.com, bücher.example,", "domains: [bücher.example, example.com,")
    export(folder, "two/", env={**os.environ, "LANG": "de_DE.UTF-8", "TZ": "Asia/Tokyo"})
    assert tree(folder / "one") == tree(folder / "two")
    (folder / "providers.yaml").write_text(lines)
    export(folder, "two")
    assert tree(folder / "one") != tree(folder / "two")


def test_a_new_tree_replaces_the_old_one_whole(folder):
    (folder / "real").mkdir(mode=0o750)
    (folder / "out").symlink_to("real")
    export(folder, "out")
    before = (folder / "real").stat()
    (folder / "providers.yaml").write_text(PROVIDERS.replace("plain.example", "simple.example"))
    export(folder, "out")
    files = tree(folder / "out")
    assert "v1.1/simple.example" in files and "v1.1/plain.example" not in files
    assert (folder / "out").is_symlink() and (folder / "real").stat().st_ino != before.st_ino
    assert (folder / "real").stat().st_mode == before.st_mode
    assert sorted(os.listdir(folder)) == ["out", "providers.yaml", "real"]


def test_a_reader_never_misses_a_file(folder):
    export(folder, "out")
    stop = threading.Event()
    missed = []
    looks = [0]

    def look():
        while not stop.is_set():
            try:
                (folder / "out/v1.1/example.com").read_bytes()
            except FileNotFoundError as error:
                missed.append(error)
            looks[0] += 1

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(20):
        export(folder, "out")
    stop.set()
    reader.join()
    assert looks[0] > 20 and not missed


@pytest.mark.parametrize("make", [
    lambda out: (out.mkdir(), (out / "holiday.jpg").write_text("")),
    lambda out: (out.mkdir(), (out / "index.json").write_text('{"made_by": "somebody else"}')),
])
def test_files_of_others_are_never_replaced(folder, make):
    make(folder / "out")
    before = tree(folder / "out")
    done = export(folder, "out", expect=73)
    assert "out: holds files that 'export' did not write" in done.stderr
    assert tree(folder / "out") == before and sorted(os.listdir(folder)) == ["out", "providers.yaml"]


def test_what_cannot_be_written_is_73(folder):
    (folder / "file").write_text("")
    assert "file: not a folder" in export(folder, "file", expect=73).stderr
    assert "nowhere/out: No such file or directory" in export(folder, "nowhere/out", expect=73).stderr
    assert "where to?" in export(folder, expect=64).stderr


def test_a_wrong_or_empty_configuration_leaves_the_old_tree(folder):
    export(folder, "out")
    before = tree(folder / "out")
    (folder / "providers.yaml").write_text("providers: 1\n")
    assert "providers.yaml:1:12" in export(folder, "out", expect=78).stderr
    (folder / "providers.yaml").write_text("providers: {a: {domains: ['*.a.example'], imap: a.example, smtp: a.example}}")
    assert "nothing to write" in export(folder, "out", expect=1).stderr
    assert tree(folder / "out") == before and sorted(os.listdir(folder)) == ["out", "providers.yaml"]


def test_a_full_disk_leaves_the_old_tree(folder):
    export(folder, "out")
    before = tree(folder / "out")

    def fill_disk():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))

    done = export(folder, "out", expect=73, preexec_fn=fill_disk)
    assert "config-v1.1.xml: File too large" in done.stderr
    assert tree(folder / "out") == before and sorted(os.listdir(folder)) == ["out", "providers.yaml"]


def many(folder, count):
    rows = "".join(f"  d{number}.example: plain\n" for number in range(count))
    (folder / "providers.yaml").write_text(PROVIDERS + rows)


def test_ctrl_c_leaves_the_old_tree(folder):
    export(folder, "out")
    before = tree(folder / "out")
    many(folder, 20000)
    process = subprocess.Popen([PROGRAM, "export", "out"], cwd=folder, stderr=subprocess.PIPE)
    wait_for("it writes", lambda: list(folder.glob("out.new-*/v1.1/*")))
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == -signal.SIGINT
    process.stderr.close()
    assert tree(folder / "out") == before and sorted(os.listdir(folder)) == ["out", "providers.yaml"]


def test_ten_thousand_names_have_a_bar_on_a_terminal_only(folder):
    assert "[" not in export(folder, "out").stderr
    many(folder, 10000)
    ours, theirs = pty.openpty()
    process = subprocess.Popen([PROGRAM, "export", "out"], cwd=folder, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            shown += os.read(ours, 4096)
        except OSError:  # the program has ended
            break
    os.close(ours)
    counts = process.communicate(timeout=60)[0]
    assert process.returncode == 0
    total = 10000 + len(SERVED) + 1 + 3
    assert shown.startswith(b"\r[" + b"." * 40 + b"] 0 of %d names" % total)
    assert b"[" + b"#" * 20 + b"." * 20 + b"]" in shown and b"] %d of %d names" % (total, total) in shown
    assert shown.count(b"\r[") == 41 and b"\r\033[K" in shown
    assert counts.decode().startswith(f"out: {10000 + len(SERVED) + 1} names, ")
