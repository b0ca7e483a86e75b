# SPDX-License-Identifier: MIT
"""Profiles signed by certificates of every sort; openssl is the judge."""

import os
import pathlib
import plistlib
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from certificates import Authority, names_in, openssl
from conftest import PROGRAM, Daemon
from daemon import replace_file

PROVIDERS = """\
providers:
  example:
    name: Example Mail
    domains: [example.com]
    imap: mail.example.com
    smtp: mail.example.com
  open:
    name: Unsigned Mail
    domains: [open.example]
    imap: mail.open.example
    smtp: mail.open.example
    apple: {signing: false}
"""
PROFILE = "/profile.mobileconfig?email=jo@example.com"
SHOWN = ("Content-Type", "Content-Disposition", "Cache-Control", "X-Content-Type-Options")


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    return {kind: Authority(tmp_path_factory.mktemp(kind), kind) for kind in ("rsa", "ecdsa")}


@pytest.fixture(scope="module")
def signers(authorities):
    """(certificate with chain, key) by name."""
    ecdsa = authorities["ecdsa"]
    found = {kind: authority.signer("good") for kind, authority in authorities.items()}
    found["expired"] = ecdsa.signer("expired", first_day=-30, last_day=-1)
    found["future"] = ecdsa.signer("future", first_day=1)
    found["ed25519"] = ecdsa.signer("ed25519", kind="ed25519")
    return found


@pytest.fixture
def serve(start):
    def serve_signed(certificate, key, *options, **keywords):
        return start("--sign-cert", str(certificate), "--sign-key", str(key), *options,
                     **{"providers": PROVIDERS, **keywords})

    return serve_signed


def ask(daemon, path=PROFILE, **keywords):
    with daemon.client() as client:
        return client.ask(path, **keywords)


def run(*words, expect, environment=None):
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, timeout=60,
                          env={**os.environ, **(environment or {})})
    assert done.returncode == expect, (words, done)
    return done


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_a_signed_profile_is_the_unsigned_one_in_an_envelope(start, serve, authorities, signers, kind):
    unsigned = ask(start(providers=PROVIDERS))
    daemon = serve(*signers[kind])
    signed = ask(daemon)
    assert signed.status == unsigned.status == 200
    for name in SHOWN:
        assert signed.header(name) == unsigned.header(name)
    assert authorities[kind].verify(signed.body) == unsigned.body
    assert plistlib.loads(unsigned.body)["PayloadType"] == "Configuration"
    assert names_in(signed.body) == ["good", "intermediate"]
    printed = openssl("cms", "-cmsout", "-print", "-inform", "DER", stdin=signed.body).decode()
    assert "signingTime" in printed and "sha256" in printed and "sha1" not in printed
    head = ask(daemon, method="HEAD")
    assert head.status == 200 and head.body == b"" and head.header("Content-Type") == signed.header("Content-Type")


def test_the_chain_may_have_a_file_of_its_own(serve, authorities, signers, tmp_path):
    authority = authorities["rsa"]
    chain = tmp_path / "chain.pem"
    chain.write_text(authority.path("intermediate.pem").read_text() + authority.path("root.pem").read_text())
    key = signers["rsa"][1]
    alone = serve(authority.path("good.pem"), key)
    assert names_in(ask(alone).body) == ["good"]
    # What both files name is said once, and the root is everybody's own.
    for certificate in (authority.path("good.pem"), signers["rsa"][0]):
        body = ask(serve(certificate, key, "--sign-chain", str(chain))).body
        assert names_in(body) == ["good", "intermediate"]
        assert authority.verify(body).startswith(b"<?xml")


def test_a_provider_may_leave_its_profiles_unsigned(serve, authorities, signers):
    daemon = serve(*signers["ecdsa"])
    body = ask(daemon, "/profile.mobileconfig?email=jo@open.example").body
    assert plistlib.loads(body)["PayloadOrganization"] == "Unsigned Mail"
    both = ask(daemon, "/profile.mobileconfig?addresses=jo@open.example,jo@example.com").body
    assert len(plistlib.loads(authorities["ecdsa"].verify(both))["PayloadContent"]) == 2


