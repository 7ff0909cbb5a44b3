"""The controls of the level baseline: no known way from a container to its node.

Every function takes a pod and gives the verdict, or None for a pod that may pass.  Source of the facts, one file per
control: ``policy/check_*.go`` of ``k8s.io/pod-security-admission``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from gitops_lint.finding import Pointer
from gitops_lint.podsecurity.pod import Container, Pod, flag, number, section, sections, text, texts
from gitops_lint.podsecurity.values import Verdict, Violation
from gitops_lint.podsecurity.wording import containers_named, go_quoted, join_quoted, plural

_CAPABILITIES: Final = frozenset(
    ("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
     "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT")
)  # fmt: skip
_PROFILE_TYPES: Final = frozenset(("RuntimeDefault", "Localhost"))
_APPARMOR_ANNOTATION: Final = "container.apparmor.security.beta.kubernetes.io/"
_SECCOMP_POD_ANNOTATION: Final = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP_ANNOTATION: Final = "container.seccomp.security.alpha.kubernetes.io/"
_SELINUX_TYPES: Final = frozenset(("", "container_t", "container_init_t", "container_kvm_t"))
_SELINUX_TYPES_1_31: Final = _SELINUX_TYPES | {"container_engine_t"}
_HOOKS: Final = (
    ("livenessProbe",),
    ("readinessProbe",),
    ("startupProbe",),
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
)


def culprits(pod: bool, containers: Collection[str], *others: str) -> str:
    """``pod and containers "a", "b" and …``."""
    parts = ["pod"] if pod else []
    if containers:
        parts.append(containers_named(containers))
    return " and ".join((*parts, *others))


def security_sections(pod: Pod, key: str) -> Iterator[tuple[Container | None, Pointer, Mapping[object, object]]]:
    """A section of the pod's and every container's ``securityContext``, where it is set; None stands for the pod."""
    body = section(pod.security, key)
    if body is not None:
        yield None, ("securityContext", key), body
    for container in pod.containers:
        body = section(container.security, key)
        if body is not None:
            yield container, container.at("securityContext", key), body


def _who(container: Container | None) -> str:
    return "pod" if container is None else containers_named((container.name,))


def _name(container: Container | None) -> str | None:
    return None if container is None else container.name


def _unique(containers: Collection[Container]) -> list[str]:
    """The names in order, each container once; two containers may share a name."""
    return [container.name for container in {container.pointer: container for container in containers}.values()]


def bad_profiles(pod: Pod, key: str) -> tuple[list[Container | None], set[str], list[Violation]]:
    """Who sets a seccomp or AppArmor profile of a forbidden type, the types, and the places."""
    setters: list[Container | None] = []
    values: set[str] = set()
    places: list[Violation] = []
    kind = "AppArmor profile type" if key == "appArmorProfile" else "securityContext.seccompProfile.type"
    for container, pointer, profile in security_sections(pod, key):
        value = text(profile, "type")
        if value not in _PROFILE_TYPES:
            setters.append(container)
            values.add(value)
            detail = f'{_who(container)} must not set {kind} to "{value}"'
            places.append(Violation((*pointer, "type"), detail, _name(container), missing="type" not in profile))
    return setters, values, places


def app_armor_profile(pod: Pod) -> Verdict | None:
    """Only the runtime's default and profiles loaded on the node."""
    setters, values, places = bad_profiles(pod, "appArmorProfile")
    annotations = []
    for key, value in sorted(pod.annotations.items()):
        if key.startswith(_APPARMOR_ANNOTATION) and not (
            value in ("", "runtime/default") or value.startswith("localhost/")
        ):
            annotations.append(f"{key}={go_quoted(value)}")
            detail = f"annotation must not set AppArmor profile type to {join_quoted(annotations[-1:])}"
            places.append(Violation(("metadata", "annotations", key), detail, key.removeprefix(_APPARMOR_ANNOTATION)))
    if not places:
        return None
    shown = [*sorted(values), *sorted(annotations)]
    others = (plural(annotations, "annotation", "annotations"),) if annotations else ()
    who = culprits(None in setters, [container.name for container in setters if container], *others)
    return Verdict(
        plural(shown, "forbidden AppArmor profile", "forbidden AppArmor profiles"),
        f"{who} must not set AppArmor profile type to {join_quoted(shown)}",
        tuple(places),
    )


