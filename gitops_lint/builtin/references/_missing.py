"""What the rules about missing objects share: which references lead nowhere, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from gitops_lint.apischema.wording import is_slip, similar
from gitops_lint.builtin.references._pods import brings_custom
from gitops_lint.builtin.sync._mistakes import node_at
from gitops_lint.patterns import regex
from gitops_lint.references.repository import (
    is_external,
    names_beside,
    names_in,
    namespace_of,
    references,
    referring,
    resolve,
)
from gitops_lint.references.resolve import FOUND, MISSING, NO_KEY
from gitops_lint.references.unseen import may_hold_more
from gitops_lint.references.values import CLUSTER, Reference
from gitops_lint.rule import Confidence, Deployable, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.values import dataclass, replace

_PLACEHOLDER = regex(r"[${}<>]")
_NO_DIGITS = regex(r"[^0-9]")
_HASH = regex(r"-[bcdfghkmt2456789]{10}$")


@dataclass(frozen=True, slots=True)
class Lost:
    """A reference that leads nowhere, or to an object without the key (then ``keys`` are those it has)."""

    reference: Reference
    outcome: str
    keys: frozenset[str]
    meant: str  #: the name that is meant in all likelihood
    twin: str = ""  #: the kind of another scope, `ClusterIssuer` for `Issuer`, of which there is one of that name


Answer = tuple[str, frozenset[str], str, str] | None


class DanglingRule(Rule[Resource]):
    """A rule about references whose target is missing."""

    tags = frozenset({"references", "reliability"})

    class Options:
        """Options of the rule."""

        uncertain: bool = True  #: also report what somebody outside of the repository may well make

    def check(self, target: Resource, repo: Repository) -> Iterable[Occurrence]:
        """Each reference of this rule's that leads nowhere."""
        lost = lost_references(repo, target, self.concerns)
        return self._occurrences(repo, target, lost) if lost else ()

    def _occurrences(self, repo: Repository, target: Resource, found: Iterable[Lost]) -> Iterator[Occurrence]:
        for lost in found:
            sure = lost.meant or lost.twin
            left = not sure and (self.leaves(repo, target, lost.reference) or _may_come(repo, target, lost))
            if lost.outcome == MISSING and self.speaks(lost, left=left):
                yield self._occurrence(target, lost, left=left)

    def concerns(self, reference: Reference) -> bool:
        """Whether this rule is about it."""
        raise NotImplementedError

    def speaks(self, lost: Lost, *, left: bool) -> bool:
        """Whether it is sure enough; what is ``left`` to others is uncertain."""
        return self.options.uncertain or not left

    def leaves(self, repo: Repository, target: Resource, reference: Reference) -> bool:
        """Whether the rule leaves it to others to make the target."""
        return is_lenient(repo, target, reference)

    def _occurrence(self, target: Resource, lost: Lost, *, left: bool) -> Occurrence:
        """An error where another name is all but written; else what files cannot tell for certain."""
        reference = lost.reference
        meant = f"the {lost.twin}" if lost.twin else f"'{lost.meant}'"
        hint = f", did you mean {meant}?" if lost.twin or lost.meant else ""
        severity, confidence = Severity.WARNING, Confidence.MEDIUM
        if lost.twin:
            confidence = Confidence.HIGH
        elif _bare(lost.meant) == _bare(reference.name):
            severity, confidence = Severity.ERROR, Confidence.HIGH
        elif left:
            severity, confidence = Severity.INFO, Confidence.LOW
        message = f"{self.told(target, reference)}{hint}"
        return self.finding(node_at(target, reference.pointer), message, severity=severity, confidence=confidence)

    def told(self, target: Resource, reference: Reference) -> str:
        """What is missing, in words."""
        return f"{reference.kind} '{reference.name}' is not in the repository"


def _may_come(repo: Repository, target: Resource, lost: Lost) -> bool:
    """Whether the target may be part of what nobody could look at."""
    named = lost.reference.namespace
    return may_hold_more(repo, target, namespace_of(target) if named is None else named)


def is_lenient(repo: Repository, target: Resource, reference: Reference) -> bool:
    """Whether somebody else may well make the target: Secrets and accounts always, anything of a loose file."""
    deployable = target.deployable
    if deployable is None or deployable.kind == "folder" or reference.kind in ("Secret", "ServiceAccount"):
        return True
    # Operators make Services for their custom resources.
    return reference.kind == "Service" and brings_custom(repo, deployable)


def lost_references(repo: Repository, target: Resource, concerns: Callable[[Reference], bool]) -> Sequence[Lost]:
    """The references of some sort that lead nowhere.

    Nothing is said of a deployable that is rendered with guessed values or only in part, of optional references, of
    names with placeholders, and of what ``external`` declares.
    """
    if (target.group, target.kind) not in repo.once(referring):
        return ()
    needs = repo.once(_needs, target)
    return list(_lost(repo, target, filter(concerns, needs))) if needs else ()


def _needs(repo: Repository, target: Resource) -> Sequence[Reference]:
    """The references by name that have to be met."""
    deployable = target.deployable
    if deployable is None or deployable.speculative or deployable.not_checked or deployable.kind == "applicationset":
        return ()
    return [each for each in repo.once(references, target) if each.name and not each.optional]


def _lost(repo: Repository, target: Resource, needs: Iterable[Reference]) -> Iterator[Lost]:
    known = repo.once(_answers, target.deployable)
    here = namespace_of(target)
    for reference in needs:
        where = here if reference.namespace is None else reference.namespace
        same = (reference.group, reference.kind, where, reference.namespace is None, reference.name, reference.key)
        if same not in known:
            known[same] = _answer(repo, target, reference)
        answer = known[same]
        if answer is not None:
            yield Lost(reference, *answer)


