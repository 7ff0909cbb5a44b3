"""What a change does to what is live: refused, lost, moved; from manifests, and from two commits of a repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.cli.main import main
from gitops_lint.model.deployable import Deployable
from gitops_lint.syncplan.immutable import _FIELDS, _SPECIAL, refused
from gitops_lint.syncplan.losses import lost_with
from gitops_lint.syncplan.objects import SyncObject
from gitops_lint.syncplan.ordering import Scene
from gitops_lint.syncplan.plan import Settings
from gitops_lint.syncplan.render import to_text
from gitops_lint.syncplan.timeline import Line, to_html
from gitops_lint.syncplan.transition import Transition, identity, transition
from gitops_lint.syncplan.webhooks import refused_by_webhooks

CLAIM = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"


def read(text: str) -> dict[str, Any]:
    value = yaml.safe_load(text)
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize(
    ("kind", "before", "now", "places"),
    [
        (
            "apps/Deployment",
            "spec: {selector: {matchLabels: {a: b}}}",
            "spec: {selector: {matchLabels: {a: c}}}",
            "/spec/selector",
        ),
        ("apps/Deployment", "spec: {replicas: 1}", "spec: {replicas: 2, template: {}}", ""),
        (
            "apps/Deployment",
            "spec: {selector: {matchLabels: {a: b}}}",
            "spec: {selector: {matchLabels: {a: b}, matchExpressions: []}}",
            "",
        ),
        ("apps/StatefulSet", "spec: {serviceName: a}", "spec: {serviceName: b}", "/spec/serviceName"),
        ("apps/StatefulSet", "spec: {}", "spec: {podManagementPolicy: OrderedReady}", ""),
        ("apps/StatefulSet", "spec: {}", "spec: {podManagementPolicy: Parallel}", "/spec/podManagementPolicy"),
        (
            "apps/StatefulSet",
            "spec: {replicas: 1, updateStrategy: {type: OnDelete}}",
            "spec: {replicas: 2, minReadySeconds: 3}",
            "",
        ),
        (
            "apps/StatefulSet",
            "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 1Gi}}}}]}",
            (
                "spec: {volumeClaimTemplates: [{kind: X, metadata: {name: d, creationTimestamp: null},"
                " spec: {volumeMode: Filesystem, resources: {requests: {storage: 1024Mi}}}}]}"
            ),
            "",
        ),
        (
            "apps/StatefulSet",
            "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {}}]}",
            "spec: {volumeClaimTemplates: [{metadata: {name: d, labels: {version: '2'}}, spec: {}}]}",
            "/spec/volumeClaimTemplates",
        ),
        ("batch/Job", "spec: {template: {spec: {a: 1}}}", "spec: {template: {spec: {a: 2}}}", "/spec/template"),
        (
            "batch/Job",
            "spec: {suspend: true, template: {spec: {a: 1}}}",
            "spec: {template: {spec: {a: 2}}}",
            "/spec/template",
        ),
        (
            "batch/Job",
            "spec: {suspend: true, template: {spec: {containers: [{name: a, resources: {}}]}}}",
            "spec: {template: {metadata: {labels: {a: b}}, spec: {nodeSelector: {a: b}, containers: [{name: a}]}}}",
            "",
        ),
        ("batch/Job", "spec: {suspend: true}", "spec: {parallelism: 1, suspend: true}", "/spec/completions"),
        ("batch/Job", "spec: {completions: 1}", "spec: {completions: 2}", "/spec/completions"),
        (
            "batch/Job",
            "spec: {completions: 1, completionMode: Indexed}",
            "spec: {completions: 2, completionMode: Indexed}",
            "",
        ),
        ("batch/Job", "spec: {backoffLimit: 1, parallelism: 1}", "spec: {backoffLimit: 2, parallelism: 2}", ""),
        ("batch/Job", "spec: {completions: 1}", "spec: {}", ""),
        ("/ConfigMap", "{immutable: true, data: {a: b}}", "{immutable: true, data: {a: c}}", "/data"),
        ("/ConfigMap", "{immutable: true, data: {a: b}}", "data: {a: b}", "/immutable"),
        ("/ConfigMap", "data: {a: b}", "{immutable: true, data: {a: c}}", ""),
        ("/Secret", "data: {a: b}", "{type: Opaque, data: {a: c}}", ""),
        ("/Secret", "data: {a: b}", "{type: kubernetes.io/tls, data: {a: c}}", "/type"),
        (
            "/PersistentVolumeClaim",
            "spec: {resources: {requests: {storage: 2Gi}}}",
            "spec: {resources: {requests: {storage: 1Gi}}}",
            "/spec/resources/requests/storage",
        ),
        (
            "/PersistentVolumeClaim",
            "spec: {resources: {requests: {storage: 1Gi}}}",
            "spec: {resources: {requests: {storage: 2Gi}}}",
            "",
        ),
        (
            "/PersistentVolumeClaim",
            "spec: {storageClassName: a}",
            "spec: {storageClassName: b}",
            "/spec/storageClassName",
        ),
        ("/PersistentVolumeClaim", "spec: {}", "spec: {storageClassName: b, volumeName: c}", ""),
        ("/Service", "spec: {clusterIP: None}", "spec: {clusterIP: None, ports: [1]}", ""),
        ("/Service", "spec: {}", "spec: {clusterIP: None}", "/spec/clusterIP"),
        ("/Service", "spec: {clusterIP: None}", "spec: {}", ""),
        ("/Service", "spec: {clusterIP: 10.0.0.1}", "spec: {clusterIP: 10.0.0.2}", "/spec/clusterIP"),
        ("/Service", "spec: {type: ExternalName}", "spec: {clusterIP: None}", ""),
        ("rbac.authorization.k8s.io/RoleBinding", "roleRef: {name: a}", "roleRef: {name: b}", "/roleRef"),
        ("storage.k8s.io/StorageClass", "{reclaimPolicy: Delete}", "{volumeBindingMode: Immediate}", ""),
        ("storage.k8s.io/StorageClass", "{parameters: {type: gp2}}", "{parameters: {type: gp3}}", "/parameters"),
        (
            "/PersistentVolume",
            "spec: {csi: {volumeHandle: a}, claimRef: {name: x}}",
            "spec: {csi: {volumeHandle: a}}",
            "",
        ),
        ("/PersistentVolume", "spec: {csi: {volumeHandle: a}}", "spec: {csi: {volumeHandle: b}}", "/spec"),
        (
            "apiextensions.k8s.io/CustomResourceDefinition",
            "spec: {scope: Namespaced, versions: [{name: v1, storage: true}, {name: v2, storage: false}]}",
            "spec: {scope: Cluster, versions: [{name: v2, storage: true}]}",
            "/spec/scope /spec/versions",
        ),
    ],
)
def test_what_the_api_server_refuses(kind: str, before: str, now: str, places: str) -> None:
    group, _, name = kind.partition("/")
    assert " ".join(refusal.pointer for refusal in refused(read(before), read(now), group, name)) == places
    assert list(refused(read(now), read(now), group, name)) == []


@pytest.mark.parametrize(
    ("head", "body", "lost"),
    [
        ("v1 Namespace", "{}", True),
        ("apiextensions.k8s.io/v1 CustomResourceDefinition", "{}", True),
        ("v1 PersistentVolumeClaim", "{}", True),
        ("v1 ConfigMap", "{}", False),
        ("apps/v1 StatefulSet", "spec: {volumeClaimTemplates: [{}]}", False),
        (
            "apps/v1 StatefulSet",
            "spec: {volumeClaimTemplates: [{}], persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}",
            True,
        ),
        ("postgresql.cnpg.io/v1 Cluster", "{}", True),
        ("rds.services.k8s.aws/v1alpha1 DBInstance", "{}", True),
        (
            "rds.services.k8s.aws/v1alpha1 DBInstance",
            "metadata: {annotations: {services.k8s.aws/deletion-policy: retain}}",
            False,
        ),
        ("s3.aws.upbound.io/v1beta1 Bucket", "spec: {deletionPolicy: Orphan}", False),
        ("s3.aws.upbound.io/v1beta1 Bucket", "spec: {managementPolicies: [Observe]}", False),
        ("s3.aws.upbound.io/v1beta1 Bucket", "spec: {managementPolicies: ['*']}", True),
    ],
)
def test_what_goes_with_an_object(head: str, body: str, lost: bool) -> None:
    version, kind = head.split()
    item = SyncObject(0, {"apiVersion": version, "kind": kind, **read(body)})
    assert (lost_with(item) is not None) is lost


def objects(*texts: str) -> list[SyncObject]:
    return [SyncObject(index, read(text), "shop") for index, text in enumerate(texts)]


def changed(before: list[SyncObject], now: list[SyncObject], *options: str) -> Transition:
    return transition(before, now, Settings("shop", options, namespace_exists=True))


def binding(role: str, options: str = "") -> str:
    return (
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: x, annotations:"
        f" {{argocd.argoproj.io/sync-options: '{options}'}}}}, roleRef: {{kind: Role, name: {role}}}}}"
    )


@pytest.mark.parametrize(
    ("own", "of_the_application", "found"),
    [
        ("", (), []),
        ("", ("ServerSideApply=true",), ["immutable-field-changed"]),
        ("ServerSideApply=true", (), ["immutable-field-changed"]),
        ("ServerSideApply=false", ("ServerSideApply=true",), []),
        ("Replace=true", (), ["immutable-field-changed"]),
        ("Replace=true,Force=true", (), ["object-recreated"]),
    ],
)
def test_a_role_is_refused_where_argo_cd_does_not_reconcile(
    own: str, of_the_application: tuple[str, ...], found: list[str]
) -> None:
    made = changed(objects(binding("a", own)), objects(binding("b", own)), *of_the_application)
    assert [mistake.name for mistake in made.mistakes] == found


def test_prunes_and_what_stays_in_their_waves() -> None:
    wave = "annotations: {argocd.argoproj.io/sync-wave: '%s'}"
    old = objects(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: same}, data: {a: b}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: other}, data: {a: b}}",
        f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: first, {wave % '1'}}}}}",
        f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: last, {wave % '2'}}}}}",
        "{apiVersion: v1, kind: Secret, metadata: {name: kept,"
        " annotations: {argocd.argoproj.io/sync-options: Prune=false}}}",
    )
    now = objects(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: same}, data: {a: b}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: other}, data: {a: c}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: new}}",
    )
    made = changed(old, now)
    assert (
        to_text(made.plan, made).splitlines()
        == [
            "Sync ▸ wave 0",
            "  - ConfigMap last in shop (pruned)",
            "  + ConfigMap new in shop",
            "  ~ ConfigMap other in shop",
            "  · 1 unchanged",
            "  … waiting for deletion of /ConfigMap/last",
            "Sync ▸ wave 1",
            "  - ConfigMap first in shop (pruned)",
            "  … waiting for deletion of /ConfigMap/first",
            "Sync ▸ wave 2",
            "  = Secret kept in shop (no longer in git, kept)",
        ]
        or made.plan.tasks
    )


def test_only_what_is_out_of_sync_is_applied_and_waited_for() -> None:
    deployment = (
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: %s,"
        " annotations: {argocd.argoproj.io/sync-wave: '%d'}}, spec: {replicas: %d}}"
    )
    old = objects(deployment % ("a", 0, 1), deployment % ("b", 1, 1), deployment % ("c", 2, 1))
    now = objects(deployment % ("a", 0, 1), deployment % ("b", 1, 2), deployment % ("c", 2, 1))
    waiting = "  … waiting for healthy state of apps/Deployment/"
    unchanged, touched = "  · 1 unchanged", "  ~ Deployment b in shop"
    made = changed(old, now)
    assert to_text(made.plan, made).splitlines() == [
        *("Sync ▸ wave 0", unchanged, f"{waiting}a"),
        *("Sync ▸ wave 1", touched, f"{waiting}b"),
        *("Sync ▸ wave 2", unchanged),
    ]
    made = changed(old, now, "ApplyOutOfSyncOnly=true")
    assert to_text(made.plan, made).splitlines() == ["Sync ▸ wave 1", touched]


def test_hooks_are_made_anew_and_never_refused() -> None:
    job = (
        "{apiVersion: batch/v1, kind: Job, metadata: {name: x, annotations: {argocd.argoproj.io/hook: PreSync}},"
        " spec: {template: {spec: {a: %s}}}}"
    )
    made = changed(objects(job % 1), objects(job % 2))
    assert (made.mistakes, made.gone) == ((), ())
    assert changed(objects(job % 1), []).gone == ()


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("spec", "metadata", "name", "template", "selector", "versions", "resources", "requests"),
                    *("storage", "volumeClaimTemplates", "clusterIP", "webhooks", "rules", "clientConfig", "service"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)
KINDS = sorted({*_FIELDS, *_SPECIAL, "/Namespace", "admissionregistration.k8s.io/ValidatingWebhookConfiguration"})
SOME = st.tuples(st.sampled_from(KINDS), st.sampled_from("abc"), ODD)


def odd(items: list[Any]) -> list[SyncObject]:
    made = []
    for index, (kind, name, body) in enumerate(items):
        group, _, kind_name = kind.partition("/")
        value = {**(body if isinstance(body, dict) else {"spec": body})}
        value |= {"apiVersion": f"{group}/v1".lstrip("/"), "kind": kind_name, "metadata": {"name": name}}
        made.append(SyncObject(index, value, "shop"))
    return made


def unique(item: Any) -> Any:
    return item[:2]


@given(st.lists(SOME, max_size=6, unique_by=unique), st.lists(SOME, max_size=6, unique_by=unique))
def test_every_object_is_created_changed_pruned_or_the_same(before: list[Any], now: list[Any]) -> None:
    old, new = odd(before), odd(now)
    made = changed(old, new)
    names = {identity(item) for item in new}
    assert {identity(item) for item in made.gone} == {identity(item) for item in old} - names
    assert sorted(made.states) == [item.key for item in new]
    pruned = [identity(task.object) for task in made.plan.tasks if task.prune]
    assert sorted(pruned) == sorted(identity(item) for item in made.gone)
    to_html([Line(Deployable("folder", "x"), "x", made.plan, made, (), "")])
    list(refused_by_webhooks(Scene(made.plan)))


@given(st.lists(SOME, max_size=6, unique_by=unique))
def test_no_change_is_no_change(items: list[Any]) -> None:
    made = changed(odd(items), odd(items))
    assert set(made.states.values()) <= {"same"}
    assert (made.gone, made.mistakes) == ((), ())


APPLICATION = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}}
spec:
  project: default
  destination: {{name: {cluster}, namespace: {namespace}}}
  source: {{repoURL: https://git.example/acme/platform.git, targetRevision: HEAD, path: {path}}}
  syncPolicy: {{automated: {{prune: true}}}}
"""
CLAIM_MANIFEST = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {A: b}\n"


