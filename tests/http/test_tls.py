# SPDX-License-Identifier: MIT
"""https by the daemon itself: certificates by name, renewed while it runs, and ACME's challenges."""

import contextlib
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from conftest import PATH, PATIENCE_S, PROGRAM, PROVIDERS, request

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from certificates import Authority  # noqa: E402

EDITS = {"listen": ("127.0.0.1:0",), "sockets": 3}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"), "ecdsa")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "certificates"


def lay_down(authority, folder, name, hosts, **keywords):
    """As certbot does: a folder a name, its files replaced whole."""
    chain, key = authority.signer(name, names=hosts, **keywords)
    place = folder / keywords.get("folder", name)
    place.mkdir(parents=True, exist_ok=True)
    for source, target in ((chain, "fullchain.pem"), (key, "privkey.pem")):
        shutil.copy(source, place / (target + ".new"))
        (place / (target + ".new")).rename(place / target)
    return place


def start_tls(start, folder, *options, **keywords):
    return start("--tls-listen", "127.0.0.1:0", "--tls-dir", str(folder), *options, **EDITS, **keywords)


def context_of(authority, **versions):
    context = ssl.create_default_context(cafile=authority.path("root.pem"))
    context.check_hostname = False
    for name, version in versions.items():
        setattr(context, name, version)
    return context


def handshake(daemon, context, name=None, session=None):
    raw = socket.create_connection(daemon.addresses[1], PATIENCE_S)
    return context.wrap_socket(raw, server_hostname=name, session=session)


def ask(tls, host="autoconfig.example.com", path=PATH):
    tls.sendall(request(path, host=host, headers=["Connection: close"]))
    answer = b""
    while piece := tls.recv(65536):
        answer += piece
    return answer


def common_name(tls):
    return dict(pair[0] for pair in tls.getpeercert()["subject"])["commonName"]


def served_name(daemon, authority, name):
    with handshake(daemon, context_of(authority), name) as tls:
        return common_name(tls)


def test_the_certificate_is_chosen_by_the_name_asked_for(start, authority, folder):
    lay_down(authority, folder, "aaa", ["first.example"])
    lay_down(authority, folder, "exact", ["autoconfig.example.com"])
    lay_down(authority, folder, "wild", ["*.example.com"])
    lay_down(authority, folder, "default", ["other.example"])
    (folder / "README").write_text("certbot leaves one")
    (folder / "empty").mkdir()
    daemon = start_tls(start, folder)
    for asked, expected in [("autoconfig.example.com", "exact"), ("AUTOCONFIG.Example.COM", "exact"),
                            ("autoconfig.example.com.", "exact"), ("autodiscover.example.com", "wild"),
                            ("two.labels.example.com", "default"), ("example.com", "default"),
                            ("first.example", "aaa"), ("nobody.example", "default"), (None, "default")]:
        assert served_name(daemon, authority, asked) == "Test " + expected, asked


def test_without_a_default_the_first_folder_stands_in(start, authority, folder):
    lay_down(authority, folder, "bbb", ["b.example"])
    lay_down(authority, folder, "aaa", ["a.example"])
    daemon = start_tls(start, folder)
    assert served_name(daemon, authority, "nobody.example") == "Test aaa"


def test_of_two_for_one_name_the_one_valid_longer_is_served(start, authority, folder):
    lay_down(authority, folder, "new", ["a.example"], last_day=60)
    lay_down(authority, folder, "old", ["a.example"], last_day=5)
    daemon = start_tls(start, folder)
    assert served_name(daemon, authority, "a.example") == "Test new"


def test_certbot_s_links(start, authority, tmp_path):
    """live/NAME/ holds links into archive/NAME/ beside live/, where a confined daemon must be able to read: a renewed
    certificate, and that of a name which is new."""
    def publish(name, number):
        made = lay_down(authority, tmp_path / "made", f"{name}{number}", [name])
        for place in ("archive", "live"):
            (tmp_path / place / name).mkdir(parents=True, exist_ok=True)
        for part in ("fullchain", "privkey"):
            kept = f"archive/{name}/{part}{number}.pem"
            (made / f"{part}.pem").rename(tmp_path / kept)
            (tmp_path / "live" / name / "new").symlink_to(f"../../{kept}")
            (tmp_path / "live" / name / "new").rename(tmp_path / "live" / name / f"{part}.pem")

    publish("a.example", 1)
    daemon = start_tls(start, tmp_path / "live")
    for name, number in (("a.example", 2), ("b.example", 1)):
        publish(name, number)
        daemon.wait_for(lambda: served_name(daemon, authority, name) == f"Test {name}{number}", "the new certificate")


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_the_answer_is_the_same_over_https(start, authority, folder, kind):
    lay_down(authority, folder, "one", ["autoconfig.example.com"], kind=kind)
    daemon = start_tls(start, folder)
    with daemon.client() as client:
        plain = client.ask(headers=["Connection: close"]).body
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = context_of(authority, minimum_version=version, maximum_version=version)
        context.check_hostname = True
        with handshake(daemon, context, "autoconfig.example.com") as tls:
            assert ask(tls).split(b"\r\n\r\n", 1)[1] == plain


