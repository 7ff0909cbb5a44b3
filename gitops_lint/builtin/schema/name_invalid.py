"""Rule: name is missing or not one that the API server takes."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class NameInvalid(JudgedRule):
    """Every kind has its rules for names: most take an RFC 1123 subdomain, Namespaces, Services, containers and volumes a
    label of at most 63 characters, CronJobs at most 52 characters.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "name is missing or not one that the API server takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})
    aliases = (
        "datree:RESOURCE_MISSING_NAME",
        "kubectl-validate:metadata.name",
    )

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web_config
            #       ^^^^^^^^^^ metadata.name: Invalid value 'web_config': a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: App
            #           ^^^ spec.containers[0].name: Invalid value 'App': a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character
                  image: registry.example/app:1.4.2
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: "system:web_reader"}
            rules: []
            """,
            title="roles may have other names",
        ),
        Good(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {generateName: migrate-}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
            title="a generated name",
        ),
    )