def application(name: str, path: str, namespace: str = "shop", cluster: str = "prod") -> str:
    return APPLICATION.format(name=name, path=path, namespace=namespace, cluster=cluster)


def commits(root: Path, before: dict[str, str], now: dict[str, str]) -> None:
    """A repository with a branch ``main`` that holds ``before`` and a working copy that holds ``now``."""

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True)

    git("init", "-q", "-b", "main")
    git("remote", "add", "origin", "https://git.example/acme/platform.git")
    for number, files in enumerate((before, now)):
        for path in root.rglob("*.yaml"):
            path.unlink()
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        if number == 0:
            git("add", "-A")
            git("commit", "-qm", "before")


BEFORE = {
    "root.yaml": application("root", "apps", "argocd"),
    "apps/shop.yaml": application("shop", "shop"),
    "shop/all.yaml": f"{CONFIG}---{CLAIM_MANIFEST}",
}


def plan(root: Path, capsys: pytest.CaptureFixture[str], form: str = "text") -> str:
    assert main(["plan", "--root", str(root), "--no-cache", "--since", "main", "--output-format", form]) == 0
    return capsys.readouterr().out


def test_nothing_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commits(tmp_path, BEFORE, BEFORE)
    assert plan(tmp_path, capsys) == "nothing changes\n"


