"""Rule: identifiers of digits keep their digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitops_lint.builtin.yaml._documents import reaches_cluster
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Document, Good, Occurrence, Place, Rule, Severity
from gitops_lint.source.document import Oddity
from gitops_lint.source.scalars import resolve

_MODE = regex(r"mode|umask|perm|chmod", re.IGNORECASE)
_IDENTIFIER = regex(r"tag|version|revision|commit|sha|hash|digest|ref$|id$", re.IGNORECASE)
_STRING_MAPS = frozenset(
    {"labels", "annotations", "data", "stringData", "matchLabels", "nodeSelector", "args", "command"}
)


class NumberMisread(Rule[Document]):
    """YAML reads the digits as a number, and the text that was meant is lost.

    `012345678901`, the id of an AWS account, loses its zero; `0755` is octal; a short commit id such as `12e3` or
    `4711e5` is a number with an exponent; and `tag: 1.10` deploys the image `1.1`.  Charts and custom objects take such
    a value without complaint.

    Judged are manifests, patches, kustomizations and values of charts: numbers with leading zeros where no file mode
    is meant, and exponents and zeros at the end under keys that hold a tag, version, revision or id.  Where Kubernetes
    wants a string anyway, `number-not-quoted` speaks.

    **When to allow it.**  The number was meant; write it without zeros or exponent.
    """

    summary = "identifier is read as a number"
    severity = Severity.WARNING
    tags = frozenset({"correctness", "yaml"})
    documents = "odd"

    def check(self, target: Document) -> Iterator[Occurrence]:
        """Every scalar whose digits are not what is written."""
        found = [oddity for oddity in target.oddities if not oddity.in_key and _is_misread(oddity)]
        if not found or not reaches_cluster(target):
            return
        for oddity in found:
            at = Place(target.path, target.index, oddity.pointer, oddity.span)
            yield self.finding(at, f"'{oddity.text}' is read as the number {resolve(oddity.text)[0]}")

    examples = (
        Bad("""
            apiVersion: karpenter.k8s.aws/v1
            kind: EC2NodeClass
            metadata: {name: default}
            spec:
              amiSelectorTerms:
                - name: base
                  owner: 012345678901
                  #      ^^^^^^^^^^^^ '012345678901' is read as the number 12345678901
            """),
        Bad(
            files={
                "Chart.yaml": """
                    apiVersion: v2
                    name: web
                    version: 1.0.0
                    """,
                "values.yaml": """
                    image:
                      tag: 4711e5
                      #    ^^^^^^ '4711e5' is read as the number 471100000
                    sidecar:
                      tag: 1.10
                      #    ^^^^ '1.10' is read as the number 1.1
                    proxy: {version: 2.0, ratio: 0.50, tag: "1.20", revision: 1.5}
                    #                ^^^ '2.0' is read as the number 2
                    """,
            }
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - {name: app, image: "registry.example/app:1.4.2", resources: {requests: {cpu: 1e3}}}
              volumes: [{name: settings, configMap: {name: settings, defaultMode: 0440}}]
            ---
            apiVersion: example.com/v1
            kind: Account
            metadata: {name: a}
            spec: {id: "012345678901", count: 0, ratio: 0.5, hex: 0x1F}
            """),
        Good(
            """
            account: 012345678901
            """,
            title="no manifest",
        ),
    )


def _is_misread(oddity: Oddity) -> bool:
    names = [part for part in oddity.pointer if isinstance(part, str)]
    key = names[-1] if names else ""
    if oddity.kind in ("exponent-number", "rewritten-number"):
        return bool(_IDENTIFIER.search(key)) and not _in_string_map(oddity)
    if oddity.kind == "leading-zero" or (oddity.kind == "octal" and oddity.text.lstrip("+-")[:2].isdigit()):
        return not _MODE.search(key) and not _in_string_map(oddity)
    return False


def _in_string_map(oddity: Oddity) -> bool:
    """Whether the place takes strings only, so that another rule reports it."""
    if len(oddity.pointer) < 2:
        return False
    parent, key = oddity.pointer[-2], oddity.pointer[-1]
    return parent in _STRING_MAPS or (key == "value" and "env" in oddity.pointer)
