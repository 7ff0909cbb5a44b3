"""Rule: the webhook of IRSA is not told to pass over what has a role."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.accounts import PREFIX, SKIP_CONTAINERS
from gitops_lint.identity.workloads import has_roles, identity_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload

_SKIP = f"{PREFIX}skip-pod-identity-webhook"


class IrsaInjectionSkipped(Rule[Workload]):
    """A pod whose ServiceAccount has a role tells the webhook to leave it alone, or names a container that it has not.

    With the label `eks.amazonaws.com/skip-pod-identity-webhook` no container gets credentials.  The annotation
    `eks.amazonaws.com/skip-containers` lists containers that shall get none; a name that no container has does nothing,
    and the one that was meant gets the role.

    **When to allow it.**  The pods bring their own token and variables.
    """

    summary = "pod with a role opts out of its credentials"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "irsa"})

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The label and the annotation of the pods."""
        label = target.template.at("metadata", "labels", _SKIP)
        if label is not None and repo.once(has_roles):
            identity = identity_of(repo, target)
            if identity is not None and identity.way in ("irsa", "pod-identity"):
                yield self.finding(label, "pod opts out of the role of its ServiceAccount", grip="key")
        skipped = target.template.at("metadata", "annotations", SKIP_CONTAINERS)
        if skipped is None or not isinstance(skipped.value, str) or "{" in skipped.value:
            return
        names = {container.name for container in target.containers}
        for name in filter(None, map(str.strip, skipped.value.split(","))):
            if name not in names:
                yield self.finding(skipped, f"pod has no container '{name}' to skip", grip="value")

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: api, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/api"}}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: api
              labels:
                eks.amazonaws.com/skip-pod-identity-webhook: "true"
                #^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ pod opts out of the role of its ServiceAccount
              annotations:
                eks.amazonaws.com/skip-containers: proxy,istio-proxy
                #                                  ^^^^^^^^^^^^^^^^^ pod has no container 'istio-proxy' to skip
            spec:
              serviceAccountName: api
              initContainers: [{name: proxy, image: "registry.example/proxy:1.4.2"}]
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata:
              name: api
              labels: {eks.amazonaws.com/skip-pod-identity-webhook: "true"}
              annotations: {eks.amazonaws.com/skip-containers: proxy}
            spec:
              containers: [{name: app, image: "registry.example/app:1.4.2"}, {name: proxy, image: "registry.example/proxy:1.4.2"}]
            """),
    )
