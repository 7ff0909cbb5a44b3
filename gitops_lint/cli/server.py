"""``gitops-lint server``: the language server, over standard input and output."""

from __future__ import annotations

import gc
from collections.abc import Sequence

from gitops_lint.cli.main import OK
from gitops_lint.cli.options import Parser, cache_folder
from gitops_lint.problem import UserError


def arguments() -> Parser:
    """The options of ``server``."""
    made = Parser(
        prog="gitops-lint server",
        description="Serve an editor: the language server protocol over standard input and output.",
        allow_abbrev=False,
    )
    made.add_argument("--no-cache", action="store_true", help="neither read nor write the cache")
    return made


def run(words: Sequence[str]) -> int:
    """Serve one editor until it says goodbye."""
    options = arguments().parse_args(words)
    try:
        from gitops_lint.editor.server import make
    except ImportError as error:
        raise UserError(
            f"the language server needs the extra 'lsp' ({error}): pip install 'gitops-lint[lsp]'"
        ) from None
    gc.enable()  # a server runs for days
    make("" if options.no_cache else cache_folder()).start_io()
    return OK
