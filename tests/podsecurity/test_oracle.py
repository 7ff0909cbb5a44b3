"""Verdicts, wording, namespace labels and quantities, compared with upstream's own code on random input.

``GITOPS_LINT_ORACLE_RUNS`` sets how many pods are compared, ``GITOPS_LINT_ORACLE_SEED`` which ones.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from oracle import SOURCES, program

from gitops_lint.model.quantity import Quantity, QuantityError
from gitops_lint.podsecurity.controls import CONTROLS, details, evaluate, reasons
from gitops_lint.podsecurity.defaulting import with_defaults
from gitops_lint.podsecurity.labels import LABELS, policy_of
from gitops_lint.podsecurity.usage import pod_limits, pod_requests, quality_of_service
from gitops_lint.podsecurity.values import Level, Version

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("go") is None, reason="go is not installed"),
]

RUNS = int(os.environ.get("GITOPS_LINT_ORACLE_RUNS", "5000"))
SEED = int(os.environ.get("GITOPS_LINT_ORACLE_SEED", "20"))
BATCH = 5000

NAMES = ["a", "b", "c", "web", "", 'q"uote', "ümlaut", "tab\there"]
TYPES = ["RuntimeDefault", "Localhost", "Unconfined", "", "runtime/default", "Other", None]
CAPABILITIES = [
    *["NET_BIND_SERVICE", "CHOWN", "KILL", "MKNOD", "SETPCAP", "AUDIT_WRITE", "SYS_CHROOT", "DAC_OVERRIDE", "FOWNER"],
    *["FSETID", "SETFCAP", "SETGID", "SETUID", "NET_RAW", "SYS_ADMIN", "ALL", "all", "CAP_CHOWN", "chown", "", None],
]
SYSCTLS = [
    *["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "kernel.msgmax", ""],
    *["net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports"],
    *["net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.core.somaxconn"],
    *["net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem", "net.ipv4.tcp_notsent_lowat"],
    *["net.ipv4.tcp_slow_start_after_idle", "net/ipv4/tcp_rmem", "Net.ipv4.tcp_rmem"],
]
VOLUMES = [
    *["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected"],
    *["secret", "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "nfs", "iscsi", "glusterfs", "rbd"],
    *["flexVolume", "cinder", "cephfs", "flocker", "fc", "azureFile", "vsphereVolume", "quobyte", "azureDisk"],
    *["photonPersistentDisk", "portworxVolume", "scaleIO", "storageos"],
]
ANNOTATIONS = [
    *["runtime/default", "docker/default", "localhost/x", "localhost/", "unconfined", "", "Runtime/Default", None],
    *['odd "value"', "back\\slash", "new\nline", "é\u00a0\u200b\U0001f600\x7f", "localhost", "\u0001"],
]
ANNOTATION_KEYS = [
    "seccomp.security.alpha.kubernetes.io/pod",
    "container.seccomp.security.alpha.kubernetes.io/",
    "container.apparmor.security.beta.kubernetes.io/",
    "other.example.com/",
]
SELINUX = {
    "type": ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t", "spc_t", None],
    "user": ["", "system_u", None],
    "role": ["", "system_r", None],
    "level": ["s0:c1,c2"],
}
HOSTS = ["", "127.0.0.1", "::1", "localhost", "10.0.0.1", "example.com", None]
USERS = [0, 0, 1, 1000, None, -1]


class Dice:
    """Random pods; every pod has its own likelihood of odd values, so that near misses are common."""

    def __init__(self, random: random.Random) -> None:
        self.random = random
        self.odds = random.choice((0.02, 0.05, 0.1, 0.3, 0.6))

    def rarely(self) -> bool:
        return self.random.random() < self.odds

    def one(self, values: list[Any]) -> Any:
        return self.random.choice(values)

    def some(self, values: list[Any], most: int) -> list[Any]:
        return [self.one(values) for _ in range(self.random.randint(0, most))]

    def profile(self) -> Any:
        if not self.rarely():
            return {"type": "RuntimeDefault"}
        return self.one([None, {}, {"type": self.one(TYPES)}, {"type": self.one(TYPES), "localhostProfile": "p"}])

    def selinux(self) -> Any:
        return self.one(
            [None, {key: self.one(values) for key, values in SELINUX.items() if self.random.random() < 0.5}]
        )

    def pod_security(self) -> Any:
        if self.rarely():
            return self.one([None, {}, ...])
        security: dict[str, Any] = {}
        if not self.rarely():
            security["runAsNonRoot"] = self.one([None, False]) if self.rarely() else True
        if not self.rarely():
            security["seccompProfile"] = self.profile()
        if self.rarely():
            security["appArmorProfile"] = self.profile()
        if self.rarely():
            security["runAsUser"] = self.one(USERS)
        if self.rarely():
            security["seLinuxOptions"] = self.selinux()
        if self.rarely():
            security["windowsOptions"] = self.one([None, {}, {"hostProcess": self.one([True, False, None])}])
        if self.random.random() < 0.3:
            most = self.one([1, 2, 12])
            security["sysctls"] = self.one([None, [{"name": name, "value": "1"} for name in self.some(SYSCTLS, most)]])
        return security

    def security(self) -> Any:
        security = self.pod_security()
        if not isinstance(security, dict):
            return security
        for key in ("sysctls", "runAsNonRoot", "seccompProfile"):
            if self.random.random() < 0.7:
                security.pop(key, None)
        if not self.rarely():
            security["allowPrivilegeEscalation"] = self.one([True, None]) if self.rarely() else False
        if not self.rarely():
            capabilities: dict[str, Any] = {"drop": ["ALL"]}
            if self.rarely():
                capabilities["drop"] = self.one(
                    [None, [], ["all"], ["NET_RAW"], ["KILL", "ALL"], ["ALL", "CHOWN"], ...]
                )
            if self.rarely():
                capabilities["add"] = self.one([None, self.some(CAPABILITIES, 1), self.some(CAPABILITIES, 4)])
            security["capabilities"] = self.one([None, {}]) if self.rarely() else present(capabilities)
        if self.rarely():
            security["privileged"] = self.one([True, False, None])
        if self.rarely():
            security["procMount"] = self.one(["Default", "Unmasked", "", "Other", None])
        return security

    def hook(self) -> Any:
        action = self.one(["httpGet", "tcpSocket", "grpc", "exec"])
        body: dict[str, Any] = {"port": 80} if action != "exec" else {}
        if action in ("httpGet", "tcpSocket") and self.rarely():
            body["host"] = self.one(HOSTS)
        return self.one([None, {}]) if self.rarely() else {action: body}

    def container(self) -> Any:
        if self.random.random() < 0.01:
            return None
        container: dict[str, Any] = {"name": self.one(NAMES[:4]) if not self.rarely() else self.one(NAMES)}
        container["securityContext"] = self.security()
        if self.random.random() < 0.4:
            ports = [{"containerPort": 80, "hostPort": self.one([0, None, 10, 20, 100, 8080, 9])} for _ in range(3)]
            container["ports"] = ports[: self.random.randint(0, 3)] if self.rarely() else [{"containerPort": 80}, None]
        for key in ("livenessProbe", "readinessProbe", "startupProbe"):
            if self.random.random() < 0.3:
                container[key] = self.hook()
        if self.random.random() < 0.3:
            container["lifecycle"] = self.one([None, {}, {self.one(["postStart", "preStop"]): self.hook()}])
        return present(container)

    def volume(self) -> Any:
        source = self.one(VOLUMES[:9]) if not self.rarely() else self.one([*VOLUMES, *["hostPath"] * 10])
        volume: dict[str, Any] = {"name": self.one(NAMES), source: self.one([None]) if self.rarely() else {}}
        if self.rarely():
            volume[self.one(VOLUMES)] = self.one([None, {}])
        return self.one([None, {"name": "bare"}, volume]) if self.rarely() else volume

    def spec(self) -> dict[str, Any]:
        spec: dict[str, Any] = {"containers": [self.container() for _ in range(self.one([1, 1, 2, 3, 4]))]}
        for key in ("initContainers", "ephemeralContainers"):
            if self.random.random() < 0.3:
                spec[key] = self.one([None, [self.container() for _ in range(self.one([0, 1, 2]))]])
        spec["securityContext"] = self.pod_security()
        if self.random.random() < 0.4:
            spec["volumes"] = self.one([None, [self.volume() for _ in range(self.one([1, 2, 4]))]])
        for key in ("hostNetwork", "hostPID", "hostIPC"):
            if self.rarely():
                spec[key] = self.one([True, False, None])
        if self.random.random() < 0.2:
            spec["hostUsers"] = self.one([True, False, False, None])
        if self.random.random() < 0.2:
            spec["os"] = self.one([None, {}, {"name": "linux"}, {"name": "windows"}, {"name": "Windows"}])
        return present(spec)

    def metadata(self) -> Any:
        if self.random.random() < 0.5:
            return self.one([None, {}, {"annotations": None}, {"name": "p"}])
        annotations = {}
        for _ in range(self.random.randint(0, 4)):
            key = self.one(ANNOTATION_KEYS)
            key += self.one(NAMES) if key.endswith("/") else ""
            annotations[key] = self.one(ANNOTATIONS) if self.rarely() else "runtime/default"
        return {"annotations": annotations}


def present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not ...}


@pytest.fixture(scope="module")
def oracle() -> Path:
    return program("podsecurity")


def ask(oracle: Path, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    text = "".join(json.dumps(question) + "\n" for question in questions)
    answered = subprocess.run([str(oracle)], input=text, capture_output=True, text=True, encoding="utf-8", check=True)
    answers = [json.loads(line) for line in answered.stdout.split("\n") if line]
    assert len(answers) == len(questions)
    return answers


def judged(question: dict[str, Any]) -> dict[str, Any]:
    version = Version.parse(question["version"])
    assert version is not None
    results = evaluate(Level(question["level"]), version, question["metadata"], question["spec"])
    for result in results:
        assert bool(result.places) is not result.allowed, (result, question)
        for place in result.places:
            assert is_there(question, place.template_pointer, place.missing), (place, question)
    return {
        "allowed": all(result.allowed for result in results),
        "reason": reasons(results),
        "detail": details(results),
        "checks": [
            {"id": each.control.id, "allowed": each.allowed, "reason": each.reason, "detail": each.detail}
            for each in results
        ],
    }


def is_there(value: Any, pointer: tuple[str | int, ...], missing: bool) -> bool:
    for key in pointer:
        try:
            value = value[key]
        except (KeyError, TypeError):
            return missing or key in ("type", "name")
    return True


def test_every_pod_is_judged_like_upstream(oracle: Path) -> None:
    source = random.Random(SEED)
    levels = [level.value for level in Level if level is not Level.PRIVILEGED]
    versions = [*[f"v1.{minor}" for minor in range(40)], *["latest"] * 10]
    verdicts: Counter[tuple[str, bool]] = Counter()
    done = 0
    while done < RUNS:
        questions = []
        for _ in range(min(BATCH, RUNS - done)):
            dice = Dice(source)
            level = "privileged" if source.random() < 0.01 else source.choice(levels)
            version = source.choice(versions)
            questions.append({"metadata": dice.metadata(), "spec": dice.spec(), "level": level, "version": version})
        for question, answer in zip(questions, ask(oracle, questions), strict=True):
            assert judged(question) == answer, json.dumps(question)
            verdicts.update((check["id"], check["allowed"]) for check in answer["checks"])
        done += len(questions)
    if RUNS >= 5000:
        assert {name for name, _ in verdicts} == {control.id for control in CONTROLS}
        assert min(verdicts.values()) >= RUNS // 500, verdicts


def test_labels_are_read_like_upstream(oracle: Path) -> None:
    source = random.Random(SEED)
    levels = ["privileged", "baseline", "restricted", "restricted", "Restricted", "", "true"]
    versions = ["latest", "v1.0", "v1.30", "v1.030", "1.30", "v1.30.1", "v2.0", "", "v1.99", "v1." + "9" * 25, "Latest"]
    questions = []
    for _ in range(2000):
        chosen = [label for label in LABELS if source.random() < 0.4]
        labels = {label: source.choice(versions if label.endswith("-version") else levels) for label in chosen}
        questions.append({"labels": labels})
    for question, answer in zip(questions, ask(oracle, questions), strict=True):
        policy, problems = policy_of(question["labels"])
        mine = {mode: str(getattr(policy, mode)) for mode in ("enforce", "audit", "warn")}
        assert {**mine, "errors": [str(problem) for problem in problems]} == answer, question


AMOUNTS = ["0", "100m", "250m", 1, 2, "1", "0.5", 0.25, "128Mi", "1Gi", "1G", "1e3", "512m", "1025Mi", "1.500", None]
RESOURCES = ["cpu", "memory", "ephemeral-storage", "hugepages-2Mi", "nvidia.com/gpu"]


def resources(source: random.Random) -> Any:
    def some() -> Any:
        names = source.sample(RESOURCES, source.choice((0, 1, 2, 2, 3)))
        return source.choice([None, {}]) if source.random() < 0.1 else {name: source.choice(AMOUNTS) for name in names}

    parts = {"requests": some(), "limits": some()}
    if source.random() < 0.3:
        parts["requests"] = parts["limits"]
    return None if source.random() < 0.1 else parts


def without_nulls(value: Any) -> Any:
    """Null amounts are zero for Go and absent for us, so only what both read alike is compared."""
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


def test_usage_is_computed_like_upstream(oracle: Path) -> None:
    source = random.Random(SEED)
    specs = []
    for _ in range(min(RUNS, 20_000)):
        always = {"restartPolicy": "Always"}
        spec: dict[str, Any] = {
            "containers": [{"resources": resources(source)} for _ in range(source.choice((1, 1, 2, 3)))],
            "initContainers": [
                {"resources": resources(source), **source.choice([{}, always, {"restartPolicy": "Never"}])}
                for _ in range(source.choice((0, 0, 1, 2, 3)))
            ],
        }
        if source.random() < 0.3:
            spec["resources"] = resources(source)
        if source.random() < 0.3:
            spec["overhead"] = {"cpu": "250m", "memory": "120Mi"}
        specs.append(without_nulls(spec))
    for spec, answer in zip(specs, ask(oracle, [{"pod": spec} for spec in specs]), strict=True):
        mine = {
            "requests": {name: str(amount) for name, amount in pod_requests(spec).items()},
            "limits": {name: str(amount) for name, amount in pod_limits(spec).items()},
            "qos": quality_of_service(spec).value,
        }
        assert mine == answer, json.dumps(spec)


FIXTURES = {  # a part of the message where it is not the id of the check
    "apparmorprofile": "forbidden AppArmor profile",
    "capabilities_baseline": "capabilities",
    "capabilities_restricted": "unrestricted capabilities",
    "hostnamespaces": "host namespaces",
    "hostpathvolumes": "hostPath",
    "hostports": "hostPort",
    "hostprobesandhostlifecycle": "probe or lifecycle host",
    "procmount_restricted": "procMount",
    "restrictedvolumes": "restricted volume types",
    "seccompprofile_baseline": "seccompProfile",
    "seccompprofile_restricted": "seccompProfile",
    "sysctls": "forbidden sysctl",
    "windowshostprocess": "hostProcess",
}


def test_upstreams_fixtures_pass_and_fail() -> None:
    command = ["go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/pod-security-admission"]
    listed = subprocess.run(command, cwd=SOURCES / "podsecurity", capture_output=True, text=True, check=True)
    files = sorted((Path(listed.stdout.strip()) / "test" / "testdata").rglob("*.yaml"))
    assert len(files) >= 4537
    for file in files:
        level, version, expected = file.parts[-4:-1]
        pod = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        parsed = Version.parse(version)
        assert parsed is not None
        text = details(evaluate(Level(level), parsed, pod["metadata"], with_defaults(pod["spec"])))
        if expected == "pass":
            assert text == "", file
        else:
            name = file.stem.rstrip("0123456789")
            assert FIXTURES.get(name, name).lower() in text.lower(), file


def quantity(text: str) -> dict[str, Any]:
    try:
        parsed = Quantity.parse(text)
    except QuantityError as error:
        return {"error": str(error)}
    return {
        "string": str(parsed), "canonical": parsed.canonical, "nano": str(parsed.nano), "format": parsed.format.value,
        "value": parsed.value, "milli": parsed.milli,
    }  # fmt: skip


def test_quantities_are_read_like_upstream(oracle: Path) -> None:
    source = random.Random(SEED)
    suffixes = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E-3", "e+6"]
    suffixes += ["K", "e", "mi", "e-10", "e0", "i", "Kim", " ", "B", "e1.5", "E5", "e-7"]
    texts = []
    for _ in range(max(RUNS, 20_000)):
        whole = "".join(
            source.choice("0012345789") for _ in range(source.choice((0, 1, 1, 2, 3, 4, 6, 10, 17, 19, 22)))
        )
        decimals = "".join(source.choice("0012345789") for _ in range(source.choice((0, 1, 2, 3, 8, 12, 18))))
        point = source.choice(("", "", "", "."))
        texts.append(
            source.choice(("", "", "+", "-")) + whole + point + decimals * bool(point) + source.choice(suffixes)
        )
    answers = ask(oracle, [{"quantity": text} for text in texts])
    for text, answer in zip(texts, answers, strict=True):
        mine = quantity(text)
        if abs(int(mine.get("nano", 0))) >= 10**30:
            continue  # upstream prints these without their suffix
        if not 0 <= int(mine.get("nano", 0)) <= (2**63 - 1) * 10**6:
            for key in ("value", "milli"):
                del mine[key], answer[key]  # upstream overflows, and rounds some negative amounts up past zero
        assert mine == answer, text