def test_many_are_signed_at_once(start, serve, authorities, signers):
    plain = ask(start(providers=PROVIDERS)).body
    daemon = serve(*signers["rsa"], "--threads", "4")

    def ask_often(i):
        with daemon.client() as client:
            for turn in range(5):
                body = client.ask(PROFILE.replace("jo@", f"jo{i}-{turn}@")).body
                assert f"<string>jo{i}-{turn}@example.com</string>".encode() in body
                last = client.ask(PROFILE).body
                assert plain in last
        return last

    with ThreadPoolExecutor(16) as pool:
        for body in list(pool.map(ask_often, range(16)))[:3]:
            assert authorities["rsa"].verify(body) == plain


def encrypted(signers, folder):
    key = folder / "encrypted.key"
    openssl("pkey", "-in", signers["rsa"][1], "-aes256", "-passout", "pass:secret", "-out", key)
    return signers["rsa"][0], key


def garbled(signers, folder):
    (folder / "garbled.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    return folder / "garbled.pem", signers["rsa"][1]


def too_long(signers, folder):
    (folder / "long.pem").write_text(signers["rsa"][0].read_text() * 20)
    return folder / "long.pem", signers["rsa"][1]


UNUSABLE = {
    "expired": (lambda s, _: s["expired"], "the certificate has expired"),
    "future": (lambda s, _: s["future"], "the certificate is not valid yet"),
    "ed25519": (lambda s, _: s["ed25519"], "the key is neither RSA nor ECDSA"),
    "another's key": (lambda s, _: (s["rsa"][0], s["ecdsa"][1]), "not the key of the certificate"),
    "no certificate file": (lambda s, f: (f / "none", s["rsa"][1]), "no such file"),
    "no key file": (lambda s, f: (s["rsa"][0], f / "none"), "no such file"),
    "a directory": (lambda s, f: (f, s["rsa"][1]), "not a regular file"),
    "key for certificate": (lambda s, _: (s["rsa"][1], s["rsa"][1]), "no certificate in PEM"),
    "certificate for key": (lambda s, _: (s["rsa"][0], s["rsa"][0]), "no private key in PEM"),
    "encrypted key": (encrypted, "the key is encrypted"),
    "garbled": (garbled, "no certificate in PEM"),
    "too many": (too_long, "too many certificates"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_signed_is_not_sent_unsigned(serve, signers, tmp_path, case):
    choose, why = UNUSABLE[case]
    certificate, key = choose(signers, tmp_path)
    daemon = serve(certificate, key)
    answer = ask(daemon)
    assert answer.status == 500 and answer.body == b"this profile cannot be signed now\n"
    assert answer.header("Content-Type") == "text/plain; charset=utf-8"
    assert answer.header("Cache-Control") == "no-store"
    assert f"{why}; no profile can be signed" in daemon.log()
    # Nothing else suffers.
    assert ask(daemon, "/profile.mobileconfig?email=jo@open.example").status == 200
    assert ask(daemon, "/mail/config-v1.1.xml?emailaddress=jo@example.com").status == 200
    words = ["--config", daemon.log_path.parent / "providers.yaml", "--sign-cert", certificate, "--sign-key", key]
    checked = run("check", *words, expect=1).stdout.decode()
    assert why in checked and ": 1 error\n" in checked
    shown = run("show", "jo@example.com", "--as", "apple", *words, expect=1)
    assert shown.stdout == b"" and why in shown.stderr.decode()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_the_key_must_be_readable_by_who_reads_it_again(signers):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        for file, source in zip(("certificate", "key"), signers["rsa"]):
            (folder / file).write_text(source.read_text())
        (folder / "key").chmod(0o600)
        daemon = Daemon(folder, ["--user", "nobody", "--sign-cert", str(folder / "certificate"),
                                 "--sign-key", str(folder / "key")], providers=PROVIDERS).listen(2)
        try:
            assert ask(daemon).status == 500
            assert "no permission to read it; no profile can be signed" in daemon.log()
            (folder / "key").chmod(0o644)
            daemon.wait_for(lambda: ask(daemon).status == 200, "a signed profile")
        finally:
            assert daemon.stop() == 0


def test_all_that_is_wrong_is_told_at_once(signers, tmp_path):
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    text = run("check", "--config", tmp_path / "providers.yaml", "--sign-cert", signers["expired"][0],
               "--sign-key", signers["rsa"][1], "--sign-chain", tmp_path / "none", expect=1).stdout.decode()
    assert "has expired" in text and "not the key of" in text and "option '--sign-chain'" in text
    assert text.endswith(": 3 errors\n")


def test_verbs_that_need_no_server_sign_too(authorities, signers, tmp_path):
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    words = ["--config", tmp_path / "providers.yaml"]
    variables = {"AUTOCONFIGD_SIGN_CERT": str(signers["rsa"][0]), "AUTOCONFIGD_SIGN_KEY": str(signers["rsa"][1])}
    plain = run("show", "jo@example.com", "--as", "apple", *words, expect=0).stdout
    signed = run("show", "jo@example.com", "--as", "apple", *words, expect=0, environment=variables).stdout
    assert plain.startswith(b"<?xml") and authorities["rsa"].verify(signed) == plain
    assert b": ok: " in run("check", *words, expect=0, environment=variables).stdout


@pytest.mark.parametrize("option, needed", [("cert", "key"), ("key", "cert"), ("chain", "cert")])
def test_one_option_needs_the_other(option, needed):
    for verb in ("serve", "check", "show"):
        done = run(verb, f"--sign-{option}", "file.pem", expect=64)
        assert f"option '--sign-{option}' needs '--sign-{needed}', too" in done.stderr.decode()


class Renewed:
    """A certificate and key that change under a running daemon."""

    def __init__(self, folder, serve):
        self.certificate, self.key = folder / "fullchain.pem", folder / "privkey.pem"
        self.serve = serve

    def take(self, signer):
        for path, new in zip((self.certificate, self.key), signer):
            replace_file(path, new.read_text())

    def start(self, signer):
        self.take(signer)
        self.daemon = self.serve(self.certificate, self.key)
        return self.daemon

    def wait_for(self, is_true, what):
        self.daemon.wait_for(lambda: is_true(ask(self.daemon)), what)


def test_a_renewed_certificate_is_taken_up(serve, authorities, signers, tmp_path):
    renewed = Renewed(tmp_path, serve)
    renewed.start(signers["expired"])
    assert ask(renewed.daemon).status == 500
    renewed.take(signers["ecdsa"])
    renewed.wait_for(lambda answer: answer.status == 200, "a signed profile")
    assert authorities["ecdsa"].verify(ask(renewed.daemon).body).startswith(b"<?xml")
    renewed.take(signers["rsa"])
    renewed.wait_for(lambda answer: answer.status == 200 and len(answer.body) > 0
                     and names_in(answer.body) == ["good", "intermediate"]
                     and b"\x2a\x86\x48\xce\x3d" not in answer.body, "one signed by RSA")
    assert authorities["rsa"].verify(ask(renewed.daemon).body).startswith(b"<?xml")


def test_a_broken_certificate_holds_up_nothing_else(serve, authorities, signers, tmp_path):
    renewed = Renewed(tmp_path, serve)
    daemon = renewed.start(signers["ecdsa"])
    assert ask(daemon).status == 200
    renewed.key.unlink()
    renewed.wait_for(lambda answer: answer.status == 500, "a refusal")
    assert f"option '--sign-key': '{renewed.key}': no such file" in daemon.log()
    replace_file(daemon.log_path.parent / "providers.yaml", PROVIDERS.replace("imap: mail.", "imap: imap9."))
    daemon.wait_for(lambda: b"imap9.example.com" in ask(daemon, "/mail/config-v1.1.xml?emailaddress=jo@example.com").body,
                    "the new configuration")
    assert ask(daemon).status == 500
    renewed.take(signers["ecdsa"])
    renewed.wait_for(lambda answer: answer.status == 200, "a signed profile")
    assert b"imap9.example.com" in authorities["ecdsa"].verify(ask(daemon).body)
