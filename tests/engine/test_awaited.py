"""Rules with a herald are imported when they have something to say, and say the same as ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: web}}
spec:
  selector: {{app: web}}
  ports: [{{name: http, port: 80}}, {{name: {name}, port: 8080}}]
"""

PROGRAM = """
import sys
from gitops_lint.cli.main import main
main(["check", "--no-cache", "--output-format", "concise", "web.yaml"])
for name in ("port_duplicate", "cron_schedule_invalid"):
    print(name, f"gitops_lint.builtin.schema.{name}" in sys.modules)
"""


def run(text: str, folder: Path) -> list[str]:
    (folder / "web.yaml").write_text(text)
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    return [line for line in done.stdout.splitlines() if line.startswith(("port_", "cron_")) or "port-dup" in line]


def test_a_rule_without_anything_to_say_is_not_imported(tmp_path: Path) -> None:
    assert run(SERVICE.format(name="admin"), tmp_path) == ["port_duplicate False", "cron_schedule_invalid False"]


def test_a_rule_with_something_to_say_is(tmp_path: Path) -> None:
    found, *imported = run(SERVICE.format(name="http"), tmp_path)
    assert found.startswith("web.yaml:6:42: error[port-duplicate]: ")
    assert imported == ["port_duplicate True", "cron_schedule_invalid False"]
