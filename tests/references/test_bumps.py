"""What jobs of CI write into files, as far as their scripts say it plainly."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.references.bumps import bumps, sed_pattern, set_paths
from gitops_lint.references.checkout import Checkout
from gitops_lint.references.imagenames import matches_image
from gitops_lint.references.shell import UNKNOWN, commands
from gitops_lint.source.document import Document
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import MemoryTree


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


def changes(document: Document, **files: str) -> list[tuple[str, str, object]]:
    checkout = Checkout(MemoryTree({name.replace("__", "/"): text for name, text in files.items()}))
    return [(bump.tool, bump.file, bump.path or bump.pattern or bump.image) for bump in bumps(document, checkout)]


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


@pytest.mark.parametrize("before", ["kustomize create --autodetect", "kustomize edit add resource new.yaml"])
def test_a_kustomization_that_the_workflow_makes_is_none_of_ours(before: str) -> None:
    assert changes(workflow(f"cd prod && {before}\nkustomize edit set image shop=x")) == []


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


HERE = 'cd "$(dirname "$0")/.."'
BUMP = "yq -i '.a = 1' {}"


@pytest.mark.parametrize(
    ("call", "script", "files"),
    [
        ("./ci/bump.sh", BUMP.format("x.yaml"), ["x.yaml"]),
        ("bash -eux ci/bump.sh", BUMP.format("x.yaml"), ["x.yaml"]),
        ("cd apps && ../ci/bump.sh", BUMP.format("x.yaml"), ["apps/x.yaml"]),
        ("cd apps && ../ci/bump.sh", f"{HERE}\n{BUMP.format('x.yaml')}", ["x.yaml"]),
        ("ci/bump.sh", 'DIR=$(cd "$(dirname "$0")" && pwd)\n' + BUMP.format("$DIR/x.yaml"), ["ci/x.yaml"]),
        ("ci/bump.sh", BUMP.format("$(git rev-parse --show-toplevel)/x.yaml"), ["x.yaml"]),
        ("ci/bump.sh", BUMP.format("$GITHUB_WORKSPACE/x.yaml"), ["x.yaml"]),
        ("ci/bump.sh prod $TAG", BUMP.format("$1/$DIR.yaml"), ["prod/charts.yaml"]),
        ("ci/bump.sh prod $TAG", BUMP.format("$2.yaml"), []),
        ("ci/bump.sh prod", f"shift\n{BUMP.format('$1.yaml')}", []),
        ("ci/bump.sh prod", f"f() {{\n{BUMP.format('$1.yaml')}\n}}\nf dev", []),
        ("ci/bump.sh prod", BUMP.format("overlays/$@/x.yaml"), []),
        ("DIR=other\nexport DIR\nci/bump.sh", BUMP.format("$DIR/x.yaml"), ["other/x.yaml"]),
        ("python ci/bump.sh", BUMP.format("x.yaml"), []),
        ("bash -c ci/bump.sh", BUMP.format("x.yaml"), []),
        ("ci/bump.sh", "ci/bump.sh\n" + BUMP.format("x.yaml"), ["x.yaml"] * 3),
        ("ci/bump.sh", "git clone https://x.example/y", []),
    ],
)
def test_scripts_of_the_repository_are_followed(call: str, script: str, files: list[str]) -> None:
    found = changes(workflow(f"{call}\n{BUMP.format('behind.yaml')}"), **{"ci__bump.sh": script})
    assert [file for _, file, _ in found if "behind" not in file] == files
    assert any("behind" in file for _, file, _ in found) is ("clone" not in script)


@pytest.mark.parametrize(
    ("call", "script", "goes_on"),
    [
        ("./gradlew build", "#!/bin/sh\ncat <<EOF\nEOF\n", True),
        ("./gradlew build", '#!/bin/sh\ncd "$APP_HOME"\n', True),
        ("./gradlew build", "#!/bin/sh\ngit checkout main\n", False),
        (". ./gradlew", "#!/bin/sh\ncd charts\n", False),
        ("source ./gradlew", "#!/bin/sh\ncat <<EOF\nEOF\n", False),
        ("source ./gradlew", "#!/bin/sh\nexport A=b\n", True),
    ],
)
def test_a_script_that_nobody_can_follow_hides_what_it_may_change(call: str, script: str, goes_on: bool) -> None:
    found = changes(workflow(f"{call}\n{BUMP.format('behind.yaml')}"), gradlew=script)
    assert bool(found) is goes_on


ACTION = """
inputs: {file: {default: x.yaml}, key: {}}
runs:
  using: composite
  steps:
    - run: yq -i '.a = 1' ${{ inputs.file }}
    - run: yq -i '.${{ inputs.key }} = 1' keys.yaml
    - run: ${{ github.action_path }}/bump.sh
