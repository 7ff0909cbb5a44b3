"""Rule: ApplicationSet no longer makes an Application."""

from __future__ import annotations

from gitops_lint.builtin.changes._change import ChangeRule
from gitops_lint.rule import Bad, Good, Severity

CONFIG = {"repositories": {"https://git.example/shop.git": "."}}


class ApplicationsetLosesApplication(ChangeRule):
    """An ApplicationSet makes fewer Applications than before: an element, a folder, a cluster is gone or matches no longer. The
    controller deletes the Applications that are left over, and with their finalizer all they deployed.

    `spec.syncPolicy.preserveResourcesOnDeletion` keeps the objects, `applicationsSync: create-update` the Applications.
    The rule runs under `--since` and `--staged`.

    **When to allow it.**  That is what the change is for.
    """

    summary = "ApplicationSet no longer makes an Application"
    severity = Severity.WARNING

    examples = (
        Bad(
            title="an element is gone",
            before={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      generators:
                        - list: {elements: [{name: one}, {name: two}]}
                      template:
                        metadata: {name: "{{ .name }}"}
                        spec:
                          project: default
                          destination: {name: prod, namespace: "{{ .name }}"}
                          source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: "{{ .name }}"}
                          syncPolicy: {automated: {prune: true}}
                    """,
            },
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      generators:
                    # ^^^^^^^^^^ ApplicationSet 'shops' no longer makes Application 'argocd/two'; the Application is deleted with its 1 object
                        - list: {elements: [{name: one}]}
                      template:
                        metadata: {name: "{{ .name }}"}
                        spec:
                          project: default
                          destination: {name: prod, namespace: "{{ .name }}"}
                          source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: "{{ .name }}"}
                          syncPolicy: {automated: {prune: true}}
                    """,
                "one/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data: {A: b}
                    """,
                "two/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data: {A: b}
                    """,
            },
            config=CONFIG,
        ),
        Good(
            title="Applications are never deleted",
            before={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      syncPolicy: {applicationsSync: create-update}
                      generators:
                        - list: {elements: [{name: one}, {name: two}]}
                      template:
                        metadata: {name: "{{ .name }}"}
                        spec:
                          project: default
                          destination: {name: prod, namespace: "{{ .name }}"}
                          source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: "{{ .name }}"}
                          syncPolicy: {automated: {prune: true}}
                    """,
            },
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      syncPolicy: {applicationsSync: create-update}
                      generators:
                        - list: {elements: [{name: one}]}
                      template:
                        metadata: {name: "{{ .name }}"}
                        spec:
                          project: default
                          destination: {name: prod, namespace: "{{ .name }}"}
                          source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: "{{ .name }}"}
                          syncPolicy: {automated: {prune: true}}
                    """,
                "one/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data: {A: b}
                    """,
                "two/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data: {A: b}
                    """,
            },
            config=CONFIG,
        ),
        Good(
            title="one more",
            before={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      generators:
                        - list: {elements: [{name: one}]}
                      template:
                        metadata: {name: "{{ .name }}"}
                        spec:
                          project: default
                          destination: {name: prod, namespace: "{{ .name }}"}
                          source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: "{{ .name }}"}
                          syncPolicy: {automated: {prune: true}}
                    """,
            },
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      generators:
                        - list: {elements: [{name: one}, {name: two}]}
                      template:
                        metadata: {name: "{{ .name }}"}
                        spec:
                          project: default
                          destination: {name: prod, namespace: "{{ .name }}"}
                          source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: "{{ .name }}"}
                          syncPolicy: {automated: {prune: true}}
                    """,
                "one/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data: {A: b}
                    """,
                "two/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data: {A: b}
                    """,
            },
            config=CONFIG,
        ),
    )
