"""Windows at their standard limits: memory, idle keys, snapshots, exact sums, the compiled core."""

from __future__ import annotations

import math
import tracemalloc
from typing import Any

import pytest

from redshank.rules import windows
from redshank.rules.windows import STANDARD_LIMITS, StateUnreadable, Window, WindowKind, WindowSpec, make_window
from redshank.rules.windows.build import joined_source

START = 1_760_000_000.0
KEY = ("acc_1",)
MIB = 1 << 20


def window(kind: WindowKind, within: float = 3600.0, **more: Any) -> Window:
    return make_window(WindowSpec(kind, within, definition=f"{kind}-{within}", **more))


def feed(fed: Window, count: int, gap: float, values: Any = None, start: float = START) -> float:
    """Let `count` entries in, `gap` seconds apart; gives the time of the last."""
    t = start
    for seq in range(count):
        t = start + seq * gap
        fed.touch(KEY, t, seq, None if values is None else values(seq), True)
    return t


def test_the_old_edge_of_a_window_is_open_and_the_current_event_is_left_out() -> None:
    count = window("count", 60.0)
    assert [count.touch(KEY, START + t, 0, None, True) for t in (0, 0, 59.9, 60, 60, 120)] == [0, 1, 2, 1, 2, 0]
    with_current = window("count", 60.0, including_current=True)
    assert [with_current.touch(KEY, START + t, 0, None, True) for t in (0, 0, 60)] == [1, 2, 1]


def test_an_event_that_does_not_enter_still_reads() -> None:
    count = window("count", 60.0, including_current=True)
    assert [count.touch(KEY, START, 0, None, add) for add in (False, True, False, False)] == [0, 1, 1, 1]
    assert count.touch(("acc_2",), START, 0, None, False) == 0
    assert count.keys() == 1


def test_time_that_runs_backwards_counts_as_the_latest_seen() -> None:
    last = window("last", 10.0)
    last.touch(KEY, START, 0, "a", True)
    last.touch(("other",), START + 9, 1, "b", True)
    assert last.touch(KEY, START - 50, 2, "c", True) == "a"
    assert last.touch(KEY, START + 19, 3, None, False) is None  # "c" came in at START + 9


@pytest.mark.parametrize(
    ("kind", "nothing"),
    [("count", 0), ("rate", 0.0), ("sum", 0.0), ("distinct", 0), ("first", None), ("last", None), ("sequence", False)],
)
def test_a_window_without_entries_has_the_value_of_nothing(kind: WindowKind, nothing: Any) -> None:
    empty = window(kind, steps=1 if kind == "sequence" else 0)
    before = empty.touch(KEY, START, 0, 1, True)
    after = empty.touch(KEY, START + 4000, 1, 1, False)
    assert (before, after) == (nothing, nothing)
    assert (type(before), type(after)) == (type(nothing), type(nothing))


def test_a_sum_is_exact_and_forgets_without_a_trace() -> None:
    total = window("sum", 60.0)
    for seq, value in enumerate([1e16, 0.1, 0.2, -1e16, 2**80, -(2**80), True]):
        total.touch(KEY, START + seq, seq, value, True)
    assert total.touch(KEY, START + 7, 7, 5e-324, True) == math.fsum([0.1, 0.2, 1])
    assert total.touch(KEY, START + 66.5, 8, 0, False) == 5e-324
    for value in (math.nan, math.inf, -math.inf):
        total.touch(KEY, START + 67, 9, value, True)
    assert total.touch(KEY, START + 67, 9, 0, False) == 0.0
    for value in (1.7e308, 1.7e308):
        total.touch(KEY, START + 67, 10, value, True)
    assert total.touch(KEY, START + 67, 11, 0, False) == 1.7976931348623157e308


def test_distinct_tells_values_apart_as_the_language_does() -> None:
    distinct = window("distinct")
    values = ["1", 1, 1.0, True, 1.5, "", "b1", "x" * 65, "x" * 66, "x" * 65, 10**80, "\ud800"]
    for seq, value in enumerate(values):
        distinct.touch(KEY, START, seq, value, True)
    assert distinct.touch(KEY, START, 99, None, False) == len(values) - 2  # 1 is 1.0; one long text stands twice


def test_distinct_is_exact_to_its_limit_and_near_beyond() -> None:
    distinct = window("distinct")
    limit = STANDARD_LIMITS.distinct
    feed(distinct, limit, 0.001, lambda seq: f"value {seq}")
    assert distinct.touch(KEY, START + 2, 0, "value 3", True) == limit
    feed(distinct, 20_000, 0.001, lambda seq: f"value {seq}", START + 3)
    assert distinct.touch(KEY, START + 24, 0, None, False) == pytest.approx(20_000, rel=0.05)


