from __future__ import annotations

import pytest

from gitops_lint.finding import Span
from gitops_lint.source.comments import directives

TEXT = """\
apiVersion: v1
kind: Pod
spec:
  # gitops-lint: ignore[a, b-c] the node is dedicated
  containers:
    - name: x   # gitops-lint: ignore[run-as-root] -- needed
      image: "y # gitops-lint: ignore[quoted] no"

    # gitops-lint: ignore[CKV_K8S_1]
    # another comment
    - name: z
      args:
        - |
          # gitops-lint: ignore[block] no
  tail: 1
"""


def scopes(text: str) -> list[tuple[tuple[str, ...], str, int, int, str]]:
    found, problems = directives("x.yaml", text.encode())
    assert not problems
    return [(d.rules, d.scope, d.first_line, d.last_line, d.reason) for d in found]


def test_lines_and_nodes() -> None:
    assert scopes(TEXT) == [
        (("a", "b-c"), "node", 5, 14, "the node is dedicated"),
        (("run-as-root",), "line", 6, 6, "needed"),
        (("CKV_K8S_1",), "node", 11, 14, ""),
    ]


def test_above_the_first_line_it_holds_for_the_document() -> None:
    assert scopes("# gitops-lint: ignore[a] r\n---\na:\n  b: 1\nc: 2\n---\nd: 1\n") == [(("a",), "node", 3, 5, "r")]
    assert scopes("a: 1\n---\n# gitops-lint: ignore[a] r\nb: 1\nc: 2\n") == [(("a",), "node", 4, 5, "r")]


def test_a_file() -> None:
    assert scopes("a: 1\nb: 2 # gitops-lint: ignore-file[x] generated\n") == [(("x",), "file", 1, 3, "generated")]


def test_a_template_has_no_nodes() -> None:
    text = "{{ if x }}\n# gitops-lint: ignore[a] r\nb: 1\nc: 1 # gitops-lint: ignore[d] r\n{{ end }}\n"

    assert scopes(text) == [(("a",), "node", 3, 3, "r"), (("d",), "line", 4, 4, "r")]


def test_the_place_of_the_comment() -> None:
    (found,), _ = directives("x.yaml", b"a: 1  # gitops-lint: ignore[x] r\r\n")

    assert (found.line, found.column, found.span) == (1, 7, Span(1, 7, 1, 33))


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("ignore", "'ignore' names no rule: write ignore[rule] and a reason"),
        ("ignore[]", "'ignore' needs names of rules between the brackets"),
        ("ignore[a b]", "'ignore' needs names of rules between the brackets"),
        ("ignore[a", "'ignore[' is not closed"),
        ("disable[a]", "unknown directive 'disable': write ignore[rule] or ignore-file[rule]"),
    ],
)
def test_what_cannot_be_understood(comment: str, message: str) -> None:
    found, (problem,) = directives("x.yaml", f"a: 1 # gitops-lint: {comment}\n".encode())

    assert found == ()
    assert (problem.rule, problem.message, problem.span.line) == ("suppression-malformed", message, 1)


def test_files_without_the_word_are_not_looked_at() -> None:
    assert directives("x.yaml", b"\xff\0") == ((), ())
    assert directives("x.yaml", b"\xff\0 # gitops-lint: ignore[x]") == ((), ())
