"""What schemas cannot say, in the API server's words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.apischema.apivalidation import validate
from gitops_lint.apischema.apivalidation.cron import schedule_problem

Place = tuple[str | int, ...]


def found(value: dict[str, Any], version: str = "1.33") -> list[tuple[Place, str]]:
    return [(error.pointer, error.message) for error in validate(value, version)]


def obj(api_version: str, kind: str, name: str = "web", /, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, **fields}


def deployment(
    pod: dict[str, Any] | None = None, container: dict[str, Any] | None = None, **spec: Any
) -> dict[str, Any]:
    return obj(
        "apps/v1",
        "Deployment",
        spec={
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "web:1", **(container or {})}], **(pod or {})},
            },
            **spec,
        },
    )


POD: Place = ("spec", "template", "spec")
CONTAINER: Place = (*POD, "containers", 0)
SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    "and must start and end with an alphanumeric character"
)
LABEL_1035 = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
    "start with an alphabetic character, and end with an alphanumeric character"
)


TOLD: Place = (*CONTAINER, "env", 0, "valueFrom")


@pytest.mark.parametrize(
    ("source", "place", "message"),
    [
        ({"fieldRef": {"fieldPath": "metadata.labels['app.kubernetes.io/name']"}}, (), ""),
        ({"fieldRef": {"fieldPath": "status.podIPs"}}, (), ""),
        ({"fieldRef": {"fieldPath": "${FIELD}"}}, (), ""),
        ({"resourceFieldRef": {"resource": "limits.hugepages-2Mi"}}, (), ""),
        (
            {"fieldRef": {"fieldPath": "metadata.nam"}},
            ("fieldRef", "fieldPath"),
            (
                "Invalid value 'metadata.nam': error converting fieldPath: field label not supported: metadata.nam, "
                "did you mean 'metadata.name'?"
            ),
        ),
        (
            {"fieldRef": {"fieldPath": "spec.nodeName['a']"}},
            ("fieldRef", "fieldPath"),
            "Invalid value 'spec.nodeName['a']': does not support subscript",
        ),
        (
            {"fieldRef": {"fieldPath": "metadata.labels"}},
            ("fieldRef", "fieldPath"),
            (
                "Unsupported value: 'metadata.labels': supported values: 'metadata.name', 'metadata.namespace', "
                "'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', "
                "'status.podIP', 'status.podIPs'"
            ),
        ),
        (
            {"resourceFieldRef": {"resource": "limit.cpu"}},
            ("resourceFieldRef", "resource"),
            (
                "Unsupported value: 'limit.cpu': supported values: 'limits.cpu', 'limits.ephemeral-storage', "
                "'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'"
            ),
        ),
    ],
)
def test_a_variable_is_told_what_there_is_to_tell(source: dict[str, Any], place: Place, message: str) -> None:
    expected = [((*TOLD, *place), message)] if message else []
    assert found(deployment(container={"env": [{"name": "A", "valueFrom": source}]})) == expected


def test_files_are_told_other_things_than_variables() -> None:
    items = [
        {"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}},
        {"path": "node", "fieldRef": {"fieldPath": "spec.nodeName"}},
        {"path": "cpu", "resourceFieldRef": {"resource": "limits.cpu"}},
    ]
    volumes = [{"name": "told", "projected": {"sources": [{"downwardAPI": {"items": items}}]}}]
    at: Place = (*POD, "volumes", 0, "projected", "sources", 0, "downwardAPI", "items")
    supported = "'metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'"
    assert found(deployment({"volumes": volumes})) == [
        ((*at, 1, "fieldRef", "fieldPath"), f"Unsupported value: 'spec.nodeName': supported values: {supported}"),
        ((*at, 2, "resourceFieldRef"), "Required value: containerName"),
    ]


def test_a_sound_deployment_passes() -> None:
    assert found(deployment()) == []


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (obj("v1", "ConfigMap", "My_Config"), f"Invalid value 'My_Config': {SUBDOMAIN}"),
        (obj("v1", "ConfigMap", "a" * 254), f"Invalid value '{'a' * 59}…': must be no more than 253 characters"),
        (obj("v1", "Service", "1web", spec={"clusterIP": "None"}), f"Invalid value '1web': {LABEL_1035}"),
        (obj("rbac.authorization.k8s.io/v1", "Role", "a/b"), "Invalid value 'a/b': may not contain '/'"),
        (
            obj("batch/v1", "CronJob", "c" * 53, spec={}),
            f"Invalid value '{'c' * 53}': must be no more than 52 characters",
        ),
    ],
)
def test_names_by_kind(value: dict[str, Any], message: str) -> None:
    assert found(value) == [(("metadata", "name"), message)]


@pytest.mark.parametrize(
    "value",
    [
        obj("rbac.authorization.k8s.io/v1", "ClusterRole", "system:Admin_x"),
        obj("v1", "ConfigMap", "a.b-c"),
        obj("v1", "ConfigMap", "${NAME}"),
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "x-"}},
        obj("v1", "ConfigMapList", items=[]),
        obj("v1", "Service", "1web", spec={"clusterIP": "None"}) | {"version": "1.36"},
    ],
)
def test_names_that_are_right(value: dict[str, Any]) -> None:
    assert found(value, value.get("version", "1.33")) == []


def test_generated_names_begin_well() -> None:
    value = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "My_"}}
    assert found(value) == [(("metadata", "generateName"), f"Invalid value 'My_': {SUBDOMAIN}")]
    assert found({**value, "metadata": {"generateName": "${NAME}-"}}) == []


def test_a_name_is_required() -> None:
    assert found({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"labels": {}}}) == [
        (("metadata",), "Required value: name or generateName is required")
    ]


def test_labels_and_annotations() -> None:
    value = obj("v1", "ConfigMap")
    value["metadata"] |= {
        "labels": {"a/b/c": "x", "ok": "-x", "long": "x" * 64, "-": "x"},
        "annotations": {"bad key": "x", "Fine.example/Key": "any text"},
    }
    value_words = (
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
        "and must start and end with an alphanumeric character"
    )
    name_words = (
        "name part must consist of alphanumeric characters, '-', '_' or '.', "
        "and must start and end with an alphanumeric character"
    )
    slash = "a qualified name must have at most one '/' between its prefix and name"
    assert found(value) == [
        (("metadata", "labels", "a/b/c"), f"Invalid value 'a/b/c': {slash}"),
        (("metadata", "labels", "ok"), f"Invalid value '-x': {value_words}"),
        (("metadata", "labels", "long"), f"Invalid value '{'x' * 59}…': must be no more than 63 characters"),
        (("metadata", "labels", "-"), f"Invalid value '-': {name_words}"),
        (("metadata", "annotations", "bad key"), f"Invalid value 'bad key': {name_words}"),
    ]


def test_annotations_have_a_limit_together() -> None:
    value = obj("v1", "ConfigMap")
    value["metadata"]["annotations"] = {"a": "x" * 262143}
    assert found(value) == []
    value["metadata"]["annotations"]["b"] = ""
    assert found(value) == [(("metadata", "annotations"), "Too long: must have at most 262144 bytes, has 262145")]


def test_the_selector_must_match_the_template() -> None:
    value = deployment()
    value["spec"]["template"]["metadata"]["labels"] = {"app": "wbe"}
    assert found(value) == [
        (
            ("spec", "template", "metadata", "labels"),
            "Invalid value: `selector` does not match template `labels`, which lack app=web",
        )
    ]
    value["spec"]["template"]["metadata"]["labels"] = {"app": "${APP}"}
    assert found(value) == []
    value["spec"]["selector"] = {"matchExpressions": [{"key": "app", "operator": "Exists"}]}
    value["spec"]["template"]["metadata"]["labels"] = {"app": "x"}
    assert found(value) == []
    value["spec"]["selector"] = {}
    assert found(value) == [(("spec", "selector"), "Invalid value: empty selector is invalid")]


@pytest.mark.parametrize(
    ("pod", "place", "message"),
    [
        (
            {"initContainers": [{"name": "web", "image": "x"}]},
            ("containers", 0, "name"),
            "Duplicate value: 'web'",
        ),
        (
            {"volumes": [{"name": "a", "emptyDir": {}}, {"name": "a", "secret": {}}]},
            ("volumes", 1, "name"),
            "Duplicate value: 'a'",
        ),
        (
            {"volumes": [{"name": "a", "emptyDir": {}, "secret": {}}]},
            ("volumes", 0),
            "Forbidden: may not specify more than 1 volume type, has 'emptyDir', 'secret'",
        ),
        ({"volumes": [{"name": "a"}]}, ("volumes", 0), "Required value: must specify a volume type"),
        (
            {"restartPolicy": "OnFailure"},
            ("restartPolicy",),
            "Unsupported value: 'OnFailure': supported values: 'Always'",
        ),
        (
            {"initContainers": [{"name": "i", "image": "x", "readinessProbe": {"exec": {"command": ["x"]}}}]},
            ("initContainers", 0, "readinessProbe"),
            "Forbidden: may not be set for init containers without restartPolicy=Always",
        ),
        (
            {"tolerations": [{"operator": "Exists", "key": "a", "value": "b"}]},
            ("tolerations", 0, "value"),
            "Invalid value 'b': value must be empty when `operator` is 'Exists'",
        ),
        (
            {"dnsPolicy": "None"},
            (),
            "Required value: must provide at least one DNS nameserver when `dnsPolicy` is None",
        ),
        (
            {"nodeSelector": {"beta.kubernetes.io/os": "linux"}},
            ("nodeSelector", "beta.kubernetes.io/os"),
            'beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead',
        ),
    ],
)
def test_pods(pod: dict[str, Any], place: Place, message: str) -> None:
    assert found(deployment(pod)) == [((*POD, *place), message)]


@pytest.mark.parametrize(
    ("container", "place", "message"),
    [
        (
            {"ports": [{"containerPort": 80}, {"containerPort": 80, "protocol": "TCP"}]},
            ("ports", 1, "containerPort"),
            "duplicate port definition: 80/TCP",
        ),
        (
            {"ports": [{"name": "http", "containerPort": 80}, {"name": "http", "containerPort": 81}]},
            ("ports", 1, "name"),
            "Duplicate value: 'http'",
        ),
        (
            {"ports": [{"name": "metrics-endpoint", "containerPort": 80}]},
            ("ports", 0, "name"),
            "Invalid value 'metrics-endpoint': must be no more than 15 characters",
        ),
        (
            {"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]},
            ("env", 1, "name"),
            "hides previous definition of 'A', which may be dropped when using apply",
        ),
        (
            {"env": [{"name": "A", "value": "1", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]},
            ("env", 0, "valueFrom"),
            "Invalid value: may not be specified when `value` is not empty",
        ),
        (
            {"volumeMounts": [{"name": "data", "mountPath": "/d"}]},
            ("volumeMounts", 0, "name"),
            "Not found: there is no volume 'data'",
        ),
        (
            {"resources": {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}},
            ("resources", "requests", "memory"),
            "Invalid value '2Gi': must be less than or equal to memory limit of 1Gi",
        ),
        (
            {"resources": {"requests": {"memory": "512m"}}},
            ("resources", "requests", "memory"),
            'fractional byte value "512m" is invalid, must be an integer',
        ),
        (
            {"resources": {"limits": {"memmory": "1Gi"}}},
            ("resources", "limits", "memmory"),
            "Invalid value 'memmory': must be a standard resource for containers, did you mean 'memory'?",
        ),
        (
            {"resources": {"requests": {"nvidia.com/gpu": 1}}},
            ("resources", "requests", "nvidia.com/gpu"),
            "Required value: Limit must be set for non overcommitable resources",
        ),
        (
            {"resources": {"requests": {"nvidia.com/gpu": 1}, "limits": {"nvidia.com/gpu": 2}}},
            ("resources", "requests", "nvidia.com/gpu"),
            "Invalid value '1': must be equal to nvidia.com/gpu limit of 2",
        ),
        (
            {"livenessProbe": {"exec": {"command": ["x"]}, "successThreshold": 2}},
            ("livenessProbe", "successThreshold"),
            "Invalid value 2: must be 1",
        ),
        ({"livenessProbe": {}}, ("livenessProbe",), "Required value: must specify a handler type"),
        (
            {"readinessProbe": {"httpGet": {"port": "8080"}}},
            ("readinessProbe", "httpGet", "port"),
            (
                "Invalid value '8080': must contain at least one letter (a-z): "
                "a number in quotes is taken for a name, remove the quotes"
            ),
        ),
    ],
)
def test_containers(container: dict[str, Any], place: Place, message: str) -> None:
    assert found(deployment(container=container)) == [((*CONTAINER, *place), message)]


def test_mounts_see_claim_templates_and_wait_for_placeholders() -> None:
    mounts = {"volumeMounts": [{"name": "data", "mountPath": "/d"}, {"name": "${X}", "mountPath": "/e"}]}
    value = deployment(container=mounts)
    value["kind"] = "StatefulSet"
    value["spec"]["volumeClaimTemplates"] = [
        {
            "metadata": {"name": "data"},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
        }
    ]
    assert found(value) == []
    assert found(deployment({"volumes": [{"name": "${V}", "emptyDir": {}}]}, mounts)) == []
    twice = {"volumeMounts": [{"name": "v", "mountPath": "/d"}, {"name": "v", "mountPath": "/d"}]}
    assert found(deployment({"volumes": [{"name": "v", "emptyDir": {}}]}, twice)) == [
        ((*CONTAINER, "volumeMounts", 1, "mountPath"), "Invalid value '/d': must be unique")
    ]


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        (
            {"type": "Recreate", "rollingUpdate": {"maxSurge": 1}},
            "Forbidden: may not be specified when strategy `type` is 'Recreate'",
        ),
        (
            {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": "0%"}},
            "Invalid value: may not be 0 when `maxSurge` is 0",
        ),
        (
            {"rollingUpdate": {"maxSurge": "25"}},
            (
                "Invalid value '25': a valid percent string must be a numeric string followed by an ending '%' "
                "(e.g. '1%', or '93%')"
            ),
        ),
    ],
)
def test_strategies(strategy: dict[str, Any], message: str) -> None:
    assert [error[1] for error in found(deployment(strategy=strategy))] == [message]


def job(policy: str | None, **spec: Any) -> dict[str, Any]:
    pod: dict[str, Any] = {"containers": [{"name": "c", "image": "i"}]}
    return obj(
        "batch/v1", "Job", spec={"template": {"spec": pod | ({"restartPolicy": policy} if policy else {})}, **spec}
    )


def test_jobs_end() -> None:
    assert found(job("Never")) == []
    assert found(job(None)) == [
        (POD, "Required value: restartPolicy is Always by default, valid values: 'OnFailure', 'Never'")
    ]
    assert found(job("Always")) == [
        ((*POD, "restartPolicy"), "Unsupported value: 'Always': supported values: 'OnFailure', 'Never'")
    ]
    assert found(job("Never", completionMode="Indexed")) == [
        (("spec",), "Required value: when completion mode is Indexed")
    ]


@pytest.mark.parametrize(
    "schedule",
    ["* * * * *", "*/5 0-6,12 1 JAN-mar sun", "@hourly", "@every 1h30m", "0 0 ? * 0", "5/15 * * * *", "0 0 * * 1-5"],
)
def test_schedules_that_can_be_read(schedule: str) -> None:
    assert schedule_problem(schedule) == ""


@pytest.mark.parametrize(
    ("schedule", "problem"),
    [
        ("* * * *", "expected exactly 5 fields, found 4: ['*', '*', '*', '*']"),
        ("0 0 0 * * *", "expected exactly 5 fields, found 6: ['0', '0', '0', '*', '*', '*']"),
        ("60 * * * *", "minute '60': end of range (60) above maximum (59)"),
        ("* * 0 * *", "day of month '0': beginning of range (0) below minimum (1)"),
        ("* * * * 7", "day of week '7': end of range (7) above maximum (6)"),
        ("*/0 * * * *", "minute '*/0': step of range should be a positive number"),
        ("5-1 * * * *", "minute '5-1': beginning of range (5) beyond end of range (1)"),
        ("* x * * *", "hour 'x': failed to parse number 'x'"),
        ("@often", "unrecognized descriptor: @often"),
        ("@every day", "failed to parse duration @every day"),
        ("TZ=UTC * * * * *", "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"),
    ],
)
def test_schedules_that_cannot_be_read(schedule: str, problem: str) -> None:
    assert schedule_problem(schedule) == problem


def test_cron_jobs() -> None:
    inner = job("Never")["spec"]
    value = obj(
        "batch/v1", "CronJob", spec={"schedule": "61 * * * *", "timeZone": "Local", "jobTemplate": {"spec": inner}}
    )
    assert found(value) == [
        (("spec", "schedule"), "Invalid value '61 * * * *': minute '61': end of range (61) above maximum (59)"),
        (
            ("spec", "timeZone"),
            (
                "Invalid value 'Local': timeZone must be an explicit time zone as defined in "
                "https://www.iana.org/time-zones"
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("spec", "place", "message"),
    [
        ({"type": "ClusterIP"}, (), "Required value: ports"),
        (
            {"ports": [{"port": 80}, {"port": 81, "name": "b"}]},
            ("ports", 0),
            "Required value: name, when there is more than one port",
        ),
        (
            {"ports": [{"port": 80, "name": "a"}, {"port": 80, "name": "b"}]},
            ("ports", 1, "port"),
            "Duplicate value: port 80/TCP",
        ),
        (
            {"ports": [{"port": 80, "nodePort": 30000}]},
            ("ports", 0, "nodePort"),
            "Forbidden: may not be used when `type` is 'ClusterIP'",
        ),
        ({"type": "ExternalName"}, (), "Required value: externalName"),
        (
            {"type": "LoadBalancer", "clusterIP": "None", "ports": [{"port": 1}]},
            ("clusterIP",),
            "Invalid value 'None': may not be set to 'None' for LoadBalancer services",
        ),
        (
            {"externalTrafficPolicy": "Local", "ports": [{"port": 1}]},
            ("externalTrafficPolicy",),
            "Invalid value 'Local': may only be set for externally-accessible services",
        ),
    ],
)
def test_services(spec: dict[str, Any], place: Place, message: str) -> None:
    assert found(obj("v1", "Service", spec=spec)) == [(("spec", *place), message)]


def ingress(path: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return obj("networking.k8s.io/v1", "Ingress", spec={"rules": [{"http": {"paths": [path]}}], **spec})


BACKEND = {"service": {"name": "web", "port": {"number": 80}}}
PATH: Place = ("spec", "rules", 0, "http", "paths", 0)


def test_ingresses() -> None:
    assert found(ingress({"path": "/", "pathType": "Prefix", "backend": BACKEND})) == []
    assert found(ingress({"path": "api", "pathType": "Prefix", "backend": BACKEND})) == [
        ((*PATH, "path"), "Invalid value 'api': must be an absolute path")
    ]
    assert found(ingress({"path": "/", "pathType": "Exact", "backend": {}})) == [
        ((*PATH, "backend"), "Required value: resource or service backend is required")
    ]
    both = {"service": {"name": "web", "port": {"number": 80, "name": "http"}}}
    assert found(ingress({"path": "/", "pathType": "Exact", "backend": both})) == [
        ((*PATH, "backend", "service", "port"), "Invalid value: cannot set both 'port name', 'number'")
    ]
    assert found(obj("networking.k8s.io/v1", "Ingress", spec={"rules": [{"host": "10.0.0.1"}]})) == [
        (("spec", "rules", 0, "host"), "Invalid value '10.0.0.1': must be a DNS name, not an IP address")
    ]
    assert found(obj("networking.k8s.io/v1", "Ingress", spec={"ingressClassName": "alb"})) == [
        (("spec",), "Required value: either `defaultBackend` or `rules` must be specified")
    ]


@pytest.mark.parametrize(
    ("value", "place", "message"),
    [
        (
            obj("v1", "ConfigMap", data={"a b": "x"}),
            ("data", "a b"),
            "Invalid value 'a b': a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        ),
        (
            obj("v1", "ConfigMap", data={"a": "x"}, binaryData={"a": "eA=="}),
            ("binaryData", "a"),
            "Invalid value 'a': duplicate of key present in data",
        ),
        (
            obj("v1", "ConfigMap", data={"a": "x" * 1048577}),
            ("data",),
            "Too long: must have at most 1048576 bytes, has 1048577",
        ),
        (obj("v1", "Secret", data={"a": "plain text"}), ("data", "a"), "key 'a': illegal base64 data"),
        (obj("v1", "Secret", data={"a": "QQ="}), ("data", "a"), "key 'a': illegal base64 data"),
        (
            obj("v1", "Secret", type="kubernetes.io/tls", data={"tls.crt": "QQ=="}),
            ("data",),
            "Required value: tls.key, by secrets of type kubernetes.io/tls",
        ),
        (
            obj("v1", "Secret", type="kubernetes.io/dockerconfigjson", stringData={".dockerconfigjson": "{"}),
            ("stringData", ".dockerconfigjson"),
            "Invalid value: '.dockerconfigjson' is not JSON",
        ),
        (
            obj("v1", "PersistentVolumeClaim", spec={"resources": {"requests": {"storage": "1Gi"}}}),
            ("spec",),
            "Required value: at least 1 access mode is required",
        ),
        (
            obj("policy/v1", "PodDisruptionBudget", spec={"minAvailable": 1, "maxUnavailable": 1}),
            ("spec",),
            "Invalid value: minAvailable and maxUnavailable cannot be both set",
        ),
        (
            obj("autoscaling/v2", "HorizontalPodAutoscaler", spec={"minReplicas": 3, "maxReplicas": 2}),
            ("spec", "maxReplicas"),
            "Invalid value 2: must be greater than or equal to `minReplicas`",
        ),
        (
            obj(
                "autoscaling/v2",
                "HorizontalPodAutoscaler",
                spec={"maxReplicas": 2, "metrics": [{"type": "Resource", "pods": {}}]},
            ),
            ("spec", "metrics", 0),
            "Required value: must populate information for the given metric source: 'resource', but has 'pods'",
        ),
        (
            obj("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", roleRef={"kind": "Role", "name": "x"}),
            ("roleRef", "kind"),
            "Unsupported value: 'Role': supported values: 'ClusterRole'",
        ),
        (
            obj(
                "rbac.authorization.k8s.io/v1", "ClusterRoleBinding", subjects=[{"kind": "ServiceAccount", "name": "x"}]
            ),
            ("subjects", 0),
            "Required value: namespace, of a ServiceAccount",
        ),
    ],
)
def test_other_kinds(value: dict[str, Any], place: Place, message: str) -> None:
    assert found(value) == [(place, message)]


def test_secrets_that_are_not_final_are_left_alone() -> None:
    assert found(obj("v1", "Secret", data={"a": "<path:secret/x#y>", "b": "ENC[AES256_GCM,data:x]"})) == []
    sops = {"sops": {"mac": "ENC[AES256_GCM,data:x]"}}
    assert found(obj("v1", "Secret", type="kubernetes.io/tls", stringData={"x": "y"}, **sops)) == []


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
WORKING = [
    deployment(
        {"volumes": [{"name": "a", "emptyDir": {}}], "tolerations": [{"key": "a"}]},
        {"env": [{"name": "A"}], "ports": [{"containerPort": 1}]},
    ),
    obj("v1", "Service", spec={"type": "NodePort", "ports": [{"port": 80, "targetPort": "http"}]}),
    ingress({"path": "/", "pathType": "Prefix", "backend": BACKEND}),
    obj("v1", "Secret", data={"a": "QQ=="}, type="kubernetes.io/tls"),
    obj(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        spec={"metrics": [{"type": "Resource", "resource": {"target": {"type": "Utilization"}}}]},
    ),
    obj(
        "policy/v1",
        "PodDisruptionBudget",
        spec={"minAvailable": 1, "selector": {"matchExpressions": [{"key": "a", "operator": "In"}]}},
    ),
    obj("rbac.authorization.k8s.io/v1", "ClusterRole", rules=[{"verbs": ["get"], "nonResourceURLs": ["/"]}]),
    obj("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", roleRef={"kind": "Role"}, subjects=[{"kind": "User"}]),
    obj("batch/v1", "CronJob", spec={"schedule": "* * * * *", "jobTemplate": {"spec": job("Never")["spec"]}}),
]


@given(st.sampled_from(WORKING), st.data())
def test_no_shape_makes_it_raise(value: dict[str, Any], data: st.DataObject) -> None:
    def broken(node: Any) -> Any:
        if data.draw(st.integers(0, 7)) == 0:
            return data.draw(anything)
        if isinstance(node, dict):
            return {key: broken(child) for key, child in node.items()}
        return [broken(child) for child in node] if isinstance(node, list) else node

    list(validate({**{key: broken(child) for key, child in value.items()}}, "1.33"))
