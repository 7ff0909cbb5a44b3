"""Rule: template of an ApplicationSet uses a parameter that no generator supplies."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ArgocdTemplateParameterUnknown(Rule[Problem]):
    """Without `goTemplate` Argo CD leaves such a tag in the text as it is, and the Application gets `{{name}}` for a name, a path or a cluster.

    With `goTemplate`, and without `missingkey=error` in its options, Argo CD writes `<no value>`, also for a field that a parameter
    does not have, such as an annotation of a cluster.  Where the generators ask a service and nobody knows what they yield, a
    name is reported that resembles one of theirs.

    A Go template that names a mapping or a list (`{{.path}}` of a git generator, whose text is `{{.path.path}}`) writes
    `map[…]`, in the template, in `templatePatch` and in a generator of a matrix alike.  That, and `<no value>` for a field, is an
    error in a name, a source, a destination or a project; of such Applications nothing more is said.

    Compare with the parameters that the generators give.

    Tags that cannot name a parameter (`{{ .Values.host }}`, `{{ $labels.pod }}`) are left alone in the settings of Helm and
    kustomize: the chart reads them.

    **When to allow it.**  The tag is meant for somebody further down, such as Helm.
    """

    summary = "template of an ApplicationSet uses a parameter that no generator supplies"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              generators: [{list: {elements: [{env: dev}]}}]
              template:
                metadata: {name: "shop-{{.env}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "{{.enviroment}}"}
                  #                                                                                      ^^^^^^^^^^^^^^^^^ no generator supplies 'enviroment'
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{scmProvider: {github: {organization: acme}}}]
              template:
                metadata: {name: "{{.repositry}}"}
                #                ^^^^^^^^^^^^^^^^ no generator supplies 'repositry', did you mean 'repository'?
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: deploy}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{env: dev, image: {image: shop, tag: v1}}]}}]
              template:
                metadata: {name: "shop-{{.env}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "{{.image}}"}
                  #                                                                                      ^^^^^^^^^^^^ '.image' is a mapping, did you mean '.image.image'?
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              generators: [{list: {elements: [{env: dev}]}}]
              template:
                metadata: {name: "shop-{{.env}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "{{ if .region }}{{.region}}{{ else }}eu{{ end }}"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{scmProvider: {github: {organization: acme}}}]
              template:
                metadata: {name: "{{.repository}}-{{.fork}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: deploy}
            """,
        ),
    )
