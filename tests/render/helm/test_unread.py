"""Values that nothing reads are reported; whatever may be read is not."""

from __future__ import annotations

import shutil

import pytest

from gitops_lint.api import lint_tree
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree

pytestmark = pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")

APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: web}
  source:
    repoURL: https://example.org/us.git
    path: chart
    targetRevision: HEAD
    helm:
"""
TEMPLATE = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: x}
data:
  image: "{{ .Values.image.name }}:{{ .Values.image.tag }}"
  {{- with .Values.resources }}
  resources: {{ toJson . | quote }}
  {{- end }}
  {{- if .Values.debug }}
  level: {{ .Values.level }}
  {{- end }}
"""
DEFAULTS = "image:\n  name: web\n  tag: '1'\nresources: {}\ndebug: false\nlevel: info\n"
HELM = "      valueFiles: [prod.yaml]\n"


def unused(prod: str, helm: str = HELM, **more: str) -> list[str]:
    """``path:line message`` of each finding; keywords are files of the chart, ``__`` for ``/`` and ``_`` for a dot."""
    files = {
        "app.yaml": APPLICATION + helm,
        "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "chart/values.yaml": DEFAULTS,
        "chart/templates/x.yaml": TEMPLATE,
        "chart/prod.yaml": prod,
        **{f"chart/{name.replace('__', '/').replace('_', '.')}": text for name, text in more.items()},
    }
    return found(files)


def found(files: dict[str, str]) -> list[str]:
    findings = lint_tree(MemoryTree(files), config_from({"select": ["helm-value-unused"]})).findings
    return [
        f"{item.location.path}:{item.location.span.line} {item.severity.label} {item.message}"
        for item in findings
        if item.rule == "helm-value-unused"
    ]


START = "nothing in chart 'chart' reads value"


def test_a_slip_in_a_values_file() -> None:
    assert unused("debug: true\nresource:\n  limits: {memory: 1Gi}\n") == [
        f"chart/prod.yaml:2 warning {START} 'resource', did you mean 'resources'?"
    ]


def test_a_slip_further_down() -> None:
    assert unused("image:\n  tag: '2'\n  nam: web\n") == [
        f"chart/prod.yaml:3 warning {START} 'image.nam', did you mean 'name'?"
    ]


@pytest.mark.parametrize(
    "helm",
    [
        "      valuesObject:\n        debug: true\n        resource: {limits: {memory: 1Gi}}\n",
        "      values: |\n        debug: true\n        resource: {limits: {memory: 1Gi}}\n",
    ],
)
def test_a_slip_in_the_values_of_an_application(helm: str) -> None:
    assert unused("", helm) == [f"app.yaml:14 warning {START} 'resource', did you mean 'resources'?"]


def test_a_slip_in_a_parameter() -> None:
    helm = "      parameters:\n        - {name: debug, value: 'true'}\n        - {name: image.tagg, value: '2'}\n"
    assert unused("", helm) == [f"app.yaml:14 warning {START} 'image.tagg', did you mean 'tag'?"]


def test_a_default_that_nothing_reads_is_worth_knowing() -> None:
    assert unused("", values_yaml=DEFAULTS + "storage: {size: 1Gi}\n") == [
        f"chart/values.yaml:7 info {START} 'storage'"
    ]


def test_a_value_of_a_subchart() -> None:
    inner = {
        "charts__inner__Chart_yaml": "apiVersion: v2\nname: inner\nversion: 1.0.0\n",
        "charts__inner__values_yaml": "replicas: 1\nunusedDefault: 1\n",
        "charts__inner__templates__x_yaml": "a: {{ .Values.replicas }}\n",
    }
    assert unused("debug: true\ninner:\n  replica: 2\n", **inner) == [
        f"chart/prod.yaml:3 warning {START} 'inner.replica', did you mean 'replicas'?"
    ]


