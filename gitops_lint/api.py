"""The library: lint paths or a text, get a `Report`.  Prints nothing, exits never, keeps nothing between calls."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gitops_lint import __version__
from gitops_lint.blame import move_to_keys, name_keys
from gitops_lint.circumstances import unlisted
from gitops_lint.distribute import judge
from gitops_lint.engine import Engine, Results, usefulness
from gitops_lint.finding import Confidence, Finding, Severity, without_credentials
from gitops_lint.locate import Locator
from gitops_lint.memory import Memory
from gitops_lint.model.node import Node
from gitops_lint.model.repository import Repository
from gitops_lint.outcome import Fixes, Outcome, findings, locate
from gitops_lint.problem import Notice, UserError
from gitops_lint.recall import Recall
from gitops_lint.registry import Registry
from gitops_lint.render.helm.origins import is_literal
from gitops_lint.report.model import Report, RuleInfo, Summary
from gitops_lint.rule import Occurrence, Rule
from gitops_lint.settings import Config
from gitops_lint.source.mounted import MountedTree
from gitops_lint.source.tree import MemoryTree, OutsideTreeError, Tree
from gitops_lint.standing import Standing
from gitops_lint.suppress import Matcher, Record, Suppressor, override_severity
from gitops_lint.values import dataclass, field, replace
from gitops_lint.workspace import build_repository

if TYPE_CHECKING:
    from gitops_lint.render.renders import Renders
    from gitops_lint.render.request import Extensions

__all__ = ["Run", "lint", "lint_text", "lint_tree", "registry_for"]


def lint(paths: Iterable[str | Path] = (".",), config: Config | None = None) -> Report:
    """Lint files and folders of one repository.

    The context is the whole repository that holds the first path (see `gitops_lint.configuration.find_root`); the
    paths narrow the report.  Without a ``config`` the repository's own ``.gitops-lint.yaml`` counts.  Raises
    `UserError` where the request or the configuration is wrong.
    """
    from gitops_lint.configuration import find_root, load_config, relative_paths
    from gitops_lint.source.discover import working_copy

    given = [Path(path) for path in paths]
    root = find_root(given[0] if given else Path())
    settings = config if config is not None else load_config(root)
    only = relative_paths(root, given)
    return lint_tree(working_copy(root), settings, only=only, root=str(root))


def lint_text(text: str | bytes, filename: str = "stdin.yaml", config: Config | None = None) -> Report:
    """Lint one text as if it were the only file of a repository.  Raises `UserError` for a name outside of it."""
    try:
        tree = MemoryTree({filename: text}, name=filename)
    except OutsideTreeError as error:
        raise UserError(str(error)) from None
    return lint_tree(tree, config or Config())


def lint_tree(tree: Tree, config: Config, *, only: Collection[str] = (), root: str = "") -> Report:
    """Lint a tree; ``only`` narrows the report to these files and folders."""
    return Run(tree, config, registry_for(config), only=only, root=root).report()


def build_base(
    tree: Tree,
    base: Tree,
    config: Config,
    extensions: Extensions | None = None,
    memory: Memory | None = None,
    renders: Renders | None = None,
) -> Repository:
    """What there was before a change, once the ``tree`` with the change was read; ``renders`` is what that came to."""
    if renders is not None:
        renders.touch(unlisted(tree, base))
    return build_repository(base, config, extensions, memory, renders)


def registry_for(config: Config) -> Registry:
    """All rules and profiles a run under this configuration knows."""
    from gitops_lint import builtin
    from gitops_lint.plugins import load_registry

    return load_registry(builtin, third_party=config.plugins, packs=config.packs, trusted_ref=config.trusted_ref)


VALUE_TAGS = frozenset({"api-server", "schema", "sync"})
"""Rules about what is refused: under values that nobody said are real, an empty image tag proves nothing."""


REACHING_TAGS = VALUE_TAGS | {"iam", "pod-security", "rbac", "secrets", "security"}
"""Rules that count in vendored charts too: what breaks a sync or opens a hole."""


@dataclass(slots=True)
class Run:
    """One run, from a tree to a report; the parts are public for commands that need only some of them."""

    tree: Tree
    config: Config
    registry: Registry
    only: Collection[str] = ()
    root: str = ""
    timing: bool = False
    pages: bool = True  #: whether the report carries the rules' pages, which only some formats print
    frames: bool = False  #: whether the source of every finding will be shown: masks are then made beside places
    progress: Callable[[str], None] | None = None
    memory: Memory = field(default_factory=Memory)  #: what earlier runs found out
    base: Tree | None = None  #: what git held before the change that is judged, for rules that compare
    touched: Collection[str] | None = None  #: the paths that are not the same in both trees, where that is known
    hurried: bool = False  #: rules that compare run only where what is touched may reach what Argo CD deploys
    built: Repository | None = None  #: what the tree holds, where that is known already
    repository: Repository | None = None
    suppressions: list[Record] = field(default_factory=list)
    unheeded: list[Notice] = field(default_factory=list)  #: what the command line asked for in vain
    seconds: dict[str, float] = field(default_factory=dict)

    def report(self) -> Report:
        """Read, render, check, suppress, and put together what came out."""
        started = time.perf_counter()
        config = self.config if self.config.today else replace(self.config, today=dt.date.today())
        self.registry.check_settings(config)
        config = self.registry.with_profile(config)
        added, kept = self.registry.extensions, self._kept()
        renders = self._renders(config)
        repo = self.built or self._timed("read and render", build_repository, self.tree, config, added, kept, renders)
        self.repository = repo
        if self.base is not None and self._compares(config) and self._reaches(repo):
            repo.base = self._timed("read the base", build_base, repo.tree, self.base, config, added, kept, renders)
        standing = Standing(repo)
        said, useful = standing.said(), usefulness(repo)
        rules = self._timed(
            "load rules", self.registry.build, config, lambda entry: entry.name not in said.rules and useful(entry)
        )
        documents = {(document.path, document.index): document for document in repo.documents}
        locator = Locator(repo.tree, documents, repo.memory, shown=self.frames)
        judged, results = self._timed("rules", self._check, rules, repo, locator)
        judged += locate(said.occurrences, locator, self._defaults())
        if not results.failures:
            standing.learn(rules, judged, said)
        judged = [item for item in judged if not self._doubtful(item) and not self._beyond_reach(item)]
        self._timed("trace values", move_to_keys, judged, locator, repo)
        outcomes = self._timed("suppress", self._outcomes, judged, locator, config, repo)
        shown = [item for item in outcomes if not self.only or within(item.location.path, self.only)]
        self._timed("name values", name_keys, shown, locator, repo)
        found = self._timed("report", findings, outcomes, locator, self._fixes(outcomes, locator, repo))
        if self.only:
            found = [finding for finding in found if within(finding.location.path, self.only)]
        seconds = time.perf_counter() - started
        report = self._put_together(found, results, repo, config, rules, seconds, locator)
        for each in (repo, repo.base):
            if each is not None and isinstance(each.tree, MountedTree):
                each.tree.close()
        return report

    def _compares(self, config: Config) -> bool:
        """Whether a chosen rule looks at the base."""
        chosen = self.registry.selected(config)
        return any(self.registry.entries[name].target == "Comparison" for name in chosen)

    def _renders(self, config: Config) -> Renders | None:
        """What holds results of rendering for the base too; None where it is not known what differs there."""
        if self.base is None or self.touched is None or not self._compares(config):
            return None
        from gitops_lint.render.renders import shared

        return shared(self.touched, self.tree, self.base)

    def _reaches(self, repo: Repository) -> bool:
        """Whether rules that compare may have something to say."""
        if self.base is None or self.touched is None or not self.hurried:
            return True
        from gitops_lint.syncplan.reach import may_reach

        return may_reach(repo, self.base, self.touched)

    def _kept(self) -> Memory:
        """What is kept about files and objects; nothing where rules are timed, or come from code that is not ours."""
        return Memory() if self.timing or self.registry.third_party else self.memory

    @staticmethod
    def _fixes(outcomes: Sequence[Outcome], locator: Locator, repo: Repository) -> Fixes | None:
        """What turns plans into edits; nothing is imported for it where no rule has a plan."""
        if not any(outcome.occurrence.fix for outcome in outcomes):
            return None
        from gitops_lint.fixing import FixMaker

        return FixMaker(locator, repo)

    def _timed(self, stage: str, function: Callable[..., Any], *arguments: Any) -> Any:
        if self.progress is not None:
            self.progress(stage)
        started = time.perf_counter()
        result = function(*arguments)
        self.seconds[stage] = time.perf_counter() - started
        return result

    def _check(self, rules: Sequence[Rule[Any]], repo: Repository, locator: Locator) -> tuple[list[Outcome], Results]:
        variants = {
            name: [(Matcher(override).matches, rule) for override, rule in reversed(items)]
            for name, items in self.registry.variants(repo.config).items()
        }
        chosen = self.registry.selected(repo.config)
        reported = {name for name in chosen if self.registry.entries[name].target == "Problem"}
        recall = Recall(repo.memory.local, repo, rules) if repo.memory else None
        engine = Engine(rules, repo, variants, reported=reported, timing=self.timing, recall=recall)
        return judge(engine, repo, locator, self._defaults(), self.config.jobs)

    def _defaults(self) -> dict[str, tuple[Severity, Confidence]]:
        return {name: (entry.severity, entry.confidence) for name, entry in self.registry.entries.items()}

    def _outcomes(self, outcomes: list[Outcome], locator: Locator, config: Config, repo: Repository) -> list[Outcome]:
        ran = self.registry.selected(config)
        locked = self.registry.expand(config.locked)
        for outcome in outcomes:
            if _approximate(outcome):
                outcome.confidence = Confidence.LOW
        override_severity(config, outcomes, locked)
        suppressor = Suppressor(config, self.registry.expand, repo.directives, locator.span)
        suppressor.apply(outcomes)
        complaints = [
            Occurrence(problem.rule, problem.message, problem)
            for problem in suppressor.complaints(ran)
            if problem.rule in ran
        ]
        more = locate(complaints, locator, self._defaults())
        override_severity(config, more, locked)
        self.suppressions, self.unheeded = suppressor.records(), suppressor.notices(ran)
        return [
            outcome
            for outcome in (*outcomes, *more)
            if outcome.severity >= config.min_severity and outcome.confidence >= config.min_confidence
        ]

    def _doubtful(self, outcome: Outcome) -> bool:
        """Whether it is an error only if a chart's default values are the real ones."""
        at = outcome.occurrence.at
        deployable = at.resource.deployable if isinstance(at, Node) else None
        if deployable is None or not deployable.speculative or outcome.severity < Severity.ERROR:
            return False
        entry = self.registry.entries[outcome.occurrence.rule]
        if entry.target == "Problem" or ("schema" in entry.tags and isinstance(at, Node) and is_literal(at)):
            return False  # weighed where it was met; the same whatever the values are
        return not VALUE_TAGS.isdisjoint(entry.tags)

    def _beyond_reach(self, outcome: Outcome) -> bool:
        """Whether it is a matter of style in a chart that others write."""
        at = outcome.occurrence.at
        if not isinstance(at, Node) or not at.resource.context.vendored:
            return False
        entry = self.registry.entries[outcome.occurrence.rule]
        return entry.target != "Problem" and REACHING_TAGS.isdisjoint(entry.tags)

    def _put_together(
        self,
        found: Sequence[Finding],
        results: Results,
        repo: Repository,
        config: Config,
        rules: Sequence[Rule[Any]],
        seconds: float,
        locator: Locator,
    ) -> Report:
        live = tuple(finding for finding in found if finding.suppressed is None)
        hidden = tuple(finding for finding in found if finding.suppressed is not None)
        return Report(
            findings=live,
            suppressed=hidden,
            failures=tuple(results.failures),
            notices=tuple(
                replace(notice, message=without_credentials(notice.message))
                for notice in (*self.unheeded, *repo.notices)
                if not (self.only and notice.path) or within(notice.path, self.only)
            ),
            rules=tuple(self._info(name, config) for name in sorted(self.registry.selected(config))),
            summary=summarise(repo, live, hidden, seconds),
            root=self.root,
            version=__version__,
            timing={**self.seconds, **results.seconds} if self.timing else {},
            read_text=locator.texts.masked,
            read_lines=locator.texts.masked_lines,
        )

    def _info(self, name: str, config: Config) -> RuleInfo:
        entry = self.registry.entries[name]
        setting = config.rules.get(name)
        return RuleInfo(
            entry.name,
            entry.summary,
            setting.severity if setting is not None and setting.severity is not None else entry.severity,
            entry.confidence.label,
            tuple(sorted(entry.tags)),
            entry.aliases,
            entry.load().page() if self.pages else "",
            entry.security_severity,
            entry.plugin,
            entry.since,
        )


