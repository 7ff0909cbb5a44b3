"""How messages speak of what a workload is made of."""

from __future__ import annotations

import pytest

from gitops_lint import lint_text
from gitops_lint.settings import Config

SERVICE = """\
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - {%simage: "registry.example/app:1.4.2"}
"""


@pytest.mark.parametrize(
    ("name", "message"),
    [("name: app, ", "container 'app' has no memory limit"), ("", "container has no memory limit")],
)
def test_a_container_is_called_by_its_name_if_it_has_one(name: str, message: str) -> None:
    config = Config(select_only=("memory-limit-missing",), plugins=False)
    assert [finding.message for finding in lint_text(SERVICE % name, config=config).findings] == [message]
