"""Rule: secrets come as files."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.secrets._content import TAGS
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class SecretAsEnv(Rule[Container]):
    """A container gets a Secret in its environment.

    Every child process inherits it, crash reports and debug pages print it, and it does not change when the Secret does.
    Mount it as a file where the program can read one.

    **When to allow it.**  Programs that take nothing else, which is most of them.
    """

    summary = "Secret in the environment"
    severity = Severity.INFO
    tags = TAGS
    aliases = (
        "kube-linter:read-secret-from-env-var",
        "CKV_K8S_35",
        "kics:Secrets As Environment Variables",
        "kubescape:C-0207",
        "kubesec:SecretsAsEnvironmentVariables",
        "datree:CIS_INVALID_KEY_SECRETKEYREF_SECRETREF",
        "kyverno:disallow-secrets-from-env-vars",
    )

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The first reference, and how many there are."""
        references = [entry.at("valueFrom", "secretKeyRef") for entry in target.items("env")]
        references += [entry.at("secretRef") for entry in target.items("envFrom")]
        found = [reference for reference in references if reference is not None]
        if found:
            count = "a Secret" if len(found) == 1 else f"Secrets in {len(found)} places"
            yield self.finding(found[0], f"environment of {target.label} comes from {count}")

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
                          valueFrom:
                            secretKeyRef:
                            #^^^^^^^^^^^ environment of container 'app' comes from a Secret
                              name: web
                              key: password
            """,
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
                  envFrom:
                    - secretRef:
                      #^^^^^^^^ environment of container 'app' comes from a Secret
                        name: web
            """,
            title="all of them",
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
                  volumeMounts:
                    - name: web
                      mountPath: /run/secrets
              volumes:
                - name: web
                  secret:
                    secretName: web
            """,
        ),
    )
