# SPDX-License-Identifier: MIT
"""What deploy/prometheus and deploy/grafana ask for is what /metrics tells: every metric, and every word of a label."""

import json
import re
import sys
from pathlib import Path

import pytest
import yaml

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/support"))
from certificates import Authority  # noqa: E402
from daemon import Daemon  # noqa: E402

PROVIDERS = "providers: {example: {domains: [example.com], imap: mail.example.com, smtp: mail.example.com}}\n"
METRIC = re.compile(r"autoconfigd_[a-z_]+")


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """Lines of /metrics, as they are when everything is switched on and something was asked."""
    folder = tmp_path_factory.mktemp("monitoring")
    chain, key = Authority(folder / "authority", "ecdsa").signer("one", names=["autoconfig.example.com"])
    place = folder / "tls/one"
    place.mkdir(parents=True)
    (place / "fullchain.pem").write_bytes(chain.read_bytes())
    (place / "privkey.pem").write_bytes(key.read_bytes())
    with Daemon(folder, PROVIDERS, "--tls-listen", "127.0.0.1:0", "--tls-dir", str(folder / "tls")) as daemon:
        assert daemon.autoconfig("anna@example.com").status == 200
        assert daemon.autoconfig("anna@example.org").status == 404
        return daemon.admin("/metrics").text.splitlines()


def rules():
    read = yaml.safe_load((TOP / "deploy/prometheus/rules.yaml").read_text())
    return [(rule["alert"], rule["expr"]) for group in read["groups"] for rule in group["rules"]]


def panels():
    read = json.loads((TOP / "deploy/grafana/autoconfigd.json").read_text())
    asked = [(panel["title"], target["expr"]) for panel in read["panels"] for target in panel["targets"]]
    return asked + [(one["name"], one["query"]["query"]) for one in read["templating"]["list"] if one["type"] == "query"]


@pytest.mark.parametrize("name, expression", rules() + panels())
def test_what_is_asked_for_is_there(samples, name, expression):
    told = {METRIC.match(line).group() for line in samples if METRIC.match(line)}
    asked = set(METRIC.findall(expression))
    assert asked <= told
    assert asked or name == "AutoconfigdDown"  # which asks Prometheus itself
    for label, word in re.findall(r'(\w+)="([a-z_]+)"', expression):
        assert label == "job" or any(f'{label}="{word}"' in line for line in samples), (label, word)


def test_panels_have_numbers_and_places_of_their_own():
    read = json.loads((TOP / "deploy/grafana/autoconfigd.json").read_text())["panels"]
    assert len({panel["id"] for panel in read}) == len(read)
    cells = [(x, y) for panel in read for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
             for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])]
    assert len(set(cells)) == len(cells) and max(x for x, _ in cells) < 24
