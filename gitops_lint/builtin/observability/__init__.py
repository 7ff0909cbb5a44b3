"""Rules about what watches: monitors, rules of Prometheus, collectors, log shippers."""
