"""Rule: every kind has a schema that it can be checked with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from gitops_lint.apischema.repository import Judge, Standing, judge, judged
from gitops_lint.apischema.store import Known, Unknown
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

SUPPLY: Final = "add its CustomResourceDefinition, or name a folder that has it in 'schemas:'"


class SchemaNotFound(Rule[Repository]):
    """Nobody knows what this kind looks like, so its fields were not checked.

    gitops-lint knows the built-in kinds, the definitions of the usual projects, and every CustomResourceDefinition
    that the repository holds.  Add the definition of this one, or name a folder of definitions or JSON Schemas in
    `schemas:` of the configuration.  The profile `strict` makes an error of it.

    **When to allow it.**  The kind is a private one whose definition is not at hand.
    """

    summary = "no schema for this kind"
    severity = Severity.INFO
    tags = frozenset({"schema"})
    aliases = ("kubeconform:schema-not-found", "kube-linter:schema-validation")

    def check(self, target: Repository, repo: Repository) -> Iterator[Occurrence]:
        """Every kind that could not be checked, at its first object; misspelt and removed ones have rules of their own."""
        court = target.once(judge)
        unknown: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for resource in judged(target):
            if _is_unknown(court.standing(resource), court):
                unknown[resource.api_version, resource.kind].append(resource)
        for (api_version, kind), resources in unknown.items():
            found = court.standing(resources[0]).found
            versions = (
                f" (known versions: {', '.join(found.versions)})"
                if isinstance(found, Unknown) and found.versions
                else ""
            )
            others = f", nor those of {len(resources) - 1} others" if len(resources) > 1 else ""
            message = f"no schema for {api_version} {kind}{versions}, its fields are not checked{others}: {SUPPLY}"
            yield self.finding(resources[0].at("kind") or resources[0], message)

    examples = (
        Bad("""
            apiVersion: example.io/v1
            kind: Database
            #     ^^^^^^^^ no schema for example.io/v1 Database, its fields are not checked: add its CustomResourceDefinition, or name a folder that has it in 'schemas:'
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


def _is_unknown(standing: Standing, court: Judge) -> bool:
    """Whether nothing is known of a kind, not even that it is another one misspelt."""
    found = standing.found
    if standing.lifecycle is not None or not isinstance(found, Unknown) or found.reason == "placeholder":
        return False
    if found.suggestion is not None and found.reason != "version":
        return False
    if found.reason == "version":
        known = court.store.lookup(*found.suggestion, "") if found.suggestion is not None else None
        return not (isinstance(known, Known) and known.source == "kubernetes")
    return True
