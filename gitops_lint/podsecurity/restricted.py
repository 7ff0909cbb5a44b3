"""The controls that the level restricted adds: current practice of hardening a pod.

Every function takes a pod and gives the verdict, or None for a pod that may pass.  Source of the facts, one file per
control: ``policy/check_*.go`` of ``k8s.io/pod-security-admission``.
"""

from __future__ import annotations

from typing import Final

from gitops_lint.finding import Pointer
from gitops_lint.podsecurity.baseline import added_capabilities, bad_profiles, culprits
from gitops_lint.podsecurity.pod import Pod, flag, number, section, sections, text, texts
from gitops_lint.podsecurity.values import Verdict, Violation
from gitops_lint.podsecurity.wording import containers_named, join_quoted, plural

_VOLUMES: Final = (
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret",
)  # fmt: skip
_FORBIDDEN_VOLUMES: Final = (
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "nfs", "iscsi", "glusterfs", "rbd",
    "flexVolume", "cinder", "cephfs", "flocker", "fc", "azureFile", "vsphereVolume", "quobyte", "azureDisk",
    "photonPersistentDisk", "portworxVolume", "scaleIO", "storageos",
)  # fmt: skip
_MUST_DROP: Final = 'must set securityContext.capabilities.drop=["ALL"]'


def allow_privilege_escalation(pod: Pod) -> Verdict | None:
    """Every container gives up setuid programs, in so many words."""
    offenders = [each for each in pod.containers if flag(each.security, "allowPrivilegeEscalation") is not False]
    if not offenders:
        return None
    rule = "must set securityContext.allowPrivilegeEscalation=false"
    places = tuple(
        Violation(
            each.at("securityContext", "allowPrivilegeEscalation"),
            f"{containers_named([each.name])} {rule}",
            each.name,
            missing=flag(each.security, "allowPrivilegeEscalation") is None,
        )
        for each in offenders
    )
    shown = f"{containers_named([each.name for each in offenders])} {rule}"
    return Verdict("allowPrivilegeEscalation != false", shown, places)


def allow_privilege_escalation_1_25(pod: Pod) -> Verdict | None:
    """As before, but for Windows, which has no such thing."""
    return None if pod.is_windows else allow_privilege_escalation(pod)


def capabilities(pod: Pod) -> Verdict | None:
    """Every container drops all capabilities and takes back at most the right to low ports."""
    keeping = [
        each
        for each in pod.containers
        if all(value != "ALL" for _, value in texts(section(each.security, "capabilities"), "drop"))
    ]
    places = [
        Violation(
            each.at("securityContext", "capabilities", "drop"),
            f"{containers_named([each.name])} {_MUST_DROP}",
            each.name,
            missing="drop" not in (section(each.security, "capabilities") or {}),
        )
        for each in keeping
    ]
    adding, detail, added = added_capabilities(pod, ("NET_BIND_SERVICE",))
    details = [f"{containers_named([each.name for each in keeping])} {_MUST_DROP}"] if keeping else []
    if adding:
        details.append(detail)
    return Verdict("unrestricted capabilities", "; ".join(details), (*places, *added)) if details else None


def capabilities_1_25(pod: Pod) -> Verdict | None:
    """As before, but for Windows."""
    return None if pod.is_windows else capabilities(pod)


def restricted_volumes(pod: Pod) -> Verdict | None:
    """Only volumes that reach neither the node nor storage past Kubernetes."""
    names = []
    types: set[str] = set()
    places = []
    for index, volume in sections(pod.spec, "volumes"):
        if any(section(volume, source) is not None for source in _VOLUMES):
            continue
        source = next((each for each in _FORBIDDEN_VOLUMES if section(volume, each) is not None), "unknown")
        names.append(text(volume, "name"))
        types.add(source)
        pointer: Pointer = ("volumes", index) if source == "unknown" else ("volumes", index, source)
        places.append(Violation(pointer, f'volume {join_quoted(names[-1:])} uses restricted volume type "{source}"'))
    if not places:
        return None
    noun = plural(types, "restricted volume type", "restricted volume types")
    shown = f"{plural(names, 'volume', 'volumes')} {join_quoted(names)} {plural(names, 'uses', 'use')} {noun}"
    return Verdict("restricted volume types", f"{shown} {join_quoted(sorted(types))}", tuple(places))


