from __future__ import annotations

import dataclasses
from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report.samples import EMPTY_FILE, FILES, HOSTILE, LONG_LINE, MEMORY, MISSING_FILE, SUPPRESSED, rich_report

from gitops_lint.finding import Confidence, Edit, Finding, Fix, Location, Related, Severity, Span
from gitops_lint.report import concise, grouped, text
from gitops_lint.report.model import Report, Summary
from gitops_lint.report.options import RenderOptions


def frame(finding: Finding, files: dict[str, str] | None = None, **options: object) -> list[str]:
    """The lines of one finding without the header."""
    report = Report(findings=(finding,), read_text=(FILES if files is None else files).get)
    return text.render(report, RenderOptions(quiet=True, **options)).splitlines()[1:]  # type: ignore[arg-type]


def finding_at(span: Span, *related: Related) -> Finding:
    return Finding("r", Severity.WARNING, Confidence.HIGH, "m", Location("f.yaml", span), related=related)


def test_a_frame_with_an_overlay_and_a_fix() -> None:
    finding = dataclasses.replace(MEMORY, deployments=MEMORY.deployments[2:3])
    assert "\n".join(frame(finding)) == (
        """\
  --> base/deployment.yaml:12:13
   |
 9 |         - name: api
   |                 --- this container
10 |           image: ghcr.io/acme/checkout:1.4.2
11 |           resources:
12 |             limits:
   |             ^^^^^^
13 |               cpu: "1"
   |
  ::: overlays/prod/kustomization.yaml:2:5
   |
 2 |   - ../../base
   |     ---------- rendered here
   |
   = object: Deployment checkout (apps/v1)
   = owner:  Application argocd/shop-prod → cluster prod, namespace shop
   = docs:   gitops-lint rule memory-limit-missing
   = help:   use the memory request as the limit (unsafe fix)
   |
13 |               cpu: "1"
   +               memory: 256Mi
   |"""
    )


def test_an_empty_file_still_has_a_line_to_point_at() -> None:
    assert frame(EMPTY_FILE)[:5] == [" --> empty.yaml:1:1", "  |", "1 |", "  | ^", "  |"]


def test_a_file_that_cannot_be_read_has_no_frame() -> None:
    assert frame(MISSING_FILE) == [" --> ::gone, 100%.yaml:1:1", "  = docs:   gitops-lint rule dangling-symlink"]


def test_a_related_place_in_an_unreadable_file_keeps_its_message() -> None:
    finding = finding_at(Span(1, 1, 1, 2), Related(Location("gone.yaml", Span(3, 1, 3, 2)), "came from here"))
    assert frame(finding, {"f.yaml": "a: 1\n"})[5:7] == [" ::: gone.yaml:3:1", "  = note:   came from here"]


def test_a_span_past_the_end_of_the_file_has_no_frame() -> None:
    assert frame(finding_at(Span(9, 1, 9, 2)), {"f.yaml": "a: 1\n"})[0:2] == [
        " --> f.yaml:9:1",
        "  = docs:   gitops-lint rule r",
    ]


def test_a_span_past_the_end_of_its_line_gets_one_caret() -> None:
    assert frame(finding_at(Span(1, 5, 1, 5)), {"f.yaml": "a: 1"})[3] == "  |     ^"


def test_a_block_is_marked_on_its_first_line_and_says_where_it_ends() -> None:
    assert frame(finding_at(Span(1, 3, 3, 2)), {"f.yaml": "- a: 1\n  b: 2\n  c: 3\n"})[3] == "  |   ^^^^ (to line 3)"


def test_wide_and_combining_characters_tabs_and_escapes_keep_the_carets_under_their_text() -> None:
    assert frame(HOSTILE)[3:5] == [
        "3 |     \U0001f600 名前: e\u0301x \\u202egpj\\x1b[31m ##(add-mask]y",
        "  |     ^^^^^^^",
    ]


def test_carriage_returns_are_no_part_of_a_line() -> None:
    assert "\r" not in text.render(rich_report(), RenderOptions())


def test_a_long_line_is_cropped_around_the_span() -> None:
    row, carets = frame(LONG_LINE, width=80)[2:4]
    assert len(row) <= 80
    assert row.startswith("1 | …xxx")
    assert row.endswith("yyy…")
    assert row[carets.index("^") : carets.rindex("^") + 1] == '"needle"'[: len("needle") + 2]


