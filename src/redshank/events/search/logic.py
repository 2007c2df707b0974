"""What a term of a query means: names to columns, texts to numbers and times, spans of time to intervals. Pure."""

from __future__ import annotations

import base64
import binascii
import difflib
import hashlib
import json
import math
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from redshank.events.search.errors import CursorInvalid, FilterInvalid, IntervalInvalid, UnknownField, ValueInvalid
from redshank.events.search.types import Search, Value

Kind = Literal["text", "list", "label", "subject", "subject_type", "time", "truth", "number", "feature"]

ENTITY_TYPES: Final = (
    "Account",
    "Organization",
    "ApiKey",
    "EndUser",
    "Device",
    "Network",
    "Payment",
    "Session",
    "Conversation",
    "File",
)


@dataclass(frozen=True, slots=True)
class Field:
    """What a name in a query stands for.

    Attributes:
        columns: of the table `events`; more than one where a feature has values of several kinds.
        entity_type: for `subject_type`.
    """

    name: str
    kind: Kind
    columns: tuple[str, ...]
    entity_type: str | None = None


_FIELDS: Final = {
    field.name: field
    for field in (
        Field("type", "text", ("type",)),
        Field("surface", "text", ("surface",)),
        Field("source", "text", ("source",)),
        Field("id", "text", ("id",)),
        Field("event", "text", ("event_id",)),
        Field("rule_set", "text", ("rule_set",)),
        Field("subject", "subject", ("subjects",)),
        Field("verdict", "list", ("verdicts",)),
        Field("rule", "list", ("rules",)),
        Field("shadow", "list", ("shadow_rules",)),
        Field("effect", "list", ("effects",)),
        Field("label", "label", ("labels",)),
        Field("at", "time", ("received_at",)),
        Field("occurred", "time", ("occurred_at",)),
        Field("flagged", "truth", ("flagged",)),
        Field("errors", "number", ("errors",)),
        Field("seq", "number", ("seq",)),
    )
}
_FEATURE_PREFIXES: Final = ("f_", "n_", "b_", "l_")


class Fields:
    """The names that a query may use, given the columns that there are."""

    def __init__(self, columns: Iterable[str], base_columns: Iterable[str]) -> None:
        base = set(base_columns)
        self._features: dict[str, list[str]] = {}
        for column in columns:
            if column not in base and column[:2] in _FEATURE_PREFIXES:
                self._features.setdefault(column[2:], []).append(column)
        self._folded: dict[str, str] = {}
        for name in self._features:
            self._folded.setdefault(name.lower(), name)

    def resolve(self, name: str, position: int) -> Field:
        """The field of a name: a column, else an entity type, else a feature; exact case wins over folded.

        Raises:
            UnknownField: there is none.
        """
        plain = name.lower()
        if plain in _FIELDS:
            return _FIELDS[plain]
        entity_type = entity_type_of(name)
        if entity_type is not None:
            return Field(entity_type, "subject_type", ("subjects",), entity_type)
        feature = name if name in self._features else self._folded.get(plain)
        if feature is None and name[:2] in _FEATURE_PREFIXES and name in self._features.get(name[2:], ()):
            return Field(name, "feature", (name,))
        if feature is None:
            near = difflib.get_close_matches(name, self.names(), 1, cutoff=0.7)
            raise UnknownField(
                f"{name[:60]!r} is no field, entity type or feature",
                position,
                length=len(name),
                mend=f"did you mean {near[0]}? " if near else "put it in quotes to search for the text",
            )
        return Field(feature, "feature", tuple(self._features[feature]))

    def names(self) -> list[str]:
        """Everything that `resolve` takes."""
        return [*_FIELDS, *ENTITY_TYPES, *sorted(self._features)]


def entity_type_of(name: str) -> str | None:
    """The entity type that a name means: `account`, `api_key` and `ApiKey` alike."""
    plain = name.replace("_", "").lower()
    return next((known for known in ENTITY_TYPES if known.lower() == plain), None)


_NUMBER: Final = re.compile(r"[+-]?(\d{1,300}(\.\d{0,300})?|\.\d{1,300})([eE][+-]?\d{1,3})?\Z", re.ASCII)


def to_number(value: Value) -> float | None:
    """A value as a finite number, or None."""
    if not _NUMBER.match(value.text):
        return None
    number = float(value.text)
    return number if math.isfinite(number) else None


