"""Windows against their definition, over streams that Hypothesis makes up.

`NaiveWindow` is the definition of docs/explanation/windows.md, word for word, over a list of every entry: slow, without
any state kept between questions.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import datasketches
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.rules import windows
from redshank.rules.windows import Limits, WindowKind, WindowSpec, core

TILES = 128
Entry = tuple[float, Any]


class NaiveWindow:
    """Answers like a window, by going through all entries again each time."""

    def __init__(self, spec: WindowSpec, limits: Limits) -> None:
        self.spec = spec
        self.limits = limits
        self.entries: dict[tuple[Any, ...], list[Entry]] = {}

    def touch(self, key: tuple[Any, ...], t: float, seq: int, value: Any, add: bool) -> Any:
        earlier = self.entries.get(key, [])
        entries = [*earlier, (t, value)] if add else earlier
        if add:
            self.entries[key] = entries
        return self.value(entries if self.spec.including_current else earlier, t)

    def value(self, entries: Sequence[Entry], t: float) -> Any:
        kind = self.spec.kind
        if kind == "last":
            inside = self._exact(entries, t)
            return inside[-1][1] if inside else None
        if kind == "sequence":
            return self._holds(self._exact(entries, t))
        if kind == "distinct":
            return self._distinct(entries, t)
        inside = self._counted(entries, t)
        if kind == "count":
            return len(inside)
        if kind == "rate":
            return len(inside) / self.spec.within
        if kind == "first":
            return inside[0][1] if inside else None
        return float(sum((Fraction(value) for _, value in inside), Fraction(0)))

    def tile(self, t: float) -> int:
        return math.floor(t / (self.spec.within / TILES))

    def _exact(self, entries: Sequence[Entry], t: float) -> list[Entry]:
        return [entry for entry in entries if entry[0] > t - self.spec.within]

    def _tiled(self, entries: Sequence[Entry], t: float) -> list[Entry]:
        return [entry for entry in entries if self.tile(entry[0]) > self.tile(t) - TILES]

    def _counted(self, entries: Sequence[Entry], t: float) -> list[Entry]:
        if self.spec.within > self.limits.within:
            return self._tiled(entries, t)
        tiled, begin = False, 0
        calm_since: float | None = None
        for index, (time, _) in enumerate(entries):
            past = entries[begin:index]
            if tiled and not self._tiled(past, time):
                tiled, begin = False, index
                past = []
            if tiled:
                if len(self._tiled(past, time)) > self.limits.entries // 2:
                    calm_since = None
                elif calm_since is None:
                    calm_since = time
                elif time - calm_since >= self.spec.within:
                    tiled = False
            if not tiled and len(self._exact(past, time)) >= self.limits.entries:
                tiled, calm_since = True, None
        rest = entries[begin:]
        return self._tiled(rest, t) if tiled else self._exact(rest, t)

    def _distinct(self, entries: Sequence[Entry], t: float) -> int:
        tiled, begin = False, 0
        calm_since: float | None = None
        for index, (time, _) in enumerate(entries):
            past = entries[begin:index]
            if tiled and not self._tiled(past, time):
                tiled, begin = False, index
                past = []
            if tiled:
                if self._estimate(past, time) > self.limits.distinct // 2:
                    calm_since = None
                elif calm_since is None:
                    calm_since = time
                elif time - calm_since >= self.spec.within:
                    tiled = False
            if not tiled and len(_different(self._exact(entries[begin : index + 1], time))) > self.limits.distinct:
                tiled, calm_since = True, None
        rest = entries[begin:]
        return self._estimate(rest, t) if tiled else len(_different(self._exact(rest, t)))

    def _estimate(self, entries: Sequence[Entry], t: float) -> int:
        tiles: dict[int, Any] = {}
        for time, value in self._tiled(entries, t):
            sketch = tiles.setdefault(self.tile(time), datasketches.hll_sketch(12, datasketches.HLL_4, True))
            sketch.update(f"s{value}")
        union = datasketches.hll_union(12)
        for _, sketch in sorted(tiles.items()):
            union.update(sketch)
        whole = union.get_result(datasketches.HLL_8)
        twice = datasketches.hll_union(12)
        twice.update(whole)
        twice.update(whole)
        return round(twice.get_estimate())

    def _holds(self, entries: Sequence[Entry]) -> bool:
        step = 0
        for _, met in entries:
            if met >> step & 1:
                step += 1
            if step == self.spec.steps:
                return True
        return False


def _different(entries: Sequence[Entry]) -> set[Any]:
    return {value for _, value in entries}


CORES = [core, *([importlib.import_module(windows.compiled_name())] if windows.COMPILED else [])]
TIGHT = Limits(within=100.0, entries=6, distinct=6)
KINDS: list[WindowKind] = ["count", "sum", "distinct", "first", "last", "rate", "sequence"]

Step = tuple[float, int, Any, bool]


def _values(kind: WindowKind) -> st.SearchStrategy[Any]:
    if kind == "sum":
        return st.one_of(st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False, width=32))
    if kind == "sequence":
        return st.integers(0, 7)
    return st.text("abcdefghijklmnop", min_size=1, max_size=2)


def _streams(kind: WindowKind, within: float) -> st.SearchStrategy[list[Step]]:
    """Steps of (time since the one before, key, value, add): bursts, steady trickles, gaps, and exact boundaries."""
    gaps = st.one_of(
        st.just(0.0),
        st.floats(0.0, within / 128),
        st.floats(0.0, within / 8),
        st.sampled_from([within, within / 2, within / 128, within * 127 / 128, within * 3]),
    )
    return st.lists(st.tuples(gaps, st.integers(0, 2), _values(kind), st.booleans() | st.just(True)), max_size=80)


@pytest.mark.parametrize("made_by", CORES, ids=lambda module: module.__name__.rpartition(".")[2][:5])
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_window_means_what_its_definition_says(made_by: Any, kind: WindowKind, data: st.DataObject) -> None:
    within = data.draw(st.sampled_from([60.0, 99.0, 3600.0, 7.0]))
    spec = WindowSpec(kind, within, including_current=data.draw(st.booleans()), steps=3 if kind == "sequence" else 0)
    window, naive = made_by.make_window(spec, TIGHT), NaiveWindow(spec, TIGHT)
    t = data.draw(st.floats(0.0, 2e9))
    snapshot_at = data.draw(st.integers(0, 80))
    for seq, (gap, key, value, add) in enumerate(data.draw(_streams(kind, within))):
        t += gap
        if seq == snapshot_at:
            again = made_by.make_window(spec, TIGHT)
            again.load(window.dump())
            window = again
        assert window.touch((key,), t, seq, value, add) == naive.touch((key,), t, seq, value, add)


@pytest.mark.parametrize("kind", ["count", "sum", "first", "distinct"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_key_goes_to_tiles_in_a_burst_and_comes_back_after_a_calm_window(
    kind: WindowKind, data: st.DataObject
) -> None:
    """A burst, then a trickle for several windows, in steps of half a tile that meet again near a whole window.

    Only an entry in the oldest part of a window tells the two states apart, so the steps are such that there is one.
    """
    spec = WindowSpec(kind, 64.0, including_current=data.draw(st.booleans()))
    window, naive = core.make_window(spec, TIGHT), NaiveWindow(spec, TIGHT)
    trickle = st.lists(st.sampled_from([15.75, 16.0, 16.25, 31.75, 32.0, 21.25, 12.75]), min_size=4, max_size=40)
    t = 1_000_000.0 + data.draw(st.sampled_from([0.0, 0.25]))
    gaps = [0.25] * 12 + data.draw(trickle) + [0.25] * 12 + data.draw(trickle)
    for seq, gap in enumerate(gaps):
        t += gap
        value = seq if kind == "sum" else f"v{seq % 9}"
        assert window.touch(("k",), t, seq, value, True) == naive.touch(("k",), t, seq, value, True)
