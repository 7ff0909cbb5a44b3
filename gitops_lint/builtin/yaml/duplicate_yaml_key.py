"""Rule: a mapping holds each key once."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Document, Good, Occurrence, Place, Rule, Severity
from gitops_lint.source.classify import classify


class DuplicateYamlKey(Rule[Document]):
    """A mapping holds the same key twice, so one of the two values is lost without a word.

    Argo CD and Helm take the last one.  Kustomize refuses the file (`mapping key "data" already defined`), and so does
    `kubectl apply`, which asks the API server for strict decoding.  Usually a block was pasted twice, or two people
    added the same key.

    Every YAML file of the repository is read, whatever it is for.

    **When to allow it.**  Never: delete the value that does not count.
    """

    summary = "key is twice in one mapping"
    severity = Severity.WARNING
    tags = frozenset({"correctness", "yaml"})
    aliases = ("kubeconform:strict", "yamllint:key-duplicates")
    documents = "odd"

    def check(self, target: Document) -> Iterator[Occurrence]:
        """Every key that hides an earlier one of the same mapping."""
        for oddity in target.oddities:
            if oddity.kind != "duplicate-key":
                continue
            refused = classify(target.path, target.value).startswith("kustom")
            first = Place(target.path, target.index, oddity.pointer, oddity.first)
            yield self.finding(
                Place(target.path, target.index, oddity.pointer, oddity.span),
                f"key '{oddity.text}' is already in this mapping; only the last one counts",
                related=[(first, "this value is lost")],
                severity=Severity.ERROR if refused else None,
            )

    examples = (
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            apiVersion: v1
            #^^^^^^^^^ key 'apiVersion' is already in this mapping; only the last one counts
            metadata: {name: settings}
            data:
              A: "1"
              "A": "2"
              #^^ key 'A' is already in this mapping; only the last one counts
            """),
        Bad(
            """
            on: push
            env: {A: 1, B: 2, A: 3}
            #                 ^ key 'A' is already in this mapping; only the last one counts
            """,
            title="not only manifests",
        ),
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [settings.yaml]
                    namespace: shop
                    resources: [settings.yaml]
                    #^^^^^^^^ key 'resources' is already in this mapping; only the last one counts
                    """,
                "settings.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    """,
            },
            title="kustomize refuses it",
        ),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data:
              A: "1"
              a: "1"
              text: |
                key: 1
                key: 2
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: other}
            """),
        Good(
            """
            defaults: &defaults {a: 1}
            service:
              <<: *defaults
              a: 2
            """,
            title="a merge key may be overridden",
        ),
    )
