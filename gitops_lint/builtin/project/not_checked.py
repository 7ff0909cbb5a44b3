"""Rule: everything an Application deploys was looked at."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.deployable import NotChecked as Unchecked
from gitops_lint.rule import Bad, Deployable, Good, Occurrence, Place, Rule, Severity

_SEVERITY = {"error": Severity.ERROR, "warning": Severity.WARNING}
_WORDS = {"directory": "folder", "helm": "chart", "kustomize": "kustomization"}
"""What the configuration calls its deployables."""


class NotChecked(Rule[Deployable]):
    """A part of what would be deployed could not be looked at, so a green run says nothing about it.

    It counts as an error where rendering fails (Argo CD would fail as well), as a warning where a tool is missing
    here or a fetch failed, and as information where the source is remote: `--online` fetches charts and kustomize
    bases, and without it nothing is fetched.

    **When to allow it.**  You know what is behind it: ignore it in `overrides:` with a reason and an expiry.
    """

    summary = "could not be rendered, so it was not checked"
    severity = Severity.INFO
    tags = frozenset({"argocd", "coverage", "sync"})
    aliases = ("argocd-source-lint:unresolvable-generator", "argocd-source-lint:revision-mismatch")

    def check(self, target: Deployable) -> Iterator[Occurrence]:
        """One occurrence for each part that is missing."""
        for part in target.not_checked:
            if part.weight == "reported":  # its own rule says more
                continue
            cause = part.cause
            yield self.finding(
                Place(cause.path, cause.document, cause.pointer, cause.span),
                _message(target, part),
                severity=_SEVERITY.get(part.weight, Severity.INFO),
            )

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources:
                      - https://github.com/acme/base?ref=v1.2.0
                      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ kustomization '.' was not checked: 'https://github.com/acme/base?ref=v1.2.0' is remote
                    """,
            }
        ),
        Good(
            files={
                "kustomization.yaml": "resources: [settings.yaml]\n",
                "settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            }
        ),
    )


def _message(target: Deployable, part: Unchecked) -> str:
    word = "Application" if target.application is not None else _WORDS.get(target.kind, target.kind)
    return f"{word} '{target.name}' was not checked: {part.reason}"