_DAY: Final = r"\d{4}-\d\d-\d\d"
_ZONE: Final = r"(Z|[+-]\d\d(:?\d\d)?)?\Z"
_FORMS: Final = (
    (re.compile(_DAY + r"\Z"), timedelta(days=1)),
    (re.compile(_DAY + r"[T ]\d\d" + _ZONE), timedelta(hours=1)),
    (re.compile(_DAY + r"[T ]\d\d:\d\d" + _ZONE), timedelta(minutes=1)),
    (re.compile(_DAY + r"[T ]\d\d:\d\d:\d\d" + _ZONE), timedelta(seconds=1)),
)


def to_moment(text: str, position: int) -> tuple[datetime, datetime]:
    """A time as the span that it names: a day, an hour, a minute, a second or an instant, [begin, end).

    Raises:
        ValueInvalid: it is not a time of ISO 8601.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueInvalid(
            "this is not a time", position, length=len(text), mend="write 2026-03-01 or 2026-03-01T12:30:00Z"
        ) from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    width = next((width for form, width in _FORMS if form.match(text)), timedelta(microseconds=1))
    try:
        moment = moment.astimezone(UTC)
        return moment, moment + width
    except OverflowError:
        raise ValueInvalid("this time is out of range", position, length=len(text)) from None


def split_range(value: Value) -> tuple[Value | None, Value | None] | None:
    """The two ends of `a..b`, either of which may be left out; None where the value is no range."""
    if value.quoted or ".." not in value.text or value.text == "..":
        return None
    low, _, high = value.text.partition("..")
    return (
        Value(low, False, value.position) if low else None,
        Value(high, False, value.position + len(low) + 2) if high else None,
    )


_WIDTHS: Final = (
    1, 5, 15, 30, 60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600,
    86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400,
)  # fmt: skip
BARS: Final = 90
MOST_BARS: Final = 2000
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}


def choose_interval(begin: datetime, end: datetime) -> int:
    """Seconds of a histogram's column, such that a span has at most 90 of them."""
    span = max(1.0, (end - begin).total_seconds())
    return next((width for width in _WIDTHS if span / width <= BARS), _WIDTHS[-1])


def read_interval(text: str) -> int:
    """Seconds from `30s`, `5m`, `1h`, `1d`, `1w` or a number of seconds.

    Raises:
        IntervalInvalid: it is none of these, or not positive.
    """
    found = re.fullmatch(r"(\d{1,9})([smhdw]?)", text.strip(), re.ASCII)
    seconds = int(found[1]) * _UNITS.get(found[2], 1) if found else 0
    if not seconds or seconds > 10 * 366 * 86_400:
        raise IntervalInvalid("the interval can't be read", where="interval", mend="write 30s, 5m, 1h, 1d or 1w")
    return seconds


def check(search: Search) -> Search:
    """The search with its times in UTC.

    Raises:
        FilterInvalid: the span is empty, or a subject is not `Type/id`.
    """
    begin, end = _to_utc(search.begin, "from"), _to_utc(search.end, "to")
    if begin and end and begin >= end:
        raise FilterInvalid("`from` is not before `to`", where="from")
    if search.subject is not None:
        kind, slash, name = search.subject.partition("/")
        if not (slash and name and kind.isidentifier()):
            raise FilterInvalid("a subject is of the form Type/id", where="subject")
    return replace(search, begin=begin, end=end)


def _to_utc(moment: datetime | None, where: str) -> datetime | None:
    if moment is None:
        return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise FilterInvalid("this time is out of range", where=where) from None


def _fingerprint(search: Search) -> str:
    same = replace(search, cursor=None, limit=0, group_by=None, interval=None, groups=0)
    return hashlib.blake2b(repr(astuple(same)).encode("utf-8", "replace"), digest_size=8).hexdigest()


def write_cursor(search: Search, seq: int) -> str:
    """Where the next page of a search begins."""
    text = json.dumps([seq, _fingerprint(search)], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(search: Search) -> int | None:
    """The `seq` behind which the page begins; None for the first page.

    Raises:
        CursorInvalid: it is damaged or of another search.
    """
    if search.cursor is None:
        return None
    mend = "begin again without a cursor"
    try:
        text = base64.b64decode(search.cursor + "=" * (-len(search.cursor) % 4), altchars=b"-_", validate=True)
        seq, fingerprint = json.loads(text)
    except (ValueError, binascii.Error, TypeError, RecursionError):
        raise CursorInvalid("the cursor can't be read", where="cursor", mend=mend) from None
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq < 2**63:
        raise CursorInvalid("the cursor can't be read", where="cursor", mend=mend)
    if fingerprint != _fingerprint(search):
        raise CursorInvalid("the cursor belongs to another search", where="cursor", mend=mend)
    return seq
