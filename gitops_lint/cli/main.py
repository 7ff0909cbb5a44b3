"""``gitops-lint``: finds the command, runs it, turns its outcome into an exit status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from gitops_lint import __version__

COMMANDS = {
    "check": "lint; PATH defaults to '.'; '-' reads manifests from standard input",
    "rule": "a rule's page in the terminal; without NAME the table of all",
    "render": "the manifests Argo CD would apply, each with the file it comes from",
    "plan": "what Argo CD will do, in order: phase, wave, kind, name; what blocks; --since: what a change does",
    "graph": "the tree of Applications: text, mermaid, dot, json, html",
    "network": "who can talk to whom under the NetworkPolicies",
    "baseline": "accept today's findings; report only new ones from now on",
    "suppressions": "what is suppressed: where, why, by whom, until when",
    "config": "show the effective configuration, print its JSON Schema, write a first one",
    "server": "language server for editors",
    "completion": "a script that completes all this in bash, zsh or fish",
}

OK, FOUND, USAGE, CRASH = 0, 1, 2, 3

_USAGE = """\
usage: gitops-lint [check] [PATH ...] [options]
       gitops-lint COMMAND [options]

Know before you merge what Argo CD will do with this commit.

commands:
{commands}

'gitops-lint COMMAND --help' shows a command's options, 'gitops-lint --version' the version.

exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or configuration, 3 a rule or plugin crashed
"""


def program() -> NoReturn:
    """`main` as a process: prints what is left, then ends at once.

    What a run leaves behind is the system's to free; the interpreter would take it apart piece by piece, which takes
    a sixth of the time of a small run.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us; what is printed is for nobody, the status is not
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open until the process ends
    status = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:  # whoever reads us has seen enough
            continue
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; returns the exit status: 0 clean, 1 findings, 2 wrong usage, 3 our bug."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words == ["--version"]:
        print(f"gitops-lint {__version__}")
        return OK
    if words in (["--help"], ["-h"], ["help"]):
        width = max(map(len, COMMANDS))
        print(_USAGE.format(commands="\n".join(f"  {name:<{width}}  {text}" for name, text in COMMANDS.items())))
        return OK
    if len(words) == 2 and words[0] == "help" and words[1] in COMMANDS:
        words = [words[1], "--help"]
    command = words.pop(0) if words and words[0] in COMMANDS else "check"
    return _guarded(command, words)


def _guarded(command: str, words: Sequence[str]) -> int:
    from importlib import import_module

    from gitops_lint.problem import UserError

    # A run builds one large graph of values and ends: collecting cycles would walk it over and over for nothing.
    gc.disable()
    try:
        status: int = import_module(f"gitops_lint.cli.{command}").run(words)
    except UserError as error:
        print(f"gitops-lint: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        # Whoever reads us has seen enough; Python would complain once more while it closes the pipe.
        sys.stdout = None
        return OK
    except KeyboardInterrupt:
        print("gitops-lint: interrupted", file=sys.stderr)
        return 130
    except Exception:  # noqa: BLE001 - Python would end with 1, which says that there are findings
        from traceback import print_exc

        print_exc()
        print("gitops-lint: that is a bug of ours; please report the lines above", file=sys.stderr)
        return CRASH
    return status
