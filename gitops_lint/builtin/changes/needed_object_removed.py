"""Rule: change removes what is still needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.builtin.references._missing import lost_references
from gitops_lint.builtin.sync._mistakes import node_at
from gitops_lint.references.repository import resolve
from gitops_lint.references.resolve import MISSING, Resolution
from gitops_lint.references.values import Reference
from gitops_lint.rule import (
    Bad,
    Comparison,
    Confidence,
    Deployable,
    Good,
    Occurrence,
    Repository,
    Resource,
    Rule,
    Severity,
)
from gitops_lint.syncplan.since import partners

Identity = tuple[str, str, str, str]

CONFIG = {"repositories": {"https://git.example/shop.git": "."}}
APPLICATION = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: shop, namespace: argocd}
    spec:
      project: default
      destination: {name: prod, namespace: shop}
      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
    """
MAKER = """
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: shop-db}
    spec: {secretStoreRef: {name: aws, kind: ClusterSecretStore}, dataFrom: [{extract: {key: shop/db}}]}
    """
POD = """
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
        - name: app
          image: registry.example/app:1.4.2
          envFrom: [{secretRef: {name: shop-db}}]
    """


class NeededObjectRemoved(Rule[Comparison]):
    """The change removes a Secret or ServiceAccount, or what makes it, and what stays still refers to it: pods that run
    go on, the next one does not start (`CreateContainerConfigError`, `serviceaccount "web" not found`).

    That such an object is not in the repository proves nothing by itself; that it was there until now does.  Remove what
    refers to it too.  The rule runs under `--since` and `--staged`.

    **When to allow it.**  Somebody else makes the object from now on; say so under `external:` in the configuration.
    """

    summary = "change removes what is still needed"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"change", "references", "reliability"})

    def check(self, target: Comparison, repo: Repository) -> Iterator[Occurrence]:
        """Each reference that led somewhere before the change."""
        del repo
        before = target.now.once(partners, target.before)
        for item in target.now.deployables:
            old = before.get(id(item))
            if old is not None:
                yield from self._removed(target, item, {_identity(each): each for each in old.resources})

    def _removed(self, target: Comparison, item: Deployable, old: Mapping[Identity, Resource]) -> Iterator[Occurrence]:
        for resource in item.resources:
            was = old.get(_identity(resource))
            for lost in lost_references(target.now, resource, _may_be_elsewhere) if was is not None else ():
                if was is not None and lost.outcome == MISSING and not lost.meant:
                    led = resolve(target.before, was, lost.reference)
                    if led.objects or led.provided:
                        yield self.finding(node_at(resource, lost.reference.pointer), _message(lost.reference, led))

    examples = (
        Bad(
            before={"app.yaml": APPLICATION, "shop/pod.yaml": POD, "shop/secret.yaml": MAKER},
            files={
                "app.yaml": APPLICATION,
                "shop/pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
                          envFrom: [{secretRef: {name: shop-db}}]
                    #                                  ^^^^^^^ Secret 'shop-db' goes with ExternalSecret 'shop-db' and is still needed here
                    """,
            },
            config=CONFIG,
        ),
        Bad(
            before={
                "app.yaml": APPLICATION,
                "shop/account.yaml": "{apiVersion: v1, kind: ServiceAccount, metadata: {name: web}}\n",
                "shop/pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      serviceAccountName: web
                      containers: [{name: app, image: "registry.example/app:1.4.2"}]
                    """,
            },
            files={
                "app.yaml": APPLICATION,
                "shop/pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      serviceAccountName: web
                      #                   ^^^ ServiceAccount 'web' is removed and still needed here
                      containers: [{name: app, image: "registry.example/app:1.4.2"}]
                    """,
            },
            config=CONFIG,
            title="a ServiceAccount",
        ),
        Good(
            before={"app.yaml": APPLICATION, "shop/pod.yaml": POD},
            files={"app.yaml": APPLICATION, "shop/pod.yaml": POD},
            config=CONFIG,
            title="a Secret that was never in the repository",
        ),
        Good(
            before={"app.yaml": APPLICATION, "shop/pod.yaml": POD, "shop/secret.yaml": MAKER},
            files={"app.yaml": APPLICATION, "shop/pod.yaml": POD},
            config={**CONFIG, "external": [{"kind": "Secret", "name": "shop-db", "namespace": "shop"}]},
            title="a Secret that somebody else makes from now on",
        ),
        Good(
            before={"app.yaml": APPLICATION, "shop/pod.yaml": POD, "shop/secret.yaml": MAKER},
            files={"app.yaml": APPLICATION, "shop/pod.yaml": POD, "shop/database.yaml": MAKER},
            config=CONFIG,
            title="another file",
        ),
    )


def _may_be_elsewhere(reference: Reference) -> bool:
    """Whether the rules about missing objects take it for made by others; of the rest they tell themselves."""
    return reference.kind in ("Secret", "ServiceAccount")


def _identity(item: Resource) -> Identity:
    return item.group, item.kind, item.namespace, item.name


def _message(reference: Reference, led: Resolution) -> str:
    what = f"{reference.kind} '{reference.name}'"
    if led.objects:
        return f"{what} is removed and still needed here"
    maker = led.provided[0].by
    return f"{what} goes with {maker.value.get('kind')} '{maker.name}' and is still needed here"
