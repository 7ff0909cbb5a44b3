"""Rule: programs stay out of the cluster's own namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload

_NAMESPACES = ("kube-system", "kube-public", "kube-node-lease")


class SystemNamespace(Rule[Workload]):
    """The workload runs in one of the cluster's own namespaces.

    Policies mostly exempt them, and their Secrets and ServiceAccounts are those of the cluster.  DaemonSets and what has a
    priority class of the system belong there and are not asked.

    **When to allow it.**  Add-ons whose documentation says so.
    """

    summary = "workload runs in a namespace of the cluster"
    severity = Severity.INFO
    tags = frozenset({"metadata"})
    aliases = (
        "KSV-0037",
        "kyverno:namespace-protection",
    )

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The namespace that is written, else the workload."""
        resource = target.resource
        priority = target.pod.text("priorityClassName") or ""
        if resource.namespace in _NAMESPACES and resource.kind != "DaemonSet" and not priority.startswith("system-"):
            at = resource.at("metadata", "namespace") or resource
            yield self.finding(at, f"runs in '{resource.namespace}', a namespace of the cluster itself")

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: kube-public
              #          ^^^^^^^^^^^ runs in 'kube-public', a namespace of the cluster itself
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: kube-system
              #          ^^^^^^^^^^^ runs in 'kube-system', a namespace of the cluster itself
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: kube-system
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  priorityClassName: system-cluster-critical
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            title="a part of the cluster",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: web
              namespace: kube-system
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            title="an agent of the nodes",
        ),
    )
