"""Rule: annotation has been replaced by a field."""

from __future__ import annotations

from gitops_lint.apischema.apivalidation.networking import CLASS_ANNOTATION
from gitops_lint.apischema.repository import Verdict
from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity

_OF_GKE = ("gce", "gce-internal")
"""Classes of a controller that knows the annotation alone: ``pkg/annotations/ingress.go`` of kubernetes/ingress-gce."""


class AnnotationDeprecated(JudgedRule):
    """Kubernetes once used annotations for what has a field of its own by now.  Some still work, some are ignored
    (`non-functional`): a seccomp profile in an annotation protects nothing since Kubernetes 1.27, init containers in one
    have not run since 1.8.

    `kubernetes.io/ingress.class: gce` and `gce-internal` are left alone: GKE's controller reads no field in its place.

    **When to allow it.**  Another ingress controller that reads only the annotation `kubernetes.io/ingress.class`.
    """

    summary = "annotation has been replaced by a field"
    severity = Severity.INFO
    tags = frozenset({"deprecation", "schema"})

    def applies(self, verdict: Verdict) -> bool:
        """Not to an Ingress of GKE."""
        key = verdict.error.pointer[-1]
        node = verdict.resource.at(*verdict.error.pointer)
        return key != CLASS_ANNOTATION or node is None or node.value not in _OF_GKE

    def message(self, verdict: Verdict) -> str:
        """The API server's words name the annotation."""
        return verdict.error.message

    def severity_of(self, verdict: Verdict) -> Severity | None:
        """A warning where it has stopped to work."""
        return Severity.WARNING if "non-functional" in verdict.error.message else None

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              annotations:
                seccomp.security.alpha.kubernetes.io/pod: runtime/default
            #                                             ^^^^^^^^^^^^^^^ seccomp.security.alpha.kubernetes.io/pod: non-functional in v1.27+; use the "seccompProfile" field instead
            spec:
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
        Bad(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: report}
            spec:
              template:
                metadata:
                  annotations:
                    pod.beta.kubernetes.io/init-containers: '[{"name": "wait", "image": "registry.example/wait:1.0.0"}]'
                #                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ pod.beta.kubernetes.io/init-containers: non-functional in v1.8+; use the "initContainers" field instead
                spec:
                  restartPolicy: Never
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
            title="containers that never run",
        ),
        Bad(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                kubernetes.io/ingress.class: nginx
            #                                ^^^^^ annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead
            spec:
              defaultBackend: {service: {name: web, port: {number: 80}}}
            """,
        ),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                kubernetes.io/ingress.class: gce
            spec:
              defaultBackend: {service: {name: web, port: {number: 80}}}
            """,
            title="an Ingress of GKE",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              securityContext: {seccompProfile: {type: RuntimeDefault}}
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
    )
