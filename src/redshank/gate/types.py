"""What goes through the gate, and the ports that it is wired to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

from redshank.enforcement.types import Action, Consequences, Subject
from redshank.events.types import LogBatch, LogReader, ReceivedEvent

Lane = Literal["ingest", "decide"]


@dataclass(frozen=True, slots=True)
class GateLimits:
    """Bounds of the gate.

    Attributes:
        queue_events: most events that may wait; beyond, callers get 429.
        queue_bytes: most bytes of data that may wait.
        batch_events: most events of one transaction.
        slice_seconds: how long judging may hold the event loop before others get a turn: writing
            one batch takes some twenty turns while the next is judged.
    """

    queue_events: int = 20_000
    queue_bytes: int = 256 * 1024 * 1024
    batch_events: int = 500
    slice_seconds: float = 0.001


@dataclass(slots=True)
class Answer:
    """What a caller is told about one event, once it is on disk.

    Attributes:
        uuid: of event and decision.
        outcome: JSON of an `OutcomeRecord`.
        duplicate: the log held the event already; everything else is as it was answered then.
    """

    uuid: UUID
    seq: int
    rule_set: str
    verdicts: tuple[str, ...]
    rules: tuple[str, ...]
    shadow_rules: tuple[str, ...]
    outcome: bytes
    duplicate: bool = False


@dataclass(slots=True)
class Submission:
    """Events of one request that wait for their answers together.

    Attributes:
        lane: `decide` overtakes `ingest` in the queue.
        backfill: `received_at` or else the event's own time stands for the arrival.
        arrived: monotonic seconds, for latencies.
        done: set to the answers, in order, or to an error for the whole submission.
    """

    events: Sequence[ReceivedEvent]
    keys: Sequence[bytes]
    lane: Lane
    backfill: bool
    arrived: float
    done: asyncio.Future[list[Answer]]
    answers: list[Answer | None] = field(default_factory=list)
    waiting: int = 0
    size: int = 0


class Ledger(LogReader, Protocol):
    """The log of record with everything that commits together with it."""

    async def open(self) -> None:
        """Connect and take the partition; called again after a failure."""
        ...

    async def append(self, batch: LogBatch, consequences: Consequences) -> None:
        """Write all in one transaction; returns when it is on disk. Any exception means: fate unknown."""
        ...

    async def lasting_actions(self, subject: Subject | None = None) -> list[Action]:
        """Lasting actions in force, of all subjects or of one."""
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...
