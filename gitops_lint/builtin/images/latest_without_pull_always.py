"""Rule: a moving tag is pulled each time."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.images._reference import parse_image
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class LatestWithoutPullAlways(Rule[Container]):
    """The tag moves, but a node that has pulled it once never looks again.

    Which version runs then depends on the node a pod lands on.  Leave `imagePullPolicy` out, which means `Always` for
    such an image, or name a version.  An image with a digest passes.

    **When to allow it.**  The image is loaded onto the nodes by hand, as on a developer's machine.
    """

    summary = "image with a moving tag is not always pulled"
    severity = Severity.WARNING
    tags = frozenset({"images", "reliability"})
    aliases = ("kubescape:C-0075", "kyverno:imagepullpolicy-always")

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The pull policy, if it keeps an image that moves."""
        policy = target.at("imagePullPolicy")
        image = parse_image(target.get("image"))
        if policy is None or image is None or image.digest or image.tag not in ("", "latest"):
            return
        if policy.value in ("IfNotPresent", "Never"):
            text = f"image of {target.label} has no fixed version, but its pull policy is '{policy.value}'"
            yield self.finding(policy, text)

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example:5000/app
                  imagePullPolicy: IfNotPresent
                  #                ^^^^^^^^^^^^ image of container 'app' has no fixed version, but its pull policy is 'IfNotPresent'
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - {name: a, image: "app:latest"}
                - {name: b, image: "app:latest", imagePullPolicy: Always}
                - {name: c, image: "app:1.4.2", imagePullPolicy: IfNotPresent}
            """),
    )
