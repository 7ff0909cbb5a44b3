"""Rights that lead to more rights: what each is worth to an attacker.

Source of the facts: "Role Based Access Control Good Practices" in the documentation of Kubernetes, section
"Kubernetes RBAC - privilege escalation risks".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gitops_lint.rbac.rights import GROUP, Grant
from gitops_lint.values import dataclass

_WRITE: Final = ("create", "update", "patch")
_APPS: Final = ("deployments", "daemonsets", "statefulsets", "replicasets")


@dataclass(frozen=True, slots=True)
class Power:
    """Verbs on resources that together mean one thing."""

    id: str
    meaning: str  #: completes "may …"
    verbs: tuple[str, ...]
    resources: tuple[tuple[str, str], ...]  #: group and resource
    takes_over: bool = True  #: whether its holder can get any right of the cluster or namespace
    by_name: bool = True  #: whether it still counts where ``resourceNames`` limit it

    def within(self, grant: Grant, *, wildcards: bool = True) -> Iterator[tuple[str, str]]:
        """The verb and resource pairs through which a grant gives it; at most one for each resource."""
        if grant.names and not self.by_name:
            return
        for group, resource in self.resources:
            if not wildcards and resource not in grant.resources:
                continue
            verb = next((verb for verb in self.verbs if grant.allows(verb, group, resource)), None)
            if verb is not None:
                yield verb, resource


POWERS: Final = (
    Power("escalate", "give itself any right", ("escalate",), ((GROUP, "roles"), (GROUP, "clusterroles")),
          by_name=False),
    Power("bind", "bind any role to itself", ("bind",), ((GROUP, "roles"), (GROUP, "clusterroles")), by_name=False),
    Power("impersonate", "act as somebody else", ("impersonate",),
          (("", "users"), ("", "groups"), ("", "serviceaccounts")), by_name=False),
    Power("secrets", "read Secrets", ("get", "list", "watch"), (("", "secrets"),), by_name=False),
    Power("token", "get tokens of other ServiceAccounts", ("create",), (("", "serviceaccounts/token"),)),
    Power("exec", "run commands in pods", ("create", "get"), (("", "pods/exec"), ("", "pods/attach"))),
    Power("node-proxy", "run commands in every pod of the nodes", ("get", "create", "update", "patch"),
          (("", "nodes/proxy"),)),
    Power("webhooks", "read and change what others apply", _WRITE,
          (("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
           ("admissionregistration.k8s.io", "mutatingwebhookconfigurations")), by_name=False),
    Power("csr", "sign certificates of any user", ("update", "patch"),
          (("certificates.k8s.io", "certificatesigningrequests/approval"),)),
    Power("volumes", "reach the files of nodes", ("create",), (("", "persistentvolumes"),)),
    Power("workloads", "run pods as any ServiceAccount of the namespace", ("create",),
          (("", "pods"), *(("apps", name) for name in _APPS), ("batch", "jobs"), ("batch", "cronjobs"))),
    Power("bindings", "hand out the rights it has", ("create", "update", "patch"),
          ((GROUP, "rolebindings"), (GROUP, "clusterrolebindings")), takes_over=False, by_name=False),
    Power("services-status", "draw traffic of any address to its pods", ("update", "patch"), (("", "services/status"),),
          takes_over=False, by_name=False),
    Power("networking", "change where traffic goes", _WRITE,
          (("", "services"), ("", "endpoints"), ("discovery.k8s.io", "endpointslices"),
           ("networking.k8s.io", "ingresses"), ("networking.k8s.io", "networkpolicies")),
          takes_over=False, by_name=False),
    Power("configmaps", "change what programs are told", ("create", "update", "patch", "delete"), (("", "configmaps"),),
          takes_over=False, by_name=False),
    Power("destructive", "delete what runs and its traces", ("delete", "deletecollection"),
          (("", "pods"), *(("apps", name) for name in _APPS), ("batch", "jobs"), ("batch", "cronjobs"),
           ("", "namespaces"), ("", "events"), ("events.k8s.io", "events")), takes_over=False, by_name=False),
    Power("forward", "reach every port of pods", ("create",), (("", "pods/portforward"),), takes_over=False),
)  # fmt: skip


def power(name: str) -> Power:
    """The power with that id; raises ``KeyError`` where there is none."""
    for each in POWERS:
        if each.id == name:
            return each
    raise KeyError(name)
