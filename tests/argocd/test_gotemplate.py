# ruff: noqa: E501, Q003
from __future__ import annotations

import random
from typing import Any

import pytest

from gitops_lint.argocd.applicationset.gotemplate import (
    StringMap,
    TemplateError,
    UnsupportedTemplateError,
    from_json,
    render,
)

PARAMS: dict[str, Any] = from_json(
    {
        "name": "Shop-Prod",
        "empty": "",
        "none": None,
        "port": 8080,
        "big": 1000000,
        "ratio": 0.25,
        "small": 0.00001,
        "long": 1234567.5,
        "on": True,
        "off": False,
        "list": ["a", "b", "a", 1],
        "map": {"b": {"c": "deep"}, "a": "x y", "a.b/c": "dotted"},
        "path": {"path": "apps/dev/shop", "basename": "shop", "segments": ["apps", "dev", "shop"]},
    }
)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("plain", "plain"),
        ("{{.name}}", "Shop-Prod"),
        ("{{ .path.basename }}-{{.port}}", "shop-8080"),
        ("{{.big}} {{.ratio}} {{.small}}", "1e+06 0.25 1e-05"),
        ("{{.list}} {{.map}}", "[a b a 1] map[a:x y a.b/c:dotted b:map[c:deep]]"),
        ("{{.missing}}", "<no value>"),
        ("{{.missing.deeper}}", "<no value>"),
        ('{{ index .map "a.b/c" }}', "dotted"),
        ('{{ index .map "nope" }}', "<no value>"),
        ("{{ index .path.segments 1 }}", "dev"),
        ("{{if .empty}}a{{else if .on}}b{{else}}c{{end}}", "b"),
        ("{{range $i, $e := .list}}{{$i}}={{$e}};{{end}}", "0=a;1=b;2=a;3=1;"),
        ("{{range $k, $v := .map}}{{$k}} {{end}}", "a a.b/c b "),
        ("{{range .none}}x{{else}}nothing{{end}}", "nothing"),
        ("{{with .map.b}}{{.c}}{{$.name}}{{end}}", "deepShop-Prod"),
        ("a {{- .name -}} b", "aShop-Prodb"),
        ("{{/* a comment */}}x{{- /* trimmed */ -}} y", "xy"),
        ("{{ $x := .name | lower }}{{ $x }}{{ $x = 1 }}{{ $x }}", "shop-prod1"),
        ("{{ range $i := until 3 }}{{ $i }}{{ if eq $i 1 }}{{ break }}{{ end }}{{ end }}", "01"),
        ('{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" .name }}', "<Shop-Prod>"),
        ('{{ eq .name "a" "Shop-Prod" }} {{ ne 1 2 }} {{ and .on .off }} {{ or .empty "x" }} {{ not .on }}', "true true false x false"),
        ("{{ lt 1 2 }} {{ ge .port 8080.0 }} {{ len .list }}", "true true 4"),
        ('{{ printf "%s-%05d|%-4s|%q|%v" .name 42 "ab" "q" .ratio }}', 'Shop-Prod-00042|ab  |"q"|0.25'),
        ("{{ .name | normalize }} {{ slugify 6 true .name }} {{ slugify 6 false .name }}", "shop-prod shop shop-p"),
        ('{{ default "d" .empty }} {{ default "d" .missing }} {{ .name | default "d" }}', "d d Shop-Prod"),
        ('{{ ternary "a" "b" .on }} {{ coalesce .empty .none "c" }} {{ empty .list }}', "a c false"),
        ('{{ .path.path | replace "/" "-" | upper | trunc 8 | trimSuffix "-" }}', "APPS-DEV"),
        ('{{ splitList "/" .path.path | last }} {{ (split "/" .path.path)._1 }} {{ join "," .list }}', "shop dev a,b,a,1"),
        ("{{ list 1 2 | first }} {{ .list | uniq | len }} {{ has 1.0 .list }} {{ without .list \"a\" }}", "1 3 true [b 1]"),
        ('{{ dict "k" 1 | toJson }} {{ toJson .list }} {{ get .map "a" }} {{ hasKey .map "z" }}', '{"k":1} ["a","b","a",1] x y false'),
        ('{{ dig "b" "c" "no" .map }} {{ dig "b" "z" "no" .map }}', "deep no"),
        ("{{ add 1 2 3 }} {{ sub 5 2 }} {{ mul 2 3 }} {{ div 7 2 }} {{ mod 7 2 }} {{ max 1 5 }} {{ add1 .port }}", "6 3 6 3 1 5 8081"),
        ('{{ int "12" }} {{ atoi "x" }} {{ seq 3 }} {{ float64 "1.5" }} {{ round 2.567 1 }}', "12 0 1 2 3 1.5 2.6"),
        ('{{ regexReplaceAll "a(.)" "abac" "<$1>" }} {{ regexMatch "^S.*d$" .name }} {{ regexFind "[0-9]+" "a12b3" }}', "<b><c> true 12"),
        ('{{ quote .name }} {{ squote 1 }} {{ cat "a" 1 }} {{ b64enc "a" }} {{ "YQ==" | b64dec }}', "\"Shop-Prod\" '1' a 1 YQ== a"),
        ("{{ toYaml .map }}", "a: x y\na.b/c: dotted\nb:\n  c: deep".replace("x y", '"x y"')),
        ('{{ (fromYaml "a: {b: 1}").a.b }} {{ fromYamlArray "[1, x]" }}', "1 [1 x]"),
        ("{{ .name | sha256sum | trunc 7 }}", "e09ada9"),
        ('{{ "\\u0041\\n" }}{{ `raw\\n` }}{{ \'a\' }}', "A\nraw\\n97"),
        ('{{ nindent 2 "a\\nb" }}', "\n  a\n  b"),
        ("{{ kindOf .port }} {{ typeOf .path.segments }}", "float64 []interface {}"),
        ("{{ print 1 2 \"a\" 3 }}{{ println .name }}", "1 2a3Shop-Prod\n"),
        ('{{ "put" | printf "%s%s" "out" }}', "output"),
        ("{{ base .path.path }} {{ dir .path.path }} {{ ext \"a.tar.gz\" }} {{ clean \"a//b/../c\" }}", "shop apps/dev .gz a/c"),
    ],
)  # fmt: skip
def test_render(template: str, expected: str) -> None:
    assert render(template, PARAMS) == expected


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ path.basename }}", 'function "path" not defined'),
        ("{{ .name", "unclosed action"),
        ("{{ }}", "missing value for command"),
        ("{{ if .a }}x", "unexpected EOF"),
        ("{{ end }}", "unexpected {{end}}"),
        ("{{ $x }}", "undefined variable '$x'"),
        ("{{ .name.first }}", "can't evaluate field first in type string"),
        ("{{ .none.first }}", "nil pointer evaluating interface {}.first"),
        ("{{ upper .port }}", "wrong type for value; expected string; got float64"),
        ("{{ upper .missing }}", "invalid value; expected string"),
        ("{{ until (add 1 2) }}", "wrong type for value; expected int; got int64"),
        ("{{ until .port }}", "wrong type for value; expected int; got float64"),
        ("{{ eq .port 1 }}", "error calling eq: incompatible types for comparison"),
        ("{{ index .list 9 }}", "error calling index: index out of range: 9"),
        ('{{ fail "no" }}', "error calling fail: no"),
        ("{{ range .port }}{{ end }}", "range can't iterate over float64"),
        ("{{ upper }}", "wrong number of args for upper: want 1 got 0"),
        ("{{ .name .port }}", "can't give argument to non-function"),
        ('{{ "x" | .name }}', "can't give argument to non-function"),
        ('{{ env "HOME" }}', 'function "env" not defined'),
        ("{{ div 1 0 }}", "error calling div: integer division or modulo by zero"),
    ],
)
def test_what_argo_cd_refuses(template: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        render(template, PARAMS)
    assert str(caught.value) == message
    assert not isinstance(caught.value, UnsupportedTemplateError)


@pytest.mark.parametrize(
    "template",
    [
        "{{ now }}", "{{ uuidv4 }}", "{{ randAlphaNum 5 }}", '{{ semverCompare ">1" "2" }}', '{{ genCA "a" 1 }}',
        "{{ keys .map }}", '{{ regexMatch "(?i)a" "A" }}', '{{ regexMatch "(a+)+$" "aaaaaaaaaaaaaaaaaaaaaaaaaaaa!" }}',
        '{{ printf "%d" .port }}', "{{ repeat 100000 .name }}", "{{ trunc 1 \"é\" }}",
    ],
)  # fmt: skip
def test_what_we_do_not_model(template: str) -> None:
    with pytest.raises(UnsupportedTemplateError):
        render(template, PARAMS)


def test_missing_keys_are_errors_on_request() -> None:
    options = ["missingkey=error"]
    assert render("{{ .name }}", PARAMS, options) == "Shop-Prod"
    with pytest.raises(TemplateError, match='map has no entry for key "missing"'):
        render("{{ .missing }}", PARAMS, options)
    with pytest.raises(TemplateError, match='map has no entry for key "missing"'):
        render('{{ default "x" .missing }}', PARAMS, options)
    assert render('{{ index .map "nope" }}', PARAMS, options) == "<no value>"
    with pytest.raises(TemplateError, match="unrecognized option: missingkey=err"):
        render("{{ .name }}", PARAMS, ["missingkey=err"])


def test_labels_are_a_map_of_strings() -> None:
    params = {"labels": StringMap({"env": "dev"})}
    assert render('{{ index .labels "no" }}|{{ .labels.env }}', params) == "|dev"
    with pytest.raises(TemplateError, match="wrong type for value"):
        render('{{ hasKey .labels "env" }}', params)


def test_a_template_cannot_run_away() -> None:
    with pytest.raises(UnsupportedTemplateError):
        render("{{ range until 9999 }}{{ range until 9999 }}x{{ end }}{{ end }}", PARAMS)
    with pytest.raises(TemplateError):
        render("{{ if .a }}" * 500, PARAMS)
    with pytest.raises(TemplateError):
        render("{{ " + "(" * 500, PARAMS)
    with pytest.raises(UnsupportedTemplateError):
        render('{{ define "t" }}{{ template "t" . }}{{ end }}{{ template "t" . }}', PARAMS)


VALUES = [".name", ".empty", ".none", ".port", ".big", ".long", ".ratio", ".on", ".list", ".map", ".map.b.c", ".missing", ".path.segments", '"a-b/c"', "3", "1.5", "true", "nil", '"12"', ".list2"]  # fmt: skip
NAMES = """not eq ne lt le gt ge len index print println html urlquery trunc trim upper lower title untitle substr repeat trimAll trimSuffix
trimPrefix nospace contains hasPrefix hasSuffix quote squote cat indent nindent replace plural sha1sum adler32sum toString split splitList splitn
toStrings join base dir clean ext isAbs b64enc normalize slugify atoi int int64 float64 add1 add sub div mod mul max min maxf ceil floor round until
untilStep seq list dict get set unset hasKey pluck pick omit dig append prepend first last rest initial reverse uniq without has slice concat compact
sortAlpha default empty coalesce all any ternary fromJson toJson toPrettyJson toRawJson typeOf kindOf kindIs deepEqual regexMatch regexFind
regexFindAll regexReplaceAll regexSplit regexQuoteMeta fromYaml toYaml and or printf""".split()  # noqa: SIM905


def _random_word(dice: random.Random, depth: int) -> str:
    return f"({_random_call(dice, depth + 1)})" if depth < 2 and dice.random() < 0.2 else dice.choice(VALUES)


def _random_call(dice: random.Random, depth: int = 0) -> str:
    words = [dice.choice(NAMES)]
    count = dice.choice([0, 1, 1, 1, 2, 2, 2, 3, 3])
    words += [_random_word(dice, depth) for _ in range(count)]
    if words[0] in ("printf",):
        words.insert(1, dice.choice(['"%s"', '"%v-%v"', '"%d"', '"%q"', '"%5s|"', '"%-5v|"']))
    if words[0].startswith("regex"):
        words.insert(1, dice.choice(['"[a-z]+"', '"-"', '"^S"', '"(.)-"', '"b*"', '"x$"']))
    return " ".join(words)


def _random_template(dice: random.Random) -> str:
    call, other = _random_call(dice), _random_call(dice)
    return dice.choice(
        [
            f"{{{{ {call} }}}}",
            f"{{{{ {call} }}}}",
            f"{{{{ {dice.choice(VALUES)} | {call} }}}}",
            f"{{{{ if {call} }}}}yes{{{{ else }}}}no{{{{ end }}}}",
            f"{{{{ range $i, $e := {call} }}}}{{{{ $i }}}}:{{{{ $e }}}},{{{{ else }}}}none{{{{ end }}}}",
            f"{{{{ with $x := {call} }}}}{{{{ . }}}}{{{{ $x }}}}{{{{ end }}}}",
            f"{{{{- $x := {call} -}}}} {{{{ $x | {other} }}}}",
            f"{{{{ {dice.choice(VALUES)} }}}}",
            f"{{{{ ({call}).b }}}}",
        ]
    )


@pytest.mark.oracle
@pytest.mark.parametrize("options", [[], ["missingkey=error"], ["missingkey=zero"]])
def test_same_as_upstream(options, argocd, runs) -> None:
    dice = random.Random(11)
    templates = [_random_template(dice) for _ in range(runs)]
    questions = [
        {"op": "replace", "text": t, "params": PARAMS, "goTemplate": True, "options": options} for t in templates
    ]
    answers = argocd(questions)
    different = {}
    modelled = 0
    for template, answer in zip(templates, answers, strict=True):
        refused = type(answer) is not str
        try:
            ours = render(template, from_json(PARAMS), options)
        except UnsupportedTemplateError:
            continue
        except TemplateError as error:
            ours = None
            reason = str(error)
        modelled += 1
        if "toYaml" in template and ours is not None and not refused:
            continue
        if (ours is None) is not refused or (ours is not None and ours != answer):
            different[template] = (ours if ours is not None else reason, str(answer))
    assert dict(list(different.items())[:12]) == {}
    assert modelled > runs * 0.8
