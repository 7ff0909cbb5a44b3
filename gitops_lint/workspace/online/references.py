"""What a remote entry of a kustomization means: a file, or a folder of a git repository.

Source: kustomize ``api/internal/git/repospec.go`` and ``api/internal/loader/fileloader.go``.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qs

from gitops_lint.render.request import FetchError

FILE_ENDINGS = (".yaml", ".yml", ".json")
PARTS_OF_A_REPOSITORY = 2


class Reference(NamedTuple):
    """A folder of a repository at a revision."""

    repository: str
    folder: str
    revision: str


def is_file(url: str) -> bool:
    """Whether kustomize gets it as a file: it tries that first, and only YAML succeeds."""
    return url.lower().startswith(("http://", "https://")) and url.partition("?")[0].lower().endswith(FILE_ENDINGS)


def parse_reference(url: str) -> Reference:
    """The parts of a reference to a repository.  Raises `FetchError` where it needs another protocol than http."""
    text, _, query = url.removeprefix("git::").partition("?")
    if text.startswith("github.com/"):
        text = f"https://{text}"
    if not text.lower().startswith(("http://", "https://")):
        raise FetchError("it needs a key, and none is used")
    asked = parse_qs(query)
    revision = next((asked[name][-1] for name in ("ref", "version") if name in asked), "")
    scheme, _, rest = text.partition("://")
    host, _, path = rest.partition("/")
    if "//" in path:
        repository, _, folder = path.partition("//")
    elif ".git" in path:
        repository, _, folder = path.partition(".git")
        repository += ".git"
    else:
        parts = path.split("/")
        repository, folder = "/".join(parts[:PARTS_OF_A_REPOSITORY]), "/".join(parts[PARTS_OF_A_REPOSITORY:])
    return Reference(f"{scheme}://{host}/{repository.rstrip('/')}", folder.strip("/"), revision)
