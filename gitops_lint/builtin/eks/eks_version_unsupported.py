"""Rule: clusters run a Kubernetes version that EKS supports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from gitops_lint.apischema.lifecycle import Lifecycles
from gitops_lint.builtin.eks._eksctl import cluster_configs
from gitops_lint.identity.accounts import account_of, region_of
from gitops_lint.references.plain import mapping
from gitops_lint.rule import Bad, Good, Node, Occurrence, Place, Repository, Rule, Severity
from gitops_lint.settings import DeclaredCluster

_VERSIONS = {
    ("eks.services.k8s.aws", "Cluster"): ("spec", "version"),
    ("eks.aws.upbound.io", "Cluster"): ("spec", "forProvider", "version"),
    ("eks.aws.m.upbound.io", "Cluster"): ("spec", "forProvider", "version"),
    ("controlplane.cluster.x-k8s.io", "AWSManagedControlPlane"): ("spec", "version"),
}
_SOON = dt.timedelta(days=60)


class EksVersionUnsupported(Rule[Repository]):
    """A cluster runs a Kubernetes version that Amazon EKS no longer supports, or soon will not.

    A version has 14 months of standard support and 12 months of extended support, which costs six times as much for the
    hour of a cluster.  After that EKS upgrades the control plane by itself, whatever breaks.

    Read are clusters that ACK, Crossplane, eksctl and the Cluster API make from the repository, and `clusters:` of the
    configuration that are on EKS (by server, account or compute).  The dates are those of the EKS user guide; newer ones
    go into the option `dates`:

    ```yaml
    rules:
      eks-version-unsupported: {dates: ["1.37 2027-12-01 2028-12-01"]}
    ```

    **When to allow it.**  The upgrade has its date; suppress it until then.
    """

    summary = "Kubernetes version of a cluster is out of EKS' support"
    severity = Severity.WARNING
    tags = frozenset({"cost", "eks"})

    class Options:
        """Options of the rule."""

        dates: tuple[str, ...] = ()  #: ``VERSION END-OF-STANDARD END-OF-EXTENDED``, before what is shipped

    def check(self, target: Repository) -> Iterator[Occurrence]:
        """Every version that is stated for a cluster."""
        if self.today is None:
            return
        for (group, kind), path in _VERSIONS.items():
            for resource in target.of_kind(group, kind):
                node = resource.at(*path)
                if node is not None and isinstance(node.value, (str, float)):
                    yield from self._judge(node, str(node.value), self.today)
        for document in cluster_configs(target):
            version = mapping(document.value.get("metadata")).get("version")
            if isinstance(version, (str, float)):
                at = Place(document.path, document.index, ("metadata", "version"))
                yield from self._judge(at, str(version), self.today)
        file = target.config.path
        for cluster in target.config.clusters:
            if cluster.kubernetes_version and _on_eks(cluster, target) and file and target.tree.is_file(file):
                at = Place(file, 0, ("clusters", cluster.name, "kubernetes-version"))
                yield from self._judge(at, cluster.kubernetes_version, self.today)

    def _judge(self, at: Node | Place, version: str, today: dt.date) -> Iterator[Occurrence]:
        ends = self._ends(version)
        if ends is None:
            return
        standard, extended = ends
        if today > extended:
            message = f"EKS has not supported Kubernetes {version} since {extended}, it upgrades the cluster by itself"
            yield self.finding(at, message, grip="value", severity=Severity.ERROR)
        elif today > standard:
            message = f"Kubernetes {version} is in extended support, which costs extra, until {extended}"
            yield self.finding(at, message, grip="value")
        elif today + _SOON > standard:
            message = f"standard support of Kubernetes {version} on EKS ends on {standard}"
            yield self.finding(at, message, grip="value", severity=Severity.INFO)

    def _ends(self, version: str) -> tuple[dt.date, dt.date] | None:
        """The last days of standard and of extended support; None where they are not known."""
        for row in self.options.dates:
            words = row.split()
            if len(words) == 3 and _minor(words[0]) == _minor(version):
                try:
                    return dt.date.fromisoformat(words[1]), dt.date.fromisoformat(words[2])
                except ValueError:
                    continue
        known = Lifecycles().eks_support(version)
        return (dt.date.fromisoformat(known.standard), dt.date.fromisoformat(known.extended)) if known else None

    examples = (
        Bad("""
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: Cluster
            metadata: {name: prod}
            spec:
              name: prod
              version: "1.24"
              #        ^^^^^^ EKS has not supported Kubernetes 1.24 since 2025-01-31, it upgrades the cluster by itself
              roleARN: arn:aws:iam::351619759866:role/prod
              resourcesVPCConfig: {subnetIDs: [subnet-0123456789abcdef0]}
            """),
        Bad(
            """
            apiVersion: eksctl.io/v1alpha5
            kind: ClusterConfig
            metadata:
              name: dev
              region: eu-west-1
              version: "1.24"
              #        ^^^^^^ Kubernetes 1.24 is in extended support, which costs extra, until 2099-01-31
            """,
            options={"dates": ("1.24 2024-01-31 2099-01-31",)},
        ),
        Good(
            """
            apiVersion: eksctl.io/v1alpha5
            kind: ClusterConfig
            metadata: {name: dev, region: eu-west-1, version: "1.36"}
            ---
            apiVersion: eksctl.io/v1alpha5
            kind: ClusterConfig
            metadata: {name: new, region: eu-west-1, version: "1.99"}
            """,
            options={"dates": ("1.36 2098-08-02 2099-08-02",)},
        ),
    )


def _on_eks(cluster: DeclaredCluster, repo: Repository) -> bool:
    known = repo.clusters.get(cluster.name)
    return bool(cluster.account or cluster.compute) or (
        known is not None and bool(account_of(known) or region_of(known))
    )


def _minor(version: str) -> str:
    return ".".join(version.removeprefix("v").split(".")[:2])
