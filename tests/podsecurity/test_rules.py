"""The rules of the controls: all of a level together say what the admission controller says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitops_lint.api import Run, registry_for
from gitops_lint.podsecurity.controls import CONTROLS, evaluate
from gitops_lint.podsecurity.defaulting import with_defaults
from gitops_lint.podsecurity.values import Level, Version
from gitops_lint.settings import Config, config_from
from gitops_lint.source.tree import MemoryTree

REGISTRY = registry_for(Config(plugins=False))
CONTAINER_LISTS = ("containers", "initContainers", "ephemeralContainers")


def found(*objects: dict[str, Any], config: dict[str, Any] | None = None, select: tuple[str, ...] = ()) -> list[Any]:
    text = "\n---\n".join(json.dumps(each) for each in objects)
    settings_ = config_from({"version": 1, **(config or {})})
    if select:
        from dataclasses import replace

        settings_ = replace(settings_, select_only=select)
    report = Run(MemoryTree({"all.yaml": text + "\n"}), settings_, REGISTRY).report()
    assert not report.failures
    return [each for each in report.findings if "pod-security" in REGISTRY.entries[each.rule].tags]


def workload(kind: str, spec: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": spec}
    return {
        "apiVersion": "v1" if kind == "Pod" else "apps/v1",
        "kind": kind,
        "metadata": {"name": "web", "namespace": "shop", **metadata},
        "spec": spec if kind == "Pod" else {"selector": {"matchLabels": {"app": "web"}}, "template": template},
    }


def namespace(**labels: str) -> dict[str, Any]:
    named = {f"pod-security.kubernetes.io/{key.replace('_', '-')}": value for key, value in labels.items()}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": named}}


APP = {"name": "app", "image": "registry.example/app:1.4.2"}
AGENT = {
    "hostNetwork": True,
    "hostPID": True,
    "volumes": [{"name": "root", "hostPath": {"path": "/"}}],
    "containers": [
        {**APP, "securityContext": {"privileged": True}, "ports": [{"containerPort": 9100, "hostPort": 9100}]}
    ],
}


def names(findings: list[Any]) -> list[str]:
    return sorted(each.rule for each in findings)


def test_a_node_agent_in_an_unlabelled_namespace_is_one_finding() -> None:
    assert names(found(workload("DaemonSet", AGENT), namespace())) == ["privileged-namespace-label-missing"]


@pytest.mark.parametrize("profile", ["default", "security"])
def test_all_node_agents_of_an_unlabelled_namespace_are_one_finding(profile: str) -> None:
    several = [workload("DaemonSet", AGENT, name=name) for name in ("cni", "exporter", "csi")]
    elsewhere = workload("DaemonSet", AGENT, name="logs", namespace="logging")
    findings = found(*several, elsewhere, namespace(), config={"profile": profile})
    findings = [each for each in findings if each.resource.kind == "DaemonSet"]
    assert names(findings) == ["privileged-namespace-label-missing"] * 2
    (first, other) = sorted(findings, key=lambda each: each.location)
    assert [each.message for each in first.related] == ["this namespace", *["works on its node too"] * 2]
    assert other.related == ()


@pytest.mark.parametrize("kind", ["DaemonSet", "Deployment", "Pod"])
def test_nothing_is_said_of_pods_in_a_privileged_namespace(kind: str) -> None:
    assert found(workload(kind, AGENT), namespace(enforce="privileged")) == []
    assert found(workload(kind, AGENT), namespace(enforce="privileged"), config={"profile": "security"}) == []


def test_a_node_agent_under_a_level_is_judged_control_by_control() -> None:
    rules = names(found(workload("DaemonSet", AGENT), namespace(enforce="baseline")))
    assert rules == ["host-network", "host-path-volume", "host-pid", "host-port", "privileged-container"]


def test_the_same_pod_in_a_deployment_is_judged_control_by_control() -> None:
    rules = names(found(workload("Deployment", AGENT)))
    assert rules == ["host-network", "host-path-volume", "host-pid", "host-port", "privileged-container"]


@pytest.mark.parametrize(
    ("labels", "severities"),
    [
        ({"enforce": "restricted"}, {3}),
        ({"warn": "restricted"}, {2}),
        ({"audit": "restricted"}, {1}),
        ({"warn": "baseline"}, set()),
    ],
)
def test_the_mode_decides_how_bad_it_is(labels: dict[str, str], severities: set[int]) -> None:
    findings = found(workload("Deployment", {"containers": [APP]}), namespace(**labels))
    assert {int(each.severity) for each in findings} == severities


def test_restricted_counts_without_labels_only_where_somebody_asks() -> None:
    bare = workload("Deployment", {"containers": [APP]})
    four = ["allow-privilege-escalation", "drop-all-capabilities", "run-as-non-root", "seccomp-profile-missing"]
    assert found(bare) == []
    assert names(found(bare, config={"profile": "security"})) == four
    assert names(found(bare, select=("pss-restricted",))) == four
    assert names(found(bare, select=("run-as-non-root",))) == ["run-as-non-root"]
    assert found(bare, select=("pss-baseline",)) == []


def test_the_version_of_the_label_beats_the_cluster() -> None:
    bare = workload("Deployment", {"containers": [APP]})
    old = names(found(bare, namespace(enforce="restricted", enforce_version="v1.8")))
    assert old == ["allow-privilege-escalation", "run-as-non-root"]


def test_a_finding_leads_to_the_label() -> None:
    (first, *_) = found(workload("Deployment", {"containers": [APP]}), namespace(enforce="restricted"))
    assert [related.message for related in first.related] == ["the namespace asks for 'restricted:latest' here"]


def test_every_control_has_a_rule() -> None:
    ids = {getattr(REGISTRY.entries[name].load(), "control_id", "") for name in REGISTRY.names("pss-restricted")}
    assert ids - {""} == {control.id for control in CONTROLS}


def optional(**choices: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=choices)


PROFILES = optional(type=st.sampled_from(["RuntimeDefault", "Localhost", "Unconfined"]))
SECURITY = optional(
    allowPrivilegeEscalation=st.booleans(),
    privileged=st.booleans(),
    runAsNonRoot=st.booleans(),
    runAsUser=st.sampled_from([0, 1000]),
    procMount=st.sampled_from(["Default", "Unmasked"]),
    seccompProfile=PROFILES,
    appArmorProfile=PROFILES,
    seLinuxOptions=optional(type=st.sampled_from(["container_t", "spc_t"]), user=st.just("u")),
    windowsOptions=optional(hostProcess=st.booleans()),
    capabilities=optional(
        add=st.lists(st.sampled_from(["CHOWN", "NET_ADMIN", "NET_BIND_SERVICE"]), max_size=2),
        drop=st.lists(st.sampled_from(["ALL", "NET_RAW"]), max_size=2),
    ),
)
SAFE = {
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
CONTAINERS = st.builds(
    lambda name, security, ports: {"name": name, "securityContext": security, "ports": ports},
    st.sampled_from("abc"),
    st.one_of(SECURITY, st.builds(lambda more: {**SAFE, **more}, SECURITY), st.just(SAFE)),
    st.lists(optional(containerPort=st.just(80), hostPort=st.sampled_from([0, 80])), max_size=1),
)
VOLUMES = st.sampled_from(
    [{}, {"hostPath": {"path": "/x"}}, {"nfs": {"server": "a", "path": "/"}}, {"configMap": {"name": "a"}}]
)
SPECS = st.fixed_dictionaries(
    {"containers": st.lists(CONTAINERS, min_size=1, max_size=2)},
    optional={
        "initContainers": st.lists(CONTAINERS, max_size=1),
        "ephemeralContainers": st.lists(CONTAINERS, max_size=1),
        "hostNetwork": st.booleans(),
        "hostUsers": st.booleans(),
        "os": optional(name=st.sampled_from(["linux", "windows"])),
        "securityContext": SECURITY.map(
            lambda each: {key: value for key, value in each.items() if key not in ("privileged", "capabilities")}
        ),
        "volumes": st.lists(VOLUMES.map(lambda source: {"name": "v", **source}), max_size=2),
    },
)


@settings(max_examples=150, deadline=None)
@given(
    SPECS, st.sampled_from([Level.BASELINE, Level.RESTRICTED]), st.sampled_from([0, 8, 18, 19, 22, 24, 25, 34, 35, 37])
)
def test_all_rules_of_a_level_together_are_the_verdict(spec: dict[str, Any], level: Level, minor: int) -> None:
    pod = workload("Pod", spec)
    denied = [each for each in evaluate(level, Version(minor), {}, with_defaults(spec)) if not each.allowed]
    by_label = found(pod, namespace(enforce=level.value, enforce_version=f"v1.{minor}"), select=("pss-restricted",))
    assert bool(by_label) is bool(denied)
    places = [(str(each.location), each.message) for each in by_label]
    assert len(places) == len(set(places))
    values = [each.pointer for each in by_label if each.pointer.count("/") > 3]  # below containers: what is written
    assert len(values) == len(set(values)), "one fact, one rule"
    by_tag = found(pod, config={"kubernetes-version": f"1.{minor}"}, select=(f"pss-{level.value}",))
    assert bool(by_tag) is bool(denied)


def test_storage_rules_leave_a_privileged_namespace_alone() -> None:
    mounts = {**APP, "volumeMounts": [{"name": "root", "mountPath": "/host"}, {"name": "socket", "mountPath": "/s"}]}
    volumes = [
        {"name": "root", "hostPath": {"path": "/etc"}},
        {"name": "socket", "hostPath": {"path": "/var/run/docker.sock"}},
    ]
    pod = workload("Deployment", {**AGENT, "volumes": volumes, "containers": [mounts]})
    rules = {"container-runtime-socket", "sensitive-host-path", "writable-host-path"}

    def of_hosts(*objects: dict[str, Any]) -> set[str]:
        text = "\n---\n".join(json.dumps(each) for each in objects)
        strict = config_from({"version": 1, "profile": "strict"})
        return {each.rule for each in Run(MemoryTree({"all.yaml": text}), strict, REGISTRY).report().findings} & rules

    assert of_hosts(pod, namespace()) == of_hosts(pod, namespace(enforce="baseline")) == rules
    assert of_hosts(pod, namespace(enforce="privileged")) == set()
    assert of_hosts(pod, namespace(enforce="privileged", warn="baseline")) == rules
