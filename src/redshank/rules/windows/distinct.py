"""Distinct values: exact up to a limit, then by a sketch of each tile."""

from __future__ import annotations

import math
from hashlib import blake2b
from typing import Any, Final

import datasketches

from redshank.rules.windows.spec import Limits, WindowSpec
from redshank.rules.windows.state import NEVER, TILES, BaseWindow, KeyState, Tile

LG_K: Final = 12
"""The sketch has 2 ** 12 registers: a relative standard error of 1.6 %."""
_LONG: Final = 64
"""A text longer than this is told apart by a hash of 128 bits."""


class DistinctWindow(BaseWindow):
    """How many different values: exact up to a limit, then by a sketch of each tile."""

    def __init__(self, spec: WindowSpec, limits: Limits) -> None:
        super().__init__(spec, limits)
        self.coarse = False
        self.limit: int = limits.distinct
        self.calm: int = limits.distinct // 2

    def _empty(self) -> Any:
        return 0

    def _slide(self, state: KeyState, t: float) -> None:
        if state.tiled:
            tiles = state.tiles
            oldest = math.floor(t / self.grid) - TILES
            gone = 0
            while gone < len(tiles) and tiles[gone].index <= oldest:
                gone += 1
            if gone:
                del tiles[:gone]
                state.union = None
            if not tiles:
                self._restart(state)
        else:
            self._slide_newest(state, t - self.within)

    def _slide_newest(self, state: KeyState, cutoff: float) -> None:
        newest = state.newest
        if state.oldest > cutoff:
            return
        gone = []
        state.oldest = NEVER
        for token, time in newest.items():
            if time > cutoff:
                state.oldest = time
                break
            gone.append(token)
        for token in gone:
            del newest[token]

    def _restart(self, state: KeyState) -> None:
        state.tiled = False
        state.newest = {}
        state.oldest = NEVER
        state.calm_since = NEVER
        state.union = None

    def _enter(self, state: KeyState, t: float, value: Any) -> None:
        state.last = t
        token = _token(value)
        if state.tiled:
            self._note_calm(state, t)
        if not state.tiled:
            self._remember(state, token, t)
            if len(state.newest) > self.limit:
                self._to_sketches(state, t)
            return
        self._sketch(state, math.floor(t / self.grid), token)
        if state.calm_since != NEVER:
            self._remember(state, token, t)

    def _remember(self, state: KeyState, token: str, t: float) -> None:
        newest = state.newest
        if newest:
            newest.pop(token, None)
        if newest:
            newest[token] = t
        else:
            state.newest = {token: t}
            state.oldest = t

    def _to_sketches(self, state: KeyState, t: float) -> None:
        newest = state.newest
        self._restart(state)
        state.tiled = True
        for token, time in newest.items():
            self._sketch(state, math.floor(time / self.grid), token)

    def _note_calm(self, state: KeyState, t: float) -> None:
        """A calm key remembers its values beside the sketches; after a whole window of calm they are all there are."""
        if self._read(state, t) > self.calm:
            state.calm_since = NEVER
            state.newest = {}
            state.oldest = NEVER
        elif state.calm_since == NEVER:
            state.calm_since = t
        else:
            self._slide_newest(state, t - self.within)
            if t - state.calm_since >= self.within:
                state.tiles = []
                state.tiled = False
                state.calm_since = NEVER
                state.union = None

    def _sketch(self, state: KeyState, index: int, token: str) -> None:
        tiles = state.tiles
        if tiles and tiles[-1].index == index:
            tile = tiles[-1]
        else:
            tile = Tile(index)
            tile.value = datasketches.hll_sketch(LG_K, datasketches.tgt_hll_type.HLL_4, True)
            if tiles:
                tiles.append(tile)
            else:
                state.tiles = [tile]
        tile.value.update(token)
        if state.union is not None:
            state.union.update(token)

    def _read(self, state: KeyState, t: float) -> Any:
        if not state.tiled:
            return len(state.newest)
        if not state.tiles:
            return 0
        if state.union is None:
            state.union = self._united(state.tiles)
        return round(state.union.get_estimate())

    def _united(self, tiles: list[Tile]) -> Any:
        """The union of all tiles, which new values then enter too.

        Joined with itself, a sketch is estimated from its registers alone and not from the order in which they filled:
        whichever way a union came about, it gives the same number.
        """
        union = datasketches.hll_union(LG_K)
        for tile in tiles:
            union.update(tile.value)
        whole = union.get_result(datasketches.tgt_hll_type.HLL_8)
        twice = datasketches.hll_union(LG_K)
        twice.update(whole)
        twice.update(whole)
        return twice

    def _size(self, state: KeyState) -> int:
        return len(state.newest) + len(state.tiles)

    def _pack(self, state: KeyState) -> list[Any]:
        tiles = [[tile.index, tile.value.serialize_compact()] for tile in state.tiles]
        calm = None if state.calm_since == NEVER else state.calm_since
        return [state.last, state.tiled, list(state.newest.items()), tiles, calm]

    def _unpack(self, packed: list[Any]) -> KeyState:
        last, tiled, newest, tiles, calm = packed
        state = KeyState(tiled)
        state.last = last
        state.newest = dict(newest)
        state.oldest = newest[0][1] if newest else NEVER
        state.calm_since = NEVER if calm is None else calm
        state.tiles = []
        for index, data in tiles:
            tile = Tile(index)
            tile.value = datasketches.hll_sketch.deserialize(data)
            state.tiles.append(tile)
        return state


def _token(value: Any) -> str:
    """A text that stands for a value: equal for equal values, different for different ones, never long."""
    if isinstance(value, str):
        if len(value) <= _LONG:
            return "s" + value
        return "h" + blake2b(value.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    if isinstance(value, bool):
        return "b1" if value else "b0"
    if isinstance(value, int):
        return _token_of_number(str(value))
    if isinstance(value, float):
        return _token_of_number(str(int(value)) if value.is_integer() else repr(value))
    return _token(repr(value))


def _token_of_number(text: str) -> str:
    return "n" + text if len(text) <= _LONG else "h" + blake2b(text.encode(), digest_size=16).hexdigest()
