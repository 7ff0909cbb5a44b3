"""What Argo CD does in which order, in small."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.syncplan import hooks, options, waves
from gitops_lint.syncplan.across import application_waves, missing_crds
from gitops_lint.syncplan.blocking import blocking, hooks_that_call_later_services
from gitops_lint.syncplan.health import customisations, health_check
from gitops_lint.syncplan.lifecycle import mistakes_of_life
from gitops_lint.syncplan.objects import SyncObject
from gitops_lint.syncplan.ordering import Scene, mistakes_of_order
from gitops_lint.syncplan.plan import Plan, Settings, plan
from gitops_lint.syncplan.projects import projects_too_late
from gitops_lint.syncplan.prune import deletion
from gitops_lint.syncplan.render import to_data, to_mermaid, to_text

WAVE, HOOK = "argocd.argoproj.io/sync-wave", "argocd.argoproj.io/hook"
KINDS = {
    "Deployment": "apps/v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1",
    "Ingress": "networking.k8s.io/v1",
    "Application": "argoproj.io/v1alpha1",
    "AppProject": "argoproj.io/v1alpha1",
    "CustomResourceDefinition": "apiextensions.k8s.io/v1",
    "Widget": "example.com/v1",
    "ExternalSecret": "external-secrets.io/v1",
    "SecretStore": "external-secrets.io/v1",
    "PriorityClass": "scheduling.k8s.io/v1",
    "StorageClass": "storage.k8s.io/v1",
    "RoleBinding": "rbac.authorization.k8s.io/v1",
}


def thing(kind: str, name: str, body: str = "{}", namespace: str = "shop", **annotations: str) -> SyncObject:
    """An object; ``wave`` and ``hook`` stand for Argo CD's annotations."""
    names = {"wave": WAVE, "hook": HOOK, "policy": "argocd.argoproj.io/hook-delete-policy", "helm": "helm.sh/hook"}
    metadata: dict[str, Any] = {"name": name}
    if annotations:
        metadata["annotations"] = {names.get(key, key): value for key, value in annotations.items()}
    value = {"apiVersion": KINDS.get(kind, "v1"), "kind": kind, "metadata": metadata, **yaml.safe_load(body)}
    return SyncObject(f"{kind}/{name}", value, namespace)


def pod(body: str) -> str:
    return f"spec: {{template: {{metadata: {{labels: {{app: web}}}}, spec: {body}}}}}"


def planned(*objects: SyncObject, **settings: Any) -> Plan:
    return plan(objects, Settings(destination_namespace="shop", **settings))


def lines(made: Plan) -> list[str]:
    return [f"{s.phase} {s.wave}: {' '.join(t.object.key for t in s.tasks)}" for s in made.steps]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("5", 5), ("+5", 5), ("-1", -1), ("007", 7), ("9223372036854775807", 2**63 - 1)],
        *[(text, None) for text in ("", " 1", "1 ", "1.0", "0x1", "1_000", "1e3", "9223372036854775808", "٣", "1\n")],
    ],
)
def test_an_integer_is_what_go_takes_for_one(text: str, expected: int | None) -> None:
    assert waves.atoi(text) == expected


def test_a_wave_that_is_no_integer_falls_back_to_the_hook_weight() -> None:
    assert waves.wave(thing("Pod", "a", wave="x", **{"helm.sh/hook-weight": "3"}).value) == 3
    assert waves.wave(thing("Pod", "a", wave="1", **{"helm.sh/hook-weight": "3"}).value) == 1
    assert waves.wave(thing("Pod", "a", wave="x", **{"helm.sh/hook-weight": "y"}).value) == 0


def test_one_annotation_that_is_no_string_hides_all() -> None:
    item = thing("Pod", "a", wave="1")
    item.value["metadata"]["annotations"]["other"] = 5
    assert waves.wave(item.value) == 0


