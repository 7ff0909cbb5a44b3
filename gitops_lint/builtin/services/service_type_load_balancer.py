"""Rule: load balancers are wanted, and internal where nothing else is said."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Service, Severity

_AWS = "service.beta.kubernetes.io/aws-load-balancer-"
_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
_CONTROLLER = ("external", "nlb-ip")  # types that the AWS Load Balancer Controller serves; internal is its default


class ServiceTypeLoadBalancer(Rule[Service]):
    """A Service of type LoadBalancer is a load balancer of its own, and mostly one on the internet.

    Say the scheme: `service.beta.kubernetes.io/aws-load-balancer-scheme: internal`, or `internet-facing` where that is
    meant; the AWS Load Balancer Controller's default is internal, that of the controller inside Kubernetes is the
    internet.  An internal one is not reported, one with `loadBalancerSourceRanges` neither.

    **When to allow it.**  The Service is the way in, such as that of an ingress controller.
    """

    summary = "Service is a load balancer on the internet"
    severity = Severity.WARNING
    tags = frozenset({"cost", "eks", "network", "security", "services"})
    aliases = (
        "kube-linter:exposed-services",
        "kics:Service With External Load Balancer",
        "kubescape:C-0256",
        "kyverno:restrict-loadbalancer",
        "gatekeeper:block-loadbalancer-services",
    )
    security_severity = 5.0

    def check(self, target: Service) -> Iterator[Occurrence]:
        """The type, unless the load balancer is internal or asks who comes."""
        kind = target.at("spec", "type")
        if kind is not None and kind.value == "LoadBalancer" and not _internal(target) and not _asks_who_comes(target):
            yield self.finding(kind, "Service is a load balancer on the internet")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              type: LoadBalancer
              #     ^^^^^^^^^^^^ Service is a load balancer on the internet
              selector: {app: web}
              ports: [{port: 80}]
            """),
        Good("""
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internal}
            spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
            """),
        Good(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web, annotations: {service.beta.kubernetes.io/load-balancer-source-ranges: 203.0.113.0/24}}
            spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
            """,
            title="only some may come",
        ),
        Good(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, selector: {app: web}, ports: [{port: 80}]}
            """,
            title="internal is the default of the AWS Load Balancer Controller",
        ),
    )


def _asks_who_comes(service: Service) -> bool:
    """Whether only some addresses may come; the annotation is what the field was before it was one."""
    ranges = [each for each in service.sequence("spec", "loadBalancerSourceRanges") if isinstance(each, str)]
    ranges = ranges or service.annotations.get(_RANGES, "").split(",")
    return any(ranges) and not any(each.strip() in ("0.0.0.0/0", "::/0") for each in ranges)


def _internal(service: Service) -> bool:
    annotations = service.annotations
    scheme = annotations.get(f"{_AWS}scheme")
    if scheme is not None:
        return scheme == "internal"
    written = annotations.get(f"{_AWS}internal")
    if written is not None:
        return written not in ("false", "")
    if any(annotations.get(key) for key in _OTHERS):
        return True
    controller = service.text("spec", "loadBalancerClass") == "service.k8s.aws/nlb"
    return controller or annotations.get(f"{_AWS}type") in _CONTROLLER


_OTHERS = (
    "networking.gke.io/load-balancer-type",
    "cloud.google.com/load-balancer-type",
    "service.beta.kubernetes.io/azure-load-balancer-internal",
    "metallb.universe.tf/loadBalancerIPs",
    "metallb.io/loadBalancerIPs",
    "io.cilium/lb-ipam-ips",
    "lbipam.cilium.io/ips",
)  # an internal balancer, or addresses that one's own network gives
