"""Rule: what must not be root is not told to be root."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Container, Good, Node, Occurrence, Rule, Severity, Workload

_REFUSAL = "container's runAsUser breaks non-root policy"


class RunAsNonRootImpossible(Rule[Workload]):
    """`runAsNonRoot: true` and `runAsUser: 0` hold for the same container, so that the kubelet never starts it: the pod
    stays in `CreateContainerConfigError`.

    What a container's `securityContext` says wins over the pod's, field by field; usually one of the two stands in the
    pod and was forgotten.  Choose another user, or allow root for that container.

    **When to allow it.**  Something in the cluster changes one of the two.
    """

    summary = "container must not be root and is told to be"
    severity = Severity.ERROR
    tags = frozenset({"pod-security", "reliability"})

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """Each place that says user 0, with the containers that cannot start because of it."""
        found: dict[tuple[str | int, ...], tuple[Node, list[str]]] = {}
        for container in target.containers:
            demand, user = _effective(target, container, "runAsNonRoot"), _effective(target, container, "runAsUser")
            is_root = user is not None and user.value == 0 and not isinstance(user.value, bool)
            if user is not None and is_root and demand is not None and demand.value is True:
                found.setdefault(user.pointer, (user, []))[1].append(f"'{container.name}'")
        for user, names in found.values():
            word = "containers" if len(names) > 1 else "container"
            yield self.finding(user, f"'runAsNonRoot' forbids user 0 in {word} {', '.join(names)}: {_REFUSAL}")

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  securityContext:
                    runAsNonRoot: true
                  initContainers:
                    - name: chown
                      image: registry.example/chown:1.4.2
                      securityContext:
                        runAsUser: 0
                        #          ^ 'runAsNonRoot' forbids user 0 in container 'chown': container's runAsUser breaks non-root policy
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            title="the pod's demand holds for its init containers too",
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              securityContext:
                runAsUser: 0
                #          ^ 'runAsNonRoot' forbids user 0 in containers 'app', 'proxy': container's runAsUser breaks non-root policy
                runAsNonRoot: true
              containers:
                - {name: app, image: "registry.example/app:1.4.2"}
                - {name: proxy, image: "registry.example/proxy:1.4.2"}
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              securityContext: {runAsNonRoot: true, runAsUser: 0}
              initContainers:
                - name: chown
                  image: registry.example/chown:1.4.2
                  securityContext: {runAsNonRoot: false}
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext: {runAsUser: 1000}
            """,
            title="each container has its own",
        ),
    )


def _effective(workload: Workload, container: Container, field: str) -> Node | None:
    """What holds for a container: its own, else the pod's."""
    own = container.at("securityContext", field)
    return own if own is not None and own.value is not None else workload.pod.at("securityContext", field)
