"""The language server: what an editor shows while a repository is edited.

```text
editor ─► server ─► session ─► Run over an overlay tree ─► Report ─► diagnostics, fixes, pages ─► editor
          handlers   one per root   saved files + open texts          protocol
```

A session keeps nothing but the texts of open files and the last report: each run is a whole run, and what is known of
files that did not change comes from memory (`gitops_lint.memory`).  External programs see what is saved.
"""
