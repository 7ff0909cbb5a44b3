"""What objects refer to, bring about, and find."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.references.catalogue import ROWS, Row
from gitops_lint.references.extract import crd_of, references_of
from gitops_lint.references.grants import needs_grant, permits
from gitops_lint.references.matching import Entry, Selector, from_label_selector, from_labels
from gitops_lint.references.provisions import keys_of, provided_by
from gitops_lint.references.resolve import MISSING, World
from gitops_lint.references.values import APPLY, EVENTUALLY, HEALTH, POD, Reference
from gitops_lint.source.parse import parse


def read(text: str) -> dict[str, Any]:
    value = yaml.safe_load(text)
    assert isinstance(value, dict)
    return value


def brief(text: str) -> list[tuple[str, str, str]]:
    return [(r.pointer, f"{r.group}/{r.kind}", r.name) for r in references_of(read(text))]


DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: web
      priorityClassName: high
      runtimeClassName: gvisor
      imagePullSecrets: [{name: registry}]
      initContainers:
        - {name: wait, envFrom: [{secretRef: {name: init, optional: true}}]}
      containers:
        - name: api
          envFrom: [{configMapRef: {name: settings}}]
          env:
            - {name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
      volumes:
        - {name: files, configMap: {name: files, items: [{key: a.conf, path: a}]}}
        - {name: tls, secret: {secretName: tls}}
        - {name: data, persistentVolumeClaim: {claimName: data}}
        - {name: all, projected: {sources: [{secret: {name: part}}]}}
        - {name: aws, csi: {driver: secrets-store.csi.k8s.io, volumeAttributes: {secretProviderClass: aws}}}
"""


def test_a_pod_template_refers_to_all_it_needs() -> None:
    pod = "/spec/template/spec"
    assert brief(DEPLOYMENT) == [
        (f"{pod}/initContainers/0/envFrom/0/secretRef/name", "/Secret", "init"),
        (f"{pod}/containers/0/envFrom/0/configMapRef/name", "/ConfigMap", "settings"),
        (f"{pod}/containers/0/env/0/valueFrom/secretKeyRef/name", "/Secret", "db"),
        (f"{pod}/volumes/0/configMap/name", "/ConfigMap", "files"),
        (f"{pod}/volumes/0/configMap/items/0/key", "/ConfigMap", "files"),
        (f"{pod}/volumes/1/secret/secretName", "/Secret", "tls"),
        (f"{pod}/volumes/2/persistentVolumeClaim/claimName", "/PersistentVolumeClaim", "data"),
        (f"{pod}/volumes/3/projected/sources/0/secret/name", "/Secret", "part"),
        (
            f"{pod}/volumes/4/csi/volumeAttributes/secretProviderClass",
            "secrets-store.csi.x-k8s.io/SecretProviderClass",
            "aws",
        ),
        (f"{pod}/serviceAccountName", "/ServiceAccount", "web"),
        (f"{pod}/priorityClassName", "scheduling.k8s.io/PriorityClass", "high"),
        (f"{pod}/runtimeClassName", "node.k8s.io/RuntimeClass", "gvisor"),
        (f"{pod}/imagePullSecrets/0/name", "/Secret", "registry"),
        ("/metadata/namespace", "/Namespace", "shop"),
    ]


def test_a_claim_of_a_stateful_set_takes_the_place_of_a_volume_of_its_name() -> None:
    text = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  template:
    spec:
      containers: [{name: db, envFrom: [{configMapRef: {name: settings}}]}]
      volumes:
        - {name: data, persistentVolumeClaim: {claimName: data}}
        - {name: certificates, secret: {secretName: db-tls}}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce]}}]
