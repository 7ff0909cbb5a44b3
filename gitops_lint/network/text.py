"""Connections as text: netpol-analyzer's lines, a table, csv, json, mermaid and dot. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.network.cluster import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gitops_lint.network.reachability import Connection

TextRow = tuple[str, str, str]
HEADER: TextRow = ("from", "to", "ports")


def table_rows(connections: Iterable[Connection]) -> list[TextRow]:
    """From, to and ports as text, sorted."""
    return sorted((str(each.source), str(each.target), str(each.allowed)) for each in connections)


def netpol_analyzer(connections: Iterable[Connection]) -> str:
    """``shop/web[Deployment] => shop/db[StatefulSet] : TCP 5432``, one connection a line."""
    return "".join(f"{source} => {target} : {ports}\n" for source, target, ports in table_rows(connections))


def table(connections: Iterable[Connection]) -> str:
    """Three aligned columns under a header."""
    rows = [HEADER, *table_rows(connections)]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "".join(f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}\n" for row in rows)


def csv(connections: Iterable[Connection]) -> str:
    """RFC 4180 with a header; lines end with a line feed alone."""
    rows = [HEADER, *table_rows(connections)]
    return "".join(",".join(_quoted(cell) for cell in row) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if any(each in cell for each in ',"\r\n') else cell


def json_data(connections: Iterable[Connection]) -> list[dict[str, object]]:
    """Plain values for a JSON encoder: parties by kind, ports as ``[low, high]`` per protocol."""
    ordered = sorted(connections, key=lambda each: (str(each.source), str(each.target)))
    return [
        {
            "from": _party(each.source),
            "to": _party(each.target),
            "all": str(each.allowed) == "All Connections",
            "ports": {
                name.upper(): [list(span) for span in getattr(each.allowed, name)]
                for name in ("tcp", "udp", "sctp")
                if getattr(each.allowed, name)
            },
        }
        for each in ordered
    ]


def _party(party: object) -> dict[str, object]:
    if isinstance(party, Endpoint) and party.kind:
        return {"kind": party.kind, "namespace": party.namespace, "name": party.name}
    return {"kind": "stand-in" if isinstance(party, Endpoint) else "addresses", "name": str(party).strip("{}")}


def _nodes(connections: Sequence[Connection]) -> dict[str, list[tuple[str, str]]]:
    """Namespace to (node text, label), both sorted; what is outside is under the empty name."""
    found: dict[str, dict[str, str]] = {}
    for each in connections:
        for party in (each.source, each.target):
            inside = isinstance(party, Endpoint) and bool(party.kind)
            namespace = party.namespace if isinstance(party, Endpoint) and inside else ""
            label = f"{party.name}[{party.kind}]" if isinstance(party, Endpoint) and inside else str(party)
            found.setdefault(namespace, {})[str(party)] = label
    return {namespace: sorted(nodes.items()) for namespace, nodes in sorted(found.items())}


def mermaid(connections: Iterable[Connection]) -> str:
    """A ``flowchart`` with a subgraph per namespace."""
    listed = list(connections)
    lines = ["flowchart LR"]
    names: dict[str, str] = {}
    for number, (namespace, nodes) in enumerate(_nodes(listed).items()):
        indent = "    " if namespace else "  "
        if namespace:
            lines.append(f'  subgraph ns{number}["{_escaped(namespace)}"]')
        for node, label in nodes:
            names[node] = f"n{len(names)}"
            lines.append(f'{indent}{names[node]}["{_escaped(label)}"]')
        if namespace:
            lines.append("  end")
    for source, target, ports in table_rows(listed):
        lines.append(f'  {names[source]} -->|"{_escaped(ports)}"| {names[target]}')
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    for character in '#"<>':
        text = text.replace(character, f"#{ord(character)};" if character != "#" else "#35;")
    return text


def dot(connections: Iterable[Connection]) -> str:
    """A Graphviz digraph with a cluster per namespace."""
    listed = list(connections)
    lines = ["digraph {"]
    for number, (namespace, nodes) in enumerate(_nodes(listed).items()):
        if namespace:
            lines.extend((f'\tsubgraph "cluster_{number}" {{', f"\t\tlabel={_dot_text(namespace)}"))
        indent = "\t\t" if namespace else "\t"
        lines.extend(f"{indent}{_dot_text(node)} [label={_dot_text(label)}]" for node, label in nodes)
        if namespace:
            lines.append("\t}")
    for source, target, ports in table_rows(listed):
        lines.append(f"\t{_dot_text(source)} -> {_dot_text(target)} [label={_dot_text(ports)}]")
    return "\n".join([*lines, "}"]) + "\n"


def _dot_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
