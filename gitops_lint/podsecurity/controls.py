"""All controls, the versions they hold in, and the verdict of a whole level.

Source of the facts: ``policy/registry.go`` and ``policy/checks.go`` of ``k8s.io/pod-security-admission``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Final

from gitops_lint.podsecurity import baseline, restricted
from gitops_lint.podsecurity.pod import Pod
from gitops_lint.podsecurity.values import LATEST, Level, LevelVersion, Verdict, Version, Violation
from gitops_lint.values import dataclass

Judge = Callable[[Pod], Verdict | None]

_SYSCTLS_1_0: Final = frozenset(
    ("kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
     "net.ipv4.ip_unprivileged_port_start")
)  # fmt: skip
_SYSCTLS_1_27: Final = _SYSCTLS_1_0 | {"net.ipv4.ip_local_reserved_ports"}
_SYSCTLS_1_29: Final = _SYSCTLS_1_27 | {
    "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
}  # fmt: skip
_SYSCTLS_1_32: Final = _SYSCTLS_1_29 | {"net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"}
_SYSCTLS_1_37: Final = _SYSCTLS_1_32 | {"net.ipv4.tcp_slow_start_after_idle", "net.ipv4.tcp_notsent_lowat"}


@dataclass(frozen=True, slots=True)
class Control:
    """One control of the standards, with the variants it had over time."""

    id: str  #: upstream's id of the check
    level: Level  #: the lowest level that demands it
    variants: tuple[tuple[int, Judge], ...]  #: first minor version and function, oldest first
    overrides: str | None = None  #: the baseline control it replaces wherever it holds
    about: frozenset[str] = frozenset()  #: only pods with some of it break it (``touched``); empty: any pod may

    def judge(self, version: Version) -> Judge | None:
        """The variant of ``version``; None where the control did not exist yet."""
        minor = version.effective
        for since, judge in reversed(self.variants):
            if since <= minor:
                return judge
        return None

    @property
    def since(self) -> int:
        """The first minor version that has it."""
        return self.variants[0][0]


@dataclass(frozen=True, slots=True)
class Result:
    """What one control says to one pod; reason and detail are empty where it is allowed."""

    control: Control
    allowed: bool
    reason: str = ""
    detail: str = ""
    places: tuple[Violation, ...] = ()


def _baseline(name: str, about: str, *variants: tuple[int, Judge]) -> Control:
    return Control(name, Level.BASELINE, variants, about=frozenset(about.split()))


def _restricted(name: str, *variants: tuple[int, Judge], overrides: str | None = None) -> Control:
    return Control(name, Level.RESTRICTED, variants, overrides)


CONTROLS: Final = (
    _baseline("appArmorProfile", "annotations appArmorProfile", (0, baseline.app_armor_profile)),
    _baseline("capabilities_baseline", "capabilities", (0, baseline.capabilities)),
    _baseline("hostNamespaces", "host", (0, baseline.host_namespaces)),
    _baseline("hostPathVolumes", "hostPath", (0, baseline.host_path_volumes)),
    _baseline("hostPorts", "hostPort", (0, baseline.host_ports)),
    _baseline("hostProbesAndHostLifecycle", "acts", (34, baseline.host_probes)),
    _baseline("privileged", "privileged", (0, baseline.privileged)),
    _baseline("procMount", "procMount", (0, baseline.proc_mount), (35, baseline.proc_mount_1_35)),
    _baseline("seLinuxOptions", "seLinuxOptions", (0, baseline.se_linux_options), (31, baseline.se_linux_options_1_31)),
    _baseline(
        "seccompProfile_baseline",
        "annotations seccompProfile",
        (0, baseline.seccomp_annotations),
        (19, baseline.seccomp_profile),
    ),
    _baseline(
        "sysctls",
        "sysctls",
        (0, partial(baseline.sysctls, allowed=_SYSCTLS_1_0)),
        (27, partial(baseline.sysctls, allowed=_SYSCTLS_1_27)),
        (29, partial(baseline.sysctls, allowed=_SYSCTLS_1_29)),
        (32, partial(baseline.sysctls, allowed=_SYSCTLS_1_32)),
        (37, partial(baseline.sysctls, allowed=_SYSCTLS_1_37)),
    ),
    _baseline("windowsHostProcess", "windowsOptions", (0, baseline.windows_host_process)),
    _restricted(
        "allowPrivilegeEscalation",
        (8, restricted.allow_privilege_escalation),
        (25, restricted.allow_privilege_escalation_1_25),
    ),
    _restricted(
        "capabilities_restricted",
        (22, restricted.capabilities),
        (25, restricted.capabilities_1_25),
        overrides="capabilities_baseline",
    ),
    _restricted("procMount_restricted", (35, baseline.proc_mount), overrides="procMount"),
    _restricted("restrictedVolumes", (0, restricted.restricted_volumes), overrides="hostPathVolumes"),
    _restricted("runAsNonRoot", (0, restricted.run_as_non_root), (35, restricted.run_as_non_root_1_35)),
    _restricted("runAsUser", (23, restricted.run_as_user), (35, restricted.run_as_user_1_35)),
    _restricted(
        "seccompProfile_restricted",
        (19, restricted.seccomp_profile),
        (25, restricted.seccomp_profile_1_25),
        overrides="seccompProfile_baseline",
    ),
)
"""In the order of upstream's messages: baseline, then restricted, each by id."""


def control(name: str) -> Control:
    """The control with that id; raises ``KeyError`` where there is none."""
    for each in CONTROLS:
        if each.id == name:
            return each
    raise KeyError(name)


@lru_cache(maxsize=256)
def controls(level: Level, version: Version = LATEST) -> tuple[Control, ...]:
    """The controls that ``level`` demands in ``version``, in order; restricted brings baseline's along."""
    active = [each for each in CONTROLS if each.level.strictness <= level.strictness and each.judge(version)]
    replaced = {each.overrides for each in active}
    return tuple(each for each in active if each.id not in replaced)


def check(control: Control, metadata: object, spec: object, version: Version = LATEST) -> Result:
    """What one control says; a version that does not know it allows everything.

    ``metadata`` and ``spec`` are those of a pod or pod template as parsed from YAML, of any shape.
    """
    return result_for(Pod.read(metadata, spec), control, version)


def evaluate(level: Level, version: Version, metadata: object, spec: object) -> tuple[Result, ...]:
    """What every control of ``level`` says to the pod, in order; see ``check``."""
    pod = Pod.read(metadata, spec)
    return tuple(result_for(pod, each, version) for each in controls(level, version))


def result_for(pod: Pod, control: Control, version: Version = LATEST) -> Result:
    """What one control says to a pod that is read already: cheaper where many controls are asked one by one."""
    judge = control.judge(version)
    verdict = judge(pod) if judge else None
    if verdict is None:
        return Result(control, allowed=True)
    return Result(control, False, verdict.reason, verdict.detail, verdict.places)


def reasons(results: Iterable[Result]) -> str:
    """Why it is forbidden, in short; empty where it is allowed."""
    return ", ".join(result.reason for result in results if not result.allowed)


def details(results: Iterable[Result]) -> str:
    """Why it is forbidden, with details: the part of the API server's message behind the level."""
    return ", ".join(
        f"{result.reason} ({result.detail})" if result.detail else result.reason
        for result in results
        if not result.allowed
    )


def denied(name: str, policy: LevelVersion, results: Iterable[Result]) -> str:
    """What the API server answers to the pod ``name`` where ``policy`` is enforced."""
    return f'pods "{name}" is forbidden: violates PodSecurity "{policy}": {details(results)}'
