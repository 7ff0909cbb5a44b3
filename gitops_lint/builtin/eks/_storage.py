"""The drivers of EBS."""

from __future__ import annotations

from typing import Final

EBS: Final = ("ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs")
"""Provisioners of StorageClasses: the driver, that of EKS Auto Mode, and the one that was part of Kubernetes."""
