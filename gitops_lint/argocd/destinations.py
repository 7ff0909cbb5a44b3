"""Which cluster an Application deploys to: cluster Secrets, the configuration, or no more than a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gitops_lint.model.context import UNKNOWN_CLUSTER, Cluster, KubernetesVersion
from gitops_lint.model.resource import string_map
from gitops_lint.settings import DeclaredCluster

IN_CLUSTER_SERVER = "https://kubernetes.default.svc"
IN_CLUSTER_NAME = "in-cluster"
SECRET_TYPE = "argocd.argoproj.io/secret-type"  # noqa: S105 - the name of a label


class Clusters:
    """All clusters a run knows, by name and by server."""

    def __init__(self, declared: Iterable[DeclaredCluster]) -> None:
        self.by_name: dict[str, Cluster] = {}
        self._by_server: dict[str, Cluster] = {}
        for item in declared:
            self._add(
                Cluster(
                    item.name,
                    item.server.rstrip("/"),
                    KubernetesVersion.parse(item.kubernetes_version) if item.kubernetes_version else None,
                    item.account,
                    frozenset(item.compute),
                    item.network_policy,
                    item.labels,
                    item.annotations,
                    item.project,
                    item.api_versions,
                )
            )

    def _add(self, cluster: Cluster) -> None:
        self.by_name.setdefault(cluster.name, cluster)
        if cluster.server:
            self._by_server.setdefault(cluster.server, cluster)

    def learn(self, secrets: Iterable[Mapping[str, Any]]) -> None:
        """Take in cluster Secrets (Argo CD ``util/db/cluster.go``); what the configuration declares wins."""
        for secret in secrets:
            for cluster in cluster_of(secret):
                self._add(cluster)

    def of(self, destination: Any, home: str = "") -> Cluster:
        """The cluster of ``spec.destination``; ``home`` is the one that Argo CD itself runs in, if that is known."""
        if not isinstance(destination, dict):
            return UNKNOWN_CLUSTER
        name, server = destination.get("name"), destination.get("server")
        if home in self.by_name and (name == IN_CLUSTER_NAME or str(server).rstrip("/") == IN_CLUSTER_SERVER):
            return self.by_name[home]
        if isinstance(name, str) and name:
            return self.by_name.get(name) or self._named(name, "")
        if isinstance(server, str) and server:
            server = server.rstrip("/")
            found = self._by_server.get(server)
            if found is not None:
                return found
            return self._named(IN_CLUSTER_NAME if server == IN_CLUSTER_SERVER else server, server)
        return UNKNOWN_CLUSTER

    def _named(self, name: str, server: str) -> Cluster:
        if name == IN_CLUSTER_NAME:
            server = IN_CLUSTER_SERVER
        cluster = Cluster(name, server, declared=False)
        self._add(cluster)
        return cluster


def cluster_of(secret: Mapping[str, Any]) -> Iterator[Cluster]:
    """The cluster of a declarative cluster Secret; nothing if it is another one."""
    metadata = secret.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or not isinstance(labels, dict) or labels.get(SECRET_TYPE) != "cluster":
        return
    data = secret.get("stringData")
    data = data if isinstance(data, dict) else {}
    name = data.get("name") or metadata.get("name")
    server = data.get("server")
    yield Cluster(
        name if isinstance(name, str) else "",
        server.rstrip("/") if isinstance(server, str) else "",
        labels=string_map(labels),
        annotations=string_map(metadata.get("annotations")),
        project=data["project"] if isinstance(data.get("project"), str) else "",
    )
