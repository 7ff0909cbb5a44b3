"""Rule: limits are not many times what is requested."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gitops_lint.builtin.resources._amounts import amount
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity

_LARGEST = Fraction(10**6)  # what is more is no ratio anybody reads


class LimitRequestRatio(Rule[Container]):
    """The limit is many times the request, so the scheduler knows little about what the container will use.

    The larger the ratio, the more a node is overcommitted.  Nothing is reported until a largest ratio is set:

    ```yaml
    rules:
      limit-request-ratio: {max-memory: 2, max-cpu: 10}
    ```

    **When to allow it.**  The container idles most of the day and bursts are short.
    """

    summary = "limit is too many times the request"
    severity = Severity.WARNING
    tags = frozenset({"resources"})
    aliases = ("kyverno:enforce-resources-as-ratio", "gatekeeper:containerresourceratios")

    class Options:
        """Options of the rule; zero asks nothing."""

        max_cpu: float = 0.0  #: largest cpu limit as a multiple of the request
        max_memory: float = 0.0  #: largest memory limit as a multiple of the request

    def check(self, target: Container) -> Iterator[Occurrence]:
        """Every limit that is too large for its request."""
        for name, most in (("cpu", self.options.max_cpu), ("memory", self.options.max_memory)):
            request, limit = amount(target, "requests", name), amount(target, "limits", name)
            at = target.at("resources", "limits", name)
            if at is None or request is None or limit is None or request.is_zero or most <= 0:
                continue
            ratio = Fraction(limit.nano, request.nano)
            if ratio > Fraction(most):
                text = f"the {name} limit of {target.label} is {float(min(ratio, _LARGEST)):.3g} times its request, more than {most:g}"
                yield self.finding(at, text)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources:
                    requests: {cpu: 100m, memory: 128Mi}
                    limits:
                      memory: 512Mi
                      #       ^^^^^ the memory limit of container 'app' is 4 times its request, more than 2
            """,
            options={"max-memory": 2},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources:
                    requests: {cpu: 100m, memory: 256Mi}
                    limits: {cpu: 1, memory: 512Mi}
            """,
            options={"max-memory": 2},
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources: {requests: {cpu: 1m}, limits: {cpu: 64}}
            """),
    )
