"""Reports made by hand, with everything that is hard to write down."""

from __future__ import annotations

from gitops_lint.finding import (
    Confidence,
    Deployment,
    Edit,
    Finding,
    Fix,
    Location,
    Related,
    ResourceRef,
    Severity,
    Span,
    Suppression,
)
from gitops_lint.problem import Failure, Notice
from gitops_lint.report.model import Report, RuleInfo, Summary

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
spec:
  template:
    spec:
      containers:
        - name: api
          image: ghcr.io/acme/checkout:1.4.2
          resources:
            limits:
              cpu: "1"
"""
OVERLAY = "resources:\n  - ../../base\nnamespace: shop\n"
JOB = """\
apiVersion: batch/v1
kind: Job
metadata:
  name: checkout-migrate
  annotations:
    argocd.argoproj.io/hook: PreSync
spec:
  template:
    spec:
      containers:
        - name: migrate
          envFrom:
            - configMapRef:
                name: checkout-config
"""
CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: checkout-config
  annotations:
    argocd.argoproj.io/sync-wave: "2"
"""
ODD = "\ufeffkind: ConfigMap\r\ndata:\r\n\t\U0001f600 名前: e\u0301x \u202egpj\x1b[31m ##[add-mask]y\r\n"
LONG = '{"a": "' + "x" * 5000 + '", "needle": true, "b": "' + "y" * 5000 + '"}\n'

FILES = {
    "base/deployment.yaml": DEPLOYMENT,
    "overlays/prod/kustomization.yaml": OVERLAY,
    "overlays/prod/migrate-job.yaml": JOB,
    "overlays/prod/config.yaml": CONFIG,
    "odd.yaml": ODD,
    "long.json": LONG,
    "empty.yaml": "",
}

CHECKOUT = ResourceRef("apps/v1", "Deployment", None, "checkout")
LIMITS = DEPLOYMENT.index("limits:")
END = len(DEPLOYMENT)

