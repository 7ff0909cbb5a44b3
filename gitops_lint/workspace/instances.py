"""Which Argo CD runs an Application: what the configuration says, else what the folders of a repository tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from gitops_lint.argocd.instance import Instances, innermost
from gitops_lint.model.deployable import Deployable


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
