"""Rule: certificates and web ACLs are where their load balancer is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitops_lint.builtin.loadbalancer._annotations import INGRESS, SERVICE
from gitops_lint.identity.accounts import account_of, region_of
from gitops_lint.identity.arn import DOCUMENTATION_ACCOUNTS, partition_of
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Confidence, Good, Node, Occurrence, Resource, Rule, Severity

_WRITTEN = (
    ("metadata", "annotations", f"{INGRESS}certificate-arn"),
    ("metadata", "annotations", f"{INGRESS}wafv2-acl-arn"),
    ("metadata", "annotations", f"{SERVICE}aws-load-balancer-ssl-cert"),
)
_OF_CLASS = (("spec", "certificateArn"), ("spec", "wafv2AclArn"))  # of IngressClassParams

_ARN = regex(
    r"arn:aws[a-z-]*:(?:(?P<acm>acm)|wafv2):(?P<region>[a-z0-9-]+):(?P<account>\d{12}):"
    r"(?:certificate/|(?P<scope>regional|global)/webacl/)\S+"
)


class LoadBalancerArnMismatch(Rule[Resource]):
    """A load balancer of AWS is given a certificate of ACM or a web ACL of another region or account than its cluster.

    ELB refuses both: `Certificate ARN … is not valid` for another region, `CertificateNotFound` for another account.  The
    listener is not made, and the Ingress or the Service stays without an address.  A certificate that was made for
    CloudFront in `us-east-1` is the usual reason, and so is a web ACL of the scope `global`, which is for CloudFront only.

    The region is that of the cluster's endpoint or ARN (`clusters.<name>.server`), the account that of its ARN or of
    `clusters.<name>.account`.

    **When to allow it.**  The controller makes its load balancers in another account than the cluster's.
    """

    summary = "certificate or web ACL of another region or account than the load balancer's"
    severity = Severity.ERROR
    tags = frozenset({"eks", "load-balancer", "services"})
    kinds = ("networking.k8s.io/Ingress", "Service", "elbv2.k8s.aws/IngressClassParams")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each annotation or field that names an ARN of elsewhere."""
        for path in _OF_CLASS if target.kind == "IngressClassParams" else _WRITTEN:
            node = target.at(*path)
            for each in _texts(node) if node is not None else ():
                yield from self._named(each)

    def _named(self, node: Node) -> Iterator[Occurrence]:
        cluster = node.resource.context.cluster
        for text in map(str.strip, str(node.value).split(",")):
            arn = _ARN.fullmatch(text)
            if arn is None:
                continue
            what = "certificate" if arn["acm"] else "web ACL"
            region, account = region_of(cluster), account_of(cluster)
            if arn["scope"] == "global":
                yield self.finding(node, "web ACL is for CloudFront, not for load balancers", grip="value")
            elif region and arn["region"] != region and partition_of(arn["region"]) is not None:
                message = f"{what} is in the region '{arn['region']}', its cluster in '{region}'"
                yield self.finding(node, message, grip="value")
            elif account and arn["account"] != account and DOCUMENTATION_ACCOUNTS.isdisjoint((account, arn["account"])):
                message = f"{what} is in the account '{arn['account']}', its cluster in '{account}'"
                yield self.finding(node, message, grip="value", confidence=Confidence.MEDIUM)

    _APPLICATION = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web, namespace: argocd}
        spec:
          project: default
          source: {repoURL: "https://git.example/acme/gitops.git", path: web, targetRevision: main}
          destination: {name: prod, namespace: web}
        """
    _CLUSTERS = {  # noqa: RUF012 - nobody changes it
        "prod": {"server": "https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com", "account": "351619759866"}
    }

    examples = (
        Bad(
            files={
                "apps/web.yaml": _APPLICATION,
                "web/ingress.yaml": """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata:
                      name: web
                      annotations:
                        alb.ingress.kubernetes.io/certificate-arn: arn:aws:acm:us-east-1:351619759866:certificate/1f0e
                        #                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ certificate is in the region 'us-east-1', its cluster in 'eu-west-1'
                    spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
                    """,
            },
            config={"clusters": _CLUSTERS},
        ),
        Bad(
            files={
                "apps/web.yaml": _APPLICATION,
                "web/service.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: web
                      annotations:
                        service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-west-1:906394416424:certificate/1f0e
                        #                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ certificate is in the account '906394416424', its cluster in '351619759866'
                    spec: {type: LoadBalancer, ports: [{port: 443}]}
                    """,
            },
            config={"clusters": _CLUSTERS},
            title="certificates are not shared between accounts",
        ),
        Bad(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                alb.ingress.kubernetes.io/wafv2-acl-arn: arn:aws:wafv2:us-east-1:351619759866:global/webacl/shop/1f0e
                #                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ web ACL is for CloudFront, not for load balancers
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            """,
        ),
        Good(
            files={
                "apps/web.yaml": _APPLICATION,
                "web/ingress.yaml": """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata:
                      name: web
                      annotations:
                        alb.ingress.kubernetes.io/certificate-arn: >-
                          arn:aws:acm:eu-west-1:351619759866:certificate/1f0e,
                          arn:aws:iam::351619759866:server-certificate/old
                        alb.ingress.kubernetes.io/wafv2-acl-arn: arn:aws:wafv2:eu-west-1:351619759866:regional/webacl/shop/1f0e
                    spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
                    ---
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata:
                      name: documented
                      annotations: {alb.ingress.kubernetes.io/certificate-arn: "arn:aws:acm:eu-west-1:111122223333:certificate/1f0e"}
                    spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
                    """,
            },
            config={"clusters": _CLUSTERS},
        ),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations: {alb.ingress.kubernetes.io/certificate-arn: "arn:aws:acm:us-east-1:351619759866:certificate/1f0e"}
            spec: {ingressClassName: alb, defaultBackend: {service: {name: web, port: {number: 80}}}}
            """,
            title="nothing says which region the cluster is in",
        ),
    )


def _texts(node: Node) -> Sequence[Node]:
    """The ARNs of a list, or the text that holds them."""
    return [item for item in node.items() if isinstance(item.value, str)] if isinstance(node.value, list) else (node,)
