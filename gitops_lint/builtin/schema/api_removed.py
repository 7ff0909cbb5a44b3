"""Rule: every API version is one that the cluster still serves."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.lifecycle import KUBERNETES
from gitops_lint.apischema.repository import is_certain, remarkable
from gitops_lint.apischema.store import Known
from gitops_lint.builtin.schema._rewrite import rewritten
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Rule, Severity


class ApiRemoved(Rule[Repository]):
    """The cluster does not serve this version of the kind any more: the sync fails.

    Which version counts: the one configured for the cluster that the object is deployed to, else
    `--kubernetes-version`, else the newest that gitops-lint knows.  So `--kubernetes-version 1.36` tells what an
    upgrade to 1.36 breaks.

    Custom kinds are judged by the current release of the project that makes them, with less confidence and as a
    warning, because which release a cluster has is not known; where the CustomResourceDefinition is in the
    repository, that one decides.  For Karpenter, cert-manager, External Secrets and KEDA the version of their chart
    decides where the repository says it, and of several the oldest.  A version that the current release merely does not
    serve, while nobody wrote down since when, is no more than worth knowing.

    The fix writes the version that replaces it, where both have the same fields.

    **When to allow it.**  The cluster is older than the version it is judged by; better state its version.
    """

    summary = "API version has been removed"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "deprecation", "schema", "sync"})
    aliases = (
        "pluto:removed",
        "kubent:deprecated-apis",
        "datree:K8S_REMOVED_APIVERSION_1.22",
        "datree:K8S_REMOVED_APIVERSION_1.23",
        "datree:K8S_REMOVED_APIVERSION_1.24",
        "datree:K8S_REMOVED_APIVERSION_1.25",
        "datree:K8S_REMOVED_APIVERSION_1.26",
        "datree:K8S_REMOVED_APIVERSION_1.27",
        "CKV_K8S_1",
        "CKV_K8S_2",
        "CKV_K8S_3",
        "CKV_K8S_4",
        "CKV_K8S_5",
        "CKV_K8S_6",
        "CKV_K8S_7",
        "CKV_K8S_24",
        "CKV_K8S_32",
        "CKV_K8S_36",
        "kics:PSP Allows Containers To Share The Host Network Namespace",
        "kics:PSP Allows Privilege Escalation",
        "kics:PSP Allows Sharing Host IPC",
        "kics:PSP Allows Sharing Host PID",
        "kics:PSP Set To Privileged",
        "kics:PSP With Added Capabilities",
        "kics:PSP With Unrestricted Access to Host Path",
        "kics:NET_RAW Capabilities Disabled for PSP",
        "kics:Not Limited Capabilities For Pod Security Policy",
        "kubescape:C-0068",
        "kubescape:C-0214",
        "kubescape:C-0215",
        "kubescape:C-0216",
        "kubescape:C-0217",
        "kubescape:C-0218",
        "kubescape:C-0219",
        "kubescape:C-0220",
    )

    def check(self, target: Repository, repo: Repository) -> Iterator[Occurrence]:
        """Every object whose API is gone."""
        for resource, standing in target.once(remarkable):
            life = standing.lifecycle
            if life is not None and life.status == "removed":
                built_in = life.component == KUBERNETES
                yield self.finding(
                    resource.at("apiVersion") or resource,
                    life.message,
                    severity=None if built_in else Severity.WARNING,
                    confidence=None if is_certain(resource, life, target) else Confidence.MEDIUM,
                    fix=rewritten(self, resource, life),
                )
            elif isinstance(standing.found, Known) and not standing.found.served:
                own = standing.found.source == "repository"
                whose = "its CustomResourceDefinition" if own else "the current release of its CustomResourceDefinition"
                yield self.finding(
                    resource.at("apiVersion") or resource,
                    f"{resource.api_version} {resource.kind} is not served by {whose}",
                    severity=None if own else Severity.INFO,  # the cluster may have any other release
                    confidence=Confidence.HIGH if own else Confidence.LOW,
                )

    examples = (
        Bad(
            """
            apiVersion: batch/v1beta1
            #           ^^^^^^^^^^^^^ batch/v1beta1 CronJob is no longer served since v1.25; use batch/v1 CronJob
            kind: CronJob
            metadata: {name: report}
            spec: {schedule: "@daily"}
            """,
            fixed="""
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: report}
            spec: {schedule: "@daily"}
            """,
            valid=False,
        ),
        Bad(
            """
            apiVersion: networking.k8s.io/v1beta1
            #           ^^^^^^^^^^^^^^^^^^^^^^^^^ networking.k8s.io/v1beta1 Ingress is no longer served since v1.22; use networking.k8s.io/v1 Ingress
            kind: Ingress
            metadata: {name: web}
            spec: {backend: {serviceName: web, servicePort: 80}}
            """,
            title="the replacement has other fields: no fix",
            valid=False,
        ),
        Good(
            """
            apiVersion: policy/v1beta1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
            """,
            title="the cluster still serves it",
            config={"kubernetes-version": "1.24"},
            valid=False,
        ),
        Good("""
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: report}
            spec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {containers: []}}}}}
            """),
        Good(
            files={
                "karpenter.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: karpenter, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: karpenter}
                      source: {repoURL: public.ecr.aws/karpenter, chart: karpenter, targetRevision: 0.37.0}
                    """,
                "pool.yaml": """
                    apiVersion: karpenter.sh/v1beta1
                    kind: NodePool
                    metadata: {name: default}
                    spec: {template: {spec: {requirements: [], nodeClassRef: {name: default}}}}
                    """,
            },
            title="the release that is installed serves it",
        ),
    )
