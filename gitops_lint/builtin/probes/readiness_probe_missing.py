"""Rule: containers behind a Service say when they are ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitops_lint.builtin.probes._probing import is_service_like, probe, probes_itself
from gitops_lint.builtin.probes._services import services_of, serving, waits_for_readiness
from gitops_lint.rule import Bad, Container, Good, Node, Occurrence, Place, Repository, Rule, Severity, Workload

Related = Sequence[tuple[Node | Place, str]]


class ReadinessProbeMissing(Rule[Workload]):
    """A Service sends requests to the container as soon as its process has started, ready or not.

    Every release and every new node then loses requests, and a rolling update goes on although the new version never
    answers.  Add a `readinessProbe` that succeeds once the container can serve.

    Asked are the containers whose ports a Service of the same namespace reaches; where no container declares such a
    port, one with a probe is enough for the pod.  With the option `all`, every container that runs on is asked,
    sidecars included, as other linters do.  Jobs and init containers are never asked.

    **When to allow it.**  The container answers from its first moment on, or its clients retry.
    """

    summary = "container behind a Service has no readiness probe"
    severity = Severity.WARNING
    tags = frozenset({"availability", "probes", "reliability"})
    aliases = (
        "kube-linter:no-readiness-probe",
        "kube-score:pod-probes",
        "polaris:readinessProbeMissing",
        "CKV_K8S_9",
        "kics:Readiness Probe Is Not Configured",
        "kubescape:C-0018",
        "datree:CONTAINERS_MISSING_READINESSPROBE_KEY",
        "kyverno:require-probes",
        "gatekeeper:requiredprobes",
    )

    class Options:
        """Options of the rule."""

        all: bool = False  #: ask every container, also where no Service leads to it

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The containers that get requests before they are ready."""
        if not is_service_like(target) or probes_itself(target):
            return
        unready = [item for item in target.main_containers if probe(item, "readinessProbe") is None]
        if not unready:
            return
        if self.options.all:
            for container in unready:
                yield self._finding(container, ())
            return
        services = [service for service in services_of(target, repo) if waits_for_readiness(service)]
        if not services:
            return
        reached = serving(target, services)
        related: Related = [(services[0], "this Service sends requests to it")]
        for container in reached:
            if container in unready:
                yield self._finding(container, related)
        main = next((item for item in unready if not item.is_sidecar), None)
        if not reached and main is not None and len(unready) == len(list(target.main_containers)):
            yield self._finding(main, related)

    def _finding(self, container: Container, related: Related) -> Occurrence:
        return self.finding(container, f"{container.label} has no readiness probe", related=related)

    examples = (
        Bad("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web, tier: front}}
                spec:
                  initContainers: [{name: migrate, image: registry.example/app:1.4.2}]
                  containers:
                    - {name: agent, image: "registry.example/agent:1.4.2"}
                    - name: app
                      #     ^^^ container 'app' has no readiness probe
                      image: registry.example/app:1.4.2
                      ports: [{name: http, containerPort: 8080}]
                      livenessProbe: {httpGet: {path: /live, port: http}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              selector: {app: web}
              ports: [{port: 80, targetPort: http}]
            """),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {app: web}}
            spec:
              containers:
                - name: app
                  #     ^^^ container 'app' has no readiness probe
                  image: registry.example/app:1.4.2
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """,
            title="no container declares the port",
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              initContainers:
                - name: proxy
                  #     ^^^^^ sidecar container 'proxy' has no readiness probe
                  image: registry.example/proxy:2.0.1
                  restartPolicy: Always
              containers:
                - {name: app, image: "registry.example/app:1.4.2", readinessProbe: {tcpSocket: {port: 80}}}
            """,
            title="every container is asked",
            options={"all": True},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: payments}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: other, namespace: shop}
            spec: {selector: {app: web, tier: front}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: peers, namespace: shop}
            spec: {selector: {app: web}, clusterIP: None, publishNotReadyAddresses: true, ports: [{port: 80}]}
            """,
            title="no Service leads to it that would wait",
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {app: web}}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  ports: [{containerPort: 8080}]
                  readinessProbe: {tcpSocket: {port: 8080}}
                - {name: agent, image: "registry.example/agent:1.4.2"}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 8080}]}
            """),
        Good(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: web}
            spec:
              template:
                metadata: {labels: {app: web}}
                spec: {restartPolicy: Never, containers: [{name: app, image: registry.example/app:1.4.2}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 8080}]}
            """,
            title="Jobs are not asked",
        ),
    )
