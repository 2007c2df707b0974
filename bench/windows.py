"""What do ten windows cost an event? CPU time over a million events, compiled and in plain Python, beside a naive way.

One JSON line. The baseline does what a first version would: one list of (time, value) for each key of each window, gone
through again at every event. It runs on the first events alone, as it can't finish on all.

    python bench/windows.py [--events 1000000] [--baseline-events 20000]
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from redshank.rules import windows
from redshank.rules.windows import WindowKind, WindowSpec, core

SPECS: list[tuple[WindowKind, float, int]] = [
    ("count", 60.0, 0),
    ("count", 3600.0, 1),
    ("count", 86_400.0, 2),
    ("sum", 3600.0, 0),
    ("distinct", 3600.0, 1),
    ("distinct", 86_400.0, 2),
    ("first", 3600.0, 0),
    ("last", 86_400.0, 0),
    ("rate", 60.0, 3),
    ("sequence", 600.0, 0),
]
"""Kind, length in seconds, and which subject of the event it counts by: account, network, device, organisation."""

Event = tuple[float, tuple[tuple[str], ...], float, int]


def events(count: int, seed: int) -> list[Event]:
    """Subjects with a heavy tail, a few hundred events a second: (time, keys, amount, steps met)."""
    rng = random.Random(seed)
    now = 1_760_000_000.0
    made = []
    for _ in range(count):
        now += rng.expovariate(300.0)
        account = int(rng.paretovariate(1.1)) % 50_000
        keys = (
            (f"acc_{account}",),
            (f"10.{account % 200}.{rng.randrange(60)}",),
            (f"dev_{account % 20_000}",),
            (f"org_{account % 2_000}",),
        )
        made.append((now, keys, rng.randrange(1, 100_000) / 100, rng.getrandbits(3)))
    return made


def value_of(kind: WindowKind, event: Event) -> Any:
    """What enters a window of that kind."""
    if kind == "sum":
        return event[2]
    if kind == "sequence":
        return event[3]
    return event[1][0][0]


def run(make: Callable[[WindowSpec], Any], stream: list[Event]) -> tuple[float, int]:
    """CPU microseconds an event for all ten windows, and the entries held at the end."""
    made = [make(WindowSpec(kind, within, steps=3 if kind == "sequence" else 0)) for kind, within, _ in SPECS]
    # The values are ready in a compiled rule set; picking them apart here would be counted as the windows' work.
    fed = [[value_of(kind, event) for event in stream] for kind, _, _ in SPECS]
    started = time.process_time()
    for window, (_, _, subject), values in zip(made, SPECS, fed, strict=True):
        touch = window.touch
        for seq, (event, value) in enumerate(zip(stream, values, strict=True)):
            touch(event[1][subject], event[0], seq, value, True)
    spent = time.process_time() - started
    return spent / len(stream) * 1e6, sum(window.entries() for window in made)


class Naive:
    """The baseline: a list of entries for each key, gone through again at every event."""

    def __init__(self, spec: WindowSpec) -> None:
        self.spec = spec
        self.entries: dict[tuple[str, ...], list[tuple[float, Any]]] = defaultdict(list)

    def touch(self, key: tuple[str, ...], t: float, seq: int, value: Any, add: bool) -> Any:
        """The value before this event, like a window's."""
        inside = [entry for entry in self.entries[key] if entry[0] > t - self.spec.within]
        self.entries[key] = inside
        kind = self.spec.kind
        if kind == "sum":
            result: Any = sum(value for _, value in inside)
        elif kind == "distinct":
            result = len({value for _, value in inside})
        elif kind in {"first", "last"}:
            result = inside[0 if kind == "first" else -1][1] if inside else None
        elif kind == "sequence":
            step = 0
            for _, met in inside:
                step += met >> step & 1
            result = step >= self.spec.steps
        else:
            result = len(inside)
        inside.append((t, value))
        return result


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--baseline-events", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=42)
    options = parser.parse_args()
    stream = events(options.events, options.seed)

    pure_us, held = run(core.make_window, stream)
    compiled_us = None
    if windows.COMPILED:
        compiled_us, _ = run(importlib.import_module(windows.compiled_name()).make_window, stream)
    started = time.process_time()
    baseline = [Naive(WindowSpec(kind, within, steps=3 if kind == "sequence" else 0)) for kind, within, _ in SPECS]
    few = stream[: options.baseline_events]
    for window, (kind, _, subject) in zip(baseline, SPECS, strict=True):
        for seq, event in enumerate(few):
            window.touch(event[1][subject], event[0], seq, value_of(kind, event), True)
    baseline_us = (time.process_time() - started) / len(few) * 1e6
    print(
        json.dumps(
            {
                "bench": "windows",
                "windows": len(SPECS),
                "events": options.events,
                "seed": options.seed,
                "pure_us_per_event": round(pure_us, 2),
                "compiled_us_per_event": None if compiled_us is None else round(compiled_us, 2),
                "entries_held": held,
                "baseline": "one list of entries a key, gone through at every event",
                "baseline_events": len(few),
                "baseline_us_per_event": round(baseline_us, 2),
                "baseline_to_pure": round(baseline_us / pure_us, 1),
                "baseline_to_compiled": None if compiled_us is None else round(baseline_us / compiled_us, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
