"""Rules about ServiceAccounts, roles and bindings."""
