"""``python -m gitops_lint.dev new-rule TARGET NAME [--domain FOLDER]``: a rule whose first example is red."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gitops_lint.patterns import regex
from gitops_lint.rule import TARGETS

BUILTIN = Path(__file__).resolve().parent.parent / "builtin"
_NAME = regex(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")

_TEMPLATE = '''\
"""Rule: say what must hold, in one line."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, {target_import}Rule, Severity


class {class_name}(Rule[{target}]):
    """Say what is wrong, in one line.

    Say what happens because of it, and how to mend it.

    **When to allow it.**  Name the case in which a reviewer would say yes.
    """

    summary = "{summary}"
    severity = Severity.WARNING
    tags = frozenset({{"{domain}"}})

    def check(self, target: {target}) -> Iterator[Occurrence]:
        """Every place that breaks the rule."""
        # Report with: yield self.finding(target, "lower case, names the 'object', no period")
        yield from ()

    examples = (
        # Red until `check` finds exactly what the carets mark; make this your worst case.
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              #     ^^^ say here what the message will be
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """),
        # A near miss that must stay silent.
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {{name: web}}
            """),
    )
'''


def main(arguments: list[str]) -> int:
    """Write the file; returns the exit status."""
    targets = {target.__name__: target for target in TARGETS}
    parser = argparse.ArgumentParser(prog="python -m gitops_lint.dev new-rule", description=__doc__)
    parser.add_argument("target", choices=sorted(targets), metavar="TARGET", help=", ".join(sorted(targets)))
    parser.add_argument("name", metavar="NAME", help="kebab case; says what is wrong: memory-limit-missing")
    parser.add_argument("--domain", help="folder below gitops_lint/builtin; by default one that fits the target")
    parser.add_argument("--folder", type=Path, default=BUILTIN, help="write below this folder instead")
    options = parser.parse_args(arguments)
    if not _NAME.fullmatch(options.name):
        parser.error(f"'{options.name}' is not kebab case of at least two words")
    domain = options.domain or options.target.lower()
    file = options.folder / domain / f"{options.name.replace('-', '_')}.py"
    if file.exists():
        parser.error(f"'{file}' is there already")
    file.parent.mkdir(parents=True, exist_ok=True)
    init = file.parent / "__init__.py"
    if not init.exists():
        init.write_text(f'"""Rules about {domain}."""\n', encoding="utf-8")
    file.write_text(rule_text(options.target, options.name, domain), encoding="utf-8")
    sys.stdout.write(
        f"wrote {file}\n"
        "next: write the bad example, run\n"
        "  python -m gitops_lint.dev index\n"
        f"  pytest -q tests/test_rule_examples.py -k {options.name}\n"
        "and make it green; then name the rule in rules/profiles/ and run  python -m gitops_lint.dev docs\n"
    )
    return 0


def rule_text(target: str, name: str, domain: str) -> str:
    """The file of a new rule."""
    names = ["Good", "Occurrence", target]
    if target == "Rule":
        names.remove(target)
    return _TEMPLATE.format(
        target=target,
        target_import="".join(f"{word}, " for word in sorted(names, key=str.lower)),
        class_name="".join(word.capitalize() for word in name.split("-")),
        summary=name.replace("-", " "),
        domain=domain,
    )
