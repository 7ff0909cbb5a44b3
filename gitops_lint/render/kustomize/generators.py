"""ConfigMaps and Secrets made from literals and files, and the hash in their names.

Source: ``api/internal/generators``, ``api/kv``, ``api/hasher``, kyaml ``yaml/datamap.go``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
from collections.abc import Callable, Mapping
from typing import Any

from gitops_lint.finding import Pointer, Span
from gitops_lint.model.origin import Cause, Shadow
from gitops_lint.render.kustomize.resource import RawTexts, Resource

ReadFile = Callable[[str, Pointer], tuple[bytes, str]]
"""The bytes of a file that the entry's part at the pointer names, and its path in the tree."""


class GeneratorError(ValueError):
    """The entry is wrong at ``pointer``."""

    def __init__(self, message: str, pointer: Pointer = ()) -> None:
        super().__init__(message)
        self.pointer = pointer


class _Data:
    def __init__(self, name: str) -> None:
        self.name = name
        self.pairs: dict[str, tuple[bytes, Cause]] = {}

    def add(self, key: str, value: bytes, cause: Cause, pointer: Pointer) -> None:
        if key in self.pairs:
            raise GeneratorError(f"configmap {self.name} illegally repeats the key `{key}`", pointer)
        self.pairs[key] = (value, cause)


def generate(
    kind: str, entry: Mapping[str, Any], shared: Mapping[str, Any], cause: Cause, read: ReadFile,
    raw: RawTexts, cluster: frozenset[str],
) -> Resource:  # fmt: skip
    """The object of one entry of ``configMapGenerator`` or ``secretGenerator``.  Raises `GeneratorError`."""
    name = entry.get("name")
    if not name:
        raise GeneratorError("a configmap must have a name")
    data = _read_data(entry, name, cause, read)
    options = merged_options(entry.get("options"), shared)
    metadata: dict[str, Any] = {"name": name}
    if entry.get("namespace"):
        metadata["namespace"] = entry["namespace"]
    value: dict[str, Any] = {"apiVersion": "v1", "kind": kind, "metadata": metadata}
    if kind == "Secret":
        value["type"] = entry.get("type") or "Opaque"
        value["data"] = {}
    shadows: dict[str, dict[str | int, Shadow]] = {}
    for key in sorted(data.pairs):
        content, origin = data.pairs[key]
        field, text = ("data", encode_base64(content)) if kind == "Secret" else _config_map_field(content)
        value.setdefault(field, {})[key] = text
        shadows.setdefault(field, {})[key] = Shadow(origin)
    for field in ("labels", "annotations"):
        if options.get(field):
            metadata[field] = dict(options[field])
    if options.get("immutable"):
        value["immutable"] = True
    resource = Resource(value, cause, raw, cluster)
    children: dict[str | int, Shadow] = {field: Shadow(None, below) for field, below in shadows.items()}
    resource.shadow = Shadow(None, children) if children else None
    resource.needs_hash = not options.get("disableNameSuffixHash")
    resource.behavior = entry.get("behavior") or "unspecified"
    return resource


def merged_options(local: Mapping[str, Any] | None, shared: Mapping[str, Any]) -> dict[str, Any]:
    """An entry's own options over those of ``generatorOptions``; a switch that either turns on is on."""
    local = local or {}
    merged: dict[str, Any] = {
        field: {**(shared.get(field) or {}), **(local.get(field) or {})} for field in ("labels", "annotations")
    }
    for switch in ("disableNameSuffixHash", "immutable"):
        merged[switch] = bool(local.get(switch) or shared.get(switch))
    return merged


def _read_data(entry: Mapping[str, Any], name: str, cause: Cause, read: ReadFile) -> _Data:
    data = _Data(name)
    sources = [(path, ("envs", index)) for index, path in enumerate(entry.get("envs") or ())]
    if entry.get("env"):
        sources.append((entry["env"], ("env",)))  # type: ignore[arg-type]
    for path, pointer in sources:
        content, found = read(path, pointer)
        _read_env(data, content, found, pointer)
    for index, literal in enumerate(entry.get("literals") or ()):
        pointer = ("literals", index)
        key, equals, value = literal.partition("=")
        if not equals or not key:
            raise GeneratorError(f"invalid literal source {literal}, expected key=value", pointer)
        data.add(key, _unquoted(value).encode(), cause.below(pointer), pointer)
    for index, source in enumerate(entry.get("files") or ()):
        pointer = ("files", index)
        key, path = _file_source(source, pointer)
        content, found = read(path, pointer)
        data.add(key, content, Cause("file", found, 0, (), Span(1, 1, 1, 1)), pointer)
    return data


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'" else text


