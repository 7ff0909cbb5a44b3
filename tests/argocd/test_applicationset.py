# ruff: noqa: E501
from __future__ import annotations

from typing import Any

import pytest
import yaml
from argocd.memory import Memory

from gitops_lint.argocd.applicationset.environment import ClusterEntry, Environment
from gitops_lint.argocd.applicationset.expand import Expansion, expand

FILES = {
    "apps/a/config.json": '{"team": {"name": "pay"}, "replicas": 3, "big": 1000000, "on": true, "tags": ["x", "y"]}',
    "apps/b/config.json": '[{"n": "1"}, {"n": "2"}]',
    "apps/b/sub/config.json": "",
    "apps/.hidden/x.yaml": "",
    "apps/Web_1/x.yaml": "",
    "infra/net/x.yaml": "",
}
CLUSTERS = (
    ClusterEntry("Prod_EU", "https://prod", "pay", {"env": "prod"}, {"note": "n"}),
    ClusterEntry("dev", "https://dev", "", {"env": "dev"}),
)
ENV = Environment(Memory(FILES), CLUSTERS)


def run(text: str, env: Environment = ENV, **spec: Any) -> Expansion:
    value = {"metadata": {"name": "set", "namespace": "argocd"}, "spec": {**yaml.safe_load(text), **spec}}
    value["spec"].setdefault("template", {"metadata": {"name": "x"}, "spec": {"project": "default"}})
    return expand(value, env)


def names(text: str, name: str, env: Environment = ENV, **spec: Any) -> list[str]:
    expansion = run(text, env, template={"metadata": {"name": name}, "spec": {}}, **spec)
    assert expansion.problems == (), expansion.problems
    assert expansion.notices == ()
    return [application.name for application in expansion.applications]


def test_git_directories_are_matched_one_level_deep_and_in_tree_order() -> None:
    git = "generators: [{git: {repoURL: r, revision: main, directories: [{path: apps/*}, {path: apps/b, exclude: true}]}}]"
    assert names(git, "{{path.basename}}|{{path}}|{{path[0]}}|{{path.basenameNormalized}}") == [
        "Web_1|apps/Web_1|apps|web-1",
        "a|apps/a|apps|a",
    ]
    go = names(git, "{{.path.basename}}|{{.path.path}}|{{index .path.segments 0}}", goTemplate=True)
    assert go == ["Web_1|apps/Web_1|apps", "a|apps/a|apps"]


def test_hidden_directories_are_taken_on_request() -> None:
    git = "generators: [{git: {repoURL: r, directories: [{path: apps/*}]}}]"
    assert "{{path.basename}}" not in names(git, "{{path.basename}}")
    env = Environment(Memory(FILES), include_hidden_directories=True)
    assert names(git, "{{path.basename}}", env) == [".hidden", "Web_1", "a", "b"]


@pytest.mark.parametrize("path", ["apps/**/x", "apps/*/", "/apps/*", "./apps/*", "nothing/*", "."])
def test_directory_patterns_that_match_nothing(path: str) -> None:
    expansion = run(f"generators: [{{git: {{repoURL: r, directories: [{{path: '{path}'}}]}}}}]")
    assert expansion.applications == ()
    assert expansion.complete
    assert expansion.yields == {("spec", "generators", 0, "git"): 0}


def test_git_files_are_flattened_without_go_templates() -> None:
    git = "generators: [{git: {repoURL: r, files: [{path: apps/a/config.json}]}}]"
    assert names(
        git, "{{team.name}} {{replicas}} {{big}} {{on}} {{tags.1}} {{path}} {{path.basename}} {{path.filename}}"
    ) == ["pay 3 1e+06 true y apps/a a config.json"]
    assert names(git, "{{.team.name}} {{.replicas}} {{index .tags 1}} {{.path.filename}}", goTemplate=True) == [
        "pay 3 y config.json"
    ]


