"""All rules by name, tag and alias; profiles; and the answer to "why is this rule off?"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gitops_lint.awaited import Awaited
from gitops_lint.finding import Confidence, Severity
from gitops_lint.problem import UserError
from gitops_lint.render.request import Extensions
from gitops_lint.rule import Rule
from gitops_lint.settings import Config, Override, RuleSetting, rule_settings
from gitops_lint.shapes import suggestion
from gitops_lint.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """What is known of a rule without importing it."""

    name: str
    summary: str
    severity: Severity
    confidence: Confidence
    target: str  #: name of the target class
    kinds: tuple[str, ...]
    tags: frozenset[str]
    aliases: tuple[str, ...]
    wide: bool
    since: str
    load: Callable[[], type[Rule[Any]]]
    security_severity: float | None = None
    plugin: str = "gitops-lint"
    herald: str = ""
    deployed: bool = False

    @classmethod
    def of(cls, rule: type[Rule[Any]], plugin: str = "gitops-lint") -> RuleEntry:
        """The entry of a rule that is already imported."""
        return cls(
            name=rule.name,
            summary=rule.summary,
            severity=rule.severity,
            confidence=rule.confidence,
            target=rule.target.__name__,
            kinds=rule.kinds,
            tags=rule.tags,
            aliases=rule.aliases,
            wide=rule.is_wide(),
            since=rule.since,
            load=lambda: rule,
            security_severity=rule.security_severity,
            plugin=plugin,
            deployed=rule.deployed,
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """A named choice among all rules."""

    name: str
    summary: str = ""
    extends: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: Mapping[str, Mapping[str, Any]] | None = None  #: settings the profile brings


class Registry:
    """Every rule of every plugin and pack."""

    def __init__(self, entries: Iterable[RuleEntry], profiles: Iterable[Profile] = ()) -> None:
        self.entries: dict[str, RuleEntry] = {}
        self.extensions = Extensions()  # what plugins render, and the schemas they bring
        self.reporters: Mapping[str, Callable[[Any], str]] = {}  # output formats of plugins, by name
        for entry in sorted(entries, key=lambda entry: entry.name):
            other = self.entries.get(entry.name)
            if other is not None:
                raise UserError(f"rule '{entry.name}' comes from both '{other.plugin}' and '{entry.plugin}'")
            self.entries[entry.name] = entry
        self.profiles = {profile.name: profile for profile in profiles}
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for entry in self.entries.values():
            for tag in entry.tags:
                self._by_word[tag].add(entry.name)
            for alias in entry.aliases:
                self._by_word[alias.lower()].add(entry.name)
                self._by_word[alias.rpartition(":")[2].lower()].add(entry.name)

    @property
    def third_party(self) -> bool:
        """Whether rules come from plugins whose code we cannot vouch for."""
        return any(entry.plugin != "gitops-lint" for entry in self.entries.values())

    def names(self, word: str) -> set[str]:
        """The rules a word stands for: a name, else a tag, else a peer's id; ``all`` is every rule.

        Raises `UserError` for a word that stands for none.
        """
        if word == "all":
            return set(self.entries)
        if word in self.entries:
            return {word}
        found = self._by_word.get(word) or self._by_word.get(word.lower())
        if not found:
            raise UserError(f"unknown rule or tag '{word}'{self._meant(word)}")
        return set(found)

    def _meant(self, word: str) -> str:
        """What somebody had in mind: rules whose names hold the word, else the name that looks most like it."""
        about = sorted(name for name in self.entries if f"-{word.lower()}-" in f"-{name}-")
        if about:
            return f"; rules about it: {', '.join(about[:6])}{' …' if len(about) > 6 else ''}"
        return suggestion(word, [*self.entries, *(known for known in self._by_word if not known[:1].isupper())])

    def expand(self, words: Iterable[str]) -> set[str]:
        """The rules that several words stand for."""
        names: set[str] = set()
        for word in words:
            names |= self.names(word)
        return names

    def profile_rules(self, name: str) -> set[str]:
        """The rules of a profile, with what it extends."""
        profile = self.profiles.get(name)
        if profile is None:
            raise UserError(f"unknown profile '{name}'{suggestion(name, self.profiles)}")
        names: set[str] = set()
        for base in profile.extends:
            names |= self.profile_rules(base)
        return (names | self.expand(profile.select)) - self.expand(profile.ignore)

    def with_profile(self, config: Config) -> Config:
        """The configuration with what its profile sets for single rules below what the user set."""
        return replace(config, rules=merged(self._profile_settings(config.profile), config.rules))

    def _profile_settings(self, name: str) -> dict[str, RuleSetting]:
        profile = self.profiles.get(name)
        if profile is None:
            return {}
        settings: dict[str, RuleSetting] = {}
        for base in profile.extends:
            settings = merged(settings, self._profile_settings(base))
        return merged(settings, rule_settings(profile.rules or {}))

    def selected(self, config: Config) -> set[str]:
        """The rules that run under a configuration."""
        named = {word for word in (*config.select, *config.select_only) if word in self.entries}
        if config.select_only:
            chosen = self.expand(config.select_only)
        else:
            chosen = self.profile_rules(config.profile) | self.expand(config.select)
        for word in config.ignore:
            names = self.names(word)
            # A rule's own name beats a tag: --select a-rule --ignore its-tag keeps the rule.
            chosen -= names if word in self.entries else names - named
        # What a policy locks runs whatever the rest says, unless somebody asks for single rules only.
        return chosen if config.select_only else chosen | self.expand(config.locked)

    def why_off(self, name: str, config: Config) -> str:
        """Why a rule does not run; empty if it does."""
        if name in self.selected(config):
            return ""
        for word in config.ignore:
            if name in self.names(word):
                return f"ignored by '{word}'"
        if config.select_only:
            return "not among --select"
        return f"not part of profile '{config.profile}'"

    def build(self, config: Config, useful: Callable[[RuleEntry], bool] = lambda entry: True) -> list[Rule[Any]]:
        """The chosen rules, with their options, sorted by name.

        What is not ``useful`` is left out unimported: a repository without Services needs no rule about them.  What has
        a herald is imported when it has something to say.
        """
        rules: list[Rule[Any]] = []
        for name in sorted(self.selected(config)):
            entry = self.entries[name]
            if not useful(entry):
                continue
            setting = config.rules.get(name)
            options = setting.options if setting else None
            rules.append(Awaited(entry, options, config.today) if entry.herald else entry.load()(options, config.today))
        return rules

    def variants(self, config: Config) -> dict[str, list[tuple[Override, Rule[Any]]]]:
        """The rules that have other options in a part of the repository; the last match wins."""
        found: dict[str, list[tuple[Override, Rule[Any]]]] = {}
        for override in config.overrides:
            for name, setting in override.rules.items():
                if setting.options and name in self.entries:
                    base = config.rules.get(name)
                    options = {**(base.options if base else {}), **setting.options}
                    rule = self.entries[name].load()(options, config.today)
                    found.setdefault(name, []).append((override, rule))
        return found

    def check_settings(self, config: Config) -> None:
        """Raise `UserError`, with the file, where the configuration names rules or options that do not exist."""
        try:
            self._check_rules(config.rules)
            self.expand((*config.select, *config.locked))
        except UserError as error:
            raise UserError(f"{config.path}: {error}" if config.path else str(error)) from None
        for override in config.overrides:
            try:
                self._check_rules(override.rules)
                self.expand(override.ignore)
            except UserError as error:
                where = f"{override.path}:{override.span.line}: " if override.path else ""
                raise UserError(f"{where}{error}") from None

    def _check_rules(self, rules: Mapping[str, RuleSetting]) -> None:
        for name, setting in rules.items():
            if name not in self.entries:
                raise UserError(f"unknown rule '{name}'{suggestion(name, self.entries)}")
            if setting.options:
                check_options(self.entries[name].load(), setting.options)


def check_options(rule: type[Rule[Any]], options: Mapping[str, Any]) -> None:
    """Raise `UserError` for an unknown option or one of the wrong type."""
    known = dict(getattr(rule.Options, "__annotations__", {}))
    for key, value in options.items():
        name = key.replace("-", "_")
        if name not in known:
            names = ["severity", *(option.replace("_", "-") for option in known)]
            raise UserError(f"rule '{rule.name}' has no option '{key}'{suggestion(key, names)}")
        expected = getattr(rule.Options, name)
        if not _same_type(expected, value):
            raise UserError(f"option '{key}' of rule '{rule.name}' must be like {expected!r}, not {value!r}")


def _same_type(default: Any, value: Any) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, (list, tuple, frozenset, set)):
        return isinstance(value, (list, tuple))
    if isinstance(default, (int, float)):
        return isinstance(value, (int, float))
    return isinstance(value, type(default)) or default is None


def merged(base: Mapping[str, RuleSetting], over: Mapping[str, RuleSetting]) -> dict[str, RuleSetting]:
    """Settings over settings, option by option."""
    out = dict(base)
    for name, setting in over.items():
        below = base.get(name, RuleSetting())
        severity = below.severity if setting.severity is None else setting.severity
        out[name] = RuleSetting(severity, {**below.options, **setting.options})
    return out
