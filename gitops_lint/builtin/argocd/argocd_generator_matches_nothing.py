"""Rule: generator of an ApplicationSet matches nothing."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ArgocdGeneratorMatchesNothing(Rule[Problem]):
    """A git, list or clusters generator yields no parameters, so the ApplicationSet makes no Application from it; with pruning it deletes those it made before.

    A pattern that finds nothing beside others that do is reported too, and an exclude that no folder can match: folders are
    compared with `path.Match`, so that `./apps/x`, `/apps/x` and `apps/x/` are the names of none.

    Of a selector of clusters the label is named that none has.  Where it is a switch that nobody has switched on yet, or a label
    like none there is, that is an info: sets for optional add-ons wait for their first cluster.

    So is an element of a list in a `merge` generator that no parameters of the first generator go with.

    Usually a folder was renamed or a selector misspelt.

    **When to allow it.**  The set waits for its first tenant.
    """

    summary = "generator of an ApplicationSet matches nothing"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: tenants, namespace: argocd}
                    spec:
                      generators:
                        - git:
                            repoURL: https://github.com/acme/deploy.git
                            revision: HEAD
                            directories: [{path: tenants/*}]
                            #                    ^^^^^^^^^ generator matches nothing: no folder 'tenants/*'
                      template:
                        metadata: {name: "tenant-{{path.basename}}"}
                        spec:
                          project: tenants
                          source: {repoURL: "https://github.com/acme/deploy.git", path: "{{path}}", targetRevision: HEAD}
                          destination: {server: https://kubernetes.default.svc, namespace: "{{path.basename}}"}
                    """,
                "other/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: addons, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators:
                - matrix:
                    generators:
                      - clusters:
                          selector: {matchLabels: {addon: "true"}}
                          #                        ^^^^^ generator matches nothing: no cluster has the label 'addon', did you mean 'addons'?
                      - list: {elements: [{name: dns}, {name: metrics}]}
              template:
                metadata: {name: "{{.name}}"}
                spec:
                  project: platform
                  source: {repoURL: "https://github.com/acme/addons.git", path: addons, targetRevision: HEAD}
                  destination: {server: "{{.server}}", namespace: addons}
            """,
            config={"clusters": {"prod": {"server": "https://prod.example", "labels": {"addons": "true"}}}},
            title="one side of a matrix",
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: efs, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators:
                - clusters:
                    selector:
                      matchExpressions:
                        - {key: enable_efs, operator: In, values: ["true"]}
                        #       ^^^^^^^^^^ generator matches nothing: no cluster has the label 'enable_efs'
              template:
                metadata: {name: "efs-{{.name}}"}
                spec:
                  project: platform
                  source: {repoURL: "https://github.com/acme/addons.git", path: efs, targetRevision: HEAD}
                  destination: {server: "{{.server}}", namespace: kube-system}
            """,
            config={"clusters": {"prod": {"server": "https://prod.example", "labels": {"enable_ebs": "true"}}}},
            title="an add-on that no cluster has switched on, which is an info",
        ),
        Bad(
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: tenants, namespace: argocd}
                    spec:
                      generators:
                        - git:
                            repoURL: https://github.com/acme/deploy.git
                            revision: HEAD
                            directories:
                              - path: tenants/*
                              - path: tenants/*/eu
                              #       ^^^^^^^^^^^^ pattern matches nothing: no folder 'tenants/*/eu'
                              - {path: tenants/old/, exclude: true}
                              #        ^^^^^^^^^^^^ 'tenants/old/' excludes nothing: no folder has './' or a slash at its ends
                      template:
                        metadata: {name: "tenant-{{path.basename}}"}
                        spec:
                          project: tenants
                          source: {repoURL: "https://github.com/acme/deploy.git", path: "{{path}}", targetRevision: HEAD}
                          destination: {server: https://kubernetes.default.svc, namespace: "{{path.basename}}"}
                    """,
                "tenants/blue/kustomization.yaml": "{}\n",
                "tenants/old/kustomization.yaml": "{}\n",
            },
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: tenants, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators:
                - merge:
                    mergeKeys: [tenant]
                    generators:
                      - list: {elements: [{tenant: blue, size: small}, {tenant: green, size: small}]}
                      - list:
                          elements:
                            - {tenant: blue, size: large}
                            - {tenant: gren, size: large}
                            #  ^^^^^^ element is dropped: no parameters of the first generator have its merge keys
              template:
                metadata: {name: "tenant-{{.tenant}}", labels: {size: "{{.size}}"}}
                spec:
                  project: tenants
                  source: {repoURL: "https://github.com/acme/elsewhere.git", path: "{{.tenant}}", targetRevision: HEAD}
                  destination: {server: https://kubernetes.default.svc, namespace: "{{.tenant}}"}
            """,
        ),
        Good(
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: tenants, namespace: argocd}
                    spec:
                      generators:
                        - git:
                            repoURL: https://github.com/acme/deploy.git
                            revision: HEAD
                            directories: [{path: tenants/*}]
                      template:
                        metadata: {name: "tenant-{{path.basename}}"}
                        spec:
                          project: tenants
                          source: {repoURL: "https://github.com/acme/deploy.git", path: "{{path}}", targetRevision: HEAD}
                          destination: {server: https://kubernetes.default.svc, namespace: "{{path.basename}}"}
                    """,
                "tenants/one/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )
