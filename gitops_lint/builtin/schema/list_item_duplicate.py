"""Rule: list holds the same item twice."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class ListItemDuplicate(JudgedRule):
    """Items of some lists must differ, as a whole or by a key such as the name; the API server refuses the second one.

    Ports and environment variables have their own rules: `port-duplicate`, `env-duplicate`.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "list holds the same item twice"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - {name: app, image: "registry.example/app:1.4.2"}
                - {name: app, image: "registry.example/helper:2.0.1"}
            #            ^^^ spec.containers[1].name: Duplicate value: 'app'
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
                  volumeMounts:
                    - {name: tmp, mountPath: /tmp}
                    - {name: run, mountPath: /tmp}
            #                                ^^^^ spec.containers[0].volumeMounts[1].mountPath: Invalid value '/tmp': must be unique
              volumes: [{name: tmp, emptyDir: {}}, {name: run, emptyDir: {}}]
            """,
            title="two volumes at one path",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              initContainers: [{name: migrate, image: "registry.example/app:1.4.2"}]
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
    )
