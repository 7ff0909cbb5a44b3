"""Rule: Ingresses use the classes that were agreed on."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.services._ingress import INGRESS, ingress_class
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.source.globs import name_matches


class IngressClassNotAllowed(Rule[Resource]):
    """An Ingress of a class that is not in the option `allowed` is served by nobody, or by the wrong controller.

    Without the option every class is allowed.  An Ingress without a class gets the cluster's default.

    **When to allow it.**  Add the class to the option.
    """

    summary = "Ingress class is not allowed"
    severity = Severity.WARNING
    tags = frozenset({"network", "services"})
    aliases = ("kyverno:restrict-ingress-classes",)
    kinds = INGRESS

    class Options:
        """Options of the rule."""

        allowed: tuple[str, ...] = ()  #: names or globs; the empty name is the default class

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The class."""
        name = ingress_class(target)
        if not self.options.allowed or name_matches(self.options.allowed, name):
            return
        at = target.at("spec", "ingressClassName") or target.at(
            "metadata", "annotations", "kubernetes.io/ingress.class"
        )
        message = f"ingress class '{name}' is not allowed" if name else "Ingress names no class"
        yield self.finding(at or target.at("metadata", "name") or target, message)

    examples = (
        Bad(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              ingressClassName: nginx
              #                 ^^^^^ ingress class 'nginx' is not allowed
              rules: [{host: shop.example.com}]
            """,
            options={"allowed": ["alb*"]},
        ),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec: {ingressClassName: nginx, rules: [{host: shop.example.com}]}
            """),
    )
