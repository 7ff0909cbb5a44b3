"""Rules about the External Secrets Operator."""