def _file_source(source: str, pointer: Pointer) -> tuple[str, str]:
    key, equals, path = source.partition("=")
    if not equals:
        return posixpath.basename(source), source
    if "=" in path:
        raise GeneratorError(f"source \"{source}\" key name or file path contains '='", pointer)
    if not key:
        raise GeneratorError(f'missing key name for file path "{path}" in source "{source}"', pointer)
    if not path:
        raise GeneratorError(f'missing file path for key name "{key}" in source "{source}"', pointer)
    return key, path


def _read_env(data: _Data, content: bytes, path: str, pointer: Pointer) -> None:
    lines = content.split(b"\n")
    for number, raw in enumerate(lines, 1):
        line = raw.removesuffix(b"\r")
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        try:
            text = line.decode().lstrip()
        except UnicodeDecodeError:
            raise GeneratorError(f"line {number} of '{path}' has invalid utf8 bytes", pointer) from None
        if not text or text.startswith("#"):
            continue
        key, _, value = text.partition("=")
        if not key:
            continue
        span = Span(number, 1, number, len(text) + 1)
        data.add(key, value.encode(), Cause("env", path, 0, (), span), pointer)


def _config_map_field(content: bytes) -> tuple[str, str]:
    try:
        return "data", content.decode()
    except UnicodeDecodeError:
        return "binaryData", encode_base64(content)


def encode_base64(content: bytes) -> str:
    """As kustomize writes it: lines of 70 characters where there is more than one."""
    text = base64.b64encode(content).decode()
    if len(text) < 70:
        return text
    return "".join(text[start : start + 70] + "\n" for start in range(0, len(text), 70))


def absorb(resources: list[Resource], new: Resource, cause: Cause) -> None:
    """Add a generated object, or put it in the place of, or into, the one of its name.  Raises `GeneratorError`."""
    key = new.id.key
    matches = [
        resource for resource in resources if any(one.key == key for one in (*resource.previous_ids, resource.id))
    ]
    if len(matches) > 1:
        raise GeneratorError(f"found multiple objects that could accept merge of {new.id}")
    if not matches:
        if new.behavior in ("merge", "replace"):
            raise GeneratorError(f"{new.id} does not exist; cannot merge or replace", ("behavior",))
        resources.append(new)
        return
    if new.behavior not in ("merge", "replace"):
        message = f"{new.id} exists; can not use behavior: '{new.behavior}', behavior must be merge or replace"
        raise GeneratorError(message, ("behavior",) if new.behavior != "unspecified" else ("name",))
    old = matches[0]
    _take_metadata(new, old)
    if new.behavior == "merge":
        for field in ("data", "binaryData"):
            _take_entries(new, old, (field,))
    new.behavior, new.needs_hash = old.behavior, old.needs_hash and new.needs_hash
    new.previous, new.prefixes, new.suffixes = old.previous, old.prefixes, old.suffixes
    new.variables, new.from_helm, new.chain = old.variables, old.from_helm, (*old.chain, cause)
    resources[resources.index(old)] = new


def _take_metadata(new: Resource, old: Resource) -> None:
    for field in ("labels", "annotations"):
        _take_entries(new, old, ("metadata", field))
    for field in ("name", "namespace"):
        text = old.text(("metadata", field))
        if text != new.text(("metadata", field)):
            if text:
                new.put(("metadata", field), text, *old.trace(("metadata", field)))
            else:
                new.drop(("metadata", field), old.first)


def _take_entries(new: Resource, old: Resource, pointer: Pointer) -> None:
    """Let the new mapping have the old one's entries too; its own win."""
    before, after = old.get(pointer), new.get(pointer)
    if not isinstance(before, dict):
        return
    for key, value in before.items():
        causes = old.trace((*pointer, key))
        if not isinstance(after, dict) or key not in after:
            text = old.any_text(value, (*pointer, key))
            new.put((*pointer, key), text, *causes)
        else:
            own = new.trace((*pointer, key))
            new.explain((*pointer, key), *own, *causes)


_HASH_LETTERS = str.maketrans({"0": "g", "1": "h", "3": "k", "a": "m", "e": "t"})


def name_hash(value: Mapping[str, Any]) -> str:
    """The ten letters that a generated object's name ends in."""
    kind = value.get("kind")
    content: Any
    if kind == "ConfigMap":
        content = {"kind": kind, "name": "", "data": _hashed(value, "data")}
        optional = "binaryData"
    else:
        content = {"kind": kind, "type": _hashed(value, "type"), "name": "", "data": _hashed(value, "data")}
        optional = "stringData"
    if isinstance(value.get(optional), dict):
        content[optional] = value[optional]
    digest = hashlib.sha256(go_json(content).encode()).hexdigest()
    return digest[:10].translate(_HASH_LETTERS)


def _hashed(value: Mapping[str, Any], field: str) -> Any:
    found = value.get(field)
    return "" if found is None else found


def go_json(value: Any) -> str:
    """JSON as Go writes it: sorted keys, and five characters escaped for HTML's sake."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
