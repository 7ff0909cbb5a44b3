"""Options that several commands share, and what they make of the configuration."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NoReturn, TextIO

from gitops_lint.cache import outside
from gitops_lint.configuration import find_root, load_config, relative_paths
from gitops_lint.finding import Confidence, Severity
from gitops_lint.problem import UserError
from gitops_lint.report.options import RenderOptions
from gitops_lint.settings import FILE_NAMES, Config
from gitops_lint.values import dataclass, replace

SEVERITIES = tuple(severity.label for severity in Severity)
CONFIDENCES = tuple(confidence.label for confidence in Confidence)


class Parser(argparse.ArgumentParser):
    """Wrong usage is a `UserError`, so that there is one way to exit 2."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of exiting."""
        raise UserError(f"{message}; see '{self.prog} --help'")


class _Help(argparse.HelpFormatter):
    """The usual help; told the width, which it would import much to find out."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width() - 2)


def parser(command: str, description: str) -> Parser:
    """A parser with the options every command takes."""
    made = Parser(prog=f"gitops-lint {command}", description=description, allow_abbrev=False, formatter_class=_Help)
    group = made.add_argument_group("where to look")
    group.add_argument("--root", metavar="DIR", help="root of the repository; found by itself otherwise")
    group.add_argument("--config", metavar="FILE", help="use this configuration file")
    group.add_argument("--isolated", action="store_true", help="ignore configuration files")
    group.add_argument("--trusted-ref", metavar="REF", help="take configuration, baseline and locked rules from there")
    group.add_argument("--kubernetes-version", metavar="X.Y", help="judges what no cluster does")
    group.add_argument("--argocd-version", metavar="X.Y", help="release of Argo CD")
    group.add_argument("--online", action="store_true", help="fetch remote charts and kustomize bases")
    group.add_argument("--no-plugins", action="store_true", help="built-in rules only")
    group.add_argument("--jobs", "-j", metavar="N", default="auto", help="processes; 'auto' decides by size")
    group.add_argument("--no-cache", action="store_true", help="neither read nor write the cache")
    look = made.add_argument_group("how to print")
    look.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="auto: on a terminal")
    look.add_argument("--quiet", "-q", action="store_true", help="findings only, no summary")
    look.add_argument(
        "--verbose", "-v", action="store_true", help="every notice, all findings at one place, tracebacks"
    )
    return made


@dataclass(frozen=True, slots=True)
class Place:
    """What the options say about where to look."""

    root: Path
    config: Config
    only: tuple[str, ...]


def paths_from_root(root: Path, name: str) -> list[str]:
    """What a path of the command line may be relative to the root: as it is written, and from the working folder."""
    written, real = os.path.normpath(name), os.path.realpath(name)
    found = [written] if (root / written).exists() else []
    if os.path.exists(real) and Path(real).is_relative_to(root):
        found.append(Path(real).relative_to(root).as_posix())
    return found


TARGET_BRANCH = (
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "CHANGE_TARGET",
    "GITHUB_REF_NAME",
    "CI_COMMIT_BRANCH",
)
"""Where CI systems say which branch a change is for; what they check out is a commit without a name."""


def place(options: argparse.Namespace, paths: Sequence[str]) -> Place:
    """Root, configuration and the paths the report is narrowed to."""
    given = [Path(path) for path in paths]
    root = Path(os.path.realpath(options.root)) if options.root else find_root(given[0] if given else Path())
    if not root.is_dir():
        raise UserError(f"'{options.root}' is no folder")
    config = Config() if options.isolated else _config(options, root)
    only = relative_paths(root, given) if options.root is None or paths != ["."] else ()
    config = adjust(config, options)
    return Place(root, replace(config, cache=outside(config.cache, root)), only)


def _config(options: argparse.Namespace, root: Path) -> Config:
    if not options.trusted_ref:
        return load_config(root, options.config)
    from gitops_lint.source.git import GitTree, check_commit, commit_entries

    check_commit(root, options.trusted_ref)
    with closing(GitTree(root, commit_entries(root, options.trusted_ref), options.trusted_ref)) as tree:
        name = options.config or next(filter(tree.is_file, FILE_NAMES), "")
        config = load_config(root, name, tree) if name and tree.is_file(name) else Config()
    return replace(config, trusted_ref=options.trusted_ref)


def adjust(config: Config, options: argparse.Namespace) -> Config:
    """The configuration with what the command line says instead."""
    changes: dict[str, object] = {"today": dt.date.today(), "plugins": not options.no_plugins, "online": options.online}
    if options.kubernetes_version:
        _version("--kubernetes-version", "1.33", options.kubernetes_version)
        changes["kubernetes_version"] = options.kubernetes_version
    if options.argocd_version:
        version = _version("--argocd-version", "3.2", options.argocd_version)
        changes["argocd"] = replace(config.argocd, version=version, told=True)
    for name in ("select_only", "ignore"):
        words = getattr(options, name, None)
        if words:
            changes[name] = (*getattr(config, name), *split(words))
    if getattr(options, "profile", None):
        changes["profile"] = options.profile
    changes.update(_thresholds(options))
    if getattr(options, "no_context", False):
        changes["context"] = False
    changes["jobs"] = jobs(options.jobs)
    changes["branch"] = next(filter(None, map(os.environ.get, TARGET_BRANCH)), "").removeprefix("refs/heads/")
    changes["cache"] = "" if options.no_cache else cache_folder()
    return replace(config, **changes)  # type: ignore[arg-type]  # the names above are fields of Config


def _thresholds(options: argparse.Namespace) -> dict[str, object]:
    changes: dict[str, object] = {}
    for name in ("min_severity", "fail_on"):
        if getattr(options, name, None):
            changes[name] = Severity[getattr(options, name).upper()]
    if getattr(options, "min_confidence", None):
        changes["min_confidence"] = Confidence[options.min_confidence.upper()]
    if getattr(options, "fail_on_unchecked", False):
        changes["fail_on_unchecked"] = True
    return changes


def cache_folder() -> str:
    """The user's cache folder for us; never inside the linted tree."""
    base = os.environ.get("GITOPS_LINT_CACHE") or os.environ.get("XDG_CACHE_HOME")
    return (
        base
        if base and os.environ.get("GITOPS_LINT_CACHE")
        else os.path.join(base or os.path.expanduser("~/.cache"), "gitops-lint")
    )


