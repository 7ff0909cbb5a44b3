"""Rule: something of the kernel confines every container."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity

_KEYS = ("appArmorProfile", "seLinuxOptions", "seccompProfile")


class LinuxHardeningMissing(Rule[Container]):
    """Neither AppArmor nor seccomp nor SELinux nor dropped capabilities confine the container.

    Any one of them meets this control.  `seccomp-profile-missing` and `drop-all-capabilities` ask for more and say
    which, so that this rule is in no profile.

    **When to allow it.**  The runtime's defaults are known to confine every pod.
    """

    summary = "container is confined by nothing of the kernel"
    severity = Severity.INFO
    tags = frozenset({"hardening", "security"})
    aliases = ("polaris:linuxHardening", "kubescape:C-0055")

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The container, its pod's settings included."""
        pod = target.workload.pod
        own, shared = target.mapping("securityContext"), pod.mapping("securityContext")
        if target.is_ephemeral or pod.get("os", "name") == "windows" or any(own.get(k) or shared.get(k) for k in _KEYS):
            return
        annotations = target.workload.template.mapping("metadata", "annotations")
        if f"container.apparmor.security.beta.kubernetes.io/{target.name}" in annotations:
            return
        if not target.sequence("securityContext", "capabilities", "drop"):
            yield self.finding(target, f"{target.label} is confined by no profile and drops no capability")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  #     ^^^ container 'app' is confined by no profile and drops no capability
                  image: registry.example/app:1.4.2
                  securityContext:
                    runAsNonRoot: true
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                seccompProfile: {type: RuntimeDefault}
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="the pod's profile counts",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              annotations:
                container.apparmor.security.beta.kubernetes.io/app: runtime/default
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                - name: helper
                  image: registry.example/helper:1.4.2
                  securityContext:
                    capabilities: {drop: [NET_RAW]}
            """,
        ),
    )
