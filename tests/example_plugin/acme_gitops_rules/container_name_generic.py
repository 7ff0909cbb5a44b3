"""Rule: a container's name says what it is."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class ContainerNameGeneric(Rule[Container]):
    """A container called `app` says nothing in a log or a metric.

    Dashboards show the container's name; twenty services called `app` cannot be told apart.

    **When to allow it.**  The pod has one container, and nobody groups metrics by container.
    """

    summary = "container has a name that says nothing"
    severity = Severity.WARNING
    tags = frozenset({"acme", "naming"})

    class Options:
        """Options of the rule."""

        names: tuple[str, ...] = ("app", "main")  #: names that say nothing

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The container, if its name is one of those."""
        if target.name in self.options.names:
            yield self.finding(target, f"container '{target.name}' has a name that says nothing")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  #     ^^^ container 'app' has a name that says nothing
                  image: registry.example/web:1.4.2
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: web, image: "registry.example/web:1.4.2"}]
            """),
    )
