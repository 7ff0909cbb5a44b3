"""Rules about the AWS Load Balancer Controller."""
