"""Rule: monitors scrape ports that exist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from gitops_lint.references.matching import Selector, from_label_selector
from gitops_lint.rule import Bad, Confidence, Good, Node, Occurrence, Repository, Resource, Rule, Severity

_Place = tuple[str, str]


class MonitorPortUnknown(Rule[Resource]):
    """A ServiceMonitor or PodMonitor names a port that nothing it selects has, so nothing is scraped.

    The `port` of a ServiceMonitor is the name of a port of the Service, not of the container; that of a PodMonitor is the
    name of a container's port.  Prometheus drops targets without that port, and no error shows.

    Judged where the repository has at least one Service, or one pod, that the monitor selects.

    **When to allow it.**  The port belongs to a Service that an operator makes.
    """

    summary = "port of a monitor is no port of what it selects"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"observability", "references"})
    kinds = ("monitoring.coreos.com/ServiceMonitor", "monitoring.coreos.com/PodMonitor")

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each endpoint, against the ports of all that is selected."""
        selector = from_label_selector(target.get("spec", "selector"))
        if selector is None:
            return
        of_services = target.kind == "ServiceMonitor"
        noun, what = ("endpoints", "Service") if of_services else ("podMetricsEndpoints", "pod")
        known = _service_ports(target, selector, repo) if of_services else _pod_ports(target, selector, repo)
        if known is None:
            return
        for endpoint in target.items("spec", noun):
            port = endpoint.at("port")
            if port is not None and isinstance(port.value, str) and port.value not in known:
                listed = ", ".join(f"'{name}'" for name in sorted(known)) or "none with a name"
                yield self.finding(port, f"no selected {what} has the port '{port.value}', there is {listed}")

    examples = (
        Bad("""
            apiVersion: monitoring.coreos.com/v1
            kind: ServiceMonitor
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              endpoints:
                - port: metrics
                  #     ^^^^^^^ no selected Service has the port 'metrics', there is 'http'
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec:
              selector: {app: web}
              ports: [{name: http, port: 80, targetPort: metrics}]
            """),
        Bad("""
            apiVersion: monitoring.coreos.com/v1
            kind: PodMonitor
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              podMetricsEndpoints:
                - port: "9090"
                  #     ^^^^^^ no selected pod has the port '9090', there is 'metrics'
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      ports: [{name: metrics, containerPort: 9090}]
            """),
        Good("""
            apiVersion: monitoring.coreos.com/v1
            kind: ServiceMonitor
            metadata: {name: web, namespace: monitoring}
            spec:
              namespaceSelector: {matchNames: [shop]}
              selector: {matchLabels: {app: web}}
              endpoints: [{port: http}, {targetPort: 9090}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: ServiceMonitor
            metadata: {name: elsewhere, namespace: shop}
            spec: {selector: {matchLabels: {app: elsewhere}}, endpoints: [{port: metrics}]}
            """),
    )


def _service_ports(monitor: Resource, selector: Selector, repo: Repository) -> set[str] | None:
    """The names of ports of the Services that are selected; None if none is."""
    services = repo.once(_by_place, "Service")
    found = [item for item in _candidates(monitor, services) if selector.matches(_texts(item.labels))]
    if not found:
        return None
    return {port.text("name") or "" for item in found for port in item.items("spec", "ports")} - {""}


def _pod_ports(monitor: Resource, selector: Selector, repo: Repository) -> set[str] | None:
    """The names of ports of the pods that are selected; None if none is."""
    workloads = [item.workload for item in _candidates(monitor, repo.once(_by_place, "workload"))]
    found = [item for item in workloads if item is not None and selector.matches(_texts(item.pod_labels))]
    if not found:
        return None
    ports = (port for item in found for container in item.containers for port in container.items("ports"))
    return {port.text("name") or "" for port in ports} - {""}


def _by_place(repo: Repository, what: str) -> Mapping[_Place, list[Resource]]:
    """Services, or what has pods, by cluster and namespace."""
    found: dict[_Place, list[Resource]] = defaultdict(list)
    items = repo.of_kind("", "Service") if what == "Service" else repo.resources
    for item in items:
        if what == "Service" or item.workload is not None:
            found[item.context.cluster.name, item.namespace].append(item)
    return found


def _candidates(monitor: Resource, items: Mapping[_Place, list[Resource]]) -> Sequence[Resource]:
    """What is in the namespaces that a monitor looks into; without a cluster only what is deployed with it."""
    cluster = monitor.context.cluster.name
    chosen: Node | None = monitor.at("spec", "namespaceSelector")
    names = [monitor.namespace]
    if chosen is not None and chosen.get("any") is True:
        names = [namespace for place, namespace in items if place == cluster]
    elif chosen is not None and chosen.sequence("matchNames"):
        names = [str(name) for name in chosen.sequence("matchNames")]
    found = [item for name in names for item in items.get((cluster, name), ())]
    return found if cluster else [item for item in found if item.deployable is monitor.deployable]


def _texts(labels: Mapping[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in labels.items()}
