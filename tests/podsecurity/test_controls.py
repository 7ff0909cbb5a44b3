"""Each control: what it forbids, in which versions, in which words, and where the finding goes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.podsecurity.controls import (
    CONTROLS,
    Result,
    check,
    control,
    controls,
    denied,
    details,
    evaluate,
    reasons,
)
from gitops_lint.podsecurity.defaulting import with_defaults
from gitops_lint.podsecurity.values import LATEST, NEWEST, Level, LevelVersion, Version

V1_0 = Version(0)


def judge(name: str, spec: str, version: Version = LATEST, annotations: dict[str, Any] | None = None) -> Result:
    return check(control(name), {"annotations": annotations}, yaml.safe_load(spec), version)


def pointers(result: Result) -> list[tuple[str | int, ...]]:
    return [place.pointer for place in result.places]


FORBIDDEN = [
    (
        "privileged",
        "{containers: [{name: a, securityContext: {privileged: true}}, {name: b}]}",
        "privileged",
        'container "a" must not set securityContext.privileged=true',
        [("containers", 0, "securityContext", "privileged")],
    ),
    (
        "privileged",
        """
        containers: [{name: a, securityContext: {privileged: true}}]
        initContainers: [{name: i, securityContext: {privileged: true}}]
        ephemeralContainers: [{name: e, securityContext: {privileged: true}}]
        """,
        "privileged",
        'containers "i", "a", "e" must not set securityContext.privileged=true',
        [
            ("initContainers", 0, "securityContext", "privileged"),
            ("containers", 0, "securityContext", "privileged"),
            ("ephemeralContainers", 0, "securityContext", "privileged"),
        ],
    ),
    (
        "capabilities_baseline",
        "{containers: [{name: a, securityContext: {capabilities: {add: [CHOWN, SYS_ADMIN, NET_RAW]}}}]}",
        "non-default capabilities",
        'container "a" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add',
        [("containers", 0, "securityContext", "capabilities", "add", index) for index in (1, 2)],
    ),
    (
        "capabilities_restricted",
        """
        containers:
        - {name: a, securityContext: {capabilities: {add: [FOO, BAR]}}}
        - {name: b, securityContext: {capabilities: {add: [BAR, NET_BIND_SERVICE], drop: [KILL]}}}
        - {name: c, securityContext: {capabilities: {add: [CHOWN], drop: [ALL]}}}
        """,
        "unrestricted capabilities",
        ('containers "a", "b" must set securityContext.capabilities.drop=["ALL"]; '
        'containers "a", "b", "c" must not include "BAR", "CHOWN", "FOO" in securityContext.capabilities.add'),
        [
            ("containers", 0, "securityContext", "capabilities", "drop"),
            ("containers", 1, "securityContext", "capabilities", "drop"),
            ("containers", 0, "securityContext", "capabilities", "add", 0),
            ("containers", 0, "securityContext", "capabilities", "add", 1),
            ("containers", 1, "securityContext", "capabilities", "add", 0),
            ("containers", 2, "securityContext", "capabilities", "add", 0),
        ],
    ),
    (
        "hostNamespaces",
        "{hostIPC: true, hostPID: true, hostNetwork: true}",
        "host namespaces",
        "hostNetwork=true, hostPID=true, hostIPC=true",
        [("hostNetwork",), ("hostPID",), ("hostIPC",)],
    ),
    (
        "hostPathVolumes",
        "{volumes: [{name: a, hostPath: {path: /}}, {name: b, emptyDir: {}}, {name: c, hostPath: {}}]}",
        "hostPath volumes",
        'volumes "a", "c"',
        [("volumes", 0, "hostPath"), ("volumes", 2, "hostPath")],
    ),
    (
        "hostPorts",
        ("{containers: [{name: a, ports: [{hostPort: 0}]}, {name: b, ports: [{hostPort: 20}, {hostPort: 100}]}, "
        "{name: c, ports: [{}, {hostPort: 10}]}]}"),
        "hostPort",
        'containers "b", "c" use hostPorts 10, 100, 20',
        [("containers", 1, "ports", 0, "hostPort"), ("containers", 1, "ports", 1, "hostPort"),
         ("containers", 2, "ports", 1, "hostPort")],
    ),
    (
        "hostProbesAndHostLifecycle",
        """
        containers:
        - name: b
          livenessProbe: {httpGet: {host: 127.0.0.1}}
          readinessProbe: {httpGet: {host: ""}}
          startupProbe: {grpc: {host: ignored}}
        - name: a
          lifecycle: {preStop: {tcpSocket: {host: db}}}
        """,
        "probe or lifecycle host",
        'containers "a", "b" use probe or lifecycle hosts "127.0.0.1", "db"',
        [("containers", 0, "livenessProbe", "httpGet", "host"),
         ("containers", 1, "lifecycle", "preStop", "tcpSocket", "host")],
    ),
    (
        "procMount",
        """
        containers:
        - {name: a, securityContext: {procMount: Unmasked}}
        - {name: b, securityContext: {procMount: Default}}
        """,
        "procMount",
        'container "a" must not set securityContext.procMount to "Unmasked"',
        [("containers", 0, "securityContext", "procMount")],
    ),
    (
        "seLinuxOptions",
        """
        securityContext: {seLinuxOptions: {type: foo, user: u}}
        containers: [{name: a, securityContext: {seLinuxOptions: {role: r, type: container_t}}}]
        """,
        "seLinuxOptions",
        ('pod and container "a" set forbidden securityContext.seLinuxOptions: type "foo"; user may not be set; '
        "role may not be set"),
        [
            ("securityContext", "seLinuxOptions", "type"),
            ("securityContext", "seLinuxOptions", "user"),
            ("containers", 0, "securityContext", "seLinuxOptions", "role"),
        ],
    ),
    (
        "seccompProfile_baseline",
        """
        securityContext: {seccompProfile: {type: Unconfined}}
        containers: [{name: a, securityContext: {seccompProfile: {}}}, {name: b}]
        """,
        "seccompProfile",
        'pod and container "a" must not set securityContext.seccompProfile.type to "", "Unconfined"',
        [("securityContext", "seccompProfile", "type"), ("containers", 0, "securityContext", "seccompProfile", "type")],
    ),
    (
        "sysctls",
        "{securityContext: {sysctls: [{name: b}, {name: kernel.shm_rmid_forced}, {name: a}, {name: b}]}}",
        "forbidden sysctls",
        "b, a, b",
        [("securityContext", "sysctls", index, "name") for index in (0, 2, 3)],
    ),
    (
        "windowsHostProcess",
        """
        securityContext: {windowsOptions: {hostProcess: true}}
        containers: [{name: a, securityContext: {windowsOptions: {hostProcess: true}}}]
        """,
        "hostProcess",
        'pod and container "a" must not set securityContext.windowsOptions.hostProcess=true',
        [("securityContext", "windowsOptions", "hostProcess"),
         ("containers", 0, "securityContext", "windowsOptions", "hostProcess")],
    ),
    (
        "allowPrivilegeEscalation",
        """
        containers:
        - {name: a}
        - {name: b, securityContext: {allowPrivilegeEscalation: true}}
        - {name: c, securityContext: {allowPrivilegeEscalation: false}}
        """,
        "allowPrivilegeEscalation != false",
        'containers "a", "b" must set securityContext.allowPrivilegeEscalation=false',
        [("containers", index, "securityContext", "allowPrivilegeEscalation") for index in (0, 1)],
    ),
    (
        "procMount_restricted",
        "{hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]}",
        "procMount",
        'container "a" must not set securityContext.procMount to "Unmasked"',
        [("containers", 0, "securityContext", "procMount")],
    ),
    (
        "restrictedVolumes",
        "{volumes: [{name: a, nfs: {}}, {name: b, secret: {}}, {name: c, gitRepo: {}}, {name: d}]}",
        "restricted volume types",
        'volumes "a", "c", "d" use restricted volume types "gitRepo", "nfs", "unknown"',
        [("volumes", 0, "nfs"), ("volumes", 2, "gitRepo"), ("volumes", 3)],
    ),
    (
        "runAsNonRoot",
        """
        securityContext: {runAsNonRoot: false}
        containers: [{name: a, securityContext: {runAsNonRoot: true}}, {name: b}]
        """,
        "runAsNonRoot != true",
        "pod must not set securityContext.runAsNonRoot=false",
        [("securityContext", "runAsNonRoot")],
    ),
    (
        "runAsNonRoot",
        "{containers: [{name: a, securityContext: {runAsNonRoot: true}}, {name: b}]}",
        "runAsNonRoot != true",
        'pod or container "b" must set securityContext.runAsNonRoot=true',
        [("containers", 1, "securityContext", "runAsNonRoot")],
    ),
    (
        "runAsNonRoot",
        """
        securityContext: {runAsNonRoot: true}
        containers: [{name: a, securityContext: {runAsNonRoot: false}}, {name: b}]
        """,
        "runAsNonRoot != true",
        'container "a" must not set securityContext.runAsNonRoot=false',
        [("containers", 0, "securityContext", "runAsNonRoot")],
    ),
    (
        "runAsUser",
        "{securityContext: {runAsUser: 0}, containers: [{name: a, securityContext: {runAsUser: 1}}]}",
        "runAsUser=0",
        "pod must not set runAsUser=0",
        [("securityContext", "runAsUser")],
    ),
    (
        "seccompProfile_restricted",
        """
        containers:
        - {name: a}
        - {name: b}
        - {name: c, securityContext: {seccompProfile: {type: Localhost, localhostProfile: x}}}
        """,
        "seccompProfile",
        'pod or containers "a", "b" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"',
        [("containers", index, "securityContext", "seccompProfile") for index in (0, 1)],
    ),
    (
        "appArmorProfile",
        """
        securityContext: {appArmorProfile: {type: Unconfined}}
        containers: [{name: a, securityContext: {appArmorProfile: {type: Other}}}]
        """,
        "forbidden AppArmor profiles",
        'pod and container "a" must not set AppArmor profile type to "Other", "Unconfined"',
        [("securityContext", "appArmorProfile", "type"),
         ("containers", 0, "securityContext", "appArmorProfile", "type")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "spec", "reason", "detail", "places"), FORBIDDEN)
def test_forbids(name: str, spec: str, reason: str, detail: str, places: list[tuple[str | int, ...]]) -> None:
    result = judge(name, spec)
    assert not result.allowed
    assert (result.reason, result.detail) == (reason, detail)
    assert pointers(result) == places


ALLOWED = [
    ("privileged", "{containers: [{name: a, securityContext: {privileged: false}}]}"),
    ("privileged", "{containers: [{name: a, securityContext: {privileged: 'true'}}]}"),
    (
        "capabilities_baseline",
        "{containers: [{name: a, securityContext: {capabilities: {add: [CHOWN, NET_BIND_SERVICE]}}}]}",
    ),
    ("capabilities_baseline", "{containers: [{name: a, securityContext: {capabilities: {drop: [SYS_ADMIN]}}}]}"),
    (
        "capabilities_restricted",
        "{containers: [{name: a, securityContext: {capabilities: {add: [NET_BIND_SERVICE], drop: [KILL, ALL]}}}]}",
    ),
    ("hostNamespaces", "{hostNetwork: false, hostPID: null}"),
    ("hostPathVolumes", "{volumes: [{name: a, hostPath: null, emptyDir: {}}]}"),
    ("hostPorts", "{containers: [{name: a, ports: [{containerPort: 80}]}]}"),
    ("hostPorts", "{hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80}]}]}"),
    ("procMount", "{hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]}"),
    ("seLinuxOptions", "{securityContext: {seLinuxOptions: {type: container_engine_t, level: 's0:c1'}}}"),
    ("sysctls", "{securityContext: {sysctls: [{name: net.ipv4.tcp_notsent_lowat}]}}"),
    ("restrictedVolumes", "{volumes: [{name: a, hostPath: {}, csi: {}}]}"),
    ("restrictedVolumes", "{volumes: [{name: a, image: {}}, {name: b, ephemeral: {}}, {name: c, projected: {}}]}"),
    ("runAsNonRoot", "{securityContext: {runAsNonRoot: true}, containers: [{name: a}]}"),
    ("runAsNonRoot", "{containers: [{name: a, securityContext: {runAsNonRoot: true}}]}"),
    ("runAsNonRoot", "{hostUsers: false, containers: [{name: a}]}"),
    ("runAsUser", "{hostUsers: false, securityContext: {runAsUser: 0}}"),
    ("runAsUser", "{securityContext: {runAsUser: 1000}, containers: [{name: a, securityContext: {runAsUser: null}}]}"),
    (
        "seccompProfile_restricted",
        "{securityContext: {seccompProfile: {type: RuntimeDefault}}, containers: [{name: a}]}",
    ),
    ("seccompProfile_restricted", "{os: {name: windows}, containers: [{name: a}]}"),
    ("capabilities_restricted", "{os: {name: windows}, containers: [{name: a}]}"),
    ("allowPrivilegeEscalation", "{os: {name: windows}, containers: [{name: a}]}"),
]


@pytest.mark.parametrize(("name", "spec"), ALLOWED)
def test_allows(name: str, spec: str) -> None:
    assert judge(name, spec).allowed


def test_windows_is_no_excuse_for_running_as_root() -> None:
    assert not judge("runAsNonRoot", "{os: {name: windows}, containers: [{name: a}]}").allowed


def test_app_armor_annotations_count_for_any_container_name() -> None:
    prefix = "container.apparmor.security.beta.kubernetes.io/"
    result = judge("appArmorProfile", "{}", V1_0, {prefix + "a": "unconfined", prefix + "b": "localhost/x"})
    assert result.reason == "forbidden AppArmor profile"
    assert result.detail == f'annotation must not set AppArmor profile type to "{prefix}a="unconfined""'
    assert pointers(result) == [("metadata", "annotations", f"{prefix}a")]
    assert result.places[0].template_pointer == ("metadata", "annotations", f"{prefix}a")


def test_seccomp_annotations_count_before_1_19_and_only_for_containers_that_exist() -> None:
    prefix = "container.seccomp.security.alpha.kubernetes.io/"
    annotations = {"seccomp.security.alpha.kubernetes.io/pod": 'un"confined', prefix + "a": "", prefix + "b": "other"}
    result = judge("seccompProfile_baseline", "{containers: [{name: a}]}", Version(18), annotations)
    assert result.detail == (
        f'forbidden annotations {prefix}a="", seccomp.security.alpha.kubernetes.io/pod="un\\"confined"'
    )
    assert judge("seccompProfile_baseline", "{containers: [{name: a}]}", Version(19), annotations).allowed


@pytest.mark.parametrize(
    ("name", "spec", "until"),
    [
        ("allowPrivilegeEscalation", "{containers: [{name: a}]}", 7),
        ("allowPrivilegeEscalation", "{os: {name: windows}, containers: [{name: a}]}", None),
        ("seccompProfile_restricted", "{containers: [{name: a}]}", 18),
        ("capabilities_restricted", "{containers: [{name: a}]}", 21),
        ("runAsUser", "{securityContext: {runAsUser: 0}}", 22),
        ("hostProbesAndHostLifecycle", "{containers: [{name: a, livenessProbe: {httpGet: {host: x}}}]}", 33),
        ("procMount_restricted", "{containers: [{name: a, securityContext: {procMount: Unmasked}}]}", 34),
    ],
)
def test_is_allowed_up_to_a_version(name: str, spec: str, until: int | None) -> None:
    if until is None:
        assert not judge(name, spec, Version(24)).allowed
        assert judge(name, spec, Version(25)).allowed
        return
    assert judge(name, spec, Version(until)).allowed
    assert not judge(name, spec, Version(until + 1)).allowed
    assert not judge(name, spec).allowed


@pytest.mark.parametrize(
    ("name", "spec", "since"),
    [
        ("runAsUser", "{hostUsers: false, securityContext: {runAsUser: 0}}", 35),
        ("runAsNonRoot", "{hostUsers: false, containers: [{name: a}]}", 35),
        ("procMount", "{hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]}", 35),
        ("seLinuxOptions", "{securityContext: {seLinuxOptions: {type: container_engine_t}}}", 31),
        ("sysctls", "{securityContext: {sysctls: [{name: net.ipv4.ip_local_reserved_ports}]}}", 27),
        ("sysctls", "{securityContext: {sysctls: [{name: net.ipv4.tcp_keepalive_time}]}}", 29),
        ("sysctls", "{securityContext: {sysctls: [{name: net.ipv4.tcp_wmem}]}}", 32),
        ("sysctls", "{securityContext: {sysctls: [{name: net.ipv4.tcp_slow_start_after_idle}]}}", 37),
    ],
)
def test_is_allowed_from_a_version_on(name: str, spec: str, since: int) -> None:
    assert not judge(name, spec, Version(since - 1)).allowed
    assert judge(name, spec, Version(since)).allowed
    assert judge(name, spec, Version(99)).allowed


def test_a_place_says_what_is_wrong_there_alone_and_whose_it_is() -> None:
    spec = "{containers: [{name: a, ports: [{hostPort: 20}]}, {name: b, ports: [{hostPort: 10}]}], hostUsers: true}"
    first, second = judge("hostPorts", spec).places
    assert (first.detail, first.container, first.missing) == ('container "a" uses hostPort 20', "a", False)
    assert (second.detail, second.container) == ('container "b" uses hostPort 10', "b")
    assert second.template_pointer == ("spec", "containers", 1, "ports", 0, "hostPort")


def test_a_place_tells_what_is_missing_from_what_is_wrong() -> None:
    spec = "{containers: [{name: a}, {name: b, securityContext: {allowPrivilegeEscalation: true}}]}"
    assert [place.missing for place in judge("allowPrivilegeEscalation", spec).places] == [True, False]


def test_a_profile_without_a_type_lacks_it() -> None:
    spec = "{containers: [{name: a, securityContext: {seccompProfile: {}}}, {name: b}]}"
    places = judge("seccompProfile_restricted", spec).places
    assert [(place.container, place.missing) for place in places] == [("a", True), ("b", True)]
    spec = "{securityContext: {seccompProfile: {type: Unconfined}}, containers: [{name: a}]}"
    assert [(place.container, place.missing) for place in judge("seccompProfile_restricted", spec).places] == [
        (None, False)
    ]


def test_restricted_brings_baseline_along_except_for_what_it_replaces() -> None:
    names = [each.id for each in controls(Level.RESTRICTED)]
    assert names == [
        "appArmorProfile", "hostNamespaces", "hostPorts", "hostProbesAndHostLifecycle", "privileged", "seLinuxOptions",
        "sysctls", "windowsHostProcess", "allowPrivilegeEscalation", "capabilities_restricted", "procMount_restricted",
        "restrictedVolumes", "runAsNonRoot", "runAsUser", "seccompProfile_restricted",
    ]  # fmt: skip
    assert [each.id for each in controls(Level.RESTRICTED, V1_0)] == [
        "appArmorProfile", "capabilities_baseline", "hostNamespaces", "hostPorts", "privileged", "procMount",
        "seLinuxOptions", "seccompProfile_baseline", "sysctls", "windowsHostProcess", "restrictedVolumes",
        "runAsNonRoot",
    ]  # fmt: skip
    assert len(controls(Level.BASELINE)) == 12
    assert controls(Level.PRIVILEGED) == ()


def test_the_aggregate_is_the_servers_message() -> None:
    spec = yaml.safe_load("{hostPID: true, containers: [{name: a, securityContext: {privileged: true}}]}")
    results = evaluate(Level.BASELINE, LATEST, None, spec)
    assert reasons(results) == "host namespaces, privileged"
    text = 'host namespaces (hostPID=true), privileged (container "a" must not set securityContext.privileged=true)'
    assert details(results) == text
    policy = LevelVersion(Level.BASELINE, Version(30))
    assert denied("x", policy, results) == f'pods "x" is forbidden: violates PodSecurity "baseline:v1.30": {text}'
    assert details(evaluate(Level.BASELINE, LATEST, None, {"containers": [{"name": "a"}]})) == ""


def test_latest_is_the_servers_own_version() -> None:
    assert LATEST.on(30) == Version(30)
    assert Version(35).on(30) == Version(30)
    assert Version(29).on(30) == Version(29)
    assert LATEST.on(None) == LATEST
    assert LATEST.effective == NEWEST == max(since for each in CONTROLS for since, _ in each.variants)


@pytest.mark.parametrize("text", ["1.30", "v1.030", "v1.30.1", "v2.0", "", "Latest", "v1.", "v1.x", "v1.30\n"])
def test_versions_that_are_none(text: str) -> None:
    assert Version.parse(text) is None


def test_versions_are_written_as_in_labels() -> None:
    assert str(Version.parse("v1.30")) == "v1.30"
    assert str(Version.parse("latest")) == "latest"


def test_what_the_server_writes_before_it_judges() -> None:
    spec = yaml.safe_load("""
        hostNetwork: true
        containers: [{name: a, ports: [{containerPort: 80}, {containerPort: 81, hostPort: 82}]}]
        initContainers: [{name: i, ports: [{containerPort: 9}]}]
        volumes: [{name: bare}, {name: s, secret: {}}, null]
    """)
    defaulted = with_defaults(spec)
    assert check(control("hostPorts"), None, defaulted).detail == 'containers "i", "a" use hostPorts 80, 82, 9'
    assert check(control("restrictedVolumes"), None, defaulted).allowed
    assert "hostPort" not in spec["containers"][0]["ports"][0]
    assert "emptyDir" not in spec["volumes"][0]


def test_ports_stay_the_containers_own_without_host_network() -> None:
    spec = {"containers": [{"name": "a", "ports": [{"containerPort": 80}]}]}
    assert check(control("hostPorts"), None, with_defaults(spec)).allowed


KEYS = [
    *["annotations", "containers", "initContainers", "volumes", "securityContext", "name", "ports", "hostPort", "type"],
    *["capabilities", "add", "drop", "seccompProfile", "sysctls", "os", "lifecycle", "preStop", "httpGet", "host"],
    *["hostPath", "seLinuxOptions", "windowsOptions", "appArmorProfile", "hostNetwork", "procMount", "runAsUser"],
]
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
shapes = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | scalars, inner, max_size=5),
    max_leaves=30,
)


@given(shapes, shapes, st.sampled_from(Level), st.sampled_from([V1_0, Version(18), Version(25), LATEST]))
def test_no_shape_of_yaml_is_too_odd(metadata: Any, spec: Any, level: Level, version: Version) -> None:
    results = evaluate(level, version, metadata, with_defaults(spec))
    assert all(bool(result.detail or result.reason) is not result.allowed for result in results)
    evaluate(level, version, metadata, spec)
