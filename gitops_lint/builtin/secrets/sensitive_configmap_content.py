"""Rule: no credential in a ConfigMap."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.secrets._content import TAGS, credential_under, is_written, shape_of
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.source.credentials import candidates

_LINE = regex(r"""(?m)^[ \t]*["']?([\w.-]{2,64})["']?[ \t]*[:=][ \t]*["']?([^\s"'#,]+)["']?,?[ \t]*$""")


class SensitiveConfigmapContent(Rule[Resource]):
    """A ConfigMap holds a credential.

    It is in git, and whoever may read the namespace may read ConfigMaps.  Put it into a Secret that does not come from
    git; programs can mostly take it from the environment or a second file.  The value itself is in no report.

    **When to allow it.**  Test data that opens nothing.
    """

    summary = "credential in a ConfigMap"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = TAGS
    aliases = (
        "polaris:sensitiveConfigmapContent",
        "KSV-0109",
        "KSV-01010",
    )
    kinds = ("ConfigMap",)
    security_severity = 7.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every entry that is or contains one."""
        for node in target.items("data"):
            if not isinstance(node.value, str) or not is_written(node):
                continue
            key, among = str(node.pointer[-1]), candidates(node.value)
            one_line = "\n" not in node.value
            what = credential_under(key, node.value, among) if one_line else shape_of(node.value, among)
            if what is None:
                pairs = _LINE.findall(node.value)
                what = next((found for name, value in pairs if (found := credential_under(name, value, among))), None)
            if what is not None:
                yield self.finding(node, f"ConfigMap holds a {what} in '{key}'", grip="key")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web
            data:
              db-password: q7TzR2mV9xKc4LpW
              #^^^^^^^^^^ ConfigMap holds a password in 'db-password'
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web
            data:
              app.properties: |
              #^^^^^^^^^^^^^ ConfigMap holds a password in 'app.properties'
                db.host=db
                db.password=q7TzR2mV9xKc4LpW
            """,
            title="inside a file",
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web
            data:
              db-password-file: /run/secrets/password
              password: ${DB_PASSWORD}
              host: db
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: argocd-cm
            data:
              oidc.config: |
                issuer: https://login.acme.example
                clientSecret: $oidc-login1:acme.clientSecret2
            """,
            title="the name of a key in a Secret",
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web
            data:
              policy.csv: |
                p, role:dev, applications, get, */*, allow
            """,
        ),
    )
