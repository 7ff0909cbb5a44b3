"""The repository's own admission policies, asked about its objects."""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping
from typing import Any

import pytest

from gitops_lint.api import lint_tree
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree

pytest.importorskip("cel_expr_python")

REFUSES = "admission-policy-refuses"
GAP = "admission-policy-not-evaluated"
ALL = (REFUSES, GAP, "admission-policy-invalid", "admission-binding-invalid")
GROUP = "admissionregistration.k8s.io/v1"
Object = dict[str, Any]


def policy(*expressions: str | Object, kinds: str = "configmaps", name: str = "p", **spec: Any) -> Object:
    group, _, plural = kinds.rpartition("/")
    rule = {"apiGroups": [group], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": [plural]}
    return {
        "apiVersion": GROUP,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name},
        "spec": {
            "matchConstraints": {"resourceRules": [rule]},
            "validations": [{"expression": item} if isinstance(item, str) else item for item in expressions],
            **spec,
        },
    }


def binding(*actions: str, name: str = "b", policy_name: str = "p", **spec: Any) -> Object:
    return {
        "apiVersion": GROUP,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": name},
        "spec": {"policyName": policy_name, "validationActions": list(actions or ("Deny",)), **spec},
    }


def thing(kind: str = "ConfigMap", api: str = "v1", name: str = "web", namespace: str = "shop", **rest: Any) -> Object:
    metadata = {"name": name, "namespace": namespace} if namespace else {"name": name}
    return {"apiVersion": api, "kind": kind, "metadata": {**metadata, **rest.pop("metadata", {})}, **rest}


def asked(*objects: Object, files: Mapping[str, str] | None = None) -> list[str]:
    """``severity[confidence] name: message`` of each finding, without the sentence that is always the same."""
    text = "\n---\n".join(json.dumps(item) for item in objects)
    report = lint_tree(MemoryTree({"all.yaml": text, **(files or {})}), Config(select_only=ALL))
    assert not report.failures
    shown = []
    for finding in report.findings:
        where = finding.resource.name if finding.resource is not None else ""
        words = finding.message.replace("ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ", "")
        shown.append(f"{finding.severity.name.lower()} {where}: {words}")
    return shown


def refused(expression: str, value: Object, kinds: str, **spec: Any) -> list[str]:
    return asked(policy(expression, kinds=kinds, **spec), binding(), value)


class TestMessages:
    def test_the_expression_itself(self) -> None:
        assert asked(policy("false"), binding(), thing()) == ["error web: failed expression: false"]

    def test_the_message(self) -> None:
        found = asked(policy({"expression": "false", "message": " not here "}), binding(), thing())
        assert found == ["error web: not here"]

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ("'no ' + object.metadata.name", "no web"),
            ("'two\\nlines'", "not here"),
            ("'  '", "not here"),
            ("object.nothing", "not here"),
        ],
    )
    def test_the_message_expression_unless_it_says_nothing_usable(self, words: str, said: str) -> None:
        demand = {"expression": "false", "message": "not here", "messageExpression": words}
        assert asked(policy(demand), binding(), thing()) == [f"error web: {said}"]

    def test_values_of_secrets_are_not_quoted(self) -> None:
        demand = {"expression": "false", "message": "not here", "messageExpression": "object.stringData.key"}
        secret = thing("Secret", stringData={"key": "hunter2"})
        assert asked(policy(demand, kinds="secrets"), binding(), secret) == ["error web: not here"]

    @pytest.mark.parametrize(
        ("actions", "shown"),
        [
            (["Warn"], "warning web: Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': no"),
            (["Audit"], "info web: Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': no"),
            (["Audit", "Deny"], "error web: no"),
        ],
    )
    def test_the_action_decides_the_severity(self, actions: list[str], shown: str) -> None:
        demand = {"expression": "false", "message": "no"}
        assert asked(policy(demand), binding(*actions), thing()) == [shown]


