"""Rule: the API server accepts the policy."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import POLICY_KINDS, facts_about
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

#: What the API server refuses beyond the schema (``pkg/apis/networking/validation``; the CRDs' own expressions).
CODES = (
    "baseline-name",
    "cidr-invalid",
    "end-port-below-port",
    "end-port-with-named-port",
    "end-port-without-port",
    "except-outside-cidr",
    "peer-combined",
    "peer-empty",
    "peer-invalid",
    "policy-types-invalid",
    "port-invalid",
    "port-name-invalid",
    "subject-invalid",
)


class NetworkPolicyInvalid(Rule[Resource]):
    """A policy that the API server will refuse, so that the sync fails and nothing is isolated.

    These are the checks that a JSON Schema cannot make: an `ipBlock` beside a selector, an `except` outside its
    block, an `endPort` below its port, a peer that says nothing.  The messages are those of the API server.

    **When to allow it.**  Never: the object will not exist.
    """

    summary = "network policy that the API server refuses"
    severity = Severity.ERROR
    tags = frozenset({"network", "schema"})
    kinds = POLICY_KINDS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each refusal at its field."""
        for fact in facts_about(repo, target, *CODES):
            if "refused" in fact.details and not _in_schema(target, fact.code, fact.pointer):
                yield self.finding(nearest(target, fact.pointer), fact.message)

    examples = (
        Bad(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              ingress:
                - from:
                    - ipBlock:
                        cidr: 10.0.0.0/8
                        except:
                          - 192.168.0.0/16
                          # ^^^^^^^^^^^^^^ must be a strict subset of `cidr`
                  ports:
                    - port: 8080
                      endPort: 8000
                      #        ^^^^ must be greater than or equal to `port`
            """,
            valid=False,
        ),
        Bad(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              ingress:
                - from:
                    - ipBlock: {cidr: 10.0.0.0/33}
                      #               ^^^^^^^^^^^ must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
            """,
            valid=False,
        ),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              ingress:
                - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
                  ports: [{port: 8000, endPort: 8080}, {port: dns, protocol: UDP}]
            """),
    )


def _in_schema(target: Resource, code: str, pointer: tuple[str | int, ...]) -> bool:
    """Whether the schema says it already: an unknown policy type, a subject without anything."""
    if code == "policy-types-invalid":
        return len(pointer) > 2
    return code == "subject-invalid" and not target.mapping("spec", "subject")
