"""The only place that prints or exits; one module per command."""
