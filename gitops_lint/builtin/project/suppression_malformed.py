"""Rule: suppression cannot be understood."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class SuppressionMalformed(Rule[Problem]):
    """A comment starts with `gitops-lint:` and does not say what to ignore, so it ignores nothing; or its reason
    names a day to end on that no calendar has, so it never ends.

    Write `# gitops-lint: ignore[rule-name] why` on the line or alone above the node, or
    `# gitops-lint: ignore-file[rule-name] why` for the file; and days as `until 2027-03-31`.

    **When to allow it.** Never.
    """

    summary = "suppression cannot be understood"
    severity = Severity.WARNING
    tags = frozenset({"suppression"})

    examples = (
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings  # gitops-lint: ignore
              #               ^^^^^^^^^^^^^^^^^^^^^ 'ignore' names no rule: write ignore[rule] and a reason
            """),
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app  # gitops-lint: ignore[memory-limit-missing] node is dedicated until 2027-02-30
                  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ '2027-02-30' is no date such as 2027-03-31: ignoring 'memory-limit-missing' does not expire
                  image: registry.example/app:1.4.2
            """),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
            """),
    )
