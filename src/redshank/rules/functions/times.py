"""Times and stretches of time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from redshank.rules.functions.registry import BadConstant, Failure, FunctionContext, Inlined, rule_function

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock arithmetic without zones is the meaning
_COMMON_ENDS: Final = frozenset(("", "Z", "+00:00"))
_END: Final = re.compile(r"(?:\.([0-9]+))?(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_MIN_BUCKET: Final = 3600


@rule_function(
    "TimeDelta(weeks: ConstExpr[int] = 0, days: ConstExpr[int] = 0, hours: ConstExpr[int] = 0,"
    " minutes: ConstExpr[int] = 0, seconds: ConstExpr[int] = 0) -> TimeDeltaT",
    family="Datetime",
    bind=True,
    content=False,
)
def time_delta(weeks: int, days: int, hours: int, minutes: int, seconds: int) -> Inlined:
    """A stretch of time; compares with other stretches and with numbers of seconds.

    Never fails. More than 999,999,999 days refuses the rule set.

    Example:
        Young = Rule(when_all=[TimeSince(timestamp=CreatedAt) < TimeDelta(hours=1)], description='new account')
    """
    try:
        stretch = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds()
    except OverflowError:
        raise BadConstant("weeks", "the stretch of time is too long", "stay below 999,999,999 days") from None
    return Inlined(lambda: stretch, "{stretch}", {"stretch": stretch})


@rule_function("TimeSince(timestamp: str) -> TimeDeltaT", family="Datetime", needs="event", reports=True, content=False)
def time_since(context: FunctionContext, timestamp: str) -> float:
    """How long before the event `timestamp` was; zero where it lies after it.

    RFC 3339, and most ways in which people write a date and a time, can be read. The clock time counts as written: an
    offset is ignored, as in the reference engine, so write times in UTC. Parts that are left out come from the
    event's day at midnight. Fails with an error where there is no time in it.

    Example:
        AccountAge = TimeSince(timestamp=CreatedAt)
    """
    event_time = context.event.timestamp
    then = _common_form(timestamp)
    if then is None:
        then = _any_form(timestamp, event_time)
    now = round(event_time * 1_000_000)
    return (now - then) / 1_000_000 if now > then else 0.0


def _common_form(timestamp: str) -> int | None:
    """Microseconds from 1970 to the clock time of a `YYYY-MM-DDTHH:MM:SS`, whatever zone follows; None for others."""
    end = timestamp[19:]
    fraction = 0
    if end not in _COMMON_ENDS:
        match = _END.fullmatch(end)
        if match is None:
            return None
        fraction = int(f"{match[1] or ''}000000"[:6])
    try:
        if not (
            timestamp[4] == timestamp[7] == "-" and timestamp[13] == timestamp[16] == ":" and timestamp[10] in "T "
        ):
            return None
        delta = datetime.fromisoformat(timestamp[:19]) - _EPOCH
    except (IndexError, ValueError):
        return None
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + fraction


def _any_form(timestamp: str, event_time: float) -> int:
    """The same for whatever people write."""
    from dateutil import parser as lenient

    midnight = datetime.fromtimestamp(event_time, UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    try:
        delta = lenient.parse(timestamp, default=midnight, ignoretz=True) - _EPOCH
    except (ValueError, OverflowError, TypeError):
        raise Failure("`timestamp` can't be read as a time") from None
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def _check_granularity(granularity_seconds: int) -> None:
    if granularity_seconds < _MIN_BUCKET:
        raise BadConstant(
            "granularity_seconds", "`granularity_seconds` is too small", "give at least 3600 seconds (1 hour)"
        )


@rule_function(
    "GetTimedeltaBucket(timedelta: TimeDeltaT, granularity_seconds: ConstExpr[int]) -> int",
    family="Datetime",
    bind=True,
    content=False,
)
def get_timedelta_bucket(granularity_seconds: int) -> Inlined:
    """The stretch of time in whole seconds, rounded down to a multiple of `granularity_seconds`.

    Never fails. A granularity below 3600 refuses the rule set.

    Example:
        AgeInDays = GetTimedeltaBucket(timedelta=AccountAge, granularity_seconds=86400)
    """
    _check_granularity(granularity_seconds)

    def bucket(stretch: float) -> int:
        seconds = int(stretch)
        return seconds - seconds % granularity_seconds

    inline = "(int({timedelta}) - int({timedelta}) % {granularity_seconds})"
    return Inlined(bucket, inline, {"granularity_seconds": granularity_seconds})


@rule_function(
    "GetTimestampBucket(timestamp: int, granularity_seconds: ConstExpr[int]) -> int",
    family="Datetime",
    bind=True,
    content=False,
)
def get_timestamp_bucket(granularity_seconds: int) -> Inlined:
    """A Unix time in seconds, rounded down to a multiple of `granularity_seconds`.

    Never fails. A granularity below 3600 refuses the rule set.

    Example:
        Hour = GetTimestampBucket(timestamp=PaidAt, granularity_seconds=3600)
    """
    _check_granularity(granularity_seconds)

    def bucket(timestamp: int) -> int:
        return timestamp - timestamp % granularity_seconds

    inline = "({timestamp} - {timestamp} % {granularity_seconds})"
    return Inlined(bucket, inline, {"granularity_seconds": granularity_seconds})


@rule_function(
    "GetSnowflakeBucket(snowflake: int, granularity_seconds: ConstExpr[int]) -> int",
    family="Datetime",
    bind=True,
    reports=True,
    content=False,
)
def get_snowflake_bucket(granularity_seconds: int) -> Callable[[int], int]:
    """Unix time in seconds of a snowflake id, rounded down to a multiple of `granularity_seconds`.

    A snowflake holds milliseconds since 1970 above its lowest 22 bits. Fails with an error if it is too large to be
    one. A granularity below 3600 refuses the rule set.

    Example:
        CreatedHour = GetSnowflakeBucket(snowflake=MessageId, granularity_seconds=3600)
    """
    _check_granularity(granularity_seconds)

    def bucket(snowflake: int) -> int:
        try:
            seconds = int((snowflake >> 22) / 1000.0)
        except OverflowError:
            raise Failure("`snowflake` is too large to hold a time") from None
        return seconds - seconds % granularity_seconds

    return bucket
