"""``gitops-lint network``: who can talk to whom under the policies."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence

from gitops_lint.api import within
from gitops_lint.cli.main import FOUND, OK
from gitops_lint.cli.options import Parser, Place, parser, place, write
from gitops_lint.model.repository import Repository
from gitops_lint.network import text
from gitops_lint.network.cluster import Endpoint
from gitops_lint.network.connections import ALL, ConnectionSet, connection
from gitops_lint.network.ingress import ingress_connections, ways_in
from gitops_lint.network.intervals import AddressSet, parse_cidr
from gitops_lint.network.query import Answer, Change, Party, ask, diff, find
from gitops_lint.network.reachability import Connection, Reachability, reachability
from gitops_lint.network.repository import View, views
from gitops_lint.plugins import load_extensions
from gitops_lint.problem import UserError
from gitops_lint.shapes import suggestion
from gitops_lint.source.discover import working_copy
from gitops_lint.values import dataclass
from gitops_lint.workspace import build_repository

FORMATS = ("text", "csv", "json", "mermaid", "dot", "html", "netpol-analyzer")
_ONE_ONLY = {"csv": text.csv, "mermaid": text.mermaid, "dot": text.dot, "netpol-analyzer": text.netpol_analyzer}


def run(words: Sequence[str]) -> int:
    """Print connections, one answer, or a difference; exit status 1 where the asked-for connection is forbidden."""
    options = arguments().parse_args(words)
    where = place(options, options.paths)
    repo = build_repository(working_copy(where.root), where.config, load_extensions(third_party=where.config.plugins))
    if options.diff:
        return _print_diff(options, where, repo)
    found = chosen(repo, where.only, options.cluster)
    if options.source and options.target:
        return _print_answers(options, found)
    _print_connections(options, found)
    return OK


def arguments() -> Parser:
    """The options of ``network``."""
    made = parser(
        "network",
        "Show who can talk to whom under the policies of the repository, for each cluster. With --from and --to, "
        "answer one question and name the rules that decide; the exit status is 1 if the connection is forbidden.",
    )
    made.add_argument("paths", nargs="*", metavar="PATH", default=["."], help="only what is deployed from there")
    made.add_argument("--from", dest="source", metavar="X", help="workload (name, namespace/name) or address")
    made.add_argument("--to", dest="target", metavar="Y", help="workload or address")
    made.add_argument("--port", metavar="P", help="5432, 53/udp or 8000-8080; default: every port")
    made.add_argument("--cluster", metavar="NAME", help="this cluster; a path where no Application deploys")
    made.add_argument("--diff", metavar="REF", help="connections opened and closed since that commit")
    made.add_argument("--output-format", choices=FORMATS, default="text")
    return made


def chosen(repo: Repository, only: Sequence[str], cluster: str | None) -> list[View]:
    """The views that hold workloads, narrowed to paths and to one cluster.

    Raises `UserError` for a cluster that there is not.
    """
    found = [view for view in repo.once(views) if view.scene.cluster.endpoints]
    if cluster is not None:
        named = [view for view in found if view.name == cluster]
        if not named:
            hint = suggestion(cluster, [view.name for view in found])
            raise UserError(f"no cluster '{cluster}' with workloads{hint}")
        found = named
    if only:
        found = [view for view in found if any(within(path, only) for path in _paths(view))]
    return found


def _paths(view: View) -> Iterable[str]:
    for deployable in view.deployables:
        yield deployable.path
        for resource in deployable.resources:
            yield resource.origin.first.path


def _print_connections(options: argparse.Namespace, found: Sequence[View]) -> None:
    turn = _ONE_ONLY.get(options.output_format)
    if turn is not None and len(found) > 1:
        names = ", ".join(f"'{view.name}'" for view in found[:8]) + (" …" if len(found) > 8 else "")
        raise UserError(f"--output-format {options.output_format} shows one cluster; choose with --cluster: {names}")
    if turn is not None:
        write(turn(connections(found[0], options)) if found else turn(()))
        return
    if options.output_format == "json":
        data = [{"cluster": view.name, "connections": text.json_data(connections(view, options))} for view in found]
        write(json.dumps(data, indent=2) + "\n")
        return
    if options.output_format == "html":
        from gitops_lint.cli.network_html import Shown, to_html

        whole = not (options.source or options.target or options.port)
        write(
            to_html([Shown(_title(view), _reach(view, options), connections(view, options), whole) for view in found])
        )
        return
    write("\n".join(f"{_title(view)}\n{text.table(connections(view, options))}" for view in found))


def _title(view: View) -> str:
    title = f"cluster {view.name}" if view.placed else view.name
    return f"{title}: some of it could not be rendered" if view.incomplete else title


def connections(view: View, options: argparse.Namespace) -> list[Connection]:
    """What the policies of a view allow, ways in included, narrowed by ``--from``, ``--to`` and ``--port``."""
    reach = _reach(view, options)
    found = list(reach.connections())
    entries = view.scene.entries
    like_theirs = options.output_format == "netpol-analyzer"  # it knows no load balancers, and only declared ports
    if like_theirs:
        entries = tuple(entry for entry in entries if entry.kind in ("Ingress", "Route"))
    found += ingress_connections(ways_in(reach, view.scene.services, entries), declared_only=like_theirs)
    for name, side in ((options.source, "source"), (options.target, "target")):
        if name:
            wanted = {str(party) for party in find(view.scene.cluster, name)}
            found = [each for each in found if str(getattr(each, side)) in wanted]
    if options.port:
        asked = parse_port(options.port)
        found = [Connection(each.source, each.target, each.allowed & asked) for each in found if each.allowed & asked]
    return found


def _reach(view: View, options: argparse.Namespace) -> Reachability:
    blocks = [_address(name) for name in (options.source, options.target) if name]
    return reachability(view.scene.cluster, addresses=[block for block in blocks if block is not None])


def _address(name: str) -> AddressSet | None:
    block = parse_cidr(name) or parse_cidr(f"{name}/{128 if ':' in name else 32}")
    return AddressSet.of(block) if block else None


def parse_port(word: str) -> ConnectionSet:
    """``5432`` is TCP, ``53/udp``, ``8000-8080/tcp``; raises `UserError` for anything else."""
    numbers, _, protocol = word.partition("/")
    low, _, high = numbers.partition("-")
    high = high or low
    protocol = protocol.upper() or "TCP"
    if not (low.isdigit() and high.isdigit() and 1 <= int(low) <= int(high) <= 65535):
        raise UserError(f"--port takes a port such as 5432, 53/udp or 8000-8080, not '{word}'")
    if protocol not in ("TCP", "UDP", "SCTP"):
        raise UserError(f"--port: the protocol is tcp, udp or sctp, not '{protocol.lower()}'")
    return connection(protocol, int(low), int(high))


def _print_answers(options: argparse.Namespace, found: Sequence[View]) -> int:
    asked = parse_port(options.port) if options.port else ALL
    answers: list[tuple[View, Answer]] = []
    for view in found:
        reach = _reach(view, options)
        answers += [
            (view, ask(reach, source, target, asked))
            for source in find(view.scene.cluster, options.source)
            for target in find(view.scene.cluster, options.target)
            if source is not target and (isinstance(source, Endpoint) or isinstance(target, Endpoint))
        ]
    if not answers:
        _unknown(options, found)
    if options.output_format == "json":
        write(json.dumps([_answer_data(view, answer) for view, answer in answers], indent=2) + "\n")
    elif options.output_format == "text":
        write("\n".join(_answer_text(view, answer) for view, answer in answers))
    else:
        raise UserError("an answer to --from and --to is printed as text or json")
    return OK if all(answer.allowed for _, answer in answers) else FOUND


def _unknown(options: argparse.Namespace, found: Sequence[View]) -> None:
    known = {str(pod) for view in found for pod in view.scene.cluster.endpoints}
    names = sorted({word for each in known for word in (each, each.partition("[")[0])})
    for name in (options.source, options.target):
        if not any(find(view.scene.cluster, name) for view in found):
            raise UserError(f"no workload '{name}'{suggestion(name, names)}")
    raise UserError(f"no cluster holds both '{options.source}' and '{options.target}'")


def _answer_text(view: View, answer: Answer) -> str:
    asked = "" if answer.asked == ALL else f" on {answer.asked}"
    verdict = "allowed" if answer.reachable else f"allowed only: {answer.allowed}" if answer.allowed else "forbidden"
    lines = [f"{_title(view)}: {answer.source} => {answer.target}{asked}: {verdict}"]
    sides = (("egress", answer.source, answer.egress), ("ingress", answer.target, answer.ingress))
    for side, subject, reasons in sides:
        if not isinstance(subject, Endpoint):
            continue
        lines += [f"  {side}: {reason}{_where(reason.policy.source)}" for reason in reasons]
        lines += [] if reasons else [f"  {side}: {_why_open(subject, side)}"]
    return "\n".join(lines) + "\n"


def _why_open(pod: Party, side: str) -> str:
    if isinstance(pod, Endpoint) and pod.host_network:
        return "hostNetwork pods are not subject to policies"
    if isinstance(pod, Endpoint) and not pod.enforced:
        return "policies are not enforced where this workload runs"
    return f"no policy isolates {pod} for {side}"


def _where(source: object) -> str:
    origin = getattr(source, "origin", None)
    return f" ({origin.first.path})" if origin is not None else ""


def _answer_data(view: View, answer: Answer) -> dict[str, object]:
    return {
        "cluster": view.name,
        "from": str(answer.source),
        "to": str(answer.target),
        "asked": str(answer.asked),
        "allowed": str(answer.allowed),
        "reachable": answer.reachable,
        "reasons": [
            {
                "policy": reason.policy.identity,
                "path": getattr(getattr(reason.policy.source, "origin", None), "first", None)
                and reason.policy.source.origin.first.path,  # type: ignore[attr-defined]
                "direction": reason.direction,
                "action": reason.action,
                "pointer": "".join(f"/{part}" for part in reason.pointer),
                "connections": str(reason.connections),
            }
            for reason in (*answer.egress, *answer.ingress)
        ],
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in one view."""

    view: str
    changes: tuple[Change, ...]


