"""The lake's side of PostgreSQL: how far it has moved, the rows that come next, holds, old days of the log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, cast
from uuid import UUID

import psycopg
from psycopg.rows import args_row

from redshank.events.lake.types import Hold, LakeRow
from redshank.kernel.ids import new_uuid
from redshank.storage.tx import Tx

_ROWS: Final = """
SELECT seq, uuid, received_at, window_time, occurred_at, source, id, type, surface, subjects, rule_set, verdicts,
       rules, shadow_rules, outcome, {content}
FROM event_log WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s
"""
_WITH_CONTENT: Final = _ROWS.format(content="content")
_WITHOUT_CONTENT: Final = _ROWS.format(content="NULL::bytea")
_LAST_SEQ: Final = 2**63 - 1

_PARTITION_BOUND: Final = re.compile(r"FROM \('([^']+)'\) TO \('([^']+)'\)")


async def progress(tx: Tx) -> int:
    """The last `seq` that is known to be in the lake."""
    return int(await tx.value("SELECT seq FROM lake_progress WHERE partition = 0"))


async def set_progress(tx: Tx, seq: int, rows: int) -> None:
    """Note that everything up to `seq` is in the lake."""
    await tx.run(
        "UPDATE lake_progress SET seq = :seq, rows = rows + :rows, moved_at = now() WHERE partition = 0",
        {"seq": seq, "rows": rows},
    )


async def head(tx: Tx) -> int:
    """The last `seq` in the log; 0 where it is empty."""
    return int(await tx.value("SELECT coalesce(max(seq), 0) FROM event_log"))


async def read_rows(tx: Tx, after: int, limit: int, *, until: int | None = None, content: bool = True) -> list[LakeRow]:
    """The next rows of the log, by `seq`."""
    raw = await tx.connection.get_raw_connection()
    connection = cast("psycopg.AsyncConnection[Any]", raw.driver_connection)
    async with connection.cursor(binary=True, row_factory=args_row(LakeRow)) as cursor:
        statement = _WITH_CONTENT if content else _WITHOUT_CONTENT
        await cursor.execute(statement.encode(), (after, until or _LAST_SEQ, limit))
        return await cursor.fetchall()


async def waiting_since(tx: Tx) -> datetime | None:
    """Since when at the latest the oldest event that is not in the lake waits; None where all are there.

    An imported event was received long before it came into this log, but it waits no longer than since the last move.
    """
    return cast(
        "datetime | None",
        await tx.value(
            "SELECT greatest(event_log.received_at, lake_progress.moved_at) FROM event_log, lake_progress "
            "WHERE lake_progress.partition = 0 AND event_log.seq > lake_progress.seq ORDER BY event_log.seq LIMIT 1"
        ),
    )


async def log_days(tx: Tx) -> list[tuple[date, str]]:
    """The days of the log with the tables that hold them, oldest first."""
    rows = await tx.rows(
        "SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_inherits i "
        "JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'event_log'::regclass"
    )
    days = []
    for row in rows:
        bound = _PARTITION_BOUND.search(row["bound"] or "")
        if bound:
            begin = datetime.fromisoformat(bound[1])
            days.append((begin.astimezone(UTC).date() if begin.tzinfo else begin.date(), str(row["name"])))
    return sorted(days)


async def drop_log_day(tx: Tx, table: str, until: int) -> int | None:
    """Drop one day of the log together with its idempotency keys, if none of it lies behind `until`.

    Keys must go in the same transaction: a key without its event would make a late retry neither known nor new.

    Returns:
        How many keys went; None where nothing was dropped.
    """
    name = '"' + table.replace('"', '""') + '"'
    await tx.run("SET LOCAL lock_timeout = '5s'")
    bounds = await tx.row(f"SELECT coalesce(min(seq), 0) AS low, coalesce(max(seq), 0) AS high FROM {name}")
    assert bounds is not None
    if bounds["high"] > until:
        return None
    keys = await tx.run(
        f"DELETE FROM event_keys k USING {name} p WHERE k.uuid = p.uuid AND k.seq BETWEEN :low AND :high",
        {"low": bounds["low"], "high": bounds["high"]},
    )
    await tx.run(f"DROP TABLE {name}")
    return keys


async def place_hold(tx: Tx, subject: str, reason: str, placed_by: str) -> Hold:
    """Record a hold."""
    hold_id = new_uuid()
    at = await tx.value(
        "INSERT INTO retention_holds (id, subject, reason, placed_by, placed_at) "
        "VALUES (:id, :subject, :reason, :by, now()) RETURNING placed_at",
        {"id": hold_id, "subject": subject, "reason": reason, "by": placed_by},
    )
    return Hold(hold_id, subject, reason, placed_by, at)


async def release_hold(tx: Tx, hold_id: UUID, reason: str, released_by: str) -> bool:
    """Record that a hold ended; False where there is no such standing hold."""
    touched = await tx.run(
        "UPDATE retention_holds SET released_at = now(), released_by = :by, release_reason = :reason "
        "WHERE id = :id AND released_at IS NULL",
        {"id": hold_id, "by": released_by, "reason": reason},
    )
    return touched == 1


async def holds(tx: Tx, *, released_after: datetime | None = None) -> Sequence[Hold]:
    """Holds that stand, and those released after a moment, oldest first."""
    rows = await tx.rows(
        "SELECT id, subject, reason, placed_by, placed_at, released_at FROM retention_holds "
        "WHERE released_at IS NULL OR released_at > :after ORDER BY placed_at, id",
        {"after": released_after or datetime(9999, 1, 1, tzinfo=UTC)},
    )
    return [Hold(**row) for row in rows]
