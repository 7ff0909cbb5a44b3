"""Rule: no credential in env or args."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitops_lint.builtin.secrets._content import TAGS, credential_under, is_written, shape_of
from gitops_lint.model.node import Node
from gitops_lint.rule import Bad, Confidence, Container, Good, Occurrence, Rule, Severity
from gitops_lint.source.credentials import candidates


class SensitiveEnvLiteral(Rule[Container]):
    """A container gets a credential as plain text, in its environment or its arguments.

    It is in git, in the API, and in every `kubectl describe`.  Put it into a Secret that does not come from git and refer
    to it with `secretKeyRef`.

    Names that end in words such as password, token or api key count if the value is no placeholder and looks like one;
    values of the shape that a provider documents count under any name.  The value itself is in no report.

    **When to allow it.**  Passwords of test databases.
    """

    summary = "credential in env or args"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = TAGS
    aliases = (
        "kube-linter:env-var-secret",
        "polaris:sensitiveContainerEnvVar",
        "kubescape:C-0012",
        "kubescape:C-0259",
        "kyverno:check-env-vars",
    )
    security_severity = 7.0

    def check(self, target: Container) -> Iterator[Occurrence]:
        """Every variable and argument that holds one."""
        among = candidates("\n".join(_literals(target)))
        for entry in target.items("env"):
            name = entry.text("name") or ""
            what = credential_under(name, entry.get("value"), among)
            value = entry.at("value") if what is not None else None
            if value is not None and is_written(value):
                yield self._found(value, f"environment variable '{name}' holds a {what} in plain text")
        for key in ("command", "args") if among else ():
            for part in target.items(key):
                shape = shape_of(part.value, among) if isinstance(part.value, str) else None
                if shape is not None and is_written(part):
                    yield self._found(part, f"'{key}' of {target.label} holds a {shape} in plain text")

    def _found(self, node: Node, message: str) -> Occurrence:
        shape = shape_of(node.value)
        return self.finding(
            node,
            message,
            severity=Severity.ERROR if shape is not None and "password" not in shape else None,
            confidence=Confidence.HIGH if shape is not None else None,
        )

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      env:
                        - name: DB_PASSWORD
                          value: q7TzR2mV9xKc4LpW
                          #      ^^^^^^^^^^^^^^^^ environment variable 'DB_PASSWORD' holds a password in plain text
            """,
        ),
        Bad(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: web
            spec:
              schedule: 0 3 * * *
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
                          env:
                            - name: SETTINGS
                              value: ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2
                              #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ environment variable 'SETTINGS' holds a GitHub token in plain text
            """,
            title="the shape says it, not the name",
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  args:
                    - --listen=:8080
                    - --api-token=q7TzR2mV9xKc4LpW
                      #^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'args' of container 'app' holds a credential in plain text
            """,
            title="an argument",
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  args: ["--admin-password", "--db-password=tuesday"]
                  #                          ^^^^^^^^^^^^^^^^^^^^^^^ 'args' of container 'app' holds a credential in plain text
            """,
            title="a password that anybody could guess",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: db
            spec:
              containers:
                - name: etcd
                  image: registry.example/etcd:3.5.1
                  command: [etcd, --initial-cluster-token=etcd-cluster-1]
                  args: [--tls-secret=web-tls]
            """,
            title="a name",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  env:
                    - name: DB_PASSWORD
                      valueFrom:
                        secretKeyRef:
                          name: web
                          key: password
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  env:
                    - name: DB_PASSWORD_FILE
                      value: /run/secrets/password
                    - name: TOKEN_TTL
                      value: 1h
                    - name: PASSWORD_SECRET_NAME
                      value: web
                    - name: API_KEY
                      value: $(KEY)
                    - name: AUTH_TOKEN
                      value: 'true'
            """,
            title="names that only speak of secrets",
        ),
    )


def _literals(container: Container) -> list[str]:
    """What is written in the environment and the arguments of a container."""
    listed = [entry.get("value") for entry in _entries(container.get("env")) if isinstance(entry, dict)]
    for key in ("command", "args"):
        listed += _entries(container.get(key))
    return [value for value in listed if isinstance(value, str)]


def _entries(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
