"""The rules about schemas, beyond their examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitops_lint.api import lint_text, registry_for
from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.finding import Finding
from gitops_lint.settings import Config

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: {argocd.argoproj.io/sync-options: ServerSideApply=%s}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: registry.example/app:1.4.2
          env: [{name: A, value: "1"}, {name: A, value: "2"}]
          ports: [{containerPort: 80}, {containerPort: 80}]
          imagePullPolice: Always
"""


def found(text: str, *rules: str) -> list[Finding]:
    return list(lint_text(text, config=Config(select_only=rules, plugins=False)).findings)


@pytest.mark.parametrize("rule", ["env-duplicate", "port-duplicate", "field-unknown"])
def test_server_side_apply_refuses_what_client_side_apply_takes(rule: str) -> None:
    severities = [[finding.severity.label for finding in found(DEPLOYMENT % mode, rule)] for mode in ("true", "false")]
    assert severities == [["error"], ["warning"]]


def test_every_family_has_a_rule() -> None:
    """Whatever is found is somebody's to report."""
    from gitops_lint.apischema import apivalidation
    from gitops_lint.apischema.errors import RULES

    entries = registry_for(Config(plugins=False)).entries
    folder = Path(apivalidation.__file__).parent
    sources = "".join(
        file.read_text("utf-8")
        for file in [*folder.glob("*.py"), folder.parent / "explain.py", folder.parent / "expressions.py"]
    )
    judged = {name for name, entry in entries.items() if issubclass(entry.load(), JudgedRule)}
    assert set(RULES.values()) <= judged
    unused = {name for name in judged - set(RULES.values()) if f'"{name}"' not in sources}
    assert unused == set()
    import re

    families = set(re.findall(r'"([a-z]+(?:-[a-z]+)*-(?:invalid|duplicate|deprecated|mismatch|refused))"', sources))
    assert families - judged == set()


def test_placeholders_and_encrypted_values_are_silent() -> None:
    text = """
apiVersion: v1
kind: Secret
metadata: {name: "${NAME}"}
type: <TYPE>
data: {password: "ENC[AES256_GCM,data:Zm9v,iv:AAAA,tag:AAAA,type:str]", token: "<path:secret/data/shop#token>"}
sops: {mac: "ENC[AES256_GCM,data:Zm9v,iv:AAAA,tag:AAAA,type:str]", version: 3.9.0}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${REPLICAS}
  selector: {matchLabels: {app: "{{ name }}"}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "${IMAGE}", ports: [{containerPort: "${PORT}"}]}]}
"""
    assert found(text, "schema") == []


@pytest.mark.corpora
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside the checkout")
def test_the_known_unknown_fields_of_the_catalog() -> None:
    from gitops_lint.api import lint_tree
    from gitops_lint.source.discover import working_copy

    tree = working_copy(CORPORA / "gitops-catalog")
    report = lint_tree(tree, Config(select_only=("api-server",), plugins=False), only=("1password-connect",))
    assert sorted((f.rule, f.location.path, f.location.span.line) for f in report.findings) == [
        ("field-unknown", "1password-connect/connect/base/deployment.yaml", 27),
        ("field-unknown", "1password-connect/operator/base/scc.yaml", 5),
        ("field-unknown", "1password-connect/operator/base/scc.yaml", 6),
    ]


WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: nightly, namespace: jobs}
spec:
  schedules: ["0 1 * * *"]
  workflowSpec:
    entrypoint: 1
    arguments:
      parameters:
        - {name: retries, value: 5, enum: [5, 10.5]}
        - {name: dry, value: true, valueFrom: {default: 1}}
        - {name: list, value: [1]}
"""
LENIENT = "(the definitions of Argo Workflows before 4.0 let it pass)"


def wrong_types(text: str) -> list[tuple[str, str]]:
    return [(finding.severity.label, finding.message) for finding in found(text, "field-type-wrong")]


def test_a_parameter_of_argo_workflows_is_refused_by_some_definitions_only() -> None:
    parameters = "spec.workflowSpec.arguments.parameters"
    text = "expected a string, got"
    assert wrong_types(WORKFLOW) == [
        ("error", f"spec.workflowSpec.entrypoint: {text} the integer 1: quote it"),
        ("warning", f"{parameters}[0].value: {text} the integer 5: quote it {LENIENT}"),
        ("warning", f"{parameters}[0].enum[0]: {text} the integer 5: quote it {LENIENT}"),
        ("warning", f"{parameters}[0].enum[1]: {text} the number 10.5: quote it {LENIENT}"),
        ("warning", f"{parameters}[1].value: {text} the boolean true: quote it {LENIENT}"),
        ("warning", f"{parameters}[1].valueFrom.default: {text} the integer 1: quote it {LENIENT}"),
        ("error", f"{parameters}[2].value: {text} a list"),
    ]


MINIMAL = "x-kubernetes-preserve-unknown-fields: true"
TYPED = """properties: {workflowSpec: {type: object, properties: {arguments: {type: object, properties: {
        parameters: {type: array, items: {type: object, properties: {value: {type: string}}}}}}}}}"""


@pytest.mark.parametrize(("spec", "expected"), [(MINIMAL, []), (TYPED, ["error"] * 3)])
def test_the_definition_in_the_repository_decides_about_parameters(spec: str, expected: list[str]) -> None:
    definition = f"""\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: cronworkflows.argoproj.io}}
