"""Sync options: exact strings, and nothing else has an effect.

Source: gitops-engine ``pkg/sync/common/types.go``; Argo CD ``controller/sync.go``, ``SyncOptions.HasOption`` and
``GetOptionValue`` in ``pkg/apis/application/v1alpha1/types.go``; docs/user-guide/sync-options.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.syncplan import hooks
from gitops_lint.syncplan.objects import NEWEST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from gitops_lint.syncplan.objects import Version

SYNC_OPTIONS = "argocd.argoproj.io/sync-options"

APPLICATION_SINCE: Mapping[str, Version] = {
    "Validate=false": (1, 2),
    "CreateNamespace=true": (1, 7),
    "ApplyOutOfSyncOnly=true": (2, 0),
    "PrunePropagationPolicy=foreground": (2, 0),
    "PrunePropagationPolicy=background": (2, 0),
    "PrunePropagationPolicy=orphan": (2, 0),
    "PruneLast=true": (2, 0),
    "Replace=true": (2, 0),
    "FailOnSharedResource=true": (2, 2),
    "RespectIgnoreDifferences=true": (2, 3),
    "SkipDryRunOnMissingResource=true": (1, 5),
    "ServerSideApply=true": (2, 5),
    "ClientSideApplyMigration=false": (3, 3),
    "Prune=false": (3, 4),
    "Prune=confirm": (3, 4),
    "Delete=false": (3, 4),
    "Delete=confirm": (3, 4),
}
"""Options of ``spec.syncPolicy.syncOptions`` with the first version that knows them."""

RESOURCE_SINCE: Mapping[str, Version] = {
    "Prune=false": (1, 1),
    "Validate=false": (1, 2),
    "SkipDryRunOnMissingResource=true": (1, 5),
    "PruneLast=true": (2, 0),
    "Replace=true": (2, 0),
    "ServerSideApply=true": (2, 5),
    "ServerSideApply=false": (2, 5),
    "Delete=false": (2, 7),
    "Force=true": (2, 12),
    "Prune=confirm": (2, 14),
    "Delete=confirm": (2, 14),
}
"""Options of the annotation ``argocd.argoproj.io/sync-options`` with the first version that knows them."""

_DEFAULTS = frozenset(
    f"{option}={value}"
    for option, value in (
        *(("CreateNamespace", "false"), ("ApplyOutOfSyncOnly", "false"), ("PruneLast", "false")),
        *(("Replace", "false"), ("FailOnSharedResource", "false"), ("RespectIgnoreDifferences", "false")),
        *(("ServerSideApply", "false"), ("SkipDryRunOnMissingResource", "false"), ("Validate", "true")),
        *(("Prune", "true"), ("Delete", "true"), ("Force", "false"), ("ClientSideApplyMigration", "true")),
    )
)


def csv(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The sync options an object carries, trimmed, each once."""
    return hooks.csv(value, SYNC_OPTIONS)


def option_value(options: Sequence[str], name: str) -> str | None:
    """What follows 'NAME=' in the first option of that name, or None."""
    prefix = f"{name}="
    return next((option[len(prefix) :] for option in options if option.startswith(prefix)), None)


def has_option(options: Sequence[str], option: str, version: Version = NEWEST) -> bool:
    """Whether an Application's options hold the string exactly, and the version knows it."""
    return option in options and APPLICATION_SINCE.get(option, (0, 0)) <= version


def skips_dry_run_on_missing_resource(value: Mapping[str, Any], app_options: Sequence[str] = ()) -> bool:
    """Whether a kind the cluster does not know yet is tolerated for this object."""
    option = "SkipDryRunOnMissingResource=true"
    return option in app_options or option in csv(value)


def ineffective(options: Sequence[object]) -> tuple[int, ...]:
    """Indexes of an Application's options that no version knows.

    Options that spell out the default, such as 'CreateNamespace=false', are not among them.
    """
    return tuple(index for index, option in enumerate(options) if not _known(option, APPLICATION_SINCE))


def ineffective_on_resource(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Members of an object's sync-options annotation that have no effect there in any version."""
    return tuple(option for option in csv(value) if not _known(option, RESOURCE_SINCE))


def _known(option: object, since: Mapping[str, Version]) -> bool:
    return isinstance(option, str) and (option in _DEFAULTS or option in since)