def test_a_sequence_needs_an_event_of_its_own_for_each_step_in_order() -> None:
    steps = window("sequence", 60.0, steps=3, including_current=True)
    touched = [(0, 0b010), (1, 0b111), (2, 0b100), (3, 0b010), (50, 0b000), (60.9, 0b100), (61.1, 0b100)]
    held = [steps.touch(KEY, START + t, 0, met, met != 0) for t, met in touched]
    assert held == [False, False, False, False, False, True, False]


@pytest.mark.parametrize(
    ("kind", "bound"),
    [("count", 2.2 * MIB), ("rate", 2.2 * MIB), ("sum", 4.5 * MIB), ("first", 6.5 * MIB), ("distinct", 0.25 * MIB)],
)
def test_an_exact_key_stays_within_its_stated_memory(kind: WindowKind, bound: float) -> None:
    fed = window(kind)
    entries = STANDARD_LIMITS.distinct if kind == "distinct" else STANDARD_LIMITS.entries
    tracemalloc.start()
    try:
        feed(fed, entries, 0.01, lambda seq: seq + 0.5 if kind == "sum" else f"v{seq:062}")
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    values = sum(len(f"v{seq:062}") + 49 for seq in range(entries)) if kind == "first" else 0
    assert fed.entries() == entries
    assert held - values < bound


@pytest.mark.parametrize("kind", ["count", "sum", "first", "distinct"])
def test_a_key_beyond_its_limit_shrinks_to_tiles(kind: WindowKind) -> None:
    fed = window(kind)
    feed(fed, STANDARD_LIMITS.entries + 2, 0.05, lambda seq: seq if kind == "sum" else f"v{seq}")
    assert 100 <= fed.entries() <= 129
    assert len(fed.dump()) < 0.5 * MIB


def test_a_long_window_holds_128_tiles_however_much_enters() -> None:
    count = window("count", 86_400.0)
    last = feed(count, 30_000, 10.0)
    assert count.entries() == 128
    assert count.touch(KEY, last, 0, None, False) == pytest.approx(8640, rel=1 / 128)


def test_idle_keys_are_forgotten_without_a_change_of_any_value() -> None:
    count = window("count", 60.0)
    for number in range(5000):
        count.touch((f"k{number}",), START + number * 0.01, number, None, True)
    assert count.keys() == 5000
    for number in range(5200):
        assert count.touch(("busy",), START + 1000 + number * 0.001, number, None, True) == number
    assert count.keys() == 1
    assert count.touch(("k7",), START + 1010, 0, None, True) == 0


@pytest.mark.parametrize("kind", ["count", "sum", "distinct", "first", "last", "rate", "sequence"])
@pytest.mark.parametrize("entries", [0, 3, 70_000])
def test_a_loaded_snapshot_goes_on_as_the_original(kind: WindowKind, entries: int) -> None:
    more = {"steps": 2} if kind == "sequence" else {}
    original, loaded = window(kind, 600.0, **more), window(kind, 600.0, **more)
    key = ("acc", 7, 2**90, True, 1.5)

    def value(seq: int) -> Any:
        return {"sum": seq + 0.25, "sequence": seq % 4}.get(kind, f"v{seq}")

    for seq in range(entries):
        original.touch(key, START + seq * 0.005, seq, value(seq), True)
    loaded.load(original.dump())
    assert (loaded.keys(), loaded.entries()) == (original.keys(), original.entries())
    for seq in range(entries, entries + 50):
        t = START + entries * 0.005 + (seq - entries) * 17
        assert loaded.touch(key, t, seq, value(seq), True) == original.touch(key, t, seq, value(seq), True)


@pytest.mark.parametrize("data", [b"", b"\x00", b"nonsense", b"\x92\x90\x90"])
def test_a_damaged_snapshot_is_refused(data: bytes) -> None:
    with pytest.raises(StateUnreadable):
        window("count").load(data)


def test_a_snapshot_of_another_definition_is_refused_and_changes_nothing() -> None:
    count = window("count", 60.0)
    count.touch(KEY, START, 0, None, True)
    for other in (window("count", 61.0), window("rate", 60.0)):
        with pytest.raises(StateUnreadable):
            count.load(other.dump())
    assert count.touch(KEY, START, 1, None, False) == 1


@pytest.mark.parametrize("wrong", [{"within": 0.0}, {"within": math.inf}, {"kind": "sequence"}, {"within": -1.0}])
def test_a_window_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"within|steps"):
        WindowSpec(**({"kind": "count", "within": 60.0} | wrong))


def test_what_is_compiled_is_the_present_source() -> None:
    assert "class DistinctWindow" in joined_source()
    assert compile(joined_source(), "core", "exec")
    assert windows.compiled_name().startswith("redshank.rules.windows._core_")
