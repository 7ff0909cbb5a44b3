"""Which line of a template printed a line, where a range prints the same ones again and again."""

from __future__ import annotations

import pytest

from gitops_lint.render.helm.lines import LineMap

TEMPLATE = """\
env:
{{- range .Values.env }}
- name: {{ .name }}
  value: {{ .value | quote }}
{{- end }}
{{- with .Values.more }}
{{- toYaml . }}
{{- end }}
args:
"""


def lines(template: str, rendered: str) -> list[int | None]:
    """The template's line of each rendered one."""
    found = LineMap(template, rendered.splitlines())
    return [found.line(number) for number, _ in enumerate(rendered.splitlines(), 1)]


def test_every_item_of_a_range_is_put_down_to_its_lines() -> None:
    rendered = 'env:\n- name: A\n  value: "1"\n- name: B\n  value: "2"\nargs:\n'
    assert lines(TEMPLATE, rendered) == [1, 3, 4, 3, 4, 9]


def test_what_another_line_printed_ends_it() -> None:
    rendered = 'env:\n- name: A\n  value: "1"\n- name: B\n  value: "2"\n- name: C\n  valueFrom: {}\nargs:\n'
    assert lines(TEMPLATE, rendered) == [1, 3, 4, 3, 4, None, None, 9]


@pytest.mark.parametrize("inner", ["{{- if .value }}", "{{ toYaml . }}", "{{ . }}"])
def test_a_range_that_may_print_anything_has_no_answer(inner: str) -> None:
    template = TEMPLATE.replace("  value: {{ .value | quote }}\n", f"  {inner}\n")
    assert lines(template, "env:\n- name: A\n  x: 1\n- name: B\n  x: 2\nargs:\n")[1:5] == [None] * 4


def test_a_range_below_nothing_certain_has_no_answer() -> None:
    template = TEMPLATE.replace("env:\n", "")
    assert lines(template, "- name: A\n  value: 1\n- name: B\n  value: 2\nargs:\n") == [None] * 4 + [8]
