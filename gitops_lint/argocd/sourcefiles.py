"""``.argocd-source.yaml``: what a folder says over the source of the Applications that deploy it.

Source: ``mergeSourceParameters`` in Argo CD's ``reposerver/repository/repository.go``.  Each file is a JSON merge patch
(``github.com/evanphx/json-patch``), and what it makes of the source is decoded by Go's ``encoding/json`` over what was
there.  So null takes no field away, fields are found whatever their case, and an entry of a list keeps what the entry
that was at its place said and it does not.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gitops_lint.argocd.world import Source
from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause, Origin, Shadow, Shadowed
from gitops_lint.patterns import regex
from gitops_lint.render.kustomize.edit import replaced
from gitops_lint.render.request import Rendered
from gitops_lint.source.tree import Tree
from gitops_lint.values import dataclass, replace

SOURCE_FILE_RULE = "argocd-source-file-invalid"
SOURCE_FILE = "argocd-source"
"""How what such a file says came about (`Cause.how`)."""

FIXED = ("chart", "path", "repoURL", "targetRevision")
"""What a file cannot change."""

_NAME = regex(r"\.argocd-source(?:-(.+))?\.yaml")
_ANY = object
_TEXTS = [str]
_MAP = {"*": str}
_PAIR = {"name": str, "value": str}
_VARIABLES = [{**_PAIR, "code": bool}]
_TARGET = dict.fromkeys(
    ("group", "version", "kind", "name", "namespace", "annotationSelector", "labelSelector"), str
)  # fmt: skip

_HELM = {
    "valueFiles": _TEXTS,
    "parameters": [{**_PAIR, "forceString": bool}],
    "fileParameters": [{"name": str, "path": str}],
    "valuesObject": _ANY,
    "apiVersions": _TEXTS,
    **dict.fromkeys(("releaseName", "values", "version", "namespace", "kubeVersion"), str),
    **dict.fromkeys(("passCredentials", "ignoreMissingValueFiles", "skipCrds", "skipTests"), bool),
    "skipSchemaValidation": bool,
}
_KUSTOMIZE = {
    **dict.fromkeys(("namePrefix", "nameSuffix", "version", "namespace", "kubeVersion"), str),
    **dict.fromkeys(("images", "components", "apiVersions"), _TEXTS),
    **dict.fromkeys(("commonLabels", "commonAnnotations"), _MAP),
    **dict.fromkeys(("forceCommonLabels", "forceCommonAnnotations", "commonAnnotationsEnvsubst"), bool),
    **dict.fromkeys(("ignoreMissingComponents", "labelWithoutSelector", "labelIncludeTemplates"), bool),
    "replicas": [{"name": str, "count": (int, str)}],
    "patches": [{"path": str, "patch": str, "target": _TARGET, "options": {"*": bool}}],
}
SOURCE: Mapping[str, Any] = {
    **dict.fromkeys((*FIXED, "ref", "name", "tagPrefix"), str),
    "helm": _HELM,
    "kustomize": _KUSTOMIZE,
    "directory": {
        "recurse": bool,
        "jsonnet": {"extVars": _VARIABLES, "tlas": _VARIABLES, "libs": _TEXTS},
        **dict.fromkeys(("exclude", "include"), str),
    },
    "plugin": {
        "name": str,
        "env": [_PAIR],
        "parameters": [{"name": str, "string": str, "map": _MAP, "array": _TEXTS}],
    },
}
"""The fields of a source (``ApplicationSource`` in ``types.go``): a list has entries of one shape, ``*`` is any key."""


_MODIFIERS = frozenset(
    ("forceCommonLabels", "forceCommonAnnotations", "commonAnnotationsEnvsubst", "labelWithoutSelector")
) | {"labelIncludeTemplates"}
"""What ``ApplicationSourceKustomize.IsZero`` does not look at."""


class SourceFileError(ValueError):
    """Argo CD cannot take the file, and so renders nothing."""

    def __init__(self, message: str, pointer: Pointer = ()) -> None:
        super().__init__(message)
        self.pointer = pointer
        self.path = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """A source with what the files say, and who said what."""

    application: Rendered  #: the Application as if it had said all of it
    source: Source
    shadow: Shadow | None = None  #: what of the source the files put there; None where there are none


def instance_names(name: str, namespace: str, home: str) -> tuple[str, ...]:
    """What an Application is called in names of files (``AppInstanceName``), outside of Argo CD's namespace ``home``.

    Both forms, the longer first, where nobody says which namespace that is.
    """
    longer = f"{namespace}_{name}"
    if not namespace or namespace == home:
        return (name,)
    return (longer,) if home else (longer, name)


def addressee(path: str) -> str | None:
    """The Application that a file is for by its name, empty for all of them; None if it is no such file."""
    match = _NAME.fullmatch(posixpath.basename(path))
    return match and (match[1] or "")


def source_files(folder: str, names: Sequence[str], tree: Tree) -> list[str]:
    """The files that speak over a source in that folder, in their order."""
    common, *own = (
        posixpath.normpath(posixpath.join(folder, f".argocd-source{suffix}.yaml"))
        for suffix in ("", *(f"-{name}" for name in names if name))
    )
    return [common] * tree.is_file(common) + [path for path in own if tree.is_file(path)][:1]


def merged(application: Rendered, source: Source, files: Sequence[str], load: Callable[[str], Sequence[Any]]) -> Merged:
    """The source as Argo CD renders it.  Raises `SourceFileError` where it cannot take a file."""
    value, shadow = _normalised(source), Shadow()
    for path in files:
        try:
            patch = patch_of(_loaded(path, load))
            _shade(shadow, patch, value, SOURCE, Cause(SOURCE_FILE, path))
            value = decoded(SOURCE, merge_patch(value, patch), value)
        except SourceFileError as error:
            error.path = path
            raise
    kept = {key: source.value[key] for key in FIXED if key in source.value}
    value = {key: item for key, item in value.items() if key not in FIXED} | kept
    if not files:
        return Merged(application, replace(source, value=value))
    shadow.children = {key: child for key, child in (shadow.children or {}).items() if key not in FIXED}
    origin = _Overridden(application.origin, source.pointer, shadow)
    return Merged(
        Rendered(replaced(application.value, source.pointer, value), origin), replace(source, value=value), shadow
    )


def _loaded(path: str, load: Callable[[str], Sequence[Any]]) -> Sequence[Any]:
    try:
        return load(path)
    except OSError as error:  # too large, or a link that leads nowhere
        raise SourceFileError(str(error)) from error


def patch_of(documents: Sequence[Any]) -> dict[Any, Any]:
    """What a file of these documents says: the first one (``yaml.YAMLToJSON``).  Raises `SourceFileError`."""
    patch = documents[0] if documents else None
    if not isinstance(patch, dict):
        raise SourceFileError("Invalid JSON Patch")
    return patch


def merge_patch(value: Any, patch: Any) -> Any:
    """RFC 7386."""
    if not isinstance(patch, dict):
        return patch
    out = dict(value) if isinstance(value, dict) else {}
    for key, item in patch.items():
        if item is None:
            out.pop(key, None)
        else:
            out[key] = merge_patch(out.get(key), item)
    return out


def field_of(shape: Mapping[str, Any], key: str) -> str | None:
    """The field that Go fills from a key of JSON: of that name, else of that name in another case."""
    if key in shape:
        return key
    return next((name for name in shape if name.lower() == key.lower()), None)


def decoded(shape: Any, new: Any, old: Any, at: Pointer = ()) -> Any:
    """What ``encoding/json`` makes of a value where ``old`` stands already.  Raises `SourceFileError`."""
    if shape is _ANY:
        return new
    if new is None:
        return ({} if isinstance(shape, dict) else None) if old is None else old
    if isinstance(shape, list):
        if not isinstance(new, list):
            raise SourceFileError(f"{_title(at)} has to be a list", at)
        before = old if isinstance(old, list) else []
        return [
            decoded(shape[0], item, before[index] if index < len(before) else None, (*at, index))
            for index, item in enumerate(new)
        ]
    if isinstance(shape, dict):
        if not isinstance(new, dict):
            raise SourceFileError(f"{_title(at)} has to be a mapping", at)
        return _fields(shape, new, old if isinstance(old, dict) else {}, at)
    kinds = shape if isinstance(shape, tuple) else (shape,)
    if type(new) not in kinds:
        raise SourceFileError(f"{_title(at)} has to be a {'boolean' if bool in kinds else 'string'}", at)
    return new


def _fields(shape: Mapping[str, Any], new: Mapping[str, Any], old: Mapping[str, Any], at: Pointer) -> dict[str, Any]:
    out = dict(old)
    for key in sorted(new, key=str):  # json.Marshal sorts them
        if "*" in shape:
            out[key] = decoded(shape["*"], new[key], "", (*at, key))
        elif name := field_of(shape, str(key)):
            out[name] = decoded(shape[name], new[key], out.get(name), (*at, key))
    return out


def _title(at: Pointer) -> str:
    return f"'{'.'.join(map(str, at))}'"


def _normalised(source: Source) -> dict[str, Any]:
    """Without tool sections that say nothing, which Argo CD drops from ``spec.source`` alone (``NormalizeSource``)."""
    single = source.pointer[-1] == "source"
    return {
        key: item
        for key, item in source.value.items()
        if item is not None and not (single and key in ("helm", "kustomize", "directory") and _is_zero(item))
    }


def _is_zero(value: Any) -> bool:
    if isinstance(value, dict):
        return "valuesObject" not in value and all(key in _MODIFIERS or _is_zero(item) for key, item in value.items())
    return not value


def _shade(shadow: Shadow, patch: Mapping[Any, Any], value: Any, shape: Any, cause: Cause) -> None:
    """Note that a file puts there what the patch says, over a value."""
    children = shadow.children = shadow.children or {}
    for key, item in patch.items():
        name = key if not isinstance(shape, dict) or "*" in shape else field_of(shape, str(key))
        if item is None or name is None:
            continue
        below = shape.get(name, shape.get("*")) if isinstance(shape, dict) else _ANY
        before = value.get(name) if isinstance(value, dict) else None
        if isinstance(item, dict) and isinstance(before, dict):
            _shade(children.setdefault(name, Shadow()), item, before, below, cause.below((key,)))
        else:
            children[name] = Shadow(cause.below((key,)))


class _Overridden:
    """The origin of an Application with what files say over one of its sources."""

    __slots__ = ("_below", "_origin", "_pointer", "chain", "first")

    def __init__(self, origin: Origin, pointer: Pointer, shadow: Shadow) -> None:
        self.first = origin.first
        self.chain = origin.chain
        self._origin = origin
        self._pointer = pointer
        self._below = Shadowed(Cause("application", ""), shadow)

    def trace(self, pointer: Pointer) -> tuple[Cause, ...]:
        """The file, where one says it; what was there without it after that."""
        length = len(self._pointer)
        before = self._origin.trace(pointer)
        if pointer[:length] != self._pointer:
            return before
        causes = self._below.trace(pointer[length:])
        return (*causes, *before) if causes[0].how == SOURCE_FILE else before


def without_effect(patch: Mapping[Any, Any], shape: Any = SOURCE, at: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """The places of a patch that change nothing, and why."""
    for key, item in patch.items():
        here = (*at, key)
        name = key if "*" in shape else field_of(shape, str(key))
        if name is None:
            yield here, f"a source has no field {_title(here)}"
        elif not at and name in FIXED:
            yield here, f"{_title(here)} cannot be changed from a file"
        elif item is None and shape.get(name) is not _ANY:
            yield here, f"null takes nothing away from {_title(here)}"
        elif isinstance(item, dict) and isinstance(shape.get(name), dict):
            yield from without_effect(item, shape[name], here)
