"""Sprig's functions of strings, paths, encodings and digests, and Argo CD's own."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import zlib
from typing import Any

from gitops_lint.argocd.applicationset.gotemplate.errors import TemplateError, UnsupportedTemplateError
from gitops_lint.argocd.applicationset.gotemplate.evaluator import Signature
from gitops_lint.argocd.applicationset.gotemplate.printf import quoted
from gitops_lint.argocd.applicationset.gotemplate.values import StringList, StringMap, from_json, sprint
from gitops_lint.argocd.applicationset.names import sanitize_name, slugify_name
from gitops_lint.argocd.applicationset.yamltext import YamlError, dump_yaml, load_yaml

_LONGEST = 100_000


def strings_of(value: Any) -> StringList:
    """Sprig's ``strslice``: every item as text, without nulls."""
    if isinstance(value, list):
        return StringList(sprint(item) for item in value if item is not None)
    return StringList() if value is None else StringList([sprint(value)])


def _ascii(text: str) -> str:
    if not text.isascii():
        raise UnsupportedTemplateError("bytes of a string that is not ASCII")
    return text


def _simple(text: str, made: str) -> str:
    if not text.isascii():
        raise UnsupportedTemplateError("letter case beyond ASCII")
    return made


def _trunc(size: int, text: str) -> str:
    if size < 0 and len(text.encode()) + size > 0:
        return _ascii(text)[size:]
    return _ascii(text)[:size] if 0 <= size < len(text.encode()) else text


def _substr(start: int, end: int, text: str) -> str:
    _ascii(text)
    if start < 0:
        return _slice(text, 0, end)
    if end < 0 or end > len(text):
        return _slice(text, start, len(text))
    return _slice(text, start, end)


def _slice(text: str, start: int, end: int) -> str:
    if not 0 <= start <= end <= len(text):
        raise TemplateError("slice bounds out of range")
    return text[start:end]


def _repeat(count: int, text: str) -> str:
    if count < 0:
        raise TemplateError("strings: negative Repeat count")
    if count * len(text) > _LONGEST:
        raise UnsupportedTemplateError("a very long text")
    return text * count


def _title(text: str) -> str:
    out = ""
    for index, char in enumerate(_ascii(text)):
        before = text[index - 1] if index else " "
        out += char if before.isalnum() or before in "_'" else char.upper()
    return out if "'" not in text else _title_apostrophe(text)


def _title_apostrophe(text: str) -> str:
    raise UnsupportedTemplateError(f"title of '{text}'")


def _untitle(text: str) -> str:
    return " ".join(word[:1].lower() + word[1:] for word in _ascii(text).split(" "))


def _split(separator: str, text: str, limit: int = -1) -> StringMap:
    if limit == 0:
        return StringMap()
    return StringMap({f"_{index}": part for index, part in enumerate(split_text(separator, text, limit))})


def split_text(separator: str, text: str, limit: int = -1) -> StringList:
    """Go's ``strings.SplitN``; an empty separator splits into characters."""
    if separator:
        return StringList(text.split(separator) if limit < 0 else text.split(separator, limit - 1))
    if limit > 0 and len(text) > limit:
        return StringList([*text[: limit - 1], text[limit - 1 :]])
    return StringList(text)


def _indent(spaces: int, text: str) -> str:
    pad = _repeat(spaces, " ")
    return pad + text.replace("\n", f"\n{pad}")


def _base(path: str) -> str:
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def _clean(path: str) -> str:
    cleaned = posixpath.normpath(path) if path else "."
    return "/" + cleaned.lstrip("/") if cleaned.startswith("/") else cleaned


def _ext(path: str) -> str:
    name = path.rpartition("/")[2]
    return f".{name.rpartition('.')[2]}" if "." in name else ""


def _decode(text: str) -> str:
    try:
        return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True).decode()
    except ValueError:
        raise UnsupportedTemplateError("text that is not base64 of text") from None


def _slugify(*arguments: Any) -> str:
    name = arguments[-1] if arguments else ""
    options = arguments[:-1]
    types = (int, bool, object)
    if not isinstance(name, str) or any(type(o) is not t for o, t in zip(options[:2], types, strict=False)):
        raise TemplateError("interface conversion: wrong type of an argument")
    if not name.isascii():
        raise UnsupportedTemplateError("slug of a name that is not ASCII")
    return slugify_name(name, *options[:2])