class TestFailures:
    def test_an_expression_that_fails_refuses(self) -> None:
        assert asked(policy("object.metadata.labels.team == 'a'"), binding(), thing()) == [
            "error web: expression 'object.metadata.labels.team == 'a'' resulted in error: no such key: labels"
        ]

    def test_unless_failures_are_ignored(self) -> None:
        demand = policy("object.metadata.labels.team == 'a'", failurePolicy="Ignore")
        assert asked(demand, binding(), thing()) == []

    def test_a_variable_that_fails_fails_those_who_read_it(self) -> None:
        variables = [{"name": "team", "expression": "object.metadata.labels.team"}]
        demand = policy("variables.team == 'a'", "true", variables=variables)
        assert asked(demand, binding(), thing()) == [
            (
                "error web: expression 'variables.team == 'a'' resulted in error: "
                'composited variable "team" fails to evaluate: no such key: labels'
            )
        ]

    def test_an_expression_that_goes_on_for_ever_is_given_up(self) -> None:
        data = {f"k{index}": "x" for index in range(200)}
        found = asked(policy("object.data.all(a, object.data.all(b, a != b + 'x'))"), binding(), thing(data=data))
        assert found == [
            "info p: ValidatingAdmissionPolicy 'p' is not evaluated for ConfigMap 'web': it takes too many steps"
        ]


class TestVariablesAndConditions:
    def test_variables_build_on_each_other(self) -> None:
        variables = [
            {"name": "labels", "expression": "object.metadata.?labels.orValue({})"},
            {"name": "team", "expression": "'team' in variables.labels ? variables.labels['team'] : 'nobody'"},
        ]
        demand = policy({"expression": "variables.team != 'nobody'", "message": "a team"}, variables=variables)
        assert asked(demand, binding(), thing()) == ["error web: a team"]
        assert asked(demand, binding(), thing(metadata={"labels": {"team": "a"}})) == []

    def test_a_condition_that_is_not_met_ends_it(self) -> None:
        conditions = [{"name": "c", "expression": "object.metadata.name != 'web'"}]
        assert asked(policy("false", matchConditions=conditions), binding(), thing()) == []

    def test_even_beside_one_that_fails(self) -> None:
        conditions = [{"name": "a", "expression": "object.x == 1"}, {"name": "b", "expression": "false"}]
        assert asked(policy("false", matchConditions=conditions), binding(), thing()) == []

    def test_a_condition_that_fails_refuses(self) -> None:
        conditions = [{"name": "a", "expression": "object.x == 1"}]
        assert asked(policy("true", matchConditions=conditions), binding(), thing()) == [
            "error web: expression 'object.x == 1' resulted in error: no such key: x"
        ]

    def test_the_request(self) -> None:
        expression = (
            "request.operation == 'CREATE' && request.kind.kind == 'ConfigMap' && request.resource.resource == "
            "'configmaps' && request.namespace == 'shop' && request.name == 'web' && oldObject == null"
        )
        assert asked(policy(expression), binding(), thing()) == []


