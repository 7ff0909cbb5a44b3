"""Colours, links and drawing characters of terminal output."""

from __future__ import annotations

from gitops_lint.finding import Severity
from gitops_lint.report.escape import inline
from gitops_lint.report.options import RenderOptions

BOLD = "1"
DIM = "2"
GUTTER = "1;34"
ADDED = "32"
REMOVED = "31"
SEVERITY = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}


class Style:
    """Applies the options to pieces of text; what it is given beyond its own words must be `clean` already."""

    __slots__ = ("_color", "_options", "arrow", "ascii", "crop", "dot")

    def __init__(self, options: RenderOptions) -> None:
        self._color = options.color
        self._options = options
        self.ascii = options.ascii
        self.arrow, self.dot, self.crop = ("->", "-", "~") if options.ascii else ("→", "·", "…")

    def clean(self, text: str) -> str:
        """Untrusted text on one line, harmless."""
        return inline(text, self.ascii)

    def paint(self, text: str, code: str) -> str:
        """The text in a colour, where colours are on."""
        return f"\x1b[{code}m{text}\x1b[0m" if self._color and text else text

    def rule(self, name: str) -> str:
        """A rule's name, linked to its page where links are on."""
        shown = self.clean(name)
        page = self._options.page(name)
        if self._options.hyperlinks and page:
            return f"\x1b]8;;{self.clean(page)}\x1b\\{shown}\x1b]8;;\x1b\\"
        return shown
