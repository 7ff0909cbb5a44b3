"""Rule: data of a ConfigMap or Secret is not what the API server takes."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class ConfigDataInvalid(JudgedRule):
    """Keys are made of letters, digits, `-`, `_` and `.`; all values together have at most 1 MiB; the values under `data` of
    a Secret are base64; a Secret of a certain type holds the keys that the type asks for.  Values are never shown.

    **When to allow it.**  Never: the object is refused.  Placeholders and values encrypted with SOPS are not reported.
    """

    summary = "data of a ConfigMap or Secret is not what the API server takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: login}
            data:
              password: "not base64!"
            #           ^^^^^^^^^^^^^ data.password: key 'password': illegal base64 data
            """,
            valid=False,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web}
            data:
              conf/app.yaml: ""
            # ^^^^^^^^^^^^^ data[conf/app.yaml]: Invalid value 'conf/app.yaml': a valid config key must consist of alphanumeric characters, '-', '_' or '.'
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: login}
            data: {password: "<path:secret/data/shop#password>"}
            stringData: {user: shop}
            """,
            title="a placeholder of the Vault plugin",
            valid=False,
        ),
    )
