"""Trees that live in git objects: the index and commits; read through the ``git`` command."""

from __future__ import annotations

import os
import posixpath
from _thread import allocate_lock  # that of threading, without the module
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from gitops_lint.problem import UserError
from gitops_lint.source.temporary import temporary_folder
from gitops_lint.source.tree import MAX_FILE_BYTES, OutsideTreeError, TooLargeError, normalise

if TYPE_CHECKING:
    import subprocess

LINK = "120000"
SUBMODULE = "160000"
_ALTERNATES = "GIT_ALTERNATE_OBJECT_DIRECTORIES"
_MAX_LINKS = 40


class GitError(UserError):
    """Git refused what was asked of it."""


def git(root: Path, *arguments: str, check: bool = True) -> bytes:
    """What a git command prints; raises `GitError` with git's own words."""
    import subprocess

    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            env=_environment(),
        )
    except FileNotFoundError:
        raise GitError("git is not installed") from None
    if check and done.returncode != 0:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(words[-1].removeprefix("fatal: ") if words else f"git {arguments[0]} failed")
    return done.stdout


def _environment() -> dict[str, str]:
    # Optional locks would make a linter fight with a commit that is under way; a partial clone must not fetch.
    return {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}


def git_root(folder: Path) -> Path | None:
    """The top of the work tree a folder belongs to; None outside of one or without git.

    Found by looking for ``.git`` upwards, without starting a process.
    """
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return None


class Entry(NamedTuple):
    """One path of a git tree."""

    mode: str
    oid: str


def index_entries(root: Path) -> dict[str, Entry]:
    """What would be committed now, below ``root``."""
    entries = {}
    for line in git(root, "ls-files", "-s", "-z", "--full-name", "--", ".").split(b"\0"):
        if line:
            facts, _, path = line.partition(b"\t")
            mode, oid, stage = facts.decode().split()
            if stage in ("0", "2"):
                entries[os.fsdecode(path)] = Entry(mode, oid)
    return _below(root, entries)


def commit_entries(root: Path, ref: str) -> dict[str, Entry]:
    """What a commit holds below ``root``."""
    return _below(root, all_entries(root, ref))


def all_entries(root: Path, ref: str, *options: str) -> dict[str, Entry]:
    """What a commit holds; ``options`` are git's own."""
    entries = {}
    for line in git(root, *options, "ls-tree", "-r", "-z", "--full-tree", ref, "--").split(b"\0"):
        if line:
            facts, _, path = line.partition(b"\t")
            mode, _, oid = facts.decode().split()
            entries[os.fsdecode(path)] = Entry(mode, oid)
    return entries


def _below(root: Path, entries: dict[str, Entry]) -> dict[str, Entry]:
    if git_root(root) == root:
        return entries
    prefix = os.fsdecode(git(root, "rev-parse", "--show-prefix")).strip()
    if not prefix:
        return entries
    return {path.removeprefix(prefix): entry for path, entry in entries.items() if path.startswith(prefix)}


