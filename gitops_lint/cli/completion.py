"""``gitops-lint completion``: a script that completes our commands in a shell, made from our own parsers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

from gitops_lint.api import registry_for
from gitops_lint.cli.main import COMMANDS, OK
from gitops_lint.cli.options import Parser, write
from gitops_lint.cli.shells import SHELLS, Command, Option, Value
from gitops_lint.patterns import regex
from gitops_lint.registry import Registry
from gitops_lint.report.formats import format_names
from gitops_lint.settings import Config
from gitops_lint.values import replace

_WORD = regex(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What may stand in a script that a shell reads."""


def arguments() -> Parser:
    """The options of ``completion``."""
    made = Parser(
        prog="gitops-lint completion",
        description="Print a script that completes commands, options, rules, formats and profiles.",
        allow_abbrev=False,
    )
    made.add_argument("shell", choices=tuple(SHELLS))
    made.add_argument("--no-plugins", action="store_true", help="built-in rules only")
    return made


def run(words: Sequence[str]) -> int:
    """Print the script; returns the exit status.

    No configuration is read: the script is for every repository, and none may write into it.
    """
    options = arguments().parse_args(words)
    registry = registry_for(Config(plugins=not options.no_plugins))
    write(SHELLS[options.shell](list(commands(registry)), rule_words(registry)))
    return OK


def commands(registry: Registry) -> Iterator[Command]:
    """Every command with its options and what they take, as its parser has them."""
    values = _values(registry)
    for name, text in COMMANDS.items():
        made: Parser = import_module(f"gitops_lint.cli.{name}").arguments()
        actions = made._actions  # argparse offers no other way to ask a parser what it takes
        options = tuple(_option(action, values) for action in actions if action.option_strings)
        taken = (_value(action, values) for action in actions if not action.option_strings)
        argument = next(taken, None)
        yield Command(name, text, options, argument and replace(argument, several=False))


def rule_words(registry: Registry) -> tuple[str, ...]:
    """What ``--select`` takes, but for the ids of other tools: names of rules, and tags."""
    tags = {tag for entry in registry.entries.values() for tag in entry.tags}
    return _words({*registry.entries, *tags})


def _words(words: set[str]) -> tuple[str, ...]:
    return tuple(sorted(word for word in words if _WORD.fullmatch(word)))


def _values(registry: Registry) -> Mapping[str, Value]:
    """What stands for a metavar."""
    formats = _words(set(format_names(registry.reporters)))
    return {
        "PATH": Value("files"),
        "FILE": Value("files"),
        "DIR": Value("folders"),
        "FORMAT": Value("words", formats),
        "FORMAT=FILE": Value("words", tuple(f"{name}=" for name in formats)),
        "PROFILE": Value("words", _words(set(registry.profiles))),
        "RULE": Value("rules", several=True),
    }


def _option(action: argparse.Action, values: Mapping[str, Value]) -> Option:
    value = None if action.nargs == 0 else _value(action, values) or Value("anything")
    return Option(tuple(action.option_strings), action.help or "", value)


def _value(action: argparse.Action, values: Mapping[str, Value]) -> Value | None:
    if action.choices:
        return Value("words", tuple(map(str, action.choices)))
    return values.get(str(action.metavar))
