"""Charts and kustomizations, beside the programs that Argo CD runs for them."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import count
from pathlib import Path

from measure import Action, after, cost, median, table

ENVIRONMENTS = ("dev", "staging", "prod")
URL = "https://git.example/shop.git"
CHART = {
    "charts/service/Chart.yaml": "apiVersion: v2\nname: service\nversion: 1.0.0\n",
    "charts/service/values.yaml": "replicas: 2\nimage: {repository: registry.example/app, tag: 1.4.2}\n",
    "charts/service/templates/deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec:
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
""",
    "charts/service/templates/service.yaml": """\
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector: {app: {{ .Release.Name }}}
  ports: [{port: 80, targetPort: 8080}]
""",
}
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  destination: {{name: {environment}, namespace: {service}}}
  source:
    repoURL: {url}
    path: charts/service
    helm: {{releaseName: {service}, valueFiles: [../../services/{service}/{environment}.yaml]}}
"""
OVERLAY = """\
namespace: team-{number}
resources: [../../base]
images: [{{name: registry.example/app, newTag: 1.{number}.0}}]
"""


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def releases(root: Path, python: str, rounds: int, services: int = 150) -> None:
    """One shared chart, released by every service in every environment."""
    folder = root / "releases"
    write(folder, CHART)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "remote", "add", "origin", URL], check=True)
    commands = []
    for number in range(services):
        for environment in ENVIRONMENTS:
            service, values = f"svc-{number}", f"services/svc-{number}/{environment}.yaml"
            words = {"service": service, "environment": environment, "name": f"{service}-{environment}", "url": URL}
            write(
                folder,
                {values: f"replicas: {number % 5 + 1}\n", f"apps/{words['name']}.yaml": APPLICATION.format(**words)},
            )
            commands.append(f"template {service} charts/service --namespace {service} --values {values}")
    numbers = count(10)

    def change() -> None:
        (folder / "services/svc-0/prod.yaml").write_text(f"replicas: {next(numbers)}\n")

    tool = [python, "-m", "gitops_lint", "check"]
    helm = f"printf '%s\\n' '{chr(10).join(commands)}' | xargs -P {os.cpu_count()} -L 1 helm"
    cost([*tool, "."], folder)
    actions: dict[str, Action] = {
        "helm template for each": lambda: cost(["sh", "-c", helm], folder),
        "gitops-lint, no cache": lambda: cost([*tool, "--no-cache", "."], folder),
        "gitops-lint, one service changed": after(change, [*tool, "."], folder),
    }
    table(f"{len(commands)} releases of one chart", median(rounds, actions))


def kustomizations(root: Path, python: str, rounds: int, amount: int = 500) -> None:
    """Overlays on one base."""
    folder = root / "overlays"
    deployment = CHART["charts/service/templates/deployment.yaml"]
    for old, new in (
        ("{{ .Release.Name }}", "web"),
        ("{{ .Values.replicas }}", "2"),
        ('"{{ .Values.image.repository }}:{{ .Values.image.tag }}"', "registry.example/app:1.4.2"),
    ):
        deployment = deployment.replace(old, new)
    write(folder, {"base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": deployment})
    for number in range(amount):
        write(folder, {f"overlays/team-{number}/kustomization.yaml": OVERLAY.format(number=number)})
    each = "for overlay in overlays/*; do kustomize build $overlay; done"
    actions: dict[str, Action] = {
        "kustomize build for each": lambda: cost(["sh", "-c", each], folder),
        "gitops-lint, no cache, all rules": lambda: cost(
            [python, "-m", "gitops_lint", "check", "--no-cache", "--jobs", "1", "."], folder
        ),
        "gitops-lint, built only": lambda: cost(
            [python, "-m", "gitops_lint", "check", "--no-cache", "--select", "not-checked", "--jobs", "1", "."], folder
        ),
    }
    table(f"{amount} kustomizations", median(rounds, actions))


def measure(root: Path, python: str, rounds: int) -> None:
    """What is rendered with programs that are on PATH."""
    if shutil.which("helm"):
        releases(root, python, rounds)
    if shutil.which("kustomize"):
        kustomizations(root, python, rounds)
