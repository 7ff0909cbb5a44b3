"""From a repository to clusters: what meets, and what is claimed of it."""

from __future__ import annotations

from collections.abc import Mapping

from network.trees import CONFIG, application, deny, pod, repository

from gitops_lint.model.repository import Repository
from gitops_lint.network.claims import claims, gaps
from gitops_lint.network.repository import View, beside, namespace_of, outlook, view_of, views


def named(repo: Repository) -> dict[str, View]:
    return {view.name: view for view in repo.once(views)}


def pods(view: View) -> list[str]:
    return [str(each) for each in view.scene.cluster.endpoints]


def parted(repo: Repository) -> dict[str, list[str]]:
    """The pods of each view."""
    return {view.name: sorted(pods(view)) for view in repo.once(views)}


def codes(repo: Repository) -> list[tuple[str, str, bool]]:
    known = [*repo.once(claims).values(), *repo.once(gaps).values()]
    return sorted((fact.code, fact.direction, fact.certain) for facts in known for fact in facts)


def test_each_cluster_is_a_view_and_namespaces_come_from_the_destination() -> None:
    repo = repository(
        {
            "apps.yaml": "---".join(
                (
                    application("web-dev", "web", "dev", "shop"),
                    application("web-prod", "web", "prod", "shop"),
                    application("policies", "policies", "prod", "shop"),
                )
            ),
            "web/pod.yaml": pod("web"),
            "policies/deny.yaml": deny(),
        },
        CONFIG,
    )
    found = named(repo)
    assert sorted(found) == ["dev", "folders", "prod"]
    assert pods(found["prod"]) == ["shop/web[Pod]"]
    assert [policy.namespace for policy in found["prod"].scene.cluster.policies] == ["shop"]
    assert found["dev"].scene.cluster.policies == ()


def test_overlays_that_nobody_deploys_do_not_meet() -> None:
    repo = repository(
        {
            "base/kustomization.yaml": "resources: [pod.yaml]",
            "base/pod.yaml": pod("web"),
            "dev/kustomization.yaml": "namespace: shop\nresources: [../base]",
            "prod/kustomization.yaml": "namespace: shop\nresources: [../base, deny.yaml]",
            "prod/deny.yaml": deny(),
        }
    )
    found = named(repo)
    assert sorted(found) == ["dev", "prod"]
    assert pods(found["dev"]) == pods(found["prod"]) == ["shop/web[Pod]"]
    assert found["dev"].scene.cluster.policies == ()


def test_plain_folders_meet_but_not_in_a_namespace_that_nothing_names() -> None:
    repo = repository(
        {
            "a/pod.yaml": pod("web", "shop"),
            "b/pod.yaml": pod("db", "shop"),
            "c/pod.yaml": pod("x"),
            "d/pod.yaml": "---".join((pod("x"), pod("z"))),
        }
    )
    assert parted(repo) == {
        "folders": ["shop/db[Pod]", "shop/web[Pod]"],
        "c": ["(c)/x[Pod]"],
        "d": ["(d)/x[Pod]", "(d)/z[Pod]"],
    }


def test_plain_folders_that_hold_the_same_object_are_views_with_what_is_in_their_branch() -> None:
    repo = repository(
        {
            "dev/web/pod.yaml": pod("web", "shop"),
            "dev/db/pod.yaml": pod("db", "shop"),
            "prod/web/pod.yaml": pod("web", "shop"),
            "prod/cache/pod.yaml": pod("cache", "shop"),
            "tools/pod.yaml": pod("shell", "shop"),
            "pod.yaml": pod("proxy", "shop"),
        }
    )
    assert parted(repo) == {
        "folders in dev": ["shop/db[Pod]", "shop/web[Pod]"],
        "folders in prod": ["shop/cache[Pod]", "shop/web[Pod]"],
        "folders": ["shop/proxy[Pod]", "shop/shell[Pod]"],
    }


def test_a_folder_is_no_alternative_of_what_is_beside_its_copy() -> None:
    repo = repository(
        {
            "pod.yaml": pod("web", "shop"),
            "db/pod.yaml": pod("db", "shop"),
            "old/pod.yaml": pod("web", "shop"),
        }
    )
    assert parted(repo) == {
        "folders": ["shop/db[Pod]", "shop/web[Pod]"],
        "folders in old": ["shop/web[Pod]"],
    }


SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 8080}]}
"""


def test_a_policy_of_another_step_forbids_nothing() -> None:
    def forbidden(*policy: str) -> list[str]:
        step = {"step-1/web.yaml": "---".join((pod("web", "shop"), SERVICE))}
        files = {**step, "step-2/web.yaml": "---".join((pod("web", "shop"), *policy))}
        return [code for code, _, _ in codes(repository(files)) if code == "service-traffic-forbidden"]

    assert forbidden(deny("shop")) == []
    assert forbidden(SERVICE, deny("shop")) == ["service-traffic-forbidden"]


def test_alternatives_lack_a_policy_of_their_namespace_once() -> None:
    steps = {f"step-{step}/web.yaml": "---".join((pod("web", "shop"), deny("shop"))) for step in range(3)}
    assert codes(repository(steps)) == [("namespace-without-default-deny", "egress", False)]


def allow(name: str, peer: str, namespace: str = "shop") -> str:
    return f"""
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}, namespace: {namespace}}}
spec: {{podSelector: {{}}, ingress: [{{from: [{{podSelector: {peer}}}]}}]}}
"""


def needless(files: dict[str, str]) -> list[str]:
    known = repository(files).once(claims).values()
    return [fact.name for facts in known for fact in facts if fact.code == "policy-without-effect"]


def test_policies_of_folders_that_may_run_together_are_compared() -> None:
    files = {
        "base/policy.yaml": allow("all", "{}"),
        "web/policy.yaml": allow("web", "{matchLabels: {app: web}}"),
        "web/pod.yaml": pod("web", "shop"),
    }
    assert needless(files) == ["web"]


def test_folders_that_hold_the_same_object_are_alternatives() -> None:
    files = {
        "lesson-1/policy.yaml": allow("all", "{}"),
        "lesson-1/pod.yaml": pod("web", "shop"),
        "lesson-2/policy.yaml": allow("web", "{matchLabels: {app: web}}"),
        "lesson-2/pod.yaml": pod("web", "shop"),
    }
    assert needless(files) == []
    assert needless({**files, "lesson-2/other.yaml": allow("all", "{}")}) == ["web"]


def admin(name: str) -> str:
    return f"""
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {{name: {name}}}
spec: {{priority: 10, subject: {{namespaces: {{}}}}}}
"""


def test_two_versions_of_an_admin_policy_share_no_priority() -> None:
    def shared(files: dict[str, str]) -> list[str]:
        known = repository(files).once(claims).values()
        return [fact.name for facts in known for fact in facts if fact.code == "priority-shared"]

    assert shared({"dev/one.yaml": admin("one"), "prod/one.yaml": admin("one")}) == []
    assert shared({"dev/one.yaml": admin("one"), "prod/two.yaml": admin("two")}) == ["two"]


def test_the_outlook_of_a_cluster_holds_what_is_unplaced() -> None:
    repo = repository(
        {
            "apps.yaml": application("web", "web", "prod", "shop"),
            "web/pod.yaml": pod("web"),
            "policies/kustomization.yaml": "namespace: shop\nresources: [deny.yaml]",
            "policies/deny.yaml": deny(types="Ingress, Egress"),
        },
        CONFIG,
    )
    prod = named(repo)["prod"]
    assert prod.scene.cluster.policies == ()
    assert [policy.name for policy in repo.once(outlook, prod).scene.cluster.policies] == ["deny"]
    assert "namespace-without-default-deny" not in {code for code, _, _ in codes(repo)}


SHARED = {
    "base/kustomization.yaml": "resources: [db.yaml, policy.yaml]",
    "base/db.yaml": pod("db"),
    "base/policy.yaml": """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: db}
        spec:
          podSelector: {matchLabels: {app: db}}
          ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
        """,
    "web/kustomization.yaml": "resources: [web.yaml]",
    "web/web.yaml": pod("web"),
    "shop/kustomization.yaml": "namespace: shop\nresources: [../base, ../web]",
    "lean/kustomization.yaml": "namespace: lean\nresources: [../base, namespace.yaml]",
    "lean/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: lean}",
}


def peerless(files: Mapping[str, str], config: Mapping[str, object] | None = None) -> list[str]:
    """Where some peer matches nothing."""
    known = repository(files, config).once(claims).values()
    found = [fact for facts in known for fact in facts if fact.code == "peer-matches-nothing" and fact.certain]
    return sorted(fact.namespace for fact in found)


def test_a_peer_in_a_shared_base_may_be_for_another_overlay() -> None:
    assert peerless(SHARED) == []
    nobody = {**SHARED, "web/web.yaml": pod("shell")}
    assert peerless(nobody) == ["lean"]


def test_a_peer_whose_pods_lost_their_label_in_one_overlay_matches_nothing() -> None:
    relabelled = """
        namespace: lean
        resources: [../base, ../web, namespace.yaml]
        patches: [{target: {name: web}, patch: "[{op: replace, path: /metadata/labels/app, value: site}]"}]
        """
    assert peerless({**SHARED, "lean/kustomization.yaml": relabelled}) == ["lean"]


def test_a_peer_whose_pods_are_in_another_namespace_of_one_overlay_matches_nothing() -> None:
    astray = {
        "lean/kustomization.yaml": "resources: [policies, pods, namespace.yaml]",
        "lean/policies/kustomization.yaml": "namespace: lean\nresources: [../../base]",
        "lean/pods/kustomization.yaml": "namespace: leaning\nresources: [../../web]",
    }
    assert peerless({**SHARED, **astray}) == ["lean"]


def test_a_peer_in_a_shared_base_may_be_for_another_namespace_of_the_cluster() -> None:
    apps = "---".join(application(name, name, "prod", name) for name in ("shop", "lean"))
    assert peerless({**SHARED, "apps.yaml": apps}, CONFIG) == []
    assert peerless({**SHARED, "apps.yaml": apps, "web/web.yaml": pod("shell")}, CONFIG) == ["lean", "shop"]


def test_a_peer_that_one_overlay_changed_is_its_own() -> None:
    misspelt = """
        namespace: lean
        resources: [../base, namespace.yaml]
        patches:
          - target: {kind: NetworkPolicy}
            patch: '[{op: replace, path: /spec/ingress/0/from/0/podSelector/matchLabels/app, value: wbe}]'
        """
    assert peerless({**SHARED, "lean/kustomization.yaml": misspelt}) == ["lean"]


def test_fargate_alone_enforces_nothing() -> None:
    repo = repository(
        {"apps.yaml": application("web", "web", "prod", "shop"), "web/pod.yaml": pod("web")},
        {**CONFIG, "clusters": {"prod": {"compute": ["fargate"]}}},
    )
    (endpoint,) = named(repo)["prod"].scene.cluster.endpoints
    assert not endpoint.enforced


def test_windows_pods_are_not_enforced_and_jobs_have_the_labels_of_their_controller() -> None:
    job = """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: migrate, namespace: shop}
        spec: {template: {spec: {nodeSelector: {kubernetes.io/os: windows}, containers: []}}}
        """
    (view,) = repository({"job.yaml": job}).once(views)
    (endpoint,) = view.scene.cluster.endpoints
    assert (endpoint.enforced, endpoint.labels["job-name"]) == (False, "migrate")


def test_no_policy_at_all_is_one_fact() -> None:
    repo = repository({"a.yaml": "---".join(pod("web", f"n{number}") for number in range(5))})
    assert codes(repo) == [("cluster-without-policies", "", True)]


def test_one_namespace_without_policies_is_not_worth_a_remark() -> None:
    assert codes(repository({"a.yaml": pod("web", "shop")})) == []


def test_what_could_not_be_rendered_makes_facts_of_its_namespace_uncertain() -> None:
    chart = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: redis, namespace: argocd}
        spec:
          project: default
          source: {repoURL: "https://charts.example", chart: redis, targetRevision: 1.0.0}
          destination: {name: prod, namespace: shop}
        """
    policy = """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: redis}
        spec: {podSelector: {matchLabels: {app: redis}}}
        """
    files = {
        "apps.yaml": application("web", "web", "prod", "shop"),
        "web/pod.yaml": pod("web"),
        "web/policy.yaml": policy,
    }
    assert ("policy-selects-nothing", "", True) in codes(repository(files, CONFIG))
    assert ("policy-selects-nothing", "", False) in codes(repository({**files, "redis.yaml": chart}, CONFIG))


