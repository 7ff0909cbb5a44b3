"""Rule: remote base of a kustomization follows a branch."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class KustomizationRemoteNotPinned(Rule[Problem]):
    """A remote base or component has no `?ref=`, or one that is a branch: what is deployed changes without a commit here, in all
    environments at once, and whoever can push there decides what runs.

    Pin it to a tag or, better, a commit: `https://github.com/acme/base?ref=v1.4.2`.

    **When to allow it.**  Both repositories belong to one team, and the newest is what it wants.
    """

    summary = "remote base of a kustomization follows a branch"
    severity = Severity.WARNING
    tags = frozenset({"reliability", "supply-chain"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources:
                      - https://github.com/acme/base//prod
                      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'https://github.com/acme/base//prod' follows a branch
                      - https://raw.githubusercontent.com/acme/base/main/install.yaml
                      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'https://raw.githubusercontent.com/acme/base/main/install.yaml' follows a branch
                      - git@github.com:acme/monitoring.git?ref=master
                      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'git@github.com:acme/monitoring.git?ref=master' follows a branch
                    """,
            }
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources:
                      - https://github.com/acme/base//prod?ref=v1.4.2
                      - https://raw.githubusercontent.com/acme/base/v1.4.2/install.yaml
                      - https://github.com/acme/base/releases/download/v1.4.2/install.yaml
                      - git@github.com:acme/monitoring.git?ref=0f3c1d2e4b5a69788796a5b4c3d2e1f001122334&timeout=2m
                      - https://manifests.acme.example/install.yaml
                      - https://manifests.acme.example/install
                    """,
            }
        ),
    )
