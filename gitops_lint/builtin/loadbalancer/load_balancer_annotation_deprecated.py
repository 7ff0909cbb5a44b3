"""Rule: annotations of load balancers are those of today."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.loadbalancer._annotations import INGRESS, SERVICE
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_ATTRIBUTES = f"use '{SERVICE}aws-load-balancer-attributes'"
_OLD = {
    f"{INGRESS}web-acl-id": f"use '{INGRESS}waf-acl-id'",
    f"{SERVICE}aws-load-balancer-internal": f"use '{SERVICE}aws-load-balancer-scheme'",
    **dict.fromkeys(
        (
            f"{SERVICE}aws-load-balancer-access-log-enabled",
            f"{SERVICE}aws-load-balancer-access-log-s3-bucket-name",
            f"{SERVICE}aws-load-balancer-access-log-s3-bucket-prefix",
            f"{SERVICE}aws-load-balancer-cross-zone-load-balancing-enabled",
        ),
        _ATTRIBUTES,
    ),
}
_TYPE = f"{SERVICE}aws-load-balancer-type"
_TYPES = {
    "nlb": "is for the cloud provider in Kubernetes' tree, which gets no new features",
    "nlb-ip": "is deprecated",
}


class LoadBalancerAnnotationDeprecated(Rule[Resource]):
    """An annotation that the AWS Load Balancer Controller has replaced, or that hands the Service to the cloud provider.

    `aws-load-balancer-type: nlb` makes the cloud provider build the load balancer, not the controller: without targets
    of the type `ip`, security groups and most annotations.  Use `spec.loadBalancerClass: service.k8s.aws/nlb`, or
    `external` together with `aws-load-balancer-nlb-target-type`; neither can be changed on a Service that exists.

    **When to allow it.**  The Service exists, and its address must stay; or the controller is not installed.
    """

    summary = "annotation of a load balancer has been replaced"
    severity = Severity.INFO
    tags = frozenset({"eks", "load-balancer", "services"})
    kinds = ("networking.k8s.io/Ingress", "Service")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every annotation."""
        for node in target.items("metadata", "annotations"):
            key = str(node.pointer[-1])
            if key == _TYPE and isinstance(node.value, str) and node.value in _TYPES:
                yield self.finding(node, f"type '{node.value}' {_TYPES[node.value]}", grip="value")
            elif key in _OLD:
                yield self.finding(node, f"annotation '{key}' is deprecated, {_OLD[key]}", grip="key")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations:
                service.beta.kubernetes.io/aws-load-balancer-type: nlb
                #                                                  ^^^ type 'nlb' is for the cloud provider in Kubernetes' tree, which gets no new features
                service.beta.kubernetes.io/aws-load-balancer-internal: "true"
                #^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ annotation 'service.beta.kubernetes.io/aws-load-balancer-internal' is deprecated, use 'service.beta.kubernetes.io/aws-load-balancer-scheme'
            spec: {type: LoadBalancer, ports: [{port: 443}]}
            """),
        Good("""
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations:
                service.beta.kubernetes.io/aws-load-balancer-type: external
                service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip
                service.beta.kubernetes.io/aws-load-balancer-scheme: internal
            spec: {type: LoadBalancer, ports: [{port: 443}]}
            """),
    )
