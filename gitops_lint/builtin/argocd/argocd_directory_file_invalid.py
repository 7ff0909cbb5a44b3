"""Rule: Argo CD refuses a file of a plain folder, or does not see it."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity

_APPLICATION = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: shop, namespace: argocd}
    spec:
      project: shop
      destination: {server: https://kubernetes.default.svc, namespace: shop}
      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
    """
_SETTINGS = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {currency: EUR}}"
_DEPLOY = {"apps/shop.yaml": _APPLICATION, "shop/settings.yaml": _SETTINGS}
_HERE = {"repositories": {"https://github.com/acme/deploy": "."}}


class ArgocdDirectoryFileInvalid(Rule[Problem]):
    """From a folder without chart and kustomization Argo CD applies every `.yaml`, `.yml` and `.json`.  One that is no
    manifest is passed over only if it is YAML and has nothing of one: any other `.json` (a dashboard, a `package.json`), and
    a document without `kind` behind one that has it, stop the whole Application.  Endings in capitals are not read at all.

    Leave the file out with `directory.exclude`, write `# +argocd:skip-file-rendering` into it, or put it elsewhere.
    Source: `getObjsFromYAMLOrJSON` in Argo CD's `reposerver/repository/repository.go`.

    **When to allow it.**  Never.
    """

    summary = "file in a folder of manifests that Argo CD refuses or does not see"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                **_DEPLOY,
                "shop/web.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: web}, data: {currency: EUR}}
                    ---
                    replicas: 3
                    #^^^^^^^ failed to unmarshal: Object 'Kind' is missing, and no Application that reads this file syncs
                    """,
            },
            config=_HERE,
            title="values behind a manifest",
        ),
        Good(
            files={**_DEPLOY, "shop/values.yaml": "replicas: 3"},
            config=_HERE,
            title="YAML that has nothing of a manifest is passed over",
        ),
    )
