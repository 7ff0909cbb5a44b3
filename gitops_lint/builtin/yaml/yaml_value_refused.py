"""Rule: what YAML can say, JSON can hold."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.yaml._documents import reaches_cluster
from gitops_lint.rule import Bad, Document, Good, Occurrence, Place, Rule, Severity
from gitops_lint.source.document import Oddity


class YamlValueRefused(Rule[Document]):
    """The value is valid YAML, but nothing that Kubernetes could read.

    Every manifest becomes JSON on its way to the API server, and JSON has neither `.inf` nor `.nan`; a tag such as
    `!!int` in front of something that is no integer is refused even before.  It is the whole document that cannot be
    read then, not this field alone (`sigs.k8s.io/yaml`, `YAMLToJSON`; goyaml.v2, `resolve`).

    Judged are manifests, patches, kustomizations and values of charts.

    **When to allow it.**  Never: where the text is meant, put it in quotes.
    """

    summary = "value that Kubernetes cannot read"
    severity = Severity.ERROR
    tags = frozenset({"correctness", "sync", "yaml"})
    documents = "odd"

    def check(self, target: Document) -> Iterator[Occurrence]:
        """Every number that is not finite, and every scalar that contradicts its tag."""
        found = [oddity for oddity in target.oddities if oddity.kind in ("non-finite", "bad-tag") and not oddity.in_key]
        if not found or not reaches_cluster(target):
            return
        for oddity in found:
            at = Place(target.path, target.index, oddity.pointer, oddity.span)
            yield self.finding(at, _refusal(oddity))

    examples = (
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: limits}
            data:
              ratio: .nan
              #      ^^^^ json: unsupported value: NaN
              most: -.inf
              #     ^^^^^ json: unsupported value: -Inf
              least: !!int few
              #      ^^^^^^^^^ cannot decode the value as its tag says
            """),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: limits}
            data:
              ratio: ".nan"
              most: nan
              least: !!str 5
              .inf: the key is a text
            """),
        Good(
            """
            limit: .inf
            """,
            title="not a manifest",
        ),
    )


def _refusal(oddity: Oddity) -> str:
    """In the words of Go's ``encoding/json``; goyaml also repeats the scalar, which may be of a Secret."""
    if oddity.kind == "bad-tag":
        return "cannot decode the value as its tag says"
    if oddity.text.lower() == ".nan":
        return "json: unsupported value: NaN"
    return f"json: unsupported value: {'-' if oddity.text.startswith('-') else '+'}Inf"