@pytest.mark.parametrize(
    ("hook", "helm", "kind", "phases"),
    [
        (None, None, "resource", ("Sync",)),
        ("PreSync", None, "hook", ("PreSync",)),
        ("Presync", None, "never", ()),
        ("", None, "never", ()),
        ("Garbage", "pre-install", "hook", ("PreSync",)),
        ("Sync,Garbage", None, "hook", ("Sync",)),
        ("Skip", None, "skipped", ()),
        ("Skip,PreSync", None, "hook", ("PreSync",)),
        ("PostSync, PreSync", None, "hook", ("PreSync", "PostSync")),
        (None, "crd-install", "resource", ("Sync",)),
        (None, "crd-install,pre-install", "hook", ("PreSync",)),
        (None, "test", "never", ()),
        (None, "post-delete", "deletion", ()),
        (None, "post-install,post-delete", "hook", ("PostSync",)),
        ("PostSync", "pre-install", "hook", ("PostSync",)),
        ("PreDelete", None, "deletion", ()),
    ],
)
def test_what_an_object_is_to_a_sync(hook: str | None, helm: str | None, kind: str, phases: tuple[str, ...]) -> None:
    given_ = {key: value for key, value in (("hook", hook), ("helm", helm)) if value is not None}
    role = hooks.role_of(thing("Job", "a", **given_).value)
    assert (role.kind, role.phases) == (kind, phases)


def test_deletion_hooks_by_version() -> None:
    value = thing("Job", "a", hook="PreDelete").value
    assert hooks.role_of(value, (3, 2)).kind == "never"
    assert hooks.role_of(value, (3, 3)).kind == "deletion"
    both = thing("Job", "a", helm="post-install,post-delete").value
    assert hooks.role_of(both, (3, 3)).phases == ()
    assert hooks.role_of(both, (3, 4)).phases == ("PostSync",)


def test_delete_policies_of_both_annotations_are_joined() -> None:
    value = thing("Job", "a", policy="HookFailed", **{"helm.sh/hook-delete-policy": "hook-succeeded,x"}).value
    assert hooks.delete_policies(value) == ("HookFailed", "HookSucceeded")
    assert hooks.delete_policies(thing("Job", "a", policy="hookSucceeded").value) == ("BeforeHookCreation",)


def test_the_order_is_phase_wave_kind_name() -> None:
    made = planned(
        thing("Job", "smoke", hook="PostSync"),
        thing("Deployment", "web", wave="1"),
        thing("Service", "web"),
        thing("Widget", "a"),
        thing("ConfigMap", "b"),
        thing("ConfigMap", "a"),
        thing("Job", "migrate", hook="PreSync", wave="5"),
    )
    assert lines(made) == [
        "PreSync 5: Job/migrate",
        "Sync 0: ConfigMap/a ConfigMap/b Service/web Widget/a",
        "Sync 1: Deployment/web",
        "PostSync 0: Job/smoke",
    ]


def test_a_namespace_and_a_crd_move_in_front_of_what_needs_them() -> None:
    crd = "spec: {group: example.com, names: {kind: Widget}}"
    made = planned(
        thing("Namespace", "shop", wave="3", namespace=""),
        thing("CustomResourceDefinition", "widgets", crd, namespace="", wave="2"),
        thing("Widget", "a", wave="-1"),
        thing("Job", "migrate", hook="PreSync"),
    )
    assert lines(made) == [
        "PreSync 0: Namespace/shop Job/migrate",
        "Sync -1: CustomResourceDefinition/widgets Widget/a",
    ]
    assert made.tasks[0].moved_from == ("Sync", 3)


def test_what_a_step_waits_for() -> None:
    made = planned(
        thing("ConfigMap", "a"), thing("Deployment", "web"), thing("Service", "web"), thing("Job", "x", wave="1")
    )
    assert [step.message for step in made.steps] == [
        "waiting for healthy state of /Service/web and 1 more resources",
        "",
    ]
    alone = planned(thing("Deployment", "web"), thing("ConfigMap", "a"))
    assert [step.message for step in alone.steps] == [""]
    with_hook = planned(thing("Deployment", "web"), thing("Job", "x", hook="Sync"))
    assert with_hook.steps[0].message == "waiting for completion of hook batch/Job/x"


def test_applications_are_waited_for_only_with_a_health_check() -> None:
    children = [thing("Application", "db"), thing("Application", "web", wave="1")]
    assert planned(*children).steps[0].message == ""
    custom = customisations({"resource.customizations.health.argoproj.io_Application": "return {}"})
    waiting = planned(*children, health=custom).steps[0].message
    assert waiting == "waiting for healthy state of argoproj.io/Application/db"


