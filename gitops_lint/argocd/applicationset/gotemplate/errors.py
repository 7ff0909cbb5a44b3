"""The two ways a template can fail."""

from __future__ import annotations


class TemplateError(ValueError):
    """Argo CD refuses this template with these parameters."""


class UnsupportedTemplateError(TemplateError):
    """The evaluator does not model what the template uses: its result is unknown."""
