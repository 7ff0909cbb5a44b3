"""A pod as the controls look at it, whatever shape the parsed YAML has.

A value of a wrong type counts as absent: the API server refuses such a pod before any control sees it, and another
rule says so.  Null counts as Go decodes it: nothing for a section, the empty text for a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from gitops_lint.finding import Pointer
from gitops_lint.values import dataclass

_CONTAINER_LISTS: Final = ("initContainers", "containers", "ephemeralContainers")  # the order of upstream's messages
_NOTHING: Final[dict[object, object]] = {}
_HOST: Final = frozenset({"hostIPC", "hostNetwork", "hostPID"})
_ACTS: Final = frozenset({"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"})


def section(parent: object, *keys: str) -> Mapping[object, object] | None:
    """The mapping below ``parent``; None where it is absent or no mapping."""
    for key in keys:
        if not isinstance(parent, dict):
            return None
        parent = parent.get(key)
    return parent if isinstance(parent, dict) else None


def sections(parent: object, key: str) -> Iterator[tuple[int, Mapping[object, object]]]:
    """The mappings of a list with their indices; a null entry is an empty one, as for Go's decoder."""
    entries = parent.get(key) if isinstance(parent, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if entry is None:
            yield index, _NOTHING
        elif isinstance(entry, dict):
            yield index, entry


def texts(parent: object, key: str) -> Iterator[tuple[int, str]]:
    """The texts of a list with their indices."""
    entries = parent.get(key) if isinstance(parent, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if entry is None or isinstance(entry, str):
            yield index, entry or ""


def text(parent: Mapping[object, object], key: str) -> str:
    """The text at ``key``; empty where there is none."""
    value = parent.get(key)
    return value if isinstance(value, str) else ""


def flag(parent: Mapping[object, object] | None, key: str) -> bool | None:
    """The truth at ``key``; None where there is none."""
    value = parent.get(key) if parent is not None else None
    return value if isinstance(value, bool) else None


def number(parent: Mapping[object, object] | None, key: str) -> int | None:
    """The integer at ``key``; None where there is none."""
    value = parent.get(key) if parent is not None else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def touched(metadata: object, spec: object) -> set[object]:
    """What of a pod the controls of baseline are about, of a pod that is not read yet: nothing of most pods.

    The fields of its security contexts, ``annotations``, what it shares with the ``host``, ``hostPath`` volumes,
    ``hostPort`` of containers and ``acts``: probes and lifecycle hooks.  Where in doubt, it is there.
    """
    found: set[object] = set()
    if not isinstance(spec, dict):
        return found
    if isinstance(metadata, dict) and metadata.get("annotations"):
        found.add("annotations")
    if not _HOST.isdisjoint(spec):
        found |= {"host", "hostPort"}  # with hostNetwork each port is one of the node
    _touched_by_context(spec, found)
    volumes = spec.get("volumes")
    for volume in volumes if isinstance(volumes, list) else ():
        if isinstance(volume, dict) and "hostPath" in volume:
            found.add("hostPath")
    for key in _CONTAINER_LISTS:
        containers = spec.get(key)
        for container in containers if isinstance(containers, list) else ():
            if isinstance(container, dict):
                _touched_by(container, found)
    return found


def _touched_by(container: Mapping[object, object], found: set[object]) -> None:
    _touched_by_context(container, found)
    if not _ACTS.isdisjoint(container):
        found.add("acts")
    ports = container.get("ports")
    for port in ports if isinstance(ports, list) else ():
        if isinstance(port, dict) and "hostPort" in port:
            found.add("hostPort")


def _touched_by_context(holder: Mapping[object, object], found: set[object]) -> None:
    context = holder.get("securityContext")
    if isinstance(context, dict):
        found.update(context)


@dataclass(frozen=True, slots=True)
class Container:
    """A container of any of the three lists."""

    pointer: Pointer
    name: str
    body: Mapping[object, object]
    security: Mapping[object, object] | None  #: its ``securityContext``

    def at(self, *keys: str | int) -> Pointer:
        """The pointer to a place inside it."""
        return (*self.pointer, *keys)


@dataclass(frozen=True, slots=True)
class Pod:
    """What the controls read."""

    annotations: Mapping[str, str]
    spec: Mapping[object, object]
    security: Mapping[object, object] | None  #: the pod's own ``securityContext``
    containers: tuple[Container, ...]  #: init containers first, ephemeral ones last

    @classmethod
    def read(cls, metadata: object, spec: object) -> Pod:
        """The pod behind a template's ``metadata`` and ``spec``, of any shape."""
        annotations = section(metadata, "annotations") or _NOTHING
        return cls(
            annotations={
                key: value or ""
                for key, value in annotations.items()
                if isinstance(key, str) and (value is None or isinstance(value, str))
            },
            spec=spec if isinstance(spec, dict) else _NOTHING,
            security=section(spec, "securityContext"),
            containers=tuple(
                Container((key, index), text(body, "name"), body, section(body, "securityContext"))
                for key in _CONTAINER_LISTS
                for index, body in sections(spec, key)
            ),
        )

    @property
    def is_windows(self) -> bool:
        """Whether it says that it runs on Windows."""
        return (section(self.spec, "os") or _NOTHING).get("name") == "windows"

    @property
    def has_own_users(self) -> bool:
        """Whether it runs in a user namespace, where root is not the node's root."""
        return flag(self.spec, "hostUsers") is False
