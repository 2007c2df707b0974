"""Starts a process of ours: `python -m redshank.bootstrap.launch redshank.web.serve`.

Loading the modules makes some hundred thousand objects that all stay; looking for garbage among them meanwhile takes a
quarter of the start.
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
    gc.enable()
    module.main()


if __name__ == "__main__":
    main()
