# SPDX-License-Identifier: MIT
"""The admin listener."""

import json
import re
import shutil
import signal
import subprocess
import time

import pytest
from conftest import HOST, PATH, PROVIDERS, request

DISABLED = PROVIDERS + """\
  other:
    domains: [other.example, "*.wild.example"]
    mx: [mx.example.net]
    imap: mail.other.example
    smtp: mail.other.example
  off:
    domains: [off.example, off.wild.example]
    enabled: false
    imap: mail.other.example
    smtp: mail.other.example
  any:
    domains: ["*"]
    imap: mail.other.example
    smtp: mail.other.example
"""


def test_probes(daemon):
    assert daemon.admin("/livez").body == b"alive\n"
    assert daemon.admin("/readyz").body == b"ready\n"
    assert daemon.admin("/livez", method="HEAD").status == 200
    response = daemon.admin("/livez", method="POST")
    assert response.status == 405 and response.header("Allow") == "GET, HEAD"
    assert daemon.admin("/nothing").status == 404
    assert daemon.admin("/").status == 404
    assert daemon.admin("/livez").header("Cache-Control") == "no-store"


def test_clients_do_not_see_it(daemon):
    with daemon.client() as client:
        for path in ("/livez", "/readyz", "/metrics", "/status", "/tls-ask?domain=autoconfig.example.com"):
            assert client.ask(path).status == 404


def test_metrics_are_well_formed(daemon):
    with daemon.client() as client:
        assert client.ask().status == 200
        assert client.ask(host="stranger.example").status == 404
    response = daemon.admin("/metrics")
    assert response.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8"
    described, seen = {}, set()
    for line in response.body.decode().splitlines():
        if line.startswith("# HELP "):
            name = line.split()[2]
            assert name not in described and len(line.split()) > 3
            described[name] = None
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            assert described[name] is None
            described[name] = kind
        else:
            match = re.fullmatch(r'([a-z_]+)(\{(?:[a-z]+="[^"\\]*",?)+\})? (\d+(?:\.\d+)?)', line)
            assert match, line
            base = match.group(1)
            for suffix in ("_bucket", "_sum", "_count"):
                if base.endswith(suffix) and described.get(base[: -len(suffix)]) == "histogram":
                    base = base[: -len(suffix)]
            assert described[base], f"{line} before its type"
            assert (described[base] == "counter") == base.endswith("_total")
            sample = line.rsplit(" ", 1)[0]
            assert sample not in seen
            seen.add(sample)
    assert b"example" not in response.body  # no domain is a label
    if shutil.which("promtool"):
        subprocess.run(["promtool", "check", "metrics"], input=response.body, check=True)


def test_metrics_count(start):
    daemon = start("--threads", "2")
    for _ in range(10):
        with daemon.client() as client:
            assert client.ask().status == 200
            assert client.ask(f"{PATH}?emailaddress=a@other.example", host="x").status == 404
            assert client.ask(f"{PATH}?emailaddress=a").status == 400
    requests = "autoconfigd_http_requests_total"
    assert daemon.metric(requests + '{endpoint="autoconfig",code="200"}') == 10
    assert daemon.metric(requests + '{endpoint="autoconfig",code="404"}') == 10
    answers = "autoconfigd_answers_total"
    assert daemon.metric(answers + '{endpoint="autoconfig",result="hit"}') == 10
    assert daemon.metric(answers + '{endpoint="autoconfig",result="unknown_domain"}') == 10
    assert daemon.metric(answers + '{endpoint="autoconfig",result="bad_address"}') == 10
    assert daemon.metric("autoconfigd_http_response_size_bytes_count") >= 30
    name = "autoconfigd_http_request_duration_seconds"
    assert daemon.metric(name + '_bucket{le="+Inf"}') == daemon.metric(name + "_count") - 1
    assert daemon.metric("autoconfigd_domains") == 1
    assert daemon.metric("autoconfigd_providers") == 1
    assert daemon.metric("process_cpu_seconds_total") > 0  # the sandbox lets it ask
    assert daemon.metric("process_resident_memory_max_bytes") > 1024 * 1024
    assert daemon.metric("process_max_fds") > 16


def test_status_and_reloads(start):
    daemon = start()
    status = json.loads(daemon.admin("/status").body)
    assert status["ready"] is True and status["generation"] == 1
    assert status["domains"] == 1 and status["reload"]["ok"] is True
    assert daemon.metric("autoconfigd_config_last_reload_successful") == 1

    config = daemon.log_path.parent / "providers.yaml"
    config.write_bytes(b"providers: \xff\n")
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_for(lambda: daemon.metric("autoconfigd_config_last_reload_successful") == 0, "the failure")
    status = json.loads(daemon.admin("/status").body)
    assert status["ready"] is True and status["generation"] == 1
    assert status["reload"]["ok"] is False and "providers.yaml" in status["reload"]["message"]
    assert daemon.is_well()
    assert daemon.admin(f"/tls-ask?domain={HOST}").status == 200

    config.write_text(DISABLED)
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_for(lambda: daemon.metric("autoconfigd_config_generation") == 2, "the new generation")
    status = json.loads(daemon.admin("/status").body)
    assert status["reload"]["ok"] is True and status["reload"]["message"] == ""
    assert status["providers"] == 4


