"""Verdicts, wording, namespace labels and quantities, compared with upstream's own code on random input.

``GITOPS_LINT_ORACLE_RUNS`` sets how many pods are compared, ``GITOPS_LINT_ORACLE_SEED`` which ones.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from podsecurity.pods import Dice
from podsecurity.upstream import RUNS, SEED, ask, fixtures

from gitops_lint.model.quantity import Quantity, QuantityError
from gitops_lint.podsecurity.controls import CONTROLS, details, evaluate, reasons
from gitops_lint.podsecurity.defaulting import with_defaults
from gitops_lint.podsecurity.labels import LABELS, policy_of
from gitops_lint.podsecurity.usage import pod_limits, pod_requests, quality_of_service
from gitops_lint.podsecurity.values import Level, Version

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("go") is None, reason="go is not installed"),
]

BATCH = 5000


def judged(question: dict[str, Any]) -> dict[str, Any]:
    version = Version.parse(question["version"])
    assert version is not None
    results = evaluate(Level(question["level"]), version, question["metadata"], question["spec"])
    for result in results:
        assert bool(result.places) is not result.allowed, (result, question)
        for place in result.places:
            assert is_there(question, place.template_pointer, place.missing), (place, question)
    return {
        "allowed": all(result.allowed for result in results),
        "reason": reasons(results),
        "detail": details(results),
        "checks": [
            {"id": each.control.id, "allowed": each.allowed, "reason": each.reason, "detail": each.detail}
            for each in results
        ],
    }


def is_there(value: Any, pointer: tuple[str | int, ...], missing: bool) -> bool:
    for key in pointer:
        try:
            value = value[key]
        except (KeyError, TypeError):
            return missing or key in ("type", "name")
    return True


def test_every_pod_is_judged_like_upstream(oracle: Path) -> None:
    source = random.Random(SEED)
    levels = [level.value for level in Level if level is not Level.PRIVILEGED]
    versions = [*[f"v1.{minor}" for minor in range(40)], *["latest"] * 10]
    verdicts: Counter[tuple[str, bool]] = Counter()
    done = 0
    while done < RUNS:
        questions = []
        for _ in range(min(BATCH, RUNS - done)):
            dice = Dice(source)
            level = "privileged" if source.random() < 0.01 else source.choice(levels)
            version = source.choice(versions)
            questions.append({"metadata": dice.metadata(), "spec": dice.spec(), "level": level, "version": version})
        for question, answer in zip(questions, ask(oracle, questions), strict=True):
            assert judged(question) == answer, json.dumps(question)
            verdicts.update((check["id"], check["allowed"]) for check in answer["checks"])
        done += len(questions)
    if RUNS >= 5000:
        assert {name for name, _ in verdicts} == {control.id for control in CONTROLS}
        assert min(verdicts.values()) >= RUNS // 500, verdicts


def test_labels_are_read_like_upstream(oracle: Path) -> None:
    source = random.Random(SEED)
    levels = ["privileged", "baseline", "restricted", "restricted", "Restricted", "", "true"]
    versions = ["latest", "v1.0", "v1.30", "v1.030", "1.30", "v1.30.1", "v2.0", "", "v1.99", "v1." + "9" * 25, "Latest"]
    questions = []
    for _ in range(2000):
        chosen = [label for label in LABELS if source.random() < 0.4]
        labels = {label: source.choice(versions if label.endswith("-version") else levels) for label in chosen}
        questions.append({"labels": labels})
    for question, answer in zip(questions, ask(oracle, questions), strict=True):
        policy, problems = policy_of(question["labels"])
        mine = {mode: str(getattr(policy, mode)) for mode in ("enforce", "audit", "warn")}
        assert {**mine, "errors": [str(problem) for problem in problems]} == answer, question


AMOUNTS = ["0", "100m", "250m", 1, 2, "1", "0.5", 0.25, "128Mi", "1Gi", "1G", "1e3", "512m", "1025Mi", "1.500", None]
RESOURCES = ["cpu", "memory", "ephemeral-storage", "hugepages-2Mi", "nvidia.com/gpu"]


def resources(source: random.Random) -> Any:
    def some() -> Any:
        names = source.sample(RESOURCES, source.choice((0, 1, 2, 2, 3)))
        return source.choice([None, {}]) if source.random() < 0.1 else {name: source.choice(AMOUNTS) for name in names}

    parts = {"requests": some(), "limits": some()}
    if source.random() < 0.3:
        parts["requests"] = parts["limits"]
    return None if source.random() < 0.1 else parts


def without_nulls(value: Any) -> Any:
    """Null amounts are zero for Go and absent for us, so only what both read alike is compared."""
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


def test_usage_is_computed_like_upstream(oracle: Path) -> None:
    source = random.Random(SEED)
    specs = []
    for _ in range(min(RUNS, 20_000)):
        always = {"restartPolicy": "Always"}
        spec: dict[str, Any] = {
            "containers": [{"resources": resources(source)} for _ in range(source.choice((1, 1, 2, 3)))],
            "initContainers": [
                {"resources": resources(source), **source.choice([{}, always, {"restartPolicy": "Never"}])}
                for _ in range(source.choice((0, 0, 1, 2, 3)))
            ],
        }
        if source.random() < 0.3:
            spec["resources"] = resources(source)
        if source.random() < 0.3:
            spec["overhead"] = {"cpu": "250m", "memory": "120Mi"}
        specs.append(without_nulls(spec))
    for spec, answer in zip(specs, ask(oracle, [{"pod": spec} for spec in specs]), strict=True):
        mine = {
            "requests": {name: str(amount) for name, amount in pod_requests(spec).items()},
            "limits": {name: str(amount) for name, amount in pod_limits(spec).items()},
            "qos": quality_of_service(spec).value,
        }
        assert mine == answer, json.dumps(spec)


FIXTURES = {  # a part of the message where it is not the id of the check
    "apparmorprofile": "forbidden AppArmor profile",
    "capabilities_baseline": "capabilities",
    "capabilities_restricted": "unrestricted capabilities",
    "hostnamespaces": "host namespaces",
    "hostpathvolumes": "hostPath",
    "hostports": "hostPort",
    "hostprobesandhostlifecycle": "probe or lifecycle host",
    "procmount_restricted": "procMount",
    "restrictedvolumes": "restricted volume types",
    "seccompprofile_baseline": "seccompProfile",
    "seccompprofile_restricted": "seccompProfile",
    "sysctls": "forbidden sysctl",
    "windowshostprocess": "hostProcess",
}


def test_upstreams_fixtures_pass_and_fail() -> None:
    for file, level, version, passes in fixtures():
        pod = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        parsed = Version.parse(version)
        assert parsed is not None
        text = details(evaluate(Level(level), parsed, pod["metadata"], with_defaults(pod["spec"])))
        if passes:
            assert text == "", file
        else:
            name = file.stem.rstrip("0123456789")
            assert FIXTURES.get(name, name).lower() in text.lower(), file


def quantity(text: str) -> dict[str, Any]:
    try:
        parsed = Quantity.parse(text)
    except QuantityError as error:
        return {"error": str(error)}
    return {
        "string": str(parsed), "canonical": parsed.canonical, "nano": str(parsed.nano), "format": parsed.format.value,
        "value": parsed.value, "milli": parsed.milli,
    }  # fmt: skip


def test_quantities_are_read_like_upstream(oracle: Path) -> None:
    source = random.Random(SEED)
    suffixes = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E-3", "e+6"]
    suffixes += ["K", "e", "mi", "e-10", "e0", "i", "Kim", " ", "B", "e1.5", "E5", "e-7"]
    texts = []
    for _ in range(max(RUNS, 20_000)):
        whole = "".join(
            source.choice("0012345789") for _ in range(source.choice((0, 1, 1, 2, 3, 4, 6, 10, 17, 19, 22)))
        )
        decimals = "".join(source.choice("0012345789") for _ in range(source.choice((0, 1, 2, 3, 8, 12, 18))))
        point = source.choice(("", "", "", "."))
        texts.append(
            source.choice(("", "", "+", "-")) + whole + point + decimals * bool(point) + source.choice(suffixes)
        )
    answers = ask(oracle, [{"quantity": text} for text in texts])
    for text, answer in zip(texts, answers, strict=True):
        mine = quantity(text)
        if abs(int(mine.get("nano", 0))) >= 10**30:
            continue  # upstream prints these without their suffix
        if not 0 <= int(mine.get("nano", 0)) <= (2**63 - 1) * 10**6:
            for key in ("value", "milli"):
                del mine[key], answer[key]  # upstream overflows, and rounds some negative amounts up past zero
        assert mine == answer, text
