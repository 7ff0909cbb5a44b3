"""Rules about the AWS identity of workloads: IRSA and Pod Identity."""
