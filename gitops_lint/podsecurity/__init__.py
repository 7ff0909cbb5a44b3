"""The Pod Security Standards and the admission of pods, judged and worded as the API server does it.

``controls`` holds the controls of the standards and ``evaluate``, ``labels`` reads a namespace's policy,
``defaulting`` does to a pod what the API server does before it judges.  ``usage`` computes what a pod asks for,
``requirements`` what is refused of it, ``limits`` and ``quota`` what LimitRanges and ResourceQuotas make of it,
``surge`` how many pods a rollout needs.
"""
