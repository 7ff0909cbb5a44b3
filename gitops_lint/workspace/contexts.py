"""Puts every rendered object into the cluster, namespace and project it will live in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gitops_lint.model.context import (
    NEWEST,
    UNKNOWN_CLUSTER,
    UNKNOWN_NAMESPACE,
    Cluster,
    Context,
    KubernetesVersion,
    NamespaceFacts,
)
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.resource import CLUSTER_SCOPED, Resource, resource_class, string_map
from gitops_lint.model.workload import workload_of
from gitops_lint.podsecurity.limits import filled_in
from gitops_lint.render.request import Rendered
from gitops_lint.settings import Config
from gitops_lint.values import replace


class Placement:
    """Knows scopes and namespaces; makes resources out of rendered objects."""

    def __init__(self, config: Config, rendered: Iterable[tuple[Deployable, Iterable[Rendered]]]) -> None:
        self._config = config
        self._fallback = KubernetesVersion.parse(config.kubernetes_version) or NEWEST
        self._scopes: dict[tuple[str, str], bool] = dict.fromkeys(CLUSTER_SCOPED, True)
        self._namespaces: dict[tuple[str, str], NamespaceFacts] = {}
        self._contexts: dict[tuple[Any, ...], Context] = {}
        self._custom = {
            (item.group, item.kind): tuple(item.pod_template.strip("/").split("/")) for item in config.workloads
        }
        for deployable, objects in rendered:
            for item in objects:
                self._learn(deployable, item.value)

    def _learn(self, deployable: Deployable, value: dict[str, Any]) -> None:
        kind = value.get("kind")
        if kind == "CustomResourceDefinition":
            spec = value.get("spec")
            names = spec.get("names") if isinstance(spec, dict) else None
            if isinstance(spec, dict) and isinstance(names, dict):
                key = (str(spec.get("group")), str(names.get("kind")))
                self._scopes[key] = spec.get("scope") == "Cluster"
        elif kind == "Namespace" and value.get("apiVersion") == "v1":
            metadata = value.get("metadata")
            if isinstance(metadata, dict) and isinstance(metadata.get("name"), str):
                self.add_namespace(deployable.cluster.name, metadata["name"], string_map(metadata.get("labels")))

        elif kind == "LimitRange" and value.get("apiVersion") == "v1":
            namespace = self.namespace_of(value, deployable)
            if namespace:
                facts = self._namespaces.get((deployable.cluster.name, namespace), UNKNOWN_NAMESPACE)
                facts = replace(facts, filled_in=facts.filled_in | filled_in(value))
                self._namespaces[deployable.cluster.name, namespace] = facts

    def add_namespace(self, cluster: str, name: str, labels: Mapping[str, str]) -> None:
        """Remember a namespace and its labels; several sources add up."""
        facts = self._namespaces.get((cluster, name), UNKNOWN_NAMESPACE)
        self._namespaces[cluster, name] = replace(facts, labels={**facts.labels, **labels}, known=True)

    def namespace_of(self, value: dict[str, Any], deployable: Deployable) -> str:
        """The namespace an object is applied to (Argo CD ``controller/state.go`` NormalizeTargetObjects)."""
        api_version, kind = value.get("apiVersion"), value.get("kind")
        group = api_version.rpartition("/")[0] if isinstance(api_version, str) else ""
        if isinstance(kind, str) and self._scopes.get((group, kind), False):
            return ""
        metadata = value.get("metadata")
        written = metadata.get("namespace") if isinstance(metadata, dict) else None
        return written if isinstance(written, str) and written else deployable.namespace

    def resource(self, item: Rendered, deployable: Deployable, *, vendored: bool = False) -> Resource:
        """The resource of a rendered object."""
        namespace = self.namespace_of(item.value, deployable)
        context = self._context(deployable, namespace, vendored=vendored)
        made = resource_class(item.value)(item.value, item.origin, context, namespace=namespace, deployable=deployable)
        if (made.group, made.kind) in self._custom:
            made.use_workload(workload_of(made, self._custom))
        return made

    def _context(self, deployable: Deployable, namespace: str, *, vendored: bool) -> Context:
        key = (id(deployable), namespace, vendored)
        found = self._contexts.get(key)
        if found is None:
            cluster: Cluster = deployable.cluster
            facts = self._namespaces.get((cluster.name, namespace))
            if facts is None and cluster is not UNKNOWN_CLUSTER:
                facts = self._namespaces.get(("", namespace))
            application = deployable.application
            found = self._contexts[key] = Context(
                kubernetes=cluster.kubernetes_version or self._fallback,
                cluster=cluster,
                namespace=namespace,
                namespace_facts=facts or UNKNOWN_NAMESPACE,
                application=deployable.name if application is not None else "",
                project=str(application.get("spec", "project") or "default") if application is not None else "",
                argocd=self._config.argocd.version,
                vendored=vendored,
            )
        return found