def jobs(text: str) -> int:
    """The number of processes: 0 stands for "as the size of the work suggests"."""
    if text == "auto":
        return 0
    if not text.isdigit() or int(text) < 1:
        raise UserError(f"--jobs takes a number or 'auto', not '{text}'")
    return int(text)


def split(words: Sequence[str]) -> tuple[str, ...]:
    """Comma-separated and repeated words as one list."""
    return tuple(word.strip() for text in words for word in text.split(",") if word.strip())


def _version(option: str, example: str, text: str) -> tuple[int, int]:
    """Major and minor number of the release that an option names."""
    parts = text.removeprefix("v").split(".")
    if len(parts) < 2 or not all(part.isdigit() for part in parts[:2]):
        raise UserError(f"{option} takes a release such as {example}, not '{text}'")
    return int(parts[0]), int(parts[1])


def render_options(options: argparse.Namespace, config: Config, stream: TextIO) -> RenderOptions:
    """What reporters are told about the terminal."""
    return RenderOptions(
        color=use_color(options.color, stream),
        ascii=not (stream.encoding or "").lower().startswith("utf"),
        width=_width(),
        quiet=options.quiet,
        verbose=options.verbose,
        fail_on=config.fail_on,
        show_suppressed=getattr(options, "show_suppressed", False),
        statistics=getattr(options, "statistics", False),
        timing=getattr(options, "timing", False),
        sarif_suppressions=getattr(options, "show_suppressed", False),
        sarif_category=getattr(options, "sarif_category", None) or "",
        max_findings=getattr(options, "max_findings", None) or 0,
    )


def use_color(choice: str, stream: TextIO) -> bool:
    """Flag, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, then whether it is a terminal that can show colours."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0") or os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()


def _width() -> int:
    """As `shutil.get_terminal_size` has it, without the compression libraries that it brings along."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 100  # type: ignore[union-attr]  # None is caught
    except (AttributeError, OSError, ValueError):
        return 100


_DRAWN = str.maketrans({"→": "->", "·": "-", "…": "...", "▸": ">", "↻": "@", "│": "|", "├": "|", "└": "`", "─": "-"})
"""What we draw with ourselves, for streams that are not UTF-8."""


def write(text: str) -> None:
    """Print text as it is, replacing only what the stream cannot show."""
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(text.translate(_DRAWN).encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()
