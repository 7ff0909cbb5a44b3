"""Rule: file below templates/ has an unusual ending."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class ChartTemplateExtension(Rule[Problem]):
    """Helm renders every file below `templates/`, whatever its ending, and Argo CD applies what comes out. `helm lint` allows
    `.yaml`, `.yml`, `.tpl` and `.txt`; a forgotten copy such as `deployment.yaml.bak` is applied as well.

    **When to allow it.** The file is rendered on purpose, for example a `.json`.
    """

    summary = "file below templates/ has an unusual ending"
    severity = Severity.INFO
    tags = frozenset({"helm"})
