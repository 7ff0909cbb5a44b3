"""Measures gitops-lint beside its floor and its peers in interleaved runs; prints tables of ratios."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import company
import large
import rendered
import startup

PARTS = ("startup", "large", "rendered", "company")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("parts", nargs="*", metavar="PART", help=f"some of {', '.join(PARTS)}; all by default")
    options.add_argument("--python", default=sys.executable, help="an interpreter with gitops-lint installed")
    options.add_argument("--documents", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--peers", action="store_true", help="also run every peer on PATH (see peers.sh)")
    asked = options.parse_args()
    parts = asked.parts or PARTS
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        os.environ["GITOPS_LINT_CACHE"] = str(root / "cache")
        # Users have byte code; without it most of a small run is compiling.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        if "startup" in parts:
            startup.measure(root, asked.python, asked.rounds)
        if "large" in parts:
            large.measure(root, asked.python, asked.rounds, asked.documents, peers=asked.peers)
        if "rendered" in parts:
            rendered.measure(root, asked.python, asked.rounds)
        if "company" in parts:
            company.measure(root, asked.python, asked.rounds)


if __name__ == "__main__":
    main()