def test_git_files_cross_directories_and_hold_lists_or_nothing() -> None:
    git = "generators: [{git: {repoURL: r, files: [{path: apps/*/config.json}, {path: apps/a, exclude: true}]}}]"
    assert names(git, "{{path}}-{{n}}") == ["apps/b-1", "apps/b-2", "apps/b/sub-{{n}}"]


def test_the_path_parameter_prefix() -> None:
    git = "generators: [{git: {repoURL: r, pathParamPrefix: my, directories: [{path: infra/*}], values: {p: '{{my.path}}!'}}}]"
    assert names(git, "{{my.path.basename}} {{my.path[1]}} {{values.p}} {{path}}") == ["net net infra/net! {{path}}"]
    git = git.replace("{{my.path}}", "{{.my.path.path}}")
    assert names(git, "{{.my.path.basename}} {{.values.p}}", goTemplate=True) == ["net infra/net!"]


def test_clusters_and_the_local_one() -> None:
    every = "generators: [{clusters: {values: {x: '{{name}}-v'}}}]"
    assert names(every, "{{name}} {{nameNormalized}} {{server}} {{project}} {{metadata.labels.env}} {{values.x}}") == [
        "Prod_EU prod-eu https://prod pay prod Prod_EU-v",
        "dev dev https://dev  dev dev-v",
        "in-cluster in-cluster https://kubernetes.default.svc  {{metadata.labels.env}} in-cluster-v",
    ]
    some = "generators: [{clusters: {selector: {matchLabels: {env: dev, argocd.argoproj.io/secret-type: cluster}}}}]"
    assert names(some, "{{.name}} {{.metadata.labels.env}}", goTemplate=True) == ["dev dev"]
    flat = "generators: [{clusters: {flatList: true, selector: {matchExpressions: [{key: env, operator: Exists}]}}}]"
    assert names(flat, "{{range .clusters}}{{.name}} {{end}}", goTemplate=True) == ["Prod_EU dev "]


def test_clusters_that_nobody_knows_are_a_notice() -> None:
    expansion = run("generators: [{clusters: {}}, {list: {elements: [{a: b}]}}]", Environment(Memory({})))
    assert [notice.message for notice in expansion.notices] == ["the clusters of this Argo CD are not known"]
    assert expansion.notices[0].pointer == ("spec", "generators", 0, "clusters")
    assert len(expansion.applications) == 1
    assert not expansion.complete


@pytest.mark.parametrize("kind", ["scmProvider", "pullRequest", "plugin", "clusterDecisionResource"])
def test_live_generators_are_a_notice(kind: str) -> None:
    expansion = run(f"generators: [{{{kind}: {{}}}}]")
    assert [notice.message for notice in expansion.notices] == [
        f"what the {kind} generator yields is not in the repository: 'generators' can say it"
    ]


def test_list_elements_have_to_be_strings_without_go_templates() -> None:
    elements = "generators: [{list: {elements: [{a: x, values: {k: v}}, {a: 1}]}}]"
    expansion = run(elements)
    assert [problem.message for problem in expansion.problems] == ["error parsing value as string: 'a' is no string"]
    assert expansion.problems[0].pointer == ("spec", "generators", 0, "list", "elements", 1, "a")
    assert names("generators: [{list: {elements: [{a: x, values: {k: v}}]}}]", "{{a}} {{values.k}}") == ["x v"]
    assert names(elements, "{{.a}}", goTemplate=True) == ["x", "1"]


def test_an_application_knows_the_element_it_comes_from() -> None:
    text = "generators: [{list: {elements: [{a: x}, {a: y}], elementsYaml: '[{a: z}]'}, selector: {matchLabels: {a: y}}}, {clusters: {}}]"
    expansion = run(text)
    places = [application.pointer for application in expansion.applications]
    assert places[:2] == [("spec", "generators", 0, "list", "elements", 1), ("spec", "generators", 1)]


