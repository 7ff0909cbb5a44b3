"""Rule: Pod Identity is used where it works."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.eks._fargate import on_fargate
from gitops_lint.identity.workloads import association_of, associations, identity_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class PodIdentityUnsupported(Rule[Workload]):
    """Pods get their role by EKS Pod Identity, and run where there is none: on Fargate or on Windows.

    The agent of Pod Identity is a DaemonSet for Linux nodes on EC2.  Elsewhere the pods wait for credentials that never
    come.  Use IRSA there.

    **When to allow it.**  Never; the pods have no role.
    """

    summary = "Pod Identity does not work where the pods run"
    severity = Severity.ERROR
    tags = frozenset({"eks", "fargate", "iam", "irsa"})

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The ServiceAccount of the pods."""
        if not repo.once(associations):
            return
        identity = identity_of(repo, target)
        if identity is None or identity.way != "pod-identity":
            return
        where = "Fargate" if on_fargate(target, repo) else "Windows" if _on_windows(target) else ""
        if where:
            at = target.pod.at("serviceAccountName") or target.pod.at("serviceAccount") or target.pod
            account = identity.service_account
            association = association_of(repo, account) if account is not None else None
            related = [(association.resource, "the association")] if association is not None else []
            message = f"ServiceAccount '{identity.account}' has its role by Pod Identity, which {where} does not have"
            yield self.finding(at, message, grip="value", related=related)

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: api, namespace: shop}
            ---
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: PodIdentityAssociation
            metadata: {name: api, namespace: ack}
            spec: {clusterName: prod, namespace: shop, serviceAccount: api, roleARN: "arn:aws:iam::351619759866:role/api"}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: api, namespace: shop}
            spec:
              serviceAccountName: api
              #                   ^^^ ServiceAccount 'api' has its role by Pod Identity, which Windows does not have
              nodeSelector: {kubernetes.io/os: windows}
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """),
        Good("""
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: PodIdentityAssociation
            metadata: {name: api, namespace: ack}
            spec: {clusterName: prod, namespace: shop, serviceAccount: api, roleARN: "arn:aws:iam::351619759866:role/api"}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: api, namespace: shop}
            spec: {serviceAccountName: api, containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: windows, namespace: shop}
            spec:
              nodeSelector: {kubernetes.io/os: windows}
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """),
    )


def _on_windows(workload: Workload) -> bool:
    pod = workload.pod
    return "windows" in (pod.get("os", "name"), pod.get("nodeSelector", "kubernetes.io/os"))
