"""Rule: a proxy is not asked for the credentials of Pod Identity."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.workloads import associations, identity_of
from gitops_lint.rule import Bad, Container, Good, Occurrence, Repository, Rule, Severity

_AGENT = "169.254.170.23"
_PROXIES = ("HTTP_PROXY", "http_proxy")
_EXCEPTIONS = ("NO_PROXY", "no_proxy")


class PodIdentityBehindProxy(Rule[Container]):
    """A container uses a proxy for HTTP, and the agent of EKS Pod Identity is not among the exceptions.

    The SDK fetches its credentials from `http://169.254.170.23`, an address of the node.  A proxy cannot reach it, so the
    container gets no credentials.  Add the address to `NO_PROXY` (and `[fd00:ec2::23]` for IPv6).

    **When to allow it.**  The SDK ignores the proxy for link-local addresses.
    """

    summary = "credentials of Pod Identity are asked from a proxy"
    severity = Severity.ERROR
    looks_inside = True
    tags = frozenset({"eks", "iam", "network"})

    def check(self, target: Container, repo: Repository) -> Iterator[Occurrence]:
        """The variables of the proxy and its exceptions."""
        if not repo.once(associations):
            return
        entries = {entry.text("name"): entry for entry in target.items("env")}
        proxy = next((entries[name] for name in _PROXIES if name in entries), None)
        if proxy is None or not (proxy.get("value") or proxy.get("valueFrom")):
            return
        identity = identity_of(repo, target.workload)
        if identity is None or identity.way != "pod-identity":
            return
        exceptions = [entries[name] for name in _EXCEPTIONS if name in entries]
        known = [entry.text("value") for entry in exceptions]
        if None in known or target.sequence("envFrom"):
            return
        if not any(_excepts(text or "") for text in known):
            message = f"{target.label} asks its proxy for the credentials of Pod Identity, 'NO_PROXY' lacks {_AGENT}"
            yield self.finding(proxy, message)

    examples = (
        Bad("""
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: PodIdentityAssociation
            metadata: {name: api, namespace: ack}
            spec: {clusterName: prod, namespace: shop, serviceAccount: api, roleARN: "arn:aws:iam::351619759866:role/api"}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: api, namespace: shop}
            spec:
              serviceAccountName: api
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  env:
                    - name: HTTP_PROXY
                      #     ^^^^^^^^^^ container 'app' asks its proxy for the credentials of Pod Identity, 'NO_PROXY' lacks 169.254.170.23
                      value: http://proxy.example:3128
                    - {name: NO_PROXY, value: "localhost,.svc"}
            """),
        Good("""
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: PodIdentityAssociation
            metadata: {name: api, namespace: ack}
            spec: {clusterName: prod, namespace: shop, serviceAccount: api, roleARN: "arn:aws:iam::351619759866:role/api"}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: api, namespace: shop}
            spec:
              serviceAccountName: api
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  env: [{name: HTTP_PROXY, value: "http://proxy.example:3128"}, {name: NO_PROXY, value: "169.254.170.23,.svc"}]
                - name: other
                  image: registry.example/app:1.4.2
                  env: [{name: HTTPS_PROXY, value: "http://proxy.example:3128"}]
            """),
    )


def _excepts(text: str) -> bool:
    words = [word.strip() for word in text.split(",")]
    return any(word in (_AGENT, "*", "169.254.0.0/16", "169.254.170.0/24", "169.254.170.23/32") for word in words)
