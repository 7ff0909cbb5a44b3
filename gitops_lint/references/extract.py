"""All references of an object: ``references_of``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.references.catalogue import CLUSTER_SCOPED, ROWS, Row
from gitops_lint.references.istio import ISTIO
from gitops_lint.references.plain import EMPTY, at, group_kind_of, mappings, namespace_of, qualified_kind_of, text
from gitops_lint.references.pods import references_of_pod
from gitops_lint.references.podspecs import TEMPLATE_PATHS, PodTemplate, pod_templates
from gitops_lint.references.selecting import SELECTING
from gitops_lint.references.values import APPLY, CLUSTER, Reference
from gitops_lint.references.walking import tokens_of, via_of, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def references_of(value: Mapping[str, Any], pod_paths: Mapping[str, str] = EMPTY) -> list[Reference]:
    """Every reference of an object to others that the catalogue knows.

    ``pod_paths`` maps 'group/Kind' of custom workloads to the JSON Pointer of their pod template.
    """
    found = references_within(value, pod_paths)
    namespace = namespace_of(value)
    if namespace:
        found.append(
            Reference("/metadata/namespace", "", "Namespace", namespace, CLUSTER, need=APPLY, via="metadata.namespace")
        )
    return found


def references_within(value: Mapping[str, Any], pod_paths: Mapping[str, str] = EMPTY) -> list[Reference]:
    """All of them but the namespace an object lives in, which nearly every object has and only its sync waits for."""
    kind = qualified_kind_of(value)
    found: list[Reference] = []
    for template in pod_templates(value, pod_paths):
        found += _without(_replaced(value, template), references_of_pod(template.spec, f"{template.pointer}/spec"))
    for row in ROWS.get(kind, ()):
        for pointer, node in walk(value, tokens_of(row.path)):
            reference = _read(row, pointer, node)
            if reference is not None:
                found.append(reference)
    for special in (SELECTING.get(kind), ISTIO.get(kind)):
        if special is not None:
            found += special(value)
    return found


def _replaced(value: Mapping[str, Any], template: PodTemplate) -> tuple[str, ...]:
    """Where the volumes are that never exist: a claim of a StatefulSet takes precedence over a volume of its name."""
    claims = {text(at(claim, "metadata", "name")) for _, claim in mappings(at(value, "spec", "volumeClaimTemplates"))}
    volumes = mappings(template.spec.get("volumes")) if claims else ()
    gone = (index for index, volume in volumes if text(volume.get("name")) in claims)
    return tuple(f"{template.pointer}/spec/volumes/{index}/" for index in gone)


def _without(places: tuple[str, ...], found: Iterable[Reference]) -> Iterable[Reference]:
    """Those references that are in none of the places."""
    return [each for each in found if not each.pointer.startswith(places)] if places else found


NAMING = frozenset({*TEMPLATE_PATHS, *ROWS, *ISTIO})
"""Every 'group/Kind' that may refer to something by name, but for the configuration's own workloads."""


def _read(row: Row, pointer: str, node: object) -> Reference | None:
    if isinstance(node, str):
        group, _, kind = row.target.partition("/")
        before, _, name = node.rpartition("/")
        namespace = CLUSTER if row.target in CLUSTER_SCOPED else before or None
        return Reference(pointer, group, kind, name, namespace, need=row.need, via=via_of(pointer)) if name else None
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
        via=via_of(pointer),
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