def test_another_overlay_does_not_forbid_traffic() -> None:
    service = """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 8080}]}
        """
    files = {
        "dev/kustomization.yaml": "namespace: shop\nresources: [pod.yaml, service.yaml]",
        "dev/pod.yaml": pod("web"),
        "dev/service.yaml": service,
        "prod/kustomization.yaml": "namespace: shop\nresources: [deny.yaml]",
        "prod/deny.yaml": deny(),
    }
    assert "service-traffic-forbidden" not in {code for code, _, _ in codes(repository(files))}
    inside = {
        **files,
        "dev/kustomization.yaml": "namespace: shop\nresources: [pod.yaml, service.yaml, deny.yaml]",
        "dev/deny.yaml": deny(),
    }
    assert "service-traffic-forbidden" in {code for code, _, _ in codes(repository(inside))}


def test_beside_are_the_objects_of_the_same_view() -> None:
    repo = repository(
        {
            "dev/kustomization.yaml": "resources: [pods.yaml]",
            "dev/pods.yaml": "---".join((pod("a"), pod("b"))),
            "prod/kustomization.yaml": "resources: [pods.yaml]",
            "prod/pods.yaml": pod("c"),
        }
    )
    first = repo.of_kind("", "Pod")[0]
    assert [each.name for each in beside(repo, first, "", "Pod")] == ["a", "b"]
    view = view_of(repo, first)
    assert view is not None
    assert (view.name, namespace_of(first)) == ("dev", "(dev)")


def test_shapes_that_are_not_manifests_do_not_raise() -> None:
    odd = """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: [1], namespace: {a: b}}
        spec: [podSelector]
        ---
        apiVersion: v1
        kind: Service
        metadata: []
        spec: {selector: [a], ports: {b: c}, type: [LoadBalancer]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec: {template: {metadata: {labels: [a]}, spec: {containers: {a: b}, nodeSelector: [1], os: linux}}}
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: web, annotations: [x]}
        spec: {rules: {a: b}, tls: yes, defaultBackend: [1]}
        """
    repo = repository({"odd.yaml": odd})
    assert repo.once(claims) is not None
