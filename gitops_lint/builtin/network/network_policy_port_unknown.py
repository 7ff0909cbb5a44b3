"""Rule: the ports of a network policy are ports of pods."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import POLICY_KINDS, facts_about
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

_CODES = ("named-port-unknown", "named-port-other-protocol", "port-other-protocol", "port-of-service")


class NetworkPolicyPortUnknown(Rule[Resource]):
    """A port that the pods do not have opens nothing.

    Policies see the ports of pods, after the Service has translated them: a rule must say `targetPort`, not `port`, for
    ingress and for egress to pods (the AWS VPC CNI adds the Services' own addresses and ports by itself).  A
    named port is looked up among the containers of the pods that the traffic goes to, protocol included.  Containers
    may listen on ports that they do not declare, so a number is reported only where a Service of the same pods shows
    that its own port was meant, or where they declare it for another protocol: without `protocol` a rule opens TCP.

    **When to allow it.**  The container really listens on the Service's port too.
    """

    summary = "port of a network policy that no pod has"
    severity = Severity.WARNING
    tags = frozenset({"network"})
    kinds = POLICY_KINDS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each port that leads nowhere."""
        for fact in facts_about(repo, target, *_CODES):
            if fact.certain:
                yield self.finding(nearest(target, (*fact.pointer, "port")), fact.message)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec:
              containers:
                - {name: web, image: "registry.example/web:1.0.0", ports: [{containerPort: 8080, name: http}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: web}}
              ingress:
                - ports:
                    - port: 80
                      #     ^^ TCP 80 is the port of a Service; policies see the pods' port, 8080
                    - port: https
                      #     ^^^^^ port 'https' is in no container it is meant for
                    - {port: http, protocol: UDP}
                      #      ^^^^ port 'http' is not a UDP port of the containers it is meant for
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: resolver, namespace: shop, labels: {app: resolver}}
            spec:
              containers:
                - name: resolver
                  image: registry.example/resolver:1.0.0
                  ports: [{containerPort: 53, protocol: UDP}]
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: resolver, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: resolver}}
              ingress:
                - ports:
                    - port: 53
                      #     ^^ TCP 53 opens nothing: the containers declare UDP 53
            """,
            title="the protocol was forgotten",
        ),
        Bad(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: payments, namespace: pay}
            spec: {selector: {app: payments}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: payments, namespace: pay, labels: {app: payments}}
            spec:
              containers:
                - {name: web, image: "registry.example/web:1.0.0", ports: [{containerPort: 8080, name: http}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: shop, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: shop}}
              egress:
                - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: pay}}}]
                  ports:
                    - port: 80
                      #     ^^ TCP 80 is the port of a Service; policies see the pods' port, 8080
                    - port: 8080
                - to: [{ipBlock: {cidr: 10.100.0.0/16}}]
                  ports: [{port: 80}]
            """,
            title="egress to pods",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: resolver, namespace: shop, labels: {app: resolver}}
            spec:
              containers:
                - name: resolver
                  image: registry.example/resolver:1.0.0
                  ports: [{containerPort: 53, protocol: UDP}]
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: resolver, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: resolver}}
              ingress: [{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}, {port: 9153}]}]
            """,
            title="both protocols, and a port that nobody declares",
        ),
        Good("""
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec:
              containers:
                - {name: web, image: "registry.example/web:1.0.0", ports: [{containerPort: 8080, name: http}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: web}}
              ingress: [{ports: [{port: 8080}, {port: http}, {port: 9090}]}]
            """),
    )
