"""Who may do what: the rights of roles, and who ends up with them.

``rights`` reads single rules as Kubernetes evaluates them, ``bindings`` follows bindings and aggregated ClusterRoles.
"""
