"""Rule: nothing runs in the namespace default."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class DefaultNamespace(Rule[Workload]):
    """The workload runs in the namespace `default`.

    Rights, quotas, network policies and Pod Security levels are given to namespaces; in `default` everything ends up that
    names none.  The namespace that counts is the one of the kustomization or the Application's destination; an object
    without any is not judged.

    **When to allow it.**  Clusters for one program.
    """

    summary = "workload runs in the namespace 'default'"
    severity = Severity.INFO
    tags = frozenset({"metadata"})
    aliases = (
        "kube-linter:use-namespace",
        "CKV_K8S_21",
        "KSV-0110",
        "kics:Using Unrecommended Namespace",
        "kubescape:C-0061",
        "kubescape:C-0212",
        "datree:WORKLOAD_INCORRECT_NAMESPACE_VALUE_DEFAULT",
        "kyverno:disallow-default-namespace",
    )

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The namespace that is written, else the workload."""
        if target.resource.namespace == "default":
            at = target.resource.at("metadata", "namespace") or target.resource
            yield self.finding(at, "runs in the namespace 'default'")

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: default
              #          ^^^^^^^ runs in the namespace 'default'
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
            files={
                "app.yaml": """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: web
                  namespace: argocd
                spec:
                  project: default
                  destination:
                    server: https://kubernetes.default.svc
                    namespace: default
                  source:
                    repoURL: https://git.example/shop.git
                    path: shop
                """,
                "shop/web.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: web
                  #     ^^^ runs in the namespace 'default'
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
            },
            title="the Application's destination decides",
        ),
        Good(
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
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            title="its namespace is decided elsewhere",
        ),
        Good(
            files={
                "app.yaml": """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: web
                  namespace: argocd
                spec:
                  project: default
                  destination:
                    server: https://kubernetes.default.svc
                    namespace: shop
                  source:
                    repoURL: https://git.example/shop.git
                    path: shop
                """,
                "shop/web.yaml": """
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
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
                """,
            },
        ),
    )
