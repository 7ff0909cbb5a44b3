"""The only way to files: one small interface over a working copy, git objects or memory.

Every path is relative to the tree's root, written with ``/``, and never leaves it: a path or a symbolic link that
points outside is `OutsideTreeError`, so that a linted repository cannot make us read the machine it is linted on.
"""

from __future__ import annotations

import errno
import os
import posixpath
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from gitops_lint.source.temporary import temporary_folder
from gitops_lint.stamps import Stamps, digest_of


class OutsideTreeError(OSError):
    """A path leads out of the root."""


class TooLargeError(OSError):
    """A file is larger than what we are willing to read."""


MAX_FILE_BYTES = 32 * 1024 * 1024
"""Larger files are no manifests; the API server itself refuses objects above 1.5 MiB."""


_CHUNK = 1 << 20
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)


class Tree(Protocol):
    """A read-only tree of files."""

    @property
    def name(self) -> str:
        """What it shows, for messages: ``working copy``, ``index``, a commit."""
        ...

    def paths(self) -> Sequence[str]:
        """All regular files and symbolic links to them, sorted, ignored ones left out."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a file; raises `OSError`: missing, too large, outside of the root, unreadable."""
        ...

    def saved(self, path: str) -> bytes:
        """The bytes of a file as external programs find it; raises `OSError`."""
        ...

    def is_file(self, path: str) -> bool:
        """Whether there is such a file, links followed."""
        ...

    def is_dir(self, path: str) -> bool:
        """Whether there is such a folder, links followed."""
        ...

    def listdir(self, path: str) -> Sequence[str]:
        """The names in a folder, sorted; empty where there is no such folder."""
        ...

    def link(self, path: str) -> str:
        """What a symbolic link says it leads to; empty for what is none."""
        ...

    def resolve(self, path: str) -> str:
        """The path with every link on the way followed, whether or not there is such a file.

        Raises `OutsideTreeError`, and `OSError` for links that run in a circle.
        """
        ...

    def digest(self, path: str) -> str:
        """What tells the content of a file from any other, without reading it; empty where that is not known."""
        ...

    def may_hold_links(self) -> bool:
        """Whether any path may be a symbolic link, as far as is known without looking at each."""
        ...

    def materialise(self) -> AbstractContextManager[Path]:
        """A folder on disk with these files, for external programs."""
        ...


def normalise(path: str) -> str:
    """``a/../b/./c`` as ``b/c``; the root is ``.``.  Raises `OutsideTreeError` above the root."""
    clean = posixpath.normpath(path.lstrip("/") if path.startswith("/") else path) if path else "."
    if clean == ".." or clean.startswith("../"):
        raise OutsideTreeError(f"'{path}' is outside of the repository")
    return clean


def readable(tree: Tree, path: str) -> bytes:
    """The bytes of a file; none of what cannot be read, such as a link that leads nowhere."""
    try:
        return tree.read(path)
    except OSError:
        return b""


class MemoryTree:
    """Files held in memory: text from standard input, an editor, a test; an error where one could not be read."""

    def __init__(self, files: Mapping[str, bytes | str | OSError], name: str = "memory") -> None:
        # What is no text, such as half a surrogate pair, is found to be none when it is read.
        self._files = {
            normalise(path): data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
            for path, data in files.items()
        }
        self._dirs: dict[str, set[str]] = {".": set()}
        for path in self._files:
            self._enter(path)
        self.name = name

    def _enter(self, path: str) -> None:
        child = path
        while child not in ("", "."):
            parent = posixpath.dirname(child) or "."
            self._dirs.setdefault(parent, set()).add(posixpath.basename(child))
            child = parent

    def paths(self) -> Sequence[str]:
        """All files, sorted."""
        return sorted(self._files)

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        data = self._files.get(normalise(path))
        if data is None:
            raise FileNotFoundError(path)
        if isinstance(data, OSError):
            raise data
        return data

    def saved(self, path: str) -> bytes:
        """The same."""
        return self.read(path)

    def is_file(self, path: str) -> bool:
        """Whether there is such a file."""
        return _inside(path) in self._files

    def is_dir(self, path: str) -> bool:
        """Whether any file lies below that path."""
        return _inside(path) in self._dirs

    def listdir(self, path: str) -> Sequence[str]:
        """The names in a folder, sorted."""
        return sorted(self._dirs.get(_inside(path) or "", ()))

    def link(self, path: str) -> str:
        """Nothing: there are no links in memory."""
        return ""

    def resolve(self, path: str) -> str:
        """The path itself."""
        return normalise(path)

    def digest(self, path: str) -> str:
        """Nothing: what is only in memory is not met again."""
        return ""

    def may_hold_links(self) -> bool:
        """Never."""
        return False

    @contextmanager
    def materialise(self) -> Iterator[Path]:
        """The files in a temporary folder."""
        with temporary_folder() as folder:
            root = Path(folder)
            for path, data in self._files.items():
                if isinstance(data, bytes):
                    target = root / path
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(data)
            yield root


def _inside(path: str) -> str | None:
    try:
        return normalise(path)
    except OutsideTreeError:
        return None


