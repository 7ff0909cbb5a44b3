"""Rule: no role changes the status of Services."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import TAGS, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacServicesStatus(PowerRule):
    """A role changes the status of Services.

    A Service with an address of somebody else under `status.loadBalancer.ingress` draws that traffic to its own pods
    (CVE-2020-8554, which has no fix).  Only load balancer controllers and the cloud provider need the right.

    **When to allow it.**  Load balancer controllers.
    """

    summary = "role changes the status of Services"
    severity = Severity.WARNING
    tags = TAGS
    aliases = ("CKV2_K8S_4",)
    security_severity = 5.0
    power_id = "services-status"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [services/status]
                #           ^^^^^^^^^^^^^^^ 'update' on 'services/status': whoever gets this role may draw traffic of any address to its pods
                verbs: [get, update]
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [services]
                verbs: [get, list, update]
            """,
            title="the Service itself",
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['*']
                resources: ['*']
                verbs: ['*']
            """,
            title="a wildcard is another rule",
        ),
    )
