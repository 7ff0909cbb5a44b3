"""Rule: the controller of ApplicationSets does not read what a set says."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import ApplicationSet, Bad, Good, Occurrence, Repository, Rule, Severity


class ArgocdApplicationsetFieldIgnored(Rule[ApplicationSet]):
    """The ApplicationSet says something in a place that its controller does not read, and nobody is told.

    * `template.metadata.namespace`: the Applications are made in the namespace of the set;
    * a `project` in `templatePatch`: the template's stays;
    * `files` of a git generator that has `directories` too;
    * the `template` of a generator inside of `matrix` or `merge`: only that of the outermost generator counts;
    * `applyNestedSelectors`, since Argo CD 3.0 (info);
    * `selfHeal` beside the strategy `RollingSync`, which switches automated sync off (info).

    **When to allow it.**  An older Argo CD reads it.
    """

    summary = "field of an ApplicationSet that nobody reads"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    def check(self, target: ApplicationSet, repo: Repository) -> Iterator[Occurrence]:
        """The template, the patch, the generators, then what is only worth knowing."""
        yield from self._template(target)
        yield from self._generators(target)
        nested = target.at("spec", "applyNestedSelectors")
        if nested is not None and repo.config.argocd.version >= (3, 0):
            message = "applyNestedSelectors is not read since Argo CD 3.0: selectors of nested generators always count"
            yield self.finding(nested, message, grip="key", severity=Severity.INFO)
        heals = target.at("spec", "template", "spec", "syncPolicy", "automated", "selfHeal")
        rolling = target.get("spec", "strategy", "type") == "RollingSync"
        if (
            heals is not None
            and heals.value is True
            and rolling
            and target.get("spec", "strategy", "rollingSync", "steps")
        ):
            message = "selfHeal does nothing: RollingSync switches automated sync off"
            yield self.finding(heals, message, grip="key", severity=Severity.INFO)

    def _template(self, target: ApplicationSet) -> Iterator[Occurrence]:
        namespace = target.at("spec", "template", "metadata", "namespace")
        if namespace is not None and target.namespace and namespace.value != target.namespace:
            message = f"the Applications are made in namespace '{target.namespace}', where the set is"
            yield self.finding(namespace, message)
        patch, project = target.at("spec", "templatePatch"), target.get("spec", "template", "spec", "project")
        text = patch.value if patch is not None else None
        if patch is not None and isinstance(text, str) and _project(text) not in ("", project):
            yield self.finding(patch, "templatePatch cannot change the project", grip="key")

    def _generators(self, target: ApplicationSet) -> Iterator[Occurrence]:
        from gitops_lint.argocd.applicationset.walk import generators

        for kind, body, pointer in generators(target.value):
            files = target.at(*pointer, "files")
            if kind == "git" and body.get("directories") and files is not None and files.value:
                yield self.finding(files, "files are not read beside directories", grip="key")
            template = target.at(*pointer, "template")
            if template is not None and len(pointer) > 4:
                message = f"the template of a generator inside of '{pointer[-4]}' is not read"
                yield self.finding(template, message, grip="key")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
              template:
                metadata: {name: "shop-{{.env}}", labels: {env: "{{.env}}"}, namespace: shops}
                #                                                                       ^^^^^ the Applications are made in namespace 'argocd', where the set is
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "shop/{{.env}}"}
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
              generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
              strategy:
                type: RollingSync
                rollingSync: {steps: [{matchExpressions: [{key: env, operator: In, values: [dev, prod]}]}]}
              applyNestedSelectors: true
            # ^^^^^^^^^^^^^^^^^^^^ applyNestedSelectors is not read since Argo CD 3.0: selectors of nested generators always count
              template:
                metadata: {name: "shop-{{.env}}", labels: {env: "{{.env}}"}}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "shop/{{.env}}"}
                  syncPolicy: {automated: {prune: true, selfHeal: true}}
                  #                                     ^^^^^^^^ selfHeal does nothing: RollingSync switches automated sync off
              templatePatch: |
            # ^^^^^^^^^^^^^ templatePatch cannot change the project
                spec:
                  destination: {namespace: "shop-{{.env}}"}
                  project: other
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
              generators:
                - matrix:
                    generators:
                      - list:
                          elements: [{env: dev}]
                          template: {metadata: {}, spec: {project: dev, destination: {}, source: {repoURL: "https://github.com/acme/elsewhere.git"}}}
                        # ^^^^^^^^ the template of a generator inside of 'matrix' is not read
                      - git:
                          repoURL: https://github.com/acme/elsewhere.git
                          revision: HEAD
                          directories: [{path: shops/*}]
                          files: [{path: shops/*.yaml}]
                        # ^^^^^ files are not read beside directories
              template:
                metadata: {name: "{{.path.basename}}-{{.env}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "{{.path.path}}"}
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
              generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
              template:
                metadata: {name: "shop-{{.env}}", labels: {env: "{{.env}}"}, namespace: argocd}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "shop/{{.env}}"}
                  syncPolicy: {automated: {prune: true, selfHeal: true}}
              templatePatch: |
                metadata: {labels: {project: other}}
                spec:
                  source: {helm: {valuesObject: {project: other}}}
                  info:
                    - name: x
                      project: y
            """,
        ),
    )


def _project(patch: str) -> str:
    """The ``spec.project`` that a patch with templates in it seems to set; empty where it sets none."""
    inside, indent = False, ""
    for line in patch.splitlines():
        text = line.strip()
        if not text or text.startswith(("#", "{{")):
            continue
        depth = line[: len(line) - len(line.lstrip())]
        if not depth:
            inside, indent = text == "spec:", ""
        elif inside:
            indent = indent or depth
            key, _, value = text.partition(":")
            if depth == indent and key == "project":
                return value.strip().strip("'\"")
    return ""