def added_capabilities(pod: Pod, allowed: Collection[str]) -> tuple[list[str], str, list[Violation]]:
    """Containers that add others than ``allowed``, what to say about them, and the places."""
    offenders: list[Container] = []
    values: set[str] = set()
    places: list[Violation] = []
    for container in pod.containers:
        for index, value in texts(section(container.security, "capabilities"), "add"):
            if value not in allowed:
                offenders.append(container)
                values.add(value)
                pointer = container.at("securityContext", "capabilities", "add", index)
                places.append(Violation(pointer, _must_not_add([container.name], [value]), container.name))
    names = _unique(offenders)
    return names, _must_not_add(names, sorted(values)), places


def _must_not_add(names: Collection[str], values: Collection[str]) -> str:
    return f"{containers_named(names)} must not include {join_quoted(values)} in securityContext.capabilities.add"


def capabilities(pod: Pod) -> Verdict | None:
    """None beyond those that container runtimes give by default."""
    _, detail, places = added_capabilities(pod, _CAPABILITIES)
    return Verdict("non-default capabilities", detail, tuple(places)) if places else None


def host_namespaces(pod: Pod) -> Verdict | None:
    """No network, processes or IPC shared with the node."""
    keys = [key for key in ("hostNetwork", "hostPID", "hostIPC") if flag(pod.spec, key)]
    places = tuple(Violation((key,), f"{key}=true") for key in keys)
    return Verdict("host namespaces", ", ".join(place.detail for place in places), places) if places else None


def host_path_volumes(pod: Pod) -> Verdict | None:
    """No folder of the node."""
    names = []
    places = []
    for index, volume in sections(pod.spec, "volumes"):
        if section(volume, "hostPath") is not None:
            names.append(text(volume, "name"))
            places.append(Violation(("volumes", index, "hostPath"), f"volume {join_quoted(names[-1:])}"))
    if not places:
        return None
    return Verdict("hostPath volumes", f"{plural(names, 'volume', 'volumes')} {join_quoted(names)}", tuple(places))


def host_ports(pod: Pod) -> Verdict | None:
    """No port of the node."""
    offenders: list[Container] = []
    ports: set[str] = set()
    places = []
    for container in pod.containers:
        for index, port in sections(container.body, "ports"):
            value = number(port, "hostPort")
            if value:
                offenders.append(container)
                ports.add(str(value))
                detail = f"{containers_named([container.name])} uses hostPort {value}"
                places.append(Violation(container.at("ports", index, "hostPort"), detail, container.name))
    if not places:
        return None
    names = _unique(offenders)
    verb, noun = plural(names, "uses", "use"), plural(ports, "hostPort", "hostPorts")
    return Verdict("hostPort", f"{containers_named(names)} {verb} {noun} {', '.join(sorted(ports))}", tuple(places))


def host_probes(pod: Pod) -> Verdict | None:
    """Probes and lifecycle hooks reach the container only, not an address of the author's choice."""
    names: set[str] = set()
    hosts: set[str] = set()
    places = []
    for container in pod.containers:
        for hook in _HOOKS:
            if hook[0] not in container.body:
                continue
            for action in ("httpGet", "tcpSocket"):
                host = text(section(container.body, *hook, action) or {}, "host")
                if host:
                    names.add(container.name)
                    hosts.add(host)
                    detail = f'{containers_named([container.name])} uses probe or lifecycle host "{host}"'
                    places.append(Violation(container.at(*hook, action, "host"), detail, container.name))
    if not places:
        return None
    noun = plural(hosts, "probe or lifecycle host", "probe or lifecycle hosts")
    shown = f"{containers_named(sorted(names))} {plural(names, 'uses', 'use')} {noun} {join_quoted(sorted(hosts))}"
    return Verdict("probe or lifecycle host", shown, tuple(places))


def privileged(pod: Pod) -> Verdict | None:
    """No container with all rights on the node."""
    offenders = [container for container in pod.containers if flag(container.security, "privileged")]
    if not offenders:
        return None
    rule = "must not set securityContext.privileged=true"
    return Verdict(
        "privileged",
        f"{containers_named([container.name for container in offenders])} {rule}",
        tuple(
            Violation(each.at("securityContext", "privileged"), f"{_who(each)} {rule}", each.name) for each in offenders
        ),
    )


def proc_mount(pod: Pod) -> Verdict | None:
    """The kernel's files in /proc stay masked."""
    names: list[str] = []
    values: set[str] = set()
    places = []
    for container in pod.containers:
        value = (container.security or {}).get("procMount")
        if isinstance(value, str) and value != "Default":
            names.append(container.name)
            values.add(value)
            detail = f'{_who(container)} must not set securityContext.procMount to "{value}"'
            places.append(Violation(container.at("securityContext", "procMount"), detail, container.name))
    if not places:
        return None
    shown = f"{containers_named(names)} must not set securityContext.procMount to {join_quoted(sorted(values))}"
    return Verdict("procMount", shown, tuple(places))


