"""What the lake is made of: settings, rows on their way in, files, reports. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, Literal, NamedTuple
from uuid import UUID

from redshank.events.lake.errors import RetentionRefused

EVENTS: Final = "events"
CONTENT: Final = "content"

ContentClass = Literal["raw", "flagged", "evidence"]
TableName = Literal["events", "content"]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each class is kept, in days; 0 means for ever.

    Attributes:
        log_days: whole days in the event log, once they are in the lake. Never longer than raw content, because
            a day of the log goes as one piece.
        raw_content_days: conversations in which no rule fired.
        flagged_content_days: conversations in which a live rule fired.
        score_days: events without content: features, verdicts, labels.
        evidence_days: content kept by a hold, counted from its release (while it stands, it is kept).
    """

    log_days: int = 14
    raw_content_days: int = 30
    flagged_content_days: int = 90
    score_days: int = 400
    evidence_days: int = 30

    def __post_init__(self) -> None:
        for name in ("log_days", "raw_content_days", "flagged_content_days", "score_days", "evidence_days"):
            if getattr(self, name) < 0:
                raise RetentionRefused(f"{name} is negative", where=name, mend="give a number of days, or 0 for ever")
        if self.log_days == 0:
            raise RetentionRefused("the log can't be kept for ever", where="log_days", mend="give 1 day or more")
        shortest = min((days for days in (self.raw_content_days, self.score_days) if days), default=self.log_days)
        if self.log_days > shortest:
            raise RetentionRefused(
                f"the log would keep content for {self.log_days} days, its class allows {shortest}",
                where="log_days",
                mend="set log_days to at most raw_content_days and score_days",
            )

    def content_days(self, content_class: ContentClass) -> int:
        """Days for which content of a class is kept; 0 means for ever."""
        days = {"raw": self.raw_content_days, "flagged": self.flagged_content_days, "evidence": self.evidence_days}
        return days[content_class]


@dataclass(frozen=True, slots=True)
class LakeSettings:
    """Where the lake is and how it is run.

    Attributes:
        folder: holds the tables `events/` and `content/`.
        batch_rows: most rows that one move takes from the log.
        feature_columns: most features that get a column of their own; the rest stay in `outcome`.
        memory_mb: what DuckDB may use for a question or a compaction before it spills to disk.
        threads: what DuckDB may use.
        target_file_mb: files of this size are not merged further.
        grace_hours: for how long a replaced file stays on disk for readers that began before.
    """

    folder: Path
    batch_rows: int = 5_000
    feature_columns: int = 400
    memory_mb: int = 512
    threads: int = 2
    target_file_mb: int = 256
    grace_hours: int = 1
    retention: Retention = Retention()

    def table(self, name: TableName) -> Path:
        """The folder of one table."""
        return self.folder / name


class LakeRow(NamedTuple):
    """One row of the log of record as the lake takes it.

    Attributes:
        outcome: JSON of an `events.outcome.OutcomeRecord`: what the rules said, without content.
        content: JSON of an `events.outcome.ContentRecord`; None once it was deleted.
    """

    seq: int
    uuid: UUID
    received_at: datetime
    window_time: float
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
    content: bytes | None


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One Parquet file of a table, with what the table's log says of it.

    Attributes:
        path: relative to the table's folder, as the table's log names it.
        partition: value of each partition column, as text.
        first_subject, last_subject: bounds of the column `subject`; None where unknown.
        first_received, last_received: bounds of the column `received_at`; None where unknown.
    """

    path: str
    partition: dict[str, str]
    size: int
    rows: int
    first_subject: str | None
    last_subject: str | None
    first_received: datetime | None
    last_received: datetime | None

    @property
    def date(self) -> date:
        """The UTC day that the file belongs to."""
        return date.fromisoformat(self.partition["date"])


@dataclass(frozen=True, slots=True)
class Moved:
    """What one move did: rows with `first_seq < seq <= last_seq` are in the lake now."""

    rows: int
    first_seq: int
    last_seq: int
    more: bool


@dataclass(frozen=True, slots=True)
class Compacted:
    """What one compaction did."""

    table: str
    merges: int
    files_before: int
    files_after: int
    rows: int


@dataclass(frozen=True, slots=True)
class Expired:
    """What one run of retention removed.

    Attributes:
        content_rows: rows of content that went, by class.
        evidence_rows: rows of content that a hold kept beyond their class.
        score_rows: rows of events that went.
        log_days: days of the log that were dropped.
        keys: idempotency keys that were forgotten.
    """

    content_rows: dict[str, int]
    evidence_rows: int
    score_rows: int
    log_days: tuple[date, ...]
    keys: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Keeps everything of one subject beyond its class until it is released."""

    id: UUID
    subject: str
    reason: str
    placed_by: str
    placed_at: datetime
    released_at: datetime | None = None
