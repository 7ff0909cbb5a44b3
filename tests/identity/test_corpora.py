"""The identities of real repositories, compared with tables that a person made from their charts and values."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from gitops_lint.api import Run, registry_for
from gitops_lint.identity.grants import grants
from gitops_lint.identity.workloads import Identity, identities
from gitops_lint.model.repository import Repository
from gitops_lint.settings import Config, config_from
from gitops_lint.source.discover import working_copy
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here"),
]

WORKSHOP = Counter(
    {
        # The overlays for IRSA, ACK and Crossplane each patch the role onto the ServiceAccount of the base, and take
        # the keys out of its ConfigMap.
        ("Deployment", "carts", "carts", "carts", "irsa", "${CARTS_IAM_ROLE}"): 3,
        ("Deployment", "catalog", "catalog", "catalog", "irsa", "${CATALOG_IAM_ROLE}"): 1,
        ("Pod", "aiml", "compiler", "inference", "irsa", "${AIML_NEURON_ROLE_ARN}"): 1,
        ("Pod", "aiml", "inference", "inference", "irsa", "${AIML_NEURON_ROLE_ARN}"): 1,
        # envFrom the base's ConfigMap 'carts', whose keys are those of a local DynamoDB.
        ("Deployment", "carts", "carts", "carts", "static-keys", ""): 3,
    }
)


def row(one: Identity) -> tuple[str, str, str, str, str, str]:
    """Kind, namespace and name of a workload, its ServiceAccount, way and role."""
    resource = one.workload.resource
    return resource.kind, resource.namespace, resource.name, one.account, one.way, one.role


def test_every_workload_of_the_workshop_that_has_a_role() -> None:
    repo = build_repository(working_copy(CORPORA / "eks-workshop-v2"), Config())
    found = repo.once(identities)
    assert Counter(row(one) for one in found if one.way != "node") == WORKSHOP
    without = {(one.workload.name, one.account) for one in found if one.way == "node"}
    assert {("ui", "ui"), ("orders", "orders"), ("checkout", "checkout"), ("catalog", "catalog")} <= without


ACCOUNTS = {"integration": "210287912431", "staging": "696911096973", "production": "172025368201"}
"""``awsAccountId`` in app-config/values-*.yaml."""
EVERYWHERE = tuple(ACCOUNTS)

# Kind, namespace, name, ServiceAccount, name of the role, environments.  {env} is the environment.
GOVUK = (
    ("Deployment", "apps", "content-data-admin", "content-data-admin", "content-data-admin-{env}", EVERYWHERE),
    ("Deployment", "apps", "govuk-chat", "govuk-chat", "govuk-chat-bedrock-access-role", EVERYWHERE),
    ("CronJob", "apps", "db-backup-signon-mysql", "db-backup", "db-backup-govuk", EVERYWHERE),
    ("CronJob", "apps", "mirror", "mirror", "govuk-mirror-sync", ("staging", "production")),
    # Its ServiceAccount comes from another Application, 'release-app', with the account of the environment.
    ("Deployment", "apps", "release", "release-assumer", "release-assumer", EVERYWHERE),
    (
        "CronJob",
        "apps",
        "govuk-synthetic-test-app-cronjob",
        "synthetic-test-assumer",
        "synthetic-test-assumer",
        EVERYWHERE,
    ),
    (
        "CronJob",
        "apps",
        "rds-parquet-exports-rds-parquet-exporter",
        "rds-parquet-exporter",
        "rds-parquet-exporter-job-starter-govuk",
        ("staging",),
    ),
    ("CronJob", "cluster-services", "renovate", "renovate-irsa", "renovate-irsa-govuk", ("production",)),
    (
        "Deployment",
        "apps",
        "govuk-ai-accelerator-app",
        "govuk-ai-accelerator-app",
        "govuk-ai-accelerator-app-govuk",
        ("integration",),
    ),
    # serviceAccount.enabled is false by default
    ("Deployment", "apps", "account-api", "default", "", EVERYWHERE),
)


def govuk() -> Repository:
    """The repository with the files ``image-tags/…`` back in their places, which the corpus leaves out."""
    root = CORPORA / "govuk-helm-charts"
    copy = working_copy(root)
    files = {path: copy.read(path) for path in copy.paths()}
    tags = [path for path in (root / "TREE.txt").read_text("utf-8").split() if "/image-tags/" in path]
    return build_repository(MemoryTree({**files, **dict.fromkeys(tags, b"image_tag: v1\n")}), Config())


@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")
def test_ten_services_of_govuk_in_each_environment() -> None:
    deployed = [one for one in govuk().once(identities) if _is_deployed(one)]
    for kind, namespace, name, account, role, environments in GOVUK:
        expected = Counter(
            (
                kind,
                namespace,
                name,
                account,
                "irsa" if role else "node",
                f"arn:aws:iam::{ACCOUNTS[env]}:role/{role.format(env=env)}" if role else "",
            )
            for env in environments
        )
        found = Counter(row(one) for one in deployed if (one.workload.kind, one.workload.name) == (kind, name))
        assert found == expected, name


def _is_deployed(one: Identity) -> bool:
    deployable = one.workload.resource.deployable
    return deployable is not None and deployable.application is not None


ADDONS = {  # Application: values below which the ServiceAccount is, name of the role after '<environment>-eks-'
    "argo-events": ("controller/serviceAccount", "argo-events"),
    "argo-workflows": ("server/serviceAccount", "argo-workflows"),
    "aws-load-balancer-controller": ("serviceAccount", "aws-load-balancer-controller"),
    "cert-manager": ("serviceAccount", "cert-manager"),
    "external-dns": ("serviceAccount", "external-dns"),
    "external-secrets": ("serviceAccount", "external-secrets"),
    "keda": ("serviceAccount/operator", "keda-operator"),
    "loki": ("serviceAccount", "loki"),
    "opencost": ("serviceAccount", "opencost"),
    "tempo": ("serviceAccount", "tempo"),
    "velero": ("serviceAccount/server", "velero"),
}
"""From addons/*/*/values-<environment>.yaml; the charts are remote."""


@pytest.mark.parametrize("environment", ["dev", "staging", "production"])
def test_the_add_ons_of_stxkxs_in_each_environment(environment: str) -> None:
    labels = {"environment": environment, "cluster_name": f"{environment}-eks", "vpc_id": "vpc-1"}
    config = config_from({"version": 1, "clusters": {environment: {"labels": labels}}})
    repo = build_repository(working_copy(CORPORA / "stxkxs-eks-gitops"), config)
    found = {
        item.application.name: [
            (grant.path.rpartition("/")[2], "/".join(map(str, grant.pointer[:-2])), grant.account, grant.role)
            for grant in grants(repo, item)
        ]
        for item in repo.deployables
        if item.application is not None
    }
    role = f"arn:aws:iam::351619759866:role/{environment}-eks-"
    expected = {
        name: [(f"values-{environment}.yaml", below, "", role + suffix)] for name, (below, suffix) in ADDONS.items()
    }
    assert {name: rows for name, rows in found.items() if rows} == expected


def iam_findings(corpus: str, *folders: str) -> set[tuple[str, str, int]]:
    """What the rules about IAM find in some folders of a repository: rule, file, line."""
    copy = working_copy(CORPORA / corpus)
    files = {path: copy.read(path) for path in copy.paths() if path.startswith(folders)}
    config = Config(select_only=("iam",), plugins=False)
    report = Run(MemoryTree(files), config, registry_for(config)).report()
    assert not report.failures
    return {(finding.rule, finding.location.path, finding.location.span.line) for finding in report.findings}


def test_the_placeholder_of_the_workshop_is_found_and_its_variables_are_not() -> None:
    assert {found for found in iam_findings("eks-workshop-v2", "manifests/") if "unused" not in found[0]} == {
        (
            "irsa-role-arn-placeholder",
            "manifests/modules/troubleshooting/alb/files/iam_issue_service_account_role.yaml",
            8,
        )
    }


@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")
def test_the_account_in_a_chart_is_found_and_empty_defaults_are_not() -> None:
    charts = ("charts/db-backup/", "charts/mirror/", "charts/rds-parquet-exporter/")
    assert iam_findings("govuk-helm-charts", *charts) == {
        ("irsa-role-arn-chart-default", "charts/rds-parquet-exporter/values.yaml", 14)
    }
