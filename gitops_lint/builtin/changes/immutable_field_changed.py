"""Rule: change of a field that cannot change."""

from __future__ import annotations

from gitops_lint.builtin.changes._change import ChangeRule
from gitops_lint.rule import Bad, Good, Severity

CONFIG = {"repositories": {"https://git.example/shop.git": "."}}


class ImmutableFieldChanged(ChangeRule):
    """A field changes that the API server lets nobody change once the object exists: the selector of a Deployment, the claim
    templates of a StatefulSet, the pod template of a Job, the class of a claim, the address of a Service, data of an
    immutable ConfigMap. The sync fails at that object, and later waves do not come.

    Give the object another name, or let Argo CD delete it and make it anew (`argocd.argoproj.io/sync-options:
    Force=true,Replace=true`): pods are down meanwhile, and a claim loses its data. A changed `roleRef` is refused under
    server-side apply and `Replace=true` only; otherwise Argo CD makes the binding anew by itself. What git held before is
    taken for what is live; the rule runs under `--since` and `--staged`.

    **When to allow it.**  Somebody deletes the object in the same moment.
    """

    summary = "change of a field that cannot change"
    severity = Severity.ERROR
    mistakes = ("immutable-field-changed", "object-recreated")

    examples = (
        Bad(
            title="the selector of a Deployment",
            before={
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector:
                        matchLabels: {app: web}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
                    """,
            },
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    """,
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector:
                    # ^^^^^^^^ Deployment 'web' changes spec.selector; the sync fails: 'one or more objects failed to apply', 'Deployment "web" … field is immutable'
                        matchLabels: {app: web, tier: front}
                      template:
                        metadata: {labels: {app: web, tier: front}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
                    """,
            },
            config=CONFIG,
        ),
        Bad(
            title="a Job that is made anew",
            before={
                "shop/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: migrate
                      annotations: {argocd.argoproj.io/sync-options: "Force=true,Replace=true"}
                    spec:
                      template:
                        spec: {restartPolicy: Never, containers: [{name: m, image: "registry.example/m:1"}]}
                    """,
            },
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    """,
                "shop/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: migrate
                      annotations: {argocd.argoproj.io/sync-options: "Force=true,Replace=true"}
                    spec:
                      template:
                    # ^^^^^^^^ Job 'migrate' changes spec.template; with Force=true the object is deleted and made anew
                        spec: {restartPolicy: Never, containers: [{name: m, image: "registry.example/m:2"}]}
                    """,
            },
            config=CONFIG,
        ),
        Good(
            title="what may change",
            before={
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector:
                        matchLabels: {app: web}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
                    """,
            },
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    """,
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector:
                        matchLabels: {app: web}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.1.0"}]}
                    """,
            },
            config=CONFIG,
        ),
        Good(
            title="Argo CD makes bindings anew",
            before={
                "shop/role.yaml": """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata: {name: web}
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                    subjects: [{kind: ServiceAccount, name: web}]
                    """,
            },
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}}
                    """,
                "shop/role.yaml": """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata: {name: web}
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
                    subjects: [{kind: ServiceAccount, name: web}]
                    """,
            },
            config=CONFIG,
        ),
    )
