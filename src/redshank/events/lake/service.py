"""The lake's verbs: move rows in, rearrange files, let content go, hold what must stay."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from redshank.events.lake.errors import HoldRefused, LakeAhead
from redshank.events.lake.logic import FeatureColumns, content_frame, events_frame
from redshank.events.lake.store import compaction, log, retention
from redshank.events.lake.store.delta import LakeTable
from redshank.events.lake.store.duck import Duck
from redshank.events.lake.types import (
    CONTENT,
    EVENTS,
    Compacted,
    Expired,
    Hold,
    LakeRow,
    LakeSettings,
    Moved,
)
from redshank.storage.locks import LAKE, LAKE_UPKEEP
from redshank.storage.tx import Tx

_MERGE_SECONDS = 1800.0


class Lake:
    """The tables of one data folder as the worker writes them; one instance a process."""

    def __init__(self, settings: LakeSettings, duck: Duck | None = None) -> None:
        self.settings = settings
        self.events = LakeTable(settings, EVENTS)
        self.content = LakeTable(settings, CONTENT)
        self.duck = duck or Duck(settings)
        self.writing = asyncio.Lock()
        self._columns: FeatureColumns | None = None

    @property
    def folder(self) -> Path:
        """Where the tables are."""
        return self.settings.folder

    def filled(self) -> tuple[int, int]:
        """Up to which `seq` the tables `events` and `content` are filled, others' commits included."""
        self.events.refresh()
        self.content.refresh()
        return self.events.filled_to(), self.content.filled_to()

    def append(self, rows: Sequence[LakeRow], events_filled: int, content_filled: int) -> None:
        """Add rows to both tables, each from where it is filled; content first, so that no event lacks its content."""
        last = rows[-1].seq
        content = [row for row in rows if row.seq > content_filled]
        events = [row for row in rows if row.seq > events_filled]
        if content:
            self.content.append(content_frame(content), last)
        if events:
            if self._columns is None:
                self._columns = FeatureColumns(self.events.feature_columns(), self.settings.feature_columns)
            self.events.append(events_frame(events, self._columns), last)

    def close(self) -> None:
        """Let go of threads and memory."""
        self.duck.close()


async def move(tx: Tx, lake: Lake) -> Moved:
    """Move the next rows of the log into the lake.

    The rows and the `seq` they reach go into each table in one commit; PostgreSQL's own note follows with the caller's
    commit. Dying anywhere in between, and running twice at a time, leave neither gap nor double: the next move begins
    at what the tables say.

    Raises:
        LakeAhead: the lake holds a later `seq` than the log ever gave out.
        LakeUnreadable: the lake's folder can't be written.
    """
    await tx.lock(LAKE)
    noted = await log.progress(tx)
    last = max(await log.head(tx), noted)
    async with lake.writing:
        events_filled, content_filled = await asyncio.to_thread(lake.filled)
        if max(events_filled, content_filled) > last:
            raise LakeAhead(
                f"the lake is filled to {max(events_filled, content_filled)}, the log ends at {last}",
                where=str(lake.folder),
                mend="restore database and lake from the same backup, or move the lake's folder aside to begin anew",
            )
        first = min(events_filled, content_filled)
        rows = await log.read_rows(tx, first, lake.settings.batch_rows)
        if rows:
            await asyncio.to_thread(lake.append, rows, events_filled, content_filled)
    reached = rows[-1].seq if rows else first
    if reached > noted:
        await log.set_progress(tx, reached, len(rows))
    return Moved(len(rows), first, reached, more=len(rows) == lake.settings.batch_rows)


