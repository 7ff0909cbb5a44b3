"""Rule: pods can pull from private registries."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from gitops_lint.builtin.images._reference import parse_image
from gitops_lint.rule import Bad, Container, Good, Occurrence, Repository, Resource, Rule, Severity


class ImagePullSecretsMissing(Rule[Container]):
    """The image is in a private registry, and neither the pod nor its ServiceAccount names a Secret to pull it with.

    The pod stays in `ImagePullBackOff`.  Nothing is reported until the option `registries` says which ones are private
    and need a Secret; ECR does not, since the node's role opens it.

    A ServiceAccount that the repository does not hold may have `imagePullSecrets` of its own, so then nothing is
    reported.

    **When to allow it.**  The nodes themselves hold the credentials.
    """

    summary = "pod cannot pull from a private registry"
    severity = Severity.ERROR
    looks_inside = True
    tags = frozenset({"images", "sync"})
    aliases = ("kyverno:require-imagepullsecrets", "kyverno:add-imagepullsecrets")

    class Options:
        """Options of the rule."""

        registries: tuple[str, ...] = ()  #: globs of images that need a Secret, such as ``registry.example/*``

    def check(self, target: Container, repo: Repository) -> Iterator[Occurrence]:
        """The image, if it is private and nothing opens its registry."""
        if not self.options.registries or target.workload.pod.sequence("imagePullSecrets"):
            return
        image = parse_image(target.get("image"))
        at = target.at("image")
        if image is None or at is None or not any(fnmatchcase(image.name, glob) for glob in self.options.registries):
            return
        account = _account(target, repo)
        if account is not None and not account.sequence("imagePullSecrets"):
            yield self.finding(at, f"image of {target.label} is private, but the pod has no 'imagePullSecrets'")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec:
              serviceAccountName: web
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  #      ^^^^^^^^^^^^^^^^^^^^^^^^^^ image of container 'app' is private, but the pod has no 'imagePullSecrets'
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, namespace: shop}
            """,
            options={"registries": ["registry.example/*"]},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec:
              serviceAccountName: web
              containers: [{name: app, image: registry.example/app:1.4.2}, {name: b, image: "nginx:1.27.0"}]
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, namespace: shop}
            imagePullSecrets: [{name: registry}]
            """,
            options={"registries": ["registry.example/*"]},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """,
            title="the default ServiceAccount may have been given one",
            options={"registries": ["registry.example/*"]},
        ),
    )


def _account(target: Container, repo: Repository) -> Resource | None:
    pod = target.workload.pod
    name = pod.text("serviceAccountName") or pod.text("serviceAccount") or "default"
    return repo.find_near(target.resource, "", "ServiceAccount", target.resource.namespace, name)
