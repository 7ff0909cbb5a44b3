"""Rule: images do not come from registries that were given up."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.images._reference import parse_image
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity

_OLD = "k8s.gcr.io"
_NEW = "registry.k8s.io"


class ImageRegistryDeprecated(Rule[Container]):
    """The registry `k8s.gcr.io` was frozen in April 2023; the images of Kubernetes live at `registry.k8s.io`.

    Nothing new is published there, and it may go away.  The new registry serves the same images under the same names.
    Source: Kubernetes blog, "k8s.gcr.io Image Registry Will Be Frozen From the 3rd of April 2023".

    **When to allow it.**  A mirror of your own answers for that name.
    """

    summary = "image comes from the frozen registry k8s.gcr.io"
    severity = Severity.WARNING
    tags = frozenset({"deprecation", "images"})
    aliases = ("kubescape:C-0253", "kyverno:restrict-deprecated-registry")

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The image, if it is still pulled from the old place."""
        image = parse_image(target.get("image"))
        at = target.at("image")
        if image is None or at is None or image.registry != _OLD:
            return
        fix = self.safe_fix(f"pull it from {_NEW}", at.replace(at.value.replace(_OLD, _NEW, 1)))
        yield self.finding(at, f"registry '{_OLD}' is frozen, use '{_NEW}'", fix=fix)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: dns}
            spec:
              containers:
                - name: dns
                  image: k8s.gcr.io/coredns/coredns:v1.8.6  # pinned
                  #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ registry 'k8s.gcr.io' is frozen, use 'registry.k8s.io'
            """,
            fixed="""
            apiVersion: v1
            kind: Pod
            metadata: {name: dns}
            spec:
              containers:
                - name: dns
                  image: registry.k8s.io/coredns/coredns:v1.8.6  # pinned
            """,
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: dns}
            spec:
              containers:
                - {name: a, image: "registry.k8s.io/coredns/coredns:v1.11.1"}
                - {name: b, image: "mirror.example/k8s.gcr.io/pause:3.9"}
            """),
    )
