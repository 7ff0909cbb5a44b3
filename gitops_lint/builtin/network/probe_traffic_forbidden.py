"""Rule: policies let the kubelet's probes in, where they have to."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import WORKLOAD_KINDS, facts_about, others_of
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class ProbeTrafficForbidden(Rule[Resource]):
    """A policy keeps the kubelet's probes out, so that the pod never becomes ready, or is restarted again and again.

    Usually policies have no say in this: traffic from a pod's own node is always admitted.  Two set-ups differ.  In
    Istio's ambient mode (`istio.io/dataplane-mode: ambient`) probes come from 169.254.7.127: allow
    `ipBlock: {cidr: 169.254.7.127/32}`.  Cilium with `allow-localhost: policy` asks the policies about the node too:
    set it to `always`, or open the port to everybody.

    **When to allow it.**  The CNI exempts the address, or a policy outside of the repository allows it.
    """

    summary = "network policy keeps the kubelet's probes out"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"network", "reliability"})
    kinds = WORKLOAD_KINDS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each probe, with the policies that isolate the pod."""
        for fact in facts_about(repo, target, "probe-traffic-forbidden"):
            confidence = None if fact.certain else Confidence.LOW
            related = others_of(fact, "isolated by this policy")
            yield self.finding(nearest(target, fact.pointer), fact.message, confidence=confidence, related=related)

    examples = (
        Bad("""
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: registry.example/web:1.0.0
                  ports: [{name: http, containerPort: 8080}]
                  readinessProbe:
                    httpGet: {path: /ready, port: http}
                    #                             ^^^^ probe does not get through: no policy allows TCP 8080 from 169.254.7.127, which Istio's ambient mode gives them
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: web}}
              ingress: [{from: [{podSelector: {}}]}]
            """),
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cilium-config, namespace: kube-system}
            data: {allow-localhost: policy}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: registry.example/web:1.0.0
                  livenessProbe:
                    tcpSocket: {port: 8080}
                    #                 ^^^^ probe does not get through: no policy allows TCP 8080 from the node
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
            """),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: registry.example/web:1.0.0
                  readinessProbe: {httpGet: {path: /ready, port: 8080}}
                  livenessProbe: {exec: {command: [/alive]}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: old, namespace: shop, labels: {app: old, istio.io/dataplane-mode: none}}
            spec:
              containers:
                - name: old
                  image: registry.example/old:1.0.0
                  readinessProbe: {tcpSocket: {port: 9090}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: all, namespace: shop}
            spec:
              podSelector: {}
              ingress: [{from: [{ipBlock: {cidr: 169.254.7.0/24}}], ports: [{port: 8080}]}]
            """,
            title="the address is allowed; a pod outside of the mesh; a probe inside of the container",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: registry.example/web:1.0.0
                  readinessProbe: {httpGet: {path: /ready, port: 8080}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec: {podSelector: {}, policyTypes: [Ingress]}
            """,
            title="the node is always admitted elsewhere",
        ),
    )
