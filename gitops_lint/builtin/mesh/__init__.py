"""Rules about service meshes: Istio, Linkerd, App Mesh."""
