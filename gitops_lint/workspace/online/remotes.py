"""Everything that is fetched in a run, mounted beside the tree and fetched once."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

from gitops_lint.render.helm.binary import find_helm, why_none
from gitops_lint.render.request import FetchError
from gitops_lint.source.mounted import MountedTree
from gitops_lint.source.tree import DiskTree
from gitops_lint.workspace.online.charts import Charts
from gitops_lint.workspace.online.git import Repositories
from gitops_lint.workspace.online.references import is_file, parse_reference
from gitops_lint.workspace.online.store import Store

MAX_FILE_BYTES = 32 * 1024 * 1024
TIMEOUT_SECONDS = 30


class Remotes:
    """Fetches what is asked for and says where in the tree it is."""

    def __init__(self, tree: MountedTree, cache: str, argocd: tuple[int, int]) -> None:
        self._tree = tree
        self._cache = Path(cache) if cache else _for_this_run(tree)
        self._argocd = argocd
        self._charts: Charts | None = None
        self._repositories = Repositories(Store(self._cache, "git"))
        self._known: dict[tuple[str, ...], str | FetchError] = {}

    def chart(self, repository: str, name: str, version: str) -> str:
        """The folder of a chart in the tree.  Raises `FetchError`."""

        def fetch() -> str:
            if self._charts is None:
                helm = find_helm(self._argocd)
                if helm is None:
                    raise FetchError(why_none())
                self._charts = Charts(Store(self._cache, "charts"), helm)
            folder = self._charts.get(repository, name, version)
            return self._mount(name or posixpath.basename(repository), version, folder)

        return self._once(("chart", repository, name, version), fetch)

    def repository(self, url: str, revision: str) -> str:
        """The folder of a git repository in the tree.  Raises `FetchError`."""

        def fetch() -> str:
            name = posixpath.basename(url.rstrip("/")).removesuffix(".git")
            return self._mount(name, revision, self._repositories.get(url, revision))

        return self._once(("git", url, revision), fetch)

    def base(self, url: str) -> str:
        """The path in the tree of what a kustomization names: a file or a folder.  Raises `FetchError`."""
        if is_file(url):
            return self._once(("file", url), lambda: self._file(url))
        reference = parse_reference(url)
        mounted = self.repository(reference.repository, reference.revision)
        path = posixpath.normpath(posixpath.join(mounted, reference.folder))
        if path != mounted and not path.startswith(f"{mounted}/"):
            raise FetchError("it leads out of its repository")
        if not self._tree.is_dir(path):
            raise FetchError(f"it has no folder '{reference.folder}'")
        return path

    def holds(self, path: str) -> bool:
        """Whether a path of the tree was fetched: others write it."""
        first = path.partition("/")[0]
        return any(isinstance(found, str) and found.partition("/")[0] == first for found in self._known.values())

    def _once(self, key: tuple[str, ...], fetch: Callable[[], str]) -> str:
        if key not in self._known:
            try:
                self._known[key] = fetch()
            except FetchError as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, FetchError):
            raise found
        return found

    def _mount(self, name: str, version: str, folder: Path) -> str:
        label = re.sub(r"[^\w.+-]+", "-", f"{name}-{version}" if version else name)
        return self._tree.mount(label, DiskTree(folder, ()))

    def _file(self, url: str) -> str:
        """A file is fetched anew each run: its URL says nothing of its content."""
        from urllib.error import HTTPError, URLError
        from urllib.request import Request, urlopen

        from gitops_lint.source.tree import MemoryTree

        name = posixpath.basename(url.partition("?")[0])
        try:
            with urlopen(Request(url), timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - its scheme is http or https
                data = answer.read(MAX_FILE_BYTES + 1)
        except HTTPError as error:
            error.close()
            raise FetchError(f"HTTP status {error.code}") from None
        except (URLError, OSError, ValueError) as error:
            raise FetchError(str(getattr(error, "reason", error))) from None
        if len(data) > MAX_FILE_BYTES:
            raise FetchError(f"it has more than {MAX_FILE_BYTES} bytes")
        return f"{self._tree.mount(name, MemoryTree({name: data}))}/{name}"


def _for_this_run(tree: MountedTree) -> Path:
    """A folder that goes when nobody can look at the tree any more."""
    import shutil
    import tempfile
    import weakref

    folder = tempfile.mkdtemp(prefix="gitops-lint-online-")
    weakref.finalize(tree, shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
