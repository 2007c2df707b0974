"""A search as data, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

Comparison = Literal[">", ">=", "<", "<="]
Order = Literal["desc", "asc"]
Format = Literal["csv", "jsonl", "parquet"]

MEDIA_TYPES: Final[dict[Format, str]] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
"""Of the files that a search can be taken away as."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value as it was written.

    Attributes:
        text: without quotes.
        quoted: it stood in quotes, so `*` and `..` in it are themselves.
        position: of its first character in `q`.
    """

    text: str
    quoted: bool
    position: int


@dataclass(frozen=True, slots=True)
class Match:
    """`field:a,b*,1..5` or `field>5`: the field has one of the values.

    Attributes:
        comparison: None for `:` and `=`.
        position: of the field's first character in `q`.
    """

    field: str
    values: tuple[Value, ...]
    comparison: Comparison | None
    negated: bool
    position: int


@dataclass(frozen=True, slots=True)
class Text:
    """A word or a quoted phrase that is looked for in the event's text."""

    value: Value
    negated: bool


Clause = Match | Text


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for.

    Attributes:
        q: a query in the search language; all its terms must hold.
        begin, end: received in [begin, end); None is open.
        types, surfaces, verdicts, rules: any of these; empty is no filter.
        subject: `Type/id`.
        group_by: field, entity type or feature whose values are counted.
        interval: width of a histogram's column in seconds; None chooses one.
        groups: most groups.
        limit: most rows.
        cursor: `next_cursor` of the page before.
        order: by arrival.
        content: free text looks into content as well.
    """

    q: str = ""
    begin: datetime | None = None
    end: datetime | None = None
    types: Sequence[str] = ()
    surfaces: Sequence[str] = ()
    verdicts: Sequence[str] = ()
    rules: Sequence[str] = ()
    subject: str | None = None
    group_by: str | None = None
    interval: int | None = None
    groups: int = 20
    limit: int = 50
    cursor: str | None = None
    order: Order = "desc"
    content: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One event without content, as lists show it. Times are UTC."""

    event_id: str
    seq: int
    at: datetime
    occurred_at: datetime
    type: str
    surface: str
    source: str
    subjects: list[str]
    verdicts: list[str]
    rules: list[str]
    shadow_rules: list[str]


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event with everything that is kept about it but content.

    Attributes:
        outcome: JSON of an `events.outcome.OutcomeRecord`.
        has_content: content is kept and may be revealed with a purpose.
        content_features: names of the features that hold content.
    """

    event_id: str
    seq: int
    received_at: datetime
    occurred_at: datetime
    source: str
    id: str
    type: str
    surface: str
    subjects: list[str]
    rule_set: str
    verdicts: list[str]
    rules: list[str]
    shadow_rules: list[str]
    outcome: bytes
    has_content: bool
    content_features: list[str]


@dataclass(frozen=True, slots=True)
class EventContent:
    """What a logged reveal shows: private.

    Attributes:
        data: the event's data as sent.
        features, descriptions: made from its texts; by name of the feature, of the rule.
    """

    data: Any
    features: dict[str, Any]
    descriptions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of a histogram: events received in [t, t + interval)."""

    t: datetime
    count: int
    flagged: int


@dataclass(frozen=True, slots=True)
class Group:
    """How often a value occurs; `previous` counts the period of the same length before."""

    key: str | None
    count: int
    flagged: int
    previous: int | None


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found.

    Attributes:
        total: events that fit; None on pages after the first.
        interval: seconds of a histogram's column.
        as_of: everything received up to here was looked at.
        complete: nothing is missing up to the moment of asking.
    """

    rows: list[Row]
    total: int | None
    histogram: list[Bar]
    interval: int | None
    groups: list[Group]
    next_cursor: str | None
    as_of: datetime
    complete: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Another subject that shares something with this one.

    Attributes:
        via: what they share, as `Type/id`; None where they stand in the same events.
        events: events of the other that show the link.
    """

    subject: str
    via: str | None
    events: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Hub:
    """Something that so many subjects share that it links nobody, such as a campus network."""

    subject: str
    shared_by: int


@dataclass(frozen=True, slots=True)
class LabelState:
    """A label as it stands on a subject: the last fact about it.

    Attributes:
        since: window time of that fact, seconds since the epoch.
        expires_at: seconds since the epoch, or None.
        actor: rule-set version or person.
    """

    label: str
    status: str
    since: float
    expires_at: float | None
    reasons: list[str]
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class SubjectOverview:
    """Everything that events tell of one subject.

    Attributes:
        looked_at: newest events that rules, links and series are drawn from; fewer than `events` for a busy subject.
    """

    subject: str
    events: int
    flagged: int
    blocked: int
    looked_at: int
    first_seen: datetime | None
    last_seen: datetime | None
    types: list[Group] = field(default_factory=list)
    surfaces: list[Group] = field(default_factory=list)
    rules: list[Group] = field(default_factory=list)
    shadow_rules: list[Group] = field(default_factory=list)
    verdicts: list[Group] = field(default_factory=list)
    series: list[Bar] = field(default_factory=list)
    interval: int | None = None
    linked: list[Link] = field(default_factory=list)
    hubs: list[Hub] = field(default_factory=list)
    as_of: datetime | None = None
