"""Chance that a replay repeats: drawn from the event's number, not from a generator."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Final

from redshank.rules.functions.registry import BadConstant, FunctionContext, rule_function

_SPAN: Final = 1 << 128


def _draw(action_id: int, purpose: bytes) -> int:
    """A whole number in [0, 2**128), evenly spread over events and independent between purposes."""
    digest = blake2b(b"%d" % action_id, key=purpose, digest_size=16).digest()
    return int.from_bytes(digest, "big")


@rule_function(
    "RandomBool(percentage: ConstExpr[float]) -> bool", family="Random", bind=True, needs="event", content=False
)
def random_bool(percentage: float) -> Callable[[FunctionContext], bool]:
    """True for a share of events, `percentage` being a fraction between 0 and 1, both excluded.

    Drawn from the event's number, so a replay gives the same answer, and so do two calls with the same `percentage`
    within one event. Never fails. A `percentage` out of range refuses the rule set.

    Example:
        Sampled = Rule(when_all=[RandomBool(percentage=0.01)], description='1% of events')
    """
    if not 0.0 <= percentage <= 1.0:
        raise BadConstant("percentage", "`percentage` is out of range", "give a fraction between 0.0 and 1.0")
    if percentage in (0.0, 1.0):
        raise BadConstant("percentage", f"this would always be {percentage == 1.0}", "give a fraction in between")
    limit = int(percentage * _SPAN)
    purpose = f"bool/{percentage!r}".encode()

    def draw(context: FunctionContext) -> bool:
        return _draw(context.event.action_id, purpose) < limit

    return draw


@rule_function(
    "RandomInt(start: ConstExpr[int], end: ConstExpr[int]) -> int",
    family="Random",
    bind=True,
    needs="event",
    content=False,
)
def random_int(start: int, end: int) -> Callable[[FunctionContext], int]:
    """A whole number from `start` to `end`, both included.

    Drawn from the event's number, so a replay gives the same answer, and so do two calls with the same range within
    one event. Never fails. A `start` that is not below `end` refuses the rule set.

    Example:
        Arm = RandomInt(start=1, end=4)
    """
    if start >= end:
        raise BadConstant("start", "`start` is not below `end`", "give a `start` that is less than `end`")
    width = end - start + 1
    purpose = blake2b(f"int/{start}/{end}".encode(), digest_size=32).digest()

    def draw(context: FunctionContext) -> int:
        return start + _draw(context.event.action_id, purpose) % width

    return draw
