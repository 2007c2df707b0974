"""What the gate saw in the last hour, in memory: rates, verdicts, hits of each rule, latencies.

A bucket a second; a summary adds up the buckets of its window and is remembered for the second that it was made in, so
that many watchers cost as much as one.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from redshank.events.types import LogRow
from redshank.kernel.clock import Clock
from redshank.kernel.ids import format_id

KEPT_SECONDS: Final = 3600
_KEPT_HOURS: Final = 25
_SAMPLED_A_SECOND: Final = 25
_FIRST_MS: Final = 0.05
_STEP: Final = math.log(1.08)


@dataclass(slots=True)
class _Bucket:
    second: int
    events: int = 0
    duplicates: int = 0
    refused: int = 0
    blocked: int = 0
    flagged: int = 0
    sampled: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, ...]] = field(default_factory=Counter)  # by the whole set: one step an event
    shadow_rules: Counter[tuple[str, ...]] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    surfaces: Counter[str] = field(default_factory=Counter)
    decide_latency: Counter[int] = field(default_factory=Counter)
    ingest_latency: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class _Hour:
    """Hits of rules within one hour, by the whole set that held: one step an event."""

    live: Counter[tuple[str, ...]] = field(default_factory=Counter)
    shadow: Counter[tuple[str, ...]] = field(default_factory=Counter)


class Observations:
    """Counters of the last hour, written by the gate, read by `/v1/live`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: deque[_Bucket] = deque(maxlen=KEPT_SECONDS)
        self._remembered: dict[int, dict[str, Any]] = {}
        self.recent: deque[dict[str, Any]] = deque(maxlen=500)
        """Sampled rows without content, each with a growing `n`."""
        self._number = 0
        self._hours: dict[int, _Hour] = {}

    def judged(self, rows: Iterable[tuple[LogRow, str]]) -> None:
        """Count events that are on disk, each with its strongest verdict."""
        bucket = self._now()
        hour = self._hour(bucket.second // 3600)
        for row, verdict in rows:
            bucket.events += 1
            bucket.verdicts[verdict] += 1
            bucket.types[row.type] += 1
            bucket.surfaces[row.surface] += 1
            bucket.blocked += verdict == "block"
            if row.rules:
                bucket.flagged += 1
                bucket.rules[row.rules] += 1
                hour.live[row.rules] += 1
            if row.shadow_rules:
                bucket.shadow_rules[row.shadow_rules] += 1
                hour.shadow[row.shadow_rules] += 1
            if bucket.sampled < _SAMPLED_A_SECOND:
                bucket.sampled += 1
                self._sample(row, verdict)

    def duplicates(self, count: int) -> None:
        """Count retries that were recognised."""
        self._now().duplicates += count

    def refused(self, count: int) -> None:
        """Count events that were refused."""
        self._now().refused += count

    def answered(self, lane: str, seconds: float) -> None:
        """Count how long a request waited from decoding to its answer."""
        bucket = self._now()
        latencies = bucket.decide_latency if lane == "decide" else bucket.ingest_latency
        latencies[_latency_class(seconds * 1000)] += 1

    def summary(self, window: int = 900) -> dict[str, Any]:
        """Everything about the last `window` seconds (at most an hour), for the live page.

        Latencies are of decide where there was one, else of ingestion; read off classes 8 % wide.
        """
        now = int(self._clock.now())
        window = max(1, min(window, KEPT_SECONDS))
        remembered = self._remembered.get(window)
        if remembered is not None and remembered["as_of"] == now:
            return remembered
        buckets = [bucket for bucket in self._buckets if now - window < bucket.second <= now]
        total: _Bucket = _Bucket(now)
        for bucket in buckets:
            total.events += bucket.events
            total.duplicates += bucket.duplicates
            total.refused += bucket.refused
            for name in ("verdicts", "rules", "shadow_rules", "types", "surfaces", "decide_latency", "ingest_latency"):
                getattr(total, name).update(getattr(bucket, name))
        summary = {
            "as_of": now,
            "window": window,
            "events": total.events,
            "duplicates": total.duplicates,
            "refused": total.refused,
            "events_per_s": _recent_rate(buckets, now),
            "series": _series(buckets, now, window),
            "verdicts": [{"verdict": name, "count": count} for name, count in total.verdicts.most_common()],
            "rules": [
                {"name": name, "count": count, "shadow": shadow}
                for shadow, sets in ((False, total.rules), (True, total.shadow_rules))
                for name, count in _each(sets).most_common(50)
            ],
            "types": [{"type": name, "count": count} for name, count in total.types.most_common(30)],
            "surfaces": [{"surface": name, "count": count} for name, count in total.surfaces.most_common(30)],
            "latency": _percentiles(total.decide_latency or total.ingest_latency),
            "decide_latency": _percentiles(total.decide_latency),
            "ingest_latency": _percentiles(total.ingest_latency),
        }
        if len(self._remembered) > 16:
            self._remembered.clear()
        self._remembered[window] = summary
        return summary

    def recall(self, hour: int, name: str, count: int, *, shadow: bool) -> None:
        """Add hits from before this process began, read from the log."""
        found = self._hour(hour)
        (found.shadow if shadow else found.live)[(name,)] += count

    def hits(self, hours: int = 24) -> dict[str, tuple[list[int], list[int]]]:
        """Hits of each rule in each of the last hours, the oldest first: live ones, and those in shadow."""
        last = int(self._clock.now()) // 3600
        found: dict[str, tuple[list[int], list[int]]] = {}
        for place, number in enumerate(range(last - hours + 1, last + 1)):
            hour = self._hours.get(number)
            if hour is None:
                continue
            for side, sets in enumerate((hour.live, hour.shadow)):
                for name, count in _each(sets).items():
                    found.setdefault(name, ([0] * hours, [0] * hours))[side][place] += count
        return found

    def _hour(self, number: int) -> _Hour:
        found = self._hours.get(number)
        if found is None:
            found = self._hours[number] = _Hour()
            for old in [kept for kept in self._hours if kept < number - _KEPT_HOURS]:
                del self._hours[old]
        return found

    def _now(self) -> _Bucket:
        second = int(self._clock.now())
        last = self._buckets[-1] if self._buckets else None
        if last is not None and last.second >= second:  # a clock that jumped back goes on in the last bucket
            return last
        bucket = _Bucket(second)
        self._buckets.append(bucket)
        return bucket

    def _sample(self, row: LogRow, verdict: str) -> None:
        self._number += 1
        account = next((name for name in row.subjects if name.startswith("Account/")), None)
        self.recent.append(
            {
                "n": self._number,
                "event_id": format_id("evt", row.uuid),
                "at": row.received_at,
                "type": row.type,
                "surface": row.surface,
                "account": None if account is None else account.removeprefix("Account/"),
                "verdict": verdict,
                "verdicts": list(row.verdicts),
                "rules": list(row.rules),
            }
        )


def _each(sets: Counter[tuple[str, ...]]) -> Counter[str]:
    hits: Counter[str] = Counter()
    for names, count in sets.items():
        for name in names:
            hits[name] += count
    return hits


def _latency_class(milliseconds: float) -> int:
    return 0 if milliseconds <= _FIRST_MS else int(math.log(milliseconds / _FIRST_MS) / _STEP) + 1


def _percentiles(classes: Counter[int]) -> dict[str, float | None]:
    total = sum(classes.values())
    ordered = sorted(classes.items())
    return {f"p{percent}_ms": _percentile(ordered, total, percent) for percent in (50, 95, 99)}


def _percentile(ordered: list[tuple[int, int]], total: int, percent: int) -> float | None:
    rank = max(1, math.ceil(total * percent / 100))
    for number, count in ordered:
        rank -= count
        if rank <= 0:
            return round(_FIRST_MS * math.exp(_STEP * number), 3)
    return None


def _recent_rate(buckets: list[_Bucket], now: int) -> float:
    """Events a second over the last ten whole seconds."""
    return sum(bucket.events for bucket in buckets if now - 10 <= bucket.second < now) / 10


def _series(buckets: list[_Bucket], now: int, window: int) -> list[dict[str, Any]]:
    """At most some 120 points, each the sum of whole steps, empty ones included."""
    step = max(1, math.ceil(window / 120))
    first = (now - window) // step + 1
    points = {
        number: {"t": number * step, "events": 0, "blocked": 0, "flagged": 0}
        for number in range(first, now // step + 1)
    }
    for bucket in buckets:
        point = points.get(bucket.second // step)
        if point is not None:
            point["events"] += bucket.events
            point["blocked"] += bucket.blocked
            point["flagged"] += bucket.flagged
    return list(points.values())
