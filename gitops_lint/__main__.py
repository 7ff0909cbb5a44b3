"""``python -m gitops_lint``."""

from __future__ import annotations

from gitops_lint.cli.main import program

if __name__ == "__main__":
    program()
