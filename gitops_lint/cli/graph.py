"""``gitops-lint graph``: the tree of Applications."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence

from gitops_lint.cli.applications import chosen, repository
from gitops_lint.cli.identitytext import grant_data, identity_data, identity_lines
from gitops_lint.cli.main import OK
from gitops_lint.cli.options import Parser, parser, write
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.repository import Repository
from gitops_lint.problem import UserError
from gitops_lint.report.order import count
from gitops_lint.values import dataclass, field


@dataclass(slots=True)
class Branch:
    """One deployable and the Applications among its objects; a set has the name of its ApplicationSet."""

    deployable: Deployable
    name: str
    children: list[Branch] = field(default_factory=list)


def arguments() -> Parser:
    """The options of ``graph``."""
    made = parser("graph", "Show the tree of Applications: who deploys whom, from where, to where.")
    made.add_argument("names", nargs="*", metavar="APP", help="start here; default: the roots")
    made.add_argument("--identities", action="store_true", help="show the AWS role of each workload (json always does)")
    made.add_argument("--rights", action="store_true", help="show who may do what in which project (text, json)")
    made.add_argument("--output-format", choices=("text", "mermaid", "dot", "json", "html"), default="text")
    return made


def run(words: Sequence[str]) -> int:
    """Print the tree; returns the exit status."""
    options = arguments().parse_args(words)
    where, repo = repository(options)
    if options.rights:
        return _rights(repo, options.output_format)
    wanted = chosen(where, repo, options.names) if options.names else None
    roots = branches(repo, wanted)
    if options.output_format == "json":
        write(json.dumps([_data(repo, branch) for branch in roots], indent=2) + "\n")
    elif options.output_format == "html":
        from gitops_lint.cli.graph_html import to_html

        write(to_html(roots))
    elif options.output_format == "text":
        known = repo if options.identities else None
        write("".join(f"{line}\n" for branch in roots for line in _text(known, branch, "", "")))
    else:
        write(_mermaid(roots) if options.output_format == "mermaid" else _dot(roots))
    return OK


def _rights(repo: Repository, form: str) -> int:
    from gitops_lint.argocd.rights import policies
    from gitops_lint.cli.rightstext import rights_data, rights_lines

    if form not in ("text", "json"):
        raise UserError(f"--rights is shown as text or json, not as {form}")
    if not repo.once(policies):
        print("gitops-lint: argocd-rbac-cm is not in this repository", file=sys.stderr)
    write(
        json.dumps(rights_data(repo), indent=2) + "\n"
        if form == "json"
        else "".join(f"{line}\n" for line in rights_lines(repo))
    )
    return OK


def branches(repo: Repository, wanted: Sequence[Deployable] | None) -> list[Branch]:
    """The trees below the wanted deployables; by default below those that no other one deploys.

    Where there is no Application at all, every kustomization, chart and folder is a root.
    An Application that deploys itself or an ancestor is shown once, where it is first met.
    """
    by_parent: dict[int, list[Deployable]] = defaultdict(list)
    deployed: set[int] = set()
    for item in repo.deployables:
        parent = item.parent
        if parent is not None:
            by_parent[id(parent)].append(item)
            if _is_shown(parent):
                deployed.add(id(item))
    roots = wanted
    if roots is None:
        roots = [item for item in repo.deployables if _is_shown(item) and id(item) not in deployed]
        roots = roots or repo.deployables
    seen: set[int] = set()
    # Applications that deploy each other in a circle have no root.
    rest = [item for item in repo.deployables if _is_shown(item)] if wanted is None else ()
    return [made for item in (*roots, *rest) for made in _grow(repo, item, by_parent, seen)]


def _is_shown(item: Deployable) -> bool:
    return item.application is not None or item.kind == "applicationset"


def _grow(
    repo: Repository, item: Deployable, by_parent: dict[int, list[Deployable]], seen: set[int]
) -> Iterator[Branch]:
    if id(item) in seen:
        return
    seen.add(id(item))
    made_by = item.application_set
    name = item.name if made_by is None else f"{made_by.namespace}/{made_by.name}".lstrip("/")
    yield Branch(item, name, [made for child in by_parent[id(item)] for made in _grow(repo, child, by_parent, seen)])


def facts(item: Deployable) -> str:
    """Where it comes from and goes to, and how much it holds, in one line."""
    parts = [item.path]
    if item.kind == "applicationset":
        parts.append(f"makes {len(item.resources)} Applications")
        return "  ".join((*parts, *_unchecked(item)))
    if item.cluster.name or item.namespace:
        parts.append(f"→ {item.cluster.name or '?'}/{item.namespace or '-'}")
    parts.append(count(len(item.resources), "object") if item.resources else "nothing rendered")
    return "  ".join((*parts, *_unchecked(item)))


def _unchecked(item: Deployable) -> list[str]:
    return [f"not checked: {part.reason}" for part in item.not_checked[:1]]


def _text(repo: Repository | None, branch: Branch, first: str, rest: str) -> Iterator[str]:
    kind = "ApplicationSet " if branch.deployable.kind == "applicationset" else ""
    yield f"{first}{kind}{branch.name}  {facts(branch.deployable)}"
    if repo is not None:
        bar = "│ " if branch.children else "  "
        yield from (f"{rest}{bar}  {line}" for line in identity_lines(repo, branch.deployable))
    for index, child in enumerate(branch.children):
        last = index == len(branch.children) - 1
        yield from _text(repo, child, rest + ("└── " if last else "├── "), rest + ("    " if last else "│   "))


def _data(repo: Repository, branch: Branch) -> dict[str, object]:
    item = branch.deployable
    return {
        "name": branch.name,
        "kind": item.kind,
        "path": item.path,
        "project": item.application.get("spec", "project") if item.application is not None else None,
        "cluster": item.cluster.name,
        "namespace": item.namespace,
        "resources": len(item.resources),
        "notChecked": [part.reason for part in item.not_checked],
        "workloads": identity_data(repo, item),
        "rolesInValues": grant_data(repo, item),
        "applications": [_data(repo, child) for child in branch.children],
    }


def _edges(roots: Sequence[Branch]) -> Iterator[tuple[Branch, Branch | None]]:
    for branch in roots:
        yield branch, None
        for child in branch.children:
            yield branch, child
        yield from _edges(branch.children)


def _mermaid(roots: Sequence[Branch]) -> str:
    lines = ["graph LR"]
    names: dict[int, str] = {}
    for one, other in _edges(roots):
        for branch in filter(None, (one, other)):
            if id(branch) not in names:
                names[id(branch)] = f"n{len(names)}"
                lines.append(f'  {names[id(branch)]}["{_quoted(branch.name)}"]')
        if other is not None:
            lines.append(f"  {names[id(one)]} --> {names[id(other)]}")
    return "\n".join(lines) + "\n"


def _dot(roots: Sequence[Branch]) -> str:
    lines = ["digraph applications {", "  rankdir=LR;"]
    for one, other in _edges(roots):
        arrow = f' -> "{_quoted(other.name)}"' if other is not None else ""
        lines.append(f'  "{_quoted(one.name)}"{arrow};')
    return "\n".join(dict.fromkeys(lines)) + "\n}\n"


def _quoted(text: str) -> str:
    return text.replace("\\", "/").replace('"', "'")
