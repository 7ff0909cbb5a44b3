"""Which Argo CD runs an Application: what the configuration says, else what the folders of a repository tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence

from gitops_lint.model.deployable import Deployable
from gitops_lint.settings import Instance


class Instances:
    """The instances of the configuration, by the folders that hold their Applications."""

    def __init__(self, declared: Iterable[Instance]) -> None:
        self._roots = {root.strip("/") or ".": item for item in declared for root in item.roots}
        self._by_name = {item.name: item for item in self._roots.values()}

    def of(self, path: str) -> str:
        """The name of the instance whose folder holds a path; empty where none does."""
        found = innermost(path, self._roots)
        return self._roots[found].name if found else ""

    def home(self, name: str) -> str:
        """The cluster that an instance runs in, as far as the configuration says."""
        return self._by_name[name].cluster if name in self._by_name else ""

    def namespace(self, name: str) -> str:
        """The namespace that an instance is in; empty where the configuration does not say."""
        return self._by_name[name].namespace if name in self._by_name else ""


def innermost(path: str, folders: Container[str]) -> str:
    """The innermost of some folders that holds a path; empty where none does."""
    while path and path != ".":
        if path in folders:
            return path
        path = path.rpartition("/")[0]
    return "." if "." in folders else ""


def tell_apart(deployables: Sequence[Deployable], declared: Instances) -> None:
    """Give every deployable its instance: the declared one, else one that is told by the folders.

    ``clusters/dev`` and ``clusters/prod`` that both hold an Application ``argocd/shop`` are two instances, and so is
    everything below each of them.  Where no name is there twice, nothing tells whether there are several.
    """
    unknown = []
    for item in deployables:
        item.instance = item.instance or declared.of(item.root.path)
        if not item.instance:
            unknown.append(item)
    roots: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for item in unknown:
        if item.application is not None:
            roots[item.application.namespace, item.application.name][item.root.path] = None
    folders = {folder for paths in roots.values() if len(paths) > 1 for folder in _branches(list(paths))}
    for item in unknown if folders else ():
        item.instance = innermost(item.root.path, folders)


def _branches(paths: Sequence[str]) -> Iterable[str]:
    """The folders at which paths part from each other; none where one lies in another."""
    parts = [path.split("/") for path in paths]
    depth = 0
    while all(len(part) > depth for part in parts) and len({part[depth] for part in parts}) == 1:
        depth += 1
    if any(len(part) <= depth for part in parts):
        return ()
    return dict.fromkeys("/".join(part[: depth + 1]) for part in parts)
