"""Pure parts of telling others: the body of a message, and when to try again."""

from __future__ import annotations

import random
from typing import Final
from uuid import UUID

import msgspec

from redshank.enforcement.types import Message
from redshank.kernel.ids import format_id

_FIRST_SECONDS: Final = 2.0
_LONGEST_SECONDS: Final = 6 * 3600.0
_encode = msgspec.json.Encoder().encode


def payload_of(delivery: UUID, message: Message) -> bytes:
    """The body that is signed and sent, the same in every attempt."""
    return _encode(
        {"id": format_id("msg", delivery), "type": message.type, "timestamp": message.at, "data": message.data}
    )


def pause_after(attempts: int, *, asked: float | None = None, draw: float | None = None) -> float:
    """Seconds until the next attempt: doubling from 2 s to 6 h, each drawn from the upper half of its span.

    Args:
        attempts: made so far, at least 1.
        asked: what the receiver asked for in Retry-After; kept to when it is longer, up to the longest pause.
        draw: a number in [0, 1); random by default. Draws keep receivers that fell over from being met by everyone.
    """
    span: float = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2 ** min(attempts - 1, 32))
    if draw is None:
        draw = random.random()  # noqa: S311 - spreads load, keeps no secret
    pause = span * (0.5 + draw / 2)
    return max(pause, min(asked or 0.0, _LONGEST_SECONDS))
