"""Services and Ingresses (``ValidateService`` of pkg/apis/core, ``ValidateIngress`` of pkg/apis/networking)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.names import invalid, label, label_errors, port_name, subdomain
from gitops_lint.apischema.apivalidation.probes import port_errors
from gitops_lint.apischema.apivalidation.reading import entries, mapping, number, text
from gitops_lint.apischema.errors import REQUIRED, SchemaError, tagged
from gitops_lint.apischema.wording import listed
from gitops_lint.finding import Pointer

CLASS_ANNOTATION: Final = "kubernetes.io/ingress.class"


def service_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """A Service."""
    spec = mapping(value, "spec")
    if not spec:
        return
    at: Pointer = ("spec",)
    kind = spec.get("type") or "ClusterIP"
    ports = list(entries(spec.get("ports")))
    headless = spec.get("clusterIP") == "None"
    if not spec.get("ports") and not headless and kind != "ExternalName":
        yield SchemaError("missing-field", at, f"{REQUIRED}: ports", field="ports")
    if kind == "ExternalName":
        name = text(spec.get("externalName"))
        if not spec.get("externalName"):
            yield SchemaError("missing-field", at, f"{REQUIRED}: externalName", field="externalName")
        elif name and (problem := subdomain(name.removesuffix("."))):
            yield invalid((*at, "externalName"), name, problem)
    if headless and kind in ("NodePort", "LoadBalancer"):
        yield invalid((*at, "clusterIP"), "None", f"may not be set to 'None' for {kind} services")
    if spec.get("externalTrafficPolicy") and kind not in ("NodePort", "LoadBalancer") and not spec.get("externalIPs"):
        message = "may only be set for externally-accessible services"
        yield invalid((*at, "externalTrafficPolicy"), spec["externalTrafficPolicy"], message)
    if spec.get("loadBalancerClass") and kind != "LoadBalancer":
        message = "Forbidden: may only be used when `type` is 'LoadBalancer'"
        yield SchemaError("forbidden", (*at, "loadBalancerClass"), message)
    if spec.get("loadBalancerSourceRanges") and kind != "LoadBalancer":
        message = "Forbidden: may only be used when `type` is 'LoadBalancer'"
        yield SchemaError("forbidden", (*at, "loadBalancerSourceRanges"), message)
    yield from label_errors(spec.get("selector"), (*at, "selector"))
    yield from _service_ports(ports, kind, at)


def _service_ports(ports: list[tuple[int, Mapping[str, Any]]], kind: object, at: Pointer) -> Iterator[SchemaError]:
    names: set[str] = set()
    numbers: set[tuple[object, object]] = set()
    nodes: set[tuple[object, object]] = set()
    for index, port in ports:
        here = (*at, "ports", index)
        name = text(port.get("name"))
        if not port.get("name") and len(ports) > 1:
            yield SchemaError(
                "missing-field", here, f"{REQUIRED}: name, when there is more than one port", field="name"
            )
        if name and (problem := label(name)):
            yield invalid((*here, "name"), name, problem, "port-name-invalid")
        if name and name in names:
            yield SchemaError(
                "duplicate-item", (*here, "name"), f"Duplicate value: '{name}'", got=name, family="port-duplicate"
            )
        names.add(name)
        protocol = str(port.get("protocol") or "TCP")
        key = (number(port.get("port")), protocol)
        if key[0] is not None and key in numbers:
            message = f"Duplicate value: port {key[0]}/{protocol}"
            yield SchemaError("duplicate-item", (*here, "port"), message, got=str(key[0]), family="port-duplicate")
        numbers.add(key)
        yield from tagged("port-name-invalid", port_errors(port.get("targetPort"), (*here, "targetPort")))
        node = number(port.get("nodePort"))
        if node and kind in ("ClusterIP", "ExternalName"):
            message = f"Forbidden: may not be used when `type` is '{kind}'"
            yield SchemaError("forbidden", (*here, "nodePort"), message)
        if node and (node, protocol) in nodes:
            yield SchemaError(
                "duplicate-item",
                (*here, "nodePort"),
                f"Duplicate value: {node}",
                got=str(node),
                family="port-duplicate",
            )
        nodes.add((node, protocol))


def ingress_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """An Ingress of networking.k8s.io/v1."""
    spec = mapping(value, "spec")
    at: Pointer = ("spec",)
    if not spec.get("rules") and not spec.get("defaultBackend"):
        place = at if spec else ()
        message = f"{REQUIRED}: either `defaultBackend` or `rules` must be specified"
        yield SchemaError("missing-field", place, message, field="rules")
    if spec.get("ingressClassName") and mapping(value, "metadata", "annotations").get(CLASS_ANNOTATION):
        place = ("metadata", "annotations", CLASS_ANNOTATION)
        yield SchemaError("forbidden", place, "Invalid value: can not be set when the class field is also set")
    if isinstance(spec.get("defaultBackend"), Mapping):
        yield from _backend_errors(spec["defaultBackend"], (*at, "defaultBackend"))
    for index, rule in entries(spec.get("rules")):
        here = (*at, "rules", index)
        yield from _host_errors(rule.get("host"), (*here, "host"))
        for number_, path in entries(mapping(rule, "http").get("paths")):
            yield from _path_errors(path, (*here, "http", "paths", number_))
    for index, tls in entries(spec.get("tls")):
        hosts = tls.get("hosts")
        for position, host in enumerate(hosts if isinstance(hosts, list) else ()):
            yield from _host_errors(host, (*at, "tls", index, "hosts", position))


def _host_errors(host: object, at: Pointer) -> Iterator[SchemaError]:
    name = text(host)
    if not name:
        return
    try:
        ipaddress.ip_address(name)
    except ValueError:
        wildcard = name.startswith("*.")
        if problem := subdomain(name.removeprefix("*.")):
            yield invalid(at, name, problem.replace("subdomain", "wildcard DNS subdomain") if wildcard else problem)
    else:
        yield invalid(at, name, "must be a DNS name, not an IP address")


def _path_errors(path: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    kind, route = path.get("pathType"), path.get("path")
    if kind in ("Exact", "Prefix") and not str(route or "").startswith("/"):
        place = (*at, "path") if "path" in path else at
        if text(route) or not route:
            yield invalid(place, route or "", "must be an absolute path")
    elif kind == "ImplementationSpecific" and text(route) and not str(route).startswith("/"):
        yield invalid((*at, "path"), route, "must be an absolute path")
    if kind in ("Exact", "Prefix"):
        for part in ("//", "/./", "/../", "%2f", "%2F"):
            if part in text(route):
                yield invalid((*at, "path"), route, f"must not contain '{part}'")
    if isinstance(path.get("backend"), Mapping):
        yield from _backend_errors(path["backend"], (*at, "backend"))


def _backend_errors(backend: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    service, resource = backend.get("service"), backend.get("resource")
    if service is not None and resource is not None:
        message = "Invalid value: cannot set both resource and service backends"
        yield SchemaError("invalid-value", at, message)
    elif service is None and resource is None:
        message = f"{REQUIRED}: resource or service backend is required"
        old = sorted({"serviceName", "servicePort"} & set(backend))
        if not old:  # those are reported as unknown fields already, with the same cause
            yield SchemaError("missing-field", at, message, field="service")
    elif isinstance(service, dict):
        port = mapping(service, "port")
        given = [key for key in ("name", "number") if port.get(key)]
        here = (*at, "service", "port") if port else (*at, "service")
        if not given:
            yield SchemaError("missing-field", here, f"{REQUIRED}: port name or number is required", field="port")
        elif len(given) > 1:
            yield SchemaError(
                "invalid-value", here, f"Invalid value: cannot set both {listed(['port name', 'number'])}"
            )
        name = text(port.get("name"))
        if name and (problem := port_name(name)):
            yield invalid((*here, "name"), name, problem)