def test_health_by_version_and_by_argocd_cm() -> None:
    assert health_check("batch", "CronJob", version=(3, 0)) is None
    assert health_check("batch", "CronJob", version=(3, 6)) == "lua"
    assert health_check("apps", "Deployment") == "built-in"
    assert health_check("", "ConfigMap") is None
    assert health_check("s3.services.k8s.aws", "Bucket", version=(3, 6)) == "lua"
    text = "example.com/*: {health.lua: x}\nb.com/C: {actions: x}"
    both = customisations(
        {"resource.customizations": text, "resource.customizations.health.Secret": "x"}, yaml.safe_load
    )
    assert health_check("example.com", "Widget", both) == "argocd-cm"
    assert health_check("", "Secret", both) == "argocd-cm"
    assert health_check("b.com", "C", both) is None


def test_the_namespace_of_create_namespace() -> None:
    create = {"sync_options": ("CreateNamespace=true",)}
    made = planned(thing("ConfigMap", "a"), **create)
    assert [(t.kind, t.name, t.created) for t in made.tasks] == [("Namespace", "shop", True), ("ConfigMap", "a", False)]
    assert len(planned(thing("ConfigMap", "a"), sync_options=("CreateNamespace=True",)).tasks) == 1
    assert len(planned(thing("ConfigMap", "a"), namespace_exists=True, **create).tasks) == 1
    assert len(planned(thing("Namespace", "shop", namespace=""), **create).tasks) == 1


def test_prunes_run_in_reverse_and_last_on_request() -> None:
    live = [thing("ConfigMap", "first", wave="0"), thing("ConfigMap", "second", wave="5")]
    settings = Settings(destination_namespace="shop")
    made = plan([thing("Secret", "a", wave="1")], settings, live)
    assert lines(made) == [
        "Sync 0: ConfigMap/second",
        "Sync 0: ConfigMap/first",
        "Sync 1: Secret/a",
    ]
    last = plan(
        [thing("Secret", "a", wave="1")], Settings(destination_namespace="shop", sync_options=("PruneLast=true",)), live
    )
    assert lines(last)[0] == "Sync 1: Secret/a"
    kept = plan([], Settings(prune=False), live)
    assert all(task.kept for task in kept.tasks)


def test_the_deletion_of_an_application() -> None:
    gone = deletion(
        [
            thing("ConfigMap", "a", wave="1"),
            thing("Secret", "b"),
            thing("Secret", "keep", **{"argocd.argoproj.io/sync-options": "Delete=false"}),
            thing("CustomResourceDefinition", "c", namespace=""),
            thing("Job", "bye", hook="PostDelete"),
            thing("Job", "pre", hook="PreSync"),
        ]
    )
    assert [(wave, [o.name for o in objects]) for wave, objects in gone.waves] == [(1, ["a"]), (0, ["b"])]
    assert [o.name for o in gone.post_delete] == ["bye"]
    assert [(k.object.name, k.reason) for k in gone.kept] == [
        ("keep", "Delete=false"),
        ("c", "CustomResourceDefinition"),
    ]


def test_a_selective_sync_runs_no_hooks() -> None:
    made = planned(
        thing("Job", "x", hook="PreSync"),
        thing("ConfigMap", "a"),
        thing("ConfigMap", "b"),
        selected=frozenset({"ConfigMap/a", "Job/x"}),
    )
    assert lines(made) == ["Sync 0: ConfigMap/a"]
    assert [item.name for item in made.skipped] == ["x", "b"]


def test_a_later_manifest_replaces_an_earlier_one() -> None:
    one, two = thing("ConfigMap", "a"), SyncObject("again", thing("ConfigMap", "a").value, "shop")
    made = planned(one, two)
    assert [task.object.key for task in made.tasks] == ["again"]
    assert made.superseded == (one,)


def test_options_are_exact_strings() -> None:
    given_ = ["CreateNamespace=true", "CreateNamespace=True", "createNamespace=true", "Prune=false", "Replace=false", 5]
    assert options.ineffective(given_) == (1, 2, 5)
    resource = thing("Job", "a", **{"argocd.argoproj.io/sync-options": "Force=true, Replace=true,CreateNamespace=true"})
    assert options.ineffective_on_resource(resource.value) == ("CreateNamespace=true",)