MEMORY = Finding(
    rule="memory-limit-missing",
    severity=Severity.WARNING,
    confidence=Confidence.HIGH,
    message="container 'api' has no memory limit",
    location=Location("base/deployment.yaml", Span(12, 13, 12, 19)),
    fingerprint="3f76ed270a0ca695",
    resource=CHECKOUT,
    pointer="/spec/template/spec/containers/0",
    deployments=tuple(
        Deployment(f"argocd/shop-{stage}", stage, "shop", "checkout") for stage in ("dev", "perf", "prod", "staging")
    ),
    related=(
        Related(Location("base/deployment.yaml", Span(9, 17, 9, 20)), "this container"),
        Related(Location("overlays/prod/kustomization.yaml", Span(2, 5, 2, 15)), "rendered here"),
    ),
    fix=Fix(
        "use the memory request as the limit",
        safe=False,
        edits=(Edit("base/deployment.yaml", END, END, "              memory: 256Mi\n"),),
    ),
)
HOOK = Finding(
    rule="hook-reads-later-object",
    severity=Severity.ERROR,
    confidence=Confidence.HIGH,
    message="PreSync hook reads ConfigMap 'checkout-config' that is created in wave 2",
    location=Location("overlays/prod/migrate-job.yaml", Span(14, 23, 14, 38)),
    fingerprint="aa00000000000001",
    resource=ResourceRef("batch/v1", "Job", "shop", "checkout-migrate"),
    pointer="/spec/template/spec/containers/0/envFrom/0/configMapRef/name",
    deployments=(Deployment("argocd/shop-prod", "prod", "shop", "checkout-migrate"),),
    related=(
        Related(Location("overlays/prod/migrate-job.yaml", Span(6, 30, 6, 37)), "runs in phase PreSync"),
        Related(Location("overlays/prod/config.yaml", Span(4, 9, 4, 24)), "created by this object"),
        Related(Location("overlays/prod/config.yaml", Span(6, 5, 6, 38)), "in phase Sync, wave 2"),
    ),
)
WHOLE_CONTAINER = Finding(
    rule="liveness-probe-missing",
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    message="container 'api' has no liveness probe",
    location=Location("base/deployment.yaml", Span(9, 11, 13, 23)),
    fingerprint="bb00000000000002",
    resource=CHECKOUT,
    fix=Fix("quote it", safe=True, edits=(Edit("base/deployment.yaml", LIMITS, LIMITS + 7, "limits: # all"),)),
)
HOSTILE = Finding(
    rule="odd-key",
    severity=Severity.WARNING,
    confidence=Confidence.LOW,
    message="key '\U0001f600 名前' is \x1b[31mred\x1b[0m\n::error::100% <b>&|`x` [link](http://evil) "
    "##vso[task.setvariable]",
    location=Location("odd.yaml", Span(3, 2, 3, 6)),
    fingerprint="cc00000000000003",
    resource=ResourceRef("v1", "ConfigMap", None, None),
    pointer="/data/\U0001f600 名前",
)
LONG_LINE = Finding(
    rule="odd-key",
    severity=Severity.WARNING,
    confidence=Confidence.HIGH,
    message="key 'needle' is odd",
    location=Location("long.json", Span(1, 5011, 1, 5019)),
    fingerprint="dd00000000000004",
)
EMPTY_FILE = Finding(
    rule="empty-document",
    severity=Severity.WARNING,
    confidence=Confidence.HIGH,
    message="file 'empty.yaml' is empty",
    location=Location("empty.yaml", Span(1, 1, 1, 1)),
    fingerprint="ee00000000000005",
)
MISSING_FILE = Finding(
    rule="dangling-symlink",
    severity=Severity.ERROR,
    confidence=Confidence.HIGH,
    message="symbolic link '::gone, 100%.yaml' leads nowhere",
    location=Location("::gone, 100%.yaml", Span(1, 1, 1, 1)),
    fingerprint="ff00000000000006",
)
SUPPRESSED = Finding(
    rule="single-replica",
    severity=Severity.WARNING,
    confidence=Confidence.HIGH,
    message="Deployment 'checkout' has 1 replica",
    location=Location("base/deployment.yaml", Span(4, 9, 4, 17)),
    fingerprint="1100000000000007",
    resource=CHECKOUT,
    suppressed=Suppression("comment", "dev runs one", "base/deployment.yaml", 4, "Ada <ada@example.org>", "2027-03-31"),
)
OLD = Finding(
    rule="image-tag-latest",
    severity=Severity.WARNING,
    confidence=Confidence.HIGH,
    message="image 'ghcr.io/acme/checkout' is not pinned",
    location=Location("base/deployment.yaml", Span(10, 18, 10, 45)),
    fingerprint="2200000000000008",
    resource=CHECKOUT,
)
RULES = (
    RuleInfo(
        "memory-limit-missing",
        "A container has no memory limit",
        Severity.WARNING,
        "high",
        ("resources", "reliability"),
        ("CKV_K8S_13",),
        "# memory-limit-missing\n\nA container without a memory limit can take all memory of its node.\n\n"
        "## Good\n\n```yaml\nlimits: {memory: 1Gi}\n```\n",
    ),
    RuleInfo("hook-reads-later-object", "A hook reads what comes later", Severity.ERROR, "high", ("sync",)),
    RuleInfo(
        "privileged-container",
        "A container is privileged.",
        Severity.ERROR,
        "high",
        tuple(f"tag-{number}" for number in range(25)),
        security_severity=8.8,
    ),
)


def rich_report() -> Report:
    """Everything at once."""
    findings = (EMPTY_FILE, HOOK, HOSTILE, LONG_LINE, MEMORY, MISSING_FILE, WHOLE_CONTAINER)
    return Report(
        findings=findings,
        suppressed=(SUPPRESSED,),
        old=(OLD,),
        failures=(Failure("odd-rule", "odd.yaml", "KeyError: 'spec'", "Traceback (most recent call last):\n  boom\n"),),
        notices=(
            Notice("not-rendered", "apps/metrics.yaml", "chart metrics-server is remote; pass --online to fetch it", 9),
            *(Notice("unknown-kind", f"k{number}.yaml", "no schema for kind 'Widget'") for number in range(7)),
        ),
        rules=RULES,
        summary=Summary(12, 40, 38, 40, 38, 2, 2, 4, 1, 1, 1, 3, 0.3149),
        root="/srv/repository",
        version="0.1.0",
        timing={"parse": 0.1234, "memory-limit-missing": 0.002},
        read_text=FILES.get,
    )
