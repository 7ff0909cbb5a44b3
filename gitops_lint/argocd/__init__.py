"""What Argo CD does with an Application, an AppProject, an ApplicationSet: pure functions of plain values."""
