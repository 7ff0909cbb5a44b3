"""Rule: pods do not live longer than their organisation allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload

_PART = regex(r"([0-9]+(?:\.[0-9]+)?)(h|ms|m|s)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


class PodLifetimeAnnotation(Rule[Workload]):
    """The annotation that bounds the life of the pods allows more than the configuration does.

    Some clusters end pods after a time that an annotation gives, so that no pod outlives its patches.  Nothing is
    reported until the option `maximum` is set.  The annotation is looked for on the pod template and on the object.

    **When to allow it.**  The workload cannot be restarted that often.
    """

    summary = "pod may live longer than allowed"
    severity = Severity.WARNING
    tags = frozenset({"availability", "policy"})
    aliases = ("kyverno:enforce-pod-duration",)

    class Options:
        """Options of the rule."""

        annotation: str = "pod.kubernetes.io/lifetime"  #: the annotation that holds a duration
        maximum: str = ""  #: longest duration, such as ``8h``; empty asks nothing

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The annotation, if its duration is too long."""
        most = _seconds(self.options.maximum)
        if most is None:
            return
        for owner in (target.template, target.resource):
            at = owner.at("metadata", "annotations", self.options.annotation)
            length = _seconds(at.value) if at is not None else None
            if at is not None and length is not None and length > most:
                yield self.finding(at, f"pod may live for {at.value}, longer than {self.options.maximum}")
                return

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              annotations:
                pod.kubernetes.io/lifetime: 24h30m
                #                           ^^^^^^ pod may live for 24h30m, longer than 8h
            spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """,
            options={"maximum": "8h"},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, annotations: {pod.kubernetes.io/lifetime: 480m}}
            spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """,
            options={"maximum": "8h"},
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web, annotations: {pod.kubernetes.io/lifetime: 24h}}
            spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """),
    )


def _seconds(text: object) -> float | None:
    """A Go duration in seconds; None for anything else."""
    if not isinstance(text, str) or not re.fullmatch(rf"(?:{_PART.pattern})+", text):
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(text))
