"""What jobs of CI write into files, as far as their scripts say it plainly."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.references.bumps import bumps, sed_pattern, set_paths
from gitops_lint.references.shell import UNKNOWN, commands
from gitops_lint.source.document import Document


def words(script: str, **variables: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(command.folder, command.words) for command in commands(script, variables)]


def test_commands_with_their_folder_and_what_variables_say() -> None:
    script = """
        set -e  # stop at once
        export FILE=values.yaml
        if true; then cd charts/shop && yq -i '.a = 1' "$FILE"; fi
        TAG=$(git describe)
        echo "two
        lines" | tee log
        yq -i ".b = \\"${TAG}\\"" \\
          $FILE
    """
    found = words(script)
    assert ("charts/shop", ("yq", "-i", ".a = 1", "values.yaml")) in found
    assert ("charts/shop", ("yq", "-i", f'.b = "{UNKNOWN}"', "values.yaml")) in found
    assert ("charts/shop", ("tee", "log")) in found


@pytest.mark.parametrize(
    "end",
    ["git clone https://x.example/y", "git checkout gh-pages", 'cd "$SOMEWHERE"', "cd /tmp", "cat <<EOF > values.yaml"],
)
def test_a_script_ends_where_it_leaves_what_is_known(end: str) -> None:
    assert words(f"true\n{end}\nyq -i '.a = 1' values.yaml") == [(".", ("true",))]


@pytest.mark.parametrize(
    ("expression", "paths"),
    [
        ('.image.tag = "1.2"', [("image", "tag")]),
        (".image.tag |= env(TAG)", [("image", "tag")]),
        ('.a["b.c"].d = 1 | .e[0].f = 2', [("a", "b.c", "d"), ("e", 0, "f")]),
        ('."x-y".tag = "1"', [("x-y", "tag")]),
        ('(.images[] | select(.name == "x")).newTag = "1"', []),
        (".a == .b", []),
        ("del(.a)", []),
        (f".{UNKNOWN}.tag = 1", []),
    ],
)
def test_paths_that_yq_assigns_to(expression: str, paths: list[tuple[object, ...]]) -> None:
    assert list(set_paths(expression)) == paths


@pytest.mark.parametrize(
    ("command", "pattern"),
    [
        ("s/tag: .*/tag: x/", "tag: .*"),
        ("s|image: acme/shop:.*|y|g", "image: acme/shop:.*"),
        (r"s/a\/b/c/", "a/b"),
        (r"s/\(tag\): .*/\1: x/", ""),  # groups are written otherwise in Python
        ("s/a+/b/", ""),  # a plain plus to sed, a repetition to Python
        (f"s/{UNKNOWN}/x/", ""),
        ("/image/s/a/b/", ""),
    ],
)
def test_what_sed_looks_for(command: str, pattern: str) -> None:
    assert sed_pattern(command) == pattern


def workflow(*runs: str, **checkout: str) -> Document:
    steps: list[dict[str, Any]] = [{"uses": "actions/checkout@v4", "with": checkout}]
    steps += [{"run": run} for run in runs]
    return Document(".github/workflows/x.yaml", 0, {"env": {"DIR": "charts"}, "jobs": {"b": {"steps": steps}}})


def changes(document: Document) -> list[tuple[str, str, object]]:
    return [(bump.tool, bump.file, bump.path or bump.pattern or bump.image) for bump in bumps(document)]


def test_changes_of_a_workflow() -> None:
    document = workflow(
        "yq e -i '.image.tag = strenv(TAG)' $DIR/values.yaml",
        "yq w -i values.yaml image.tag $TAG",
        "yq -yi '.image.tag = \"x\"' values.yaml",
        "cd overlays/prod\nkustomize edit set image shop=registry.example/shop:$TAG registry.example/web:1",
        "sed -i.bak 's/tag: .*/tag: 1/' values.yaml",
        "yq '.image.tag = 1' values.yaml",
        "yq -i '.a = 1' $UNKNOWN_FILE",
        "sed 's/a/b/' values.yaml",
    )
    assert changes(document) == [
        ("yq", "charts/values.yaml", ("image", "tag")),
        ("yq", "values.yaml", ("image", "tag")),
        ("yq", "values.yaml", ("image", "tag")),
        ("kustomize", "overlays/prod", "shop"),
        ("kustomize", "overlays/prod", "registry.example/web"),
        ("sed", "values.yaml", "tag: .*"),
    ]


def test_another_checkout_is_none_of_ours() -> None:
    assert changes(workflow("yq -i '.a = 1' values.yaml", repository="acme/deploy")) == []
    assert changes(workflow("yq -i '.a = 1' values.yaml", path="deploy")) == []


def test_a_file_that_the_workflow_makes_is_none_of_ours() -> None:
    assert changes(workflow("helm template . > out.yaml", "yq -i '.a = 1' out.yaml")) == []


def test_the_action_that_edits_yaml() -> None:
    document = workflow()
    step = {"uses": "fjogeleit/yaml-update-action@main", "with": {"valueFile": "v.yaml", "propertyPath": "a.b"}}
    document.value["jobs"]["b"]["steps"].append(step)
    assert changes(document) == [("yaml-update-action", "v.yaml", ("a", "b"))]


def test_gitlab_runs_both_scripts_in_one_shell() -> None:
    job = {"before_script": ["cd charts/shop"], "script": ["yq -i '.a = 1' values.yaml"]}
    assert changes(Document(".gitlab-ci.yml", 0, {"bump": job, "stages": ["x"]})) == [
        ("yq", "charts/shop/values.yaml", ("a",))
    ]


def test_other_files_have_no_jobs() -> None:
    assert changes(Document("jobs.yaml", 0, workflow("yq -i '.a = 1' v.yaml").value)) == []
