"""What every window does: keys, their eviction, the order of a touch, and snapshots.

What each value means, to the last entry, stands in docs/explanation/windows.md. In short: a window of at most an hour
is exact while a key has at most 65,536 entries in it; beyond either, entries are counted by tiles, of which a window
has `TILES`. Everything here is a function of window time and of the order of the log alone.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import deque
from typing import Any, Final

import msgspec

from redshank.rules.windows.errors import StateUnreadable
from redshank.rules.windows.spec import Limits, WindowSpec

FORMAT: Final = 1
"""Version of dumped state."""
TILES: Final = 128
"""Tiles to a window."""
NEVER: Final = math.inf
_BIG_INT: Final = 1


class KeyState:
    """What a window remembers of one key.

    Most keys use few of the fields, so empty ones are shared: whoever puts something into an empty one makes it new.
    """

    __slots__ = (
        "calm_since",
        "count",
        "head",
        "last",
        "newest",
        "numerator",
        "oldest",
        "shift",
        "tiled",
        "tiles",
        "times",
        "union",
        "values",
    )

    def __init__(self, tiled: bool) -> None:
        self.last: float = -NEVER  # time of the newest entry
        self.tiled: bool = tiled
        self.times: list[float] = _NO_TIMES  # of entries, oldest first; those before `head` have left
        self.values: list[Any] = _NO_VALUES  # beside `times`, for windows that need them
        self.head: int = 0
        self.count: int = 0  # entries in the window
        self.numerator: int = 0  # their exact sum is numerator / 2 ** shift
        self.shift: int = 0
        self.tiles: list[Tile] = _NO_TILES  # oldest first
        self.calm_since: float = NEVER
        self.newest: dict[str, float] = _NO_NEWEST  # of distinct values: time of the newest entry, oldest first
        self.oldest: float = -NEVER  # no time in `newest` lies before this one
        self.union: Any = None  # of the sketches of all tiles; made when it is asked for


class Tile:
    """The entries of one stretch of window time."""

    __slots__ = ("count", "index", "numerator", "shift", "value")

    def __init__(self, index: int) -> None:
        self.index: int = index
        self.count: int = 0
        self.numerator: int = 0
        self.shift: int = 0
        self.value: Any = None  # the first entry's value, or the sketch of all


_NO_TIMES: Final[list[float]] = []
_NO_VALUES: Final[list[Any]] = []
_NO_TILES: Final[list[Tile]] = []
_NO_NEWEST: Final[dict[str, float]] = {}


class BaseWindow(ABC):
    """Keys, their eviction, and the order of a touch; subclasses say what an entry does."""

    def __init__(self, spec: WindowSpec, limits: Limits) -> None:
        self.spec: Any = spec
        self.within: float = float(spec.within)
        self.grid: float = self.within / TILES
        self.including: bool = spec.including_current
        self.coarse: bool = self.within > limits.within
        self.now: float = -NEVER
        self.last_seq: int = -1
        self.states: dict[Any, KeyState] = {}
        self.idle: deque[tuple[float, Any]] = deque()  # a key, and a time at or before its newest entry

    def touch(self, key: tuple[Any, ...], t: float, seq: int, value: Any, add: bool) -> Any:
        if t < self.now:
            t = self.now
        else:
            self.now = t
        self.last_seq = seq
        if self.idle and self.idle[0][0] <= t - self.within:
            self._forget(t)
        state = self.states.get(key)
        if state is None:
            if not add:
                return self._empty()
            state = KeyState(self.coarse)
            self.states[key] = state
            self.idle.append((t, key))
        else:
            self._slide(state, t)
            if not add:
                return self._read(state, t)
        if self.including:
            self._enter(state, t, value)
            return self._read(state, t)
        before = self._read(state, t)
        self._enter(state, t, value)
        return before

    def _forget(self, t: float) -> None:
        """Drop the key that has waited longest, if none of its entries can count any more.

        One key a touch: as many as can come in, so the number of idle keys never grows.
        """
        _, key = self.idle.popleft()
        state = self.states.get(key)
        if state is None:
            return
        if self._is_over(state, t):
            del self.states[key]
        else:
            self.idle.append((state.last, key))

    def _is_over(self, state: KeyState, t: float) -> bool:
        """Whether the key would behave as one that was never seen."""
        if state.tiled:
            return math.floor(state.last / self.grid) <= math.floor(t / self.grid) - TILES
        return state.last <= t - self.within

    @abstractmethod
    def _empty(self) -> Any: ...

    @abstractmethod
    def _slide(self, state: KeyState, t: float) -> None:
        """Let go of what has left the window by `t`."""

    @abstractmethod
    def _enter(self, state: KeyState, t: float, value: Any) -> None:
        """Take in an entry; `_slide` has been done."""

    @abstractmethod
    def _read(self, state: KeyState, t: float) -> Any:
        """The value; `_slide` has been done."""

    @abstractmethod
    def _pack(self, state: KeyState) -> list[Any]: ...

    @abstractmethod
    def _unpack(self, packed: list[Any]) -> KeyState: ...

    @abstractmethod
    def _size(self, state: KeyState) -> int: ...

    def keys(self) -> int:
        return len(self.states)

    def entries(self) -> int:
        return sum([self._size(state) for state in self.states.values()])

    def dump(self) -> bytes:
        states = [[list(key), self._pack(state)] for key, state in self.states.items()]
        head = [FORMAT, self.spec.kind, self.spec.definition, self.within, self.now, self.last_seq]
        return _encoded([head, states])

    def load(self, data: bytes) -> None:
        try:
            head, states = msgspec.msgpack.decode(data, ext_hook=_ext_hook)
            fits = head[:4] == [FORMAT, self.spec.kind, self.spec.definition, self.within]
            loaded = {tuple(key): self._unpack(packed) for key, packed in states} if fits else {}
        except (msgspec.DecodeError, ValueError, TypeError, IndexError, AttributeError):
            raise StateUnreadable("it is damaged", where=self.spec.name) from None
        if not fits:
            raise StateUnreadable("it belongs to another definition or format", where=self.spec.name)
        self.now = head[4]
        self.last_seq = head[5]
        self.states = loaded
        waiting = sorted([(state.last, index) for index, state in enumerate(loaded.values())])
        keys = list(loaded)
        self.idle = deque([(last, keys[index]) for last, index in waiting])


def _encoded(value: Any) -> bytes:
    try:
        return msgspec.msgpack.encode(value)
    except OverflowError:
        return msgspec.msgpack.encode(_with_big_ints(value))


def _with_big_ints(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_big_ints(one) for one in value]
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return msgspec.msgpack.Ext(_BIG_INT, b"%x" % value)
    return value


def _ext_hook(code: int, data: memoryview) -> Any:
    if code != _BIG_INT:
        raise ValueError("unknown extension")
    return int(bytes(data), 16)
