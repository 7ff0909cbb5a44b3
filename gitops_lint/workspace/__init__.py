"""Find Applications, render them, find more; then say where every object will live.

Data flow::

    tree ─► files (parsed once) ─► seeds: Applications in plain files and kustomizations
                                      │
                     ┌────────────────▼───────────────┐
                     │ resolve sources ─► render ─► more Applications │  until nothing new appears
                     └────────────────┬───────────────┘
         what no Application claimed: kustomizations nobody uses, charts, folders of manifests
                                      │
                     contexts (cluster, namespace, versions) ─► Resource ─► Repository
"""

from __future__ import annotations

from gitops_lint.workspace.build import build_repository

__all__ = ["build_repository"]
