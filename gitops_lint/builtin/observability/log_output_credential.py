"""Rule: no credential in the configuration of a log shipper."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.secrets._content import TAGS, is_written
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.source.credentials import is_placeholder, is_plain_value

_FLUENT_BIT = regex(r"(?mi)^\s*\[OUTPUT\]|^\s*outputs:\s*$")
_LOKI = regex(r"(?m)^\s*(?:storage_config|schema_config|scrape_configs|clients|loki\.write\b.*)\s*[:{]")
_WORDS = (
    "[OUTPUT]",
    "[output]",
    "outputs:",
    "storage_config",
    "schema_config",
    "scrape_configs",
    "clients:",
    "loki.write",
)
_KEYS = regex(
    r"""(?mi)(?:^|[\s{,"'])(http_passwd|splunk_token|shared_key|api_?key|license_key|secret_key|tls\.key_passwd|"""
    r"""secret_access_key|bearer_token|password)["']?(?:[ \t]*[:=][ \t]*|[ \t]+)["']?([^\s"',}]+)"""
)
"""Keys of Fluent Bit's outputs (its manual, "Data pipeline: Outputs") and of Loki's clients and stores, with their values."""


class LogOutputCredential(Rule[Resource]):
    """The configuration of Fluent Bit, Loki or one of its clients holds the credential for an output or a store.

    It is in git, and whoever may read ConfigMaps in the namespace can read it.  All of them take variables: mount a
    Secret as environment, and write `${ES_PASSWORD}`; Loki needs `-config.expand-env=true` for that.  For stores and
    outputs on AWS use the role of the ServiceAccount instead of keys.

    The value is in no report.

    **When to allow it.**  Test data that opens nothing.
    """

    summary = "credential in the configuration of a log shipper"
    severity = Severity.WARNING
    tags = TAGS | {"observability"}
    kinds = ("ConfigMap",)
    security_severity = 7.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every file that is the configuration of one of them."""
        for node in target.items("data"):
            text = node.value
            if not isinstance(text, str) or not any(word in text for word in _WORDS) or not is_written(node):
                continue
            if not _FLUENT_BIT.search(text) and not _LOKI.search(text):
                continue
            for name, value in _KEYS.findall(text):
                if is_plain_value(value) and not is_placeholder(value):
                    yield self.finding(node, f"'{name}' of an output stands in '{node.pointer[-1]}'", grip="key")
                    break

    examples = (
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: fluent-bit}
            data:
              fluent-bit.conf: |
              #^^^^^^^^^^^^^^ 'HTTP_Passwd' of an output stands in 'fluent-bit.conf'
                [OUTPUT]
                    Name        es
                    Match       *
                    HTTP_User   elastic
                    HTTP_Passwd q7TzR2mV9xKc4LpW
            """),
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: loki}
            data:
              loki.yaml: |
              #^^^^^^^^ 'secret_access_key' of an output stands in 'loki.yaml'
                storage_config:
                  aws: {access_key_id: loki, secret_access_key: q7TzR2mV9xKc4LpW}
            """),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: fluent-bit}
            data:
              fluent-bit.conf: |
                [OUTPUT]
                    Name        es
                    HTTP_Passwd ${ES_PASSWORD}
              loki.yaml: |
                clients: [{url: https://logs.example, basic_auth: {username: shop, password: "${LOKI_PASSWORD}"}}]
              other.conf: |
                password q7TzR2mV9xKc4LpW
            """),
    )
