"""What the rules about missing objects share: which references lead nowhere, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gitops_lint.builtin.references._pods import is_custom
from gitops_lint.builtin.sync._mistakes import node_at
from gitops_lint.patterns import regex
from gitops_lint.references.repository import is_external, namespace_of, references, resolve
from gitops_lint.references.resolve import MISSING, NO_KEY
from gitops_lint.references.values import Reference
from gitops_lint.rule import Confidence, Deployable, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.values import dataclass

_PLACEHOLDER = regex(r"[${}<>]")
_HASH = regex(r"-[bcdfghkmt2456789]{10}$")


@dataclass(frozen=True, slots=True)
class Lost:
    """A reference that leads nowhere, or to an object without the key (then ``keys`` are those it has)."""

    reference: Reference
    outcome: str
    keys: frozenset[str]
    meant: str  #: the name that is meant in all likelihood


Answer = tuple[str, frozenset[str], str] | None


class DanglingRule(Rule[Resource]):
    """A rule about references whose target is missing."""

    tags = frozenset({"references", "reliability"})

    class Options:
        """Options of the rule."""

        uncertain: bool = True  #: also report what somebody outside of the repository may well make

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each reference of this rule's that leads nowhere."""
        for lost in repo.once(lost_references, target):
            if lost.outcome != MISSING or not self.concerns(lost.reference):
                continue
            if self.options.uncertain or lost.meant or not self.leaves(target, lost.reference):
                yield self._occurrence(target, lost)

    def concerns(self, reference: Reference) -> bool:
        """Whether this rule is about it."""
        raise NotImplementedError

    def leaves(self, target: Resource, reference: Reference) -> bool:
        """Whether the rule leaves it to others to make the target."""
        return is_lenient(target, reference)

    def severity_of(self, target: Resource, lost: Lost) -> tuple[Severity, Confidence]:
        """An error where another name is meant; else what files cannot tell for certain."""
        if lost.meant:
            return Severity.ERROR, Confidence.HIGH
        if self.leaves(target, lost.reference):
            return Severity.INFO, Confidence.LOW
        return Severity.WARNING, Confidence.MEDIUM

    def _occurrence(self, target: Resource, lost: Lost) -> Occurrence:
        reference = lost.reference
        hint = f", did you mean '{lost.meant}'" if lost.meant else ""
        severity, confidence = self.severity_of(target, lost)
        message = f"{self.told(reference)}{hint}"
        return self.finding(node_at(target, reference.pointer), message, severity=severity, confidence=confidence)

    def told(self, reference: Reference) -> str:
        """What is missing, in words."""
        return f"{reference.kind} '{reference.name}' is not in the repository"


def is_lenient(target: Resource, reference: Reference) -> bool:
    """Whether somebody else may well make the target: Secrets and accounts always, anything of a loose file."""
    deployable = target.deployable
    loose = deployable is None or deployable.kind == "folder"
    if loose or reference.kind in ("Secret", "ServiceAccount"):
        return True
    # Operators make Services for their custom resources.
    return reference.kind == "Service" and deployable is not None and any(map(is_custom, deployable.resources))


def lost_references(repo: Repository, target: Resource) -> tuple[Lost, ...]:
    """All references by name that lead nowhere; ask through ``repo.once``.

    Nothing is said of a deployable that is rendered with guessed values or only in part, of optional references, of
    names with placeholders, and of what ``external`` declares.
    """
    deployable = target.deployable
    if deployable is None or deployable.speculative or deployable.not_checked or deployable.kind == "applicationset":
        return ()
    return tuple(_lost(repo, target))


def _lost(repo: Repository, target: Resource) -> Iterator[Lost]:
    known = repo.once(_answers, target.deployable)
    here = namespace_of(target)
    for reference in references(repo, target):
        if not reference.name or reference.optional:
            continue
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
    if _PLACEHOLDER.search(reference.name + reference.key):
        return None
    found = resolve(repo, target, reference)
    if found.outcome == NO_KEY:
        return NO_KEY, found.keys, _alike(reference.key, found.keys)
    if found.outcome == MISSING and not _may_be_there(repo, target, reference):
        return MISSING, frozenset(), _neighbour(repo, target, reference)
    return None


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
    names = repo.once(_names_by_shape, target.deployable, reference.group, reference.kind)
    found = names.get((where, _bare(reference.name)), set())
    return next(iter(found)) if len(found) == 1 else ""


def _names_by_shape(
    repo: Repository, deployable: Deployable, group: str, kind: str
) -> Mapping[tuple[str, str], set[str]]:
    """The names of a kind that a deployable brings, by namespace and what is left without case and separators."""
    found: dict[tuple[str, str], set[str]] = {}
    for item in deployable.resources:
        if item.kind == kind and item.group == group:
            found.setdefault((namespace_of(item), _bare(item.name)), set()).add(item.name)
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
