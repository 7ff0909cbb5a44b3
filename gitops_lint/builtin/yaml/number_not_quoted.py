"""Rule: strings that look like numbers are quoted."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.yaml._strings import as_written, not_strings
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity


class NumberNotQuoted(Rule[Resource]):
    """YAML reads the value as a number, where Kubernetes accepts a string only.

    The values of labels, annotations, environment variables and ConfigMaps, and the items of `command` and `args`, are
    strings.  The API server refuses the object: `cannot unmarshal number into Go struct field … of type string`.

    What is written need not be what YAML reads: `1.10` has become 1.1, and `012` is 10.  The message then names both.

    In a chart's template, pass the value through `quote`.

    **When to allow it.**  Never: put it in quotes.
    """

    summary = "number where a string is expected"
    severity = Severity.ERROR
    looks_inside = True
    tags = frozenset({"correctness", "sync", "yaml"})

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every number where the API wants a string."""
        for what, node in not_strings(target, repo):
            if not isinstance(node.value, bool):
                secret = target.is_a("", "Secret") and node.pointer[0] != "metadata"
                number = "a number" if secret else _number(node, repo)
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
                #        ^^^^ label 'version' must be a string, not the number 1.1 ('1.10')
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
                      #      ^^^^^^^^^^^^ value of environment variable 'ACCOUNT' must be a string, not the number 12345678901 ('012345678901')
                    - name: RETRIES
                      value: 012
                      #      ^^^ value of environment variable 'RETRIES' must be a string, not the number 10 ('012')
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


def _number(node: Node, repo: Repository) -> str:
    text = as_written(node, repo)
    return f"the number {node.value}" + (f" ('{text}')" if text is not None else "")
