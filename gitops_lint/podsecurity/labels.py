"""The Pod Security policy that the labels of a Namespace ask for.

Source of the facts: ``PolicyToEvaluate`` in ``api/helpers.go`` of ``k8s.io/pod-security-admission``.
"""

from __future__ import annotations

from typing import Final

from gitops_lint.finding import Pointer
from gitops_lint.podsecurity.values import LATEST, Level, LevelVersion, Version
from gitops_lint.values import dataclass

PREFIX: Final = "pod-security.kubernetes.io/"
MODES: Final = ("enforce", "audit", "warn")
LABELS: Final = tuple(f"{PREFIX}{mode}{suffix}" for mode in MODES for suffix in ("", "-version"))

_LEVEL_WRONG: Final = "must be one of privileged, baseline, restricted"
_VERSION_WRONG: Final = 'must be "latest" or "v1.x"'


_NOTHING_ASKED: Final = LevelVersion()


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens to pods of a namespace: refused, noted in the audit log, warned of."""

    enforce: LevelVersion = _NOTHING_ASKED
    audit: LevelVersion = _NOTHING_ASKED
    warn: LevelVersion = _NOTHING_ASKED

    @property
    def is_privileged(self) -> bool:
        """Whether no mode asks for anything."""
        return all(each.level is Level.PRIVILEGED for each in (self.enforce, self.audit, self.warn))


UPSTREAM: Final = Policy()
"""Without labels: privileged, latest; what EKS runs, where nobody can change the controller's configuration."""


@dataclass(frozen=True, slots=True)
class LabelProblem:
    """A label whose value the API server refuses on creation and reads in its own way when it is there already."""

    label: str
    value: str
    message: str  #: the API server's words about the value

    @property
    def pointer(self) -> Pointer:
        """Where the label is, from the root of the Namespace."""
        return ("metadata", "labels", self.label)

    def __str__(self) -> str:
        """The API server's answer."""
        return f'metadata.labels[{self.label}]: Invalid value: "{self.value}": {self.message}'


def policy_of(labels: object, defaults: Policy = UPSTREAM) -> tuple[Policy, tuple[LabelProblem, ...]]:
    """The policy that the controller follows, and what is wrong with the labels.

    ``labels`` is a Namespace's ``metadata.labels`` as parsed, of any shape.  An invalid level is ``restricted`` for
    enforce and ``privileged`` for audit and warn, an invalid version is ``latest``.  Without a label of its own, warn
    follows a stricter enforce; audit never does.
    """
    values = {label: _text(value) for label, value in labels.items()} if isinstance(labels, dict) else {}
    reader = _Reader(values)
    enforce = reader.mode("enforce", defaults.enforce, Level.RESTRICTED)
    enforce_is_valid = reader.level("enforce") is not None
    audit = reader.mode("audit", defaults.audit, Level.PRIVILEGED)
    warn = reader.mode("warn", defaults.warn, Level.PRIVILEGED)
    if PREFIX + "warn" not in values and enforce_is_valid and enforce.level.strictness > warn.level.strictness:
        version = warn.version if PREFIX + "warn-version" in values else enforce.version
        warn = LevelVersion(enforce.level, version)
    return Policy(enforce, audit, warn), tuple(reader.problems)


class _Reader:
    """Reads one mode after the other and keeps what is wrong."""

    def __init__(self, values: dict[object, str]) -> None:
        self.values = values
        self.problems: list[LabelProblem] = []

    def level(self, mode: str) -> Level | None:
        value = self.values.get(PREFIX + mode)
        return next((level for level in Level if level.value == value), None)

    def mode(self, mode: str, default: LevelVersion, fallback: Level) -> LevelVersion:
        level, version = default.level, default.version
        label = PREFIX + mode
        if label in self.values:
            parsed = self.level(mode)
            if parsed is None:
                self.problems.append(LabelProblem(label, self.values[label], _LEVEL_WRONG))
            level = parsed or fallback
        label += "-version"
        if label in self.values:
            parsed_version = Version.parse(self.values[label])
            if parsed_version is None:
                self.problems.append(LabelProblem(label, self.values[label], _VERSION_WRONG))
            version = parsed_version or LATEST
        return LevelVersion(level, version)


def has_policy(labels: object) -> bool:
    """Whether the labels say anything about the level of any mode."""
    return isinstance(labels, dict) and any(PREFIX + mode in labels for mode in MODES)


def allows_everything(labels: object) -> bool:
    """Whether the labels say that pods may do anything, and that nobody wants to hear of it."""
    return has_policy(labels) and policy_of(labels)[0].is_privileged


def unknown_labels(labels: object) -> tuple[str, ...]:
    """Labels under the controller's prefix that it does not know, such as ``…/enforced``."""
    if not isinstance(labels, dict):
        return ()
    return tuple(
        label for label in labels if isinstance(label, str) and label.startswith(PREFIX) and label not in LABELS
    )


def laxer_modes(labels: object) -> tuple[str, ...]:
    """The modes among audit and warn whose own label asks for less than what is enforced, and so never says anything.

    The other way round, enforcing less than what is warned of, is how a stricter level is introduced.
    """
    policy, _ = policy_of(labels, UPSTREAM)
    modes = (("audit", policy.audit), ("warn", policy.warn))
    return tuple(
        mode
        for mode, asked in modes
        if isinstance(labels, dict)
        and PREFIX + mode in labels
        and asked.level.strictness < policy.enforce.level.strictness
    )


def _text(value: object) -> str:
    """A label's value as text; only texts are valid in YAML, so that ``1.30`` and ``true`` stay invalid here too."""
    return value if isinstance(value, str) else "" if value is None else str(value)
