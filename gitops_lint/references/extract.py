"""All references of an object: ``references_of``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.references.catalogue import CLUSTER_SCOPED, ROWS, Row
from gitops_lint.references.matching import from_label_selector, from_labels
from gitops_lint.references.plain import (
    EMPTY,
    at,
    escape,
    group_kind_of,
    items,
    namespace_of,
    text,
)
from gitops_lint.references.pods import references_of_pod
from gitops_lint.references.podspecs import pod_templates
from gitops_lint.references.values import APPLY, CLUSTER, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PODS = ("", "Pod")
"""The target of a selector that selects pods: match it against the labels of pod templates."""


def references_of(value: Mapping[str, Any], pod_paths: Mapping[str, str] = EMPTY) -> Iterator[Reference]:
    """Every reference of an object to others that the catalogue knows.

    ``pod_paths`` maps 'group/Kind' of custom workloads to the JSON Pointer of their pod template.
    """
    group, kind = group_kind_of(value)
    for template in pod_templates(value, pod_paths):
        for reference in references_of_pod(template.spec):
            yield reference.below(f"{template.pointer}/spec")
    for row in ROWS.get(f"{group}/{kind}", ()):
        for pointer, node in _walk(value, tuple(row.path.split("/")[1:])):
            found = _read(row, pointer, node)
            if found is not None:
                yield found
    special = _SPECIAL.get(f"{group}/{kind}")
    if special is not None:
        yield from special(value)
    namespace = namespace_of(value)
    if namespace:
        yield Reference(
            "/metadata/namespace", "", "Namespace", namespace, CLUSTER, need=APPLY, via="metadata.namespace"
        )


def _walk(value: object, path: tuple[str, ...], pointer: str = "") -> Iterator[tuple[str, Any]]:
    if not path:
        yield pointer, value
        return
    token, rest = path[0], path[1:]
    if token.startswith("*"):
        suffix = token[1:]
        if isinstance(value, dict):
            for key, item in value.items():
                if isinstance(key, str) and key.endswith(suffix):
                    yield from _walk(item, rest, f"{pointer}/{escape(key)}")
        elif isinstance(value, list) and not suffix:
            for index, item in enumerate(value):
                yield from _walk(item, rest, f"{pointer}/{index}")
        return
    key = token.replace("~1", "/").replace("~0", "~")
    if isinstance(value, dict) and key in value:
        yield from _walk(value[key], rest, f"{pointer}/{token}")


def _read(row: Row, pointer: str, node: object) -> Reference | None:
    via = via_of(pointer)
    if isinstance(node, str):
        group, _, kind = row.target.partition("/")
        before, _, name = node.rpartition("/")
        namespace = CLUSTER if row.target in CLUSTER_SCOPED else before or None
        return Reference(pointer, group, kind, name, namespace, need=row.need, via=via) if name else None
    name = text(at(node, row.name))
    if not isinstance(node, dict) or not name:
        return None
    group, kind = _target(row, node)
    if not kind:
        return None
    if f"{group}/{kind}" in CLUSTER_SCOPED:
        namespace = CLUSTER
    else:
        namespace = (text(node.get("namespace")) or None) if row.namespaced else None
    return Reference(
        pointer=f"{pointer}/{row.name}",
        group=group,
        kind=kind,
        name=name,
        namespace=namespace,
        key=text(node.get(row.key)),
        port=_port(node) if kind == "Service" else "",
        optional=node.get("optional") is True,
        need=row.need,
        via=via,
    )


def _target(row: Row, node: Mapping[str, Any]) -> tuple[str, str]:
    """Group and kind a reference names itself, else those of its row."""
    default_group, _, default_kind = row.target.partition("/")
    kind = text(node.get("kind")) or default_kind
    if row.path == "/subjects/*":
        return "", kind if kind == "ServiceAccount" else ""
    if row.path.endswith("/caProvider") and node.get("type") == "ConfigMap":
        kind = "ConfigMap"
    if node.get("clusterScope") is True and kind == "AnalysisTemplate":
        kind = "ClusterAnalysisTemplate"
    for field in ("group", "apiGroup"):
        if isinstance(node.get(field), str):
            return node[field], kind
    if isinstance(node.get("apiVersion"), str):
        return group_kind_of(node)[0], kind
    if default_kind and kind != default_kind and default_group == "":
        # a kind of another group than the core one is not guessed
        return ("", kind) if kind in _CORE_KINDS else ("", "")
    return (default_group, kind) if default_kind else ("", "")


_CORE_KINDS = frozenset({"ConfigMap", "Secret", "Service", "ServiceAccount", "PersistentVolumeClaim"})


def _port(node: Mapping[str, Any]) -> str | int:
    port = node.get("port")
    if isinstance(port, dict):
        port = port.get("name") or port.get("number")
    return port if isinstance(port, str | int) and not isinstance(port, bool) else ""


def via_of(pointer: str) -> str:
    """A pointer the way people write it: 'spec.tls[0].secretName'."""
    result = ""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        result += f"[{name}]" if token.isdigit() else f".{name}" if result else name
    return result


def _service(value: Mapping[str, Any]) -> Iterator[Reference]:
    if at(value, "spec", "type") == "ExternalName":
        return
    labels = at(value, "spec", "selector")
    selector = from_labels(labels)
    if selector is not None and labels:
        yield Reference("/spec/selector", *PODS, selector=selector, via="spec.selector")


def _selecting(path: str, group: str, kind: str) -> Callable[[Mapping[str, Any]], Iterator[Reference]]:
    def read(value: Mapping[str, Any]) -> Iterator[Reference]:
        for pointer, node in _walk(value, tuple(path.split("/")[1:])):
            selector = from_label_selector(node)
            if selector is not None:
                yield Reference(pointer, group, kind, selector=selector, via=via_of(pointer))

    return read


def _network_policy(value: Mapping[str, Any]) -> Iterator[Reference]:
    """The pods it isolates, and the peers in its own namespace; peers elsewhere are not told by labels alone."""
    yield from _selecting("/spec/podSelector", *PODS)(value)
    for direction, side in (("ingress", "from"), ("egress", "to")):
        for pointer, peer in _walk(value, ("spec", direction, "*", side, "*")):
            selector = from_label_selector(at(peer, "podSelector"))
            if selector is not None and at(peer, "namespaceSelector") is None:
                place = f"{pointer}/podSelector"
                yield Reference(place, *PODS, selector=selector, via=via_of(place))


def _monitor(target: tuple[str, str]) -> Callable[[Mapping[str, Any]], Iterator[Reference]]:
    def read(value: Mapping[str, Any]) -> Iterator[Reference]:
        selector = from_label_selector(at(value, "spec", "selector"))
        listed = items(at(value, "spec", "namespaceSelector", "matchNames"))
        names: list[str | None] = [name for name in listed if isinstance(name, str)]
        if selector is None or at(value, "spec", "namespaceSelector", "any") is True:
            return
        for namespace in names or [None]:
            yield Reference("/spec/selector", *target, namespace=namespace, selector=selector, via="spec.selector")

    return read


def _virtual_service(value: Mapping[str, Any]) -> Iterator[Reference]:
    for index, gateway in enumerate(items(at(value, "spec", "gateways"))):
        if isinstance(gateway, str) and gateway != "mesh":
            namespace, _, name = gateway.rpartition("/")
            pointer = f"/spec/gateways/{index}"
            yield Reference(pointer, "networking.istio.io", "Gateway", name, namespace or None, via=via_of(pointer))
    for protocol in ("http", "tls", "tcp"):
        for pointer, route in _walk(value, ("spec", protocol, "*", "route", "*", "destination")):
            yield from _host(route, pointer)


def _host(holder: object, pointer: str) -> Iterator[Reference]:
    """A host that is a Service for certain: a short name, or one under .svc.cluster.local."""
    host = text(at(holder, "host"))
    name, _, rest = host.partition(".")
    namespace, _, suffix = rest.partition(".")
    if not name or "*" in host or (rest and suffix != "svc.cluster.local"):
        return
    port = at(holder, "port", "number")
    place = f"{pointer}/host"
    yield Reference(
        place, "", "Service", name, namespace or None, port=port if type(port) is int else "", via=via_of(place)
    )


def _destination_rule(value: Mapping[str, Any]) -> Iterator[Reference]:
    yield from _host(at(value, "spec"), "/spec")


def crd_of(value: Mapping[str, Any]) -> tuple[str, str] | None:
    """Group and kind that must be defined by a CustomResourceDefinition; None for the API server's own kinds."""
    group, kind = group_kind_of(value)
    if not kind or "." not in group or group in _BUILT_IN_GROUPS:
        return None
    return group, kind


_BUILT_IN_GROUPS = frozenset(
    f"{name}.k8s.io"
    for name in (
        *("admissionregistration", "apiextensions", "apiregistration", "authentication", "authorization"),
        *("certificates", "coordination", "discovery", "events", "flowcontrol.apiserver", "internal.apiserver"),
        *("networking", "node", "rbac.authorization", "resource", "scheduling", "storage", "storagemigration"),
    )
)

_SPECIAL: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Reference]]] = {
    "/Service": _service,
    "policy/PodDisruptionBudget": _selecting("/spec/selector", *PODS),
    "networking.k8s.io/NetworkPolicy": _network_policy,
    "monitoring.coreos.com/ServiceMonitor": _monitor(("", "Service")),
    "monitoring.coreos.com/PodMonitor": _monitor(PODS),
    "monitoring.coreos.com/Prometheus": _selecting(
        "/spec/serviceMonitorSelector", "monitoring.coreos.com", "ServiceMonitor"
    ),
    "networking.istio.io/VirtualService": _virtual_service,
    "networking.istio.io/DestinationRule": _destination_rule,
}
