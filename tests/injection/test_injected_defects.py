"""Three hundred defects, put into good manifests at random places: nearly all are found, at their lines."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from gitops_lint import Config, lint_tree
from gitops_lint.source.tree import MemoryTree

COUNT = 300
SEED = 20261124
CONFIG = Config(plugins=False, kubernetes_version="1.33")


def manifest(index: int, rng: random.Random) -> str:
    """A Deployment that nobody has anything to say about, with its Service and budget; no two look alike."""
    name = f"{rng.choice(['web', 'api', 'worker', 'cart', 'search'])}-{index}"
    port = rng.randint(3000, 9000)
    memory = rng.choice(["64Mi", "256Mi", "1Gi", "1536Mi"])
    helper = ""
    if rng.random() < 0.5:
        helper = f"""\
        - name: helper
          image: registry.example/helper:{rng.randint(1, 9)}.{rng.randint(0, 30)}.1
          securityContext: {{allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {{drop: [ALL]}}}}
          resources:
            requests: {{cpu: 50m, memory: 32Mi}}
            limits: {{memory: 32Mi}}
"""  # noqa: E501
    comment = "# made by hand\n" if rng.random() < 0.5 else ""
    return f"""\
{comment}apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: shop
  labels: {{app.kubernetes.io/name: {name}}}
spec:
  replicas: {rng.randint(2, 6)}
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
      annotations:
        example.org/revision: "{rng.randint(1, 99)}"
    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile: {{type: RuntimeDefault}}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app.kubernetes.io/name: {name}
      containers:
{helper}        - name: main
          image: registry.example/{name}:{rng.randint(1, 9)}.{rng.randint(0, 30)}.{rng.randint(0, 9)}
          env:
            - name: VERBOSE
              value: "true"
          ports:
            - name: http
              containerPort: {port}
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          livenessProbe:
            httpGet:
              path: /live
              port: http
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {{drop: [ALL]}}
          resources:
            requests:
              cpu: {rng.choice(["100m", "250m", "1"])}
              memory: {memory}
            limits:
              memory: {memory}
