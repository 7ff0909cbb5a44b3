"""What Argo CD does not compare, and so does not put back."""

from __future__ import annotations

from gitops_lint.argocd.application import ApplicationSpec, Difference, read_application
from gitops_lint.argocd.globs import glob
from gitops_lint.argocd.instance import instance_name, settings_of_instance
from gitops_lint.finding import Pointer, json_pointer
from gitops_lint.rule import Repository, Resource

_SYSTEM = "resource.customizations.ignoreDifferences."


def self_healing(resource: Resource) -> ApplicationSpec | None:
    """The Application that puts an object back as soon as somebody changes it; None where none does."""
    deployable = resource.deployable
    if deployable is None or deployable.application is None:
        return None
    app = read_application(deployable.application.value)
    return app if app.automated is not None and app.automated.self_heal and app.automated.enabled else None


def is_ignored(app: ApplicationSpec, resource: Resource, pointer: Pointer, word: str = "") -> bool:
    """Whether ``ignoreDifferences`` takes a place out of the comparison, as far as can be told.

    A jq expression is not evaluated: one that holds ``word`` counts.  ``stringData`` is compared as the ``data`` that it
    becomes (``NormalizeSecret`` of gitops-engine).
    """
    places = [json_pointer(pointer)]
    if pointer[:1] == ("stringData",):
        places.append(json_pointer(("data", *pointer[1:])))
    for entry in app.ignore_differences:
        if is_about(entry, resource):
            above = any(f"{place}/".startswith(f"{text}/") for place in places for text in entry.json_pointers)
            if above or entry.managers or any(word in text for text in entry.jq_expressions):
                return True
    return False


def is_about(entry: Difference, resource: Resource) -> bool:
    """Whether an entry of ``ignoreDifferences`` speaks of an object; source: ``diff_normalizer.go``."""
    return (
        entry.name in ("", resource.name)
        and entry.namespace in ("", resource.namespace)
        and glob(entry.group, resource.group)
        and glob(entry.kind, resource.kind)
    )


def is_ignored_everywhere(resource: Resource, repo: Repository, word: str = "") -> bool:
    """Whether argocd-cm takes something of the kind, or of all kinds, out of every comparison.

    A setting that holds ``word``, or names managers of fields, counts.
    """
    kind = f"{resource.group}_{resource.kind}" if resource.group else resource.kind
    cm = repo.once(settings_of_instance, instance_name(resource)).cm
    texts = [text for key in (f"{_SYSTEM}{kind}", f"{_SYSTEM}all", "resource.customizations") for text in cm.every(key)]
    return any(word in text or "managedFieldsManagers" in text for text in texts if text)
