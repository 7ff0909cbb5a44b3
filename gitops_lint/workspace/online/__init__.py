"""What ``--online`` fetches: charts, git repositories and single files, into the user's cache and nowhere else.

Nobody's credentials take part: every program runs with an empty home and asks no questions.  Only ``http``, ``https``
and, for charts, OCI registries are spoken to.  What is named by an exact version or a commit is fetched once.
"""
