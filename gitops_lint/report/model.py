"""What a run hands to the reporters, and to whoever calls the library."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gitops_lint.finding import Finding, Severity
from gitops_lint.problem import Failure, Notice
from gitops_lint.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of one run."""

    files: int = 0
    documents: int = 0
    resources: int = 0
    applications: int = 0
    rendered: int = 0
    not_rendered: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    suppressed: int = 0
    old: int = 0  #: findings that are not new under ``--staged``, ``--since`` or a baseline
    not_manifests: int = 0  #: files that were read and hold no manifest
    seconds: float = 0.0
    not_judged: int = 0  #: files that hold manifests which nothing was made of; each is in a finding or a notice


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a report says about a rule, without importing it."""

    name: str
    summary: str
    severity: Severity
    confidence: str
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    page: str = ""  #: Markdown: what it does, why it matters, how to mend it, examples
    security_severity: float | None = None  #: 0.1-10.0 where GitHub should rank it among security alerts
    plugin: str = "gitops-lint"
    since: str = "0.1"


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a run: every finding in a stable order, and all that was not looked at."""

    findings: tuple[Finding, ...] = ()  #: reported ones, sorted by path, position, rule
    suppressed: tuple[Finding, ...] = ()
    old: tuple[Finding, ...] = ()  #: known at the merge base or in the baseline
    failures: tuple[Failure, ...] = ()
    notices: tuple[Notice, ...] = ()
    rules: tuple[RuleInfo, ...] = ()  #: all rules that ran
    summary: Summary = field(default_factory=Summary)
    root: str = ""  #: absolute path of the root, for reporters that need it
    version: str = ""
    timing: Mapping[str, float] = field(default_factory=dict)  #: seconds per rule and stage, with ``--timing``
    read_text: Callable[[str], str | None] = lambda path: None
    """The decoded text of a file of the run, secrets masked; None where it cannot be read.  For frames and hashes."""
    read_lines: Callable[[str], Sequence[str] | None] | None = None
    """The same, line by line, where that is less work."""
