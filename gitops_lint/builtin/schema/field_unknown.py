"""Rule: field is not in the schema."""

from __future__ import annotations

from gitops_lint.apischema.lenient import LENIENT, SUCCESSORS
from gitops_lint.apischema.repository import Verdict, server_side
from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, FixPlan, Good, Node, Severity


class FieldUnknown(JudgedRule):
    """A field that the schema does not have does nothing: a misspelt name, or a field one level too deep or too high.

    Client-side apply drops it silently, so that the object looks right in git and is not in the cluster; that is a
    warning.  Server-side apply refuses the whole object; that is an error.  Which of the two happens follows from the
    sync options of the Application and of the object (`ServerSideApply=true`).

    For kinds whose definition is not in the repository the definition of a current release counts, with less
    confidence: a cluster may have an older or newer one.  Fields of Argo Workflows that only 4.0 and newer do without, as
    `schedule` of a CronWorkflow, are no more than worth knowing.  A field that is like none of its neighbours may be
    newer: that is told with low confidence, and with the day of the definition that was looked at.

    **When to allow it.**  The cluster has a newer definition of this kind than the one that judged it; better add the
    definition to the repository.
    """

    summary = "field is not in the schema"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})
    aliases = (
        "kube-linter:schema-validation",
        "kubeconform:-strict",
        "kubectl-validate:unknown-field",
    )

    def message(self, verdict: Verdict) -> str:
        """What is wrong, and what becomes of it."""
        if verdict.lenient:
            name = verdict.error.field
            return f"field '{name}' is gone, '{SUCCESSORS[name]}' takes its place ({LENIENT})"
        fate = (
            "server-side apply refuses it" if server_side(verdict.resource) else "client-side apply drops it silently"
        )
        newer = verdict.dated and verdict.error.is_like_nothing
        looked_at = f"the definition of {verdict.dated} does not have it; " if newer else ""
        return f"{verdict.error.message} ({looked_at}{fate})"

    def severity_of(self, verdict: Verdict) -> Severity | None:
        """A warning where it is dropped, worth knowing where an older release reads it."""
        if verdict.lenient:
            return Severity.INFO
        return None if server_side(verdict.resource) else Severity.WARNING

    def fix(self, verdict: Verdict, node: Node) -> FixPlan | None:
        """The name that was probably meant, if it is one of the same mapping."""
        meant = verdict.error.suggestion
        if not meant or "." in meant or verdict.lenient:
            return None
        return self.unsafe_fix(f"rename to '{meant}'", node.rename(meant))

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replica: 2
            # ^^^^^^^ field 'replica' is unknown, did you mean 'replicas'? (client-side apply drops it silently)
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
            valid=False,
            fixed="""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    ports: [{containerPort: 8080}]
            #       ^^^^^ field 'ports' is unknown in 'securityContext', it belongs to 'containers[0]' (client-side apply drops it silently)
            """,
            valid=False,
            title="a level too deep",
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: CronWorkflow
            metadata: {name: report}
            spec:
              schedule: "30 4 * * *"
            # ^^^^^^^^ field 'schedule' is gone, 'schedules' takes its place (the definitions of Argo Workflows before 4.0 let it pass)
              workflowSpec:
                entrypoint: main
                templates: [{name: main, container: {image: "registry.example/report:1.4.2"}}]
            """,
            valid=False,
            title="an older release reads it",
        ),
        Bad(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations: {argocd.argoproj.io/sync-options: ServerSideApply=true}
            spec:
              selectors: {app: web}
            # ^^^^^^^^^ field 'selectors' is unknown, did you mean 'selector'? (server-side apply refuses it)
              ports: [{port: 80}]
            """,
            valid=False,
            title="server-side apply",
        ),
        Bad(
            """
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: db}
            spec:
              secretStoreRef: {kind: ClusterSecretStore, name: aws}
              target: {name: db}
              audience: payments
            # ^^^^^^^^ field 'audience' is unknown in 'spec' (the definition of 2026-08-08 does not have it; client-side apply drops it silently)
              data: [{secretKey: password, remoteRef: {key: db}}]
            """,
            valid=False,
            title="a field that a newer definition may have",
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: login}
            stringData: {password: "ENC[AES256_GCM,data:Zm9v,iv:AAAA,tag:AAAA,type:str]"}
            sops: {mac: "ENC[AES256_GCM,data:Zm9v,iv:AAAA,tag:AAAA,type:str]", version: 3.9.0}
            """,
            title="encrypted with SOPS",
            valid=False,
        ),
        Good(
            """
            apiVersion: example.io/v1
            kind: Thing
            metadata: {name: web}
            spec: {anything: goes}
            """,
            title="nobody knows the kind",
        ),
    )