def proc_mount_1_35(pod: Pod) -> Verdict | None:
    """As before, but for pods with users of their own."""
    return None if pod.has_own_users else proc_mount(pod)


def se_linux_options(pod: Pod) -> Verdict | None:
    """Only types made for containers, no user, no role."""
    return _se_linux_options(pod, _SELINUX_TYPES)


def se_linux_options_1_31(pod: Pod) -> Verdict | None:
    """The type for nested container engines joins."""
    return _se_linux_options(pod, _SELINUX_TYPES_1_31)


def _se_linux_options(pod: Pod, types: Collection[str]) -> Verdict | None:
    setters: list[Container | None] = []
    found: dict[str, set[str]] = {"type": set(), "user": set(), "role": set()}
    places = []
    for container, pointer, options in security_sections(pod, "seLinuxOptions"):
        bad = {
            key: text(options, key) for key in found if text(options, key) not in (types if key == "type" else ("",))
        }
        if bad:
            setters.append(container)
        for key, value in bad.items():
            found[key].add(value)
            detail = _se_linux_detail(_who(container), {key: {value}})
            places.append(Violation((*pointer, key), detail, _name(container)))
    if not places:
        return None
    who = culprits(None in setters, [container.name for container in setters if container])
    return Verdict("seLinuxOptions", _se_linux_detail(who, found), tuple(places))


def _se_linux_detail(who: str, found: Mapping[str, Collection[str]]) -> str:
    data = []
    types = found.get("type")
    if types:
        data.append(f"{plural(types, 'type', 'types')} {join_quoted(sorted(types))}")
    data.extend(f"{key} may not be set" for key in ("user", "role") if found.get(key))
    return f"{who} set forbidden securityContext.seLinuxOptions: {'; '.join(data)}"


def seccomp_annotations(pod: Pod) -> Verdict | None:
    """Before 1.19 annotations chose the seccomp profile; they may not turn it off."""
    found: dict[str, Violation] = {}
    keys = [(_SECCOMP_POD_ANNOTATION, None), *((_SECCOMP_ANNOTATION + each.name, each.name) for each in pod.containers)]
    for key, container in keys:
        value = pod.annotations.get(key)
        if value is None or value in ("runtime/default", "docker/default") or value.startswith("localhost/"):
            continue
        shown = f"{key}={go_quoted(value)}"
        found[shown] = Violation(("metadata", "annotations", key), f"forbidden annotation {shown}", container)
    if not found:
        return None
    detail = f"forbidden {plural(found, 'annotation', 'annotations')} {', '.join(sorted(found))}"
    return Verdict("seccompProfile", detail, tuple(found.values()))


def seccomp_profile(pod: Pod) -> Verdict | None:
    """From 1.19 on the field counts, and may not turn seccomp off."""
    setters, values, places = bad_profiles(pod, "seccompProfile")
    if not places:
        return None
    who = culprits(None in setters, [container.name for container in setters if container])
    shown = f"{who} must not set securityContext.seccompProfile.type to {join_quoted(sorted(values))}"
    return Verdict("seccompProfile", shown, tuple(places))


def sysctls(pod: Pod, allowed: Collection[str]) -> Verdict | None:
    """Only kernel settings that stay inside the pod."""
    places = tuple(
        Violation(("securityContext", "sysctls", index, "name"), name)
        for index, name in ((index, text(entry, "name")) for index, entry in sections(pod.security, "sysctls"))
        if name not in allowed
    )
    return Verdict("forbidden sysctls", ", ".join(place.detail for place in places), places) if places else None


def windows_host_process(pod: Pod) -> Verdict | None:
    """No process of the node on Windows."""
    offenders = [
        (container, pointer)
        for container, pointer, options in security_sections(pod, "windowsOptions")
        if flag(options, "hostProcess")
    ]
    if not offenders:
        return None
    rule = "must not set securityContext.windowsOptions.hostProcess=true"
    places = tuple(
        Violation((*pointer, "hostProcess"), f"{_who(container)} {rule}", _name(container))
        for container, pointer in offenders
    )
    setters = [container for container, _ in offenders]
    who = culprits(None in setters, [container.name for container in setters if container])
    return Verdict("hostProcess", f"{who} {rule}", places)
