"""What earlier runs on a repository found out about its files: kept by content, one file per kind of knowledge.

Lines of JSON with a checksum, in the user's cache folder, never inside the linted tree.  Nothing in it is executed,
and whatever cannot be read back counts as not known: losing it costs time only.  Secret values are never put in.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

from gitops_lint.stamps import Stamps, digest_of, write_whole

LARGEST = 64 * 1024 * 1024
"""A file of ours beyond this size is written anew with only what the last run used."""

KEPT_REPOSITORIES = 200
"""Repositories whose knowledge is kept; the one seen longest ago goes first."""


class Pack:
    """JSON values by key, a line each: key, checksum, value.  The last line of a key counts."""

    def __init__(self, path: Path | None, stamp: str = "") -> None:
        self._path = path
        self._head = f"gitops-lint {stamp}\n".encode()  # what wrote it: other code may have meant other things
        self._known: dict[bytes, bytes] | None = None
        self._new: dict[str, Any] = {}
        self._used: set[bytes] = set()
        self._size = 0

    def __bool__(self) -> bool:
        """Whether anything is kept at all."""
        return self._path is not None

    def get(self, key: str) -> Any:
        """The value of a key; None where there is none, or none that can be read."""
        if self._path is None:
            return None
        if key in self._new:
            return self._new[key]
        raw = key.encode()
        line = self._lines().get(raw)
        if line is None:
            return None
        value = opened(key, line)
        if value is not None:
            self._used.add(raw)
        return value

    def put(self, key: str, value: Any) -> None:
        """Keep a value from the next `save` on."""
        if self._path is not None:
            self._new[key] = value

    def save(self) -> None:
        """Write what is new; the file system's refusal is nobody's problem."""
        if self._path is None or not self._new:
            return
        lines = self._lines()
        added = b"".join(b"%b\t%b\n" % (key.encode(), sealed(key, value)) for key, value in self._new.items())
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            small = lines and self._size + len(added) <= LARGEST
            if not (small and self._append(added)):
                used = b"".join(b"%b\t%b\n" % (key, lines[key]) for key in sorted(self._used & lines.keys()))
                write_whole(self._path, self._head + used + added)
        except OSError:
            pass
        self._new.clear()

    def _append(self, lines: bytes) -> bool:
        """Add lines to the file, unless other code has put its own in the place by now.  Raises `OSError`."""
        with open(self._path or "", "a+b") as file:
            file.seek(0)
            ours = file.read(len(self._head)) == self._head
            if ours:
                file.write(lines)
        return ours

    def _lines(self) -> dict[bytes, bytes]:
        if self._known is None:
            self._known = {}
            try:
                data = self._path.read_bytes() if self._path is not None else b""
            except OSError:
                data = b""
            if data.startswith(self._head):
                self._size = len(data)
                for line in data[len(self._head) :].split(b"\n"):
                    key, _, rest = line.partition(b"\t")
                    self._known[key] = rest
        return self._known


def sealed(key: str, value: Any) -> bytes:
    """A JSON value as one line, with a checksum that tells whether it is still what was written for this key."""
    text = json.dumps(value, separators=(",", ":")).encode()
    return b"%08x\t%b" % (crc32(text, crc32(key.encode())), text)


def opened(key: str, line: bytes) -> Any:
    """The value again; None for anything else."""
    sum_, _, text = line.partition(b"\t")
    if sum_ != b"%08x" % crc32(text, crc32(key.encode())):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


class Notes:
    """Values by file and entry: all that is kept about a file is one line of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._files: dict[str, dict[str, Any]] = {}
        self._new: dict[str, dict[str, Any]] = {}

    def get(self, file: str, entry: str) -> Any:
        """The value of an entry; None where there is none.  ``file`` tells its content, empty for unknown."""
        known = self._files.get(file)
        if known is None:
            data = self._pack.get(file)
            known = self._files[file] = data if isinstance(data, dict) else {}
        return known.get(entry)

    def put(self, file: str, entry: str, value: Any) -> None:
        """Keep a value: for the rest of the run, and from the next `save` on."""
        if file and self._pack:
            self.get(file, entry)  # reads what earlier runs kept, so that it stays
            self._files[file][entry] = value
            self._new.setdefault(file, {})[entry] = value

    def learnt(self) -> dict[str, dict[str, Any]]:
        """What is new, each only once: what a child process hands to its parent."""
        learnt, self._new = self._new, {}
        return learnt

    def remember(self, learnt: Mapping[str, Mapping[str, Any]]) -> None:
        """Take over what a child has learnt."""
        for file, entries in learnt.items():
            for entry, value in entries.items():
                self.put(file, entry, value)

    def save(self) -> None:
        """Write what is new."""
        for file in self._new:
            self._pack.put(file, self._files[file])
        self._new.clear()
        self._pack.save()


