"""Rule: StatefulSet without its headless Service."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.references._missing import DanglingRule
from gitops_lint.references.plain import at
from gitops_lint.references.repository import references, resolve
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Severity

_POINTER = "/spec/serviceName"


class StatefulsetHeadlessService(DanglingRule):
    """`spec.serviceName` names the headless Service that gives each pod of a StatefulSet its DNS name
    (`db-0.db.shop.svc`). Nothing complains if there is none: the pods start, and do not find one another. The field
    cannot be changed later.

    A Service with an address of its own gives pods no names either; that is reported with `headless: true`.

    **When to allow it.**  Nobody asks for single pods.
    """

    summary = "StatefulSet without its headless Service"
    severity = Severity.WARNING
    aliases = ("kube-score:statefulset-has-servicename", "kics:StatefulSet Without Service Name")
    kinds = ("apps/StatefulSet",)

    class Options:
        """Options of the rule."""

        uncertain: bool = True  #: also report what somebody outside of the repository may well make
        headless: bool = False  #: also report a Service that has an address of its own

    def concerns(self, reference: Reference) -> bool:
        """The governing Service."""
        return reference.pointer == _POINTER

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """A Service that is missing, or not headless."""
        yield from super().check(target, repo)
        if not self.options.headless or target.deployable is None or target.deployable.speculative:
            return
        for reference in repo.once(references, target):
            if not self.concerns(reference):
                continue
            services = resolve(repo, target, reference).objects
            if services and all(at(entry.value, "spec", "clusterIP") != "None" for entry in services):
                yield self.finding(
                    target.at("spec", "serviceName") or target,
                    f"Service '{reference.name}' is not headless",
                    severity=Severity.INFO,
                    confidence=Confidence.MEDIUM,
                )

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: StatefulSet
                    metadata: {name: db}
                    spec:
                      serviceName: db
                      #            ^^ Service 'db' is not in the repository
                      selector: {matchLabels: {app: db}}
                      template:
                        metadata: {labels: {app: db}}
                        spec: {containers: [{name: db, image: "registry.example/db:1.4.2"}]}
                    """,
            },
        ),
        Bad(
            title="a Service with an address",
            options={"headless": True},
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: StatefulSet
                    metadata: {name: db}
                    spec:
                      serviceName: db
                      #            ^^ Service 'db' is not headless
                      selector: {matchLabels: {app: db}}
                      template:
                        metadata: {labels: {app: db}}
                        spec: {containers: [{name: db, image: "registry.example/db:1.4.2"}]}
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: db}
                    spec: {selector: {app: db}, ports: [{port: 5432}]}
                    """,
            },
        ),
        Good(
            options={"headless": True},
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: StatefulSet
                    metadata: {name: db}
                    spec:
                      serviceName: db
                      selector: {matchLabels: {app: db}}
                      template:
                        metadata: {labels: {app: db}}
                        spec: {containers: [{name: db, image: "registry.example/db:1.4.2"}]}
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: db}
                    spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
                    """,
            },
        ),
    )
