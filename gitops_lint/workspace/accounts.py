"""What became of each file that was seen: judged, no manifest, or not judged for a reason that is said."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from gitops_lint.model.repository import Counts, Repository
from gitops_lint.problem import Notice
from gitops_lint.render.directory import folder_of
from gitops_lint.render.request import RenderRequest, RenderResult
from gitops_lint.source.classify import TreeFacts
from gitops_lint.source.mounted import is_mounted
from gitops_lint.workspace.files import Files, is_template
from gitops_lint.workspace.undeployed import holds_objects, schema_folders

_CALLED = {"kustomize": "kustomization", "helm": "chart", "directory": "folder"}
_SAID = "kustomize-file-unreferenced"  # the rule that gives a file's reason itself


class Accounts:
    """What the files of each source came to."""

    def __init__(self) -> None:
        self.claimed: set[str] = set()  #: files that some deployable is rendered from
        self._rendered: set[str] = set()  # those of sources that were rendered
        self._failed: dict[str, str] = {}  # those of sources that were not, and which source it is

    def take(self, request: RenderRequest, result: RenderResult) -> None:
        """Book the files that were read for a source."""
        self.claimed |= result.files
        if result.objects or not (result.refusals or result.problems):
            self._rendered |= result.files
        else:
            source = f"{_CALLED.get(request.kind, 'source')} '{request.path}'"
            self._failed.update((path, source) for path in result.files if path not in self._failed)

    def settle(self, repo: Repository, files: Files, facts: TreeFacts) -> None:
        """Give the counts to the repository, and a notice for each file that is not judged."""
        seen = {*files.listed, *files.parsed}
        rest = seen - {resource.origin.first.path for resource in repo.resources} - _broken(repo)
        manifests = {path for path in rest if _is_manifest(repo, files, path, facts)}
        unjudged = manifests - self._rendered
        repo.sources = frozenset(self.claimed)
        repo.counts = Counts(len(seen), len(rest - manifests), len(unjudged))
        repo.notices = (*repo.notices, *self._notices(repo, files, unjudged))

    def _notices(self, repo: Repository, files: Files, unjudged: AbstractSet[str]) -> Iterator[Notice]:
        said = {problem.path for problem in repo.problems if problem.rule == _SAID}
        for path in sorted(unjudged - said):
            source = self._failed.get(path) or self._failed.get(files.kustomizations.get(folder_of(path), ""))
            if not is_mounted(path):
                reason = f"{source} could not be rendered" if source else "nothing that is rendered uses it"
                yield Notice("not-judged", path, f"not judged: {reason}")


def _broken(repo: Repository) -> set[str]:
    """Files that hold no document, of which a finding says why."""
    return {problem.path for problem in repo.problems} - {document.path for document in repo.documents}


def _is_manifest(repo: Repository, files: Files, path: str, facts: TreeFacts) -> bool:
    """Whether a file is to be applied as it stands, or makes something that is."""
    if path not in files.parsed:
        return is_template(files, path)
    return not path.startswith(schema_folders(repo.config)) and holds_objects(files, path, facts)
