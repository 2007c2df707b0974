"""The windows by kind. This module and the four that it draws on are what `build` compiles."""

from __future__ import annotations

from typing import Any, Final

from redshank.rules.windows.compact import LastWindow, SequenceWindow
from redshank.rules.windows.distinct import DistinctWindow
from redshank.rules.windows.sliding import CountWindow, FirstWindow, RateWindow, SumWindow
from redshank.rules.windows.spec import STANDARD_LIMITS, Limits, WindowSpec

_CLASSES: Final[dict[str, Any]] = {
    "count": CountWindow,
    "rate": RateWindow,
    "sum": SumWindow,
    "first": FirstWindow,
    "last": LastWindow,
    "sequence": SequenceWindow,
    "distinct": DistinctWindow,
}


def make_window(spec: WindowSpec, limits: Limits = STANDARD_LIMITS) -> Any:
    """An empty window of that specification."""
    return _CLASSES[spec.kind](spec, limits)