def _print_diff(options: argparse.Namespace, where: Place, repo: Repository) -> int:
    from gitops_lint.source.git import GitTree, check_commit, commit_entries

    check_commit(where.root, options.diff)
    tree = GitTree(where.root, commit_entries(where.root, options.diff), options.diff)
    try:
        added = load_extensions(third_party=where.config.plugins)
        before = {view.name: view for view in build_repository(tree, where.config, added).once(views)}
    finally:
        tree.close()
    after = {view.name: view for view in repo.once(views)}
    names = sorted(before.keys() | after.keys()) if options.cluster is None else [options.cluster]
    found = [Difference(name, _changes(before.get(name), after.get(name))) for name in names]
    found = [each for each in found if each.changes]
    if options.output_format == "json":
        write(json.dumps([_diff_data(each) for each in found], indent=2) + "\n")
    elif options.output_format == "text":
        write("\n".join(_diff_text(each) for each in found))
    else:
        raise UserError("a difference is printed as text or json")
    return OK


def _changes(before: View | None, after: View | None) -> tuple[Change, ...]:
    from gitops_lint.network.cluster import Cluster

    nothing = Cluster.of(())
    return diff(before.scene.cluster if before else nothing, after.scene.cluster if after else nothing)


def _diff_text(each: Difference) -> str:
    lines = [each.view]
    for change in each.changes:
        pair = f"{change.source} => {change.target}"
        note = "" if change.both_states else "  (workload added or removed)"
        lines += [f"  {sign} {pair} : {ports}{note}" for sign, ports in _signed(change) if ports]
    return "\n".join(lines) + "\n"


def _signed(change: Change) -> tuple[tuple[str, ConnectionSet], ...]:
    return ("+", change.opened), ("-", change.closed)


def _diff_data(each: Difference) -> dict[str, object]:
    return {
        "cluster": each.view,
        "changes": [
            {
                "from": str(change.source),
                "to": str(change.target),
                "opened": str(change.opened) if change.opened else "",
                "closed": str(change.closed) if change.closed else "",
                "workloadsInBoth": change.both_states,
            }
            for change in each.changes
        ],
    }