async def compact(tx: Tx, lake: Lake, now: datetime) -> list[Compacted]:
    """Merge small files into sorted ones; readers and the mover go on meanwhile.

    Raises:
        LakeUnreadable: the lake's folder can't be written.
    """
    await tx.lock(LAKE_UPKEEP)
    done = []
    for table in (LakeTable(lake.settings, EVENTS), LakeTable(lake.settings, CONTENT)):
        await asyncio.to_thread(table.ensure)
        before = table.files()
        plans = compaction.plan_merges(before, now, lake.settings.target_file_mb * 2**20)
        rows = 0
        for kind, files in plans:
            merged = await lake.duck.ask(
                lambda cursor, table=table, files=files, kind=kind: compaction.merge(cursor, table, files, kind),  # type: ignore[misc]
                _MERGE_SECONDS,
            )
            await asyncio.to_thread(table.replace, files, [merged] if merged else [], data_change=False)
            rows += merged.rows if merged else 0
        done.append(Compacted(table.name, len(plans), len(before), len(table.files()), rows))
    return done


async def sweep(tx: Tx, lake: Lake) -> int:
    """Delete files that no table needs any more from disk; returns how many."""
    await tx.lock(LAKE_UPKEEP)
    gone = 0
    for table in (LakeTable(lake.settings, EVENTS), LakeTable(lake.settings, CONTENT)):
        gone += await asyncio.to_thread(table.vacuum, lake.settings.grace_hours)
    return gone


async def expire(tx: Tx, lake: Lake, now: datetime) -> Expired:
    """Let everything go whose class says so: content and scores from the lake, whole days from the log.

    What a hold covers stays: its content moves into the class `evidence`, its events stay where they are.
    Bytes leave the disk with the next `sweep` after the settings' grace.
    """
    await tx.lock(LAKE_UPKEEP)
    rules = lake.settings.retention
    today = now.astimezone(UTC).date()
    kept_until = now - timedelta(days=rules.evidence_days) if rules.evidence_days else datetime.min.replace(tzinfo=UTC)
    held = sorted({hold.subject for hold in await log.holds(tx, released_after=kept_until)})
    content = LakeTable(lake.settings, CONTENT)
    events = LakeTable(lake.settings, EVENTS)
    removed = await lake.duck.ask(
        lambda cursor: retention.expire_content(cursor, content, rules, held, today), _MERGE_SECONDS
    )
    scores = await lake.duck.ask(
        lambda cursor: retention.expire_scores(cursor, events, rules, held, today), _MERGE_SECONDS
    )
    moved_to = min(await log.progress(tx), events.filled_to(), content.filled_to())
    days, keys = [], 0
    head = await log.head(tx)
    for day, table in await log.log_days(tx):
        if (today - day).days <= rules.log_days:
            break
        # The day of the last `seq` stays however old it is: the engine goes on counting from there.
        gone = await log.drop_log_day(tx, table, min(moved_to, head - 1))
        if gone is not None:
            days.append(day)
            keys += gone
    return Expired(removed.rows, removed.evidence, scores, tuple(days), keys)


async def place_hold(tx: Tx, subject: str, reason: str, placed_by: str) -> Hold:
    """Keep everything of a subject beyond its class until the hold is released.

    Raises:
        HoldRefused: no reason, not a subject, or a hold of the subject stands already.
    """
    if not reason.strip():
        raise HoldRefused("a hold needs a reason", where="reason")
    kind, slash, name = subject.partition("/")
    if not (slash and kind.isidentifier() and name) or len(subject) > 1000:
        raise HoldRefused("the subject is not of the form Type/id", where="subject")
    if any(hold.subject == subject for hold in await log.holds(tx)):
        raise HoldRefused("a hold of this subject stands already", where="subject")
    return await log.place_hold(tx, subject, reason, placed_by)


async def release_hold(tx: Tx, hold_id: UUID, reason: str, released_by: str) -> None:
    """End a hold; what it covered is evidence for the settings' time and then goes.

    Raises:
        HoldRefused: no reason, or there is no such standing hold.
    """
    if not reason.strip():
        raise HoldRefused("a release needs a reason", where="reason")
    if not await log.release_hold(tx, hold_id, reason, released_by):
        raise HoldRefused("no hold with this id stands", where="id")


async def standing_holds(tx: Tx) -> Sequence[Hold]:
    """Every hold that stands, oldest first."""
    return await log.holds(tx)