def _approximate(outcome: Outcome) -> bool:
    """Whether it was found in another revision than the one that is deployed."""
    at = outcome.occurrence.at
    deployable = at.resource.deployable if isinstance(at, Node) else None
    return deployable is not None and bool(deployable.not_checked) and deployable.approximate


def summarise(repo: Repository, live: Sequence[Finding], hidden: Sequence[Finding], seconds: float) -> Summary:
    """The counts of a run."""
    counts = dict.fromkeys(Severity, 0)
    for finding in live:
        counts[finding.severity] += 1
    applications = [item for item in repo.deployables if item.application is not None]
    not_rendered = sum(1 for item in applications if item.not_checked)
    return Summary(
        files=repo.counts.seen,
        documents=len(repo.documents),
        resources=len(repo.resources),
        applications=len(applications),
        rendered=len(applications) - not_rendered,
        not_rendered=not_rendered,
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        infos=counts[Severity.INFO],
        suppressed=len(hidden),
        not_manifests=repo.counts.not_manifests,
        not_judged=repo.counts.not_judged,
        seconds=round(seconds, 3),
    )


def within(path: str, only: Collection[str]) -> bool:
    """Whether a file is one of these or lies in one of these folders."""
    return any(item in (path, ".") or path.startswith(f"{item}/") for item in only)
