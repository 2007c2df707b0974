"""Somebody's SQL over everything received until now, content only with a purpose."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from redshank.access.service import audit
from redshank.events.lake.reader import LakeReader
from redshank.events.lake.store.duck import quote
from redshank.events.lake.store.sql import LockedDuck, QueryResult, View
from redshank.kernel.actor import Actor
from redshank.storage.tx import Tx

DEFAULT_SECONDS = 60.0
MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why content is read."""

    why: str
    reference: str | None = None


async def query(
    tx: Tx,
    reader: LakeReader,
    actor: Actor,
    sql: str,
    *,
    content: Purpose | None = None,
    seconds: float = DEFAULT_SECONDS,
    most_rows: int = MOST_ROWS,
) -> QueryResult:
    """Answer one SELECT over the view `events`, and `content` where there is a purpose for it.

    The SQL runs in a DuckDB that can reach nothing but these views, within the settings' memory. Asking for content is
    written to the audit trail, whatever becomes of the query.

    Raises:
        QueryRefused: it is no single SELECT.
        QueryFailed: it is wrong, or needs too much memory.
        QueryTimedOut: it took too long.
        PurposeInvalid: the purpose is blank or too long.
    """
    snapshot = await reader.snapshot(tx)
    columns = ", ".join(quote(name) for name in snapshot.columns)
    views = {
        "events": View(
            f"SELECT {columns} FROM {snapshot.sql(snapshot.columns)}", snapshot.whole_paths(), {"tail": snapshot.tail}
        )
    }
    if content is not None:
        private = await reader.content(tx)
        views["content"] = View(f"SELECT * FROM {private.sql()}", private.whole_paths(), {"content_tail": private.tail})
        detail = {"reference": content.reference} if content.reference else None
        await audit.record(tx, actor, "content.query", "lake", purpose=content.why, detail=detail)
    settings = reader.settings
    locked = await asyncio.to_thread(
        LockedDuck, views, memory_mb=settings.memory_mb, threads=settings.threads, seconds=seconds
    )
    try:
        return await asyncio.to_thread(locked.run, sql, most_rows)
    finally:
        await asyncio.to_thread(locked.close)
