"""Rule: files parse."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class YamlSyntaxError(Rule[Problem]):
    """The file is not YAML, so nothing in it can be applied.

    The parser is the one Kubernetes' own is a translation of: what is refused here is refused there.
    Documents before the mistake are still checked.

    **When to allow it.**  The file is a template of another tool: exclude it with `exclude:` in the configuration.
    """

    summary = "file is not valid YAML"
    severity = Severity.ERROR
    tags = frozenset({"schema", "yaml"})
    aliases = ("kics:Invalid YAML",)

    examples = (
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
               labels: {}
               #     ^ mapping values are not allowed in this context
            """),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
              labels: {}
            """),
    )
