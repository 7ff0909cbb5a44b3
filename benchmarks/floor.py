"""The floor: compose every YAML file of a folder with libyaml and no resolver, in one process.

Prints seconds, and seconds of the processor.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

from yaml._yaml import CParser
from yaml.constructor import BaseConstructor
from yaml.resolver import BaseResolver


class Loader(CParser, BaseConstructor, BaseResolver):
    """Composes only."""

    def __init__(self, data: bytes) -> None:
        CParser.__init__(self, data)
        BaseConstructor.__init__(self)
        BaseResolver.__init__(self)


def main(folder: str) -> None:
    gc.disable()
    started, worked = time.perf_counter(), time.process_time()
    for path in Path(folder).rglob("*.yaml"):
        loader = Loader(path.read_bytes())
        while loader.check_node():
            loader.get_node()
    print(time.perf_counter() - started, time.process_time() - worked)


if __name__ == "__main__":
    main(sys.argv[1])