"""


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, ["x.yaml", "beside.yaml"]),
        ({"file": "y.yaml", "key": "b"}, ["y.yaml", "keys.yaml", "beside.yaml"]),
        ({"file": "${{ matrix.file }}"}, ["beside.yaml"]),
    ],
)
def test_composite_actions_of_the_repository(given: dict[str, str], found: list[str]) -> None:
    document = workflow()
    document.value["jobs"]["b"]["steps"].append({"uses": "./.github/actions/bump", "with": given})
    files = {
        ".github__actions__bump__action.yml": ACTION,
        ".github__actions__bump__bump.sh": BUMP.format("beside.yaml"),
    }
    assert [file for _, file, _ in changes(document, **files)] == found


def test_a_composite_action_that_brings_another_tree() -> None:
    document = workflow(BUMP.format("x.yaml"))
    document.value["jobs"]["b"]["steps"].append({"uses": "./a"})
    action = "runs: {steps: [{uses: actions/checkout@v4, with: {repository: acme/deploy}}]}"
    assert changes(document) == [("yq", "x.yaml", ("a",))]
    assert changes(document, **{"a__action.yaml": action}) == []


def gitlab(text: str, path: str = ".gitlab-ci.yml", **files: str) -> list[tuple[str, object]]:
    (document,) = parse(path, text.encode()).documents
    checkout = Checkout(MemoryTree({name.replace("__", "/"): text for name, text in files.items()}))
    return [(bump.file, bump.at) for bump in bumps(document, checkout)]


TEMPLATES = """
.base: {variables: {FILE: base.yaml, DIR: d}, before_script: [cd $DIR]}
.bump: {extends: .base, script: ["yq -i '.a = 1' $FILE"]}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bump: {extends: .bump}", [("d/base.yaml", ("bump", "extends"))]),
        ("bump: {extends: [.bump], variables: {FILE: own.yaml}}", [("d/own.yaml", ("bump", "extends"))]),
        ("bump: {extends: .bump, before_script: [], variables: {DIR: x}}", [("base.yaml", ("bump", "extends"))]),
        ("bump: {script: [!reference [.bump, script]], variables: {FILE: f}}", [("f", ("bump", "script"))]),
        ("bump: {script: [!reference [.gone, script], yq -i .a=1 f]}", []),
        ("bump: {extends: .gone, script: [yq -i .a=1 f]}", []),
        ("bump: {extends: .bump, rules: [{variables: {FILE: other}}]}", []),
        ("bump: {script: [[cd x, yq -i .a=1 f]]}", [("x/f", ("bump", "script"))]),
        ("default: {before_script: [cd x]}\nbump: {script: yq -i .a=1 f}", [("x/f", ("bump", "script"))]),
        ("bump: {script: yq -i .a=1 $CI_PROJECT_DIR/f}", [("f", ("bump", "script"))]),
        (".hidden: {script: yq -i .a=1 f}", []),
        ("bump: {script: yq -i .a=1 f, variables: {GIT_CHECKOUT: 'false'}}", []),
    ],
)
def test_what_jobs_of_gitlab_are_made_of(text: str, found: list[tuple[str, object]]) -> None:
    assert gitlab(f"{TEMPLATES}{text}") == found
    assert gitlab(f"include: [{{local: /ci/t.yml}}]\n{text}", **{"ci__t.yml": TEMPLATES}) == found


def test_jobs_that_are_included_are_told_where_they_are_included() -> None:
    job = "bump: {script: yq -i .a=1 f}"
    assert gitlab("include: ci/jobs.yml", **{"ci__jobs.yml": job}) == [("f", ("include",))]
    assert gitlab("include: .gitlab/jobs.yml", **{".gitlab__jobs.yml": job}) == []
    assert gitlab(job, path=".gitlab/jobs.yml") == [("f", ("bump", "script"))]


def test_what_is_included_from_elsewhere_may_change_what_is_extended() -> None:
    assert gitlab(f"include: {{project: acme/ci, file: x.yml}}\n{TEMPLATES}bump: {{extends: .bump}}") == []


BASE = {
    "base/kustomization.yaml": "resources: [pod.yaml]",
    "base/pod.yaml": """
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec: {initContainers: [{name: i, image: "registry.example/init@sha256:0"}], containers: [{name: c, image: "shop:1"}]}
""",
}


@pytest.mark.parametrize(
    ("kustomization", "name", "found"),
    [
        ("resources: [../base]", "shop", True),
        ("resources: [../base]", "registry.example/init", True),
        ("resources: [../base]", "registry.example/shop", False),
        ("resources: [../base]", "sho", False),
        (
            "{resources: [../base], images: [{name: shop, newName: registry.example/shop}]}",
            "registry.example/shop",
            True,
        ),
        ("{resources: [../base], images: [{name: shop, newName: registry.example/shop}]}", "shop", True),
        ("{resources: [../base], images: [{name: web, newTag: x}]}", "web", False),
        ("resources: [../base, 'https://github.com/acme/deploy']", "web", True),
        ("resources: [../base, ../gone]", "web", True),
        ("{kind: Component, apiVersion: kustomize.config.k8s.io/v1alpha1}", "web", True),
        ("{}", "web", True),
    ],
)
def test_names_of_images(kustomization: str, name: str, found: bool) -> None:
    tree = MemoryTree({**BASE, "prod/kustomization.yaml": kustomization})
    assert matches_image(Checkout(tree), "prod", name) is found
