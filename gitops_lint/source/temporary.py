"""Folders for what external programs read, away from the linted tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.problem import UserError

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory


def temporary_folder(purpose: str = "") -> TemporaryDirectory[str]:
    """A folder that is gone when it is left.  Raises `UserError` where the machine has no room for one."""
    import tempfile  # most runs write nothing

    try:
        return tempfile.TemporaryDirectory(prefix=f"gitops-lint-{purpose}")
    except OSError as error:
        raise UserError(f"no temporary folder can be made: {error.strerror or error}") from None
