"""What an event is on its way from the wire to the log, and what the log gives back; pure data and ports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID


@dataclass(slots=True)
class ReceivedEvent:
    """A decoded event that nobody has judged yet.

    Attributes:
        id, source, type, subject: CloudEvents attributes; (source, id) names the event.
        occurred_at: the sender's time, seconds since the epoch; None where it sent none.
        received_at: when another system received it; honoured only under the scope `events:backfill`.
        data: the decoded JSON object.
        raw: `data` as compact JSON: what is stored and hashed.
    """

    id: str
    source: str
    type: str
    subject: str | None
    occurred_at: float | None
    received_at: float | None
    data: dict[str, Any]
    raw: bytes


@dataclass(slots=True)
class LogRow:
    """One event with what was found about it: a row of the log of record.

    Attributes:
        seq: place in the partition's log, without gaps inside a batch, never reused.
        uuid: UUIDv7 of the event and of its decision; its milliseconds are `received_at`'s.
        key: 16 bytes of BLAKE2b over source, NUL, id: what a retry is recognised by.
        received_at, window_time, occurred_at: seconds since the epoch.
        subjects: `Type/id`, sorted, each once.
        rule_set: version of the rule set that judged it.
        verdicts: of live rules, in order. rules, shadow_rules: names of those that held.
        outcome: JSON of an `OutcomeRecord`: kept after content goes.
        content: JSON of a `ContentRecord`: private, deleted by retention.
    """

    seq: int
    uuid: UUID
    key: bytes
    received_at: float
    window_time: float
    occurred_at: float
    source: str
    id: str
    type: str
    surface: str
    subjects: tuple[str, ...]
    rule_set: str
    verdicts: tuple[str, ...]
    rules: tuple[str, ...]
    shadow_rules: tuple[str, ...]
    outcome: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class LabelFact:
    """A label was added to or removed from a subject, by a rule or by a person.

    Attributes:
        seq: the event's seq, or a seq of its own where a person did it.
        at: window time, seconds since the epoch.
        status: name of a `LabelStatus`.
        reasons: names of the rules; for a person the one word `manual`.
        expires_at: seconds since the epoch in window time, or None.
        event: UUID of the event that caused it; None where a person did it.
        actor: id of who did it: a rule-set version or `per_...`.
        note: a person's reason; empty for rules.
    """

    seq: int
    at: float
    entity_type: str
    entity_id: str
    label: str
    status: str
    reasons: tuple[str, ...]
    expires_at: float | None
    event: UUID | None
    actor: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event that the log already holds: what a retry is answered with."""

    uuid: UUID
    seq: int
    rule_set: str
    verdicts: tuple[str, ...]
    rules: tuple[str, ...]
    shadow_rules: tuple[str, ...]
    outcome: bytes


@dataclass(frozen=True, slots=True)
class LogHead:
    """Where the log ends: the last seq (0 when empty) and the window time there."""

    seq: int
    window_time: float


@dataclass(slots=True)
class LoggedEvent:
    """An event as replay and warm-up read it back from the log."""

    seq: int
    uuid: UUID
    received_at: float
    window_time: float
    occurred_at: float
    source: str
    id: str
    type: str
    rule_set: str
    verdicts: tuple[str, ...]
    outcome: bytes
    raw: bytes


@dataclass(slots=True)
class Refused:
    """An event that was not taken, for the quarantine.

    Attributes:
        index: place in the request, from 0.
        problem: RFC 9457 object; holds no content.
        raw: the bytes as sent, cut at the quarantine's bound: private.
        size: bytes as sent, before any cut.
    """

    index: int
    problem: dict[str, Any]
    raw: bytes
    size: int


@dataclass(slots=True)
class LogBatch:
    """What one transaction adds to the log."""

    events: list[LogRow] = field(default_factory=list)
    labels: list[LabelFact] = field(default_factory=list)


class LogReader(Protocol):
    """Reads the log in order; used by the engine to rebuild itself."""

    async def head(self) -> LogHead:
        """Where the log ends."""
        ...

    async def first_seq_since(self, window_time: float) -> int:
        """The lowest seq whose window time is later than this; head + 1 where there is none."""
        ...

    def read(self, after: int, until: int | None = None) -> AsyncIterator[list[LoggedEvent]]:
        """Events with `after < seq <= until`, in chunks, by seq."""
        ...

    def read_labels(
        self, after: int, until: int | None = None, *, everyone: bool = True
    ) -> AsyncIterator[list[LabelFact]]:
        """Label facts with `after < seq <= until`, in chunks, by seq: everyone's, or people's alone."""
        ...

    async def recognise(self, keys: Sequence[bytes]) -> dict[bytes, KnownEvent]:
        """Which of these keys the log already holds."""
        ...
