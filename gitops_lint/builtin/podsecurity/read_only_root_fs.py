"""Rule: containers do not write to their root file system."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.podsecurity.labels import allows_everything
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class ReadOnlyRootFs(Rule[Container]):
    """The container may write to its root file system.

    Whoever breaks into the program changes it, or leaves tools behind, and what the program itself writes there is lost
    with the container.  Set `readOnlyRootFilesystem: true` and mount an `emptyDir` where it has to write, often `/tmp`.
    No level of the Pod Security Standards asks for it; namespaces labelled `privileged` are left alone.

    **When to allow it.**  Programs that write all over their image, such as package builders.
    """

    summary = "root file system of a container is writable"
    severity = Severity.INFO
    tags = frozenset({"hardening", "security"})
    security_severity = 3.0
    aliases = (
        "kube-linter:no-read-only-root-fs",
        "kube-score:container-security-context-readonlyrootfilesystem",
        "polaris:notReadOnlyRootFilesystem",
        "CKV_K8S_22",
        "KSV-0014",
        "kics:Root Container Not Mounted Read-only",
        "kubescape:C-0017",
        "kubesec:ReadOnlyRootFilesystem",
        "datree:CONTAINERS_INCORRECT_READONLYROOTFILESYSTEM_VALUE",
        "kyverno:require-ro-rootfs",
        "gatekeeper:read-only-root-filesystem",
    )

    def check(self, target: Container) -> Iterator[Occurrence]:
        """Each container; Windows has no such setting."""
        setting = target.at("securityContext", "readOnlyRootFilesystem")
        if target.is_ephemeral or (setting is not None and setting.value is True):
            return
        if target.workload.pod.get("os", "name") == "windows":
            return
        if allows_everything(target.resource.context.namespace_facts.labels):
            return
        if setting is not None:
            change = setting.replace(True)
        else:
            change = target.insert(("securityContext", "readOnlyRootFilesystem"), True)
        fix = self.unsafe_fix("make the root file system read-only", change)
        yield self.finding(setting or target, f"{target.label} may write to its root file system", fix=fix)

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
                  #     ^^^ container 'app' may write to its root file system
                  image: registry.example/app:1.4.2
                  securityContext:
                    allowPrivilegeEscalation: false
            """,
            fixed="""
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    allowPrivilegeEscalation: false
                    readOnlyRootFilesystem: true
            """,
        ),
        Bad(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: report
            spec:
              schedule: "0 3 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      initContainers:
                        - name: fetch
                          image: registry.example/fetch:1.4.2
                          securityContext:
                            readOnlyRootFilesystem: false
                            #                       ^^^^^ init container 'fetch' may write to its root file system
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
                          securityContext:
                            readOnlyRootFilesystem: true
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              os: {name: windows}
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="Windows has no such setting",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      securityContext: {readOnlyRootFilesystem: true}
            """,
        ),
    )
