# SPDX-License-Identifier: MIT
"""What the tests of deploy/ stand on: pebble, an ACME server with every check on, a DNS server in which each
name is this machine, and programs that are ended again."""

import contextlib
import json
import subprocess
import sys
import urllib.request
import ssl
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/support"))
from daemon import Daemon, wait_for  # noqa: E402,F401

SAMPLES = TOP / "deploy/proxies"
DIRECTORY = "https://127.0.0.1:14000/dir"
PROVIDERS = """\
providers:
  example:
    name: Example Mail
    domains: [example.com, customer.example]
    imap: mail.example.com
    smtp: mail.example.com
"""


@contextlib.contextmanager
def running(folder, *command, may_end=False, **keywords):
    """A program in the background; its output is in FOLDER/NAME.log."""
    log = Path(folder) / (Path(command[0]).name + ".log")
    with open(log, "ab") as output:
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   cwd=folder, **keywords)
    process.log = log
    try:
        yield process
        assert may_end or process.poll() is None, f"{command[0]} ended: {log.read_text()[-2000:]}"
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def finish(*command, folder, environment=None, code=0):
    """A program that ends by itself; what it printed."""
    import os

    done = subprocess.run(list(map(str, command)), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120, env={**os.environ, **(environment or {})})
    assert done.returncode == code, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def sample(folder, name, *changes):
    """The sample with other folders in it; each change must find something to change."""
    text = (SAMPLES / name).read_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, str(new))
    (folder / name).write_text(text)
    return folder / name


def succeeds(*command):
    with contextlib.suppress(AssertionError):
        finish(*command, folder="/")
        return True
    return False


class Pebble:
    """`ca` is the certificate of its own https, by which clients elsewhere know it as `name`; `root` that of what it
    issues."""

    def __init__(self, folder, name="localhost"):
        self.folder = Path(folder)
        self.folder.mkdir()
        self.ca = self.folder / "pebble.pem"
        finish("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
               "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1", "-keyout", "pebble.key", "-out", "pebble.pem",
               folder=self.folder)
        (self.folder / "pebble.json").write_text(json.dumps({"pebble": {
            "listenAddress": ":14000", "managementListenAddress": "127.0.0.1:15000",
            "certificate": str(self.ca), "privateKey": str(self.folder / "pebble.key"),
            "httpPort": 80, "tlsPort": 443}}))

    def __enter__(self):
        import os

        self.programs = contextlib.ExitStack()
        self.programs.enter_context(running(
            self.folder, "pebble-challtestsrv", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-http01", "",
            "-https01", "", "-tlsalpn01", "", "-dns01", "127.0.0.1:8053", "-management", "127.0.0.1:8055"))
        self.programs.enter_context(running(
            self.folder, "pebble", "-config", "pebble.json", "-dnsserver", "127.0.0.1:8053",
            env={**os.environ, "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"}))
        self.root = self.folder / "root.pem"
        self.root.write_bytes(wait_for("pebble", self.fetch_root))
        return self

    def __exit__(self, *_):
        self.programs.close()

    def fetch_root(self):
        context = ssl.create_default_context(cafile=self.ca)
        try:
            with urllib.request.urlopen("https://127.0.0.1:15000/roots/0", context=context, timeout=5) as answer:
                return answer.read()
        except OSError:
            return None


def curl(root, host, path, *options, code=0):
    """What a client gets that trusts `root` only, of HOST at this machine."""
    return finish("curl", "-sS", "--cacert", root, "--resolve", f"{host}:443:127.0.0.1", *options,
                  f"https://{host}{path}", folder="/", code=code)