def test_older_versions_are_refused(start, authority, folder):
    lay_down(authority, folder, "one", ["autoconfig.example.com"])
    daemon = start_tls(start, folder)
    address = "%s:%d" % daemon.addresses[1]
    done = subprocess.run(["openssl", "s_client", "-connect", address, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S)
    assert done.returncode != 0 and b"Cipher is (NONE)" in done.stdout


def test_nothing_is_negotiated_anew(start, authority, folder, tmp_path):
    lay_down(authority, folder, "one", ["autoconfig.example.com"])
    daemon = start_tls(start, folder)
    command = ["openssl", "s_client", "-connect", "%s:%d" % daemon.addresses[1], "-tls1_2"]
    with (tmp_path / "told").open("wb") as told, subprocess.Popen(command, bufsize=0, stdin=subprocess.PIPE,
                                                                  stdout=told, stderr=subprocess.STDOUT) as client:
        client.stdin.write(b"R\n")  # its word for another handshake
        client.wait(PATIENCE_S)  # the daemon has ended the connection
    before, after = (tmp_path / "told").read_bytes().split(b"RENEGOTIATING")
    assert b"verify return" in before and b"verify return" not in after


def test_sessions_are_resumed(start, authority, folder):
    lay_down(authority, folder, "one", ["autoconfig.example.com"])
    daemon = start_tls(start, folder)
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = context_of(authority, minimum_version=version, maximum_version=version)
        with handshake(daemon, context, "autoconfig.example.com") as tls:
            assert b" 200 " in ask(tls)  # with 1.3 the ticket comes after the handshake
            session = tls.session
            assert not tls.session_reused
        with handshake(daemon, context, "autoconfig.example.com", session) as tls:
            assert tls.session_reused, version
            assert b" 200 " in ask(tls)


def test_a_renewed_certificate_is_taken_up_and_no_request_fails(start, authority, folder):
    lay_down(authority, folder, "old", ["autoconfig.example.com"])
    daemon = start_tls(start, folder)
    failures = []
    served = set()
    stop = threading.Event()

    def ask_on():
        while not stop.is_set():
            try:
                with handshake(daemon, context_of(authority), "autoconfig.example.com") as tls:
                    served.add(common_name(tls))
                    assert b" 200 " in ask(tls)
            except (OSError, AssertionError) as error:
                failures.append(error)

    thread = threading.Thread(target=ask_on)
    thread.start()
    try:
        with handshake(daemon, context_of(authority), "autoconfig.example.com") as kept:
            lay_down(authority, folder, "new", ["autoconfig.example.com"], last_day=60)
            shutil.rmtree(folder / "old")
            daemon.wait_for(lambda: "Test new" in served, "the new certificate")
            assert b" 200 " in ask(kept)  # one that began with the old
    finally:
        stop.set()
        thread.join()
    assert failures == []
    assert served == {"Test old", "Test new"}


def spoil_text(place, _authority, _folder):
    (place / "fullchain.pem").write_text("no certificate")


def take_foreign_key(place, authority, _folder):
    authority.issue("stranger", "intermediate", "server")
    shutil.copy(authority.path("stranger.key"), place / "privkey.pem")


def take_key_away(place, _authority, _folder):
    (place / "privkey.pem").unlink()


@pytest.mark.parametrize("spoil, said", [(spoil_text, "fullchain.pem': no certificate in PEM"),
                                         (take_foreign_key, "privkey.pem': not the key of the certificate"),
                                         (take_key_away, "privkey.pem': no such file")])
def test_a_wrong_file_leaves_the_old_certificate(start, authority, folder, spoil, said):
    place = lay_down(authority, folder, "one", ["autoconfig.example.com"])
    daemon = start_tls(start, folder)
    spoil(place, authority, folder)
    daemon.wait_for(lambda: said in daemon.log(), said)
    assert "the certificate read before stays" in daemon.log()
    assert served_name(daemon, authority, "autoconfig.example.com") == "Test one"
    lay_down(authority, folder, "two", ["autoconfig.example.com"], last_day=90)  # others go on being renewed
    daemon.wait_for(lambda: served_name(daemon, authority, "autoconfig.example.com") == "Test two", "the other one")


def test_certificates_are_renewed_although_providers_yaml_is_wrong(start, authority, folder, tmp_path):
    lay_down(authority, folder, "one", ["autoconfig.example.com"])
    daemon = start_tls(start, folder)
    (tmp_path / "0/providers.yaml").write_text("providers: wrong")
    daemon.wait_for(lambda: "configuration refused" in daemon.log(), "the refusal")
    lay_down(authority, folder, "two", ["autoconfig.example.com"], last_day=90)
    daemon.wait_for(lambda: served_name(daemon, authority, "autoconfig.example.com") == "Test two", "the renewal")


def test_metrics_tell_when_the_first_certificate_runs_out(start, authority, folder):
    lay_down(authority, folder, "one", ["a.example"], last_day=30)
    lay_down(authority, folder, "two", ["b.example"], last_day=3)
    daemon = start_tls(start, folder)
    assert daemon.metric("autoconfigd_tls_certificates") == 2
    days = (daemon.metric("autoconfigd_tls_certificate_first_expiry_timestamp_seconds") - time.time()) / 86400
    assert 2.9 < days < 3.1


def test_an_expired_certificate_is_told_and_served(start, authority, folder):
    lay_down(authority, folder, "late", ["autoconfig.example.com"], first_day=-9, last_day=-1)
    daemon = start_tls(start, folder)
    assert "late': the certificate has expired" in daemon.log()
    context = context_of(authority)
    context.verify_mode = ssl.CERT_NONE
    with handshake(daemon, context, "autoconfig.example.com") as tls:
        assert b" 200 " in ask(tls)


@pytest.mark.parametrize("options, code, said", [
    (["--tls-listen", "127.0.0.1:0"], 64, "option '--tls-listen' needs '--tls-dir', too"),
    (["--tls-listen", "127.0.0.1:0", "--tls-dir", "missing"], 78, "'missing': no folder that can be read"),
    (["--tls-listen", "127.0.0.1:0", "--tls-dir", "wrong"], 78, "no certificate in PEM; this certificate is not used"),
])
def test_what_cannot_be_meant_is_told_at_the_start(tmp_path, options, code, said):
    (tmp_path / "wrong/name").mkdir(parents=True)
    for name in ("fullchain.pem", "privkey.pem"):
        (tmp_path / "wrong/name" / name).write_text("none\n")
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    done = subprocess.run([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--admin", "none", *options], cwd=tmp_path,
                          capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == code
    assert said in done.stderr


def refusal(daemon, authority, name, version):
    with pytest.raises(ssl.SSLError) as refused:
        handshake(daemon, context_of(authority, minimum_version=version, maximum_version=version), name)
    return str(refused.value)


def test_https_waits_for_the_first_certificate(start, authority, folder, tmp_path):
    challenges = tmp_path / "webroot/.well-known/acme-challenge"
    challenges.mkdir(parents=True)
    (challenges / "token").write_text("proof")
    folder.mkdir()
    daemon = start_tls(start, folder, "--acme-dir", str(tmp_path / "webroot"))
    assert daemon.log().count("https waits for the first") == 1
    assert "certificates loaded" not in daemon.log()
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        for name in ("autoconfig.example.com", None):
            assert "unrecognized name" in refusal(daemon, authority, name, version)
    assert daemon.is_well() and daemon.admin("/readyz").status == 200
    with daemon.client() as client:
        assert client.ask("/.well-known/acme-challenge/token").body == b"proof"
    assert b" 200 " in post_pox(daemon.addresses[0], "autodiscover.example.com").split(b"\r\n")[0]
    assert daemon.metric("autoconfigd_tls_certificates") == 0
    assert b"first_expiry" not in daemon.admin("/metrics").body  # or an alert would tell of 1970

    lay_down(authority, folder, "one", ["autoconfig.example.com"])
    daemon.wait_for(lambda: "certificates loaded certificates=1" in daemon.log(), "the first certificate")
    assert served_name(daemon, authority, "autoconfig.example.com") == "Test one"

    shutil.rmtree(folder / "one")
    daemon.wait_for(lambda: "any more; the certificates read before stay" in daemon.log(), "the complaint")
    assert served_name(daemon, authority, "autoconfig.example.com") == "Test one"


def test_a_folder_without_certificates_is_a_warning_of_check(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    for options, code in (([], 0), (["--strict"], 1)):
        done = subprocess.run([PROGRAM, "check", "--tls-dir", "empty", *options], cwd=tmp_path, capture_output=True,
                              text=True, timeout=PATIENCE_S)
        assert done.returncode == code
        assert "warning: option '--tls-dir': 'empty': no folder with fullchain.pem" in done.stdout


def test_no_tls_on_the_tls_port_does_no_harm(start, authority, folder):
    lay_down(authority, folder, "one", ["autoconfig.example.com"])
    daemon = start_tls(start, folder)
    for noise in (request(), b"SSH-2.0-x\r\n", b"\x16\x03\x01\x00\x05hello", b"\0" * 5000):
        with socket.create_connection(daemon.addresses[1], PATIENCE_S) as raw:
            raw.sendall(noise)
            with contextlib.suppress(OSError):  # it may have hung up already
                raw.shutdown(socket.SHUT_WR)
                while piece := raw.recv(4096):
                    assert b"HTTP/" not in piece
    with socket.create_connection(daemon.addresses[1], PATIENCE_S) as silent:
        silent.settimeout(PATIENCE_S)
        assert silent.recv(1) == b""  # the deadline of a head holds for a handshake, too
    assert served_name(daemon, authority, "autoconfig.example.com") == "Test one"


def test_a_body_that_never_comes_is_cut_off(start, authority, folder):
    lay_down(authority, folder, "one", ["autoconfig.example.com"])
    daemon = start_tls(start, folder)
    with handshake(daemon, context_of(authority), "autoconfig.example.com") as tls:
        tls.sendall(request("/autodiscover/autodiscover.xml", "POST", headers=["Content-Length: 10"]))
        try:
            assert tls.recv(4096) == b""  # nothing, and above all no answer in clear text
        except ssl.SSLEOFError:
            pass


def post_pox(address, host, headers=()):
    with socket.create_connection(address, PATIENCE_S) as raw:
        raw.sendall(request("/autodiscover/autodiscover.xml", "POST", host=host, body=b"<a/>",
                            headers=["Connection: close", *headers]))
        answer = b""
        while piece := raw.recv(65536):
            answer += piece
    return answer


def test_outlook_on_plain_http_is_sent_to_https_where_there_is_a_certificate(start, authority, folder):
    lay_down(authority, folder, "one", ["autodiscover.example.com"])
    daemon = start_tls(start, folder)
    sent = post_pox(daemon.addresses[0], "autodiscover.example.com:8080")
    assert b" 302 " in sent.split(b"\r\n")[0]
    assert b"\r\nLocation: https://autodiscover.example.com/autodiscover/autodiscover.xml\r\n" in sent
    assert b" 200 " in post_pox(daemon.addresses[0], "autodiscover.example.org").split(b"\r\n")[0]
    with handshake(daemon, context_of(authority), "autodiscover.example.com") as tls:
        assert b" 200 " in ask(tls, "autodiscover.example.com", "/autodiscover/autodiscover.xml").split(b"\r\n")[0]


def test_a_trusted_proxy_on_the_plain_port_is_not_redirected(start, authority, folder):
    lay_down(authority, folder, "one", ["autodiscover.example.com"])
    daemon = start_tls(start, folder, "--trust-proxy", "127.0.0.1")
    assert b" 200 " in post_pox(daemon.addresses[0], "autodiscover.example.com").split(b"\r\n")[0]
    told = post_pox(daemon.addresses[0], "autodiscover.example.com", ["X-Forwarded-Proto: http"])
    assert b" 302 " in told.split(b"\r\n")[0]


def test_challenges_are_files_of_the_webroot(start, tmp_path):
    webroot = tmp_path / "webroot"
    challenges = webroot / ".well-known/acme-challenge"
    challenges.mkdir(parents=True)
    (challenges / "to_ken-1").write_bytes(b"to_ken-1.thumb")
    (challenges / "long").write_bytes(b"x" * 2000)
    (challenges / "dir").mkdir()
    (webroot / "secret").write_bytes(b"secret")
    (challenges / "to.ken").write_bytes(b"secret")
    daemon = start("--acme-dir", str(webroot))
    base = "/.well-known/acme-challenge/"
    with daemon.client() as client:
        found = client.ask(base + "to_ken-1")
        assert (found.status, found.body) == (200, b"to_ken-1.thumb")
        assert found.header("Cache-Control") == "no-store"
        for path in ("", "none", "long", "dir", "to.ken", "../../secret", "%2e%2e/%2e%2e/secret", "x" * 200):
            answer = client.ask(base + path)
            assert answer.status == 404 and b"secret" not in answer.body, path
        assert client.ask(base + "to_ken-1", "POST").status == 405


def test_without_a_webroot_there_are_no_challenges(daemon):
    with daemon.client() as client:
        assert client.ask("/.well-known/acme-challenge/token").status == 404