spec:
  group: argoproj.io
  names: {{kind: CronWorkflow, plural: cronworkflows}}
  scope: Namespaced
  versions:
    - name: v1alpha1
      served: true
      storage: true
      schema: {{openAPIV3Schema: {{type: object, properties: {{spec: {{type: object, {spec}}}}}}}}}
"""
    assert [severity for severity, _ in wrong_types(f"{definition}---\n{WORKFLOW}")] == expected


OLDER = """\
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: nightly, namespace: jobs}
spec:
  schedule: "0 1 * * *"
  scheduler: "0 1 * * *"
  workflowSpec:
    entrypoint: main
    podPriority: 3
    synchronization: {mutex: {name: report}, semaphore: {configMapKeyRef: {name: limits, key: report}}}
"""


def test_fields_that_older_releases_of_argo_workflows_read_are_worth_knowing() -> None:
    known = [
        (finding.severity.label, finding.message, finding.fix)
        for finding in found(OLDER, "field-unknown")
        if finding.severity.label == "info"
    ]
    assert [(severity, message) for severity, message, _ in known] == [
        ("info", f"field '{old}' is gone, '{new}' takes its place {LENIENT}")
        for old, new in (
            ("schedule", "schedules"),
            ("podPriority", "podPriorityClassName"),
            ("mutex", "mutexes"),
            ("semaphore", "semaphores"),
        )
    ]
    assert {fix for _, _, fix in known} == {None}
    others = [finding for finding in found(OLDER, "field-unknown") if finding.severity.label != "info"]
    assert [finding.message for finding in others] == [
        "field 'scheduler' is unknown, did you mean 'schedules'? (client-side apply drops it silently)"
    ]


ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata: {name: db, namespace: shop}
spec:
  rules: [{backendRefs: [{name: db, port: 5432}]}]
"""
UNSERVED = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: tcproutes.gateway.networking.k8s.io}
spec:
  group: gateway.networking.k8s.io
  names: {kind: TCPRoute, plural: tcproutes}
  scope: Namespaced
  versions:
    - name: v1alpha2
      served: false
      deprecated: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
"""


@pytest.mark.parametrize(
    ("text", "severity", "whose"),
    [
        (ROUTE, "info", "the current release of its CustomResourceDefinition"),
        (f"{UNSERVED}---\n{ROUTE}", "error", "its CustomResourceDefinition"),
    ],
)
def test_a_version_that_is_not_served_is_said_once(text: str, severity: str, whose: str) -> None:
    (finding,) = found(text, "api-removed", "api-deprecated")
    assert (finding.rule, finding.severity.label, finding.message) == (
        "api-removed",
        severity,
        f"gateway.networking.k8s.io/v1alpha2 TCPRoute is not served by {whose}",
    )


NODES = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: default}
spec:
  amiSelectorTerms: [{alias: al2023@v20260801}]
  role: nodes
  subnetSelectorTerms: [{tags: {team: shop}}]
  securityGroupSelectorTerms: [{tags: {team: shop}}]
  quantumOptions: {enabled: true}
  detailedMonitorin: true
  httpTokens: required
"""


def test_a_field_that_may_be_newer_than_the_definition_is_told_with_its_day() -> None:
    """Misspelt and misplaced fields are surer: those are in the definition."""
    drops = "client-side apply drops it silently"
    assert [(finding.confidence.label, finding.message) for finding in found(NODES, "field-unknown")] == [
        (
            "low",
            f"field 'quantumOptions' is unknown in 'spec' (the definition of 2026-08-21 does not have it; {drops})",
        ),
        ("medium", f"field 'detailedMonitorin' is unknown, did you mean 'detailedMonitoring'? ({drops})"),
        ("medium", f"field 'httpTokens' is unknown in 'spec', did you mean 'metadataOptions.httpTokens'? ({drops})"),
    ]


def test_what_a_newer_field_is_called_makes_it_no_misplaced_one() -> None:
    """Where a field belongs is known by looking for it, not by the words of the message."""
    head, _, _ = NODES.partition("  quantumOptions")
    text = head + "  belongsTo: fleet\n  blockDeviceMappings: [{role: nodes}]\n"
    belongs, misplaced = found(text, "field-unknown")
    assert (belongs.confidence.label, "the definition of" in belongs.message) == ("low", True)
    assert (misplaced.confidence.label, misplaced.message.partition(" (")[0]) == (
        "medium",
        "field 'role' is unknown in 'blockDeviceMappings[0]', it belongs to 'spec'",
    )


def test_an_unknown_field_of_a_built_in_kind_is_certain() -> None:
    text = "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {quantum: 1, containers: [{name: a, image: b}]}}"
    (finding,) = found(text, "field-unknown")
    assert (finding.confidence.label, finding.message) == (
        "high",
        "field 'quantum' is unknown in 'spec' (client-side apply drops it silently)",
    )