"""
    assert [name for _, _, name in brief(text) if name != "default"] == ["settings", "db-tls"]


def test_a_reference_knows_key_optionality_need_and_place() -> None:
    found = {(r.name, r.key): r for r in references_of(read(DEPLOYMENT))}
    assert found["init", ""].optional
    assert found["db", "password"].via == "containers[api].env[PASSWORD]"
    assert found["files", "a.conf"].need == POD
    assert found["high", ""].need == APPLY
    assert found["registry", ""].need == EVENTUALLY
    assert found["shop", ""].namespace == ""


@pytest.mark.parametrize(
    ("head", "path"),
    [
        ("apiVersion: v1\nkind: Pod", ""),
        ("apiVersion: batch/v1\nkind: CronJob", "spec.jobTemplate.spec.template"),
        ("apiVersion: argoproj.io/v1alpha1\nkind: Rollout", "spec.template"),
        ("apiVersion: serving.knative.dev/v1\nkind: Service", "spec.template"),
        ("apiVersion: acme.io/v1\nkind: Worker", "spec.pod"),
    ],
)
def test_pod_templates_are_found_in_every_kind(head: str, path: str) -> None:
    value: dict[str, Any] = read(head)
    template: Any = {"spec": {"serviceAccountName": "x"}}
    for token in reversed(path.split(".") if path else []):
        template = {token: template}
    value |= template
    (found,) = references_of(value, {"acme.io/Worker": "/spec/pod"})
    assert (found.kind, found.name) == ("ServiceAccount", "x")
    assert found.pointer == "/" + f"{path}.spec.serviceAccountName".strip(".").replace(".", "/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: x},"
                " roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view},"
                " subjects: [{kind: ServiceAccount, name: a, namespace: b},"
                " {kind: User, name: eve, apiGroup: rbac.authorization.k8s.io}]}"
            ),
            [("rbac.authorization.k8s.io/ClusterRole", "view", ""), ("/ServiceAccount", "a", "b")],
        ),
        (
            (
                "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: x},"
                " spec: {ingressClassName: alb, tls: [{secretName: t}],"
                " rules: [{http: {paths: [{backend: {service: {name: web, port: {number: 80}}}}]}}]}}"
            ),
            [("/Secret", "t", None), ("networking.k8s.io/IngressClass", "alb", ""), ("/Service", "web", None)],
        ),
        (
            (
                "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x},"
                " spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}"
            ),
            [("apps/Deployment", "web", None)],
        ),
        (
            (
                "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: x},"
                " spec: {secretStoreRef: {kind: ClusterSecretStore, name: aws}}}"
            ),
            [("external-secrets.io/ClusterSecretStore", "aws", "")],
        ),
        (
            (
                "{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: x},"
                " spec: {issuerRef: {group: awspca.cert-manager.io, kind: AWSPCAIssuer, name: pca}}}"
            ),
            [("awspca.cert-manager.io/AWSPCAIssuer", "pca", None)],
        ),
        (
            (
                "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: x}, spec: {parentRefs:"
                " [{name: gw, namespace: infra}], rules: [{backendRefs: [{name: web, port: 80}]}]}}"
            ),
            [("gateway.networking.k8s.io/Gateway", "gw", "infra"), ("/Service", "web", None)],
        ),
        (
            (
                "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: x},"
                " spec: {strategy: {canary: {stableService: s,"
                " canaryService: c, analysis: {templates: [{templateName: ok, clusterScope: true}]}}}}}"
            ),
            [("/Service", "s", None), ("/Service", "c", None), ("argoproj.io/ClusterAnalysisTemplate", "ok", "")],
        ),
        (
            (
                "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: x},"
                " spec: {gateways: [mesh, infra/gw], http:"
                " [{route: "
                "[{destination: {host: web.shop.svc.cluster.local}}, {destination: {host: www.example.com}}]}]}}"
            ),
            [("networking.istio.io/Gateway", "gw", "infra"), ("/Service", "web", "shop")],
        ),
        (
            (
                "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: x}, spec: {http:"
                " [{mirror: {host: web, subset: v2}, route: [{destination: {host: api.example.com, subset: v1}}]}]}}"
            ),
            [
                ("networking.istio.io/Subset", "api.example.com/v1", ""),
                ("/Service", "web", None),
                ("networking.istio.io/Subset", "web/v2", None),
            ],
        ),
        (
            (
                "{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: x}, spec: {rules:"
                " [{from: [{source: {principals: [cluster.local/ns/shop/sa/web, '*']}}]}]}}"
            ),
            [("/ServiceAccount", "web", "shop")],
        ),
        (
            (
                "{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, metadata: {name: x},"
                " spec: {to: [{group: '', kind: Service, name: web}, {group: '', kind: Secret}]}}"
            ),
            [("/Service", "web", None)],
        ),
        (
            (
                "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: x}, spec: {strategy: {canary:"
                " {trafficRouting: {plugins: {argoproj-labs/gatewayAPI: {httpRoute: web}}}}}}}"
            ),
            [("gateway.networking.k8s.io/HTTPRoute", "web", None)],
        ),
        (
            (
                "{apiVersion: elbv2.k8s.aws/v1beta1, kind: TargetGroupBinding, metadata: {name: x},"
                " spec: {serviceRef: {name: web, port: 80}}}"
            ),
            [("/Service", "web", None)],
        ),
        (
            (
                "{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {name: x},"
                " spec: {template: {spec: {nodeClassRef:"
                " {group: eks.amazonaws.com, kind: NodeClass, name: default}}}}}"
            ),
            [("eks.amazonaws.com/NodeClass", "default", "")],
        ),
    ],
)
def test_the_catalogue(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [(f"{r.group}/{r.kind}", r.name, r.namespace) for r in references_of(read(text))] == expected


def test_selectors_are_references_too() -> None:
    service = "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}}}"
    (reference,) = references_of(read(service))
    assert reference.selector is not None
    assert reference.selector.matches({"app": "web", "tier": "front"})
    assert not reference.selector.matches({"app": "api"})
    external = (
        "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: ExternalName, selector: {app: web}}}"
    )
    assert list(references_of(read(external))) == []


@pytest.mark.parametrize(
    ("kind", "spec", "expected"),
    [
        ("Prometheus", "{ruleSelector: {matchLabels: {a: b}}}", [("PrometheusRule", None)]),
        ("Prometheus", "{podMonitorSelector: {}, podMonitorNamespaceSelector: {}}", [("PodMonitor", "*")]),
        ("Prometheus", "{probeSelector: {}, probeNamespaceSelector: {matchLabels: {a: b}}}", []),
        ("ThanosRuler", "{ruleSelector: {}, serviceMonitorSelector: {}}", [("PrometheusRule", None)]),
        ("ServiceMonitor", "{selector: {}, namespaceSelector: {any: true}}", [("Service", "*")]),
        ("PodMonitor", "{selector: {}, namespaceSelector: {matchNames: [a, b]}}", [("Pod", "a"), ("Pod", "b")]),
        ("PodMonitor", "{selector: null}", []),
    ],
)
def test_what_monitoring_selects(kind: str, spec: str, expected: list[tuple[str, str | None]]) -> None:
    value = read(f"{{apiVersion: monitoring.coreos.com/v1, kind: {kind}, metadata: {{name: x}}, spec: {spec}}}")
    assert [(r.kind, r.namespace) for r in references_of(value)] == expected


def test_a_selector_for_every_namespace_finds_what_is_in_each() -> None:
    pods = [
        Entry(where, read("{apiVersion: v1, kind: Pod, metadata: {name: x, labels: {a: b}}, spec: {}}"), where)
        for where in ("one", "two")
    ]
    all_of_it = World(pods)
    selector = from_labels({"a": "b"})
    assert selector is not None
    everywhere = Reference("", "", "Pod", namespace="*", selector=selector)
    assert [entry.key for entry in all_of_it.selected(everywhere, "three")] == ["one", "two"]
    assert all_of_it.index.selected("", "Pod", "*", selector) == all_of_it.selected(everywhere, "three")


def test_a_subset_is_defined_by_the_rule_of_its_host() -> None:
    rule = (
        "{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: any, namespace: shop},"
        " spec: {host: web.shop.svc.cluster.local, subsets: [{name: v1}]}}"
    )
    defined = world(rule)
    for host, subset, namespace, outcome in (
        ("web", "v1", "shop", "provided"),
        ("web", "v2", "shop", "missing"),
        ("web", "v1", "other", "missing"),
        ("web.shop.svc.cluster.local", "v1", "other", "provided"),
    ):
        value = read(
            "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: x},"
            f" spec: {{tcp: [{{route: [{{destination: {{host: {host}, subset: {subset}}}}}]}}]}}}}"
        )
        (reference,) = (each for each in references_of(value) if each.kind == "Subset")
        assert defined.resolve(reference, namespace).outcome == outcome


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ("from: [{group: G, kind: HTTPRoute, namespace: web}], to: [{group: '', kind: Service}]", True),
        ("from: [{group: G, kind: HTTPRoute, namespace: web}], to: [{group: '', kind: Service, name: api}]", True),
        ("from: [{group: G, kind: HTTPRoute, namespace: web}], to: [{group: '', kind: Service, name: db}]", False),
        ("from: [{group: G, kind: HTTPRoute, namespace: other}], to: [{group: '', kind: Service}]", False),
        ("from: [{group: G, kind: GRPCRoute, namespace: web}], to: [{group: '', kind: Service}]", False),
    ],
)
def test_grants(sides: str, expected: bool) -> None:
    grant = read(f"{{spec: {{{sides.replace('G,', 'gateway.networking.k8s.io,')}}}}}")
    reference = Reference("", "", "Service", "api", "shop")
    assert needs_grant("HTTPRoute", "web", reference)
    assert not needs_grant("HTTPRoute", "shop", reference)
    assert permits([grant], "HTTPRoute", "web", reference) is expected


def test_label_selectors() -> None:
    selector = from_label_selector(
        {"matchLabels": {"a": "1"}, "matchExpressions": [{"key": "b", "operator": "NotIn", "values": ["2"]}]}
    )
    assert selector is not None
    assert selector.matches({"a": "1"})
    assert selector.matches({"a": "1", "b": "3"})
    assert not selector.matches({"a": "1", "b": "2"})
    assert from_label_selector(None) is None
    assert from_label_selector({}) == from_labels({})
    exists = from_label_selector({"matchExpressions": [{"key": "b", "operator": "Exists"}]})
    assert exists is not None
    assert not exists.matches({})
    odd = from_label_selector({"matchExpressions": [{"key": "b", "operator": "in"}]})
    assert odd is not None
    assert not odd.matches({"b": "1"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: db},"
                " spec: {data: [{secretKey: password}]}}"
            ),
            [("Secret", "db", {"password"})],
        ),
        (
            (
                "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: db},"
                " spec: {target: {name: t}, dataFrom: [{extract: {key: x}}]}}"
            ),
            [("Secret", "t", None)],
        ),
        (
            (
                "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: db},"
                " spec: {target: {creationPolicy: Merge}}}"
            ),
            [],
        ),
        (
            (
                "{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: a},"
                " spec: {encryptedData: {k: v}}}"
            ),
            [("Secret", "a", {"k"})],
        ),
        (
            "{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: a}, spec: {secretName: tls}}",
            [("Secret", "tls", {"tls.crt", "tls.key", "ca.crt"})],
        ),
        (
            (
                "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db},"
                " spec: {replicas: 2, volumeClaimTemplates: [{metadata: {name: data}}]}}"
            ),
            [("PersistentVolumeClaim", "data-db-0", None), ("PersistentVolumeClaim", "data-db-1", None)],
        ),
        (
            "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}",
            [("ServiceAccount", "default", None), ("ConfigMap", "kube-root-ca.crt", {"ca.crt"})],
        ),
        (
            (
                "{apiVersion: example.com/v1, kind: Database, metadata: {name: x},"
                " spec: {writeConnectionSecretToRef: {name: conn}}}"
            ),
            [("Secret", "conn", None)],
        ),
    ],
)
def test_what_objects_bring_about(text: str, expected: list[tuple[str, str, set[str] | None]]) -> None:
    assert [(p.kind, p.name, p.keys) for p in provided_by(read(text))] == expected


def test_keys_that_cannot_be_known() -> None:
    assert keys_of({"kind": "Secret", "data": {"a": "x"}, "stringData": {"b": "y"}}) == {"a", "b"}
    assert keys_of({"kind": "Secret"}) is None
    assert keys_of({"kind": "Secret", "type": "kubernetes.io/service-account-token", "data": {"a": ""}}) is None


def world(*texts: str) -> World:
    return World(Entry(index, read(text), "shop") for index, text in enumerate(texts))


SECRET = "{apiVersion: v1, kind: Secret, metadata: {name: db}, stringData: {password: x}}"
EXTERNAL = (
    "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: db},"
    " spec: {data: [{secretKey: user}]}}"
)


@pytest.mark.parametrize(
    ("objects", "key", "expected"),
    [
        ((), "", "missing"),
        ((SECRET,), "", "found"),
        ((SECRET,), "password", "found"),
        ((SECRET,), "user", "no-key"),
        ((EXTERNAL,), "user", "provided"),
        ((EXTERNAL,), "password", "no-key"),
        ((SECRET, EXTERNAL), "user", "found"),
    ],
)
def test_resolving_a_secret(objects: tuple[str, ...], key: str, expected: str) -> None:
    reference = Reference("/x", "", "Secret", "db", key=key)
    assert world(*objects).resolve(reference, "shop").outcome == expected


def test_resolving_knows_what_every_cluster_has_and_what_it_cannot_know() -> None:
    empty = world()
    assert empty.resolve(Reference("/x", "", "ServiceAccount", "default"), "shop").outcome == "always"
    role = Reference("/x", "rbac.authorization.k8s.io", "ClusterRole", "system:node", "")
    assert empty.resolve(role, "shop").outcome == "always"
    assert empty.resolve(Reference("/x", "", "Secret", "db"), "").outcome == "unknown"
    assert world(SECRET).resolve(Reference("/x", "", "Secret", "db", "other"), "shop").outcome == "missing"


def test_pods_are_found_by_the_labels_of_their_template() -> None:
    selector = from_labels({"app": "web"})
    assert selector is not None
    there = world(DEPLOYMENT)
    assert [entry.name for entry in there.pods(selector, "shop")] == ["web"]
    assert there.pods(selector, "other") == ()


def test_the_crd_of_a_custom_resource() -> None:
    assert crd_of(read("{apiVersion: cert-manager.io/v1, kind: Certificate}")) == ("cert-manager.io", "Certificate")
    assert crd_of(read("{apiVersion: apps/v1, kind: Deployment}")) is None
    assert crd_of(read("{apiVersion: networking.k8s.io/v1, kind: Ingress}")) is None
    assert crd_of(read("{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway}")) is not None


def test_rows_need_something_known() -> None:
    needs = {row.need for rows in ROWS.values() for row in rows}
    assert needs == {EVENTUALLY, HEALTH}
    assert all(row.path.startswith("/") for rows in ROWS.values() for row in rows)


CRDS = Path(__file__).resolve().parents[3] / "shared" / "crds"


def leads_somewhere(schema: Any, path: list[str]) -> bool:
    """Whether a path of the catalogue stands in a structural schema."""
    if not isinstance(schema, dict):
        return False
    if schema.get("x-kubernetes-preserve-unknown-fields") or not path:
        return True
    token, rest = path[0].replace("~1", "/"), path[1:]
    properties = schema.get("properties", {})
    below = [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    if token.startswith("*"):
        below += [value for key, value in properties.items() if key.endswith(token[1:])]
    elif token in properties:
        below = [properties[token]]
    return any(leads_somewhere(each, rest) for each in below)


def definitions() -> dict[str, list[Any]]:
    """The schemas of the catalogue's kinds that are at hand, by 'group/Kind'."""
    found: dict[str, list[Any]] = {}
    for group in sorted({kind.partition("/")[0] for kind in ROWS} - {""}):
        for file in sorted((CRDS / group).glob("*.yaml")):
            for document in parse(file.name, file.read_bytes()).documents:
                spec = document.value["spec"] if isinstance(document.value, dict) else None
                if spec and f"{group}/{spec['names']['kind']}" in ROWS:
                    schemas = [version["schema"]["openAPIV3Schema"] for version in spec["versions"]]
                    found.setdefault(f"{group}/{spec['names']['kind']}", []).extend(schemas)
    return found