class Shelf:
    """Large JSON values by key, a file each; only the few that were asked for last stay."""

    def __init__(self, folder: Path | None, most: int = 8) -> None:
        self._folder = folder
        self._most = most
        self._new: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """The value of a key; None where there is none, or none that can be read."""
        if self._folder is None:
            return None
        path = self._folder / f"{key}.json"
        try:
            line = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):  # a folder that is only read
            os.utime(path)
        return opened(key, line)

    def put(self, key: str, value: Any) -> None:
        """Keep a value from the next `save` on."""
        self._new[key] = value

    def save(self) -> None:
        """Write what is new and drop what is old."""
        if self._folder is None or not self._new:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for key, value in self._new.items():
                write_whole(self._folder / f"{key}.json", sealed(key, value))
            drop_oldest(self._folder, self._most)
        except OSError:
            pass
        self._new.clear()


def drop_oldest(folder: Path, most: int) -> None:
    """Leave the ``most`` newest entries of a folder.  Raises `OSError`."""
    entries = sorted(os.scandir(folder), key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in entries[most:]:
        if entry.is_dir(follow_symlinks=False):
            from shutil import rmtree

            rmtree(entry.path)
        else:
            os.unlink(entry.path)


class Memory:
    """All that is kept about one repository; nothing at all without a folder."""

    def __init__(self, cache: str = "", root: str = "", stamp: str = "") -> None:
        self._folder = _home(Path(cache), root) if cache and root else None
        self.stamp = stamp  #: the code that found it out
        self.stamps = Stamps(self._at("stamps.json"))
        self.hidden = Pack(self._at("hidden"), stamp)  #: content -> what has to be hidden when it is shown
        self.parsed = Pack(self._at("parsed"), stamp)  #: content -> its documents
        self.spans = Notes(Pack(self._at("spans"), stamp))  #: places that findings were at
        self.local = Notes(Pack(self._at("local"), stamp))  #: what local rules say about objects
        self.judged = Notes(Pack(self._at("judged"), stamp))  #: what the API server would say to objects
        self.wide = Shelf(self._at("wide"))  #: everything that wide rules read -> what they say
        self.reports = Shelf(self._at("reports"))  #: everything -> a whole report

    def __bool__(self) -> bool:
        """Whether anything is kept at all."""
        return self._folder is not None

    def _at(self, name: str) -> Path | None:
        return self._folder / name if self._folder is not None else None

    def _notes(self) -> tuple[Notes, ...]:
        return (self.spans, self.local, self.judged)

    def learnt(self) -> list[dict[str, dict[str, Any]]]:
        """What is new, each only once, as plain values: what a child process hands to its parent."""
        return [notes.learnt() for notes in self._notes()]

    def remember(self, learnt: Iterable[Mapping[str, Mapping[str, Any]]]) -> None:
        """Take over what a child has learnt."""
        for notes, new in zip(self._notes(), learnt, strict=True):
            notes.remember(new)

    def save(self) -> None:
        """Write what this run found out."""
        if self._folder is None:
            return
        fresh = not os.path.exists(self._folder)  # unlike `Path.exists` it says no to a folder that is closed to us
        self.stamps.save()
        for pack in (self.hidden, self.parsed):
            pack.save()
        for notes in self._notes():
            notes.save()
        for shelf in (self.wide, self.reports):
            shelf.save()
        if fresh:
            with contextlib.suppress(OSError):
                drop_oldest(self._folder.parent, KEPT_REPOSITORIES)


def _home(cache: Path, root: str) -> Path:
    return cache / "repositories" / digest_of(os.fsencode(root))
