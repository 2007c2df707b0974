"""Every module of the package, loaded: what they declare is what there is to document."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

import redshank


@cache
def all_modules() -> tuple[ModuleType, ...]:
    """All modules in order of name, save migrations, which Alembic alone can run."""
    names = sorted(module.name for module in pkgutil.walk_packages(redshank.__path__, "redshank."))
    return tuple(importlib.import_module(name) for name in names if ".migrations." not in name)
