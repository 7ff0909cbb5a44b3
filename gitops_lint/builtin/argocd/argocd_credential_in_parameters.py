"""Rule: Application carries a credential in clear."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.source.credentials import is_password_name, is_plain_value, is_sensitive_name, looks_random, shapes_in


class ArgocdCredentialInParameters(Rule[Resource]):
    """A helm parameter, an inline value or a variable of a plugin holds a password or token in clear: in git, in the
    Application object, and in Argo CD's user interface.

    Bring it with External Secrets or Sealed Secrets, and give the chart the name of the Secret.  The value itself is in no
    report.

    **When to allow it.**  The value is an example that is replaced.
    """

    summary = "Application carries a credential in clear"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "secrets", "security"})
    security_severity = 8.0
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Parameters, inline values and the plugin's environment of every source."""
        for root in specs(target, repo):
            for source in [root.at("spec", "source"), *root.items("spec", "sources")]:
                if source is not None and isinstance(source.value, dict):
                    yield from self._source(source)

    def _source(self, source: Node) -> Iterator[Occurrence]:
        for path in (("helm", "parameters"), ("plugin", "env")):
            for entry in source.items(*path):
                value = entry.at("value")
                name = entry.text("name") if isinstance(entry.value, dict) else None
                if value is not None and name and _is_credential(name, value.value):
                    yield self.finding(value, f"'{name}' holds a credential in clear")
        values = source.at("helm", "valuesObject")
        for name, node in _leaves(values) if values is not None else ():
            if _is_credential(name, node.value):
                yield self.finding(node, f"'{name}' holds a credential in clear")
        text = source.at("helm", "values")
        if text is not None and isinstance(text.value, str):
            for name in _in_text(text.value):
                yield self.finding(text, f"'{name}' holds a credential in clear", grip="key")

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
                    - {name: auth.adminPassword, value: Tr0ub4dor-and-3}
                    #                                   ^^^^^^^^^^^^^^^ 'auth.adminPassword' holds a credential in clear
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
                repoURL: https://charts.example
                chart: shop
                targetRevision: 1.2.0
                helm:
                  valuesObject:
                    auth: {password: Tr0ub4dor-and-3}
                    #                ^^^^^^^^^^^^^^^ 'password' holds a credential in clear
                    env: [{name: DB_PASSWORD, value: Tr0ub4dor-and-3}]
                    #                                ^^^^^^^^^^^^^^^ 'DB_PASSWORD' holds a credential in clear
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
                repoURL: https://charts.example
                chart: shop
                targetRevision: 1.2.0
                helm:
                  values: |
                # ^^^^^^ 'password' holds a credential in clear
                # ^^^^^^ 'DB_PASSWORD' holds a credential in clear
                    auth:
                      password: Tr0ub4dor-and-3
                    env:
                      - name: DB_PASSWORD
                        value: Tr0ub4dor-and-3
                      - name: DB_USER
                        value: shop
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
                repoURL: https://charts.example
                chart: shop
                targetRevision: 1.2.0
                helm:
                  parameters:
                    - {name: auth.existingSecret, value: shop-credentials}
                    - {name: auth.password, value: $ARGOCD_ENV_PASSWORD}
                  valuesObject:
                    auth: {passwordSecretName: shop, passwordKey: password}
                    oidc: {clientSecret: $oidc.shop.clientSecret}
                    smtp: {password: "$__file{/etc/secrets/smtp}"}
            """,
        ),
    )


def _is_credential(name: str, value: object) -> bool:
    """What has the shape of a provider's credential is another rule's."""
    last = name.rpartition(".")[2]
    if not isinstance(value, str) or "{{" in value or next(shapes_in(value), None) is not None:
        return False
    if "existing" in last.lower() or not is_sensitive_name(last) or not is_plain_value(value):
        return False
    return is_password_name(last) or looks_random(value)


def _leaves(root: Node) -> Iterator[tuple[str, Node]]:
    """Every value with its name: the key, or what stands under ``name`` beside ``value``, as in a list of variables."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node.value, dict):
            named = node.value.get("name")
            for item in node.items():
                key = item.pointer[-1]
                yield (named if key == "value" and isinstance(named, str) else str(key)), item
        if isinstance(node.value, dict | list):
            stack.extend(node.items())


def _in_text(text: str) -> Iterator[str]:
    """Lines of the form ``name: value``; the rest of YAML is not needed for that."""
    named = ""
    for line in text.splitlines():
        key, colon, value = line.strip().removeprefix("- ").partition(": ")
        key, value = key.strip("'\""), value.partition(" #")[0].strip().strip("'\"")
        name = named if key == "value" and named else key
        named = value if key == "name" else ""
        if colon and not key.startswith("#") and _is_credential(name, value):
            yield name
