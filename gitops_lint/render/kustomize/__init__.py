"""``kustomize build`` in process: the same objects, values and order, each field with where it comes from.

`gitops_lint.render.kustomize.build.build` builds a folder, `…fallback.build_completely` hands what is not supported
to the real binary, `…closure.closure` says what a folder reaches.
"""