@pytest.mark.parametrize(
    ("prod", "template"),
    [
        ("level: debug\n", ""),  # read in a branch that is not taken
        ("resources: {limits: {cpu: 1}}\n", ""),  # below what is taken as a whole
        ("extra: 1\n", "# {{ toYaml .Values | len }}"),
        ("extra: 1\n", '# {{ index .Values (printf "%s" "extra") }}'),
        ("extra: 1\n", '# {{ index .Values "extra" }}'),
        ("extra: 1\n", "# {{ $root := . }}{{ with $root.Values }}{{ .extra }}{{ end }}"),
        ("extra: 1\n", '# {{ dig "extra" 0 (.Values | merge (dict)) }}'),
        ("extra: 1\n", "# {{ range $name, $value := $.Values }}{{ $name }}{{ end }}"),
        ("extra: 1\n", "# {{ if .Values.debug }}{{ .Values.extra }}{{ end }}"),
        ("extra: 1\n", '# {{ (get . "Values").debug }}'),
        ("image: {pullPolicy: Always}\n", "# {{ with .Values.image }}{{ .tag }}{{ end }}"),
        ("image: {pullPolicy: Always}\n", "# {{ if .Values.debug }}{{ toYaml .Values.image }}{{ end }}"),
        ("global: {extra: 1}\n", ""),
        ("extra: 1\ncalled: '{{ .Values.extra }}'\n", "# {{ tpl .Values.called . }}"),
        ("x-common: &common {tag: '2'}\nimage: *common\n", ""),
        ("common: &common {tag: '2'}\nimage: *common\n", ""),
        ("extra: 1\n", '# {{ .Files.Get "prod.yaml" }}'),
    ],
)
def test_what_may_be_read_is_not_reported(prod: str, template: str) -> None:
    assert unused("debug: false\n" + prod, templates__x_yaml=TEMPLATE + template + "\n") == []


def test_a_packaged_dependency_may_read_anything() -> None:
    import io
    import tarfile

    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        text = b"apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n"
        entry = tarfile.TarInfo("lib/Chart.yaml")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    files: dict[str, str | bytes] = {
        "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "chart/values.yaml": DEFAULTS + "storage: {size: 1Gi}\n",
        "chart/templates/x.yaml": TEMPLATE,
    }
    assert found(files) == [f"chart/values.yaml:7 info {START} 'storage'"]  # type: ignore[arg-type]
    files["chart/charts/lib-1.0.0.tgz"] = data.getvalue()
    assert found(files) == []  # type: ignore[arg-type]


def test_a_file_for_two_charts_is_judged_by_both() -> None:
    other = {
        "other.yaml": APPLICATION.replace("path: chart", "path: other").replace("name: web", "name: other", 1)
        + "      valueFiles: [../chart/prod.yaml]\n",
        "other/Chart.yaml": "apiVersion: v2\nname: other\nversion: 1.0.0\n",
        "other/templates/x.yaml": TEMPLATE.replace("{name: x}", "{name: y}") + "  extra: '{{ .Values.extra }}'\n",
        "other/values.yaml": DEFAULTS,
    }
    ours = {
        "app.yaml": APPLICATION + HELM,
        "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "chart/values.yaml": DEFAULTS,
        "chart/templates/x.yaml": TEMPLATE,
        "chart/prod.yaml": "level: x\nimage: {tag: '2'}\nresource: {}\nextra: 1\n",
    }
    assert [line.split()[0] for line in found(ours)] == ["chart/prod.yaml:3", "chart/prod.yaml:4"]
    assert [line.split()[0] for line in found(ours | other)] == ["chart/prod.yaml:3"]


def test_a_file_that_an_application_we_cannot_render_uses_too_is_not_judged() -> None:
    files = {
        "app.yaml": APPLICATION + HELM,
        "remote.yaml": """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: remote, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: web}
  sources:
    - repoURL: https://charts.example.org
      chart: redis
      targetRevision: 1.0.0
      helm: {valueFiles: [$values/chart/prod.yaml]}
    - {repoURL: https://example.org/us.git, targetRevision: HEAD, ref: values}
""",
        "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "chart/values.yaml": DEFAULTS,
        "chart/templates/x.yaml": TEMPLATE,
        "chart/prod.yaml": "debug: true\nresource: {}\n",
    }
    assert found(files) == []
    del files["remote.yaml"]
    assert len(found(files)) == 1
