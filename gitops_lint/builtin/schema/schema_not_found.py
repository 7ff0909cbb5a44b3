"""Rule: every kind has a schema that it can be checked with."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.repository import judge, judged
from gitops_lint.apischema.store import Known, Unknown
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity


class SchemaNotFound(Rule[Repository]):
    """Nobody knows what this kind looks like, so its fields were not checked.

    gitops-lint knows the built-in kinds, the definitions of the usual projects, and every CustomResourceDefinition
    that the repository deploys.  Add the definition of this one to the repository.

    **When to allow it.**  The kind is a private one whose definition is not at hand.
    """

    summary = "no schema for this kind"
    severity = Severity.INFO
    tags = frozenset({"schema"})
    aliases = ("kubeconform:schema-not-found", "kube-linter:schema-validation")

    def check(self, target: Repository, repo: Repository) -> Iterator[Occurrence]:
        """Every object that could not be checked; those of misspelt and removed kinds have rules of their own."""
        court = target.once(judge)
        for resource in judged(target):
            standing = court.standing(resource)
            found = standing.found
            if standing.lifecycle is not None or not isinstance(found, Unknown) or found.reason == "placeholder":
                continue
            if found.suggestion is not None and found.reason != "version":
                continue
            if found.reason == "version":
                known = court.store.lookup(*found.suggestion, "") if found.suggestion is not None else None
                if isinstance(known, Known) and known.source == "kubernetes":
                    continue
            hint = f", known versions: {', '.join(found.versions)}" if found.versions else ""
            message = f"no schema for {resource.api_version} {resource.kind}, its fields are not checked{hint}"
            yield self.finding(resource.at("kind") or resource, message)

    examples = (
        Bad("""
            apiVersion: example.io/v1
            kind: Database
            #     ^^^^^^^^ no schema for example.io/v1 Database, its fields are not checked
            metadata: {name: db}
            """),
        Good("""
            apiVersion: cert-manager.io/v1
            kind: Certificate
            metadata: {name: web}
            spec: {secretName: web-tls, dnsNames: [shop.example], issuerRef: {name: public}}
            """),
        Good(
            title="its definition is in the repository",
            files={
                "crd.yaml": """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: databases.example.io}
                spec:
                  group: example.io
                  scope: Namespaced
                  names: {kind: Database, plural: databases}
                  versions:
                    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
                """,
                "db.yaml": """
                apiVersion: example.io/v1
                kind: Database
                metadata: {name: db}
                """,
            },
        ),
    )
