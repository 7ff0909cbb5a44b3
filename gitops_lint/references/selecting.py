"""References by labels: what selects pods, Services, monitors and rules.

Sources: the Kubernetes API types; prometheus-operator ``api.md`` (a null selector selects nothing, an empty one
everything; a null namespace selector means the own namespace); the VPC resource controller's SecurityGroupPolicy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.references.matching import from_label_selector, from_labels
from gitops_lint.references.plain import at, items
from gitops_lint.references.values import EVERYWHERE, PODS, Reference
from gitops_lint.references.walking import via_of, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Reader = Callable[[Mapping[str, Any]], Iterator[Reference]]

_MONITORING = "monitoring.coreos.com"


def _service(value: Mapping[str, Any]) -> Iterator[Reference]:
    if at(value, "spec", "type") == "ExternalName":
        return
    labels = at(value, "spec", "selector")
    selector = from_labels(labels)
    if selector is not None and labels:
        yield Reference("/spec/selector", *PODS, selector=selector, via="spec.selector")


def selecting(path: str, group: str, kind: str) -> Reader:
    """What a label selector at a path selects, in the object's own namespace."""

    def read(value: Mapping[str, Any]) -> Iterator[Reference]:
        for pointer, node in walk(value, tuple(path.split("/")[1:])):
            selector = from_label_selector(node)
            if selector is not None:
                yield Reference(pointer, group, kind, selector=selector, via=via_of(pointer))

    return read


def _network_policy(value: Mapping[str, Any]) -> Iterator[Reference]:
    """The pods it isolates, and the peers in its own namespace; peers elsewhere are not told by labels alone."""
    yield from selecting("/spec/podSelector", *PODS)(value)
    for direction, side in (("ingress", "from"), ("egress", "to")):
        for pointer, peer in walk(value, ("spec", direction, "*", side, "*")):
            selector = from_label_selector(at(peer, "podSelector"))
            if selector is not None and at(peer, "namespaceSelector") is None:
                place = f"{pointer}/podSelector"
                yield Reference(place, *PODS, selector=selector, via=via_of(place))


def _monitor(target: tuple[str, str]) -> Reader:
    """A monitor's selector, in each namespace that it names, its own, or all."""

    def read(value: Mapping[str, Any]) -> Iterator[Reference]:
        selector = from_label_selector(at(value, "spec", "selector"))
        if selector is None:
            return
        listed = items(at(value, "spec", "namespaceSelector", "matchNames"))
        names: list[str | None] = [name for name in listed if isinstance(name, str)]
        if at(value, "spec", "namespaceSelector", "any") is True:
            names = [EVERYWHERE]
        for namespace in names or [None]:
            yield Reference("/spec/selector", *target, namespace=namespace, selector=selector, via="spec.selector")

    return read


def _monitoring(**selectors: str) -> Reader:
    """What a Prometheus, ThanosRuler or Alertmanager picks up: kind by the first word of '…Selector'.

    Namespaces that are chosen by their labels are not told by the object alone.
    """

    def read(value: Mapping[str, Any]) -> Iterator[Reference]:
        for word, kind in selectors.items():
            selector = from_label_selector(at(value, "spec", f"{word}Selector"))
            namespaces = from_label_selector(at(value, "spec", f"{word}NamespaceSelector"))
            if selector is None or (namespaces is not None and not namespaces.is_empty):
                continue
            place = f"/spec/{word}Selector"
            where = EVERYWHERE if namespaces is not None else None
            yield Reference(place, _MONITORING, kind, namespace=where, selector=selector, via=via_of(place))

    return read


_PROMETHEUS = _monitoring(
    serviceMonitor="ServiceMonitor",
    podMonitor="PodMonitor",
    probe="Probe",
    scrapeConfig="ScrapeConfig",
    rule="PrometheusRule",
)

SELECTING: Mapping[str, Reader] = {
    "/Service": _service,
    "policy/PodDisruptionBudget": selecting("/spec/selector", *PODS),
    "networking.k8s.io/NetworkPolicy": _network_policy,
    f"{_MONITORING}/ServiceMonitor": _monitor(("", "Service")),
    f"{_MONITORING}/PodMonitor": _monitor(PODS),
    f"{_MONITORING}/Prometheus": _PROMETHEUS,
    f"{_MONITORING}/PrometheusAgent": _PROMETHEUS,
    f"{_MONITORING}/ThanosRuler": _monitoring(rule="PrometheusRule"),
    f"{_MONITORING}/Alertmanager": _monitoring(alertmanagerConfig="AlertmanagerConfig"),
    "vpcresources.k8s.aws/SecurityGroupPolicy": selecting("/spec/podSelector", *PODS),
    "policy.linkerd.io/Server": selecting("/spec/podSelector", *PODS),
}
"""Readers by 'group/Kind' of the selecting object."""
