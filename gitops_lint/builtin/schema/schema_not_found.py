"""Rule: every kind has a schema that it can be checked with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from gitops_lint.apischema.judge import Judge, Standing
from gitops_lint.apischema.repository import judge, remarkable
from gitops_lint.apischema.store import Known, Unknown
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

NAMED: Final = 5  # kinds in one message
SUPPLY: Final = "add its CustomResourceDefinition, or name a folder that has it in 'schemas:'"


class SchemaNotFound(Rule[Repository]):
    """Nobody knows what this kind looks like, so its fields were not checked.

    gitops-lint knows the built-in kinds, the definitions of the usual projects, and every CustomResourceDefinition
    that the repository holds.  Add the definition of this one, or name a folder of definitions or JSON Schemas in
    `schemas:` of the configuration.  The profile `strict` makes an error of each.

    **When to allow it.**  The kind is a private one whose definition is not at hand.
    """

    summary = "no schema for this kind"
    severity = Severity.INFO
    tags = frozenset({"schema"})
    aliases = ("kubeconform:schema-not-found", "kube-linter:schema-validation")

    class Options:
        """Options of the rule."""

        each: bool = False  #: a finding for each kind, not one for all of them

    def check(self, target: Repository, repo: Repository) -> Iterator[Occurrence]:
        """The kinds that could not be checked, at the first object; misspelt and removed ones have rules of their own."""
        court = target.once(judge)
        unknown: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for resource, standing in target.once(remarkable):
            if _is_unknown(standing, court):
                unknown[resource.api_version, resource.kind].append(resource)
        if len(unknown) > 1 and not self.options.each:
            first = next(iter(unknown.values()))[0]
            yield self.finding(first.at("kind") or first, _all_of(unknown))
            return
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
        Bad(
            """
            apiVersion: example.io/v1
            kind: Database
            #     ^^^^^^^^ no schemas for 2 kinds, so that the fields of 3 objects are not checked: example.io/v1 Database, example.io/v1 Table; add their CustomResourceDefinitions, or name a folder that has them in 'schemas:'
            metadata: {name: db}
            ---
            apiVersion: example.io/v1
            kind: Table
            metadata: {name: users}
            ---
            apiVersion: example.io/v1
            kind: Table
            metadata: {name: orders}
            """,
            title="several kinds",
        ),
        Bad(
            """
            apiVersion: example.io/v1
            kind: Database
            #     ^^^^^^^^ no schema for example.io/v1 Database, its fields are not checked: add its CustomResourceDefinition, or name a folder that has it in 'schemas:'
            metadata: {name: db}
            ---
            apiVersion: example.io/v1
            kind: Table
            #     ^^^^^ no schema for example.io/v1 Table, its fields are not checked: add its CustomResourceDefinition, or name a folder that has it in 'schemas:'
            metadata: {name: users}
            """,
            title="each of them",
            options={"each": True},
        ),
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


def _all_of(unknown: Mapping[tuple[str, str], Sequence[Resource]]) -> str:
    """One message for several kinds: the ones with most objects by name."""
    by_size = sorted(unknown, key=lambda kind: (-len(unknown[kind]), kind))
    named = ", ".join(f"{api_version} {kind}" for api_version, kind in sorted(by_size[:NAMED]))
    more = f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else ""
    objects = sum(map(len, unknown.values()))
    return (
        f"no schemas for {len(unknown)} kinds, so that the fields of {objects} objects are not checked: {named}{more}; "
        "add their CustomResourceDefinitions, or name a folder that has them in 'schemas:'"
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
