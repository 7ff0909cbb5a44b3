"""The labels of a Namespace, read as the admission controller reads them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.podsecurity.labels import PREFIX, Policy, has_policy, laxer_modes, policy_of, unknown_labels
from gitops_lint.podsecurity.values import LATEST, Level, LevelVersion, Version


def labels(**values: Any) -> dict[str, Any]:
    return {PREFIX + key.replace("_", "-"): value for key, value in values.items()}


def modes(policy: Policy) -> tuple[str, str, str]:
    return str(policy.enforce), str(policy.audit), str(policy.warn)


@pytest.mark.parametrize("nothing", [None, {}, [], "x", {"app": "web"}])
def test_without_labels_everything_is_privileged(nothing: Any) -> None:
    policy, problems = policy_of(nothing)
    assert modes(policy) == ("privileged:latest",) * 3
    assert policy.is_privileged
    assert problems == ()
    assert not has_policy(nothing)


def test_every_mode_has_its_own_level_and_version() -> None:
    given = labels(
        enforce="baseline", enforce_version="v1.30", audit="restricted", warn="restricted", warn_version="latest"
    )
    policy, problems = policy_of(given)
    assert modes(policy) == ("baseline:v1.30", "restricted:latest", "restricted:latest")
    assert problems == ()
    assert has_policy(given)


def test_warn_follows_a_stricter_enforce_and_audit_does_not() -> None:
    policy, _ = policy_of(labels(enforce="restricted", enforce_version="v1.29"))
    assert modes(policy) == ("restricted:v1.29", "privileged:latest", "restricted:v1.29")
    policy, _ = policy_of(labels(enforce="restricted", enforce_version="v1.29", warn_version="v1.20"))
    assert str(policy.warn) == "restricted:v1.20"
    policy, _ = policy_of(labels(enforce="restricted", warn="privileged"))
    assert str(policy.warn) == "privileged:latest"


def test_warn_keeps_its_own_version_where_enforce_is_no_stricter() -> None:
    policy, _ = policy_of(labels(enforce="privileged", enforce_version="v1.29"))
    assert str(policy.warn) == "privileged:latest"


def test_invalid_levels_fail_closed_for_enforce_and_open_for_the_others() -> None:
    policy, problems = policy_of(labels(enforce="Restricted", audit="strict", warn="none"))
    assert modes(policy) == ("restricted:latest", "privileged:latest", "privileged:latest")
    assert [str(problem) for problem in problems] == [
        f'metadata.labels[{PREFIX}{mode}]: Invalid value: "{value}": must be one of privileged, baseline, restricted'
        for mode, value in (("enforce", "Restricted"), ("audit", "strict"), ("warn", "none"))
    ]
    assert problems[0].pointer == ("metadata", "labels", f"{PREFIX}enforce")


def test_an_invalid_enforce_does_not_make_warn_strict() -> None:
    policy, _ = policy_of(labels(enforce="typo"))
    assert str(policy.warn) == "privileged:latest"


def test_an_invalid_version_is_latest() -> None:
    policy, problems = policy_of(labels(enforce="baseline", enforce_version="1.30"))
    assert str(policy.enforce) == "baseline:latest"
    assert [problem.message for problem in problems] == ['must be "latest" or "v1.x"']


@pytest.mark.parametrize(("value", "shown"), [(1.3, "1.3"), (True, "True"), (None, "")])
def test_values_that_are_no_text_are_invalid(value: Any, shown: str) -> None:
    _, problems = policy_of(labels(enforce_version=value))
    assert [problem.value for problem in problems] == [shown]


def test_labels_change_the_defaults_they_name() -> None:
    defaults = Policy(LevelVersion(Level.BASELINE, LATEST), LevelVersion(), LevelVersion(Level.RESTRICTED, Version(30)))
    assert modes(policy_of({}, defaults)[0]) == ("baseline:latest", "privileged:latest", "restricted:v1.30")
    policy, _ = policy_of(labels(enforce_version="v1.31"), defaults)
    assert str(policy.enforce) == "baseline:v1.31"


def test_labels_the_controller_does_not_know() -> None:
    assert unknown_labels(labels(enforced="baseline", enforce="baseline") | {"app": "x", 3: "y"}) == (
        f"{PREFIX}enforced",
    )
    assert unknown_labels(None) == ()


def test_modes_that_ask_for_less_than_is_enforced() -> None:
    assert laxer_modes(labels(enforce="restricted", warn="baseline", audit="restricted")) == ("warn",)
    assert laxer_modes(labels(enforce="baseline", warn="restricted", audit="restricted")) == ()
    assert laxer_modes(labels(enforce="restricted")) == ()
    assert laxer_modes(None) == ()


@given(
    st.dictionaries(
        st.text(max_size=3) | st.sampled_from(sorted(labels(enforce="", warn_version=""))),
        st.none() | st.integers() | st.text(),
    )
)
def test_any_labels_give_a_policy(given: dict[Any, Any]) -> None:
    policy, problems = policy_of(given)
    assert {problem.label for problem in problems} <= set(given)
    assert policy.enforce.level in Level
