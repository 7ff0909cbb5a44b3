"""Rule: strings that look like booleans are quoted."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.yaml._strings import as_written, not_strings
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity


class BooleanNotQuoted(Rule[Resource]):
    """YAML reads the word as a boolean, where Kubernetes accepts a string only.

    The values of labels, annotations, environment variables and ConfigMaps, and the items of `command` and `args`, are
    strings.  Besides `true` and `false`, Kubernetes' YAML takes plain `yes`, `no`, `on`, `off`, `y` and `n` for
    booleans, so the country code of Norway has to be quoted too.  The API server refuses the object:
    `cannot unmarshal bool into Go struct field … of type string`.

    In a chart's template, pass the value through `quote`.

    **When to allow it.**  Never: put it in quotes.
    """

    summary = "boolean where a string is expected"
    severity = Severity.ERROR
    looks_inside = True
    tags = frozenset({"correctness", "sync", "yaml"})

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every boolean where the API wants a string."""
        for what, node in not_strings(target, repo):
            if isinstance(node.value, bool):
                text = as_written(node, repo) or _word(node)
                read = "" if text == _word(node) else f" ('{text}')"
                fix = self.safe_fix("put it in quotes", node.replace(text))
                yield self.finding(node, f"{what} must be a string, not the boolean {_word(node)}{read}", fix=fix)

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              annotations:
                reloader.stakater.com/auto: true  # restart on change
                #                           ^^^^ annotation 'reloader.stakater.com/auto' must be a string, not the boolean true
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels:
                    app: web
                    canary: no
                    #       ^^ label 'canary' must be a string, not the boolean false ('no')
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      args: [--debug, on]
                      #               ^^ item of 'args' of container 'app' must be a string, not the boolean true ('on')
                      env:
                        - name: DEBUG
                          value: False
                          #      ^^^^^ value of environment variable 'DEBUG' must be a string, not the boolean false
            """,
            fixed="""
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              annotations:
                reloader.stakater.com/auto: "true"  # restart on change
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels:
                    app: web
                    canary: "no"
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      args: [--debug, "on"]
                      env:
                        - name: DEBUG
                          value: "false"
            """,
        ),
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data:
              COUNTRY: NO
              #        ^^ data key 'COUNTRY' must be a string, not the boolean false ('NO')
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {enabled: "true"}, annotations: {note: !!str yes}}
            spec:
              hostNetwork: no
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  tty: yes
                  args: ["on", 'true']
                  env: [{name: DEBUG, value: "false"}, {name: EMPTY, value: }]
            """),
        Good(
            """
            enabled: yes
            labels: {a: true}
            """,
            title="not a manifest",
        ),
    )


def _word(node: Node) -> str:
    return "true" if node.value else "false"