def test_rendering() -> None:
    made = planned(
        thing("Job", "migrate", hook="PreSync"), thing("Deployment", "web"), thing("Job", "odd", hook="Presync")
    )
    assert to_text(made) == (
        "PreSync ▸ wave 0\n"
        "  ↻ Job migrate in shop (hook)\n"
        "  … waiting for completion of hook batch/Job/migrate\n"
        "Sync ▸ wave 0\n"
        "  + Deployment web in shop\n"
        "never applied (no hook type Argo CD knows)\n"
        "  · Job odd\n"
    )
    assert to_data(made)["steps"][0]["objects"][0] == {
        "action": "apply",
        "group": "batch",
        "kind": "Job",
        "namespace": "shop",
        "name": "migrate",
        "hook": True,
        "waited_for": True,
        "moved_from": None,
    }
    assert to_mermaid(made) == (
        "flowchart TD\n"
        '  s0["<b>PreSync ▸ wave 0</b><br/>Job migrate in shop (hook)"]\n'
        '  s1["<b>Sync ▸ wave 0</b><br/>Deployment web in shop"]\n'
        '  s0 -->|"waiting for completion of hook batch/Job/migrate"| s1\n'
    )


SOME = st.builds(
    lambda kind, name, wave, hook: (kind, name, wave, hook),
    st.sampled_from(["ConfigMap", "Deployment", "Namespace", "Widget", "Job"]),
    st.sampled_from("abcdef"),
    st.sampled_from(["", "-1", "0", "2"]),
    st.sampled_from(["", "PreSync", "PostSync", "SyncFail"]),
)


@given(st.lists(SOME, unique_by=lambda item: item[:2], max_size=10), st.randoms())
def test_a_plan_is_a_permutation_and_does_not_depend_on_the_order_of_files(items: list[Any], rng: Any) -> None:
    objects = [
        thing(kind, name, **{key: text for key, text in (("wave", wave), ("hook", hook)) if text})
        for kind, name, wave, hook in items
    ]
    made = planned(*objects)
    assert sorted(task.object.key for task in made.tasks) == sorted(item.key for item in objects)
    rng.shuffle(objects)
    assert lines(planned(*objects)) == lines(made)


def names(*objects: SyncObject, **settings: Any) -> list[tuple[str, str]]:
    return [(m.name, m.severity) for m in mistakes_of_order(Scene(planned(*objects, **settings)))]


SECRET_USER = pod("{containers: [{name: a, envFrom: [{secretRef: {name: db}}]}]}")


