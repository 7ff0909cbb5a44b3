"""Rule: pods do not get a variable for every Service."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class ServiceLinks(Rule[Workload]):
    """Unless `enableServiceLinks` is false, a pod gets seven environment variables for each Service of its namespace.

    In namespaces with many Services pods start slowly or not at all, and names such as `REDIS_PORT` collide with the
    application's own settings.  DNS tells the same.

    **When to allow it.**  The application reads these variables.
    """

    summary = "pod gets environment variables for every Service"
    severity = Severity.INFO
    tags = frozenset({"services"})
    aliases = ("kyverno:disable-service-discovery",)

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The workload, or the field."""
        if target.pod.get("enableServiceLinks") is not False:
            at = target.pod.at("enableServiceLinks") or target.at("metadata", "name") or target
            yield self.finding(at, "enableServiceLinks is not false: every Service becomes environment variables")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              #     ^^^ enableServiceLinks is not false: every Service becomes environment variables
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec: {enableServiceLinks: false, containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            """),
    )
