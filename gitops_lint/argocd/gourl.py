"""Go's ``net/url`` as far as ``url.Parse(text).String()`` goes, for texts that are already lower case.

Source: ``src/net/url/url.go`` of Go 1.26. Argo CD compares repository URLs after this round trip, so what it
re-escapes or refuses decides which URLs are equal.
"""

from __future__ import annotations

import ipaddress
import string

_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
_KEPT = {
    "path": _UNRESERVED | frozenset("$&+,/:;=@"),
    "host": _UNRESERVED | frozenset("!$&'()*+,;=:[]<>\""),
    "user": _UNRESERVED | frozenset("$&+,;="),
    "fragment": _UNRESERVED | frozenset("!$&()*+,/:;=?@"),
}
_USER = _UNRESERVED | frozenset(":!$&'()*+,;=%@")
_SUBDELIMITERS = frozenset("!$&'()*+,;=:@[]%")
_HEX = frozenset(string.hexdigits)


def round_trip(text: str) -> str | None:
    """``url.Parse(text).String()``; None where Go refuses to parse."""
    try:
        body, _, fragment = text.partition("#")
        out = _parse(body)
        if fragment:
            out += "#" + _reencode(fragment, "fragment")
    except _RefusedError:
        return None
    return out


class _RefusedError(ValueError):
    pass


def _parse(text: str) -> str:
    if any(ord(c) < 0x20 or ord(c) == 0x7F for c in text):
        raise _RefusedError
    if text == "*":
        return "*"
    scheme, rest = _scheme(text)
    rest, query = _query(rest)
    prefix = f"{scheme}:" if scheme else ""
    if not rest.startswith("/"):
        if scheme and rest:
            return prefix + rest + query
        if ":" in rest.split("/", 1)[0]:
            raise _RefusedError
    return _hierarchy(scheme, prefix, rest) + query


def _query(rest: str) -> tuple[str, str]:
    if rest.endswith("?") and rest.count("?") == 1:
        return rest[:-1], "?"
    rest, _, raw = rest.partition("?")
    return rest, f"?{raw}" if raw else ""


def _hierarchy(scheme: str, prefix: str, rest: str) -> str:
    authority: str | None = None
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        name, slash, tail = rest[2:].partition("/")
        rest = slash + tail
        authority = _authority(name, scheme) if name or rest else None
    path = _reencode(rest, "path")
    if authority is not None and (scheme or authority):
        prefix += f"//{authority}"
    if not prefix and ":" in path.split("/", 1)[0]:
        path = f"./{path}"
    return prefix + path


def _scheme(text: str) -> tuple[str, str]:
    for index, char in enumerate(text):
        if char.isascii() and char.isalpha():
            continue
        if char in "0123456789+-.":
            if index == 0:
                return "", text
            continue
        if char == ":":
            if index == 0:
                raise _RefusedError
            return text[:index].lower(), text[index + 1 :]
        break
    return "", text


def _authority(text: str, scheme: str) -> str:
    user, at, host = text.rpartition("@")
    host = _host(host, scheme)
    if not at:
        return host
    if any(c not in _USER for c in user):
        raise _RefusedError
    name, colon, password = user.partition(":")
    out = _escape(_unescape(name, "user"), "user")
    if colon:
        out += ":" + _escape(_unescape(password, "user"), "user")
    return f"{out}@{host}"


def _host(text: str, scheme: str) -> str:
    bracket = text.rfind("[")
    if bracket > 0:
        raise _RefusedError
    if bracket == 0:
        end = text.rfind("]")
        if end < 0:
            raise _RefusedError
        _check_port(text[end + 1 :])
        _check_address(text[1:end])
        return _escape(_unescape(text, "host"), "host")
    if ":" in text:
        first = text.index(":") if scheme in ("http", "https") else text.rindex(":")
        _check_port(text[first:])
    return _escape(_unescape(text, "host"), "host")


def _check_port(text: str) -> None:
    if text and (text[0] != ":" or any(c not in string.digits for c in text[1:])):
        raise _RefusedError


def _check_address(text: str) -> None:
    try:
        ipaddress.IPv6Address(text.partition("%25")[0])
    except ValueError:
        raise _RefusedError from None


def _reencode(text: str, part: str) -> str:
    """What ``EscapedPath`` and ``EscapedFragment`` give: the original where it is a valid encoding, else our own."""
    value = _unescape(text, part)
    escaped = _escape(value, part)
    if escaped != text and text and all(c in _SUBDELIMITERS or c in _KEPT[part] for c in text):
        return text
    if part == "path" and value == b"*":
        return "*"
    return escaped


def _unescape(text: str, part: str) -> bytes:
    out = bytearray()
    index = 0
    while index < len(text):
        char = text[index]
        if char == "%":
            code = text[index + 1 : index + 3]
            if len(code) < 2 or not set(code) <= _HEX:
                raise _RefusedError
            if part == "host" and int(code[0], 16) < 8 and code != "25":
                raise _RefusedError
            out.append(int(code, 16))
            index += 3
            continue
        if part == "host" and char.isascii() and char not in _KEPT["host"]:
            raise _RefusedError
        out += char.encode("utf-8", "surrogatepass")
        index += 1
    return bytes(out)


def _escape(value: bytes, part: str) -> str:
    kept = _KEPT[part]
    return "".join(chr(byte) if chr(byte) in kept and byte < 0x80 else f"%{byte:02X}" for byte in value)
