"""Rule: image references can be parsed."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.images._reference import is_chart_default, is_known, parse_image
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class ImageReferenceInvalid(Rule[Container]):
    """The image's name is not a valid reference, so no node can pull it.

    The API server takes the object; the pod then stays in `InvalidImageName` and the sync never becomes healthy.
    Common causes are capitals in a repository, two tags, a scheme such as `https://`, and a tag longer than 128
    characters.

    A reference that begins or ends with `:` comes from a template whose value is missing.  Where nothing says with
    which values a chart is deployed, that is no finding.  Placeholders (`${IMAGE}`, `<image>`) and blank images, which another tool fills in, are not reported.

    **When to allow it.**  Another tool replaces the text before it reaches the cluster.
    """

    summary = "image reference is not valid"
    severity = Severity.ERROR
    tags = frozenset({"images", "sync"})

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The image, if no runtime can read it."""
        at = target.at("image")
        if at is None or not is_known(at.value) or parse_image(at.value) is not None:
            return
        gap = _gap(at.value)
        if not gap:
            yield self.finding(at, f"couldn't parse image name '{at.value}': invalid reference format")
        elif not is_chart_default(target):
            yield self.finding(at, f"image of {target.label} has {gap}")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/Shop/app:1.4.2
                  #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ couldn't parse image name 'registry.example/Shop/app:1.4.2': invalid reference format
                - name: agent
                  image: https://registry.example/agent:1.0
                  #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ couldn't parse image name 'https://registry.example/agent:1.0': invalid reference format
                - name: empty
                  image: "registry.example/app:"
                  #      ^^^^^^^^^^^^^^^^^^^^^^^ image of container 'empty' has nothing after the ':' of its tag
                - name: tags
                  image: nginx:1.25:alpine
                  #      ^^^^^^^^^^^^^^^^^ couldn't parse image name 'nginx:1.25:alpine': invalid reference format
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - {name: a, image: "registry.example:5000/shop/app_v2:1.4.2-RC1"}
                - {name: b, image: "nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}
                - {name: c, image: "localhost/app"}
                - {name: d, image: "${IMAGE}:latest"}
                - {name: e, image: auto}
                - {name: f, image: " "}
            """),
    )


def _gap(text: str) -> str:
    """What a template left out of a reference; empty if it is wrong in another way."""
    if text.endswith((":", "@")):
        return f"nothing after the '{text[-1]}' of its {'tag' if text[-1] == ':' else 'digest'}"
    return "no name before its tag" if text[0] in ":@" else ""