def test_elements_yaml() -> None:
    text = "generators: [{list: {elements: [], elementsYaml: '[{a: 1, b: {c: yes}}]'}}]"
    assert names(text, "{{.a}} {{.b.c}}", goTemplate=True) == ["1 true"]
    assert names(text, "{{a}}") == ["{{a}}"]


MATRIX = """
generators:
- matrix:
    generators:
    - list: {elements: [{env: dev, path: x}, {env: prod, path: x}]}
    - git: {repoURL: r, directories: [{path: 'apps/{{env}}*'}, {path: infra/*}], values: {v: '{{env}}-{{path}}'}}
"""


def test_a_matrix_without_go_templates_refuses_two_values_for_one_key() -> None:
    problem = run(MATRIX).problems[0]
    assert problem.message == "found duplicate key path with different value, a: x ,b: infra/net"
    assert problem.pointer == ("spec", "generators", 0, "matrix")
    assert names(MATRIX.replace(", path: x", ""), "{{env}} {{path}} {{values.v}}") == [
        "dev infra/net dev-infra/net",
        "prod infra/net prod-infra/net",
    ]


def test_in_a_matrix_with_go_templates_the_first_child_wins() -> None:
    text = MATRIX.replace("{{env}}*", "{{.env}}*").replace("{{env}}-{{path}}", "{{.env}}-{{.path.basename}}")
    assert names(
        text.replace("path: x", "path: {path: x}"), "{{.env}} {{.path.path}} {{.path.basename}}", goTemplate=True
    ) == [
        "dev x net",
        "prod x net",
    ]


def test_values_that_need_the_second_generators_own_parameters_wait_for_them_since_3_4() -> None:
    text = MATRIX.replace("{{env}}*", "{{.env}}*").replace("'{{env}}-{{path}}'", "'{{.path.basename}}', w: '{{.env}}'")
    text = text.replace(", path: x", "")
    assert names(text, "{{.values.v}} {{.values.w}}", goTemplate=True) == ["net dev", "net prod"]
    old = Environment(Memory(FILES), version=(3, 2))
    assert names(text, "{{.values.v}} {{.values.w}}", old, goTemplate=True) == ["<no value> dev", "<no value> prod"]


def test_a_matrix_has_two_children_of_one_generator_each() -> None:
    assert run("generators: [{matrix: {generators: [{list: {}}]}}]").problems[0].message == (
        "found less than two generators, Matrix support only two"
    )
    assert run("generators: [{matrix: {generators: [{}, {}]}}]").problems[0].message == (
        "child generator generated no parameters"
    )
    assert run("generators: [{matrix: {generators: [{list: {}, git: {}}, {}]}}]").problems[0].message == (
        "found more than one generator in matrix.Generators"
    )


MERGE = """
generators:
- merge:
    mergeKeys: [n]
    generators:
    - list: {elements: [{n: a, x: '1', y: '1'}, {n: b, x: '1'}]}
    - list: {elements: [{n: a, x: '2'}, {n: c, x: '2'}]}
"""


def test_merge_overrides_the_base_and_drops_what_has_none() -> None:
    assert names(MERGE, "{{n}}{{x}}{{y}}") == ["a21", "b1{{y}}"]
    assert names(MERGE, "{{.n}}{{.x}}{{.y}}", goTemplate=True) == ["a21", "b1<no value>"]


def test_merge_keys_have_to_be_unique() -> None:
    problem = run(MERGE.replace("n: b", "n: a")).problems[0]
    assert problem.message.endswith('Duplicate key was {"n":"a"}')


def test_a_selector_filters_after_the_fact() -> None:
    text = "generators: [{list: {elements: [{a: x, b: '1'}, {a: y, b: '1'}]}, selector: {matchLabels: {a: y}}}]"
    assert names(text, "{{a}}") == ["y"]
    text = "generators: [{clusters: {}, selector: {matchExpressions: [{key: metadata.labels.env, operator: In, values: [dev]}]}}]"
    assert names(text, "{{.name}}", goTemplate=True) == ["dev"]
    assert names(text, "{{.name}}", Environment(clusters=CLUSTERS, version=(3, 2)), goTemplate=True) == []


