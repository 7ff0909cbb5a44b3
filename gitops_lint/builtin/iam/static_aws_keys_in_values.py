"""Rule: values of a chart give no static keys beside a role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.identity.arn import is_template
from gitops_lint.identity.grants import annotations_in
from gitops_lint.identity.keys import KEYS
from gitops_lint.rule import Bad, Document, Good, Occurrence, Place, Rule, Severity
from gitops_lint.source.classify import classify

_DEPTH = 40


class StaticAwsKeysInValues(Rule[Document]):
    """Values of a chart give a ServiceAccount a role, and its containers the keys of an IAM user, which come first.

    `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in `env`, `extraEnv` and the like precede every role in the
    credential chain of the SDKs.  Where the chart is rendered, `static-aws-keys` judges the pods themselves.

    **When to allow it.**  The keys are for another store that speaks S3, or for another container than the role.
    """

    summary = "values give static AWS keys beside a role"
    severity = Severity.WARNING
    tags = frozenset({"eks", "helm", "iam", "irsa", "security"})
    security_severity = 6.0
    documents = "loose"

    def check(self, target: Document) -> Iterator[Occurrence]:
        """The first key of the file, if the file also gives a role."""
        if not isinstance(target.value, dict) or "kind" in target.value:
            return
        roles = [role for _, role in annotations_in(target.value) if role and not is_template(role)]
        if not roles or classify(target.path, target.value) != "helm-values":
            return
        names = dict(_variables(target.value, ()))
        if any("ENDPOINT" in name.upper() for name in names):
            return
        for key in KEYS:
            if key in names:
                at = Place(target.path, target.index, names[key])
                yield self.finding(at, f"'{key}' comes before the role that the same values give", grip="auto")
                return

    examples = (
        Bad(
            files={
                "loki/values.yaml": """
                    serviceAccount:
                      annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/loki"}
                    extraEnv:
                      - name: AWS_ACCESS_KEY_ID
                        #     ^^^^^^^^^^^^^^^^^ 'AWS_ACCESS_KEY_ID' comes before the role that the same values give
                        valueFrom: {secretKeyRef: {name: keys, key: id}}
                    """
            }
        ),
        Good(
            files={
                "loki/values.yaml": """
                    serviceAccount:
                      annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/loki"}
                    extraEnv: [{name: AWS_REGION, value: eu-west-1}, {name: AWS_ACCESS_KEY_ID, value: ""}]
                    """,
                "minio/values.yaml": """
                    extraEnv: [{name: AWS_ACCESS_KEY_ID, valueFrom: {secretKeyRef: {name: keys, key: id}}}]
                    """,
            }
        ),
    )


def _variables(value: Any, pointer: Pointer) -> Iterator[tuple[str, Pointer]]:
    """Names of environment variables that have a value: items with a name, and keys in capitals."""
    if len(pointer) > _DEPTH:
        return
    if isinstance(value, dict):
        name = value.get("name")
        if isinstance(name, str) and (value.get("value") or value.get("valueFrom")):
            yield name, (*pointer, "name")
        for key, item in value.items():
            if isinstance(key, str) and key.isupper() and isinstance(item, str) and item:
                yield key, (*pointer, key)
            else:
                yield from _variables(item, (*pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _variables(item, (*pointer, index))