def test_domains_asked_for(start):
    daemon = start("--threads", "2", providers=DISABLED)
    def asked(kind):
        status = json.loads(daemon.admin("/status").body)["asked"][kind]
        return status["requests"], {one["domain"]: one["at_least"] for one in status["domains"]}

    assert asked("served") == asked("not_served") == (0, {})
    before = int(time.time())
    for _ in range(3):
        with daemon.client() as client:
            assert client.ask(f"{PATH}?emailaddress=anna@EXAMPLE.com").status == 200
            assert client.ask("/autodiscover/autodiscover.xml?Email=boss@other.example").status == 200
            assert client.ask(f"{PATH}?emailaddress=otto@exmaple.com", host="x").status == 404
            assert client.ask(f"{PATH}?emailaddress=carl@off.example", host="x").status == 404
    with daemon.client() as client:
        assert client.ask(host=HOST).status == 200
        assert client.ask(host="autoconfig.stranger.example").status == 200  # by "*"
        assert client.ask(host="stranger.example").status == 404
        assert client.ask(f"{PATH}?emailaddress=not-an-address").status == 400
        assert client.ask("/robots.txt").status == 404
    assert asked("served") == (8, {"example.com": 4, "other.example": 3, "stranger.example": 1})
    assert asked("not_served") == (7, {"exmaple.com": 3, "off.example": 3, "stranger.example": 1})

    text = daemon.admin("/status").body.decode()
    for local in ("anna", "boss", "otto", "carl", "not-an-address"):
        assert local not in text
    rows = json.loads(text)["asked"]["served"]["domains"]
    assert [row["domain"] for row in rows] == ["example.com", "other.example", "stranger.example"]
    assert all(before <= row["last"] <= time.time() + 1 for row in rows)


def test_very_many_domains_asked_for(start):
    daemon = start("--threads", "1", providers=PROVIDERS.replace("[example.com]", '[example.com, "*.example.com"]'))
    for batch in range(20):
        with daemon.client() as client:
            for i in range(200):
                number = batch * 200 + i
                name = "often" if i % 4 == 0 else f"d{number}"
                client.send(request(f"{PATH}?emailaddress=a@{name}.example.com"))
            for _ in range(200):
                assert client.response().status == 200
    served = json.loads(daemon.admin("/status").body)["asked"]["served"]
    assert served["requests"] == 4000 and len(served["domains"]) == 20
    assert served["domains"][0]["domain"] == "often.example.com"
    assert 900 < served["domains"][0]["at_least"] <= 1000
    assert all(1 <= row["at_least"] <= 4 for row in served["domains"][1:])


@pytest.mark.parametrize("domain, status", [
    ("autoconfig.example.com", 200),
    ("autodiscover.example.com", 200),
    ("ua-auto-config.example.com", 200),
    ("AutoConfig.Example.COM.", 200),
    ("autoconfig.a.b.wild.example", 200),
    ("autoconfig.mx.example.net", 200),
    ("setup.example.net", 200),
    ("example.com", 404),
    ("www.example.com", 404),
    ("autoconfig.autoconfig.example.com", 404),
    ("autoconfig.off.example", 404),
    ("autoconfig.off.wild.example", 404),
    ("autoconfig.stranger.example", 404),
    ("autoconfig", 404),
    ("autoconfig.evil", 404),
    ("127.0.0.1", 400),
    ("[::1]", 400),
    ("", 400),
    ("a" * 300, 400),
    ("autoconfig.example.com%00", 400),
    ("autoconfig.example.com&domain=autoconfig.example.com", 400),
    ("x&domain=autoconfig.example.com", 400),
])
def test_tls_ask(asked, domain, status):
    assert asked.admin(f"/tls-ask?domain={domain}").status == status


def test_tls_ask_without_a_domain(asked):
    assert asked.admin("/tls-ask").status == 400
    assert asked.admin("/tls-ask?x=domain=autoconfig.example.com").status == 400
    assert asked.admin("/tls-ask?domain=" + "a" * 100000).status == 414
    assert asked.metric('autoconfigd_tls_ask_total{result="malformed"}') >= 2


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    from conftest import Daemon
    one = Daemon(tmp_path_factory.mktemp("asked"), ["--public-url", "https://setup.example.net/"],
                 providers=DISABLED).listen(2)
    yield one
    assert one.stop() == 0
