"""Rule: Prometheus can read its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Resource, Rule, Severity

_OPEN = ("${", "{{", "$(")


class PrometheusExpressionInvalid(Rule[Resource]):
    """The expression of an alert or a recording rule is not PromQL.

    The operator refuses the whole PrometheusRule, or Prometheus does not load it: none of its alerts ever fires.

    Needs the extra `gitops-lint[promql]`, which brings a parser of PromQL; without it expressions are not read.
    Functions that the parser does not know may be newer than it, and are no finding.

    **When to allow it.**  The rule is read by something with a dialect of its own, such as VictoriaMetrics.
    """

    summary = "expression of a PrometheusRule is not PromQL"
    severity = Severity.ERROR
    confidence = Confidence.MEDIUM
    tags = frozenset({"observability"})
    kinds = ("monitoring.coreos.com/PrometheusRule",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every expression of every group."""
        parse = _parser()
        if parse is None:
            return
        for group in target.items("spec", "groups"):
            for rule in group.items("rules"):
                expression = rule.at("expr")
                text = str(expression.value) if expression is not None else ""
                if expression is None or not text.strip() or any(mark in text for mark in _OPEN):
                    continue
                error = _error(parse, text)
                if error:
                    name = rule.text("alert") or rule.text("record") or "?"
                    yield self.finding(expression, f"expression of '{name}' is not PromQL: {error}", grip="key")

    examples = (
        Bad("""
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata: {name: web}
            spec:
              groups:
                - name: web
                  rules:
                    - alert: Slow
                      expr: rate(http_requests_total) > 1
                      #^^^ expression of 'Slow' is not PromQL: expected type matrix in call to function 'rate', got vector
            """),
        Good("""
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata: {name: web}
            spec:
              groups:
                - name: web
                  rules:
                    - {alert: Slow, expr: 'sum by (job) (rate(http_requests_total{code=~"5.."}[5m])) > 1'}
                    - {record: "job:up", expr: 1}
                    - {record: new, expr: function_of_next_year(up)}
                    - {alert: Template, expr: "up < ${THRESHOLD}"}
            """),
    )


def _parser() -> Callable[[str], object] | None:
    """The parser; None where the extra is not installed."""
    try:
        from promql_parser import parse
    except ImportError:
        return None
    found: Callable[[str], object] = parse
    return found


def _error(parse: Callable[[str], object], text: str) -> str:
    try:
        parse(text)
    except ValueError as error:
        message = str(error).splitlines()[0] if str(error) else "invalid"
        return "" if message.startswith("unknown function") else message
    return ""
