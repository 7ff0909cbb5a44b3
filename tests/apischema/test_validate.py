"""What the schemas find, in whose words, at which place."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.apischema.errors import SchemaError
from gitops_lint.apischema.store import SchemaStore

STORE = SchemaStore()


def deployment(**container: Any) -> dict[str, Any]:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "web:1", **container}]},
            },
        },
    }


CONTAINER = ("spec", "template", "spec", "containers", 0)


def found(value: dict[str, Any], version: str = "1.33") -> list[tuple[str, tuple[str | int, ...], str]]:
    return [(error.kind, error.pointer, error.message) for error in STORE.validate(value, version)]


def test_a_valid_object_has_no_errors() -> None:
    assert found(deployment(ports=[{"containerPort": 80}], resources={"limits": {"cpu": 1, "memory": "1Gi"}})) == []


def test_a_misspelt_field_is_named_with_the_right_one() -> None:
    value = deployment()
    value["spec"]["replica"] = 2
    assert STORE.validate(value, "1.33") == [
        SchemaError(
            kind="unknown-field",
            pointer=("spec", "replica"),
            message="field 'replica' is unknown, did you mean 'replicas'?",
            got="the integer 2",
            field="replica",
            suggestion="replicas",
        )
    ]


def test_a_misspelt_required_field_is_one_mistake() -> None:
    value = deployment()
    value["spec"]["template"]["spec"]["container"] = value["spec"]["template"]["spec"].pop("containers")
    assert found(value) == [
        (
            "unknown-field",
            ("spec", "template", "spec", "container"),
            "field 'container' is unknown, did you mean 'containers'?",
        )
    ]


def test_a_field_one_level_too_deep_is_told_where_it_belongs() -> None:
    value = deployment(securityContext={"ports": [{"containerPort": 80}]})
    assert found(value) == [
        (
            "unknown-field",
            (*CONTAINER, "securityContext", "ports"),
            "field 'ports' is unknown in 'securityContext', it belongs to 'containers[0]'",
        )
    ]


def test_a_field_one_level_too_high_is_told_where_it_belongs() -> None:
    value = deployment()
    value["spec"]["template"]["containers"] = value["spec"]["template"]["spec"].pop("containers")
    assert found(value) == [
        (
            "unknown-field",
            ("spec", "template", "containers"),
            "field 'containers' is unknown in 'template', did you mean 'spec.containers'?",
        )
    ]


def test_labels_written_straight_under_metadata() -> None:
    value = deployment()
    value["metadata"]["app"] = "web"
    assert found(value) == [
        ("unknown-field", ("metadata", "app"), "field 'app' is unknown in 'metadata', labels belong below 'labels'")
    ]


@pytest.mark.parametrize(
    ("container", "place", "message"),
    [
        (
            {"env": [{"name": "A", "value": True}]},
            ("env", 0, "value"),
            "expected a string, got the boolean true: quote it",
        ),
        (
            {"env": [{"name": "A", "value": 8080}]},
            ("env", 0, "value"),
            "expected a string, got the integer 8080: quote it",
        ),
        ({"tty": "true"}, ("tty",), "expected a boolean, got the string 'true': remove the quotes"),
        ({"tty": "yes"}, ("tty",), "expected a boolean, got the string 'yes': write true or false"),
        (
            {"ports": [{"containerPort": "80"}]},
            ("ports", 0, "containerPort"),
            "expected an integer, got the string '80': remove the quotes",
        ),
        ({"ports": {"containerPort": 80}}, ("ports",), "expected a list, got a mapping: start every item with '- '"),
        ({"args": "run"}, ("args",), "expected a list, got the string 'run'"),
        ({"securityContext": []}, ("securityContext",), "expected a mapping, got a list"),
        (
            {"resources": {"limits": {"memory": "1GB"}}},
            ("resources", "limits", "memory"),
            "'1GB' is not a quantity, such as 500m, 2 or 512Mi",
        ),
        ({"imagePullPolicy": "always"}, ("imagePullPolicy",), "'always' is not allowed, did you mean 'Always'?"),
        (
            {"imagePullPolicy": "Sometimes"},
            ("imagePullPolicy",),
            "'Sometimes' is not allowed, expected one of: 'Always', 'IfNotPresent', 'Never'",
        ),
        (
            {"ports": [{"containerPort": 70000}]},
            ("ports", 0, "containerPort"),
            "70000 is too large, the maximum is 65535",
        ),
        (
            {"ports": [{"containerPort": 80.5}]},
            ("ports", 0, "containerPort"),
            "expected an integer, got the number 80.5",
        ),
    ],
)
def test_one_error_per_mistake_in_plain_words(container: Any, place: tuple[str | int, ...], message: str) -> None:
    assert [error[1:] for error in found(deployment(**container))] == [((*CONTAINER, *place), message)]


def test_a_missing_field_is_reported_at_the_object_that_lacks_it() -> None:
    value = deployment()
    del value["spec"]["selector"]
    assert found(value) == [("missing-field", ("spec",), "'spec' has no 'selector', which is required")]


@pytest.mark.parametrize(
    "container",
    [
        {"env": None},
        {"livenessProbe": {"httpGet": {"port": None}}, "imagePullPolicy": ""},
        {"ports": [{"containerPort": 80, "hostPort": 0, "protocol": None}]},
        {"resources": {"limits": {"cpu": 0.5, "memory": None}}},
    ],
)
def test_what_go_reads_as_not_set_is_no_type_error(container: dict[str, Any]) -> None:
    missing = [error for error in found(deployment(**container)) if error[0] != "missing-field"]
    assert missing == []


@pytest.mark.parametrize("text", ["${REPLICAS}", "<path:secret/data/x#y>", "<REPLICAS>", "{{ .Values.replicas }}"])
def test_a_placeholder_has_no_type(text: str) -> None:
    value = deployment()
    value["spec"]["replicas"] = text
    assert found(value) == []


def test_an_unquoted_template_has_no_type() -> None:
    value = deployment()
    value["spec"]["replicas"] = {"{'.Values.replicas': None}": None}
    assert found(value) == []


def test_an_object_that_sops_encrypted() -> None:
    value = deployment(tty="ENC[AES256_GCM,data:AAAA,iv:b=,tag:c=,type:bool]")
    value["sops"] = {"mac": "ENC[AES256_GCM,data:x]", "lastmodified": "2026-01-01T00:00:00Z", "version": "3.9.0"}
    assert found(value) == []
    value["sops"] = {"other": 1}
    assert found(value) == [("unknown-field", ("sops",), "field 'sops' is unknown")]


def test_the_version_decides() -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", "image": "i"}], "resources": {"limits": {"cpu": 1}}},
    }
    assert found(pod, "1.34") == []
    assert [error[:2] for error in found(pod, "1.27")] == [("unknown-field", ("spec", "resources"))]


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"apiVersion": 1, "kind": "Pod"},
        {"apiVersion": "v1", "kind": ["Pod"]},
        {"apiVersion": "example.com/v1", "kind": "Whatever", "spec": 1},
    ],
)
def test_nothing_is_said_about_what_is_not_known(value: dict[str, Any]) -> None:
    assert found(value) == []


def test_keys_that_are_no_strings_and_numbers_that_are_no_json() -> None:
    value = deployment()
    value["metadata"]["labels"] = {1: "a"}
    value["spec"]["replicas"] = float("inf")
    assert [error[:2] for error in found(value)] == [
        ("wrong-type", ("metadata", "labels")),
        ("wrong-type", ("spec", "replicas")),
    ]


def nested(path: str, value: object) -> dict[str, Any]:
    """A value below a path; ``[]`` stands for a list of one."""
    for part in reversed(path.split(".")):
        value = [value] if part == "[]" else {part: value}
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize(
    ("kind", "path", "advice"),
    [
        ("argoproj.io/v1alpha1 AnalysisTemplate", "metrics.[].interval", ": give it a unit, such as 5s"),
        ("argoproj.io/v1alpha1 AnalysisTemplate", "metrics.[].initialDelay", ": give it a unit, such as 5s"),
        ("argoproj.io/v1alpha1 AnalysisTemplate", "args.[].value", ": quote it"),
        ("argoproj.io/v1alpha1 Application", "syncPolicy.retry.backoff.maxDuration", ": give it a unit, such as 5s"),
        ("argoproj.io/v1alpha1 Application", "source.helm.parameters.[].value", ": quote it"),
        ("cert-manager.io/v1 Certificate", "renewBefore", ": give it a unit, such as 5s"),
        ("external-secrets.io/v1 ExternalSecret", "refreshInterval", ": give it a unit, such as 5s"),
        ("karpenter.sh/v1 NodePool", "template.spec.expireAfter", ": give it a unit, such as 5s"),
        ("kustomize.toolkit.fluxcd.io/v1 Kustomization", "interval", ": give it a unit, such as 5s"),
        ("monitoring.coreos.com/v1 PrometheusRule", "groups.[].interval", ": give it a unit, such as 5s"),
        ("monitoring.coreos.com/v1 ServiceMonitor", "endpoints.[].scrapeTimeout", ": give it a unit, such as 5s"),
        ("networking.istio.io/v1 VirtualService", "http.[].fault.delay.fixedDelay", ": give it a unit, such as 5s"),
        ("networking.istio.io/v1 VirtualService", "http.[].headers.request.set.timeout", ": quote it"),  # any header
        ("monitoring.coreos.com/v1 ServiceMonitor", "endpoints.[].metricRelabelings.[].action", ""),  # none of these
    ],
)
def test_a_number_for_a_text(kind: str, path: str, advice: str) -> None:
    """Quotes around a number make no duration of it, and no value of a list of allowed ones."""
    api_version, kind = kind.split()
    value = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}, "spec": nested(path, 5)}
    wrong = [message for what, _, message in found(value) if what == "wrong-type"]
    assert wrong == [f"expected a string, got the integer 5{advice}"]


def test_a_boolean_for_a_duration_has_no_obvious_remedy() -> None:
    value = {"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "spec": {"duration": True}}
    assert "expected a string, got the boolean true" in [message for _, _, message in found(value)]
