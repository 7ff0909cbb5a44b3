"""Rule: Argo CD runs in a version with a known hole."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.images._reference import parse_image
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity

_TAG = regex(r"v(\d+)\.(\d+)\.(\d+)(?:[-+].*)?")

Version = tuple[int, int, int]

_HOLES: tuple[tuple[str, str, tuple[tuple[Version, Version], ...]], ...] = (
    (
        "CVE-2022-24348",
        "charts read files of other Applications",
        (((0, 0, 0), (2, 1, 9)), ((2, 2, 0), (2, 2, 4))),
    ),
    (
        "CVE-2025-55190",
        "tokens of projects read the credentials of repositories",
        (
            ((2, 13, 0), (2, 13, 9)),
            ((2, 14, 0), (2, 14, 16)),
            ((3, 0, 0), (3, 0, 14)),
            ((3, 1, 0), (3, 1, 2)),
        ),
    ),
    (
        "CVE-2026-42880",
        "readers of an Application read Secrets of the cluster",
        (((3, 2, 0), (3, 2, 11)), ((3, 3, 0), (3, 3, 9))),
    ),
)
"""Holes with first affected and first mended version of each line.

Source: the advisories GHSA-63qx-x74g-jcr7, GHSA-786q-9hcg-v9ff and GHSA-3v3m-wc6v-x4x3 of argoproj/argo-cd.
"""


class ArgocdVulnerableImage(Rule[Container]):
    """The image of Argo CD has a hole through which credentials or Secrets leak, and a mended release of the same line exists.

    Known are CVE-2022-24348 (before 2.1.9, and 2.2 before 2.2.4), CVE-2025-55190 (2.13 before 2.13.9, 2.14 before 2.14.16,
    3.0 before 3.0.14, 3.1 before 3.1.2) and CVE-2026-42880 (3.2 before 3.2.11, 3.3 before 3.3.9): the worst ones, no
    replacement for a scan of the image.

    **When to allow it.**  Only administrators reach this Argo CD, and its upgrade is under way.
    """

    summary = "Argo CD runs in a version with a known hole"
    severity = Severity.WARNING
    security_severity = 8.0
    tags = frozenset({"argocd", "images", "security"})
    aliases = ("kubescape:C-0081",)

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The image, if it is a release of Argo CD with one of the holes."""
        text = target.get("image")
        if target.is_init or not isinstance(text, str) or "argoproj/argocd" not in text:
            return
        image = parse_image(text)
        match = _TAG.fullmatch(image.tag) if image is not None else None
        node = target.at("image")
        if image is None or match is None or node is None or not f"/{image.repository}".endswith("/argoproj/argocd"):
            return
        version = (int(match[1]), int(match[2]), int(match[3]))
        for hole, what, lines in _HOLES:
            for first, mended in lines:
                if first <= version < mended:
                    fixed = ".".join(map(str, mended))
                    yield self.finding(node, f"Argo CD '{image.tag}' has {hole}: {what}; 'v{fixed}' mends it")

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: argocd-repo-server}
            spec:
              selector: {matchLabels: {app: argocd}}
              template:
                metadata: {labels: {app: argocd}}
                spec:
                  containers:
                    - name: server
                      image: quay.io/argoproj/argocd:v2.2.3
                      #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Argo CD 'v2.2.3' has CVE-2022-24348: charts read files of other Applications; 'v2.2.4' mends it
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: argocd-server}
            spec:
              containers:
                - name: server
                  image: registry.example/quay/argoproj/argocd:v3.1.1
                  #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Argo CD 'v3.1.1' has CVE-2025-55190: tokens of projects read the credentials of repositories; 'v3.1.2' mends it
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: argocd-server}
            spec:
              containers:
                - {name: mended, image: "quay.io/argoproj/argocd:v3.1.2"}
                - {name: between, image: "quay.io/argoproj/argocd:v2.4.0"}
                - {name: other, image: "quay.io/argoprojlabs/argocd-image-updater:v0.12.0"}
                - {name: own, image: "registry.example/argocd:v1.0.0"}
            """,
        ),
    )
