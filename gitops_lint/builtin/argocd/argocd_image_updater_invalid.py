"""Rule: annotation that the image updater does not understand."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._specs import APPLICATIONS
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity

_PREFIX = "argocd-image-updater.argoproj.io/"
_LIST = f"{_PREFIX}image-list"
_GENERAL = frozenset(
    {
        "allow-tags",
        "force-update",
        "git-branch",
        "git-repository",
        "ignore-tags",
        "image-list",
        "platforms",
        "pull-secret",
        "update-strategy",
        "write-back-method",
        "write-back-target",
    }
)
_OF_IMAGE = frozenset(
    {
        "allow-tags",
        "force-update",
        "helm.image-name",
        "helm.image-spec",
        "helm.image-tag",
        "ignore-tags",
        "kustomize.image-name",
        "platforms",
        "pull-secret",
        "tag-match",
        "update-strategy",
    }
)
_STRATEGIES = ("semver", "newest-build", "digest", "alphabetical", "latest", "name")
_METHODS = ("argocd", "git")
_TARGETS = ("default", "kustomization", "helmvalues")
_IMAGE = regex(r"(?:(?P<alias>[\w.\-/]+)=)?(?P<image>[\w.\-]+(?::\d+)?(?:/[\w.\-]+)*)(?::(?P<constraint>\S.*)|@\S+)?")


class ArgocdImageUpdaterInvalid(Rule[Resource]):
    """An annotation for the Argo CD Image Updater names no option that it has, an image that the list does not hold, or a
    value that it does not know.  It says so in its own log and goes on: an unknown strategy becomes `semver`, an unknown
    write-back method ends the update, other mistakes are passed over.

    An option of an image is `<alias>.<option>`, and the alias comes from `image-list: <alias>=<image>[:<constraint>]`; an
    image without an alias has only the options for all.

    **When to allow it.**  A fork of the updater reads it.
    """

    summary = "annotation that the image updater does not understand"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "images"})
    kinds = APPLICATIONS

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each annotation of the updater, on the Application or in a set's template."""
        path = ("spec", "template", "metadata") if target.kind == "ApplicationSet" else ("metadata",)
        annotations = target.mapping(*path, "annotations")
        if not any(str(key).startswith(_PREFIX) for key in annotations):
            return
        listed = annotations.get(_LIST)
        names = _names(listed) if isinstance(listed, str) else frozenset()
        for node in target.items(*path, "annotations"):
            key = str(node.pointer[-1])
            if key.startswith(_PREFIX) and isinstance(node.value, str) and "{{" not in key:
                mistake, grip = _mistake(key.removeprefix(_PREFIX), node, names)
                if mistake:
                    yield self.finding(node, mistake, grip=grip)

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                argocd-image-updater.argoproj.io/image-list: web=registry.example/web:~1.2
                argocd-image-updater.argoproj.io/web.update-strategy: newest
            #                                                         ^^^^^^ update strategy 'newest' is unknown, 'semver' is used
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                argocd-image-updater.argoproj.io/image-list: web=registry.example/web
                argocd-image-updater.argoproj.io/wep.allow-tags: regexp:^v.*$
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image-list has no image with the alias 'wep'
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                argocd-image-updater.argoproj.io/image-list: registry.example/web
                argocd-image-updater.argoproj.io/web.force-update: "true"
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image-list has no image with the alias 'web'
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                argocd-image-updater.argoproj.io/image-list: registry.example/web
                argocd-image-updater.argoproj.io/writeback-method: git
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image updater has no option 'writeback-method', did you mean 'write-back-method'?
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                argocd-image-updater.argoproj.io/image-list: registry.example/web
                argocd-image-updater.argoproj.io/write-back-method: github
            #                                                       ^^^^^^ write-back method 'github' is unknown
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                argocd-image-updater.argoproj.io/image-list: "team/web=registry.example:5000/team/web:~1.2, db=registry.example/db:>=2.0 <3.0"
                argocd-image-updater.argoproj.io/team_web.update-strategy: newest-build
                argocd-image-updater.argoproj.io/team_web.allow-tags: regexp:^v.*$
                argocd-image-updater.argoproj.io/team_web.helm.image-tag: web.tag
                argocd-image-updater.argoproj.io/db.update-strategy: SemVer
                argocd-image-updater.argoproj.io/write-back-method: git:secret:argocd/git-creds
                argocd-image-updater.argoproj.io/write-back-target: kustomization:../base
                argocd-image-updater.argoproj.io/git-branch: main
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
        ),
    )


def _names(text: str) -> frozenset[str] | None:
    """The aliases, which options may be called after; None where a template decides, or the list is wrong itself."""
    images = [_IMAGE.fullmatch(item.strip()) for item in text.split(",") if item.strip()]
    if "{{" in text or None in images:
        return None
    return frozenset(image["alias"].replace("/", "_") for image in images if image is not None and image["alias"])


def _mistake(option: str, node: Node, names: frozenset[str] | None) -> tuple[str, str]:
    """What is wrong, and whether the key or the value is to be marked."""
    value = node.value
    if option in _GENERAL:
        return _wrong_value(option, value), "auto"
    alias, part = _split(option)
    if not part:
        meant = _near(option)
        return f"image updater has no option '{option}'" + (f", did you mean '{meant}'?" if meant else ""), "key"
    if names is not None and alias not in names:
        return f"image-list has no image with the alias '{alias}'", "key"
    return _wrong_value(part, value), "auto"


def _split(option: str) -> tuple[str, str]:
    """Alias and option; an alias may hold dots itself."""
    part = next((known for known in _OF_IMAGE if option.endswith(f".{known}")), "")
    return option.removesuffix(f".{part}"), part


def _near(option: str) -> str:
    from difflib import get_close_matches

    alias, dot, part = option.partition(".")
    near = get_close_matches(part if dot else option, _OF_IMAGE if dot else _GENERAL, 1, 0.7)
    return (f"{alias}.{near[0]}" if dot else near[0]) if near else ""


def _wrong_value(option: str, value: str) -> str:
    if "{{" in value:
        return ""
    first = value.partition(":")[0]
    if option == "update-strategy" and value.lower() not in _STRATEGIES:
        return f"update strategy '{value}' is unknown, 'semver' is used"
    if option == "write-back-method" and first not in _METHODS:
        return f"write-back method '{value}' is unknown"
    if option == "write-back-target" and first not in _TARGETS:
        return f"write-back target '{value}' is unknown, it is 'kustomization' or 'helmvalues'"
    if option in ("allow-tags", "tag-match") and value.lower() != "any" and first.lower() != "regexp":
        return f"'{value}' allows no tag: it is 'any' or 'regexp:' with an expression"
    if option == "image-list":
        bad = next((item for item in map(str.strip, value.split(",")) if item and not _IMAGE.fullmatch(item)), "")
        return f"'{bad}' is not '[<alias>=]<image>[:<constraint>]'" if bad else ""
    return ""
