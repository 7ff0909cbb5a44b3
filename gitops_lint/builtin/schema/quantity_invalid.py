"""Rule: amount of a resource is not one that the API server takes."""

from __future__ import annotations

from gitops_lint.apischema.repository import Verdict
from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.model.quantity import Quantity, parse_quantity
from gitops_lint.rule import Bad, Good, Severity

_BYTE = Quantity.parse("1")


class QuantityInvalid(JudgedRule):
    """A quantity is a number with an optional suffix (`500m`, `2`, `512Mi`), is not negative, and counts whole devices
    or pages for extended resources and huge pages.

    Fractions of a byte are accepted with a warning: `512m` of memory is half a byte, `1.2Gi` is only rounded.

    **When to allow it.**  Never: the object is refused, or the amount means something else.
    """

    summary = "amount of a resource is not one that the API server takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "resources", "schema", "sync"})

    def severity_of(self, verdict: Verdict) -> Severity | None:
        """Rounding a fraction of a byte harms nobody; less than one byte is a slip."""
        if verdict.error.kind != "warning":
            return super().severity_of(verdict)
        amount = parse_quantity(verdict.error.got)
        return Severity.INFO if amount is not None and amount > _BYTE else Severity.WARNING

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
                  resources: {requests: {memory: -64Mi}}
            #                                    ^^^^^ spec.containers[0].resources.requests.memory: Invalid value '-64Mi': must be greater than or equal to 0
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources: {limits: {memory: 512MB}}
            #                                  ^^^^^ spec.containers[0].resources.limits.memory: '512MB' is not a quantity, such as 500m, 2 or 512Mi
            """,
            valid=False,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources: {limits: {memory: 512m}}
            #                                  ^^^^ spec.containers[0].resources.limits.memory: fractional byte value "512m" is invalid, must be an integer
            """,
            title="half a byte of memory",
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
                  resources: {limits: {cpu: 1.5, memory: 1G, ephemeral-storage: "1e9"}}
            """,
        ),
    )