class TestMatching:
    @pytest.mark.parametrize(
        ("rule", "matched"),
        [
            ({}, True),
            ({"operations": ["*"]}, True),
            ({"operations": ["UPDATE"]}, False),
            ({"apiGroups": ["apps"]}, False),
            ({"apiGroups": ["*"]}, True),
            ({"resources": ["*"]}, True),
            ({"resources": ["*/*"]}, True),
            ({"resources": ["configmaps/status"]}, False),
            ({"resourceNames": ["web"]}, True),
            ({"resourceNames": ["other"]}, False),
            ({"scope": "Namespaced"}, True),
            ({"scope": "Cluster"}, False),
        ],
    )
    def test_resource_rules(self, rule: Object, matched: bool) -> None:
        demand = policy("false")
        demand["spec"]["matchConstraints"]["resourceRules"][0].update(rule)
        assert bool(asked(demand, binding(), thing())) == matched

    def test_excluded_rules_win(self) -> None:
        demand = policy("false")
        rule = demand["spec"]["matchConstraints"]["resourceRules"][0]
        demand["spec"]["matchConstraints"]["excludeResourceRules"] = [{**rule, "resourceNames": ["web"]}]
        assert asked(demand, binding(), thing(), thing(name="other")) == ["error other: failed expression: false"]

    def test_another_version_would_be_converted(self) -> None:
        demand = policy("false")
        demand["spec"]["matchConstraints"]["resourceRules"][0]["apiVersions"] = ["v2"]
        assert asked(demand, binding(), thing()) == [
            (
                "info p: ValidatingAdmissionPolicy 'p' is not evaluated for ConfigMap 'web': what it matches depends "
                "on labels or versions that are not known"
            )
        ]
        demand["spec"]["matchConstraints"]["matchPolicy"] = "Exact"
        assert asked(demand, binding(), thing()) == []

    def test_labels_of_the_object(self) -> None:
        demand = policy("false")
        demand["spec"]["matchConstraints"]["objectSelector"] = {"matchLabels": {"strict": "yes"}}
        assert asked(demand, binding(), thing()) == []
        assert len(asked(demand, binding(), thing(metadata={"labels": {"strict": "yes"}}))) == 1

    def test_labels_of_the_namespace(self) -> None:
        narrowed = {"namespaceSelector": {"matchLabels": {"env": "prod"}}}
        space = thing("Namespace", name="shop", namespace="", metadata={"labels": {"env": "prod"}})
        assert asked(policy("false"), binding(matchResources=narrowed), space, thing()) == [
            "error web: failed expression: false"
        ]
        space["metadata"]["labels"]["env"] = "dev"
        assert asked(policy("false"), binding(matchResources=narrowed), space, thing()) == []

    def test_labels_of_a_namespace_that_is_made_elsewhere_are_not_known(self) -> None:
        narrowed = {"namespaceSelector": {"matchLabels": {"env": "prod"}}}
        found = asked(policy("false"), binding(matchResources=narrowed), thing())
        assert [item.partition(":")[0] for item in found] == ["info p"]

    def test_a_namespace_is_selected_by_its_own_labels(self) -> None:
        narrowed = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "shop"}}}
        demand = policy("false", kinds="namespaces")
        spaces = (thing("Namespace", name="shop", namespace=""), thing("Namespace", name="other", namespace=""))
        assert asked(demand, binding(matchResources=narrowed), *spaces) == ["error shop: failed expression: false"]

    def test_a_custom_kind_by_the_plural_of_its_definition(self) -> None:
        pool = thing("NodePool", "karpenter.sh/v1", namespace="", spec={"template": {"spec": {}}})
        demand = policy("has(object.spec.limits)", kinds="karpenter.sh/nodepools")
        assert asked(demand, binding(), pool) == ["error web: failed expression: has(object.spec.limits)"]

    def test_policies_do_not_judge_policies(self) -> None:
        demand = policy("false", kinds="admissionregistration.k8s.io/validatingadmissionpolicies")
        assert asked(demand, binding()) == []

    def test_a_policy_without_binding_does_nothing(self) -> None:
        assert asked(policy("false"), thing()) == []


POD = {"containers": [{"name": "a", "image": "registry.example/a"}]}
WEB = thing("Deployment", "apps/v1", spec={"selector": {"matchLabels": {"a": "b"}}, "template": {"spec": POD}})


