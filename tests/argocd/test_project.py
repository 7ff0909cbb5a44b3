# ruff: noqa: E501
from __future__ import annotations

import json
import random
from typing import Any

import pytest

from gitops_lint.argocd.project import (
    DEFAULT_PROJECT,
    Destination,
    Project,
    application_namespace_permitted,
    destination_permission,
    read_project,
    resource_permission,
    service_account,
    source_permission,
)
from gitops_lint.argocd.projectcheck import check_project
from gitops_lint.argocd.schedule import ScheduleError, Window, parse_cron, parse_duration, read_windows
from gitops_lint.finding import Severity

SHOP = "https://github.com/acme/shop.git"


@pytest.mark.parametrize(
    ("patterns", "url", "allowed"),
    [
        ([], SHOP, False),
        (["*"], SHOP, True),
        (["https://github.com/acme/*"], SHOP, True),
        (["https://github.com/acme/*"], "https://github.com/acme/a/b", False),
        (["https://github.com/acme/**"], "https://github.com/acme/a/b", True),
        (["https://github.com/*"], SHOP, False),
        (["https://GitHub.com/Acme/Shop"], SHOP, True),
        (["git@github.com:acme/shop"], SHOP, False),
        (["!https://github.com/acme/other"], SHOP, True),
        (["!https://github.com/acme/*", "*"], SHOP, False),
        (["*", "!https://github.com/acme/shop"], SHOP, False),
        (["https://github.com/acme/{shop,pay}"], SHOP, False),
    ],
)
def test_sources(patterns: list[str], url: str, allowed: bool) -> None:
    assert source_permission(Project(source_repos=tuple(patterns)), url).allowed is allowed


def test_the_pattern_that_forbids_is_named() -> None:
    project = Project(source_repos=("*", "!https://github.com/acme/*"))
    assert source_permission(project, SHOP).entry == ("spec", "sourceRepos", 1)


PROD = ("https://prod", "prod")


@pytest.mark.parametrize(
    ("entries", "cluster", "namespace", "allowed"),
    [
        ([{"server": "*", "namespace": "*"}], PROD, "shop", True),
        ([{"server": "https://prod", "namespace": "shop"}], PROD, "pay", False),
        ([{"name": "prod", "namespace": "shop-*"}], PROD, "shop-a", True),
        ([{"name": "prod"}], PROD, "shop", False),
        ([{"name": "prod"}], PROD, "", True),
        ([{"server": "*", "namespace": "!kube-system"}], PROD, "shop", True),
        ([{"server": "*", "namespace": "!kube-system"}, {"server": "*", "namespace": "*"}], PROD, "kube-system", False),
        ([{"name": "prod", "namespace": "!kube-system"}, {"server": "*", "namespace": "*"}], PROD, "kube-system", True),
        ([{"server": "!https://prod", "namespace": "*"}, {"server": "*", "namespace": "*"}], PROD, "shop", False),
        ([{"server": "https://prod", "namespace": "*"}], (None, "prod"), "shop", None),
        ([{"server": "*", "namespace": "*"}], (None, "prod"), "shop", True),
        ([{"name": "prod", "namespace": "*"}], (None, "prod"), "shop", True),
        ([{"name": "prod", "namespace": "*"}], ("https://prod", None), "shop", None),
        ([{"server": "https://prod", "namespace": "*"}], ("https://prod", None), "shop", True),
        ([{"server": "https://prod", "namespace": "a"}], ("https://prod", None), "shop", False),
        (
            [{"server": "*", "namespace": "*"}, {"name": "!prod", "namespace": "*"}],
            ("https://prod", None),
            "shop",
            None,
        ),
    ],
)
def test_destinations(entries: list[dict[str, str]], cluster: Any, namespace: str, allowed: bool | None) -> None:
    project = read_project({"spec": {"destinations": entries}})
    assert destination_permission(project, cluster, namespace).allowed is allowed


def test_a_denied_name_needs_the_namespace_since_3_6() -> None:
    entries = (Destination(server="*", namespace="*"), Destination(name="!prod", namespace="pay"))
    project = Project(destinations=entries)
    assert destination_permission(project, PROD, "shop", (3, 5)).entry == ("spec", "destinations", 1)
    assert destination_permission(project, PROD, "shop", (3, 6)).allowed is True
    assert destination_permission(project, PROD, "pay", (3, 6)).allowed is False


