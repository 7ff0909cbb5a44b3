"""``python -m gitops_lint.dev COMMAND``: every sibling module with a ``main`` is a command."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import gitops_lint.dev


def main(arguments: list[str]) -> int:
    """Hand the rest of the line to the module of the command's name."""
    names = (module.name for module in pkgutil.iter_modules(gitops_lint.dev.__path__))
    commands = sorted(name.replace("_", "-") for name in names if not name.startswith("_"))
    if not arguments or arguments[0] not in commands:
        sys.stderr.write(f"usage: python -m gitops_lint.dev {{{','.join(commands)}}} …\n")
        return 2
    module = importlib.import_module(f"gitops_lint.dev.{arguments[0].replace('-', '_')}")
    return int(module.main(arguments[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