def test_a_selector_that_kubernetes_refuses_stops_the_set() -> None:
    text = "generators: [{list: {elements: [{a: x}]}, selector: {matchLabels: {'path[0]': y}}}]"
    assert run(text).problems[0].message == "selector key 'path[0]' is not a qualified name"


def test_the_finalizer_is_added_unless_resources_are_preserved() -> None:
    text = "generators: [{list: {elements: [{a: x}]}}]"
    added = ["resources-finalizer.argocd.argoproj.io"]
    assert run(text).applications[0].value["metadata"]["finalizers"] == added
    kept = run(text, syncPolicy={"preserveResourcesOnDeletion": True}).applications[0]
    assert "finalizers" not in kept.value["metadata"]
    untouched = run("generators: [{list: {elements: [{}]}}]").applications[0]
    assert "finalizers" not in untouched.value["metadata"]


def test_an_empty_element_leaves_the_template_untouched() -> None:
    assert names("generators: [{list: {elements: [{}]}}]", "{{a}}") == ["{{a}}"]


def test_the_template_of_a_generator_wins_over_the_common_one() -> None:
    own = "generators: [{list: {elements: [{a: x}], template: {metadata: {name: 'own-{{a}}'}, spec: {project: p}}}}]"
    expansion = run(own, template={"metadata": {"name": "common", "labels": {"l": "v"}}, "spec": {"project": "q"}})
    value = expansion.applications[0].value
    assert (value["metadata"]["name"], value["metadata"]["labels"], value["spec"]["project"]) == (
        "own-x",
        {"l": "v"},
        "p",
    )


def test_the_template_patch() -> None:
    patch = """
metadata: {labels: {tier: '{{.a}}'}, finalizers: [f]}
spec:
  project: other
  source: {path: null, targetRevision: v1}
  syncPolicy: {syncOptions: [B=true]}
{{- if eq .a "x" }}
  info: [{name: i, value: v}]
{{- end }}
"""
    template = {
        "metadata": {"name": "n", "labels": {"l": "v"}},
        "spec": {"project": "p", "source": {"path": "a", "repoURL": "r"}, "syncPolicy": {"syncOptions": ["A=true"]}},
    }
    made = run("generators: [{list: {elements: [{a: x}]}}]", template=template, templatePatch=patch, goTemplate=True)
    assert made.applications[0].value == {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {
            "name": "n",
            "namespace": "argocd",
            "labels": {"l": "v", "tier": "x"},
            "finalizers": ["f", "resources-finalizer.argocd.argoproj.io"],
        },
        "spec": {
            "project": "p",
            "source": {"repoURL": "r", "targetRevision": "v1"},
            "syncPolicy": {"syncOptions": ["B=true"]},
            "info": [{"name": "i", "value": "v"}],
        },
    }


def test_a_template_error_names_its_place() -> None:
    template = {"metadata": {"name": "{{.b}}"}, "spec": {}}
    text = "generators: [{list: {elements: [{a: x}]}}]"
    expansion = run(text, template=template, goTemplate=True, goTemplateOptions=["missingkey=error"])
    assert expansion.applications == ()
    assert expansion.problems[0].pointer == ("spec", "template", "metadata", "name")
    assert 'map has no entry for key "b"' in expansion.problems[0].message
    unknown = run(text, template={"metadata": {"name": "{{ uuidv4 }}"}, "spec": {}}, goTemplate=True)
    assert unknown.problems == ()
    assert unknown.notices[0].message == "cannot evaluate '{{ uuidv4 }}': the function 'uuidv4' is not modelled"


