"""Rule: pods use serviceAccountName."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class DeprecatedServiceAccountField(Rule[Workload]):
    """The pod names its ServiceAccount in the deprecated field `serviceAccount`.

    Tools and policies read `serviceAccountName`.

    **When to allow it.**  Manifests for Kubernetes older than 1.0.
    """

    summary = "pod uses the deprecated field serviceAccount"
    severity = Severity.INFO
    tags = frozenset({"deprecation", "rbac"})
    aliases = (
        "kube-linter:deprecated-service-account-field",
        "kubescape:C-0294",
    )

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The field, if the newer one is not there too."""
        old = target.pod.at("serviceAccount")
        if old is not None and old.value and not target.pod.get("serviceAccountName"):
            fix = self.safe_fix("use serviceAccountName", old.rename("serviceAccountName"))
            yield self.finding(old, "'serviceAccount' is deprecated, use 'serviceAccountName'", grip="key", fix=fix)

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  serviceAccount: web
                  #^^^^^^^^^^^^^ 'serviceAccount' is deprecated, use 'serviceAccountName'
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            fixed="""
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  serviceAccountName: web
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              serviceAccountName: web
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              serviceAccountName: web
              serviceAccount: web
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="as the API server writes it back",
        ),
    )
