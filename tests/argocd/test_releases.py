"""Fields by the release of Argo CD that brought them."""

from __future__ import annotations

import pytest

from gitops_lint.argocd.releases import newer_fields


def test_of_a_field_and_what_is_in_it_the_outer_one_is_named() -> None:
    spec = {"sourceHydrator": {"drySource": {"helm": {}}, "syncSource": {"repoURL": "x"}}}
    assert list(newer_fields("Application", spec, (2, 13))) == [(("sourceHydrator",), (2, 14))]
    assert list(newer_fields("Application", spec, (3, 2))) == [
        (("sourceHydrator", "drySource", "helm"), (3, 3)),
        (("sourceHydrator", "syncSource", "repoURL"), (3, 5)),
    ]


def test_every_source_and_every_generator_is_looked_at() -> None:
    spec = {"sources": [{"ref": "a"}, {"helm": {"skipTests": True}}]}
    assert list(newer_fields("Application", spec, (2, 13))) == [(("sources", 1, "helm", "skipTests"), (2, 14))]
    files = {"git": {"files": [{"path": "a"}, {"path": "b", "exclude": True}]}}
    nested = {"generators": [{"merge": {"generators": [{"matrix": {"generators": [files]}}]}}]}
    place = ("generators", 0, "merge", "generators", 0, "matrix", "generators", 0, "git", "files", 1, "exclude")
    assert list(newer_fields("ApplicationSet", nested, (3, 0))) == [(place, (3, 1))]


@pytest.mark.parametrize("odd", [None, "text", [], {"sources": {}}, {"sources": [None, "x", {"helm": []}]}])
def test_any_shape_can_be_read(odd: object) -> None:
    for kind in ("Application", "AppProject"):
        assert list(newer_fields(kind, odd, (2, 6))) == []
    assert list(newer_fields("ApplicationSet", {"generators": [odd, {"matrix": odd}]}, (2, 6))) == []
