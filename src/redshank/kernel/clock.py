"""Time in one place, so that tests and replays can set it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Says what time it is, in seconds since the epoch (UTC)."""

    def now(self) -> float: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()


class ManualClock:
    """A clock that stands still until it is moved: for tests and replays."""

    def __init__(self, start: float = 1_767_225_600.0) -> None:
        self.at = start

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.at

    def advance(self, seconds: float) -> None:
        """Move the clock; a negative number is a clock that jumped back."""
        self.at += seconds


def to_datetime(seconds: float) -> datetime:
    """An aware UTC datetime from seconds since the epoch."""
    return datetime.fromtimestamp(seconds, UTC)
