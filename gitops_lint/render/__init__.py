"""RenderRequest -> objects with origins; knows no Argo CD."""