def test_a_migration_that_needs_a_secret_of_the_sync() -> None:
    made = planned(thing("Job", "migrate", SECRET_USER, hook="PreSync"), thing("Secret", "db"))
    (found,) = mistakes_of_order(Scene(made))
    assert (found.name, found.key, found.related, found.severity) == (
        "sync-phase-too-late",
        "Job/migrate",
        "Secret/db",
        "error",
    )
    assert found.pointer == "/spec/template/spec/containers/0/envFrom/0/secretRef/name"
    assert found.message == ("Job 'migrate' in phase PreSync, wave 0 needs Secret 'db' of phase Sync, wave 0")
    assert found.effect == (
        "Argo CD shows 'waiting for completion of hook batch/Job/migrate' (secret \"db\" not found), "
        "and phase Sync, wave 0 is not reached"
    )


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ((thing("Deployment", "web", SECRET_USER), thing("Secret", "db", wave="1")), [("sync-wave-too-late", "error")]),
        ((thing("Deployment", "web", SECRET_USER), thing("Secret", "db")), []),
        ((thing("Deployment", "web", SECRET_USER, wave="1"), thing("Secret", "db")), []),
        ((thing("Deployment", "web", SECRET_USER),), []),
        (
            (thing("CronJob", "c", f"spec: {{jobTemplate: {{{SECRET_USER}}}}}"), thing("Secret", "db", wave="1")),
            [],
        ),
        (
            (thing("Job", "m", SECRET_USER, hook="PreSync"), thing("ExternalSecret", "db", "spec: {data: []}")),
            [("sync-phase-too-late", "error")],
        ),
        (
            (
                thing("ExternalSecret", "db", "spec: {secretStoreRef: {name: aws}}"),
                thing("SecretStore", "aws", wave="1"),
            ),
            [("sync-wave-too-late", "error")],
        ),
        (
            (
                thing("Deployment", "web", pod("{serviceAccountName: web}")),
                thing("ServiceAccount", "web"),
                thing(
                    "RoleBinding",
                    "web",
                    "{roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: web, namespace: shop}]}",
                    wave="2",
                ),
            ),
            [("sync-rights-too-late", "warning")],
        ),
        (
            (thing("Deployment", "web", SECRET_USER), thing("Secret", "db", hook="PreSync", policy="HookSucceeded")),
            [("hook-object-in-use", "warning")],
        ),
        (
            (thing("Job", "bye", SECRET_USER, hook="PostDelete"), thing("Secret", "db")),
            [("post-delete-hook-needs-deleted", "error")],
        ),
        (
            (thing("Pod", "a", "spec: {priorityClassName: high}"), thing("PriorityClass", "high", namespace="")),
            [("pod-before-priority-class", "error")],
        ),
        (
            (thing("Deployment", "web", SECRET_USER), thing("Secret", "db", hook="PostSync")),
            [("sync-phase-too-late", "error")],
        ),
    ],
)
def test_mistakes_of_order(objects: tuple[SyncObject, ...], expected: list[tuple[str, str]]) -> None:
    assert names(*objects) == expected


def test_an_optional_reference_or_a_workload_without_replicas_is_no_mistake() -> None:
    optional = pod("{containers: [{name: a, envFrom: [{secretRef: {name: db, optional: true}}]}]}")
    assert names(thing("Deployment", "web", optional), thing("Secret", "db", wave="1")) == []
    idle = SECRET_USER.replace("spec: {template", "spec: {replicas: 0, template", 1)
    assert names(thing("Deployment", "web", idle), thing("Secret", "db", wave="1")) == []


def test_a_crd_of_another_application() -> None:
    widget = thing("Widget", "a")
    elsewhere = {("example.com", "Widget"): "other"}
    assert [m.name for m in missing_crds(Scene(planned(widget)), elsewhere)] == ["crd-from-another-application"]
    assert list(missing_crds(Scene(planned(widget)), {})) == []
    tolerant = planned(widget, sync_options=("SkipDryRunOnMissingResource=true",))
    assert list(missing_crds(Scene(tolerant), elsewhere)) == []


def test_waves_between_applications() -> None:
    objects = [thing("Application", "db"), thing("Application", "web", wave="1")]
    found = [(m.name, m.key) for m in application_waves(Scene(planned(*objects)))]
    assert found == [("application-wave-without-health", "Application/db")]


def test_steps_that_may_not_end() -> None:
    later = thing("ConfigMap", "z", wave="9")
    balancer = thing("Service", "web", "spec: {type: LoadBalancer}")
    assert [m.name for m in blocking(Scene(planned(balancer, later)))] == ["sync-blocked-by-load-balancer"]
    assert list(blocking(Scene(planned(balancer)))) == []
    paused = thing("Deployment", "web", "spec: {paused: true}")
    (found,) = blocking(Scene(planned(paused, later)))
    assert found.effect == (
        "Argo CD shows 'waiting for healthy state of apps/Deployment/web'; phase Sync, wave 9 comes only then"
    )
    claim = thing("PersistentVolumeClaim", "data", "spec: {storageClassName: gp3}")
    user = pod("{volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]}")
    slow = thing("StorageClass", "gp3", "volumeBindingMode: WaitForFirstConsumer", namespace="")
    scene = Scene(planned(claim, slow, thing("Deployment", "db", user, wave="1")))
    assert [(m.name, m.severity) for m in blocking(scene)] == [("sync-blocked-by-claim", "error")]
    together = Scene(planned(claim, slow, thing("Deployment", "db", user), later))
    assert list(blocking(together)) == []


