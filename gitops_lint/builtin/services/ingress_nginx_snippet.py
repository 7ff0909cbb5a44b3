"""Rule: Ingresses do not write the controller's configuration."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.services._ingress import INGRESS, NGINX
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class IngressNginxSnippet(Rule[Resource]):
    """A snippet annotation is text for nginx' configuration: whoever may write an Ingress can read the controller's rights.

    With `allow-snippet-annotations` a user of one namespace gets at the Secrets of all (CVE-2021-25742).  Controllers
    since 1.9 refuse snippets unless told otherwise.  Use the annotations made for the purpose, or put the text into
    the controller's own configuration.

    **When to allow it.**  Only cluster administrators may write Ingresses.
    """

    summary = "Ingress writes nginx configuration"
    severity = Severity.WARNING
    tags = frozenset({"network", "security", "services"})
    aliases = (
        "CKV_K8S_152",
        "CKV_K8S_153",
        "CKV_K8S_154",
        "kubescape:C-0059",
        "datree:INGRESS_CVE2021_25742_INCORRECT_SERVER_SNIPPET_KEY",
        "datree:CONFIGMAP_CVE2021_25742_INCORRECT_SNIPPET_ANNOTATIONS_VALUE",
        "kyverno:disallow-ingress-nginx-custom-snippets",
    )
    kinds = (*INGRESS, "ConfigMap")
    security_severity = 7.6

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each snippet, and the setting that lets them in."""
        if target.kind == "ConfigMap":
            allow = target.at("data", "allow-snippet-annotations")
            if allow is not None and allow.value == "true":
                yield self.finding(allow, "the controller takes snippets from Ingresses")
            return
        for annotation in target.items("metadata", "annotations"):
            key = str(annotation.pointer[-1])
            if key.startswith(NGINX) and key.endswith("-snippet"):
                message = f"'{key.removeprefix(NGINX)}' writes into the controller's configuration"
                yield self.finding(annotation, message, grip="key")

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                nginx.ingress.kubernetes.io/server-snippet: return 403;
                #^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'server-snippet' writes into the controller's configuration
            spec: {rules: [{host: shop.example.com}]}
            """),
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: ingress-nginx-controller}
            data:
              allow-snippet-annotations: "true"
              #                          ^^^^^^ the controller takes snippets from Ingresses
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, annotations: {nginx.ingress.kubernetes.io/proxy-body-size: 8m}}
            spec: {rules: [{host: shop.example.com}]}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: ingress-nginx-controller}
            data: {allow-snippet-annotations: "false"}
            """),
    )
