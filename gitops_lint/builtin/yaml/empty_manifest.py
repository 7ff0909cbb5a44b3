"""Rule: what a kustomization lists holds something."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from gitops_lint.rule import Bad, Document, Good, Occurrence, Place, Repository, Rule, Severity
from gitops_lint.source.classify import classify

_SUFFIXES = (".yaml", ".yml", ".json")


class EmptyManifest(Rule[Document]):
    """A kustomization lists a file in which there is no object: it is empty, or everything in it is commented out.

    Kustomize says nothing and applies nothing; with pruning, Argo CD deletes what the file used to hold.  Take the
    line out of the kustomization, or put the object back.

    **When to allow it.**  The file is filled in before the build.
    """

    summary = "kustomization lists a file without any object"
    severity = Severity.WARNING
    tags = frozenset({"correctness", "kustomize", "yaml"})
    documents = "loose"

    def check(self, target: Document, repo: Repository) -> Iterator[Occurrence]:
        """Every entry of ``resources`` that leads to an empty file."""
        if not isinstance(target.value, dict) or "resources" not in target.value:
            return
        if classify(target.path, target.value) not in ("kustomization", "kustomize-component"):
            return
        entries = target.value["resources"]
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if not isinstance(entry, str) or not entry.endswith(_SUFFIXES) or "://" in entry:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(target.path), entry))
            if path in repo.once(_empty_files):
                at = Place(target.path, target.index, ("resources", index))
                yield self.finding(at, f"'{entry}' holds no object", related=[(Place(path), "this file")])

    examples = (
        Bad(
            files={
                "base/kustomization.yaml": """
                    resources:
                      - settings.yaml
                      - ./old.yaml
                      # ^^^^^^^^^^ './old.yaml' holds no object
                    """,
                "base/settings.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    """,
                "base/old.yaml": """
                    ---
                    # apiVersion: v1
                    # kind: ConfigMap
                    """,
            }
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [settings.yaml]
                    """,
                "settings.yaml": """
                    # moved
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    """,
                "unused.yaml": """
                    # nothing
                    """,
            }
        ),
    )


def _empty_files(repo: Repository) -> frozenset[str]:
    """Files that were read without a problem and hold no document."""
    broken = {problem.path for problem in repo.problems}
    return frozenset(repo.files) - {document.path for document in repo.documents} - broken
