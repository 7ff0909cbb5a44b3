"""Rule: amounts have the unit their author meant."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.quantity import Quantity, parse_quantity
from gitops_lint.rule import Bad, Confidence, Container, Good, Node, Occurrence, Rule, Severity

_LEAST_BYTES = Quantity.parse("1Mi")
_MOST_BYTES = Quantity.parse("24Ti")
_MOST_CORES = Quantity.parse("448")  # the largest EC2 instances have 448 vCPU, and 24 TiB of memory (u-24tb1)


class QuantityUnitSuspicious(Rule[Container]):
    """The amount is valid, but no container can need so little or have so much: the unit is missing or wrong.

    `memory: 512` are 512 bytes, not 512 mebibytes, and the container is killed before it starts; `cpu: 500` are 500
    cores, not half a core, and the pod stays Pending.  Write `512Mi` and `500m`.

    Reported are memory and ephemeral storage below 1Mi or above 24Ti, and more than 448 cores: beyond the largest
    machines of EC2.  Fractions of a byte, as in `memory: 512m`, are the schema's to report.

    **When to allow it.**  Never in a manifest that runs.
    """

    summary = "amount has no unit or the wrong one"
    severity = Severity.ERROR
    confidence = Confidence.HIGH
    tags = frozenset({"reliability", "resources"})

    def check(self, target: Container) -> Iterator[Occurrence]:
        """Every amount that cannot be meant."""
        for side in ("requests", "limits") if target.value.get("resources") else ():
            for at in target.items("resources", side):
                amount = parse_quantity(at.value)
                if amount is None or amount.nano <= 0:
                    continue
                problem = _problem(at, amount)
                if problem:
                    yield self.finding(at, f"{target.label} {side[:-1]}s {problem}".replace("limits", "is limited to"))

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources:
                    requests:
                      cpu: 500
                      #    ^^^ container 'app' requests 500 cores of cpu
                      memory: 128
                      #       ^^^ container 'app' requests 128 bytes of memory
                    limits:
                      cpu: 1
                      memory: 64Pi
                      #       ^^^^ container 'app' is limited to 64Pi of memory
                      ephemeral-storage: 2k
                      #                  ^^ container 'app' is limited to 2000 bytes of ephemeral-storage
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources:
                    requests: {cpu: 0.5, memory: 134217728, nvidia.com/gpu: 512, hugepages-2Mi: 4Mi}
                    limits: {cpu: 192, memory: 1500G, nvidia.com/gpu: 512, hugepages-2Mi: 4Mi}
                - name: idle
                  image: registry.example/idle:1.4.2
                  resources: {requests: {cpu: 0, memory: 0}}
                - name: broken
                  image: registry.example/idle:1.4.2
                  resources: {limits: {memory: 512m}}
            """),
    )


def _problem(at: Node, amount: Quantity) -> str:
    name = at.pointer[-1]
    if name == "cpu":
        return f"{amount} cores of cpu" if amount > _MOST_CORES else ""
    if name not in ("memory", "ephemeral-storage") or not amount.is_integer:
        return ""
    if amount < _LEAST_BYTES:
        return f"{amount.value} bytes of {name}"
    return f"{amount} of {name}" if amount > _MOST_BYTES else ""
