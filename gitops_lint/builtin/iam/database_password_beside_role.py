"""Rule: who has a role needs no password for a database of RDS."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.workloads import identity_of
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Container, Good, Occurrence, Repository, Rule, Severity

_RDS = regex(r"\.rds\.amazonaws\.com")
_PASSWORD = regex(r"(?i)(?:^|_)(?:PASSWORD|PASSWD|PGPASSWORD)(?:_FILE)?$")


class DatabasePasswordBesideRole(Rule[Container]):
    """A container connects to a database of RDS with a password, although its pod has an AWS role.

    RDS for MySQL, MariaDB and PostgreSQL, and RDS Proxy, take tokens of IAM instead of passwords: nothing to rotate, and
    nothing to leak.  The role needs `rds-db:connect`, and the database user the plugin or the role `rds_iam`.

    **When to allow it.**  The driver cannot make tokens, or the database takes more than some 200 new connections a second.
    """

    summary = "password for a database where a role is at hand"
    severity = Severity.INFO
    looks_inside = True
    tags = frozenset({"eks", "iam", "secrets"})

    def check(self, target: Container, repo: Repository) -> Iterator[Occurrence]:
        """The variables, if one of them is the address of a database of RDS."""
        entries = list(target.items("env"))
        if not any(_RDS.search(entry.text("value") or "") for entry in entries):
            return
        identity = identity_of(repo, target.workload)
        if identity is None or identity.way not in ("irsa", "pod-identity"):
            return
        for entry in entries:
            name = entry.at("name")
            if name is not None and isinstance(name.value, str) and _PASSWORD.search(name.value):
                message = f"{target.label} gets a password for a database of RDS, its role could do"
                yield self.finding(name, message, grip="value")

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: api, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/api"}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: api}
            spec:
              serviceAccountName: api
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  env:
                    - {name: DB_HOST, value: shop.cluster-abc123.eu-west-1.rds.amazonaws.com}
                    - name: DB_PASSWORD
                      #     ^^^^^^^^^^^ container 'app' gets a password for a database of RDS, its role could do
                      valueFrom: {secretKeyRef: {name: db, key: password}}
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: api}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  env:
                    - {name: DB_HOST, value: shop.cluster-abc123.eu-west-1.rds.amazonaws.com}
                    - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
            """),
    )
