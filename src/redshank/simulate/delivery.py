"""Sends lines to a receiver of events at their pace, and again until it has taken them."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import httpx
import msgspec

from redshank.simulate.errors import DeliveryGaveUp, DeliveryRefused

_MEDIA_TYPE: Final = "application/x-ndjson"
_LATER: Final = frozenset({429, 502, 503, 504})
_UNREADABLE: Final = frozenset({400, 413, 422})
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_TICK: Final = 0.2
MOST_LINES: Final = 500


@dataclass(slots=True)
class Tally:
    """What became of the lines that were sent."""

    sent: int = 0
    accepted: int = 0
    duplicates: int = 0
    refused: int = 0
    retries: int = 0


class _Refusal(msgspec.Struct):
    index: int


class _Receipt(msgspec.Struct):
    """The part of the receiver's answer that is counted."""

    accepted: int = 0
    duplicates: int = 0
    refused: list[_Refusal] = []


def paced(
    stream: Iterable[tuple[float, bytes]],
    most: int = MOST_LINES,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[list[bytes]]:
    """Batches of lines that are due, five times a second, or as fast as they are taken when the sender lags behind.

    Args:
        stream: each line with the seconds to wait after the one before it.
        most: lines of a batch.
        clock: monotonic seconds.
        sleep: waits so many seconds.
    """
    due = clock()
    batch: list[bytes] = []
    for delay, line in stream:
        due += delay
        tick = math.ceil(due / _TICK) * _TICK
        while (ahead := tick - clock()) > 0:
            if batch:
                yield batch
                batch = []
                continue
            sleep(ahead)
        batch.append(line)
        if len(batch) >= most:
            yield batch
            batch = []
    if batch:
        yield batch


class Courier:
    """Delivers batches in order, one at a time, each until it is taken.

    Repeating is safe because the receiver knows events by source and id. A batch that is too large or can't be read
    is cut in two until the line at fault is alone and counts as refused.

    Args:
        url: the receiver's root, such as `http://127.0.0.1:8000`.
        key: an API key with the scope `events:write`; none for a receiver without keys.
        patience: seconds that the receiver may stay away before the delivery is given up.
        backfill: events of the past with their own arrival times; needs the scope `events:backfill` as well.
        client: an HTTP client to use instead of an own one; it is not closed.
        sleep: waits so many seconds.
        on_wait: is told why and for how many seconds the courier waits before it tries again.
    """

    def __init__(
        self,
        url: str,
        key: str | None,
        *,
        patience: float = 600.0,
        backfill: bool = False,
        client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
        on_wait: Callable[[str, float], None] | None = None,
    ) -> None:
        self.tally = Tally()
        self._address = f"{url.rstrip('/')}/v1/events{'?backfill=true' if backfill else ''}"
        self._headers = {"content-type": _MEDIA_TYPE}
        if key is not None:
            self._headers["authorization"] = f"Bearer {key}"
        self._patience = patience
        self._client = client or httpx.Client(timeout=httpx.Timeout(30.0, connect=5.0))
        self._owns_client = client is None
        self._sleep = sleep
        self._on_wait = on_wait

    def __enter__(self) -> Courier:
        return self

    def __exit__(self, *_: object) -> None:
        if self._owns_client:
            self._client.close()

    def deliver(self, lines: list[bytes]) -> None:
        """Send lines until the receiver has answered for each.

        Raises:
            DeliveryRefused: the key or the address is wrong.
            DeliveryGaveUp: the receiver stayed away longer than the patience.
        """
        response = self._post_until_answered(lines)
        if response.status_code in _UNREADABLE:
            if len(lines) == 1:
                self.tally.sent += 1
                self.tally.refused += 1
                return
            middle = len(lines) // 2
            self.deliver(lines[:middle])
            self.deliver(lines[middle:])
            return
        if not response.is_success:
            raise DeliveryRefused(
                f"{self._address} answered {response.status_code}",
                mend="check the address and the key's scope events:write",
            )
        try:
            receipt = msgspec.json.decode(response.content, type=_Receipt)
        except msgspec.DecodeError:
            raise DeliveryRefused(
                f"{self._address} did not answer as a receiver of events does", mend="check the address"
            ) from None
        self.tally.sent += len(lines)
        self.tally.accepted += receipt.accepted
        self.tally.duplicates += receipt.duplicates
        self.tally.refused += len(receipt.refused)

    def _post_until_answered(self, lines: list[bytes]) -> httpx.Response:
        """Post, and after a polite pause again while the receiver is busy, down or out of reach."""
        body = b"\n".join(lines) + b"\n"
        waited = 0.0
        for attempt in range(10_000):
            try:
                response = self._client.post(self._address, content=body, headers=self._headers)
                if response.status_code not in _LATER:
                    return response
                reason = f"answers {response.status_code}"
                pause = _retry_after(response)
            except httpx.TransportError as failure:
                reason = type(failure).__name__
                pause = None
            if pause is None:
                # Jitter, so that many senders don't come back in step; nothing needs to be secret or repeatable here.
                pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(attempt, 8)) * random.uniform(0.5, 1.0)  # noqa: S311
            if waited + pause > self._patience:
                break
            self.tally.retries += 1
            if self._on_wait is not None:
                self._on_wait(reason, pause)
            self._sleep(pause)
            waited += pause
        raise DeliveryGaveUp(
            f"{self._address} {reason}; {len(lines)} lines of the last batch are unsent after {waited:.0f} s",
            mend="start the receiver and send again: what it has taken it will recognise",
        )


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the receiver asks to be left alone."""
    try:
        return max(0.0, min(float(response.headers["retry-after"]), _LONGEST_PAUSE * 4))
    except (KeyError, ValueError):
        return None
