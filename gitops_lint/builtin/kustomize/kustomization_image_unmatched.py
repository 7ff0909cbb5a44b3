"""Rule: image of a kustomization is in none of its objects."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class KustomizationImageUnmatched(Rule[Problem]):
    """An entry of `images` names an image that no object of the kustomization has: kustomize sets nothing and says nothing, and
    the tag that a pipeline writes there is never deployed.

    The name is the whole name as it stands in the manifests, with its registry and without its tag.  Entries of components
    are not reported: they may name what only some of their users have.

    **When to allow it.** Never; take the entry out.
    """

    summary = "image of a kustomization is in none of its objects"
    severity = Severity.WARNING
    tags = frozenset({"images", "kustomize"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [web.yaml]
                    images:
                      - name: registry.example/wbe
                        #     ^^^^^^^^^^^^^^^^^^^^ no object has an image 'registry.example/wbe', did you mean 'registry.example/web'?
                        newTag: 1.5.0
                    """,
                "web.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      containers: [{name: web, image: "registry.example/web:1.4.2"}]
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [web.yaml]
                    images:
                      - {name: web, newName: registry.example/web}
                      - {name: registry.example/web, newTag: 1.5.0}
                    """,
                "web.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      containers: [{name: web, image: "web:1.4.2"}]
                    """,
            },
            title="an entry finds what the one before it named",
        ),
        Good(
            files={
                "kustomization.yaml": "resources: [web.yaml]\ncomponents: [pinned]\n",
                "pinned/kustomization.yaml": """
                    apiVersion: kustomize.config.k8s.io/v1alpha1
                    kind: Component
                    images:
                      - {name: registry.example/web, newTag: 1.5.0}
                      - {name: registry.example/worker, newTag: 1.5.0}
                    """,
                "web.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      containers: [{name: web, image: "registry.example/web:1.4.2"}]
                    """,
            },
            title="a component for several",
        ),
    )
