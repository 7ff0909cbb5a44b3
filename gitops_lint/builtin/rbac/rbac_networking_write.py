"""Rule: no role changes where traffic goes."""

from __future__ import annotations

from gitops_lint.builtin.rbac._power import LEAST_PRIVILEGE, PowerRule
from gitops_lint.rule import Bad, Good, Severity


class RbacNetworkingWrite(PowerRule):
    """A role changes Services, endpoints, Ingresses or NetworkPolicies.

    Its holder sends the traffic of others to its own pods, or opens what a policy closed; who may write endpoints reaches
    addresses that NetworkPolicies forbid (CVE-2021-25740).  Every tool that deploys needs it, so the rule is in no profile.

    **When to allow it.**  Tools that deploy; controllers of networks.
    """

    summary = "role changes where traffic goes"
    severity = Severity.INFO
    tags = LEAST_PRIVILEGE
    aliases = (
        "KSV-0056",
        "kyverno:restrict-edit-for-endpoints",
        "gatekeeper:block-endpoint-edit-default-role",
    )
    security_severity = 4.0
    power_id = "networking"

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['networking.k8s.io']
                resources: [ingresses, networkpolicies]
                #           ^^^^^^^^^ 'create' on 'ingresses' and 1 more: whoever gets this role may change where traffic goes
                verbs: [create, get]
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['networking.k8s.io']
                resources: [networkpolicies]
                verbs: [get, list, watch]
            """,
            title="reading is fine",
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
