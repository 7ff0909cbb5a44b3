"""Rule: no provider's credential anywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitops_lint.builtin.secrets._content import TAGS, is_written, shape_of, strings_in, texts_of
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.source.credentials import Shape, candidates

_OTHERS = frozenset({("", "Secret"), ("", "ConfigMap"), ("bitnami.com", "SealedSecret")})
_IN_CONTAINERS = frozenset({"env", "args", "command"})


class ExposedSecretPattern(Rule[Resource]):
    """An object holds a value of the shape that a provider documents for its credentials.

    AWS, GitHub, GitLab, Slack, Stripe and some forty more, private keys and passwords in URLs: whoever reads the
    repository has it.  Revoke it at the provider, then take it out.  Secrets, ConfigMaps and containers have rules of
    their own.  The value itself is in no report.

    **When to allow it.**  Examples from a provider's documentation.
    """

    summary = "value of the shape of a credential"
    severity = Severity.ERROR
    tags = TAGS
    aliases = (
        "datree:ALL_EXPOSED_SECRET_AWS",
        "datree:ALL_EXPOSED_SECRET_GITHUB",
        "datree:ALL_EXPOSED_SECRET_GITLAB",
        "datree:ALL_EXPOSED_SECRET_GCP",
        "datree:ALL_EXPOSED_SECRET_BITBUCKET",
        "datree:ALL_EXPOSED_SECRET_DATADOG",
        "datree:ALL_EXPOSED_SECRET_TERRAFORM",
        "datree:ALL_EXPOSED_SECRET_HEROKU",
        "datree:ALL_EXPOSED_SECRET_JWT",
        "datree:ALL_EXPOSED_SECRET_LAUNCHDARKLY",
        "datree:ALL_EXPOSED_SECRET_NEWRELIC",
        "datree:ALL_EXPOSED_SECRET_NPM",
        "datree:ALL_EXPOSED_SECRET_OKTA",
        "datree:ALL_EXPOSED_SECRET_STRIPE",
        "datree:ALL_EXPOSED_SECRET_SUMOLOGIC",
        "datree:ALL_EXPOSED_SECRET_TWILIO",
        "datree:ALL_EXPOSED_SECRET_VAULT",
        "datree:ALL_EXPOSED_SECRET_PRIVATEKEY",
    )
    security_severity = 8.0

    def check(self, target: Resource) -> Iterable[Occurrence]:
        """Every text of the object."""
        if (target.group, target.kind) in _OTHERS or target.kind == "CustomResourceDefinition":
            return ()
        among = candidates("\n".join(strings_in(target.value)))
        return self._found(target, among) if among else ()

    def _found(self, target: Resource, among: tuple[Shape, ...]) -> Iterator[Occurrence]:
        skipped = _IN_CONTAINERS if target.workload is not None else frozenset()
        for node in texts_of(target, target.value, (), skipped):
            shape = shape_of(node.value, among)
            if shape is not None and is_written(node):
                severity = Severity.WARNING if "password" in shape else None
                yield self.finding(node, f"value of the shape of a {shape}", severity=severity)

    examples = (
        Bad(
            """
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
                repoURL: https://charts.example
                chart: web
                targetRevision: 1.2.3
                helm:
                  valuesObject:
                    github:
                      login: ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2
                      #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ value of the shape of a GitHub token
            """,
        ),
        Bad(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                hook: https://hooks.slack.com/services/T00000001/B00000002/abcdefABCDEFabcdef123456
                #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ value of the shape of a Slack webhook
            spec:
              defaultBackend:
                service:
                  name: web
                  port:
                    number: 80
            """,
            title="an annotation",
        ),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                hook: https://hooks.slack.com/services/T000/B000/XXXX
            spec:
              defaultBackend:
                service:
                  name: web
                  port:
                    number: 80
            """,
            title="an example",
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: web
            stringData:
              token: ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2
            """,
            title="another rule's",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  env:
                    - name: A
                      value: ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2
            """,
            title="another rule's",
        ),
    )
