"""Windows over time: counts, sums, distinct values, first, last, rates and sequences, by key.

The core is compiled by mypyc where `python -m redshank.rules.windows.build` was run, and plain Python elsewhere; both
give the same values. A compiled core is named after the source that it was made from, so a stale one is never used.
"""

from __future__ import annotations

from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import cast

from redshank.rules.windows.errors import StateUnreadable
from redshank.rules.windows.spec import STANDARD_LIMITS, Limits, Window, WindowKind, WindowSpec

__all__ = [
    "COMPILED",
    "COMPILED_MODULES",
    "STANDARD_LIMITS",
    "Limits",
    "StateUnreadable",
    "Window",
    "WindowKind",
    "WindowSpec",
    "compiled_name",
    "make_window",
]

COMPILED_MODULES = ("state", "sliding", "compact", "distinct", "core")
"""The modules that compile into one, each drawing on earlier ones alone."""


def compiled_name() -> str:
    """Name of the module into which the present source of the core compiles."""
    digest = sha256()
    for name in COMPILED_MODULES:
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return f"{__name__}._core_{digest.hexdigest()[:16]}"


def _core() -> ModuleType:
    name = compiled_name()
    return import_module(name if find_spec(name) else f"{__name__}.core")


_module = _core()
COMPILED = _module.__name__ != f"{__name__}.core"
"""Whether the compiled core is at work."""


def make_window(spec: WindowSpec, limits: Limits = STANDARD_LIMITS) -> Window:
    """An empty window of that specification."""
    return cast("Window", _module.make_window(spec, limits))
