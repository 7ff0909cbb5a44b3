"""Rule: liveness waits longer than readiness."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitops_lint.builtin.probes._probing import handler, number, probe
from gitops_lint.rule import Bad, Container, Good, Node, Occurrence, Rule, Severity


class ProbesIdentical(Rule[Container]):
    """Liveness and readiness ask the same question, and liveness gives up no later than readiness.

    A container that is busy for a moment is then killed instead of being left alone until it can answer again; its
    load moves to the others, which are killed next.  Ask another question for liveness, or give it more time: the
    same endpoint with a higher `failureThreshold` is a common pattern, and no finding.

    Compared are what the probes ask (path, port, scheme, host, headers, command) and how long they fail before they
    act (`periodSeconds` times `failureThreshold`).

    **When to allow it.**  A container that is not ready can only be helped by a restart.
    """

    summary = "liveness and readiness probe are the same"
    severity = Severity.WARNING
    tags = frozenset({"availability", "probes", "reliability"})
    aliases = ("kube-score:pod-probes-identical", "kyverno:ensure-probes-different")

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The liveness probe, if it asks what readiness asks and is no more patient."""
        liveness, readiness = probe(target, "livenessProbe"), probe(target, "readinessProbe")
        if not target.runs_on or liveness is None or readiness is None:
            return
        asked = _question(liveness)
        if asked is not None and asked == _question(readiness) and _patience(liveness) <= _patience(readiness):
            text = f"liveness probe of {target.label} asks the same as its readiness probe and is no more patient"
            yield self.finding(liveness, text, related=[(readiness, "the readiness probe")])

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  livenessProbe:
                  #^^^^^^^^^^^^ liveness probe of container 'app' asks the same as its readiness probe and is no more patient
                    httpGet: {path: /health, port: 8080}
                    initialDelaySeconds: 30
                  readinessProbe:
                    httpGet: {path: /health, port: 8080, scheme: HTTP}
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: patient
                  image: registry.example/app:1.4.2
                  livenessProbe: {httpGet: {path: /health, port: 8080}, failureThreshold: 10}
                  readinessProbe: {httpGet: {path: /health, port: 8080}}
                - name: different
                  image: registry.example/app:1.4.2
                  livenessProbe: {httpGet: {path: /live, port: 8080}}
                  readinessProbe: {httpGet: {path: /ready, port: 8080}}
                - name: one
                  image: registry.example/app:1.4.2
                  livenessProbe: {tcpSocket: {port: 8080}}
            """),
    )


def _question(node: Node) -> tuple[str, dict[str, Any]] | None:
    found = handler(node)
    if found is None:
        return None
    name, value = found
    defaults = {"path": "/", "scheme": "HTTP"} if name == "httpGet" else {}
    return name, {**defaults, **{key: item for key, item in value.value.items() if item is not None}}


def _patience(node: Node) -> int:
    return number(node, "periodSeconds", 10) * number(node, "failureThreshold", 3)