def test_ascii_output_is_ascii() -> None:
    assert text.render(rich_report(), RenderOptions(ascii=True, show_suppressed=True, verbose=True)).isascii()


def test_without_colour_there_is_no_escape_sequence() -> None:
    for module in (text, concise, grouped):
        assert "\x1b" not in module.render(rich_report(), RenderOptions(show_suppressed=True, verbose=True))


def test_colours_and_links_are_the_only_escape_sequences() -> None:
    options = RenderOptions(color=True, hyperlinks=True, docs_url="https://docs.example.org/{rule}")
    lines = text.render(Report(findings=(HOSTILE,), read_text=FILES.get), options).splitlines()
    assert lines[0] == (
        "\x1b[1;33mwarning[\x1b[0m\x1b]8;;https://docs.example.org/odd-key\x1b\\odd-key\x1b]8;;\x1b\\"
        "\x1b[1;33m]\x1b[0m: "
        "\x1b[1mkey '\U0001f600 名前' is \\x1b[31mred\\x1b[0m\\n::error::100% <b>&|`x` [link](http://evil) "
        "##vso(task.setvariable]\x1b[0m"
    )


def test_a_suppressed_finding_says_by_what() -> None:
    report = Report(suppressed=(SUPPRESSED,), read_text=FILES.get)
    shown = text.render(report, RenderOptions(show_suppressed=True))
    assert "warning[single-replica]: Deployment 'checkout' has 1 replica (suppressed)\n" in shown
    record = "by comment at base/deployment.yaml:4 until 2027-03-31 (Ada <ada@example.org>): dev runs one"
    assert f"= ignored: {record}\n" in shown
    assert "single-replica" not in text.render(report, RenderOptions())


def test_the_summary_says_what_the_verdict_covers() -> None:
    lines = text.render(rich_report(), RenderOptions()).splitlines()
    assert lines[-2] == (
        "Found 7 problems (2 errors, 4 warnings, 1 info) in 6 of 12 files · 1 fixable with --fix · "
        "1 more with --fix --unsafe-fixes · 1 suppressed · 1 old · 1 crash"
    )
    assert lines[-1] == (
        "Checked 38 resources in 12 files · covers 38 of 40 Applications · 3 files without manifests · "
        "8 notices · 0.31 s"
    )


def test_nothing_found_is_said_too() -> None:
    report = Report(summary=Summary(files=1, resources=1))
    assert text.render(report, RenderOptions()) == "No problems found\nChecked 1 resource in 1 file\n"
    assert text.render(report, RenderOptions(quiet=True)) == ""


def test_one_common_kind_of_notice_does_not_hide_the_others() -> None:
    shown = concise.render(rich_report(), RenderOptions())
    assert "notice[not-rendered]: apps/metrics.yaml:9: chart metrics-server is remote" in shown
    assert shown.count("notice[unknown-kind]") == 5
    assert "  and 2 more of kind 'unknown-kind'; --verbose lists them\n" in shown
    assert concise.render(rich_report(), RenderOptions(verbose=True)).count("notice[unknown-kind]") == 7


def test_only_as_many_findings_as_asked_for() -> None:
    shown = concise.render(rich_report(), RenderOptions(max_findings=2, quiet=True)).splitlines()
    assert len(shown) == 5  # two findings, what is left out, and the crash
    assert shown[2] == "and 5 more not shown (--max-findings 2)"


def test_one_place_does_not_fill_the_screen() -> None:
    at = Location("f.yaml", Span(1, 1, 1, 2))
    elsewhere = Location("f.yaml", Span(2, 1, 2, 2))
    found = [Finding("r", Severity.WARNING, Confidence.HIGH, f"m{number:02}", at) for number in range(12)]
    found += [Finding("s", Severity.WARNING, Confidence.HIGH, f"n{number}", at) for number in range(3)]
    found.append(Finding("r", Severity.WARNING, Confidence.HIGH, "o", elsewhere))
    report = Report(findings=tuple(found), read_text={"f.yaml": "a\nb\n"}.get)

    def printed(**options: object) -> list[str]:
        rows = text.render(report, RenderOptions(quiet=True, **options)).splitlines()  # type: ignore[arg-type]
        return [row for row in rows if row.startswith(("warning", "and"))]

    first = [f"warning[r]: m{number:02}" for number in range(3)]
    more = "and 9 more of 'r' at this place; --verbose shows them"
    rest = ["warning[s]: n0", "warning[s]: n1", "warning[s]: n2", "warning[r]: o"]
    assert printed() == [*first, more, *rest]
    assert printed(max_findings=4) == [*first, more, rest[0], "and 3 more not shown (--max-findings 4)"]
    assert len(printed(verbose=True)) == 16


