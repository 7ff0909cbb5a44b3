"""Random pods for comparisons with upstream."""

from __future__ import annotations

import random
from typing import Any

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