class TestDefaults:
    @pytest.mark.parametrize(
        "expression",
        [
            "object.spec.replicas == 1",
            "object.spec.strategy.type == 'RollingUpdate'",
            "object.spec.template.spec.securityContext == {}",
            "object.spec.template.spec.containers.all(c, has(c.resources) && !has(c.resources.limits))",
            "object.spec.template.spec.containers[0].imagePullPolicy == 'Always'",
            "!has(object.spec.template.spec.hostNetwork)",
            "object.metadata.namespace == 'shop'",
        ],
    )
    def test_of_a_deployment(self, expression: str) -> None:
        assert refused(expression, WEB, "apps/deployments") == []

    def test_amounts_are_as_the_api_server_prints_them(self) -> None:
        resources = {"limits": {"cpu": 0.5, "memory": "1024Mi"}}
        pod = thing("Pod", spec={"containers": [{"name": "a", "image": "a:1", "resources": resources}]})
        expression = (
            "object.spec.containers[0].resources.limits == {'cpu': '500m', 'memory': '1Gi'} && "
            "quantity(object.spec.containers[0].resources.requests.memory).isLessThan(quantity('2Gi'))"
        )
        assert refused(expression, pod, "pods") == []

    def test_kinds_whose_defaults_are_not_known_are_not_refused_for_a_missing_key(self) -> None:
        storage = thing("StorageClass", "storage.k8s.io/v1", namespace="", provisioner="ebs.csi.aws.com")
        found = refused("object.reclaimPolicy == 'Delete'", storage, "storage.k8s.io/storageclasses")
        assert found == [
            (
                "info p: ValidatingAdmissionPolicy 'p' is not evaluated for StorageClass 'web': "
                "defaults of this kind are not known, 'reclaimPolicy' may be one"
            )
        ]

    def test_placeholders_are_never_refused(self) -> None:
        value = thing(data={"size": "${SIZE}"})
        found = refused("object.data.size == 'small'", value, "configmaps")
        assert [item.rpartition(": ")[2] for item in found] == ["placeholders are not filled in"]


KIND = {"apiVersion": "v1", "kind": "ConfigMap"}


class TestParameters:
    MOST = "has(object.spec.replicas) && object.spec.replicas <= int(params.data.most)"

    def subject(self, replicas: int = 7) -> Object:
        spec = {**WEB["spec"], "replicas": replicas}
        return thing("Deployment", "apps/v1", spec=spec)

    def test_by_name(self) -> None:
        reference = {"name": "limits", "namespace": "policy", "parameterNotFoundAction": "Deny"}
        demand = policy(self.MOST, kinds="apps/deployments", paramKind=KIND)
        limits = thing(name="limits", namespace="policy", data={"most": "5"})
        found = asked(demand, binding(paramRef=reference), self.subject(), limits)
        assert found == [f"error web: failed expression: {self.MOST}"]
        assert asked(demand, binding(paramRef=reference), self.subject(5), limits) == []

    def test_of_the_objects_own_namespace(self) -> None:
        reference = {"name": "limits", "parameterNotFoundAction": "Allow"}
        demand = policy(self.MOST, kinds="apps/deployments", paramKind=KIND)
        limits = thing(name="limits", namespace="elsewhere", data={"most": "5"})
        assert asked(demand, binding(paramRef=reference), self.subject(), limits) == []

    def test_by_labels_each_one_counts(self) -> None:
        reference = {"selector": {"matchLabels": {"for": "web"}}, "parameterNotFoundAction": "Deny"}
        demand = policy("object.spec.replicas != int(params.data.not)", kinds="apps/deployments", paramKind=KIND)
        limits = [
            thing(name=f"not-{number}", data={"not": number}, metadata={"labels": {"for": "web"}}) for number in "67"
        ]
        found = asked(demand, binding(paramRef=reference), self.subject(), *limits)
        assert len(found) == 1

    def test_one_that_is_not_in_the_repository_is_not_known(self) -> None:
        reference = {"name": "limits", "parameterNotFoundAction": "Deny"}
        demand = policy(self.MOST, kinds="apps/deployments", paramKind=KIND)
        found = asked(demand, binding(paramRef=reference), self.subject())
        assert [item.rpartition(": ")[2] for item in found] == ["its parameter, a ConfigMap, is not in the repository"]

    def test_without_reference_there_are_none(self) -> None:
        demand = policy("params == null", kinds="apps/deployments", paramKind=KIND)
        assert asked(demand, binding(), self.subject()) == []


