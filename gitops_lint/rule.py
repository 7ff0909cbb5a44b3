"""What a rule author imports: the base class, its targets, its examples.

A rule is one class in one file.  Its docstring is its page, its examples are its tests and its documentation.
It reads a target and yields occurrences; it never prints, never changes what it reads, and knows neither clock nor
environment nor files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, get_args, get_origin

from gitops_lint.finding import Confidence, Pointer, Severity, Span, without_credentials
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.node import Change, Node
from gitops_lint.model.repository import Comparison, Repository
from gitops_lint.model.resource import (
    Application,
    ApplicationSet,
    AppProject,
    Namespace,
    NetworkPolicy,
    Resource,
    Service,
    ServiceAccount,
)
from gitops_lint.model.workload import Container, Workload
from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.source.document import Document
from gitops_lint.values import dataclass, field

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "AppProject",
    "Application",
    "ApplicationSet",
    "Bad",
    "Change",
    "Comparison",
    "Confidence",
    "Container",
    "Deployable",
    "Document",
    "FixPlan",
    "Good",
    "Namespace",
    "NetworkPolicy",
    "Node",
    "Occurrence",
    "Place",
    "Problem",
    "Repository",
    "Resource",
    "Rule",
    "Service",
    "ServiceAccount",
    "Severity",
    "Workload",
]

Target = TypeVar("Target")

TARGETS: tuple[type, ...] = (
    Problem,
    Document,
    Resource,
    Workload,
    Container,
    ServiceAccount,
    Service,
    NetworkPolicy,
    Namespace,
    Application,
    ApplicationSet,
    AppProject,
    Deployable,
    Repository,
    Comparison,
)
"""What ``Rule[…]`` may name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document that is not (part of) a Kubernetes object."""

    path: str
    document: int = 0
    pointer: Pointer = ()
    span: Span | None = None  #: where the place in the text is known already


@dataclass(frozen=True, slots=True)
class FixPlan:
    """Structural changes that remove the cause; turned into text edits by the engine where the text allows."""

    title: str
    safe: bool
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Occurrence:
    """One violation in one deployable; several become one finding."""

    rule: str
    message: str
    at: Node | Place | Problem
    grip: str = "auto"  #: ``auto`` the human handle, ``key``, ``value``, ``line 3`` of a literal block, from 0
    related: tuple[tuple[Node | Place, str], ...] = ()
    fix: FixPlan | None = None
    severity: Severity | None = None  #: None: the rule's own
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Good:
    """An example that must stay silent."""

    text: str = ""
    title: str = ""
    files: Mapping[str, str] = field(default_factory=dict)  #: several files instead of one text
    options: Mapping[str, Any] = field(default_factory=dict)  #: the rule's options
    config: Mapping[str, Any] = field(default_factory=dict)  #: the rest of the configuration
    valid: bool = True  #: False where the example is refused by the schema for reasons beside the point
    before: Mapping[str, str] = field(default_factory=dict)  #: the files that were other ones before the change


@dataclass(frozen=True, slots=True)
class Bad:
    """An example that must be found, exactly where its caret comments (``# ^^^ message``) say."""

    text: str = ""
    title: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    fixed: str = ""  #: what the fix makes of the text, without the caret comments
    valid: bool = True
    before: Mapping[str, str] = field(default_factory=dict)
    needs: str = ""  #: the program without which nothing is found; where it is absent, the example is not run


class NoOptions:
    """A rule without options."""


class Rule(Generic[Target]):
    """Base of all rules.  ``class MemoryLimitMissing(Rule[Container])`` sees every container of every workload.

    ``check(self, target)`` is a local rule: it sees the target and its ``context``.
    ``check(self, target, repo)`` is a wide rule: it may read the whole repository, and still reports on its target.
    """

    summary: ClassVar[str]  #: one line, lower case, no period
    severity: ClassVar[Severity] = Severity.WARNING
    confidence: ClassVar[Confidence] = Confidence.HIGH
    tags: ClassVar[frozenset[str]] = frozenset()
    aliases: ClassVar[tuple[str, ...]] = ()  #: the peers' ids: ``kube-linter:unset-memory-requirements``
    kinds: ClassVar[tuple[str, ...]] = ()  #: ``group/Kind`` for ``Rule[Resource]``; empty means all
    about_keys: ClassVar[tuple[str, ...]] = ()
    """For ``Rule[Resource]``: texts of which one is in every label or annotation key that the rule is about.  Objects
    without such a key, in their pod template neither, are not shown to it."""
    deployed: ClassVar[bool] = False  #: objects that no Application deploys are not shown to it
    documents: ClassVar[str] = "all"
    """For ``Rule[Document]``: ``odd`` shows it those alone in which something is oddly written, ``loose`` those alone
    that are no plain objects: without ``apiVersion`` or ``kind``, kustomizations, and what Argo CD reads."""
    herald: ClassVar[str] = ""
    """For a wide rule that comes in a generated index: ``module:function`` of ``function(name, target, repo)``, which
    tells whether the rule of this name may have anything to say, so that it need not be imported for an answer."""
    looks_inside: ClassVar[bool] = False
    """For a wide rule: it reads the images, commands, arguments, resources or values of variables of containers, or the
    tags and digests that a kustomization gives to images.  What others say stands in the next run when nothing else
    has changed.  Rules with a herald are taken to."""
    since: ClassVar[str] = "0.1"
    security_severity: ClassVar[float | None] = None
    examples: ClassVar[tuple[Good | Bad, ...]] = ()

    name: ClassVar[str] = ""  #: kebab case of the class name unless given
    target: ClassVar[type] = Resource
    Options: type[Any] = NoOptions

    if TYPE_CHECKING:
        check: Callable[..., Iterable[Occurrence]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Read the target from ``Rule[…]`` and the name from the class."""
        super().__init_subclass__(**kwargs)
        if not cls.__dict__.get("name"):
            cls.name = kebab_case(cls.__name__)
        for base in getattr(cls, "__orig_bases__", ()):
            arguments = get_args(base)
            if isinstance(get_origin(base), type) and arguments and arguments[0] in TARGETS:
                cls.target = arguments[0]

    def __init__(self, options: Mapping[str, Any] | None = None, today: date | None = None) -> None:
        self.options: Any = self.Options()
        for key, value in (options or {}).items():
            setattr(self.options, key.replace("-", "_"), value)
        self.today = today

    def wants(self, group: str, kind: str) -> bool:
        """Whether objects of a group and kind are shown to it."""
        return not self.kinds or (f"{group}/{kind}" if group else kind) in self.kinds

    @classmethod
    def is_wide(cls) -> bool:
        """Whether ``check`` reads the whole repository."""
        check = getattr(cls, "check", None)
        return check is not None and check.__code__.co_argcount > 2

    def finding(
        self,
        at: Node | Place | Problem,
        message: str,
        *,
        grip: str = "auto",
        related: Iterable[tuple[Node | Place, str]] = (),
        fix: FixPlan | None = None,
        severity: Severity | None = None,
        confidence: Confidence | None = None,
    ) -> Occurrence:
        """An occurrence of this rule at a node of its target."""
        return Occurrence(self.name, without_credentials(message), at, grip, tuple(related), fix, severity, confidence)

    @staticmethod
    def safe_fix(title: str, *changes: Change | None) -> FixPlan | None:
        """A fix after which the rendered object means the same."""
        return _plan(title, changes, safe=True)

    @staticmethod
    def unsafe_fix(title: str, *changes: Change | None) -> FixPlan | None:
        """A fix that may change how the object behaves."""
        return _plan(title, changes, safe=False)

    @classmethod
    def page(cls) -> str:
        """The docstring, dedented."""
        import inspect

        return inspect.cleandoc(cls.__doc__ or "")


def _plan(title: str, changes: tuple[Change | None, ...], *, safe: bool) -> FixPlan | None:
    known = tuple(change for change in changes if change is not None)
    return FixPlan(title, safe, known) if known and len(known) == len(changes) else None


_BOUNDARY = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def kebab_case(name: str) -> str:
    """``MemoryLimitMissing`` as ``memory-limit-missing``."""
    return _BOUNDARY.sub("-", name).lower()


def option_fields(rule: type[Rule[Any]]) -> Iterator[tuple[str, str, Any]]:
    """Name, annotation and default of each option of a rule."""
    options = rule.Options
    for name, annotation in getattr(options, "__annotations__", {}).items():
        yield name, annotation if isinstance(annotation, str) else annotation.__name__, getattr(options, name, None)