def test_only_clusters_of_the_project() -> None:
    project = read_project(
        {"spec": {"destinations": [{"server": "*", "namespace": "*"}], "permitOnlyProjectScopedClusters": True}}
    )
    assert destination_permission(project, PROD, "shop").allowed is None
    assert destination_permission(project, PROD, "shop", scoped=[]).allowed is False
    assert destination_permission(project, PROD, "shop", scoped=[("https://prod", "x")]).allowed is True


def test_resource_lists() -> None:
    nothing = read_project({})
    assert resource_permission(nothing, "apps", "Deployment", "a", namespaced=True).allowed is True
    assert resource_permission(nothing, "", "Namespace", "a", namespaced=False).allowed is False
    empty = read_project({"spec": {"namespaceResourceWhitelist": []}})
    assert resource_permission(empty, "apps", "Deployment", "a", namespaced=True).allowed is False
    some = read_project(
        {
            "spec": {
                "clusterResourceWhitelist": [{"group": "", "kind": "Namespace", "name": "shop-*"}],
                "namespaceResourceBlacklist": [{"group": "*", "kind": "Resource*"}],
            }
        }
    )
    assert resource_permission(some, "", "Namespace", "shop-a", namespaced=False).allowed is True
    assert resource_permission(some, "", "Namespace", "pay", namespaced=False).allowed is False
    denied = resource_permission(some, "", "ResourceQuota", "a", namespaced=True)
    assert (denied.allowed, denied.entry) == (False, ("spec", "namespaceResourceBlacklist", 0))


def test_the_default_project_permits_everything() -> None:
    assert source_permission(DEFAULT_PROJECT, SHOP)
    assert destination_permission(DEFAULT_PROJECT, (None, None), "any")
    assert resource_permission(DEFAULT_PROJECT, "x", "Y", "z", namespaced=False)
    assert resource_permission(DEFAULT_PROJECT, "x", "Y", "z", namespaced=True)


def test_namespaces_of_applications() -> None:
    project = Project(source_namespaces=("team-*", "/^ops-[0-9]$/"))
    allowed = [
        ns
        for ns in ("argocd", "", "team-a", "ops-1", "ops-x")
        if application_namespace_permitted(project, ns, "argocd")
    ]
    assert allowed == ["argocd", "", "team-a", "ops-1"]


def test_the_service_account_of_a_sync() -> None:
    rules = [
        {"server": "https://prod", "namespace": "kube-*", "defaultServiceAccount": "ops:admin"},
        {"server": "*", "namespace": "*", "defaultServiceAccount": "deployer"},
    ]
    project = read_project({"spec": {"destinationServiceAccounts": rules}})
    assert service_account(project, "https://prod", "kube-system") == ("ops", "admin")
    assert service_account(project, "https://prod", "shop") == ("shop", "deployer")
    assert service_account(Project(), "https://prod", "shop") is None


@pytest.mark.parametrize(
    "value", [None, [], {"spec": []}, {"spec": {"destinations": [1, None], "sourceRepos": "x"}, "metadata": 3}]
)
def test_any_shape_is_survived(value: Any) -> None:
    assert source_permission(read_project(value), SHOP).allowed is False
    assert isinstance(check_project(value), list)


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ("0 22 * * *", None),
        ("*/15 0-6,22-23 1 jan,FEB mon-fri", None),
        ("@daily", "parser does not accept descriptors: @daily"),
        ("0 0 22 * * *", "expected exactly 5 fields, found 6: [0 0 22 * * *]"),
        ("60 * * * *", "end of range (60) above maximum (59): 60"),
        ("0 0 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("0 0 * * 7", "end of range (7) above maximum (6): 7"),
        ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("a * * * *", "failed to parse int from a"),
        ("", "empty spec string"),
    ],
)
def test_cron(schedule: str, message: str | None) -> None:
    if message is None:
        parse_cron(schedule)
        return
    with pytest.raises(ScheduleError) as caught:
        parse_cron(schedule)
    assert str(caught.value) == message


def test_durations() -> None:
    assert [parse_duration(text) for text in ("1h", "90m", "1h30m", "1.5h", "0", "-1s", "1ms")] == [
        3600,
        5400,
        5400,
        5400,
        0,
        -1,
        0.001,
    ]
    for text, message in (
        ("1d", 'time: unknown unit "d" in duration "1d"'),
        ("5", 'time: missing unit in duration "5"'),
        ("", 'time: invalid duration ""'),
    ):
        with pytest.raises(ScheduleError) as caught:
            parse_duration(text)
        assert str(caught.value) == message


