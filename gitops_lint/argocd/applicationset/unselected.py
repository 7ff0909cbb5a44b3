"""Why a selector of a cluster generator takes no cluster: a label that none has, or has with another value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from gitops_lint.argocd.applicationset.environment import ClusterEntry
from gitops_lint.argocd.plain import mapping, sequence
from gitops_lint.argocd.secrets import SECRET_TYPE
from gitops_lint.finding import Pointer
from gitops_lint.values import dataclass

_SWITCHES = frozenset({"true", "false", "yes", "no", "enabled", "disabled"})


@dataclass(frozen=True, slots=True)
class Unmet:
    """What a selector asks for and no cluster has."""

    pointer: Pointer  #: in the selector
    what: str
    of_key: bool = False  #: what is meant is the key at the pointer, not its value
    switch: bool = False  #: as with an add-on that nobody has switched on yet


def unmet(selector: Any, clusters: Iterable[ClusterEntry], is_slip: Callable[[str, str], bool]) -> Unmet:
    """What keeps a selector from taking any of the clusters; ``is_slip`` says whether a text is meant to be another."""
    known: dict[str, set[str]] = {SECRET_TYPE: {"cluster"}}
    for cluster in clusters:
        for key, value in cluster.labels.items():
            known.setdefault(key, set()).add(value)

    def meant(text: str, others: Iterable[str]) -> str:
        near = next((other for other in sorted(others) if is_slip(text, other)), None)
        return f", did you mean '{near}'?" if near is not None else ""

    for pointer, key, values in _requirements(selector):
        wanted = sorted(values)[0] if values else ""
        listed = pointer[0] == "matchExpressions"
        if "{{" in key or any("{{" in value for value in values):
            continue  # another generator of a matrix says which
        if key not in known:
            hint = meant(key, known)
            at = (*pointer, "key") if listed else pointer
            return Unmet(at, f"no cluster has the label '{key}'{hint}", of_key=not listed, switch=not hint)
        if values and not values & known[key]:
            hint = meant(wanted, known[key])
            at = (*pointer, "values") if listed else pointer
            what = f"no cluster has the label '{key}' with the value '{wanted}'{hint}"
            return Unmet(at, what, switch=not hint and values <= _SWITCHES)
    return Unmet((), "no cluster has the labels")


def _requirements(selector: Any) -> Iterator[tuple[Pointer, str, set[str]]]:
    """The labels that a cluster has to have, each with the values it may have; any for none."""
    for key, value in mapping(mapping(selector).get("matchLabels")).items():
        yield ("matchLabels", key), str(key), {str(value)}
    for index, rule in enumerate(sequence(mapping(selector).get("matchExpressions"))):
        if isinstance(rule, Mapping) and rule.get("operator") in ("In", "Exists"):
            yield ("matchExpressions", index), str(rule.get("key")), set(map(str, sequence(rule.get("values"))))
