"""How a report is to be written: what the command line knows and a reporter must not ask the process for."""

from __future__ import annotations

from collections.abc import Callable

from gitops_lint.finding import Severity
from gitops_lint.report.model import Report
from gitops_lint.values import dataclass


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Every choice a reporter honours; a reporter ignores what means nothing in its format."""

    color: bool = False  #: ANSI colours
    hyperlinks: bool = False  #: OSC 8 links; needs ``docs_url``
    ascii: bool = False  #: nothing beyond ASCII, for streams that are not UTF-8
    width: int = 100  #: columns of the terminal; source lines are cropped to it, never wrapped
    show_suppressed: bool = False
    statistics: bool = False  #: findings per rule
    timing: bool = False  #: seconds per rule and stage
    quiet: bool = False  #: findings only, no summary
    verbose: bool = False  #: all findings of a rule at one place, every notice, and tracebacks
    max_findings: int = 0  #: how many findings the terminal formats show; 0 is all
    fail_on: Severity | None = Severity.WARNING  #: what makes the run fail; None for nothing
    docs_url: str = ""  #: address of a rule's page, with ``{rule}``; without it pages are named by command
    annotations: int = 10  #: how many annotations of one level GitHub shows per step
    sarif_category: str = ""  #: sets ``automationDetails.id``; without it the upload action chooses
    sarif_suppressions: bool = False  #: GitHub opens alerts for suppressed results, so they are left out
    sarif_end_time: str = ""  #: RFC 3339 time of the run's end; without it the file is reproducible

    def page(self, rule: str) -> str:
        """Address of the rule's page, empty where there is none."""
        return self.docs_url.replace("{rule}", rule) if self.docs_url else ""

    def fails(self, severity: Severity) -> bool:
        """Whether a finding of that severity makes the run fail."""
        return self.fail_on is not None and severity >= self.fail_on


Reporter = Callable[[Report, RenderOptions], str]
"""Turns a report into the text of one format, with a newline at its end; prints nothing, reads nothing else."""
