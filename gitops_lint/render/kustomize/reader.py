"""Reading what a kustomization refers to, once per run, with everything that was read on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.exact import NO_RAW, exact, is_old_boolean, renamed
from gitops_lint.render.kustomize.folder import Paths, is_remote_file, is_within, joined
from gitops_lint.render.kustomize.objects import Part, objects_of
from gitops_lint.render.kustomize.resource import RawTexts
from gitops_lint.render.kustomize.result import BuildOptions, LoadDocuments, UnsupportedError
from gitops_lint.source.tree import OutsideTreeError, Tree

_ODD_ENOUGH = frozenset(
    ("yaml11-boolean", "octal", "leading-zero", "other-base", "exponent-number", "underscore-number", "bad-tag")
)


class ReadError(ValueError):
    """A reference that cannot be read; ``rule`` names the problem."""

    def __init__(self, rule: str, message: str, path: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.path = path  #: the file that is wrong itself, where the reference is not


class RemoteError(ValueError):
    """A reference that leads out of the tree on purpose; the text is the URL."""

    def __init__(self, url: str, reason: str = "") -> None:
        super().__init__(url)
        self.reason = reason  #: why it could not be fetched; empty where nobody tried


class Reader:
    """All file access of a build."""

    def __init__(self, tree: Tree, load: LoadDocuments, options: BuildOptions) -> None:
        self.tree = tree
        self.load = load
        self.options = options
        self.files: set[str] = set()
        self.memo: dict[Any, Any] = options.memo if options.memo is not None else {}
        self.paths = Paths(tree, self.memo)
        self.raw: RawTexts = self.memo.setdefault("raw", {})

    def find_file(self, folder: str, path: str) -> str:
        """The real path of a file that a kustomization names.  Raises `ReadError` and `RemoteError`."""
        if is_remote_file(path):
            raise RemoteError(path)
        if path.startswith("/"):
            raise ReadError("kustomization-load-restriction", f"security; file '{path}' is not in or below '{folder}'")
        there = joined(folder, path)
        try:
            real = self.paths.real(there)
        except OutsideTreeError:
            raise ReadError("kustomization-load-restriction", f"'{path}' is outside of the repository") from None
        self.files.add(real)
        if not self.paths.is_file(real):
            problem = "must resolve to a file" if self.paths.is_dir(real) else "no such file or directory"
            raise ReadError("kustomization-missing-reference", f"'{path}': {problem}")
        if self.options.restrict_loads and not is_within(real, folder):
            raise ReadError("kustomization-load-restriction", f"security; file '{path}' is not in or below '{folder}'")
        return real

    def bytes_of(self, folder: str, path: str) -> tuple[bytes, str]:
        """A file's bytes and its real path.  Raises as `find_file`."""
        real = self.find_file(folder, path)
        try:
            return self.tree.read(real), real
        except OSError as error:
            raise ReadError("kustomization-missing-reference", f"'{path}': {error}") from None

    def documents(self, real: str) -> Sequence[Any]:
        """The parsed documents of a path.  Raises `ReadError`."""
        try:
            return self.load(real)
        except OSError as error:
            raise ReadError("kustomization-missing-reference", f"'{real}': {error}") from None
        except ValueError as error:
            raise ReadError("kustomization-malformed-yaml", f"MalformedYAMLError in '{real}': {error}", real) from None

    def exact_documents(self, real: str) -> list[tuple[Any, Cause]]:
        """The documents as kustomize reads them, each with its place.  Raises `ReadError`."""
        key = ("exact", real)
        if key not in self.memo:
            documents = self.documents(real)
            self._refuse_unprintable(documents)
            values = {document.index: _with_old_keys(document) for document in documents}
            found = []
            for index, (value, raw) in exact(values, self._text(real), _is_odd(documents)).items():
                if raw:
                    self.raw[real, index] = raw
                found.append((value, Cause("written", real, index)))
            self.memo[key] = found
        return self.memo[key]  # type: ignore[no-any-return]

    def _text(self, real: str) -> str:
        try:
            return self.tree.read(real).decode("utf-8-sig", "replace")
        except OSError:
            return ""

    @staticmethod
    def _refuse_unprintable(documents: Sequence[Any]) -> None:
        """What kustomize reads but cannot write."""
        for document in documents:
            for oddity in getattr(document, "oddities", ()):
                reason = _unprintable(oddity)
                if reason:
                    place = f"'{document.path}' line {oddity.span.line}"
                    raise ReadError("kustomization-malformed-yaml", f"{reason} in {place}")

    def objects(self, real: str) -> list[Part]:
        """The objects of a file.  Raises `ReadError` and `NotAnObjectError`."""
        key = ("objects", real)
        if key not in self.memo:
            self.memo[key] = objects_of(self.exact_documents(real))
        return self.memo[key]  # type: ignore[no-any-return]

    def parsed_text(self, text: str) -> Sequence[Any]:
        """The documents of a text inside of a kustomization.  Raises `ReadError`."""
        try:
            if self.options.parse is not None:
                return self.options.parse(text)
            from gitops_lint.source.parse import parse

            parsed = parse("", text.encode())
        except ValueError as error:
            raise ReadError("kustomization-malformed-yaml", f"MalformedYAMLError: {error}") from None
        if parsed.problems:
            raise ReadError("kustomization-malformed-yaml", f"MalformedYAMLError: {parsed.problems[0].message}")
        return parsed.documents

    def exact_text(
        self, documents: Sequence[Any], text: str, path: str, document: int, pointer: Pointer
    ) -> list[tuple[Any, Cause]]:
        """The documents of a text at a place inside of a kustomization, as kustomize reads them."""
        values = {parsed.index: parsed.value for parsed in documents}
        found = []
        for value, raw in exact(values, text, _is_odd(documents)).values():
            if raw:
                known = dict(self.raw.get((path, document), NO_RAW))
                known.update({pointer + below: scalar for below, scalar in raw.items()})
                self.raw[path, document] = known
            found.append((value, Cause("patch", path, document, pointer)))
        return found


def _is_odd(documents: Sequence[Any]) -> bool:
    """Whether the parser noticed scalars that kustomize reads in another way."""
    return any(one.kind in _ODD_ENOUGH for document in documents for one in getattr(document, "oddities", ()))


def _unprintable(oddity: Any) -> str:
    if oddity.kind == "duplicate-key":
        if is_old_boolean(oddity.text):
            raise UnsupportedError("keys that are one boolean in YAML 1.1")
        return f'mapping key "{oddity.text}" already defined'
    if oddity.kind == "non-string-key" and not is_old_boolean(oddity.text):
        return f"json: unsupported type: key '{oddity.text}'"
    return f"json: unsupported value: {oddity.text}" if oddity.kind == "non-finite" else ""


def _with_old_keys(document: Any) -> Any:
    """The value with keys such as ``y`` and ``on`` as they were written: they are booleans to Kubernetes only."""
    value = document.value
    for oddity in getattr(document, "oddities", ()):
        if oddity.in_key and oddity.kind != "duplicate-key" and is_old_boolean(oddity.text):
            value = renamed(value, oddity.pointer, oddity.text)
    return value
