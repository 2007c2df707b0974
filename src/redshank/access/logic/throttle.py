"""Slows down guessing: so many failures for a name or an address, then a wait that doubles."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

FREE_FAILURES: Final = 5
_FIRST_WAIT: Final = 2.0
_LONGEST_WAIT: Final = 900.0
_FORGET_AFTER: Final = 3600.0
_MOST_NAMES: Final = 20_000


@dataclass(slots=True)
class _Failures:
    count: int
    last: float


class Throttle:
    """Counts failures by name, in memory; at most 20,000 names, some 3 MB."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def wait(self, name: str, now: float) -> float:
        """Seconds until `name` may try again; 0 when it may now."""
        failures = self._failures.get(name)
        if failures is None or failures.count < FREE_FAILURES or now - failures.last > _FORGET_AFTER:
            return 0.0
        pause = min(_FIRST_WAIT * 2.0 ** min(failures.count - FREE_FAILURES, 20), _LONGEST_WAIT)
        # A clock that jumped back must not lock anybody out for longer than the pause itself.
        return min(max(0.0, failures.last + pause - now), pause)

    def failed(self, name: str, now: float) -> None:
        """Count a failure."""
        failures = self._failures.pop(name, None)
        if failures is None or now - failures.last > _FORGET_AFTER:
            failures = _Failures(0, now)
        failures.count += 1
        failures.last = now
        self._failures[name] = failures
        while len(self._failures) > _MOST_NAMES:
            self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """Forget the failures."""
        self._failures.pop(name, None)
