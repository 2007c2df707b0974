"""When things happen: hours of the day, days of the week, growth and bursts, in each account's own time zone."""

from __future__ import annotations

from bisect import bisect_left
from random import Random
from typing import Final

from redshank.simulate.randomness import generator
from redshank.simulate.types import DAY, HOUR, Rhythm

# Relative traffic by local hour.
_PEOPLE: Final = (
    (14, 8, 5, 3, 3, 5, 12, 26, 42, 54, 60, 58, 50, 54, 58, 60, 58, 56, 56, 62, 70, 68, 50, 28),
    (22, 15, 9, 6, 4, 4, 6, 12, 22, 34, 44, 48, 46, 46, 48, 50, 50, 50, 52, 56, 60, 58, 48, 36),
)
_OFFICE: Final = (
    (1, 1, 1, 1, 1, 2, 5, 20, 62, 90, 98, 92, 60, 78, 94, 92, 80, 48, 20, 10, 8, 6, 3, 2),
    (1, 1, 1, 1, 1, 1, 1, 2, 4, 7, 9, 9, 7, 7, 8, 8, 6, 4, 3, 3, 3, 2, 1, 1),
)
_MACHINE: Final = ((40,) * 24, (38,) * 24)
_CURVES: Final[dict[Rhythm, tuple[tuple[int, ...], tuple[int, ...]]]] = {
    "people": _PEOPLE,
    "office": _OFFICE,
    "machine": _MACHINE,
}
_GROWTH: Final = 0.25  # traffic at the end of a run against its start
_FEWEST_BINS: Final = 240


class Calendar:
    """Draws moments from the traffic's shape over one span of time.

    Args:
        seed: the run's seed; it places the platform-wide bursts.
        start: start of the span, seconds since the epoch.
        span: its length in seconds; a span under ten days is cut into 240 steps, a longer one into hours.
    """

    def __init__(self, seed: int, start: float, span: float) -> None:
        self.start = start
        self.span = span
        self._bins = max(_FEWEST_BINS, round(span / HOUR))
        self._width = span / self._bins
        self._bursts = self._place_bursts(generator(seed, "bursts"))
        self._shapes: dict[tuple[float, Rhythm], list[float]] = {}

    def moment(self, rng: Random, zone: float, rhythm: Rhythm, after: float | None = None) -> float:
        """One moment in the span, drawn by the rhythm in the time zone.

        Args:
            rng: where the chance comes from.
            zone: hours ahead of UTC.
            rhythm: whose hours: people's, an office's or a machine's.
            after: nothing before this moment (an account can't act before it exists).
        """
        shape = self._shape(zone, rhythm)
        floor = 0.0
        if after is not None and after > self.start:
            place = min((after - self.start) / self._width, self._bins - 1e-9)
            whole = int(place)
            before = shape[whole - 1] if whole else 0.0
            floor = before + (shape[whole] - before) * (place - whole)
        aim = floor + rng.random() * (shape[-1] - floor)
        step = min(bisect_left(shape, aim), self._bins - 1)
        at = self.start + (step + rng.random()) * self._width
        return at if after is None or at >= after else after + rng.random() * self._width * 0.2

    def at(self, share: float) -> float:
        """The moment a share of the way through the span."""
        return self.start + share * self.span

    def lasting(self, seconds: float, most: float = 0.5) -> float:
        """A duration as meant for a run of days, shortened to at most a share of a short span."""
        return min(seconds, most * self.span)

    def _shape(self, zone: float, rhythm: Rhythm) -> list[float]:
        """Cumulative weights of the steps of the span."""
        known = self._shapes.get((zone, rhythm))
        if known is not None:
            return known
        weekday_curve, weekend_curve = _CURVES[rhythm]
        total = 0.0
        shape = []
        for step in range(self._bins):
            middle = self.start + (step + 0.5) * self._width
            local = middle + zone * HOUR
            day = int(local // DAY) + 3  # the epoch was a Thursday: 0 is Monday
            curve = weekend_curve if day % 7 >= 5 else weekday_curve
            weight = curve[int(local % DAY // HOUR)] * (1 + _GROWTH * step / self._bins)
            if rhythm != "machine":
                weight *= self._bursts.get(step, 1.0)
            total += weight
            shape.append(total)
        self._shapes[(zone, rhythm)] = shape
        return shape

    def _place_bursts(self, rng: Random) -> dict[int, float]:
        """A launch, a news item, an outage elsewhere: a few times a week everybody comes at once."""
        bursts: dict[int, float] = {}
        for _ in range(1 + round(self.span / (3 * DAY))):
            first = rng.randrange(self._bins)
            height = 1.4 + rng.random() * 1.8
            for step in range(first, first + 1 + rng.randrange(3)):
                bursts[step] = height
        return bursts
