"""What the expansion of an ApplicationSet asks the world: repositories, clusters, the version of Argo CD."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from gitops_lint.values import dataclass, field

IN_CLUSTER = "https://kubernetes.default.svc"


class Repositories(Protocol):
    """Files of git repositories; every method gives None for what is not known here."""

    def directories(self, repo_url: str, revision: str) -> Iterable[str] | None:
        """Every directory below the root, relative to it."""

    def files(self, repo_url: str, revision: str) -> Iterable[str] | None:
        """Every tracked file, relative to the root."""

    def read(self, repo_url: str, revision: str, path: str) -> bytes | None:
        """The content of one file."""


class NoRepositories:
    """Knows no repository."""

    def directories(self, repo_url: str, revision: str) -> Iterable[str] | None:
        """Nothing known."""
        return None

    def files(self, repo_url: str, revision: str) -> Iterable[str] | None:
        """Nothing known."""
        return None

    def read(self, repo_url: str, revision: str, path: str) -> bytes | None:
        """Nothing known."""
        return None


@dataclass(frozen=True, slots=True)
class ClusterEntry:
    """A registered cluster, as its Secret has it; the label of the Secret's type need not be among ``labels``."""

    name: str
    server: str
    project: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Environment:
    """Where an ApplicationSet is expanded."""

    repositories: Repositories = field(default_factory=NoRepositories)
    clusters: Sequence[ClusterEntry] | None = None  #: None: not known
    version: tuple[int, int] = (3, 5)  #: of Argo CD
    new_git_file_globbing: bool = False
    include_hidden_directories: bool = False
    all_clusters: bool = True  #: whether there are no more than those
    #: parameter sets of generators that ask a service, by the name of the ApplicationSet and the kind of generator
    given: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]] = field(default_factory=dict)


class ExpansionError(ValueError):
    """Argo CD refuses this, and applies nothing of the whole ApplicationSet."""

    def __init__(self, message: str, pointer: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.pointer = pointer


class UnknownError(ValueError):
    """It depends on what is not in the files."""

    def __init__(self, message: str, pointer: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.pointer = pointer
