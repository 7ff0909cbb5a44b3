"""Finds, loads and asks plugins.  A broken one is the user's to know about, not a quieter run."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pluggy

from gitops_lint import hookspecs, resources
from gitops_lint.packindex import entries_in
from gitops_lint.problem import UserError
from gitops_lint.registry import Profile, Registry, RuleEntry
from gitops_lint.render.request import Extensions, Refusal, RenderRequest, RenderResult
from gitops_lint.rule import Rule

if TYPE_CHECKING:
    from types import ModuleType

    from gitops_lint.source.folder import Folder

GROUP = "gitops_lint"


class Installed(NamedTuple):
    """An entry point of an installed distribution."""

    distribution: str
    version: str
    name: str
    value: str


def manager(builtin: ModuleType | None, *, third_party: bool = True) -> pluggy.PluginManager:
    """All plugins, registered: the built-in one handed over by the caller, then the installed ones by name."""
    plugins = pluggy.PluginManager(GROUP)
    plugins.add_hookspecs(hookspecs)
    if builtin is not None:
        plugins.register(builtin, "gitops-lint")
    if third_party:
        for found in sorted(installed()):
            plugins.register(_load(found), f"{found.distribution} {found.version}")
    try:
        plugins.check_pending()
    except pluggy.PluginValidationError as error:
        raise UserError(f"plugin '{plugins.get_name(error.plugin)}': {error}") from None
    return plugins


def installed(search: Iterable[str] | None = None) -> Iterator[Installed]:
    """The entry points of our group.

    Reads ``entry_points.txt`` files directly: ``importlib.metadata`` alone would cost a fifth of the start-up time.
    """
    seen = set()
    for folder in sys.path if search is None else search:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info") and name not in seen:
                seen.add(name)
                yield from _entry_points(os.path.join(folder, name), name)


def _entry_points(folder: str, name: str) -> Iterator[Installed]:
    try:
        with open(os.path.join(folder, "entry_points.txt"), encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return
    if f"[{GROUP}]" not in text:
        return
    distribution, _, version = name.removesuffix(".dist-info").partition("-")
    section = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("["):
            section = line.strip("[]").strip()
        elif section == GROUP and "=" in line:
            key, _, value = line.partition("=")
            yield Installed(distribution, version, key.strip(), value.strip())


def _load(found: Installed) -> Any:
    from importlib import import_module

    module, _, attribute = found.value.partition(":")
    try:
        plugin: Any = import_module(module)
        for part in filter(None, attribute.split(".")):
            plugin = getattr(plugin, part)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything while it is imported
        raise UserError(
            f"plugin '{found.name}' of {found.distribution} {found.version} does not load: "
            f"{type(error).__name__}: {error}"
        ) from None
    return plugin


def rule_entries(plugins: pluggy.PluginManager) -> Iterator[RuleEntry]:
    """All Python rules of all plugins."""
    for implementation in plugins.hook.gitops_lint_rules.get_hookimpls():
        for rule in _call(implementation, "rules"):
            yield rule if isinstance(rule, RuleEntry) else _entry(rule, implementation.plugin_name)


def _entry(rule: Any, plugin: str) -> RuleEntry:
    """The entry of what a plugin calls a rule; raises `UserError` if it is none."""
    if not (isinstance(rule, type) and issubclass(rule, Rule)):
        raise UserError(f"plugin '{plugin}' offers {rule!r}, which is no rule")
    for wanted in ("summary", "check"):
        if not hasattr(rule, wanted):
            raise UserError(f"plugin '{plugin}': rule '{rule.name}' has no '{wanted}'")
    return RuleEntry.of(rule, plugin)


def reporters(plugins: pluggy.PluginManager) -> dict[str, Callable[[Any], str]]:
    """The output formats of all plugins by name."""
    found: dict[str, Callable[[Any], str]] = {}
    for implementation in plugins.hook.gitops_lint_reporters.get_hookimpls():
        name = implementation.plugin_name
        answer = _call(implementation, "output formats")
        if not isinstance(answer, Mapping) or not all(callable(reporter) for reporter in answer.values()):
            raise UserError(f"plugin '{name}' offers no mapping of output formats")
        for label, reporter in answer.items():
            if label in found:
                raise UserError(f"output format '{label}' of plugin '{name}' is there already")
            found[label] = reporter
    return found


def extensions(plugins: pluggy.PluginManager) -> Extensions:
    """The schemas that plugins bring, and what they render."""
    schemas = plugins.hook.gitops_lint_schemas.get_hookimpls()
    renderers = plugins.hook.gitops_lint_render.get_hookimpls()
    if not schemas and not renderers:
        return Extensions()
    folders: list[Folder] = []
    for implementation in schemas:
        folders += _call(implementation, "schemas")

    def render(request: RenderRequest) -> RenderResult | None:
        try:
            answer: RenderResult | None = plugins.hook.gitops_lint_render(request=request)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            reason = f"a plugin failed to render it: {type(error).__name__}: {error}"
            return RenderResult(refusals=(Refusal(reason, "error", request.at),))
        return answer

    return Extensions(render if renderers else None, tuple(folders))


def load_extensions(*, third_party: bool) -> Extensions:
    """What installed plugins add to reading and rendering, for commands that need no rules."""
    return extensions(manager(None, third_party=third_party))


def _call(implementation: pluggy.HookImpl, what: str) -> Any:
    """What a hook answers: a mapping, or the list of everything in it; `UserError` for whatever it raises."""
    try:
        answer: Any = implementation.function()
        return answer if isinstance(answer, Mapping) else list(answer)
    except UserError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
        name = implementation.plugin_name
        raise UserError(f"plugin '{name}' cannot list its {what}: {type(error).__name__}: {error}") from None


def load_registry(
    builtin: ModuleType, *, third_party: bool = True, packs: Sequence[str] = (), trusted_ref: str = ""
) -> Registry:
    """The rules and profiles of the built-in plugin, of installed ones, and of folders of declarative rules."""
    plugins = manager(builtin, third_party=third_party)
    entries = list(rule_entries(plugins))
    profiles: list[Profile] = []
    more, named = entries_in(resources.RULES, "gitops-lint")
    entries += more
    profiles += named
    for folder, plugin in _pack_folders(plugins):
        more, named = packs_in(folder, plugin)
        entries += more
        profiles += named
    for pack in packs:
        more, named = _trusted_pack(Path(pack), trusted_ref) if trusted_ref else packs_in(Path(pack), pack)
        entries += more
        profiles += named
    registry = Registry(entries, profiles)
    registry.reporters = reporters(plugins)
    registry.extensions = extensions(plugins)
    return registry


def _trusted_pack(folder: Path, ref: str) -> tuple[list[RuleEntry], list[Profile]]:
    """A pack as a commit holds it: the change that is judged does not decide by which rules."""
    from contextlib import closing

    from gitops_lint.source.folder import TreeFolder
    from gitops_lint.source.git import GitTree, commit_entries, git_root

    top = git_root(folder)
    if top is None:
        raise UserError(f"pack '{folder}' is in no git repository, so '{ref}' says nothing about it")
    with closing(GitTree(top, commit_entries(top, ref), ref)) as tree:
        return packs_in(TreeFolder(tree, folder.relative_to(top).as_posix()), str(folder))


def _pack_folders(plugins: pluggy.PluginManager) -> Iterator[tuple[Any, str]]:
    for implementation in plugins.hook.gitops_lint_rule_packs.get_hookimpls():
        for folder in _call(implementation, "rule packs"):
            if not (hasattr(folder, "is_dir") and folder.is_dir()):
                raise UserError(f"plugin '{implementation.plugin_name}': rule pack '{folder}' is no folder")
            yield folder, implementation.plugin_name


def packs_in(folder: Any, plugin: str) -> tuple[list[RuleEntry], list[Profile]]:
    """The declarative rules (``<domain>/<name>.yaml``) and profiles (``profiles/<name>.yaml``) of a folder."""
    rules, profiles = pack_files(folder, plugin)
    return [entry for _, entry in rules], profiles


def pack_files(folder: Any, plugin: str) -> tuple[list[tuple[str, RuleEntry]], list[Profile]]:
    """The same, each rule with the file it stands in."""
    from gitops_lint.packs import profile_from, rule_entry
    from gitops_lint.source.parse import parse

    entries: list[tuple[str, RuleEntry]] = []
    profiles: list[Profile] = []
    for domain in sorted(folder.iterdir(), key=lambda item: item.name):
        if not domain.is_dir():
            continue
        for file in sorted(domain.iterdir(), key=lambda item: item.name):
            if not file.name.endswith(".yaml"):
                continue
            parsed = parse(str(file), file.read_bytes())
            if parsed.problems:
                raise UserError(f"{file}: {parsed.problems[0].message}")
            for document in parsed.documents:
                if domain.name == "profiles":
                    profiles.append(profile_from(document.value, str(file)))
                else:
                    entries.append((str(file), rule_entry(document.value, str(file), plugin)))
    return entries, profiles