class GitTree:
    """Files of the index or of a commit; symbolic links are followed inside the tree.

    Those of submodules are there for whoever asks for one, and not among its paths, as in the working copy.
    """

    def __init__(self, root: Path, entries: Mapping[str, Entry], name: str) -> None:
        self.root = root
        self.entries = entries
        self._reached, self._alternates = entries, ""
        if any(entry.mode == SUBMODULE for entry in entries.values()):
            from gitops_lint.source.submodules import beneath

            below, objects = beneath(root, entries)
            elsewhere = filter(None, (os.environ.get(_ALTERNATES), *objects))
            self._reached, self._alternates = {**entries, **below}, os.pathsep.join(elsewhere)
        self.name = name
        self._dirs: dict[str, set[str]] = {".": set()}
        self._batch: subprocess.Popen[bytes] | None = None
        self._owner = 0  # the process that may talk to it
        self._turn = allocate_lock()  # charts are rendered side by side, and one answer must not meet another
        for path in self._reached:
            child = path
            while child not in ("", "."):
                parent = posixpath.dirname(child) or "."
                names = self._dirs.setdefault(parent, set())
                if posixpath.basename(child) in names:
                    break
                names.add(posixpath.basename(child))
                child = parent

    def paths(self) -> Sequence[str]:
        """All files and links, sorted."""
        return self._paths

    @cached_property
    def _paths(self) -> Sequence[str]:
        return sorted(path for path, entry in self.entries.items() if entry.mode != SUBMODULE)

    def digest(self, path: str) -> str:
        """The git object id; empty for links and submodules."""
        entry = self._reached.get(path)
        return entry.oid if entry and entry.mode not in (LINK, SUBMODULE) else ""

    def link(self, path: str) -> str:
        """What a symbolic link says it leads to."""
        entry = self._reached.get(path)
        return os.fsdecode(self._blob(entry.oid)) if entry is not None and entry.mode == LINK else ""

    def resolve(self, path: str) -> str:
        """The path with every link on the way followed."""
        todo = normalise(path).split("/")
        done: list[str] = []
        links = 0
        while todo:
            part = todo.pop(0)
            if part == ".":
                continue
            if part == "..":
                if not done:
                    raise OutsideTreeError(f"'{path}' leads out of the repository")
                done.pop()
                continue
            here = "/".join([*done, part])
            entry = self._reached.get(here)
            if entry is None or entry.mode != LINK:
                done.append(part)
                continue
            links += 1
            if links > _MAX_LINKS:
                raise OSError(f"'{path}' is a loop of symbolic links")
            target = os.fsdecode(self._blob(entry.oid))
            if target.startswith("/"):
                raise OutsideTreeError(f"'{path}' leads out of the repository")
            todo = [*target.split("/"), *todo]
        return "/".join(done) or "."

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        entry = self._reached.get(self.resolve(path))
        if entry is None or entry.mode == SUBMODULE:
            raise FileNotFoundError(path)
        return self._blob(entry.oid)

    def saved(self, path: str) -> bytes:
        """The same."""
        return self.read(path)

    def is_file(self, path: str) -> bool:
        """Whether there is such a file."""
        try:
            entry = self._reached.get(self.resolve(path))
        except OSError:
            return False
        return entry is not None and entry.mode not in (LINK, SUBMODULE)

    def is_dir(self, path: str) -> bool:
        """Whether any file lies below that path."""
        try:
            return self.resolve(path) in self._dirs
        except OSError:
            return False

    def listdir(self, path: str) -> Sequence[str]:
        """The names in a folder, sorted."""
        try:
            return sorted(self._dirs.get(self.resolve(path), ()))
        except OSError:
            return ()

    def may_hold_links(self) -> bool:
        """Whether there is one."""
        return any(entry.mode == LINK for entry in self._reached.values())

    @contextmanager
    def materialise(self) -> Iterator[Path]:
        """The files in a temporary folder."""
        with temporary_folder() as folder:
            for path, entry in self._reached.items():
                if entry.mode == SUBMODULE:
                    continue
                target = Path(folder) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                data = self._blob(entry.oid)
                if entry.mode == LINK:
                    target.symlink_to(os.fsdecode(data))
                else:
                    target.write_bytes(data)
            yield Path(folder)

    def _blob(self, oid: str) -> bytes:
        with self._turn:
            return self._asked(oid)

    def _asked(self, oid: str) -> bytes:
        import subprocess

        if self._batch is None or self._owner != os.getpid() or self._batch.poll() is not None:
            self._owner = os.getpid()
            self._batch = subprocess.Popen(
                ["git", "-C", str(self.root), "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment() | ({_ALTERNATES: self._alternates} if self._alternates else {}),
            )
        return _ask(self._batch, oid)

    def close(self) -> None:
        """End the helper process."""
        batch, self._batch = self._batch, None
        if batch is not None:
            for pipe in (batch.stdin, batch.stdout):
                if pipe is not None:
                    pipe.close()
            batch.wait()


def _ask(batch: subprocess.Popen[bytes], oid: str) -> bytes:
    into: IO[bytes] | None = batch.stdin
    out: IO[bytes] | None = batch.stdout
    if into is None or out is None:
        raise OSError("git cat-file has no pipes")
    into.write(oid.encode() + b"\n")
    into.flush()
    head = out.readline().split()
    if len(head) != 3:
        raise FileNotFoundError(oid)
    size = int(head[2])
    data = out.read(size)
    out.read(1)
    if size > MAX_FILE_BYTES:
        raise TooLargeError(f"object {oid} has {size} bytes")
    return data


def merge_base(root: Path, ref: str) -> str:
    """The commit from which this branch left ``ref``; `GitError` names the command that mends a shallow clone."""
    check_commit(root, ref)
    try:
        return git(root, "merge-base", ref, "HEAD").decode().strip()
    except GitError:
        mend = "git fetch --unshallow" if _is_shallow(root) else f"git fetch origin {ref}"
        raise GitError(f"no common ancestor of '{ref}' and HEAD in this clone; run: {mend}") from None


def check_commit(root: Path, ref: str) -> None:
    """Raise `GitError`, with the command that mends it, unless the clone has that commit."""
    if git_root(root) is None:
        raise GitError(f"'{ref}' needs a git repository; '{root}' is none")
    try:
        git(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    except GitError:
        raise GitError(f"'{ref}' is no commit of this clone; run: {_mend(root, ref)}") from None


def _mend(root: Path, ref: str) -> str:
    """The command that brings what a clone lacks: a remote's branch, or the history it was cloned without."""
    deepen = "--unshallow " if _is_shallow(root) else ""
    remote, slash, branch = ref.partition("/")
    if slash and remote in git(root, "remote").decode().split():
        # A clone of one branch does not keep track of others: the refspec makes the name that was asked for.
        return f"git fetch {deepen}{remote} +refs/heads/{branch}:refs/remotes/{ref}"
    return "git fetch --unshallow" if deepen else f"git fetch origin {ref}"


def _is_shallow(root: Path) -> bool:
    return git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
