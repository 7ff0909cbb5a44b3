"""Rule: kustomization lists a patch or component twice."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class KustomizationDuplicateReference(Rule[Problem]):
    """A patch or component is listed twice, and kustomize applies it twice without a word: a JSON patch adds its item again, a
    name gets its prefix twice.

    A resource, transformer or generator that is listed twice is refused (`kustomization-id-collision`).

    **When to allow it.** Never; list it once.
    """

    summary = "kustomization lists a patch or component twice"
    severity = Severity.WARNING
    tags = frozenset({"kustomize"})
    aliases = ("gitops-validator:kubernetes-kustomization",)

    examples = (
        Bad(
            files={
                "web/kustomization.yaml": """
                    resources: [settings.yaml]
                    components:
                      - ../blue
                      - ../blue/
                      # ^^^^^^^^ '../blue/' is listed twice in 'components', and applied twice
                    """,
                "web/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
                "blue/kustomization.yaml": """
                    apiVersion: kustomize.config.k8s.io/v1alpha1
                    kind: Component
                    namePrefix: blue-
                    """,
            }
        ),
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [settings.yaml]
                    patches:
                      - {path: patch.yaml, target: {kind: ConfigMap}}
                      - {path: patch.yaml, target: {kind: ConfigMap}}
                      #  ^^^^ 'patch.yaml' is listed twice in 'patches', and applied twice
                    """,
                "settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
                "patch.yaml": "- {op: add, path: /data, value: {a: b}}\n",
            }
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [settings.yaml, other.yaml]
                    patches:
                      - {path: patch.yaml, target: {name: settings}}
                      - {path: patch.yaml, target: {name: other}}
                    """,
                "settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
                "other.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: other}}\n",
                "patch.yaml": "- {op: add, path: /data, value: {a: b}}\n",
            },
            title="one patch for two targets",
        ),
        Good(
            files={
                "kustomization.yaml": "resources: [settings.yaml]\ntransformers: [prefix.yaml, prefix.yaml]\n",
                "settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
                "prefix.yaml": "{apiVersion: builtin, kind: PrefixTransformer, metadata: {name: x}, prefix: a-}\n",
            },
            title="a transformer is refused the second time",
        ),
    )
