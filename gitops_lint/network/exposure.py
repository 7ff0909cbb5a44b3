"""What lets traffic in from outside: Services, Ingresses, Routes and Gateway API routes, read from untrusted shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.network.parse_parts import is_port_number, metadata_text
from gitops_lint.network.parsing import group_and_kind
from gitops_lint.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_lint.network.selectors import Pointer

_ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")


@dataclass(frozen=True, slots=True)
class ServicePort:
    """One port of a Service; ``target`` is the pods' port, by number or by name."""

    number: int
    target: int | str
    name: str = ""
    protocol: str = "TCP"


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """A Service; without a selector it has no pods we know."""

    name: str
    namespace: str
    type: str
    selector: tuple[tuple[str, str], ...]
    ports: tuple[ServicePort, ...]
    source: object = field(default=None, compare=False, repr=False)

    def selects(self, namespace: str, labels: Mapping[str, str]) -> bool:
        """Whether a pod is behind the Service."""
        wanted = bool(self.selector) and namespace == self.namespace
        return wanted and all(labels.get(key) == value for key, value in self.selector)


@dataclass(frozen=True, slots=True)
class Backend:
    """A Service that an entry point sends traffic to; port None is all its ports."""

    service: str
    namespace: str
    port: int | str | None
    pointer: Pointer


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """An object that lets traffic in: ``Ingress shop/web``."""

    kind: str
    name: str
    namespace: str
    backends: tuple[Backend, ...]
    protocol: str = "TCP"
    source: object = field(default=None, compare=False, repr=False)

    @property
    def identity(self) -> str:
        """Kind, namespace and name."""
        return f"{self.kind} {self.namespace}/{self.name}"


def _dicts(value: object) -> list[tuple[int, dict[Any, Any]]]:
    items = value if isinstance(value, list) else []
    return [(index, item) for index, item in enumerate(items) if isinstance(item, dict)]


def _dict(value: object) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def parse_service(obj: object, *, namespace: str = "default", source: object = None) -> ServiceInfo | None:
    """A Service of any shape; None for anything else. Ports that cannot be ports are left out."""
    if group_and_kind(obj) != ("", "Service") or not isinstance(obj, dict):
        return None
    spec = _dict(obj.get("spec"))
    selector = _dict(spec.get("selector"))
    ports = []
    for _, item in _dicts(spec.get("ports")):
        number, target, name, protocol = (item.get(key) for key in ("port", "targetPort", "name", "protocol"))
        if not isinstance(number, int) or not is_port_number(number):
            continue
        ports.append(
            ServicePort(
                number=number,
                target=_port(target) or number,
                name=name if isinstance(name, str) else "",
                protocol=protocol if isinstance(protocol, str) and protocol else "TCP",
            )
        )
    kind = spec.get("type")
    return ServiceInfo(
        name=metadata_text(obj, "name"),
        namespace=metadata_text(obj, "namespace") or namespace,
        type=kind if isinstance(kind, str) and kind else "ClusterIP",
        selector=tuple(sorted((k, v) for k, v in selector.items() if isinstance(k, str) and isinstance(v, str))),
        ports=tuple(ports),
        source=source,
    )


def parse_entry_point(obj: object, *, namespace: str = "default", source: object = None) -> EntryPoint | None:
    """An object that lets traffic in from outside, with its backends; None for anything else.

    Ingress, OpenShift Route, the routes of Gateway API, and Services of type LoadBalancer and NodePort.
    """
    group, kind = group_and_kind(obj)
    if not isinstance(obj, dict):
        return None
    where = metadata_text(obj, "namespace") or namespace
    spec = _dict(obj.get("spec"))
    protocol = "TCP"
    if (group, kind) in (("networking.k8s.io", "Ingress"), ("extensions", "Ingress")):
        backends = _ingress_backends(spec, where)
    elif (group, kind) == ("route.openshift.io", "Route"):
        backends = _route_backends(spec, where)
    elif group == "gateway.networking.k8s.io" and kind in _ROUTES:
        backends = _gateway_backends(spec, where)
        protocol = "UDP" if kind == "UDPRoute" else "TCP"
    elif (group, kind) == ("", "Service") and spec.get("type") in ("LoadBalancer", "NodePort"):
        kind, protocol = str(spec["type"]), ""
        backends = [Backend(metadata_text(obj, "name"), where, None, ("spec", "selector"))]
    else:
        return None
    return EntryPoint(kind, metadata_text(obj, "name"), where, tuple(backends), protocol, source)


def _ingress_backends(spec: dict[Any, Any], namespace: str) -> list[Backend]:
    found = [(("spec", "defaultBackend"), spec.get("defaultBackend"))] if "defaultBackend" in spec else []
    places: list[tuple[Pointer, object]] = list(found)
    for index, rule in _dicts(spec.get("rules")):
        for number, path in _dicts(_dict(rule.get("http")).get("paths")):
            places.append((("spec", "rules", index, "http", "paths", number, "backend"), path.get("backend")))
    backends = []
    for pointer, value in places:
        service = _dict(_dict(value).get("service"))
        if isinstance(service.get("name"), str):
            port = _dict(service.get("port"))
            backends.append(Backend(service["name"], namespace, _port(port.get("name"), port.get("number")), pointer))
    return backends


def _route_backends(spec: dict[Any, Any], namespace: str) -> list[Backend]:
    port = _port(_dict(spec.get("port")).get("targetPort"))
    places: list[tuple[Pointer, dict[Any, Any]]] = [(("spec", "to"), _dict(spec.get("to")))]
    places.extend((("spec", "alternateBackends", i), item) for i, item in _dicts(spec.get("alternateBackends")))
    return [
        Backend(item["name"], namespace, port, pointer)
        for pointer, item in places
        if isinstance(item.get("name"), str) and item.get("kind") in (None, "", "Service")
    ]


def _gateway_backends(spec: dict[Any, Any], namespace: str) -> list[Backend]:
    found = []
    for index, rule in _dicts(spec.get("rules")):
        for number, item in _dicts(rule.get("backendRefs")):
            if not isinstance(item.get("name"), str) or item.get("kind") not in (None, "Service"):
                continue
            where = item.get("namespace")
            pointer = ("spec", "rules", index, "backendRefs", number)
            place = where if isinstance(where, str) and where else namespace
            found.append(Backend(item["name"], place, _port(item.get("port")), pointer))
    return found


def _port(*values: object) -> int | str | None:
    for value in values:
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int) and is_port_number(value):
            return value
    return None
