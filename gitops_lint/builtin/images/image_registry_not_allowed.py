"""Rule: images come from the registries an organisation trusts."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from gitops_lint.builtin.images._reference import parse_image
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class ImageRegistryNotAllowed(Rule[Container]):
    """The image comes from a place that the configuration does not allow, or denies.

    Nothing is reported until one of the lists is set.  Their globs match the full name without tag and digest, in
    which `nginx` is `docker.io/library/nginx`:

    ```yaml
    rules:
      image-registry-not-allowed:
        allowed: ["111122223333.dkr.ecr.*.amazonaws.com/*", "registry.k8s.io/*"]
    ```

    **When to allow it.**  The image has been reviewed; better, copy it into the organisation's own registry.
    """

    summary = "image comes from a registry that is not allowed"
    severity = Severity.ERROR
    tags = frozenset({"images", "security", "supply-chain"})
    security_severity = 5.0
    aliases = (
        "KSV-0125",
        "KSV-0032",
        "KSV-0033",
        "KSV-0034",
        "kubescape:C-0001",
        "kubescape:C-0078",
        "kyverno:restrict-image-registries",
        "gatekeeper:allowedrepos",
        "gatekeeper:allowedreposv2",
        "gatekeeper:disallowedrepos",
    )

    class Options:
        """Options of the rule; empty lists ask nothing."""

        allowed: tuple[str, ...] = ()  #: globs of images, one of which must match
        denied: tuple[str, ...] = ()  #: globs of images, none of which may match

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The image, if its name is not among the allowed ones or among the denied ones."""
        image = parse_image(target.get("image"))
        at = target.at("image")
        if image is None or at is None:
            return
        allowed, denied = self.options.allowed, self.options.denied
        if allowed and not any(fnmatchcase(image.name, glob) for glob in allowed):
            yield self.finding(at, f"image '{image.name}' is not from an allowed registry")
        elif any(fnmatchcase(image.name, glob) for glob in denied):
            yield self.finding(at, f"image '{image.name}' is from a denied registry")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: nginx:1.27.0
                  #      ^^^^^^^^^^^^ image 'docker.io/library/nginx' is not from an allowed registry
            """,
            options={"allowed": ["registry.example/*"]},
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example.evil/app:1
                  #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ image 'registry.example.evil/app' is from a denied registry
            """,
            options={"denied": ["*.evil/*"]},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: app, image: registry.example/shop/app:1.4.2}]
            """,
            options={"allowed": ["registry.example/*"]},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: app, image: "nginx:1.27.0"}]
            """,
            title="no list, no finding",
        ),
    )