def test_a_renamed_application_loses_its_claim(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = {**BEFORE, "apps/shop.yaml": application("store", "shop")}
    commits(tmp_path, BEFORE, now)
    told = plan(tmp_path, capsys)
    assert told.splitlines()[:4] == [
        "Application argocd/root (cluster prod, namespace argocd)",
        "Sync ▸ wave 0",
        "  - Application shop in argocd (pruned)",
        "  + Application store in argocd",
    ]
    assert told.splitlines()[-2:] == [
        "  - no longer in git; Application root deletes it, with its 2 objects",
        (
            "  ! Application 'argocd/shop' becomes 'argocd/store'; 'argocd/shop' is deleted with its 2 objects, and "
            "'argocd/store' makes them anew; lost with it: PersistentVolumeClaim 'data'"
        ),
    ]
    gone = json.loads(plan(tmp_path, capsys, "json"))[-1]["gone"]
    assert (gone["deletedBy"], gone["cascades"], gone["becomes"]) == ("Application/root", True, "argocd/store")
    drawn = plan(tmp_path, capsys, "mermaid")
    assert '  gone["no longer in git; Application root deletes it, with its 2 objects"]' in drawn
    assert "  p0[\"! Application 'argocd/shop' becomes 'argocd/store'; " in drawn
    page = plan(tmp_path, capsys, "html")
    assert "with its 2 objects" in page
    assert "<title>Changes</title>" in page


def test_another_cluster_and_another_namespace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commits(tmp_path, BEFORE, {**BEFORE, "apps/shop.yaml": application("shop", "shop", cluster="new")})
    assert "stays there, and nothing manages it: 2 objects" in plan(tmp_path, capsys)
    (tmp_path / "apps/shop.yaml").write_text(application("shop", "shop", namespace="store"))
    told = plan(tmp_path, capsys)
    assert "moves from namespace 'shop' to 'store'; what it brought there is pruned and made anew: 2 objects" in told
    assert "  - PersistentVolumeClaim data in shop (pruned)" in told
    assert "  + PersistentVolumeClaim data in store" in told


def test_a_part_that_is_unknown_on_both_sides_hides_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    remote = "sources: [{repoURL: https://charts.example, chart: db, targetRevision: 1.0.0}, {repoURL"
    app = application("shop", "shop").replace("source: {repoURL", remote).replace("path: shop}", "path: shop}]")
    before = {**BEFORE, "apps/shop.yaml": app}
    commits(tmp_path, before, {**before, "shop/all.yaml": CONFIG.replace("b", "c")})
    told = plan(tmp_path, capsys)
    assert "  ~ ConfigMap settings in shop" in told
    assert "  - PersistentVolumeClaim data in shop (pruned)" in told
    assert "  ! not checked: " in told
    (tmp_path / "apps/shop.yaml").write_text(application("shop", "shop"))
    told = plan(tmp_path, capsys)
    assert "  ! not compared: what it is or was is known only in part" in told
    assert "  ~ Application shop in argocd" in told


def test_check_tells_what_a_change_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = {**BEFORE, "shop/all.yaml": f"{CONFIG}---{CLAIM_MANIFEST.replace('1Gi', '500Mi')}"}
    commits(tmp_path, BEFORE, now)
    words = ["check", "--root", str(tmp_path), "--select", "immutable-field-changed,pruned-with-data", "--no-cache"]
    assert main([*words, "--since", "main", "--output-format", "concise"]) == 1
    assert "shop/all.yaml:9:70: error[immutable-field-changed]" in capsys.readouterr().out
    assert main(words) == 0


def test_the_answer_is_remembered_with_its_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commits(tmp_path, BEFORE, {**BEFORE, "shop/all.yaml": CONFIG})
    words = ["check", "--root", str(tmp_path), "--select", "pruned-with-data", "--output-format", "concise"]
    cache = pytest.MonkeyPatch()
    cache.setenv("GITOPS_LINT_CACHE", str(tmp_path / ".git" / "cache"))
    try:
        for since, status in ((["--since", "main"], 1), ([], 0), (["--since", "main"], 1)):
            assert main([*words, *since]) == status
    finally:
        cache.undo()
    assert capsys.readouterr().out.count("apps/shop.yaml") == 2


def test_children_come_after_their_parents_in_the_order_of_its_waves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wave = "annotations: {argocd.argoproj.io/sync-wave: '%s'}, finalizers"
    files = {
        "apps/a.yaml": application("a", "shop").replace("finalizers", wave % 2),
        "apps/b.yaml": application("b", "shop").replace("finalizers", wave % 1),
        "z.yaml": application("root", "apps", "argocd"),
        "shop/all.yaml": CONFIG,
    }
    commits(tmp_path, files, files)
    assert main(["plan", "--root", str(tmp_path), "--no-cache", "--output-format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(item["name"], item["broughtBy"]) for item in told] == [
        ("argocd/root", None),
        ("argocd/b", "applied by argocd/root"),
        ("argocd/a", "applied by argocd/root"),
    ]