def test_a_hook_that_calls_a_service_of_the_sync() -> None:
    body = pod("{containers: [{name: a, env: [{name: URL, value: 'postgres://u:p@db.shop:5432/x'}]}]}")
    objects = (thing("Job", "migrate", body, hook="PreSync"), thing("Service", "db"))
    assert [m.related for m in hooks_that_call_later_services(Scene(planned(*objects)))] == ["Service/db"]
    outside = pod("{containers: [{name: a, env: [{name: URL, value: db.example.com}]}]}")
    objects = (thing("Job", "migrate", outside, hook="PreSync"), thing("Service", "db"))
    assert list(hooks_that_call_later_services(Scene(planned(*objects)))) == []


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (thing("ConfigMap", "a"), []),
        (thing("Job", "a", hook="PreSync", policy="BeforeHookCreation"), []),
        (thing("Job", "a", hook="Presync"), ["hook-never-applied"]),
        (thing("Pod", "a", helm="test"), []),
        (thing("Job", "a", hook="PreSync", policy="hookSucceeded"), ["hook-delete-policy-unknown"]),
        (thing("ConfigMap", "a", policy="HookSucceeded"), ["hook-delete-policy-without-hook"]),
        (thing("Job", "a", helm="pre-upgrade"), ["helm-pre-upgrade-runs-on-install"]),
        (thing("ConfigMap", "a", wave="one"), ["sync-wave-malformed"]),
        (thing("ConfigMap", "a", **{"helm.sh/hook-weight": "5"}), ["hook-weight-is-wave"]),
        (thing("Job", "a", hook="PreSync", policy="HookSucceeded"), ["hook-job-not-recreated"]),
        (thing("Pod", "a", hook="PreSync"), ["hook-pod-restarts"]),
        (thing("Application", "a", hook="PreSync"), ["application-as-hook"]),
        (thing("Deployment", "a", hook="PreSync"), ["long-running-hook"]),
        (thing("Job", "a"), ["job-immutable"]),
        (thing("Job", "a", **{"argocd.argoproj.io/sync-options": "Force=true,Replace=true"}), []),
        (thing("Job", "a", hook="PostDelete"), ["deletion-hook-left-behind"]),
        (
            thing("Job", "a", "spec: {template: {metadata: {labels: {sidecar.istio.io/inject: 'true'}}}}", hook="Sync"),
            [],
        ),
        (
            thing(
                "Job",
                "a",
                "spec: {template: {metadata: {labels: {sidecar.istio.io/inject: 'true'}}, spec: {containers: []}}}",
                hook="Sync",
            ),
            ["hook-job-with-sidecar"],
        ),
        (thing("Job", "a", "spec: {ttlSecondsAfterFinished: 0}", hook="Sync"), ["hook-job-expires"]),
    ],
)
def test_mistakes_of_life(item: SyncObject, expected: list[str]) -> None:
    # Hardly any of these Jobs has a deadline; that is specified by the rule's own examples.
    assert [m.name for m in mistakes_of_life(item) if m.name != "hook-job-without-deadline"] == expected


def test_an_annotation_that_is_no_string() -> None:
    item = thing("ConfigMap", "a")
    item.value["metadata"]["annotations"] = {WAVE: 5}
    (found,) = mistakes_of_life(item)
    assert (found.name, found.severity, found.pointer) == (
        "annotation-not-a-string",
        "error",
        "/metadata/annotations/argocd.argoproj.io~1sync-wave",
    )


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from(["Job", "PreSync", "v1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["spec", "metadata", "annotations", "name", "template", "kind", "finalizers", HOOK, WAVE, "labels"]
            )
            | st.integers(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(st.lists(st.dictionaries(st.sampled_from(["apiVersion", "kind", "metadata", "spec"]), ODD), max_size=4))
def test_no_shape_makes_it_raise(values: list[dict[str, Any]]) -> None:
    objects = [SyncObject(index, value, "") for index, value in enumerate(values)]
    made = planned(*objects)
    scene = Scene(made)
    list(mistakes_of_order(scene))
    list(blocking(scene))
    list(application_waves(scene))
    list(projects_too_late(scene))
    list(hooks_that_call_later_services(scene))
    for item in objects:
        list(mistakes_of_life(item))
    deletion(objects)
    to_text(made)
    to_mermaid(made)
    to_data(made)
