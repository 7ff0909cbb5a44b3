"""Probes and lifecycle handlers (``validateProbe`` and ``validateHandler`` of pkg/apis/core/validation)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.names import invalid, port_name
from gitops_lint.apischema.apivalidation.reading import mapping, number, text
from gitops_lint.apischema.errors import REQUIRED, SchemaError
from gitops_lint.apischema.wording import listed
from gitops_lint.finding import Pointer

_HANDLERS: Final = frozenset({"exec", "httpGet", "tcpSocket", "grpc", "sleep"})


def handler_errors(handler: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    """Exactly one way to act, and its port."""
    given = sorted(key for key in handler if key in _HANDLERS and handler[key] is not None)
    if not given:
        yield SchemaError("missing-field", at, f"{REQUIRED}: must specify a handler type", field="httpGet")
    if len(given) > 1:
        message = f"Forbidden: may not specify more than 1 handler type, has {listed(given)}"
        yield SchemaError("forbidden", at, message)
    for kind in ("httpGet", "tcpSocket"):
        yield from port_errors(mapping(handler, kind).get("port"), (*at, kind, "port"))
    if isinstance(handler.get("exec"), Mapping) and not handler["exec"].get("command"):
        yield SchemaError("missing-field", (*at, "exec"), f"{REQUIRED}: command", field="command")


def port_errors(port: object, at: Pointer) -> Iterator[SchemaError]:
    """A port by number or name."""
    value = number(port)
    if value is not None and not 1 <= value <= 65535:
        yield invalid(at, value, "must be between 1 and 65535, inclusive")
    name = text(port)
    if name.isdigit():
        words = "must contain at least one letter (a-z): a number in quotes is taken for a name, remove the quotes"
        yield invalid(at, name, words)
    elif name and (problem := port_name(name)):
        yield invalid(at, name, problem)


def probe_errors(probe: Mapping[str, Any], at: Pointer, kind: str) -> Iterator[SchemaError]:
    """A probe of a container that keeps running."""
    yield from handler_errors(probe, at)
    success = number(probe.get("successThreshold"))
    if kind != "readinessProbe" and success not in (None, 0, 1):
        yield invalid((*at, "successThreshold"), success, "must be 1")
    grace = number(probe.get("terminationGracePeriodSeconds"))
    if grace is not None:
        field = (*at, "terminationGracePeriodSeconds")
        if kind == "readinessProbe":
            yield invalid(field, grace, "must not be set for readinessProbes")
        elif grace <= 0:
            yield invalid(field, grace, "must be greater than 0")
