"""Rules about network policies: what they forbid by mistake, what they leave open."""
