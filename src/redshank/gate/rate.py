"""How fast each key may send: a token bucket a key."""

from __future__ import annotations

from redshank.events.errors import RateExceeded
from redshank.gate import metrics
from redshank.kernel.clock import Clock

_BURST_SECONDS = 10.0


class RateLimiter:
    """Lets a key send `per_second` events on average, and ten seconds' worth at once."""

    def __init__(self, per_second: float, clock: Clock) -> None:
        """Set it up; 0 sets no limit."""
        self._per_second = per_second
        self._burst = per_second * _BURST_SECONDS
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str, events: int) -> None:
        """Count events of a key.

        A request larger than the burst passes when the bucket is full, and leaves it in debt.

        Raises:
            RateExceeded: with the seconds after which the key may send again.
        """
        if not self._per_second:
            return
        now = self._clock.now()
        tokens, at = self._buckets.get(key, (self._burst, now))
        tokens = min(self._burst, tokens + max(0.0, now - at) * self._per_second)
        wanted = min(float(events), self._burst)
        if tokens < wanted:
            self._buckets[key] = (tokens, now)
            metrics.turned_away.labels("rate-exceeded").inc()
            raise RateExceeded(
                f"the key may send {self._per_second:g} events a second",
                mend="send again after the time given",
                retry_after=(wanted - tokens) / self._per_second,
            )
        self._buckets[key] = (tokens - events, now)