---
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: shop
spec:
  selector:
    app.kubernetes.io/name: {name}
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {name}
  namespace: shop
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
"""


class Injected(NamedTuple):
    """A text with a defect and the line (1-based) where it has to be found."""

    text: str
    line: int


Injection = Callable[[list[str], random.Random], Injected]


def find(lines: list[str], pattern: str, *, last: bool = False) -> int:
    """The index of the first (or last) line that matches."""
    found = [index for index, line in enumerate(lines) if re.search(pattern, line)]
    return found[-1 if last else 0]


def joined(lines: list[str], index: int) -> Injected:
    return Injected("\n".join(lines) + "\n", index + 1)


def replaced(pattern: str, replacement: str, *, last: bool = False) -> Injection:
    """Change one line; the finding belongs there."""

    def inject(lines: list[str], rng: random.Random) -> Injected:
        index = find(lines, pattern, last=last)
        lines[index] = re.sub(pattern, replacement, lines[index])
        return joined(lines, index)

    return inject


def inserted(pattern: str, line: str) -> Injection:
    """Add a line behind another one; the finding belongs there."""

    def inject(lines: list[str], rng: random.Random) -> Injected:
        index = find(lines, pattern) + 1
        lines.insert(index, line)
        return joined(lines, index)

    return inject


def removed(first: str, count: int, owner: str) -> Injection:
    """Take lines away; the finding belongs to the name of what lacks them."""

    def inject(lines: list[str], rng: random.Random) -> Injected:
        index = find(lines, first, last=True)
        del lines[index : index + count]
        return joined(lines, find(lines, owner))

    return inject


def noticed(injection: Injection, offset: int) -> Injection:
    """A defect that can only be noticed, or is refused by the API server, some lines off."""

    def inject(lines: list[str], rng: random.Random) -> Injected:
        text, line = injection(lines, rng)
        return Injected(text, line + offset)

    return inject


def doubled(lines: list[str], rng: random.Random) -> Injected:
    """A key is written twice."""
    scalars = [index for index, line in enumerate(lines) if re.match(r" +[a-zA-Z]+: [^{\[]+$", line)]
    index = rng.choice(scalars)
    lines.insert(index + 1, lines[index])
    return joined(lines, index + 1)


def tab(lines: list[str], rng: random.Random) -> Injected:
    """A line is indented by a tab."""
    index = find(lines, r"^    metadata:")
    lines[index] = "\tmetadata:"
    return joined(lines, index)


INJECTIONS: dict[str, Injection] = {
    "limit removed": removed(r"^            limits:", 2, r"- name: main"),
    "readiness probe removed": removed(r"readinessProbe:", 4, r"- name: main"),
    "key doubled": doubled,
    "tab": tab,
    "environment boolean unquoted": replaced(r'value: "true"', "value: true"),
    "annotation unquoted": replaced(r'(example.org/revision): "(\d+)"', r"\1: \2"),
    "tag latest": replaced(r"(image: registry.example/[a-z]+-\d+):.*", r"\1:latest"),
    "tag removed": replaced(r"(image: registry.example/[a-z]+-\d+):.*", r"\1"),
    "probe at another port": replaced(r"port: http$", "port: web"),
    "privileged": inserted(r"readOnlyRootFilesystem: true$", "            privileged: true"),
    "host network": inserted(r"automountServiceAccountToken", "      hostNetwork: true"),
    "host path": inserted(r"automountServiceAccountToken", "      volumes: [{name: x, hostPath: {path: /}}]"),
    "quantity with a wrong unit": replaced(r"memory: (\d+)([MG])i$", r"memory: \1\2B", last=True),
    "quantity in thousandths": replaced(r"memory: (\d+)([MG])i$", r"memory: \1m"),
    # The API server names `spec.template.metadata.labels`.
    "template labelled differently": noticed(
        replaced(r"^        app.kubernetes.io/name: (.*)", r"        app.kubernetes.io/name: other"), -1
    ),
    "API removed": replaced(r"apiVersion: policy/v1$", "apiVersion: policy/v1beta1"),
    "field misspelt": replaced(r"replicas: (\d+)", r"replica: \1"),
    "field of another type": replaced(r"replicas: \d+", "replicas: three"),
    "field in the wrong place": inserted(r"^      automountServiceAccountToken", "      replicas: 3"),
    "budget of nothing": replaced(r"maxUnavailable: 1", "maxUnavailable: 0"),
    "port out of range": replaced(r"containerPort: \d+", "containerPort: 99999"),
    "name not allowed": replaced(r"^  name: ([a-z]+)-(\d+)", r"  name: \1_\2"),
    "service port out of range": replaced(r"port: 80$", "port: 80000"),
    "kind misspelt": replaced(r"kind: PodDisruptionBudget", "kind: PodDistuptionBudget"),
    # `path:/ready` is a scalar; the next line is where YAML ends.
    "colon without a space": noticed(replaced(r"path: /ready", "path:/ready"), 1),
    "quote not closed": replaced(r'value: "true"', 'value: "true'),
}  # fmt: skip


def test_at_least_ninety_five_percent_are_found_at_their_line() -> None:
    rng = random.Random(SEED)
    names = sorted(INJECTIONS)
    good: dict[str, str] = {}
    bad: dict[str, str] = {}
    wanted: dict[str, tuple[str, int]] = {}
    for index in range(COUNT):
        path = f"apps/{index}/all.yaml"
        good[path] = manifest(index, rng)
        kind = names[index % len(names)]
        injected = INJECTIONS[kind](good[path].splitlines(), rng)
        bad[path], wanted[path] = injected.text, (kind, injected.line)
    before = lint_tree(MemoryTree(good), CONFIG)
    assert Counter(f.rule for f in before.findings if f.severity.label != "info") == Counter()
    found = {(f.location.path, f.location.span.line) for f in lint_tree(MemoryTree(bad), CONFIG).findings}
    missed = Counter(kind for path, (kind, line) in wanted.items() if (path, line) not in found)
    assert sum(missed.values()) <= COUNT // 20, dict(missed)
