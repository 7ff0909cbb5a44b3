"""``python -m gitops_lint``."""

from __future__ import annotations

import sys

from gitops_lint.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
