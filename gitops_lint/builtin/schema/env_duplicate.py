"""Rule: environment variable is set twice in a container."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import RepeatedRule
from gitops_lint.rule import Bad, Good, Severity


class EnvDuplicate(RepeatedRule):
    """Of two entries of one name the last one wins, which is rarely what was meant.  Client-side apply merges the list by
    name and may drop one of them in an update; server-side apply refuses the object.

    **When to allow it.**  The second one builds on the first (`value: $(PATH):/opt`): rename the first one instead.
    """

    summary = "environment variable is set twice in a container"
    severity = Severity.WARNING
    tags = frozenset({"reliability", "schema"})
    aliases = (
        "kube-linter:duplicate-env-var",
        "kube-score:environment-variable-key-duplication",
        "kubescape:C-0295",
    )

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
                  env:
                    - {name: LOG_LEVEL, value: info}
                    - {name: LOG_LEVEL, value: debug}
            #                ^^^^^^^^^ spec.containers[0].env[1].name: hides previous definition of 'LOG_LEVEL', which may be dropped when using apply
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              initContainers: [{name: migrate, image: "registry.example/app:1.4.2", env: [{name: LOG_LEVEL, value: info}]}]
              containers: [{name: app, image: "registry.example/app:1.4.2", env: [{name: LOG_LEVEL, value: debug}]}]
            """,
        ),
    )
