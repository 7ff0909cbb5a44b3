"""Rule: Karpenter knows the requirements of a NodePool."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gitops_lint.identity.arn import is_template
from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity

_VALUES: Mapping[str, frozenset[str]] = {
    "karpenter.sh/capacity-type": frozenset({"on-demand", "spot", "reserved"}),
    "kubernetes.io/arch": frozenset({"amd64", "arm64"}),
    "kubernetes.io/os": frozenset({"linux", "windows"}),
}
_COMPARED = ("Gt", "Lt", "Gte", "Lte")


class KarpenterRequirementInvalid(Rule[Resource]):
    """A requirement of a NodePool is refused, or no instance meets it.

    `In` needs values; `Gt` and `Lt` one positive number.  Architectures are `amd64` and `arm64` as Kubernetes says them,
    capacity types `on-demand`, `spot` and `reserved`.  The type of an instance is `node.kubernetes.io/instance-type`;
    labels of `karpenter.k8s.aws` are those that Karpenter lists.

    **When to allow it.**  Never; the NodePool makes no nodes.
    """

    summary = "requirement of a NodePool cannot be met"
    severity = Severity.ERROR
    tags = frozenset({"eks", "karpenter", "sync"})
    kinds = ("karpenter.sh/NodePool",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each requirement."""
        for item in target.items("spec", "template", "spec", "requirements"):
            key, operator = item.get("key"), item.get("operator")
            values = item.sequence("values")
            if not isinstance(key, str) or any(isinstance(value, str) and is_template(value) for value in values):
                continue
            yield from self._operator(item, operator, values)
            yield from self._key(item, key)
            known = _VALUES.get(key)
            for node in item.items("values") if known is not None and operator == "In" else ():
                if isinstance(node.value, str) and known is not None and node.value not in known:
                    listed = ", ".join(f"'{word}'" for word in sorted(known))
                    yield self.finding(node, f"'{node.value}' is no value of '{key}', which are {listed}", grip="value")

    def _operator(self, item: Node, operator: object, values: list[object]) -> Iterator[Occurrence]:
        if operator == "In" and not values:
            yield self.finding(item, "requirements with operator 'In' must have a value defined")
        elif operator in _COMPARED and not (len(values) == 1 and re.fullmatch(r"[0-9]{1,18}", str(values[0]))):
            message = "requirements operator 'Gt', 'Lt', 'Gte', or 'Lte' must have a single positive integer value"
            yield self.finding(item, message)

    def _key(self, item: Node, key: str) -> Iterator[Occurrence]:
        node = item.at("key")
        if node is None:
            return
        if key in ("karpenter.k8s.aws/instance-type", "karpenter.sh/instance-type"):
            message = f"label '{key}' is restricted, it is 'node.kubernetes.io/instance-type'"
            yield self.finding(node, message, grip="value")
        elif key in ("karpenter.sh/nodepool", "kubernetes.io/hostname"):
            yield self.finding(node, f"label '{key}' is restricted", grip="value")

    examples = (
        Bad(
            """
            apiVersion: karpenter.sh/v1
            kind: NodePool
            metadata: {name: default}
            spec:
              template:
                spec:
                  nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
                  requirements:
                    - key: kubernetes.io/arch
                      operator: In
                      values: [x86_64]
                      #        ^^^^^^ 'x86_64' is no value of 'kubernetes.io/arch', which are 'amd64', 'arm64'
                    - key: karpenter.k8s.aws/instance-type
                      #    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ label 'karpenter.k8s.aws/instance-type' is restricted, it is 'node.kubernetes.io/instance-type'
                      operator: In
                      values: [m7g.large]
            """,
            valid=False,
        ),
        Good("""
            apiVersion: karpenter.sh/v1
            kind: NodePool
            metadata: {name: default}
            spec:
              template:
                spec:
                  nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
                  requirements:
                    - {key: kubernetes.io/arch, operator: In, values: [arm64]}
                    - {key: karpenter.sh/capacity-type, operator: In, values: [spot, on-demand]}
                    - {key: karpenter.k8s.aws/instance-generation, operator: Gt, values: ["4"]}
                    - {key: node.kubernetes.io/instance-type, operator: Exists}
            """),
    )
