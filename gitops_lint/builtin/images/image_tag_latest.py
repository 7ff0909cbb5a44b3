"""Rule: images are pinned to a version."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.images._reference import image_of, is_chart_default, parse_image
from gitops_lint.builtin.images._triggers import is_triggered
from gitops_lint.rule import Bad, Confidence, Container, Good, Occurrence, Rule, Severity


class ImageTagLatest(Rule[Container]):
    """The image's tag moves, so what runs is not what is in git.

    Two nodes may run two versions of the same manifest, a restart may be a release, and a revert brings nothing back.
    Name the version, better still with its digest.  An image without a tag means `latest`.

    A registry's port is not a tag; an image with a digest passes, whatever its tag; images that OpenShift's triggers
    fill in are not reported.  What a chart's own values say is only worth knowing where nothing tells with which values
    it is deployed.  The option `tags` names further tags that move, such as `main` or `stable`.

    **When to allow it.**  In a sandbox that always follows the newest build.
    """

    summary = "image has no tag or the tag latest"
    severity = Severity.WARNING
    tags = frozenset({"images", "reliability", "supply-chain"})
    aliases = (
        "kube-linter:latest-tag",
        "kube-score:container-image-tag",
        "polaris:tagNotSpecified",
        "CKV_K8S_14",
        "KSV-0013",
        "kics:Invalid Image Tag",
        "datree:CONTAINERS_MISSING_IMAGE_VALUE_VERSION",
        "kyverno:disallow-latest-tag",
        "gatekeeper:disallowedtags",
    )

    class Options:
        """Options of the rule."""

        tags: tuple[str, ...] = ("latest",)  #: tags that move

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The image, if its tag is missing or moves."""
        image = parse_image(target.get("image"))
        at = target.at("image")
        if image is None or at is None or image.digest or is_triggered(target):
            return
        if image.tag and image.tag not in self.options.tags:
            return
        text = f"has the moving tag '{image.tag}'" if image.tag else "has no tag, which means 'latest'"
        default = is_chart_default(target)
        yield self.finding(
            at,
            f"{image_of(target)} {text}",
            severity=Severity.INFO if default else None,
            confidence=Confidence.LOW if default else None,
        )

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              initContainers:
                - name: wait
                  image: busybox
                  #      ^^^^^^^ image of init container 'wait' has no tag, which means 'latest'
              containers:
                - name: app
                  image: registry.example:5000/shop/app
                  #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image of container 'app' has no tag, which means 'latest'
                - name: proxy
                  image: registry.example/proxy:latest
                  #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image of container 'proxy' has the moving tag 'latest'
            """),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: app:main
                  #      ^^^^^^^^ image of container 'app' has the moving tag 'main'
            """,
            options={"tags": ["latest", "main"]},
        ),
        Bad(
            title="a kustomization sets the tag, for however many containers",
            files={
                "kustomization.yaml": """
                    resources: [pods.yaml]
                    images:
                      - name: registry.example/app
                        newTag: latest
                        #       ^^^^^^ image 'registry.example/app' has the moving tag 'latest'
                    """,
                "pods.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      containers:
                        - {name: app, image: "registry.example/app:1.4.2"}
                        - {name: worker, image: "registry.example/app:1.4.2"}
                    """,
            },
        ),
        Bad(
            title="an Application sets it for its kustomization",
            files={
                "apps/web.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: web, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source:
                        repoURL: https://github.com/acme/deploy.git
                        targetRevision: HEAD
                        path: web
                        kustomize: {images: ["registry.example/app:latest"]}
                        #                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image 'registry.example/app' has the moving tag 'latest'
                    """,
                "web/kustomization.yaml": """
                    resources: [pods.yaml]
                    """,
                "web/pods.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      containers:
                        - {name: app, image: "registry.example/app:1.4.2"}
                        - {name: worker, image: "registry.example/app:1.4.2"}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - {name: a, image: "registry.example:5000/shop/app:1.4.2"}
                - {name: b, image: "app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}
                - {name: c, image: "app:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}
                - {name: d, image: "app:latest-2024-05-01"}
                - {name: e, image: "${REGISTRY}/app"}
                - {name: f, image: auto}
            """),
        Good(
            """
            apiVersion: apps.openshift.io/v1
            kind: DeploymentConfig
            metadata: {name: web}
            spec:
              triggers:
                - type: ImageChange
                  imageChangeParams: {automatic: true, containerNames: [app], from: {kind: ImageStreamTag, name: "app:1"}}
              template:
                spec: {containers: [{name: app, image: "app:latest"}]}
            """,
            title="a trigger fills the image in",
        ),
    )
