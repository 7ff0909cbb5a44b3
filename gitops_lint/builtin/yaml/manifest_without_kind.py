"""Rule: every document of a manifest file is an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gitops_lint.builtin.yaml._documents import is_manifest
from gitops_lint.rule import Bad, Document, Good, Occurrence, Place, Repository, Rule, Severity
from gitops_lint.source.classify import group_version_kind

_FIELDS = ("apiVersion", "kind", "metadata", "spec", "data")


class ManifestWithoutKind(Rule[Document]):
    """Among the objects of a file, one document has no `kind` or no `apiVersion`, so it is none.

    Argo CD and kustomize refuse the whole file (`Object 'Kind' is missing`).  Usually a `---` cut an object in two, or
    the first lines were lost.

    Judged are files that hold at least one object, so that other YAML is left alone.

    **When to allow it.**  Never.
    """

    summary = "document among manifests has no kind or apiVersion"
    severity = Severity.ERROR
    tags = frozenset({"correctness", "sync", "yaml"})
    documents = "loose"

    def check(self, target: Document, repo: Repository) -> Iterator[Occurrence]:
        """The document, if it is part of an object only."""
        value = target.value
        if not isinstance(value, dict) or group_version_kind(value) is not None or "$patch" in value:
            return
        if not any(field in value for field in _FIELDS) or not repo.once(_holds_an_object, target.path):
            return
        missing = (
            "apiVersion" if value.get("kind") else "Kind"
        )  # as runtime.NewMissingKindErr and …VersionErr write them
        message = f"Object '{missing}' is missing: this document is no manifest"
        yield self.finding(Place(target.path, target.index, (next(iter(value)),)), message, grip="key")

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web}
            ---
            apiVersion: v1
            #^^^^^^^^^ Object 'Kind' is missing: this document is no manifest
            metadata: {name: settings}
            data: {a: b}
            ---
            kind: ConfigMap
            #^^^ Object 'apiVersion' is missing: this document is no manifest
            metadata: {name: settings}
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web}
            ---
            # nothing here any more
            ---
            note: {that: is no object}
            """),
        Good(
            """
            metadata: {author: me}
            spec: of a novel
            """,
            title="not a file of manifests",
        ),
    )


def _holds_an_object(repo: Repository, path: str) -> bool:
    return any(map(is_manifest, repo.once(_by_file).get(path, ())))


def _by_file(repo: Repository) -> Mapping[str, Sequence[Document]]:
    found: dict[str, list[Document]] = {}
    for document in repo.documents:
        found.setdefault(document.path, []).append(document)
    return found
