"""What a window is, and what an engine can do with one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, Protocol

WindowKind = Literal["count", "sum", "distinct", "first", "last", "rate", "sequence"]
MAX_STEPS = 16
"""Longest sequence."""


@dataclass(frozen=True, slots=True)
class WindowSpec:
    """One window of a rule set.

    Attributes:
        kind: what it computes.
        within: its length in seconds.
        including_current: the value takes in the event being judged.
        name: the name that the rule gave it, if any.
        by_arity: number of values in its key.
        steps: number of steps of a sequence, else 0.
        definition: hash of everything that its state depends on; equal definitions can share state.
    """

    kind: WindowKind
    within: float
    including_current: bool = False
    name: str | None = None
    by_arity: int = 1
    steps: int = 0
    definition: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.within) and self.within > 0):
            raise ValueError("`within` must be a positive length of time")
        if self.kind == "sequence" and not 1 <= self.steps <= MAX_STEPS:
            raise ValueError(f"a sequence has between 1 and {MAX_STEPS} steps")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a key is exact. Part of the definition of every window: others than the standard ones are for tests.

    Attributes:
        within: longest window, in seconds, whose entries are told apart.
        entries: most entries of a key that are told apart.
        distinct: most different values of a key that are told apart.
    """

    within: float = 3600.0
    entries: int = 65_536
    distinct: int = 1_024


STANDARD_LIMITS = Limits()


class Window(Protocol):
    """The state of one window, over all its keys. Not safe to share between threads."""

    def touch(self, key: tuple[Any, ...], t: float, seq: int, value: Any, add: bool) -> Any:
        """Read the window for an event, then let the event enter it.

        Args:
            key: values of `by`, none of them failed or None.
            t: window time of the event, in seconds; a time that runs backwards counts as the latest one seen.
            seq: place of the event in the log; calls come in its order.
            value: what enters: the number for `sum`, the value for `distinct`, `first` and `last`, a bit set of the
                steps that the event meets (bit 0 for the first) for `sequence`, anything for `count` and `rate`.
            add: whether the event enters the window: `where` is true and the value did not fail.

        Returns:
            The value of the window; None where `first` or `last` has none.
        """

    def dump(self) -> bytes:
        """The whole state, for a snapshot."""

    def load(self, data: bytes) -> None:
        """Replace the state by a dumped one.

        Raises:
            StateUnreadable: it was not dumped by a window of the same definition and format.
        """

    def entries(self) -> int:
        """How many entries, tiles and distinct values it holds, over all keys: a measure of its memory."""

    def keys(self) -> int:
        """How many keys it holds."""