class TestInvalid:
    @pytest.mark.parametrize(
        ("expression", "fault"),
        [
            ("object.x ==", "Syntax error: mismatched input '<EOF>'"),
            ("obj.x", "undeclared reference to 'obj'"),
            ("params.x", "undeclared reference to 'params'"),
            ("variables.x", "undefined field 'x'"),
            ("'text'", "must evaluate to bool, not string"),
        ],
    )
    def test_what_does_not_compile(self, expression: str, fault: str) -> None:
        (found,) = asked(policy(expression), binding(), thing())
        assert found.startswith(f"error p: expression does not compile: {fault}")

    @pytest.mark.parametrize(
        "expression",
        [
            "authorizer.group('').resource('pods').check('get').allowed()",
            "request.userInfo.username == 'me'",
            "url(object.data.url).getHost() == 'a'",
            "object.data.url.find('a+') == 'a'",
            "object.data.all(key, value, value != '')",
            "isIP(object.data.ip)",
        ],
    )
    def test_what_only_the_api_server_knows_is_no_verdict(self, expression: str) -> None:
        (found,) = asked(policy(expression), binding(), thing(data={"url": "x", "ip": "y"}))
        assert found.startswith(
            "info p: ValidatingAdmissionPolicy 'p' is not evaluated for ConfigMap 'web': only the API"
        )

    def test_a_kind_of_parameter_that_nobody_knows(self) -> None:
        demand = policy("true", paramKind={"apiVersion": "acme.io/v1", "kind": "Limit"})
        assert asked(demand) == ["warning p: paramKind 'acme.io/v1, Kind=Limit' is not known"]

    def test_a_policy_that_demands_nothing(self) -> None:
        assert asked(policy()) == [
            "error p: spec.validations: Required value: validations or auditAnnotations must be non-empty"
        ]

    def test_bindings(self) -> None:
        found = asked(
            policy("true", paramKind={"apiVersion": "v1", "kind": "Namespace"}),
            binding("Deny", "Warn", paramRef={"name": "a", "selector": {}, "namespace": "x"}),
        )
        assert sorted(found) == [
            "error b: paramRef.namespace must not be provided for a cluster-scoped `paramKind`",
            "error b: spec.paramRef.parameterNotFoundAction: Required value",
            "error b: spec.paramRef: one of name or selector must be specified",
            (
                "error b: spec.validationActions: Invalid value: must not contain both Deny and Warn "
                "(repeating the same validation failure message)"
            ),
        ]

    def test_a_binding_of_another_repositorys_policy(self) -> None:
        assert asked(binding(policy_name="elsewhere")) == [
            "warning b: ValidatingAdmissionPolicy 'elsewhere' is not in the repository"
        ]


def test_without_the_extra_it_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from gitops_lint.apischema import cel_library

    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("cel_expr_python"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    cel_library.environment.cache_clear()
    found = asked(policy("false"), policy("false", name="q"), binding(), thing())
    cel_library.environment.cache_clear()
    assert found == [
        (
            "info p: ValidatingAdmissionPolicy 'p' is not evaluated: "
            "admission policies are written in CEL: install the extra, gitops-lint[cel]"
        )
    ]


CLUSTERS = """\
clusters:
  prod: {server: "https://prod.example"}
  dev: {server: "https://dev.example"}
"""


def application(name: str, cluster: str, path: str) -> Object:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": name, "namespace": "argocd"},
        "spec": {
            "project": "default",
            "destination": {"server": f"https://{cluster}.example", "namespace": "shop"},
            "source": {"repoURL": "https://git.example/shop.git", "path": path, "targetRevision": "HEAD"},
        },
    }


def test_a_policy_counts_in_the_cluster_it_is_deployed_to() -> None:
    files = {
        "rules/policy.yaml": "\n---\n".join(map(json.dumps, (policy("false"), binding()))),
        "web/map.yaml": json.dumps(thing(namespace="")),
    }
    apps = [application("rules", "prod", "rules"), application("web-dev", "dev", "web")]
    assert asked(*apps, files=files) == []
    assert asked(*apps, application("web-prod", "prod", "web"), files=files) == ["error web: failed expression: false"]
