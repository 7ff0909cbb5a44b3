"""Rule: file modes are octal."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Confidence, Good, Node, Occurrence, Rule, Severity, Workload

_USUAL = frozenset(
    {0o400, 0o440, 0o444, 0o500, 0o550, 0o555, 0o600, 0o640, 0o644, 0o660, 0o664, 0o666}
    | {0o700, 0o711, 0o744, 0o750, 0o755, 0o770, 0o774, 0o775, 0o777, 0o100, 0o111, 0o200, 0o222}
)
_SOURCES = ("configMap", "secret", "downwardAPI", "projected")
_LARGEST = 0o777


class FileModeDecimal(Rule[Workload]):
    """The mode of a volume's files is written without its leading zero, and so is another mode.

    `defaultMode: 440` is the decimal number 440, which is 0670 in octal: the files can be written by their group and
    not be read by all that were meant to.  Write `0440`, or 288 in JSON, which has no octal numbers.

    Reported is a decimal number that looks like a usual mode and is none.  Numbers above 511 are refused by the API
    server and reported with the object's schema.

    **When to allow it.**  The unusual mode is meant; write it in octal, with its zero.
    """

    summary = "file mode is written without its leading zero"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"correctness", "yaml"})

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """Every mode that was meant to be octal."""
        for volume in target.pod.items("volumes"):
            for source in (volume.at(name) for name in _SOURCES):
                for at in _modes(source) if source is not None else ():
                    if _is_slip(at.value):
                        text = f"file mode {at.value} is decimal and means 0{at.value:o}; 0{at.value} was meant"
                        yield self.finding(at, text)

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: app, image: registry.example/app:1.4.2}]
              volumes:
                - name: keys
                  secret:
                    secretName: keys
                    defaultMode: 400
                    #            ^^^ file mode 400 is decimal and means 0620; 0400 was meant
                - name: all
                  projected:
                    sources:
                      - configMap:
                          name: settings
                          items:
                            - key: a
                              path: a
                              mode: 444
                              #     ^^^ file mode 444 is decimal and means 0674; 0444 was meant
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: app, image: registry.example/app:1.4.2}]
              volumes:
                - {name: a, secret: {secretName: keys, defaultMode: 0400}}
                - {name: b, secret: {secretName: keys, defaultMode: 420}}
                - {name: c, secret: {secretName: keys, defaultMode: 256}}
                - {name: d, configMap: {name: settings, defaultMode: 0o755}}
                - {name: e, configMap: {name: settings, defaultMode: 493}}
            """),
    )


def _modes(source: Node) -> Iterator[Node]:
    own = [source.at("defaultMode"), *(item.at("mode") for item in source.items("items"))]
    yield from (node for node in own if node is not None)
    for projected in source.items("sources"):
        for inner in projected.items():
            yield from (node for node in (item.at("mode") for item in inner.items("items")) if node is not None)


def _is_slip(value: object) -> bool:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _LARGEST or value in _USUAL:
        return False
    digits = str(value)
    return len(digits) == 3 and not set(digits) & set("89") and int(digits, 8) in _USUAL
