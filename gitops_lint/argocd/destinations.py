"""Which cluster an Application deploys to: cluster Secrets, the configuration, or no more than a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gitops_lint.argocd.plain import string
from gitops_lint.argocd.secrets import MAKERS, ArgocdSecret, argocd_secret
from gitops_lint.model.context import UNKNOWN_CLUSTER, Cluster, KubernetesVersion
from gitops_lint.model.resource import string_map
from gitops_lint.settings import DeclaredCluster

IN_CLUSTER_SERVER = "https://kubernetes.default.svc"
IN_CLUSTER_NAME = "in-cluster"


class Clusters:
    """All clusters a run knows, by name and by server."""

    def __init__(self, declared: Iterable[DeclaredCluster]) -> None:
        self.unread = False  #: whether a cluster Secret does not say which cluster it is
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
        """The first of a name or server wins, but for one that Applications only name."""
        for key, known in ((cluster.name, self.by_name), (cluster.server, self._by_server)):
            if key and (key not in known or (cluster.declared and not known[key].declared)):
                known[key] = cluster

    def learn(self, objects: Iterable[Mapping[str, Any]]) -> None:
        """Take in cluster Secrets (Argo CD ``util/db/cluster.go``); what the configuration declares wins."""
        for value in objects:
            if string(value.get("kind")) in MAKERS:
                for cluster in cluster_of(value):
                    self._add(cluster)
                self.unread = self.unread or any(map(hides_its_cluster, argocd_secret(value)))

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


def cluster_of(value: Mapping[str, Any]) -> Iterator[Cluster]:
    """The cluster of a declarative cluster Secret; nothing for another object, or where only the operator knows it."""
    for secret in argocd_secret(value):
        if secret.type == "cluster" and not hides_its_cluster(secret):
            yield Cluster(
                secret.text("name") or secret.name,
                secret.text("server").rstrip("/"),
                labels=string_map(secret.labels),
                annotations=string_map(secret.annotations),
                project=secret.text("project"),
            )


def hides_its_cluster(secret: ArgocdSecret) -> bool:
    """Whether a cluster Secret does not say in git which cluster it is."""
    return secret.type == "cluster" and (secret.hides("name") or secret.hides("server"))
