"""Rule: file is a template that nothing renders."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class TemplateNotRendered(Rule[Problem]):
    """The file holds template statements where YAML is expected, and no chart around it renders them.

    Argo CD applies plain files as they are: `{{ .Values.image }}` without quotes is a mapping inside a mapping for
    YAML, and the sync fails on it.

    **When to allow it.**  Another tool renders the file before it reaches the cluster: exclude it, or give it a
    name that says so, such as `.yaml.gotmpl`.
    """

    summary = "file is a template that nothing renders"
    severity = Severity.WARNING
    tags = frozenset({"schema", "yaml"})

    examples = (
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {{ .Values.name }}
              #     ^^^^^^^^^^^^^^^^^^ '{{ }}' is not quoted, so YAML reads a mapping as a key
            """),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: "{{ name }}"
            """),
    )