@pytest.mark.skipif(not CRDS.is_dir(), reason="the definitions are not beside the checkout")
def test_each_row_stands_in_the_definition_of_a_kind_it_is_for() -> None:
    schemas = definitions()
    assert len(schemas) > 40
    kinds: dict[Row, set[str]] = {}
    for kind in schemas:
        for row in ROWS[kind]:
            kinds.setdefault(row, set()).add(kind)
    lost = {
        (row.path, *sorted(those))
        for row, those in kinds.items()
        if not row.path.startswith("/metadata/")
        and not any(leads_somewhere(each, row.path.split("/")[1:]) for kind in those for each in schemas[kind])
    }
    assert lost == set()


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["spec", "template", "containers", "volumes", "metadata", "name", "tls", "rules", "data", "selector"]
            )
            | st.integers(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(
    st.sampled_from(
        [*sorted(ROWS), "apps/Deployment", "/Service", "batch/CronJob", "/Secret", "bitnami.com/SealedSecret"]
    ),
    ODD,
)
def test_no_shape_makes_it_raise(kind: str, body: Any) -> None:
    group, _, name = kind.partition("/")
    value = {
        **(body if isinstance(body, dict) else {"spec": body}),
        "apiVersion": f"{group}/v1".lstrip("/"),
        "kind": name,
    }
    list(references_of(value))
    list(provided_by(value))
    keys_of(value)
    odd = World([Entry(0, value, "")])
    assert odd.resolve(Reference("", "", "Secret", "nobody makes this"), "shop").outcome == MISSING
    assert odd.pods(Selector(), "elsewhere") == ()
