"""What the rules about Ingresses share."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Node, Resource

INGRESS = ("networking.k8s.io/Ingress", "extensions/Ingress")
ALB = "alb.ingress.kubernetes.io/"
NGINX = "nginx.ingress.kubernetes.io/"


def ingress_class(ingress: Resource) -> str:
    """The class by name; empty where the cluster's default applies."""
    legacy = ingress.annotations.get("kubernetes.io/ingress.class", "")
    return ingress.text("spec", "ingressClassName") or legacy


def is_alb(ingress: Resource) -> bool:
    """Whether the AWS Load Balancer Controller serves it, as far as the Ingress itself says."""
    return ingress_class(ingress) == "alb" or any(key.startswith(ALB) for key in ingress.annotations)


def is_internal_alb(ingress: Resource) -> bool:
    """Whether it is a load balancer that the internet does not reach: the controller's default."""
    return is_alb(ingress) and ingress.annotations.get(f"{ALB}scheme", "internal") == "internal"


def paths(rule: Node) -> Iterator[Node]:
    """The paths of one rule of an Ingress."""
    return (path for path in rule.items("http", "paths") if isinstance(path.value, dict))


def covered(host: str, patterns: set[str]) -> bool:
    """Whether a TLS host names this one; a wildcard stands for one label."""
    return host in patterns or ("." in host and f"*.{host.partition('.')[2]}" in patterns)
