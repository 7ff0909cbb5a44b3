"""Charts from Helm repositories and OCI registries, fetched by helm itself.

Argo CD does the same (``util/helm/client.go``): ``helm pull --repo URL NAME --version V``, or ``helm pull oci://…``
for a repository without a scheme.
"""

from __future__ import annotations

from pathlib import Path

from gitops_lint.patterns import regex
from gitops_lint.render.helm.binary import Helm
from gitops_lint.render.helm.errors import clean
from gitops_lint.render.request import FetchError
from gitops_lint.workspace.online.store import Store

_EXACT = regex(r"v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")
_HTTP = ("http://", "https://")


def pull_arguments(repository: str, name: str, version: str, folder: str) -> list[str]:
    """Everything after ``helm`` that fetches a chart and unpacks it below a folder."""
    if repository.startswith(_HTTP):
        what = ["pull", name, "--repo", repository]
    else:
        what = ["pull", "/".join(filter(None, (f"oci://{repository.removeprefix('oci://').rstrip('/')}", name)))]
    chosen = ["--version", version] if version else []
    return [*what, *chosen, "--untar", "--untardir", folder]


class Charts:
    """Fetches charts; an exact version is fetched once, a range whenever it is asked for."""

    def __init__(self, store: Store, helm: Helm) -> None:
        self._store = store
        self._helm = helm

    def get(self, repository: str, name: str, version: str) -> Path:
        """The folder of a chart.  Raises `FetchError` with helm's reason."""
        known = self._store.get(repository, name, version) if _EXACT.fullmatch(version) else None
        return known or self._pull(repository, name, version)

    def _pull(self, repository: str, name: str, version: str) -> Path:
        if "://" in repository and not repository.startswith((*_HTTP, "oci://")):
            raise FetchError(f"repositories of '{repository.partition(':')[0]}' are not fetched")
        if repository.startswith("-") or name.startswith("-") or version.startswith("-"):
            raise FetchError("the name of a chart cannot start with '-'")

        def make(folder: Path) -> Path:
            done = self._helm.run(pull_arguments(repository, name, version, str(folder)), cwd=folder, online=True)
            if done.status != 0:
                raise FetchError(clean(done.error))
            found = [path.parent for path in folder.glob("*/Chart.yaml")]
            if len(found) != 1:
                raise FetchError("helm fetched no chart")
            return found[0]

        moment = () if _EXACT.fullmatch(version) else (self._now(),)
        return self._store.put(make, repository, name, version, *moment)

    @staticmethod
    def _now() -> str:
        import uuid

        return uuid.uuid4().hex