def run_as_non_root(pod: Pod) -> Verdict | None:
    """The pod, or else every container, says that it does not run as root; nobody says the contrary."""
    by_pod = flag(pod.security, "runAsNonRoot")
    refusing = [each for each in pod.containers if flag(each.security, "runAsNonRoot") is False]
    silent = [each for each in pod.containers if flag(each.security, "runAsNonRoot") is None and not by_pod]
    must_not, must = "must not set securityContext.runAsNonRoot=false", "must set securityContext.runAsNonRoot=true"
    places = [Violation(("securityContext", "runAsNonRoot"), f"pod {must_not}")] if by_pod is False else []
    for each in refusing:
        detail = f"{containers_named([each.name])} {must_not}"
        places.append(Violation(each.at("securityContext", "runAsNonRoot"), detail, each.name))
    if by_pod is None:  # where the pod says false, that is the one place to mend
        for each in silent:
            detail = f"pod or {containers_named([each.name])} {must}"
            places.append(Violation(each.at("securityContext", "runAsNonRoot"), detail, each.name, missing=True))
    if by_pod is False or refusing:
        shown = f"{culprits(by_pod is False, [each.name for each in refusing])} {must_not}"
    elif silent:
        shown = f"pod or {containers_named([each.name for each in silent])} {must}"
    else:
        return None
    return Verdict("runAsNonRoot != true", shown, tuple(places))


def run_as_non_root_1_35(pod: Pod) -> Verdict | None:
    """As before, but for pods with users of their own."""
    return None if pod.has_own_users else run_as_non_root(pod)


def run_as_user(pod: Pod) -> Verdict | None:
    """Nobody asks for user 0."""
    by_pod = number(pod.security, "runAsUser") == 0
    offenders = [each for each in pod.containers if number(each.security, "runAsUser") == 0]
    if not by_pod and not offenders:
        return None
    rule = "must not set runAsUser=0"
    places = [Violation(("securityContext", "runAsUser"), f"pod {rule}")] if by_pod else []
    for each in offenders:
        detail = f"{containers_named([each.name])} {rule}"
        places.append(Violation(each.at("securityContext", "runAsUser"), detail, each.name))
    return Verdict("runAsUser=0", f"{culprits(by_pod, [each.name for each in offenders])} {rule}", tuple(places))


def run_as_user_1_35(pod: Pod) -> Verdict | None:
    """As before, but for pods with users of their own."""
    return None if pod.has_own_users else run_as_user(pod)


def seccomp_profile(pod: Pod) -> Verdict | None:
    """The pod, or else every container, chooses a seccomp profile; nobody turns it off."""
    setters, values, places = bad_profiles(pod, "seccompProfile")
    by_pod = section(pod.security, "seccompProfile") is not None
    silent = [each for each in pod.containers if section(each.security, "seccompProfile") is None and not by_pod]
    must = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    for each in silent:
        pointer = each.at("securityContext", "seccompProfile")
        places.append(Violation(pointer, f"pod or {containers_named([each.name])} {must}", each.name, missing=True))
    if setters:
        who = culprits(None in setters, [container.name for container in setters if container])
        shown = f"{who} must not set securityContext.seccompProfile.type to {join_quoted(sorted(values))}"
    elif silent:
        shown = f"pod or {containers_named([each.name for each in silent])} {must}"
    else:
        return None
    return Verdict("seccompProfile", shown, tuple(places))


def seccomp_profile_1_25(pod: Pod) -> Verdict | None:
    """As before, but for Windows."""
    return None if pod.is_windows else seccomp_profile(pod)
