"""Rule: Linkerd knows the annotations."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity

_CONFIG = "config.linkerd.io/"
_INJECT = "linkerd.io/inject"
_CHOICES = {
    _INJECT: ("enabled", "ingress", "disabled"),
    f"{_CONFIG}default-inbound-policy": (
        "all-unauthenticated",
        "all-authenticated",
        "cluster-unauthenticated",
        "cluster-authenticated",
        "deny",
        "audit",
    ),
}
_NAMES = frozenset(
    f"{_CONFIG}{name}"
    for name in (
        *("image-pull-policy", "debug-image", "debug-image-version", "debug-image-pull-policy", "control-port"),
        *("skip-inbound-ports", "skip-outbound-ports", "skip-subnets", "opaque-ports", "inbound-port", "admin-port"),
        *("outbound-port", "pod-inbound-ports", "enable-external-profiles", "enable-gateway", "enable-debug-sidecar"),
        *("close-wait-timeout", "default-inbound-policy", "access-log", "shutdown-grace-period", "init-image"),
        *("init-image-version",),
        *(
            f"proxy-{name}"
            for name in (
                *("image", "version", "cpu-request", "memory-request", "ephemeral-storage-request", "cpu-limit"),
                *("cpu-ratio-limit", "memory-limit", "ephemeral-storage-limit", "uid", "gid", "admin-shutdown"),
                *("log-level", "log-http-headers", "log-format", "require-identity-inbound-ports", "await"),
                *("metrics-hostname-labels", "outbound-connect-timeout", "inbound-connect-timeout", "additional-env"),
                *("outbound-discovery-cache-unused-timeout", "inbound-discovery-cache-unused-timeout"),
                *("disable-outbound-protocol-detect-timeout", "disable-inbound-protocol-detect-timeout"),
                "enable-native-sidecar",
            )
        ),
    )
)
"""What Linkerd reads.  Source: linkerd2 ``pkg/k8s/labels.go``; the images of init containers are older releases'."""


class LinkerdAnnotationInvalid(Rule[Resource]):
    """An annotation of Linkerd that it does not know, or a value that it does not take.

    An unknown key below `config.linkerd.io/` is ignored: a misspelt `skip-outbound-ports` sends a database's traffic
    through the proxy.  A value of `linkerd.io/inject` other than `enabled`, `ingress` and `disabled` is refused by the
    injector.

    A key that is like no known one is reported as information only: Linkerd may be newer than this list.

    **When to allow it.**  Never; it has no effect.
    """

    summary = "annotation is unknown to Linkerd, or has a value that it refuses"
    severity = Severity.WARNING
    tags = frozenset({"network", "service-mesh"})
    kinds = (
        "Namespace",
        "Pod",
        "apps/DaemonSet",
        "apps/Deployment",
        "apps/StatefulSet",
        "argoproj.io/Rollout",
        "batch/CronJob",
        "batch/Job",
    )

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The annotations of the namespace, or of the pods."""
        holder: Node | None = target if target.kind == "Namespace" else None
        if target.workload is not None:
            holder = target.workload.template
        for node in holder.items("metadata", "annotations") if holder is not None else ():
            key = str(node.pointer[-1])
            if "linkerd.io/" in key:
                yield from self._one(node, key)

    def _one(self, node: Node, key: str) -> Iterator[Occurrence]:
        choices = _CHOICES.get(key)
        if choices is not None:
            if isinstance(node.value, str) and node.value not in choices and "{" not in node.value:
                listed = ", ".join(f"'{choice}'" for choice in choices)
                yield self.finding(node, f"'{node.value}' is none of {listed}", grip="value")
        elif key.startswith(_CONFIG) and key not in _NAMES:
            from difflib import get_close_matches

            near = get_close_matches(key, _NAMES, 1, 0.9)
            hint = f", did you mean '{near[0]}'?" if near else ""
            severity = None if near else Severity.INFO
            yield self.finding(node, f"Linkerd ignores '{key}'{hint}", grip="key", severity=severity)

    examples = (
        Bad("""
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              annotations:
                linkerd.io/inject: "true"
                #                  ^^^^^^ 'true' is none of 'enabled', 'ingress', 'disabled'
                config.linkerd.io/skip-outbound-port: "3306"
                #^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Linkerd ignores 'config.linkerd.io/skip-outbound-port', did you mean 'config.linkerd.io/skip-outbound-ports'?
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              annotations:
                linkerd.io/inject: enabled
                config.linkerd.io/proxy-cpu-request: 100m
                config.linkerd.io/default-inbound-policy: cluster-authenticated
                viz.linkerd.io/tap-enabled: "true"
            spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            """),
    )
