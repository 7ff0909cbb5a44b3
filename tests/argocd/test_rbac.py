"""Policies against Argo CD's own enforcer."""

from __future__ import annotations

import random

import pytest
from oracle import Ask, Refused

from gitops_lint.argocd.rbac import ACTIONS, Enforcer, grants_of, lines_of, members_of

SUBJECTS = ("role:dev", "role:ops", "role:admin", "role:readonly", "acme:team", "jane", "admin", "proj:shop:ci")
OBJECTS = ("shop/web", "shop/ns/web", "other/web", "https://c.example", "shop", "*")


def enforcer(data: dict[str, str]) -> Enforcer:
    lines = list(lines_of(data))
    regex = data.get("policy.matchMode") == "regex"
    return Enforcer(grants_of(lines), members_of(lines), default=data.get("policy.default", ""), regex=regex)


def test_deny_beats_allow_but_not_what_everybody_may() -> None:
    policy = "p, role:dev, applications, *, */*, allow\np, role:dev, applications, get, */*, deny\ng, jane, role:dev\n"
    assert not enforcer({"policy.csv": policy}).allows("jane", "applications", "get", "shop/web")
    assert enforcer({"policy.csv": policy}).allows("jane", "applications", "sync", "shop/web")
    data = {"policy.csv": policy, "policy.default": "role:readonly"}
    assert enforcer(data).allows("jane", "applications", "get", "shop/web")


def test_all_policies_of_the_config_map_are_one() -> None:
    data = {"policy.b.csv": "g, jane, role:dev", "policy.csv": "p, role:dev, logs, get, shop/*, allow", "other": "x"}
    assert [line.key for line in lines_of(data)] == ["policy.csv", "policy.b.csv"]
    assert enforcer(data).allows("jane", "logs", "get", "shop/web")


def test_a_space_behind_a_field_is_part_of_it() -> None:
    data = {"policy.csv": "p, role:dev, logs, get , shop/*, allow"}
    assert not enforcer(data).allows("role:dev", "logs", "get", "shop/web")


def test_an_expression_matches_anywhere_in_the_text() -> None:
    data = {"policy.csv": "p, jane, log, ge., ^shop/.*$, allow", "policy.matchMode": "regex"}
    assert enforcer(data).allows("jane", "logs", "get", "shop/web")


def line(rng: random.Random, regex: bool) -> str:
    if rng.random() < 0.3:
        return f"g, {rng.choice(SUBJECTS)}, {rng.choice(SUBJECTS)}"
    resource = rng.choice([*ACTIONS, "*", "*" if not regex else ".*", "app*"])
    action = rng.choice(["get", "sync", "*", "update", "update/*", "action/apps/*", "g?t", "{get,sync}", "delete/apps"])
    name = rng.choice(["*", "*/*", "shop/*", "shop/web", "shop/**", "https://*", "other/*", "[so]*/w?b"])
    if regex:
        resource, action, name = (text.replace("*", ".*").replace("?", ".") for text in (resource, action, name))
        action = action.replace("{get,sync}", "(get|sync)")
    effect = rng.choice(["allow", "allow", "allow", "deny", "maybe", "allow "])
    comma = rng.choice([",", ", ", ",  "])
    return comma.join(["p", rng.choice(SUBJECTS), resource, action, f'"{name}"' if "," in name else name, effect])


def config(rng: random.Random) -> dict[str, str]:
    data: dict[str, str] = {}
    if rng.random() < 0.25:
        data["policy.matchMode"] = rng.choice(["regex", "glob", "other"])
    regex = data.get("policy.matchMode") == "regex"
    for key in ("policy.csv", "policy.more.csv", "policy.csv.x"):
        if rng.random() < 0.8:
            lines = [line(rng, regex) for _ in range(rng.randrange(5))]
            data[key] = "\n".join(rng.choice(["", "  ", "# c\n"]) + text for text in lines)
    if rng.random() < 0.3:
        data["policy.default"] = rng.choice(SUBJECTS)
    return data


@pytest.mark.oracle
def test_everybody_may_what_argo_cd_lets_them(argocd: Ask, runs: int) -> None:
    rng = random.Random(11)
    questions = []
    for _ in range(runs * 20):
        requests = [
            [rng.choice(SUBJECTS), res, rng.choice([*sorted(ACTIONS[res]), "update/apps/x"]), rng.choice(OBJECTS)]
            for res in rng.choices(sorted(ACTIONS), k=8)
        ]
        questions.append({"op": "rbac", "data": config(rng), "requests": requests})
    allowed = 0
    for question, answer in zip(questions, argocd(questions), strict=True):
        data: dict[str, str] = question["data"]
        if isinstance(answer, Refused):
            assert any(line.refused for line in lines_of(data)), (question, answer)
            continue
        mine = enforcer(data)
        assert [mine.allows(*request) for request in question["requests"]] == answer, question
        allowed += sum(answer)
    assert allowed > len(questions)
