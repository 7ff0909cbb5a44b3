"""Rule: volumes of EBS are written by one node."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.eks._storage import EBS
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity


class EbsReadWriteMany(Rule[Resource]):
    """A claim asks for a file system that several nodes write, of a class that makes volumes of EBS.

    EBS attaches a volume with a file system to one node at a time, so the claim stays pending.  Use EFS for shared files,
    or `ReadWriteOnce`.  Block volumes (`volumeMode: Block`) on io1 and io2 are another matter and no finding.

    Judged are claims whose class is in the repository.

    **When to allow it.**  Never; the volume is not made.
    """

    summary = "EBS cannot be written by several nodes"
    severity = Severity.ERROR
    tags = frozenset({"eks", "storage"})
    kinds = ("PersistentVolumeClaim", "apps/StatefulSet")

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The access modes of the claim, or of the claims that a StatefulSet makes."""
        claims: list[Node] = [target]
        if target.kind == "StatefulSet":
            claims = list(target.items("spec", "volumeClaimTemplates"))
        for claim in claims:
            name = claim.text("spec", "storageClassName")
            modes = claim.sequence("spec", "accessModes")
            if not name or claim.get("spec", "volumeMode") == "Block":
                continue
            wrong = [index for index, mode in enumerate(modes) if mode in ("ReadWriteMany", "ReadOnlyMany")]
            storage = repo.find_near(target, "storage.k8s.io", "StorageClass", "", name) if wrong else None
            if storage is None or storage.get("provisioner") not in EBS:
                continue
            node = claim.at("spec", "accessModes", wrong[0])
            if node is not None:
                message = f"EBS, which class '{name}' uses, does not support '{node.value}' for file systems"
                yield self.finding(node, message, related=[(storage, "the class")])

    examples = (
        Bad("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec:
              storageClassName: fast
              accessModes:
                - ReadWriteMany
                # ^^^^^^^^^^^^^ EBS, which class 'fast' uses, does not support 'ReadWriteMany' for file systems
              resources: {requests: {storage: 1Gi}}
            ---
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: fast}
            provisioner: ebs.csi.aws.com
            """),
        Good("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec: {storageClassName: shared, accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: other}
            spec: {storageClassName: unknown, accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}
            ---
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: shared}
            provisioner: efs.csi.aws.com
            """),
    )
