"""Charts, rendered by the ``helm`` that Argo CD would run, with objects traced back to their templates.

Data flow::

    RenderRequest ─► command (the arguments Argo CD passes) ─► binary (clean environment, timeout) ─► text
    text ─► documents with their template (``# Source:``) ─► lines of the template by comparing text ─► Rendered
    stderr ─► problem at the template's line, in helm's words
"""
