"""Helm's answers, kept between runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gitops_lint.cache import Cache
from gitops_lint.source.masking import secrets_in

if TYPE_CHECKING:
    from gitops_lint.render.helm.binary import Done
    from gitops_lint.render.helm.chart import Store


def helm_store(cache: Cache) -> Store:
    """What a renderer of charts asks before it runs helm."""

    def answer(key: str, compute: Callable[[], Done]) -> Done:
        from gitops_lint.render.helm.binary import Done

        known = cache.get(key)
        if isinstance(known, list) and len(known) == 3:
            return Done(*known)
        done = compute()
        # Secret values never reach the disk; a chart that prints one is rendered anew each time.
        if done.status != -1 and not secrets_in("helm.yaml", done.output) and not secrets_in("helm", done.error):
            cache.put(key, [done.status, done.output, done.error])
        return done

    return answer
