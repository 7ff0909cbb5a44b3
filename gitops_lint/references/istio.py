"""References of Istio: hosts that are Services, subsets of hosts, gateways, selected workloads.

A host without a dot is a Service of the object's own namespace; one with a dot is a full name as it stands. A subset
is defined by the DestinationRule of its host, whatever that is called; it is written as an object of kind Subset whose
name is host and subset. Source: Istio ``pkg/config/analysis/analyzers`` (IST0101) and ``networking/v1`` types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.references.matching import from_labels
from gitops_lint.references.plain import at, items, mappings, text
from gitops_lint.references.values import AT_APPLY, EVERYWHERE, PODS, Provision, Reference
from gitops_lint.references.walking import via_of, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_GROUP = "networking.istio.io"
SUBSET = "Subset"
"""The kind that stands for a subset of a host; not one of the API's."""
_LOCAL = "svc.cluster.local"


def _virtual_service(value: Mapping[str, Any]) -> Iterator[Reference]:
    for index, gateway in enumerate(items(at(value, "spec", "gateways"))):
        if isinstance(gateway, str) and gateway != "mesh":
            yield _gateway(gateway, f"/spec/gateways/{index}")
    for protocol in ("http", "tls", "tcp"):
        for pointer, route in walk(value, ("spec", protocol, "*", "route", "*", "destination")):
            yield from _destination(route, pointer)
    for path in (("spec", "http", "*", "mirror"), ("spec", "http", "*", "mirrors", "*", "destination")):
        for pointer, mirror in walk(value, path):
            yield from _destination(mirror, pointer)
    for pointer, delegate in walk(value, ("spec", "http", "*", "delegate")):
        name = text(at(delegate, "name"))
        if name:
            place = f"{pointer}/name"
            namespace = text(at(delegate, "namespace")) or None
            yield Reference(place, _GROUP, "VirtualService", name, namespace, via=via_of(place))


def _gateway(name: str, pointer: str) -> Reference:
    namespace, _, own = name.rpartition("/")
    return Reference(pointer, _GROUP, "Gateway", own, namespace or None, via=via_of(pointer))


def _destination(holder: object, pointer: str) -> Iterator[Reference]:
    yield from _host(holder, pointer)
    host, subset = text(at(holder, "host")), text(at(holder, "subset"))
    if host and subset:
        namespace, name = _subset(host, subset)
        place = f"{pointer}/subset"
        where = "" if namespace == EVERYWHERE else namespace
        yield Reference(place, _GROUP, SUBSET, name, where, via=via_of(place))


def _host(holder: object, pointer: str) -> Iterator[Reference]:
    """A host that is a Service for certain: a short name, or one under .svc.cluster.local."""
    service = _service_of(text(at(holder, "host")))
    if service is None:
        return
    namespace, name = service
    port = at(holder, "port", "number")
    place = f"{pointer}/host"
    yield Reference(place, "", "Service", name, namespace, port=port if type(port) is int else "", via=via_of(place))


def _service_of(host: str) -> tuple[str | None, str] | None:
    """Namespace (None for the own one) and name of the Service a host stands for; None for any other host."""
    name, _, rest = host.partition(".")
    namespace, _, suffix = rest.partition(".")
    if not name or "*" in host or (rest and suffix != _LOCAL):
        return None
    return namespace or None, name


def _subset(host: str, subset: str) -> tuple[str | None, str]:
    """Where a subset lives and what it is called; a host that is no Service is the same everywhere."""
    service = _service_of(host)
    return (EVERYWHERE, f"{host}/{subset}") if service is None else (service[0], f"{service[1]}/{subset}")


def subsets(value: Mapping[str, Any]) -> Iterator[Provision]:
    """The subsets that a DestinationRule defines."""
    host = text(at(value, "spec", "host"))
    for index, item in mappings(at(value, "spec", "subsets")):
        name = text(item.get("name"))
        if host and name:
            namespace, whole = _subset(host, name)
            yield Provision(_GROUP, SUBSET, whole, f"/spec/subsets/{index}/name", namespace, when=AT_APPLY)


def entries(value: Mapping[str, Any]) -> Iterator[Provision]:
    """The Services that the hosts of a ServiceEntry stand in for."""
    for index, host in enumerate(items(at(value, "spec", "hosts"))):
        service = _service_of(text(host))
        if service is not None:
            yield Provision("", "Service", service[1], f"/spec/hosts/{index}", service[0], when=AT_APPLY)


def _destination_rule(value: Mapping[str, Any]) -> Iterator[Reference]:
    yield from _host(at(value, "spec"), "/spec")


def _istio_gateway(value: Mapping[str, Any]) -> Iterator[Reference]:
    """The pods that serve it, in whatever namespace; their namespace holds its certificates."""
    selector = from_labels(at(value, "spec", "selector"))
    if selector is not None and not selector.is_empty:
        yield Reference("/spec/selector", *PODS, namespace=EVERYWHERE, selector=selector, via="spec.selector")


def _selected(value: Mapping[str, Any]) -> Iterator[Reference]:
    """The pods a policy is for; an empty or absent selector means the whole namespace, or mesh."""
    for field, labels in (("selector", "matchLabels"), ("workloadSelector", "labels")):
        selector = from_labels(at(value, "spec", field, labels))
        if selector is not None and not selector.is_empty:
            yield Reference(f"/spec/{field}", *PODS, selector=selector, via=f"spec.{field}")


def _authorization(value: Mapping[str, Any]) -> Iterator[Reference]:
    """The pods it is for, and the ServiceAccounts it names as principals."""
    yield from _selected(value)
    for pointer, principal in walk(value, ("spec", "rules", "*", "from", "*", "source", "principals", "*")):
        parts = principal.split("/") if isinstance(principal, str) else []
        if len(parts) == 5 and parts[1] == "ns" and parts[3] == "sa" and "*" not in principal:
            yield Reference(pointer, "", "ServiceAccount", parts[4], parts[2], via=via_of(pointer))


ISTIO: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Reference]]] = {
    f"{_GROUP}/VirtualService": _virtual_service,
    f"{_GROUP}/DestinationRule": _destination_rule,
    f"{_GROUP}/Gateway": _istio_gateway,
    f"{_GROUP}/Sidecar": _selected,
    f"{_GROUP}/EnvoyFilter": _selected,
    "security.istio.io/AuthorizationPolicy": _authorization,
    "security.istio.io/RequestAuthentication": _selected,
    "security.istio.io/PeerAuthentication": _selected,
    "telemetry.istio.io/Telemetry": _selected,
    "extensions.istio.io/WasmPlugin": _selected,
}
"""Readers by 'group/Kind' of the referring object."""
