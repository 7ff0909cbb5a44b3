"""Rule: pipelines of an OpenTelemetry collector use what is configured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.source.inner import read_inner

_SECTIONS = {"receivers": "receiver", "processors": "processor", "exporters": "exporter"}


class OtelComponentUnknown(Rule[Resource]):
    """A pipeline of an OpenTelemetry collector uses a receiver, processor, exporter or extension that is not configured.

    The collector does not start: `service::pipelines::traces: references processor "batch" which is not configured`.
    A connector counts as exporter of one pipeline and receiver of another.

    Read are OpenTelemetryCollectors, whose configuration is a mapping or a text, and files of ConfigMaps that hold
    receivers, exporters and a service.

    **When to allow it.**  Several files of configuration are merged (`--config` more than once).
    """

    summary = "pipeline of a collector uses what is not configured"
    severity = Severity.ERROR
    confidence = Confidence.MEDIUM
    tags = frozenset({"observability"})
    kinds = ("opentelemetry.io/OpenTelemetryCollector", "ConfigMap")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The configuration, or each file that is one."""
        if target.kind == "OpenTelemetryCollector":
            node = target.at("spec", "config")
            if node is not None:
                config = read_inner(node.value) if isinstance(node.value, str) else node.value
                for message in _complaints(config):
                    yield self.finding(node, message, grip="key")
            return
        for node in target.items("data"):
            text = node.value
            if isinstance(text, str) and "pipelines:" in text and "receivers:" in text and "exporters:" in text:
                for message in _complaints(read_inner(text)):
                    yield self.finding(node, message, grip="key", severity=Severity.WARNING)

    examples = (
        Bad("""
            apiVersion: opentelemetry.io/v1beta1
            kind: OpenTelemetryCollector
            metadata: {name: otel}
            spec:
              config:
              #^^^^^ service::pipelines::traces: references processor 'batch' which is not configured
                receivers: {otlp: {protocols: {grpc: {}}}}
                processors: {memory_limiter: {check_interval: 1s, limit_percentage: 75}}
                exporters: {debug: {}}
                service: {pipelines: {traces: {receivers: [otlp], processors: [batch], exporters: [debug]}}}
            """),
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: otel}
            data:
              relay: |
              #^^^^ service::pipelines::metrics/host: references exporter 'awsemf' which is not configured
                receivers: {hostmetrics: {}}
                exporters: {debug: {}}
                service:
                  pipelines:
                    metrics/host: {receivers: [hostmetrics], exporters: [awsemf]}
            """),
        Good("""
            apiVersion: opentelemetry.io/v1alpha1
            kind: OpenTelemetryCollector
            metadata: {name: otel}
            spec:
              config: |
                receivers: {otlp: {}}
                exporters: {debug: {}}
                connectors: {spanmetrics: {}}
                service:
                  pipelines:
                    traces: {receivers: [otlp], exporters: [spanmetrics, "${env:EXPORTER}"]}
                    metrics: {receivers: [spanmetrics], exporters: [debug]}
            """),
    )


def _complaints(config: Any) -> Iterator[str]:
    service = _mapping(config, "service")
    if not service or not _mapping(config, "receivers") or not _mapping(config, "exporters"):
        return
    connectors = set(_mapping(config, "connectors"))
    for pipeline, parts in _mapping(service, "pipelines").items():
        for section, noun in _SECTIONS.items():
            known = set(_mapping(config, section)) | (connectors if section != "processors" else set())
            for name in _names(parts.get(section) if isinstance(parts, dict) else None):
                if name not in known:
                    yield f"service::pipelines::{pipeline}: references {noun} '{name}' which is not configured"
    for name in _names(service.get("extensions")):
        if name not in _mapping(config, "extensions"):
            yield f"service::extensions: references extension '{name}' which is not configured"


def _mapping(value: Any, key: str) -> Mapping[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _names(value: Any) -> Iterator[str]:
    for name in value if isinstance(value, list) else ():
        if isinstance(name, str) and "$" not in name and "{" not in name:
            yield name