def test_tags_that_no_generator_supplies_are_kept_and_named() -> None:
    text = "generators: [{list: {elements: [{a: x}]}}]"
    expansion = run(text, template={"metadata": {"name": "{{ a }}-{{ b }}"}, "spec": {"x": "{{c.d}}"}})
    assert expansion.applications[0].name == "x-{{ b }}"
    assert expansion.applications[0].unresolved == ("b", "c.d")


def test_duplicate_names() -> None:
    text = "generators: [{list: {elements: [{a: x}, {a: x}, {a: y}]}}]"
    expansion = run(text, template={"metadata": {"name": "{{a}}"}, "spec": {}})
    assert {name: len(twins) for name, twins in expansion.duplicates().items()} == {"x": 2}


def test_a_name_that_holds_a_tag_yet_is_no_duplicate() -> None:
    text = "generators: [{list: {elements: [{a: x}, {a: y}]}}]"
    expansion = run(text, template={"metadata": {"name": "{{b}}"}, "spec": {}})
    assert len(expansion.applications) == 2
    assert expansion.duplicates() == {}


def test_an_option_that_go_does_not_have_stops_the_set_where_it_is_written() -> None:
    text = "generators: [{list: {elements: [{a: x}]}}]"
    expansion = run(text, goTemplate=True, goTemplateOptions=["missingkey=error", "missingkey=err"])
    assert expansion.applications == ()
    (problem,) = expansion.problems
    assert (problem.message, problem.pointer) == (
        "unrecognized option: missingkey=err",
        ("spec", "goTemplateOptions", 1),
    )
    assert run(text, goTemplateOptions=["missingkey=err"]).problems == (), "nobody reads it without Go templates"


def test_a_template_patch_of_go_templates_asks_for_them() -> None:
    patch = '{{- if eq .a "x" }}\nspec: {project: shop}\n{{- end }}\n'
    text = "generators: [{list: {elements: [{a: x}]}}]"
    (problem,) = run(text, templatePatch=patch).problems
    wanted = "invalid templatePatch: '{{- if eq .a \"x\"}}' is a Go template, which only 'goTemplate: true' fills in"
    assert (problem.message, problem.pointer) == (wanted, ("spec", "templatePatch"))
    assert run(text, templatePatch=patch, goTemplate=True).problems == ()
    quoted = 'spec: {info: [{name: host, value: "{{ .Values.host }}"}]}'
    assert run(text, templatePatch=quoted).problems == (), "it is a patch, with a text that somebody else fills in"


def test_a_repository_that_the_first_of_a_matrix_was_to_name() -> None:
    text = (
        "generators: [{matrix: {generators: [{clusters: {selector: {matchLabels: {env: prod}}}},"
        " {git: {repoURL: 'ADDRESS', revision: HEAD, directories: [{path: 'apps/*'}]}}]}}]"
    )
    (problem,) = run(text.replace("ADDRESS", "{{metadata.annotations.repo}}")).problems
    at = ("spec", "generators", 0, "matrix", "generators", 1, "git", "repoURL")
    assert (problem.message, problem.pointer) == ("no generator supplies 'metadata.annotations.repo'", at)
    named = run(text.replace("ADDRESS", "https://git.example/{{metadata.annotations.note}}"))
    assert (len(named.applications), named.problems) == (3, ())


@pytest.mark.parametrize(
    "value",
    [None, [], "x", {"spec": []}, {"spec": {"generators": {}}}, {"spec": {"generators": [1, {"list": 3}, {"git": []}]}},
     {"spec": {"generators": [{"list": {"elements": {}}}, {"clusters": 1}, {"matrix": {"generators": 3}}]}},
     {"spec": {"generators": [{"list": {"elements": [{"a": "b"}]}}], "template": [], "templatePatch": "[", "goTemplateOptions": 3}},
     {"spec": {"generators": [{"list": {"elements": [1]}}, {"git": {"files": [{"path": 3}]}}], "goTemplate": "yes"}}],
)  # fmt: skip
def test_any_shape_is_survived(value: Any) -> None:
    assert isinstance(expand(value, ENV), Expansion)
