"""Rule: no workload holds rights that lead to all others."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.rbac._power import TAGS
from gitops_lint.rbac.bindings import account_name, rights_of, uses_token
from gitops_lint.rbac.powers import POWERS
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class WorkloadWithPowerfulRole(Rule[Workload]):
    """The pods of the workload can get any right of the cluster.

    Their ServiceAccount is bound to a role that reads all Secrets, runs commands in pods, changes webhooks, or the like,
    in the whole cluster: whoever breaks into one pod has the cluster.  All bindings and aggregated ClusterRoles of the
    repository count.  Bind the role in single namespaces, or take the rule away.

    **When to allow it.**  Operators whose work it is; give them a namespace and nodes of their own.
    """

    summary = "workload holds rights that lead to all others"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "kubescape:C-0053",
        "kubescape:C-0267",
        "kubescape:C-0272",
    )
    security_severity = 7.0

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """What its ServiceAccount may do in the whole cluster, and through which binding."""
        held = [each for each in rights_of(repo, target) if not each.namespace]
        if not held or not uses_token(repo, target):
            return
        meanings: list[str] = []
        related = []
        for each in held:
            if each.grant.is_everything:
                found = ["do everything"]
            else:
                found = [power.meaning for power in POWERS if power.takes_over and any(power.within(each.grant))]
            fresh = [meaning for meaning in found if meaning not in meanings]
            if fresh:
                meanings += fresh
                related.append((each.binding, f"lets it {', '.join(fresh)}"))
        if not meanings:
            return
        shown = "do everything" if "do everything" in meanings else ", ".join(meanings)
        at = target.pod.at("serviceAccountName") or target.resource
        account = account_name(target)
        message = f"pods may {shown} in the whole cluster as ServiceAccount '{account}'"
        yield self.finding(at, message, related=related)

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  serviceAccountName: web
                  #                   ^^^ pods may read Secrets in the whole cluster as ServiceAccount 'web'
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [secrets]
                verbs: [get, list]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: web
            subjects:
              - kind: ServiceAccount
                name: web
                namespace: shop
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  serviceAccountName: web
                  #                   ^^^ pods may do everything in the whole cluster as ServiceAccount 'web'
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: cluster-admin
            subjects:
              - kind: ServiceAccount
                name: web
                namespace: shop
            """,
            title="bound to cluster-admin",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  serviceAccountName: web
                  automountServiceAccountToken: false
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: cluster-admin
            subjects:
              - kind: ServiceAccount
                name: web
                namespace: shop
            """,
            title="without a token the rights are out of reach",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  serviceAccountName: web
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: web
              namespace: shop
            rules:
              - apiGroups: ['']
                resources: [secrets]
                verbs: [get, list]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: web
              namespace: shop
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: Role
              name: web
            subjects:
              - kind: ServiceAccount
                name: web
                namespace: shop
            """,
            title="in its own namespace only",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  serviceAccountName: web
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [configmaps]
                verbs: [get, list]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: web
            subjects:
              - kind: ServiceAccount
                name: web
                namespace: shop
            """,
        ),
    )
