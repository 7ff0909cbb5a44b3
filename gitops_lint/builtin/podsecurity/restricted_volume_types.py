"""Rule: volumes are of the types that restricted allows."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import RESTRICTED, RestrictedRule
from gitops_lint.rule import Bad, Good, Severity


class RestrictedVolumeTypes(RestrictedRule):
    """The volume is of a type that the level restricted does not allow.

    Allowed are `configMap`, `csi`, `downwardAPI`, `emptyDir`, `ephemeral`, `image`, `persistentVolumeClaim`, `projected`
    and `secret`.  Others, such as `nfs`, tie the pod to storage that nobody else controls; claim it with a
    PersistentVolumeClaim.  A `hostPath` is reported by `host-path-volume`.

    **When to allow it.**  Storage without a CSI driver.
    """

    summary = "volume type reaches past Kubernetes"
    severity = Severity.WARNING
    tags = RESTRICTED
    aliases = (
        "KSV-0028",
        "kyverno:restrict-volume-types",
        "gatekeeper:volumes",
        "gatekeeper:flexvolume-drivers",
    )
    security_severity = 3.0
    control_id = "restrictedVolumes"

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                  volumes:
                    - name: share
                      nfs:
                      #^^ violates PodSecurity "restricted": restricted volume types (volume "share" uses restricted volume type "nfs")
                        server: nfs.example
                        path: /share
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
              volumes:
                - name: scratch
                - name: data
                  persistentVolumeClaim:
                    claimName: data
            """,
            title="a volume without a source is an emptyDir",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
              volumes:
                - name: host
                  hostPath:
                    path: /opt/cache
            """,
            title="baseline forbids it already",
        ),
    )
