"""Rule: containers do not set the variables an organisation forbids."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class ForbiddenEnvValue(Rule[Container]):
    """A container sets an environment variable that the configuration forbids, or gives it a forbidden value.

    Nothing is reported until the list is set.  An entry is a glob of names, with `=` and a glob of values where only
    these are forbidden:

    ```yaml
    rules:
      forbidden-env-value: {variables: ["NODE_TLS_REJECT_UNAUTHORIZED=0", "HTTP_PROXY", "*_DEBUG=true"]}
    ```

    **When to allow it.**  While somebody looks for a fault.
    """

    summary = "container sets a forbidden environment variable"
    severity = Severity.ERROR
    tags = frozenset({"security"})
    aliases = ("kyverno:check-env-vars", "kyverno:mitigate-log4shell")

    class Options:
        """Options of the rule; an empty list asks nothing."""

        variables: tuple[str, ...] = ()  #: ``NAME`` or ``NAME=value``, both globs

    def check(self, target: Container) -> Iterator[Occurrence]:
        """Each variable of the list; values that come from elsewhere are not known."""
        forbidden = [entry.partition("=") for entry in self.options.variables]
        if not forbidden:
            return
        for variable in target.items("env"):
            name, value = variable.text("name"), variable.get("value")
            for wanted, equals, values in forbidden:
                if name is None or not fnmatchcase(name, wanted):
                    continue
                if not equals or (isinstance(value, str) and fnmatchcase(value, values)):
                    at = variable.at("value" if equals else "name")
                    what = f"gives '{name}' a forbidden value" if equals else f"sets '{name}', which is forbidden"
                    yield self.finding(at or variable, f"{target.label} {what}")
                    break

    examples = (
        Bad(
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
                    - name: NODE_TLS_REJECT_UNAUTHORIZED
                      value: "0"
                      #      ^^^ container 'app' gives 'NODE_TLS_REJECT_UNAUTHORIZED' a forbidden value
                    - name: HTTP_PROXY
                      #     ^^^^^^^^^^ container 'app' sets 'HTTP_PROXY', which is forbidden
                      value: http://proxy.example:3128
            """,
            options={"variables": ["NODE_TLS_REJECT_UNAUTHORIZED=0", "*_PROXY"]},
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
                    - {name: NODE_TLS_REJECT_UNAUTHORIZED, value: "1"}
                    - {name: LEVEL, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            """,
            options={"variables": ["NODE_TLS_REJECT_UNAUTHORIZED=0", "LEVEL=debug"]},
        ),
    )