def test_which_windows_rule_an_application() -> None:
    window = Window("deny", "* * * * *", "1h", applications=("shop-*",), namespaces=("pay",), clusters=("prod",))
    assert window.matches("shop-a", ("", "dev"), "x")
    assert window.matches("other", ("", "prod"), "x")
    assert not window.matches("other", ("https://prod", ""), "x")
    both = Window(applications=("shop-*",), namespaces=("pay",), and_operator=True)
    assert both.matches("shop-a", ("", ""), "pay")
    assert not both.matches("shop-a", ("", ""), "x")
    assert not Window().matches("a", ("", ""), "b")


@pytest.mark.parametrize(
    ("schedule", "duration", "always"),
    [
        ("0 0 * * *", "24h", True),
        ("0 0 * * *", "23h", False),
        ("0 */6 * * *", "6h", True),
        ("0 0 * * 1", "168h", True),
        ("0 0 * * 1", "167h", False),
        ("0 0 1 * 1", "200h", False),
        ("0 0 * 1 *", "800h", False),
        ("* * * * *", "1m", True),
    ],
)
def test_windows_that_never_close(schedule: str, duration: str, always: bool) -> None:
    assert Window("deny", schedule, duration).always is always


def project(**spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": "shop"}, "spec": spec}


@pytest.mark.parametrize(
    ("spec", "pointer", "message"),
    [
        (
            {"destinations": [{"server": "!*", "namespace": "a"}]},
            ("spec", "destinations", 0, "server"),
            "server has an invalid format, '!*'",
        ),
        (
            {"destinations": [{"name": "a", "namespace": "b"}] * 2},
            ("spec", "destinations", 1),
            "destination 'a/b' already added",
        ),
        (
            {"destinations": [{"server": "*"}]},
            ("spec", "destinations", 0),
            "destination without namespace permits only the empty namespace",
        ),
        ({"sourceRepos": ["a", "a"]}, ("spec", "sourceRepos", 1), "source repository 'a' already added"),
        (
            {"sourceRepos": ["https://h/{a,b}"]},
            ("spec", "sourceRepos", 0),
            "braces in 'https://h/{a,b}' never match: the pattern is escaped as a URL first",
        ),
        ({"sourceNamespaces": ["a", "a"]}, ("spec", "sourceNamespaces", 1), "source namespace 'a' already added"),
        ({"roles": [{"name": "a"}, {"name": "a"}]}, ("spec", "roles", 1), "role 'a' already exists"),
        (
            {"roles": [{"name": "a", "groups": ["x,y"]}]},
            ("spec", "roles", 0, "groups", 0),
            "group 'x,y' must be quoted",
        ),
        (
            {"roles": [{"name": "dev", "policies": ["p, proj:shop:dev, applications, get, pay/*, allow"]}]},
            ("spec", "roles", 0, "policies", 0),
            "invalid policy rule 'p, proj:shop:dev, applications, get, pay/*, allow': object must be of form 'shop/*', 'shop[/<NAMESPACE>]/<APPNAME>' or 'shop/<APPNAME>', not 'pay/*'",
        ),
        (
            {"syncWindows": [{"kind": "deny", "schedule": "0 0 * * *", "duration": "1d", "applications": ["*"]}]},
            ("spec", "syncWindows", 0, "duration"),
            'cannot parse duration \'1d\': time: unknown unit "d" in duration "1d"',
        ),
        (
            {"syncWindows": [{"kind": "deny", "schedule": "0 0 * * *", "duration": "24h", "applications": ["*"]}]},
            ("spec", "syncWindows", 0),
            "deny window is always active",
        ),
        (
            {
                "syncWindows": [
                    {
                        "kind": "allow",
                        "schedule": "0 0 * * *",
                        "duration": "1h",
                        "applications": ["*"],
                        "timeZone": "Europe/Bern",
                    }
                ]
            },
            ("spec", "syncWindows", 0, "timeZone"),
            "invalid time zone 'Europe/Bern' specified, UTC is used",
        ),
        (
            {"destinationServiceAccounts": [{"server": "*", "namespace": "*", "defaultServiceAccount": "a*"}]},
            ("spec", "destinationServiceAccounts", 0, "defaultServiceAccount"),
            "defaultServiceAccount has an invalid format, 'a*'",
        ),
    ],
)
def test_mistakes_of_a_project(spec: dict[str, Any], pointer: tuple[str | int, ...], message: str) -> None:
    assert [(p.pointer, p.message) for p in check_project(project(**spec))] == [(pointer, message)]


KEY = "4AEE18F83AFDEB23"
POLICIES = ("spec", "sourceIntegrity", "git", "policies")


def integrity(*policies: dict[str, Any]) -> dict[str, Any]:
    return {"sourceIntegrity": {"git": {"policies": list(policies)}}}


def policy(*urls: str, mode: str = "head", keys: tuple[str, ...] = (KEY,)) -> dict[str, Any]:
    return {"repos": [{"url": url} for url in urls], "gpg": {"mode": mode, "keys": list(keys)}}


@pytest.mark.parametrize(
    ("spec", "pointer", "message", "severity"),
    [
        ({"signatureKeys": [{"keyID": "x"}]}, ("spec", "signatureKeys", 0, "keyID"),
         "'x' is not a valid GnuPG key ID", Severity.ERROR),
        ({"signatureKeys": [{"keyID": KEY}, {"keyID": KEY[1:]}]}, ("spec", "signatureKeys", 1, "keyID"),
         f"'{KEY[1:]}' is not a valid GnuPG key ID", None),
        ({"signatureKeys": [{"keyID": KEY.lower()}]}, ("spec", "signatureKeys", 0, "keyID"),
         f"key ID '{KEY.lower()}' is no commit's: git gives them in capitals", Severity.ERROR),
        ({"signatureKeys": [{"keyID": KEY}], **integrity(policy("*"))}, ("spec", "signatureKeys"),
         "signatureKeys are ignored, because sourceIntegrity is set", None),
        (integrity(policy("*", mode="deep")), (*POLICIES, 0, "gpg", "mode"),
         'unknown GPG mode "deep" configured for GIT source integrity', Severity.ERROR),
        (integrity(policy("*", keys=())), (*POLICIES, 0, "gpg", "keys"),
         "no key is listed: every commit is signed with unallowed key", Severity.ERROR),
        (integrity(policy("!https://h/a")), (*POLICIES, 0, "repos"),
         "policy is for no repository: it only excludes some", None),
        (integrity(policy("https://h/[")), (*POLICIES, 0, "repos", 0, "url"),
         "pattern 'https://h/[' matches nothing: unexpected end of input", None),
        (integrity(policy("https://h/a"), policy("https://h/a", mode="none")), (*POLICIES, 1, "repos"),
         "multiple git source integrity policies found for 'https://h/a'", Severity.ERROR),
        (integrity(policy("https://h/a"), policy("*")), (*POLICIES, 1, "repos"),
         "multiple git source integrity policies found: '*' is for every repository", Severity.ERROR),
        ({"orphanedResources": {"ignore": [{"kind": "Job"}]}}, ("spec", "orphanedResources", "ignore", 0, "kind"),
         "without group no Job matches, it is in 'batch'", None),
        ({"orphanedResources": {"ignore": [{"name": "["}]}}, ("spec", "orphanedResources", "ignore", 0, "name"),
         "pattern '[' matches nothing: unexpected end of input", None),
        ({"syncWindows": [{"kind": "allow", "schedule": "0 22 * * *", "duration": "25h", "applications": ["*"]}]},
         ("spec", "syncWindows", 0, "duration"),
         "allow window never closes: it opens anew before its duration '25h' is over", Severity.INFO),
    ],
)  # fmt: skip
def test_what_argo_cd_passes_over(
    spec: dict[str, Any], pointer: tuple[str | int, ...], message: str, severity: Severity | None
) -> None:
    found = check_project(project(**spec))
    assert [(p.pointer, p.message, p.severity, p.refused) for p in found] == [(pointer, message, severity, False)]


def test_signing_and_monitoring_that_are_right() -> None:
    fingerprint = "D56C4FCA57A46444" + "0" * 8 + KEY
    fine = [
        {"signatureKeys": [{"keyID": KEY}, {"keyID": fingerprint}]},
        integrity(policy("https://h/a", mode="strict"), policy("https://h/b"), policy("*", "!https://h/*")),
        integrity(policy("*", mode="none", keys=())),
        {"orphanedResources": {}},
        {"orphanedResources": {"warn": False, "ignore": [{"group": "batch", "kind": "Job", "name": "a-*"}, {}]}},
        {"syncWindows": [{"kind": "allow", "schedule": "0 0 * * *", "duration": "24h", "applications": ["*"]}]},
        {"syncWindows": [{"kind": "allow", "schedule": "0 0 * * 5,6", "duration": "48h", "applications": ["*"]}]},
        {"syncWindows": [{"kind": "allow", "schedule": "0 0 1 * *", "duration": "800h", "applications": ["*"]}]},
    ]
    assert [check_project(project(**spec)) for spec in fine] == [[]] * len(fine)


def test_older_releases_read_signature_keys_alone() -> None:
    both = project(signatureKeys=[{"keyID": "x"}], **integrity(policy("*")))
    assert [p.message for p in check_project(both, (3, 4))] == ["'x' is not a valid GnuPG key ID"]


def test_a_destination_that_is_no_mapping_is_left_to_the_schema() -> None:
    assert check_project(project(destinations=["*"])) == []


def test_a_healthy_project_has_no_mistakes() -> None:
    healthy = project(
        sourceRepos=["https://github.com/acme/**", "!https://github.com/acme/secret"],
        destinations=[{"server": "*", "namespace": "shop-*"}, {"server": "*", "namespace": "!kube-system"}],
        roles=[
            {
                "name": "dev",
                "groups": ["acme:dev", '"x,y"'],
                "policies": ["p, proj:shop:dev, applications, action/apps/Deployment/restart, shop/*, allow"],
            }
        ],
        syncWindows=[
            {
                "kind": "allow",
                "schedule": "0 6 * * 1-5",
                "duration": "12h",
                "applications": ["*"],
                "timeZone": "Europe/Zurich",
            }
        ],
    )
    assert check_project(healthy) == []


URLS = [
    SHOP,
    "https://github.com/acme/a/b",
    "git@github.com:acme/shop.git",
    "https://h:80/x",
    "127.0.0.1:5000/x",
    "ghcr.io/acme",
    "",
]
SOURCES = [
    *URLS,
    "*",
    "!*",
    "https://github.com/acme/*",
    "!https://github.com/acme/*",
    "https://**",
    "!git@*:acme/*",
    "https://github.com/{acme,x}/*",
    "!127.0.0.1:5000/y",
    "[",
    "!",
]
PARTS = [
    "",
    "*",
    "prod",
    "!prod",
    "dev",
    "pr*",
    "!pr*",
    "!*",
    "https://prod",
    "!https://prod",
    "https://*",
    "kube-system",
    "!kube-system",
    "shop-?",
]
KINDS = ["", "*", "apps", "Deployment", "Name*", "Namespace", "[", "*.io", "batch.io"]


def _random_project(dice: random.Random) -> dict[str, Any]:
    def some(count: int, make: Any) -> list[Any]:
        return [make() for _ in range(dice.randint(0, count))]

    def destination() -> dict[str, str]:
        return {key: dice.choice(PARTS) for key in ("server", "name", "namespace") if dice.random() < 0.8}

    def kind() -> dict[str, str]:
        return {
            "group": dice.choice(KINDS),
            "kind": dice.choice(KINDS),
            **({"name": dice.choice(["", "a*", "b"])} if dice.random() < 0.5 else {}),
        }

    spec: dict[str, Any] = {
        "sourceRepos": some(4, lambda: dice.choice(SOURCES)),
        "destinations": some(4, destination),
        "clusterResourceWhitelist": some(3, kind),
        "clusterResourceBlacklist": some(1, kind),
        "namespaceResourceBlacklist": some(1, kind),
        "sourceNamespaces": some(3, lambda: dice.choice(["team-*", "/^team-[a-c]$/", "*", "argocd", "/x", "[", "/[/"])),
        "permitOnlyProjectScopedClusters": dice.random() < 0.2,
        "syncWindows": some(4, lambda: _random_window(dice)),
        "roles": some(2, lambda: _random_role(dice)),
        "destinationServiceAccounts": some(
            1,
            lambda: {
                "server": dice.choice(PARTS),
                "namespace": dice.choice(PARTS),
                "defaultServiceAccount": dice.choice(["a", "", " ", "a:b", "a/b"]),
            },
        ),
    }
    if dice.random() < 0.5:
        spec["namespaceResourceWhitelist"] = some(2, kind)
    return {"metadata": {"name": "shop"}, "spec": spec}


def _random_window(dice: random.Random) -> dict[str, Any]:
    fields = [
        "*",
        "0",
        "1-5",
        "*/5",
        "5/10",
        "60",
        "7",
        "mon",
        "JAN-mar",
        "1,2",
        "?",
        "a",
        "1-2-3",
        "*/0",
        "3-1",
        "",
        "1/2/3",
        ",",
    ]
    schedule = " ".join(dice.choices(fields[: dice.choice([3, 6, 18])], k=dice.choice([5, 5, 5, 5, 4, 6])))
    lists = {
        key: dice.choices(["*", "shop", "s*", "prod", "https://prod", "x"], k=dice.randint(0, 2))
        for key in ("applications", "namespaces", "clusters")
    }
    return {
        "kind": dice.choice(["allow", "deny", "deny", "Deny"]) if dice.random() < 0.3 else "allow",
        "schedule": schedule,
        "duration": dice.choice(["1h", "90m", "1.5h30s", "1d", "", "1", "-1h", "0", ".5m", "1h ", "1µs", "h"])
        if dice.random() < 0.4
        else "1h",
        "andOperator": dice.random() < 0.4,
        "description": str(dice.random()),
        **lists,
    }


def _random_role(dice: random.Random) -> dict[str, Any]:
    parts = [
        ["p", "p", "p", "g"],
        ["proj:shop:dev", "proj:shop:dev", "proj:shop:dev", "x"],
        ["applications", "logs", "projects"],
        ["get", "*", "action/x", "xaction/", "rollback", "sync"],
        ["shop/*", "shop/a/b", "shop/a b", "pay/*", "shop"],
        ["allow", "deny", "x"],
    ]
    policies = [
        ", ".join(dice.choice(part) for part in parts[: dice.choice([6, 6, 6, 5])]) for _ in range(dice.randint(0, 2))
    ]
    groups = dice.choices(["a", "a,b", '"a,b"', "", " a", "a ", "a\tb", '"', '""', " "], k=dice.randint(0, 1))
    return {"name": dice.choice(["dev", "dev", "ops", "a b", "-a", ""]), "policies": policies, "groups": groups}


@pytest.mark.oracle
def test_same_permissions_as_upstream(argocd, runs) -> None:
    dice = random.Random(31)
    questions, ours = [], []
    for _ in range(runs):
        value = _random_project(dice)
        project = read_project(value)
        url, namespace = dice.choice(URLS), dice.choice(["", "shop-a", "kube-system", "prod"])
        server, name = dice.choice([PROD, ("https://dev", "dev"), ("https://prod", ""), ("", "prod")])
        group, kind = dice.choice(["", "apps", "batch.io"]), dice.choice(["Namespace", "Deployment"])
        scoped = [("https://dev", "dev")] if dice.random() < 0.5 else []
        app = {
            "metadata": {
                "name": dice.choice(["shop", "other"]),
                "namespace": dice.choice(["", "argocd", "team-a", "team-x"]),
            },
            "spec": {"destination": {"server": server, "name": name, "namespace": namespace}},
        }
        namespaced = dice.random() < 0.5
        base = {"project": value}
        questions += [
            {**base, "op": "source", "text": url},
            {
                **base,
                "op": "destination",
                "cluster": {"server": server, "name": name},
                "namespace": namespace,
                "clusters": [{"server": s, "name": n} for s, n in scoped],
            },
            {**base, "op": "resource", "group": group, "kind": kind, "name": "ab", "namespaced": namespaced},
            {**base, "op": "app-namespace", "app": app},
            {**base, "op": "windows", "app": app},
            {**base, "op": "validate"},
        ]
        windows = read_windows(value["spec"]["syncWindows"])
        ours += [
            source_permission(project, url).allowed,
            destination_permission(project, (server, name), namespace, (3, 5), scoped).allowed,
            resource_permission(project, group, kind, "ab", namespaced).allowed,
            application_namespace_permitted(project, app["metadata"]["namespace"], "argocd"),
            [w.description for w in windows if w.matches(app["metadata"]["name"], (server, name), namespace)],
            any(problem.refused for problem in check_project(value)),
        ]
    for question, answer, mine in zip(questions, argocd(questions), ours, strict=True):
        theirs = isinstance(answer, str) if question["op"] == "validate" else answer
        assert mine == theirs, (json.dumps(question), str(answer), mine)
