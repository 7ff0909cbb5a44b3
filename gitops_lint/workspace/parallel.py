"""Do many like things in several processes: parse files, run rules.

Children are forked, do their share and hand plain values back through a pipe, marshalled: both ends are this very
process image, so nothing foreign is ever read.  Where forking is not possible, or not worth it, nothing is done here.
"""

from __future__ import annotations

import marshal
import os
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from gitops_lint.finding import Span
from gitops_lint.problem import Problem
from gitops_lint.source.document import Document, Oddity, ParsedFile

T = TypeVar("T")

FILES_WORTH_IT = 600
"""Fewer files are parsed faster by one process than handed between two."""


def processes(jobs: int, amount: int, worth_it: int) -> int:
    """How many processes to use: ``jobs`` if given, else one per core where the work is worth it."""
    if not hasattr(os, "fork") or threading.active_count() > 1 or amount < worth_it:
        return 1
    return jobs if jobs > 0 else min(os.cpu_count() or 1, 8)


def spread(shares: Sequence[Sequence[Any]], work: Callable[[Sequence[Any]], Any]) -> list[Any]:
    """``work`` on each share in a process of its own; its results must be plain values and come in order.

    A child that fails hands its share back to the parent, which does the work itself and meets the error itself.
    """
    children = [_start(partial(work, share)) for share in shares[1:]]
    results = [work(shares[0])]
    for share, child in zip(shares[1:], children, strict=True):
        done = _result(child)
        results.append(work(share) if done is None else done)
    return results


def take_turns(
    count: int, items: Sequence[Any], work: Callable[[Sequence[Any]], Any], first: Callable[[], T]
) -> tuple[T, list[Any]]:
    """``work`` on runs of items by whichever of ``count`` processes is free, while the parent does ``first``.

    The results must be plain values and come in the order of the items.  What a child that fails has taken is done by
    the parent.
    """
    size = max(-(-len(items) // _TURNS), 1)
    runs = [items[start : start + size] for start in range(0, len(items), size)]
    tickets, box = os.pipe()
    os.write(box, bytes(range(len(runs))))
    os.close(box)

    def turns() -> dict[int, Any]:
        return {ticket[0]: work(runs[ticket[0]]) for ticket in iter(lambda: os.read(tickets, 1), b"")}

    children = [_start(turns) for _ in range(count - 1)]
    meanwhile = first()
    done = turns()
    for child in children:
        done |= _result(child) or {}
    os.close(tickets)
    return meanwhile, [done[number] if number in done else work(run) for number, run in enumerate(runs)]


_TURNS = 64  # small enough for nobody to wait long for the last, large enough for it to cost nothing


def _start(work: Callable[[], Any]) -> tuple[int, int]:
    out, into = os.pipe()
    pid = os.fork()
    if pid:
        os.close(into)
        return pid, out
    status = 1
    try:
        os.close(out)
        data = marshal.dumps(work())
        with os.fdopen(into, "wb") as sink:
            sink.write(data)
        status = 0
    finally:
        # Neither handlers nor buffers of the parent may run a second time here.
        os._exit(status)


def _result(child: tuple[int, int]) -> Any:
    """What a child hands back; None where it failed."""
    pid, pipe = child
    with os.fdopen(pipe, "rb") as source:
        data = source.read()
    os.waitpid(pid, 0)
    return marshal.loads(data) if data else None  # noqa: S302 - our own child wrote it


def pack(parsed: ParsedFile) -> tuple[Any, ...]:
    """A parsed file as plain values."""
    documents = [
        (item.index, item.value, item.line, [_packed(oddity) for oddity in item.oddities]) for item in parsed.documents
    ]
    problems = [(p.rule, p.message, tuple(p.span), p.key, p.document, p.pointer) for p in parsed.problems]
    return (parsed.path, documents, problems, parsed.empty)


def _packed(oddity: Oddity) -> tuple[Any, ...]:
    first = tuple(oddity.first) if oddity.first is not None else None
    return (oddity.kind, oddity.pointer, oddity.text, tuple(oddity.span), oddity.in_key, first)


def unpack(data: tuple[Any, ...]) -> ParsedFile:
    """The parsed file again."""
    path, documents, problems, empty = data
    return ParsedFile(
        path,
        tuple(
            Document(path, index, value, line, tuple(_unpacked(oddity) for oddity in oddities))
            for index, value, line, oddities in documents
        ),
        tuple(
            Problem(rule, path, message, Span(*span), key, document, tuple(pointer))
            for rule, message, span, key, document, pointer in problems
        ),
        tuple(empty),
    )


def _unpacked(data: tuple[Any, ...]) -> Oddity:
    kind, pointer, text, span, in_key, first = data
    return Oddity(kind, tuple(pointer), text, Span(*span), in_key, Span(*first) if first is not None else None)
