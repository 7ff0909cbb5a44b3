"""Start-up, and one file of thirty lines."""

from __future__ import annotations

from pathlib import Path

from measure import cost, median, table

ONE = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels: {app: web}
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      securityContext:
        runAsNonRoot: true
      containers:
        - name: app
          image: registry.example/app:1.4.2
          ports:
            - containerPort: 8080
          readinessProbe:
            httpGet: {path: /ready, port: 8080}
          resources:
            requests: {cpu: 100m, memory: 64Mi}
            limits: {memory: 64Mi}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
"""


def measure(root: Path, python: str, rounds: int) -> None:
    """Beside an interpreter that imports PyYAML and does nothing else."""
    folder = root / "one"
    folder.mkdir()
    (folder / "web.yaml").write_text(ONE)
    tool = [python, "-m", "gitops_lint"]
    actions = {
        'python -c "import yaml"': lambda: cost([python, "-c", "import yaml"], folder),
        "gitops-lint --version": lambda: cost([*tool, "--version"], folder),
        "one Deployment, no cache": lambda: cost([*tool, "check", "--no-cache", "."], folder),
        "one Deployment, nothing changed": lambda: cost([*tool, "check", "."], folder),
    }
    table("start-up", median(rounds * 3, actions))
