"""Repository URLs: which ones Argo CD takes for equal, and which ones name the same repository to a reader."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from gitops_lint.argocd.gourl import round_trip
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

_SSH = regex(r"^(ssh://)?([^/:]*?)@[^@]+$")
_DEFAULT_PORTS = {"ssh": "22", "https": "443", "http": "80", "git": "9418"}
_SCHEMES = ("https", "http", "ssh", "git", "git+ssh", "ssh+git")


@lru_cache(maxsize=4096)
def normalize_git_url(url: str) -> str:
    """The form Argo CD compares; empty where Go cannot parse the URL.

    Source: ``NormalizeGitURL`` in ``util/git/git.go``. Not an address: the scheme ``ssh://`` is dropped.
    """
    text = url.strip().lower()
    if is_ssh_url(text) and not text.startswith("ssh://"):
        text = "ssh://" + text.replace(":", "/", 1)
    return (round_trip(text.removesuffix(".git")) or "").removeprefix("ssh://")


def is_ssh_url(url: str) -> bool:
    """Whether Argo CD uses SSH for it: ``ssh://…`` or ``user@host:path``, with no colon before the ``@``."""
    return _SSH.match(url) is not None


def same_url(left: str, right: str) -> bool:
    """Whether Argo CD takes the two for one repository (``SameURL``): https and ssh forms are different to it."""
    first = normalize_git_url(left) or left
    return first != "" and first == (normalize_git_url(right) or right)


class Sameness(Enum):
    """How sure it is that a URL names a repository we have."""

    SAME = "same"  #: equal to Argo CD
    SPELLING = "spelling"  #: another spelling of the same host and path
    UNDECIDED = "undecided"  #: could be a mirror, a fork, a renamed owner, or holds a placeholder
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class RepositoryMatch:
    """The verdict of `same_repository`: how sure, which of our URLs, and why."""

    sameness: Sameness
    url: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A repository without scheme, user, default port, ``.git`` and trailing slash."""

    host: str
    path: str

    @property
    def name(self) -> str:
        """The last component of the path."""
        return self.path.rpartition("/")[2]


def same_repository(url: str, own_urls: Iterable[str]) -> RepositoryMatch:
    """Whether ``url`` names the repository that is known as ``own_urls``.

    Never guesses: what only looks alike (same name elsewhere, a placeholder, a host alias of an SSH configuration) is
    `Sameness.UNDECIDED` with the reason, and is for the user to decide in the configuration.
    """
    own = list(own_urls)
    for candidate in own:
        if same_url(url, candidate):
            return RepositoryMatch(Sameness.SAME, candidate)
    if _placeholder(url):
        return RepositoryMatch(Sameness.UNDECIDED, None, f"'{url}' holds a placeholder")
    address = parse_address(url)
    if address is None:
        return RepositoryMatch(Sameness.DIFFERENT, None, f"'{url}' is not a repository URL")
    known = [(candidate, parsed) for candidate in own if (parsed := parse_address(candidate))]
    if not known:
        return RepositoryMatch(Sameness.UNDECIDED, None, "the URL of this repository is not known")
    return _nearest(url, address, known)


def _nearest(url: str, address: Address, known: list[tuple[str, Address]]) -> RepositoryMatch:
    for candidate, parsed in known:
        if parsed == address:
            return RepositoryMatch(Sameness.SPELLING, candidate, f"'{url}' is another spelling of '{candidate}'")
    for candidate, parsed in known:
        if parsed.path == address.path:
            return RepositoryMatch(Sameness.UNDECIDED, candidate, f"'{url}' may be a mirror of '{candidate}'")
    for candidate, parsed in known:
        if parsed.name == address.name and parsed.host == address.host:
            return RepositoryMatch(Sameness.UNDECIDED, candidate, f"'{url}' may be a fork of '{candidate}'")
    return RepositoryMatch(Sameness.DIFFERENT)


@lru_cache(maxsize=4096)
def parse_address(url: str) -> Address | None:
    """Host and path of a repository URL in any spelling; None for a local path, an OCI registry, a placeholder."""
    text = url.strip().lower()
    if _placeholder(text):
        return None
    scheme, separator, rest = text.partition("://")
    if separator:
        if scheme not in _SCHEMES:
            return None
        scheme = "ssh" if "ssh" in scheme else scheme
    else:
        scheme, rest = "ssh", _scp(text)
    authority, _, path = rest.partition("/")
    host, _, port = authority.rpartition("@")[2].partition(":")
    if not host or (port and not port.isdigit()):
        return None
    if port and port != _DEFAULT_PORTS.get(scheme):
        host = f"{host}:{port}"
    path = "/".join(part for part in path.split("/") if part).removesuffix(".git")
    return _well_known(host.removeprefix("www."), path) if path else None


def _scp(text: str) -> str:
    """``git@host:owner/name`` and the common slip ``git@host/owner/name`` as ``git@host/owner/name``."""
    if "@" not in text.split("/", 1)[0]:
        return ""
    return text.replace(":", "/", 1) if ":" in text.split("/", 1)[0] else text


def _well_known(host: str, path: str) -> Address:
    """Fold the addresses under which one hosting service offers the same repository."""
    parts = path.split("/")
    if host == "ssh.github.com:443":
        host = "github.com"
    elif host == "altssh.gitlab.com:443":
        host = "gitlab.com"
    elif host in ("altssh.bitbucket.org:443", "altssh.bitbucket.org"):
        host = "bitbucket.org"
    elif host == "ssh.dev.azure.com" and parts[0] == "v3" and len(parts) == 4:
        return Address("dev.azure.com", "/".join((parts[1], parts[2], "_git", parts[3])))
    elif host.endswith(".visualstudio.com") and "_git" in parts:
        organisation = host.removesuffix(".visualstudio.com")
        kept = [part for part in parts if part != "defaultcollection"]
        if kept[0] == "_git" and len(kept) == 2:
            kept.insert(0, kept[1])
        return Address("dev.azure.com", "/".join((organisation, *kept)))
    elif parts[0] == "scm" and len(parts) == 3:
        return Address(host, "/".join(parts[1:]))
    return Address(host, path)


def _placeholder(url: str) -> bool:
    return any(mark in url for mark in ("{{", "${", "<", "$(")) or "$" in url[:1]
