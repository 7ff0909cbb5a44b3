"""Rule: strings that look like numbers are quoted."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.yaml._strings import not_strings
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class NumberNotQuoted(Rule[Resource]):
    """YAML reads the value as a number, where Kubernetes accepts a string only.

    The values of labels, annotations, environment variables and ConfigMaps, and the items of `command` and `args`, are
    strings.  The API server refuses the object: `cannot unmarshal number into Go struct field … of type string`.

    In a chart's template, pass the value through `quote`.  There is no automatic fix, because the number no longer
    shows how it was written: `1.10` has become 1.1.

    **When to allow it.**  Never: put it in quotes.
    """

    summary = "number where a string is expected"
    severity = Severity.ERROR
    tags = frozenset({"correctness", "sync", "yaml"})

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every number where the API wants a string."""
        for what, node in not_strings(target):
            if not isinstance(node.value, bool):
                secret = target.is_a("", "Secret") and node.pointer[0] != "metadata"
                number = "a number" if secret else f"the number {node.value}"
                yield self.finding(node, f"{what} must be a string, not {number}")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              annotations:
                prometheus.io/port: 9090
                #                   ^^^^ annotation 'prometheus.io/port' must be a string, not the number 9090
              labels:
                version: 1.10
                #        ^^^^ label 'version' must be a string, not the number 1.1
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  command:
                    - sleep
                    - 3600
                    # ^^^^ item of 'command' of container 'app' must be a string, not the number 3600
                  env:
                    - name: ACCOUNT
                      value: 012345678901
                      #      ^^^^^^^^^^^^ value of environment variable 'ACCOUNT' must be a string, not the number 12345678901
            """),
        Bad("""
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              selector: {app: web, tier: 1}
              #                          ^ selector label 'tier' must be a string, not the number 1
              ports: [{port: 80}]
            """),
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: login}
            stringData:
              pin: 4711
              #    ^^^^ data key 'pin' must be a string, not a number
            """,
            title="what a Secret holds is not repeated",
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {version: "1.10"}, annotations: {prometheus.io/port: '9090'}}
            spec:
              terminationGracePeriodSeconds: 30
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  args: [sleep, "3600", 1.2.3]
                  ports: [{containerPort: 8080}]
                  resources: {requests: {cpu: 1}}
            """),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {A: "1", B: 1m}
            """),
    )
