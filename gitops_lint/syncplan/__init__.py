"""What Argo CD does with the objects of one Application, in order."""
