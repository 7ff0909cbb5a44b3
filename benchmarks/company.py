"""A control repository: a root Application, a set per environment, a base and three overlays per service."""

from __future__ import annotations

import subprocess
from itertools import count
from pathlib import Path

from measure import Action, after, cost, median, table

ENVIRONMENTS = {"dev": 1, "staging": 2, "prod": 3}
URL = "https://git.example/gitops.git"
CONTROL = {
    "control/root.yaml": f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: root, namespace: argocd}}
spec:
  project: default
  source: {{repoURL: {URL}, path: control/apps, targetRevision: HEAD}}
  destination: {{server: https://kubernetes.default.svc, namespace: argocd}}
  syncPolicy: {{automated: {{prune: true}}}}
""",
    "control/apps/project.yaml": f"""\
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {{name: services, namespace: argocd}}
spec:
  sourceRepos: [{URL}]
  destinations: [{{name: '*', namespace: 'team-*'}}]
  clusterResourceWhitelist: [{{group: '', kind: Namespace}}]
""",
}
APPLICATION_SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: services-ENVIRONMENT, namespace: argocd}
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators:
    - git: {repoURL: REPOSITORY, revision: HEAD, directories: [{path: services/*/overlays/ENVIRONMENT}]}
  template:
    metadata: {name: '{{index .path.segments 1}}-ENVIRONMENT'}
    spec:
      project: services
      source: {repoURL: REPOSITORY, path: '{{.path.path}}', targetRevision: HEAD}
      destination: {name: ENVIRONMENT, namespace: 'team-{{index .path.segments 1}}'}
      syncPolicy: {automated: {prune: true}, syncOptions: [CreateNamespace=true]}
"""
BASE = {
    "kustomization.yaml": """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
labels: [{pairs: {app.kubernetes.io/name: SERVICE}, includeSelectors: true}]
resources: [deployment.yaml, service.yaml, account.yaml, policy.yaml]
configMapGenerator: [{name: settings, literals: [LOG_LEVEL=info, SELF=SERVICE]}]
""",
    "deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: SERVICE}
spec:
  replicas: 2
  selector: {matchLabels: {app: SERVICE}}
  template:
    metadata: {labels: {app: SERVICE}}
    spec:
      serviceAccountName: SERVICE
      containers:
        - name: app
          image: registry.example/SERVICE:0.0.0
          ports: [{name: http, containerPort: 8080}]
          envFrom: [{configMapRef: {name: settings}}]
          resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
          readinessProbe: {httpGet: {path: /ready, port: http}}
""",
    "service.yaml": """\
apiVersion: v1
kind: Service
metadata: {name: SERVICE}
spec: {selector: {app: SERVICE}, ports: [{name: http, port: 80, targetPort: http}]}
""",
    "account.yaml": """\
apiVersion: v1
kind: ServiceAccount
metadata: {name: SERVICE, annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::111122223333:role/SERVICE'}}
""",
    "policy.yaml": """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: SERVICE}
spec:
  podSelector: {matchLabels: {app: SERVICE}}
  policyTypes: [Ingress]
  ingress: [{from: [{podSelector: {}}], ports: [{port: 8080}]}]
""",
}
OVERLAY = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../../base]
images: [{name: registry.example/SERVICE, newTag: TAG}]
patches:
  - target: {kind: Deployment, name: SERVICE}
    patch: '[{op: replace, path: /spec/replicas, value: REPLICAS}]'
"""


def write(folder: Path, services: int) -> None:
    """The files of a control repository."""
    files = dict(CONTROL)
    for environment in ENVIRONMENTS:
        text = APPLICATION_SET.replace("ENVIRONMENT", environment).replace("REPOSITORY", URL)
        files[f"control/apps/services-{environment}.yaml"] = text
    for number in range(services):
        service = f"svc-{number:03}"
        for name, text in BASE.items():
            files[f"services/{service}/base/{name}"] = text.replace("SERVICE", service)
        for environment, replicas in ENVIRONMENTS.items():
            text = OVERLAY.replace("SERVICE", service).replace("TAG", "1.0.0").replace("REPLICAS", str(replicas))
            files[f"services/{service}/overlays/{environment}/kustomization.yaml"] = text
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def measure(root: Path, python: str, rounds: int, services: int = 150) -> None:
    """What the whole costs, and the commit of a new tag."""
    folder = root / "company"
    write(folder, services)
    git = ["git", "-C", str(folder), "-c", "user.name=ci", "-c", "user.email=ci@example"]
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "all"], check=True)
    numbers = count(1)
    overlay = folder / "services/svc-007/overlays/prod/kustomization.yaml"
    committed = overlay.read_text()

    def bump() -> None:
        overlay.write_text(committed.replace("1.0.0", f"1.{next(numbers)}.0"))
        subprocess.run([*git, "add", "-A"], check=True)

    def again() -> None:
        cost([*check, "."], folder)

    check = [python, "-m", "gitops_lint", "check"]
    for command in ([*check, "."], [*check, "--staged"]):
        bump()
        cost(command, folder)
    actions: dict[str, Action] = {
        "one process, cold": lambda: cost([*check, "--no-cache", "--jobs", "1", "."], folder),
        "nothing changed": after(again, [*check, "."], folder),
        "a tag changed": after(bump, [*check, "."], folder),
        "--staged, a tag changed": after(bump, [*check, "--staged"], folder),
    }
    table(f"{len(ENVIRONMENTS) * services} Applications of {services} services", median(rounds, actions))
