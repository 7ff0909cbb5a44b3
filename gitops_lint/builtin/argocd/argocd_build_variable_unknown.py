"""Rule: a dollar sign that Argo CD takes for a variable."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import ApplicationSpec, Source, read_application
from gitops_lint.argocd.applicationcheck import is_reference
from gitops_lint.argocd.buildenv import build_environment, unknown_variables
from gitops_lint.argocd.plain import mapping, sequence
from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.finding import Pointer
from gitops_lint.model.node import nearest
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.source.credentials import is_sensitive_name


class ArgocdBuildVariableUnknown(Rule[Resource]):
    """Argo CD replaces `$NAME` and `${NAME}` in Helm parameters, paths of values files and Kustomize images and labels (annotations
    with `commonAnnotationsEnvsubst`) by its build environment, and what it does not know by nothing: a password `pa$sword` becomes `pa`, `$TAG` an empty tag.

    A dollar sign is written `$$`.  In the inline `values` nothing is replaced.

    **When to allow it.**  Something fills the variable in before Argo CD sees the Application, as Flux or envsubst do.
    """

    summary = "variable in an Application's source that Argo CD does not know"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "helm", "kustomize"})
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every text of a source that Argo CD expands."""
        for root in specs(target, repo):
            app = read_application(root.value)
            for source in app.sources:
                for text, pointer in _expanded(app, source):
                    names = list(unknown_variables(text, _KNOWN)) if "$" in text and "{{" not in text else []
                    if names:
                        node = nearest(root, pointer)
                        what = "part of the value" if _is_secret(root, pointer) else f"'${names[0]}'"
                        yield self.finding(node, f"Argo CD does not know {what}, it becomes empty")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source:
                repoURL: https://charts.example
                chart: shop
                targetRevision: 1.2.0
                helm:
                  parameters:
                    - {name: image.tag, value: $TAG}
                    #                          ^^^^ Argo CD does not know '$TAG', it becomes empty
                    - {name: banner, value: "US$ed"}
                    #                       ^^^^^^^ Argo CD does not know '$ed', it becomes empty
                    - {name: auth.password, value: pa$sword$1}
                    #                              ^^^^^^^^^^ Argo CD does not know part of the value, it becomes empty
                    - {name: rewriteTarget, value: /$2}
                    #                              ^^^ Argo CD does not know '$2', it becomes empty
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source:
                repoURL: https://github.com/acme/deploy.git
                targetRevision: HEAD
                path: shop
                kustomize:
                  commonAnnotationsEnvsubst: true
                  commonAnnotations: {release: $RELEASE}
                  #                            ^^^^^^^^ Argo CD does not know '$RELEASE', it becomes empty
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source:
                repoURL: https://github.com/acme/deploy.git
                targetRevision: HEAD
                path: shop
                kustomize:
                  commonLabels: {app: $ARGOCD_APP_NAME}
                  commonAnnotations: {price: US$ten}
            """,
            title="annotations stay as they are",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              sources:
                - repoURL: https://charts.example
                  chart: shop
                  targetRevision: 1.2.0
                  helm:
                    parameters:
                      - {name: name, value: $ARGOCD_APP_NAME}
                      - {name: price, value: 5$$}
                      - {name: path, value: "/shop(/|$)(.*)$"}
                    valueFiles: [$values/shop.yaml]
                    values: "tag: $TAG"
                - {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, ref: values}
            """,
        ),
    )


_KNOWN = frozenset(build_environment("", "", "", {}))


def _is_secret(root: Node, pointer: Pointer) -> bool:
    """Whether it is the value of a parameter that is called like a credential, of which no part may be told."""
    parameter = root.at(*pointer[:-1]) if pointer[-1:] == ("value",) else None
    name = parameter.text("name") if parameter is not None else None
    return name is not None and is_sensitive_name(name.rpartition(".")[2])


def _expanded(app: ApplicationSpec, source: Source) -> Iterator[tuple[str, Pointer]]:
    """What looks like a reference to a source is told by ``argocd-source-ref-invalid``, if it is none."""
    helm, kustomize = source.helm or {}, source.kustomize or {}
    for index, item in enumerate(sequence(helm.get("parameters"))):
        if isinstance(item, dict) and isinstance(item.get("value"), str):
            yield item["value"], source.at("helm", "parameters", index, "value")
    for text, pointer in source.value_files():
        if not is_reference(app, text):
            yield text, pointer
    for index, item in enumerate(sequence(kustomize.get("images"))):
        if isinstance(item, str):
            yield item, source.at("kustomize", "images", index)
    asked = ["commonAnnotations"] if kustomize.get("commonAnnotationsEnvsubst") is True else []
    for field in ("commonLabels", *asked):
        for key, item in mapping(kustomize.get(field)).items():
            if isinstance(item, str):
                yield item, source.at("kustomize", field, key)