def _answers(repo: Repository, deployable: Deployable | None) -> dict[tuple[object, ...], Answer]:
    """What is known of the references of one deployable: its objects ask for the same things again and again."""
    return {}


def _answer(repo: Repository, target: Resource, reference: Reference) -> Answer:
    """Outcome, keys and the name that is meant; None for a reference that leads somewhere."""
    found = resolve(repo, target, reference)
    if found.outcome not in (NO_KEY, MISSING) or _PLACEHOLDER.search(reference.name + reference.key):
        return None
    if found.outcome == NO_KEY:
        return NO_KEY, found.keys, _alike(reference.key, found.keys), ""
    if _may_be_there(repo, target, reference):
        return None
    meant = _neighbour(repo, target, reference) or _misspelt(repo, target, reference)
    return MISSING, frozenset(), meant, _twin(repo, target, reference)


def _twin(repo: Repository, target: Resource, reference: Reference) -> str:
    """The kind of another scope that has an object of the name: a ClusterIssuer where an Issuer is asked for."""
    kind = reference.kind.removeprefix(_CLUSTER) if reference.kind.startswith(_CLUSTER) else _CLUSTER + reference.kind
    where = CLUSTER if kind.startswith(_CLUSTER) else None
    other = replace(reference, kind=kind, namespace=where)
    return kind if kind != _CLUSTER and resolve(repo, target, other).outcome == FOUND else ""


_CLUSTER = "Cluster"


def _may_be_there(repo: Repository, target: Resource, reference: Reference) -> bool:
    """Whether the target exists as far as we know: declared, or in a namespace that no file tells."""
    where = namespace_of(target) if reference.namespace is None else reference.namespace
    if is_external(repo, reference, where):
        return True
    known = repo.once(_namespaces, reference.group, reference.kind).get(reference.name, ())
    return bool(known) if where.startswith("(") else any(name.startswith("(") for name in known)


def _namespaces(repo: Repository, group: str, kind: str) -> Mapping[str, set[str]]:
    """The namespaces in which an object of a kind is, by its name."""
    found: dict[str, set[str]] = {}
    for item in repo.of_kind(group, kind):
        found.setdefault(item.name, set()).add(namespace_of(item))
    return found


def _neighbour(repo: Repository, target: Resource, reference: Reference) -> str:
    """The one object of the kind, in the same deployable and namespace, whose name is all but the same."""
    where = namespace_of(target) if reference.namespace is None else reference.namespace
    if target.deployable is None:
        return ""
    names = repo.once(_names_by_shape, reference.group, reference.kind)
    found = names.get((id(target.deployable), where, _bare(reference.name)), set())
    return next(iter(found)) if len(found) == 1 else ""


def _misspelt(repo: Repository, target: Resource, reference: Reference) -> str:
    """A name much like the missing one: one slip away, or of what the deployable brings and nothing in it asks for.

    Cluster-scoped objects come from elsewhere and many ask for them, so that only a slip counts.
    """
    name, deployable, length = reference.name, target.deployable, len(reference.name)
    names = names_beside(repo, target, reference)
    near = (each for size in (length - 1, length, length + 1) for each in names.get(size, ()))
    slips = [each for each in near if is_slip(name, each)]
    if reference.namespace == CLUSTER or slips or deployable is None:
        return slips[0] if len(slips) == 1 else ""
    where = namespace_of(target) if reference.namespace is None else reference.namespace
    unasked = repo.once(_unasked, deployable, where, reference.group, reference.kind)
    digits = _NO_DIGITS.sub("", name)
    if len(unasked) > _MANY or digits not in unasked.values():
        return ""
    meant = similar(name, unasked)
    return meant if unasked.get(meant) == digits else ""


_MANY = 200  # names: among more of them one is always alike, and to compare them all would take its time


def _unasked(repo: Repository, deployable: Deployable, namespace: str, group: str, kind: str) -> Mapping[str, str]:
    """The names of a kind in a namespace that nothing in their deployable refers to, each with the digits in it."""
    asked = repo.once(_asked_for, deployable).get((group, kind), set())
    names = names_in(repo, deployable, namespace, group, kind).values()
    return {name: _NO_DIGITS.sub("", name) for some in names for name in some if name not in asked}


def _asked_for(repo: Repository, deployable: Deployable) -> Mapping[tuple[str, str], set[str]]:
    """The names that the objects of a deployable refer to, by group and kind."""
    found: dict[tuple[str, str], set[str]] = {}
    for item in deployable.resources:
        if (item.group, item.kind) in repo.once(referring):
            for reference in repo.once(references, item):
                found.setdefault((reference.group, reference.kind), set()).add(reference.name)
    return found


def _names_by_shape(repo: Repository, group: str, kind: str) -> Mapping[tuple[int, str, str], set[str]]:
    """The names of a kind by the ``id`` of the deployable that brings them, namespace and what is left without case
    and separators.
    """
    found: dict[tuple[int, str, str], set[str]] = {}
    for item in repo.of_kind(group, kind):
        found.setdefault((id(item.deployable), namespace_of(item), _bare(item.name)), set()).add(item.name)
    return found


def _alike(name: str, others: Iterable[str]) -> str:
    """The one name that differs in case, separators or kustomize's hash alone; '' if there is none or more."""
    found = {other for other in others if _bare(other) == _bare(name)}
    return next(iter(found)) if len(found) == 1 else ""


def _bare(name: str) -> str:
    if name[-11:-10] == "-":
        name = _HASH.sub("", name)
    return name.translate(_SEPARATORS).lower()


_SEPARATORS = str.maketrans("", "", "-_.")
