"""Rule: keys mean what is written."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.yaml._documents import reaches_cluster
from gitops_lint.rule import Bad, Document, Good, Occurrence, Place, Rule, Severity
from gitops_lint.source.document import ODD_NUMBERS

_READ_AS_ELSE = frozenset({"yaml11-boolean", "non-string-key"} | ODD_NUMBERS)


class KeyNotQuoted(Rule[Document]):
    """YAML reads the key as a boolean or a number, and Kubernetes gets another key than the one that is written.

    A plain `on`, `yes` or `y` becomes `true`, `no` and `n` become `false`, `1.0` becomes `1`, `0644` becomes `420`.
    The program that reads the ConfigMap or the custom object then does not find its setting.

    Judged are manifests, patches, kustomizations and values of charts; other files follow other rules, as `on:` in a
    workflow of GitHub does.

    **When to allow it.**  Never: put the key in quotes.
    """

    summary = "key is read as a boolean or number"
    severity = Severity.WARNING
    tags = frozenset({"correctness", "yaml"})
    aliases = ("yamllint:truthy",)
    documents = "odd"

    def check(self, target: Document) -> Iterator[Occurrence]:
        """Every key that Kubernetes sees as another one."""
        found = [
            oddity
            for oddity in target.oddities
            if oddity.in_key and oddity.kind in _READ_AS_ELSE and oddity.text != oddity.pointer[-1]
        ]
        if not found or not reaches_cluster(target):
            return
        for oddity in found:
            at = Place(target.path, target.index, oddity.pointer, oddity.span)
            yield self.finding(at, f"key '{oddity.text}' is read as '{oddity.pointer[-1]}'")

    examples = (
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data:
              on: push
              #^ key 'on' is read as 'true'
              1.0: first
              #^^ key '1.0' is read as '1'
            """),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {"on": push, "1.0": first, 8080: web, other: "on"}
            """),
        Good(
            """
            on: [push]
            jobs: {}
            """,
            title="no manifest",
        ),
    )