def _from_yaml(text: str) -> Any:
    try:
        value = load_yaml(text)
    except YamlError as error:
        raise TemplateError(str(error)) from None
    return from_json(value)


def _yaml_map(text: str) -> dict[str, Any]:
    value = _from_yaml(text)
    if value is None or isinstance(value, dict):
        return value or {}
    raise TemplateError("json: cannot unmarshal into Go value of type map[string]interface {}")


def _yaml_list(text: str) -> list[Any]:
    value = _from_yaml(text)
    if value is None or isinstance(value, list):
        return value or []
    raise TemplateError("json: cannot unmarshal into Go value of type []interface {}")


def _digest(name: str) -> Signature:
    return Signature(lambda text: hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest(), "s")


def _adler(text: str) -> str:
    return str(zlib.adler32(text.encode()))


_SPACES = " \t\n\v\f\r\x85\xa0"

STRINGS = {
    "hello": Signature(lambda: "Hello!", ""),
    "trunc": Signature(_trunc, "is"),
    "trim": Signature(lambda text: text.strip(_SPACES), "s"),
    "upper": Signature(lambda text: _simple(text, text.upper()), "s"),
    "lower": Signature(lambda text: _simple(text, text.lower()), "s"),
    "title": Signature(_title, "s"),
    "untitle": Signature(_untitle, "s"),
    "substr": Signature(_substr, "iis"),
    "repeat": Signature(_repeat, "is"),
    "trimall": Signature(lambda cut, text: text.strip(cut) if cut else text, "ss"),
    "trimAll": Signature(lambda cut, text: text.strip(cut) if cut else text, "ss"),
    "trimSuffix": Signature(lambda cut, text: text.removesuffix(cut), "ss"),
    "trimPrefix": Signature(lambda cut, text: text.removeprefix(cut), "ss"),
    "nospace": Signature(lambda text: "".join(c for c in text if c not in _SPACES), "s"),
    "contains": Signature(lambda part, text: part in text, "ss"),
    "hasPrefix": Signature(lambda part, text: text.startswith(part), "ss"),
    "hasSuffix": Signature(lambda part, text: text.endswith(part), "ss"),
    "quote": Signature(lambda *v: " ".join(quoted(sprint(i)) for i in v if i is not None), "", "a"),
    "squote": Signature(lambda *v: " ".join(f"'{sprint(i)}'" for i in v if i is not None), "", "a"),
    "cat": Signature(lambda *v: " ".join(sprint(i) for i in v if i is not None), "", "a"),
    "indent": Signature(_indent, "is"),
    "nindent": Signature(lambda spaces, text: "\n" + _indent(spaces, text), "is"),
    "replace": Signature(lambda old, new, text: text.replace(old, new), "sss"),
    "plural": Signature(lambda one, many, count: one if count == 1 else many, "ssi"),
    "sha1sum": _digest("sha1"),
    "sha256sum": _digest("sha256"),
    "sha512sum": _digest("sha512"),
    "adler32sum": Signature(_adler, "s"),
    "toString": Signature(sprint, "a"),
    "split": Signature(_split, "ss"),
    "splitList": Signature(split_text, "ss"),
    "splitn": Signature(lambda separator, limit, text: _split(separator, text, limit), "sis"),
    "toStrings": Signature(strings_of, "a"),
    "join": Signature(lambda separator, items: separator.join(strings_of(items)), "sa"),
    "base": Signature(_base, "s"),
    "dir": Signature(lambda path: _clean(path.rpartition("/")[0] + ("/" if path.startswith("/") else "")), "s"),
    "clean": Signature(_clean, "s"),
    "ext": Signature(_ext, "s"),
    "isAbs": Signature(lambda path: path.startswith("/"), "s"),
    "b64enc": Signature(lambda text: base64.b64encode(text.encode()).decode(), "s"),
    "b64dec": Signature(_decode, "s"),
    "b32enc": Signature(lambda text: base64.b32encode(text.encode()).decode(), "s"),
    "normalize": Signature(sanitize_name, "s"),
    "slugify": Signature(_slugify, "", "a"),
    "toYaml": Signature(dump_yaml, "a"),
    "fromYaml": Signature(_yaml_map, "s"),
    "fromYamlArray": Signature(_yaml_list, "s"),
}
for _name in ("Base", "Dir", "Clean", "Ext", "IsAbs"):
    STRINGS[f"os{_name}"] = STRINGS[_name[0].lower() + _name[1:]]
