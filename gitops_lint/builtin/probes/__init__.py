"""Probes and availability."""