def test_statistics_and_timing() -> None:
    shown = concise.render(rich_report(), RenderOptions(statistics=True, timing=True))
    assert "     2  warning  odd-key\n" in shown
    assert "    123.4 ms  parse\n      2.0 ms  memory-limit-missing\n" in shown


def test_a_concise_line_names_the_other_file() -> None:
    assert concise.render(Report(findings=(MEMORY,)), RenderOptions(quiet=True)) == (
        "base/deployment.yaml:12:13: warning[memory-limit-missing]: container 'api' has no memory limit "
        "(overlays/prod/kustomization.yaml:2)\n"
    )


def test_no_line_of_any_terminal_format_is_a_workflow_command() -> None:
    for module in (text, concise, grouped):
        shown = module.render(rich_report(), RenderOptions(show_suppressed=True, verbose=True))
        assert not [line for line in shown.splitlines() if line.lstrip().startswith("::") and "::: " not in line]
        assert "##[" not in shown
        assert "##vso[" not in shown


@pytest.mark.parametrize(
    ("source", "edits", "expected"),
    [
        ("a: 1\nb: 2\nc: 3\n", [(5, 9, "b: two")], ["1 | a: 1", "2 - b: 2", "  + b: two", "3 | c: 3"]),
        ("a: 1\nb: 2\nc: 3\n", [(5, 10, "")], ["1 | a: 1", "2 - b: 2", "3 | c: 3"]),
        ("a: 1", [(4, 4, "\nb: 2")], ["1 | a: 1", "  + b: 2"]),
        ("", [(0, 0, "a: 1\n")], ["  + a: 1"]),
        ("a: 1\r\nb: 2\r\n", [(6, 6, "x: 0\r\n")], ["1 | a: 1", "  + x: 0", "2 | b: 2"]),
        ("a: y # 名\n", [(3, 4, '"y"')], ["1 - a: y # 名", '  + a: "y" # 名']),
    ],
)
def test_a_fix_is_a_small_diff(source: str, edits: list[tuple[int, int, str]], expected: list[str]) -> None:
    fix = Fix("mend it", safe=True, edits=tuple(Edit("f.yaml", *edit) for edit in edits))
    finding = dataclasses.replace(finding_at(Span(1, 1, 1, 2)), fix=fix)
    rows = frame(finding, {"f.yaml": source})
    start = rows.index("  = help:   mend it (safe fix)")
    assert rows[start + 1 :] == ["  |", *expected, "  |"]


def test_a_fix_that_does_not_fit_the_text_is_named_but_not_drawn() -> None:
    fix = Fix("mend it", safe=True, edits=(Edit("f.yaml", 3, 99, ""),))
    rows = frame(dataclasses.replace(finding_at(Span(1, 1, 1, 2)), fix=fix), {"f.yaml": "a: 1\n"})
    assert rows[-1] == "  = help:   mend it (safe fix)"


def columns(shown: str) -> int:
    return sum(2 if east_asian_width(char) in {"W", "F"} else 1 for char in shown)


@given(
    st.text(alphabet="ab \t名\U0001f600\x1b\u202e#[", min_size=1, max_size=200),
    st.integers(1, 220),
    st.integers(0, 220),
    st.integers(20, 120),
)
def test_no_row_is_wider_than_the_terminal_and_every_span_is_marked(
    line: str, start: int, length: int, width: int
) -> None:
    rows = frame(finding_at(Span(1, start, 1, start + length)), {"f.yaml": line}, width=width)
    assert columns(rows[2]) <= max(40, width) + 4
    assert "^" in rows[3]
    assert columns(rows[3]) <= columns(rows[2]) + 7 or start > len(line)
