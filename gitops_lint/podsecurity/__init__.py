"""The Pod Security Standards, judged and worded as the API server's admission controller does it.

``controls`` holds the controls and ``evaluate``, ``labels`` reads a namespace's policy, ``defaulting`` does to a pod
what the API server does before it judges.
"""
