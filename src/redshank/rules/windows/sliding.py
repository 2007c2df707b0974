"""Windows over entries: counts, rates, sums and first values; exact, or by tiles."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Any, Final

from redshank.rules.windows.spec import Limits, WindowSpec
from redshank.rules.windows.state import NEVER, TILES, BaseWindow, KeyState, Tile

_LARGEST: Final = 1.7976931348623157e308
"""A sum beyond what a float holds stays there."""


class SlidingWindow(BaseWindow):
    """Windows over entries: exact, or by tiles."""

    def __init__(self, spec: WindowSpec, limits: Limits) -> None:
        super().__init__(spec, limits)
        self.limit: int = limits.entries
        self.calm: int = limits.entries // 2
        self.keeps_values: bool = spec.kind in {"sum", "first"}

    def _slide(self, state: KeyState, t: float) -> None:
        if state.tiled:
            self._slide_tiles(state, t)
        else:
            self._slide_entries(state, t - self.within)

    def _slide_entries(self, state: KeyState, cutoff: float) -> None:
        times = state.times
        head = state.head
        end = len(times)
        if head == end or times[head] > cutoff:
            return
        start = head
        while head < end and times[head] <= cutoff:
            head += 1
        if self.keeps_values:
            self._leave(state, start, head)
        state.count -= head - start
        if head == end:
            times.clear()
            state.values.clear()
            head = 0
            state.numerator = 0
            state.shift = 0
        elif head > 64 and head * 2 > end:
            del times[:head]
            if self.keeps_values:
                del state.values[:head]
            head = 0
        state.head = head

    def _slide_tiles(self, state: KeyState, t: float) -> None:
        tiles = state.tiles
        oldest = math.floor(t / self.grid) - TILES
        gone = 0
        while gone < len(tiles) and tiles[gone].index <= oldest:
            self._leave_tile(state, tiles[gone])
            state.count -= tiles[gone].count
            gone += 1
        if gone:
            del tiles[:gone]
        if not tiles:
            self._restart(state)

    def _restart(self, state: KeyState) -> None:
        """Nothing is left: the key begins anew."""
        state.tiled = self.coarse
        state.times.clear()
        state.values.clear()
        state.head = 0
        state.count = 0
        state.numerator = 0
        state.shift = 0
        state.calm_since = NEVER

    def _enter(self, state: KeyState, t: float, value: Any) -> None:
        state.last = t
        if state.tiled and not self.coarse:
            self._note_calm(state, t)
        if not state.tiled and state.count >= self.limit:
            self._to_tiles(state, t)
        if state.tiled:
            self._enter_tile(state, math.floor(t / self.grid), value)
            if state.calm_since == NEVER:
                return
        else:
            state.count += 1
            if self.keeps_values:
                self._arrive(state, value)
        if state.times:
            state.times.append(t)
            if self.keeps_values:
                state.values.append(value)
        else:
            state.times = [t]
            if self.keeps_values:
                state.values = [value]

    def _to_tiles(self, state: KeyState, t: float) -> None:
        entries = list(zip(state.times[state.head :], state.values[state.head :] or [None] * state.count, strict=True))
        self._restart(state)
        state.tiled = True
        for time, value in entries:
            self._enter_tile(state, math.floor(time / self.grid), value)
        self._slide_tiles(state, t)
        # The newest of so many entries can be a tile old at most where all of them are.
        state.tiled = True

    def _note_calm(self, state: KeyState, t: float) -> None:
        """A calm key keeps its entries beside the tiles; after a whole window of calm they are all there are."""
        if state.count > self.calm:
            state.calm_since = NEVER
            state.times.clear()
            state.values.clear()
        elif state.calm_since == NEVER:
            state.calm_since = t
        elif t - state.calm_since >= self.within:
            self._to_entries(state, t)

    def _to_entries(self, state: KeyState, t: float) -> None:
        head = bisect_right(state.times, t - self.within)
        times = state.times[head:]
        values = state.values[head:]
        state.tiles = []
        self._restart(state)
        state.times = times
        state.values = values
        state.count = len(times)
        if self.keeps_values:
            for value in values:
                self._arrive(state, value)

    def _enter_tile(self, state: KeyState, index: int, value: Any) -> None:
        tiles = state.tiles
        if tiles and tiles[-1].index == index:
            tile = tiles[-1]
        else:
            tile = Tile(index)
            if tiles:
                tiles.append(tile)
            else:
                state.tiles = [tile]
        self._arrive_in_tile(state, tile, value)
        tile.count += 1
        state.count += 1

    def _arrive(self, state: KeyState, value: Any) -> None:
        """An entry comes into an exact window."""

    def _leave(self, state: KeyState, start: int, end: int) -> None:
        """The entries from `start` up to `end` leave an exact window."""

    def _arrive_in_tile(self, state: KeyState, tile: Tile, value: Any) -> None:
        """An entry comes into a tile."""

    def _leave_tile(self, state: KeyState, tile: Tile) -> None:
        """A tile leaves the window."""

    def _size(self, state: KeyState) -> int:
        return len(state.times) + len(state.tiles)

    def _pack(self, state: KeyState) -> list[Any]:
        tiles = [[tile.index, tile.count, tile.numerator, tile.shift, tile.value] for tile in state.tiles]
        calm = None if state.calm_since == NEVER else state.calm_since
        return [state.last, state.tiled, state.times[state.head :], state.values[state.head :], tiles, calm]

    def _unpack(self, packed: list[Any]) -> KeyState:
        last, tiled, times, values, tiles, calm = packed
        state = KeyState(tiled)
        state.last = last
        state.times = times
        state.values = values
        state.calm_since = NEVER if calm is None else calm
        if tiled:
            state.tiles = []
            for index, count, numerator, shift, value in tiles:
                tile = Tile(index)
                tile.count = count
                tile.numerator = numerator
                tile.shift = shift
                tile.value = value
                state.tiles.append(tile)
                state.count += count
                _add_exact(state, numerator, shift)
        else:
            state.count = len(times)
            for value in values:
                self._arrive(state, value)
        return state


class CountWindow(SlidingWindow):
    """How many entries."""

    def _empty(self) -> Any:
        return 0

    def _read(self, state: KeyState, t: float) -> Any:
        return state.count


class RateWindow(SlidingWindow):
    """How many entries a second."""

    def _empty(self) -> Any:
        return 0.0

    def _read(self, state: KeyState, t: float) -> Any:
        return state.count / self.within


class SumWindow(SlidingWindow):
    """The sum of the entries' numbers: exact, rounded once."""

    def touch(self, key: tuple[Any, ...], t: float, seq: int, value: Any, add: bool) -> Any:
        if add and isinstance(value, float) and not math.isfinite(value):
            add = False
        return super().touch(key, t, seq, value, add)

    def _empty(self) -> Any:
        return 0.0

    def _read(self, state: KeyState, t: float) -> Any:
        try:
            return state.numerator / (1 << state.shift)
        except OverflowError:
            return _LARGEST if state.numerator > 0 else -_LARGEST

    def _arrive(self, state: KeyState, value: Any) -> None:
        numerator, denominator = value.as_integer_ratio()
        _add_exact(state, numerator, denominator.bit_length() - 1)

    def _leave(self, state: KeyState, start: int, end: int) -> None:
        for value in state.values[start:end]:
            numerator, denominator = value.as_integer_ratio()
            _add_exact(state, -numerator, denominator.bit_length() - 1)

    def _arrive_in_tile(self, state: KeyState, tile: Tile, value: Any) -> None:
        self._arrive(state, value)
        numerator, denominator = value.as_integer_ratio()
        shift = denominator.bit_length() - 1
        if shift > tile.shift:
            tile.numerator <<= shift - tile.shift
            tile.shift = shift
        tile.numerator += numerator << (tile.shift - shift)

    def _leave_tile(self, state: KeyState, tile: Tile) -> None:
        _add_exact(state, -tile.numerator, tile.shift)


def _add_exact(state: KeyState, numerator: int, shift: int) -> None:
    """Add numerator / 2 ** shift to the exact sum of a key."""
    if shift > state.shift:
        state.numerator <<= shift - state.shift
        state.shift = shift
    state.numerator += numerator << (state.shift - shift)


class FirstWindow(SlidingWindow):
    """The oldest entry's value."""

    def _empty(self) -> Any:
        return None

    def _read(self, state: KeyState, t: float) -> Any:
        if state.tiled:
            return state.tiles[0].value if state.tiles else None
        return state.values[state.head] if state.count else None

    def _arrive_in_tile(self, state: KeyState, tile: Tile, value: Any) -> None:
        if tile.count == 0:
            tile.value = value
