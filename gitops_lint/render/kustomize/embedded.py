"""Places inside of YAML that is itself a scalar of another file, such as a patch written in a kustomization.

A cause of such a value has one pointer that leads to the scalar and goes on inside of it:
``patches/0/patch/spec/replicas``.
"""

from __future__ import annotations

from yaml.nodes import ScalarNode

from gitops_lint.finding import Pointer, Span
from gitops_lint.source.positions import Positions


def embedded_span(positions: Positions, document: int, pointer: Pointer, grip: str = "auto") -> Span | None:
    """The span of a place inside of a block scalar; None where the pointer does not lead into one.

    Folded and quoted scalars give None too: their text is not the file's, line by line.
    """
    for length in range(len(pointer) - 1, 0, -1):
        found = positions.find(document, pointer[:length])
        if found is None or not found.exact:
            continue
        node = found.node
        if not isinstance(node, ScalarNode) or node.style != "|":
            return None
        return _inside(positions, node, pointer[length:], grip)
    return None


def _inside(positions: Positions, node: ScalarNode, rest: Pointer, grip: str) -> Span | None:
    text: str = node.value
    first = text.lstrip("\n").split("\n", 1)[0]
    if not first.strip():
        return None
    # The header is on the line of the indicator; the content starts on the next one, leading empty lines included.
    start = positions.lines.line_of(node.start_mark.index) + 1
    line = start + len(text) - len(text.lstrip("\n"))
    written = positions.line_text(line)
    if not written.endswith(first.rstrip()) and first not in written:
        return None
    indent = written.find(first)
    try:
        inner = Positions(positions.path, text.encode())
    except ValueError:
        return None
    found = next((index for index, root in enumerate(inner.roots) if root is not None), None)
    if found is None:
        return None
    span = inner.span(found, rest, grip)
    return Span(span.line + start - 1, span.column + indent, span.end_line + start - 1, span.end_column + indent)
