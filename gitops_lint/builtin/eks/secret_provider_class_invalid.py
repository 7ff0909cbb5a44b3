"""Rule: the AWS provider of the Secrets Store CSI driver understands what it is to mount."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitops_lint.identity.arn import is_template
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.source.inner import read_inner

_TYPES = ("secretsmanager", "ssmparameter")
_SERVICES = {"secretsmanager": "secretsmanager", "ssm": "ssmparameter"}


class SecretProviderClassInvalid(Rule[Resource]):
    """A SecretProviderClass for AWS cannot be mounted: pods that use it stay in `ContainerCreating`.

    `parameters.objects` is a text that holds a list in YAML, so nothing checks it before the first pod mounts it.  Each
    entry has an `objectName`, unique under its `objectAlias` or name; `objectType` is `secretsmanager` or `ssmparameter`
    unless the name is an ARN, which says it; entries of `jmesPath` have `path` and `objectAlias`.

    `secretObjects` make a Secret from what is mounted: an `objectName` there must be an alias or name above.

    Source: secrets-store-csi-driver-provider-aws, `provider/secret_descriptor.go`.

    **When to allow it.**  Never; the pods do not start.
    """

    summary = "SecretProviderClass for AWS cannot be mounted"
    severity = Severity.ERROR
    tags = frozenset({"eks", "secrets"})
    kinds = ("secrets-store.csi.x-k8s.io/SecretProviderClass",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The list, then the Secrets made of it."""
        if target.get("spec", "provider") != "aws":
            return
        node = target.at("spec", "parameters", "objects")
        if node is None:
            at = target.at("spec", "parameters") or target
            yield self.finding(at, "SecretProviderClass for AWS has no 'objects'", grip="key")
            return
        if not isinstance(node.value, str) or is_template(node.value):
            return
        entries = _read(node.value)
        if entries is None:
            yield self.finding(node, "'objects' is no list of mappings in YAML", grip="key")
            return
        yield from (self.finding(node, message, grip="key") for message in _complaints(entries))
        yield from self._secrets(target, {name for entry in entries for name in _files(entry)})

    def _secrets(self, target: Resource, known: set[str]) -> Iterator[Occurrence]:
        for secret in target.items("spec", "secretObjects"):
            for item in secret.items("data"):
                name = item.at("objectName")
                if name is not None and isinstance(name.value, str) and _file(name.value) not in known:
                    yield self.finding(name, f"'{name.value}' is none of the mounted objects", grip="value")

    examples = (
        Bad("""
            apiVersion: secrets-store.csi.x-k8s.io/v1
            kind: SecretProviderClass
            metadata: {name: db}
            spec:
              provider: aws
              parameters:
                objects: |
                #^^^^^^ object 'shop/db' has the type 'secretmanager', which is none of 'secretsmanager', 'ssmparameter'
                  - objectName: shop/db
                    objectType: secretmanager
                    jmesPath:
                      - {path: username, objectAlias: user}
              secretObjects:
                - secretName: db
                  type: Opaque
                  data:
                    - {key: user, objectName: user}
                    - {key: password, objectName: password}
                    #                             ^^^^^^^^ 'password' is none of the mounted objects
            """),
        Bad("""
            apiVersion: secrets-store.csi.x-k8s.io/v1
            kind: SecretProviderClass
            metadata: {name: db}
            spec:
              provider: aws
              parameters:
                objects: "objectName: shop/db"
                #^^^^^^ 'objects' is no list of mappings in YAML
            """),
        Good("""
            apiVersion: secrets-store.csi.x-k8s.io/v1
            kind: SecretProviderClass
            metadata: {name: db}
            spec:
              provider: aws
              parameters:
                objects: |
                  - objectName: arn:aws:secretsmanager:eu-west-1:351619759866:secret:shop/db-a1b2c3
                    jmesPath: [{path: username, objectAlias: user}, {path: password, objectAlias: password}]
                  - {objectName: /shop/mode, objectType: ssmparameter}
              secretObjects:
                - secretName: db
                  type: Opaque
                  data: [{key: user, objectName: user}, {key: mode, objectName: _shop_mode}]
            ---
            apiVersion: secrets-store.csi.x-k8s.io/v1
            kind: SecretProviderClass
            metadata: {name: vault}
            spec: {provider: vault, parameters: {roleName: shop}}
            """),
    )


def _read(text: str) -> list[dict[str, Any]] | None:
    """The entries; None if the text is no list of mappings."""
    value = read_inner(text)
    return value if isinstance(value, list) and all(isinstance(item, dict) for item in value) else None


def _complaints(entries: list[dict[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for entry in entries:
        name = entry.get("objectName")
        if not isinstance(name, str) or not name:
            yield "object has no 'objectName'"
            continue
        yield from _type(name, entry.get("objectType"))
        for path in _paths(entry):
            if not isinstance(path, dict) or not path.get("path") or not path.get("objectAlias"):
                yield f"entry of 'jmesPath' of object '{name}' needs both 'path' and 'objectAlias'"
        for file in _files(entry):
            if file in seen:
                yield f"two objects are mounted as '{file}'"
            seen.add(file)


def _type(name: str, kind: Any) -> Iterator[str]:
    listed = ", ".join(f"'{known}'" for known in _TYPES)
    if kind is None:
        if not name.startswith("arn:"):
            yield f"object '{name}' has no 'objectType'"
        elif _service(name) not in _SERVICES:
            yield f"'{name}' is no ARN of a secret or a parameter"
    elif kind not in _TYPES:
        yield f"object '{name}' has the type '{kind}', which is none of {listed}"
    elif name.startswith("arn:") and _SERVICES.get(_service(name)) != kind:
        yield f"object '{name}' is not of the type '{kind}'"


def _service(arn: str) -> str:
    return arn.split(":")[2] if arn.count(":") >= 5 else ""


def _files(entry: dict[str, Any]) -> Iterator[str]:
    """The names under which an entry is mounted."""
    own = entry.get("objectAlias") or entry.get("objectName")
    if isinstance(own, str):
        yield _file(own)
    for path in _paths(entry):
        if isinstance(path, dict) and isinstance(path.get("objectAlias"), str):
            yield _file(path["objectAlias"])


def _paths(entry: dict[str, Any]) -> list[Any]:
    paths = entry.get("jmesPath")
    return paths if isinstance(paths, list) else []


def _file(name: str) -> str:
    """The provider writes a slash of a name as an underscore."""
    return name.replace("/", "_")