class DiskTree:
    """A folder on disk; which files belong to it is decided by `paths` of the caller (see `discover`)."""

    def __init__(self, root: Path, paths: Sequence[str], name: str = "working copy") -> None:
        self.root = Path(os.path.realpath(root))
        self._paths = paths
        self._folders: dict[str, str] = {}  # where each folder really is, a memo
        self.name = name
        self.stamps: Stamps | None = None  #: what is known of the files' content; None where nobody asks for it
        self._seen: dict[str, str] = {}  # the digests of what was read, or else of what is there
        self._asked: set[str] = set()  # every path that somebody wanted to know something of
        self._linked: set[str] = set()  # those of them that are links

    def paths(self) -> Sequence[str]:
        """The files handed over at construction."""
        return self._paths

    def beside(self) -> Mapping[str, str]:
        """What was asked for that the bytes of the listed files do not answer, such as what git ignores: the state of
        each such path.  What is said of the tree may rest on them too.
        """
        return {path: self.state(path) for path in sorted(self._asked.difference(self._paths) | self._linked)}

    def state(self, path: str) -> str:
        """What tells what is at a path from anything else: where it leads, the digest of a file, of a folder's names;
        empty for nothing.
        """
        try:
            real = self._real(path)
            found = os.stat(real)
            return f"{os.path.relpath(real, self.root)} {self._content(path, real, found)}"
        except OutsideTreeError:
            return "outside"
        except OSError:
            return ""

    def _content(self, path: str, real: str, found: os.stat_result) -> str:
        if stat.S_ISDIR(found.st_mode):
            return digest_of(os.fsencode("/".join(sorted(os.listdir(real)))))
        if stat.S_ISREG(found.st_mode) and found.st_size <= MAX_FILE_BYTES and self.stamps is not None:
            return self.stamps.digest(path, real, found)
        return f"{stat.S_IFMT(found.st_mode)} {found.st_size}"

    def _real(self, path: str) -> str:
        place = self._place(path)
        if not os.path.islink(place):
            return place
        self._linked.add(normalise(path))
        return self._inside(place, path)

    def _place(self, path: str) -> str:
        """Where a path is if it is no link itself."""
        clean = normalise(path)
        self._asked.add(clean)
        folder, _, name = clean.rpartition("/")
        real = self._folders.get(folder)
        if real is None:
            real = self._folders[folder] = self._inside(os.path.join(self.root, folder), folder)
        return os.path.join(real, name) if name else real

    def _inside(self, place: str, path: str) -> str:
        """Where a place really is."""
        real = os.path.realpath(place)
        root = str(self.root)
        if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
            raise OutsideTreeError(f"'{path}' leads out of the repository")
        return real

    def read(self, path: str) -> bytes:
        """The bytes of a regular file of bounded size."""
        descriptor = self._open(path)
        try:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                raise OSError(f"'{path}' is not a regular file")
            if state.st_size > MAX_FILE_BYTES:
                raise TooLargeError(f"'{path}' has {state.st_size} bytes")
            data = os.read(descriptor, state.st_size + 1)
            if len(data) != state.st_size:  # it changes just now, or the file system does not tell sizes
                data += b"".join(iter(lambda: os.read(descriptor, _CHUNK), b""))
        finally:
            os.close(descriptor)
        if self.stamps is not None:
            self._seen[path] = digest_of(data)
        return data

    def _open(self, path: str) -> int:
        """A descriptor of what is there; most paths are no links, which opening them tells."""
        if _NO_LINK:
            try:
                return os.open(self._place(path), _READ | _NO_LINK)
            except OSError as error:
                if error.errno not in (errno.ELOOP, errno.EMLINK):
                    raise
        return os.open(self._real(path), _READ)

    def saved(self, path: str) -> bytes:
        """The same."""
        return self.read(path)

    def link(self, path: str) -> str:
        """What a symbolic link says it leads to."""
        full = os.path.join(self.root, path)
        if not os.path.islink(full):
            return ""  # and what is read there is asked for by its own path
        self._asked.add(path)
        return os.readlink(full)

    def resolve(self, path: str) -> str:
        """The path with every link followed."""
        real = self._real(path)
        if os.path.islink(real):
            raise OSError(f"'{path}' is a loop of symbolic links")
        return os.path.relpath(real, self.root).replace(os.sep, "/")

    def digest(self, path: str) -> str:
        """The digest of what was read, or else of what is there; empty for links and what is no file."""
        if self.stamps is None:
            return ""
        if path not in self._seen:
            full = os.path.join(self.root, path)
            try:
                state = os.lstat(full)
                if not stat.S_ISREG(state.st_mode) or state.st_size > MAX_FILE_BYTES:
                    return ""
                self._seen[path] = self.stamps.digest(path, full, state)
            except OSError:
                return ""
        return self._seen[path]

    def is_file(self, path: str) -> bool:
        """Whether there is such a file, links followed, inside the root."""
        try:
            return os.path.isfile(self._real(path))
        except OSError:
            return False

    def is_dir(self, path: str) -> bool:
        """Whether there is such a folder, links followed, inside the root."""
        try:
            return os.path.isdir(self._real(path))
        except OSError:
            return False

    def listdir(self, path: str) -> Sequence[str]:
        """The names in a folder, sorted."""
        try:
            return sorted(os.listdir(self._real(path)))
        except OSError:
            return ()

    def may_hold_links(self) -> bool:
        """Always: links to folders, and what is ignored, are known to the disk alone."""
        return True

    @contextmanager
    def materialise(self) -> Iterator[Path]:
        """The folder itself."""
        yield self.root
