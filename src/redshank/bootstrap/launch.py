"""Starts a process of ours: `python -m redshank.bootstrap.launch redshank.web.serve`.

Loading the modules makes some hundred thousand objects that all stay; looking for garbage among them meanwhile takes a
quarter of the start. They are then left out of later searches, which come less often than usual: an event makes
hundreds of short-lived objects, none of them in cycles.
"""

from __future__ import annotations

import gc
import importlib
import sys


def main() -> None:
    """Load the named module and run its `main`."""
    name = sys.argv.pop(1)
    gc.disable()
    module = importlib.import_module(name)
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    gc.enable()
    module.main()


if __name__ == "__main__":
    main()
