"""Take a search away as a file."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from redshank.access.service import audit
from redshank.events.lake.reader import LakeReader
from redshank.events.search.errors import ExportTooLarge
from redshank.events.search.service.find import prepare
from redshank.events.search.store import exports
from redshank.events.search.types import MEDIA_TYPES, Format, Search
from redshank.kernel.actor import Actor
from redshank.storage.tx import Tx

if TYPE_CHECKING:
    import duckdb

MOST_ROWS: Final = 1_000_000
EXPORT_SECONDS: Final = 300.0
_BLOCK: Final = 1 << 20
_WAITING: Final = 8


@dataclass(frozen=True, slots=True)
class Export:
    """A file on its way: how many rows, and its bytes."""

    rows: int
    media_type: str
    name: str
    chunks: AsyncIterator[bytes]


async def export(tx: Tx, reader: LakeReader, actor: Actor, search: Search, form: Format) -> Export:
    """Prepare the export of every row of a search, without content; written to the audit trail.

    The bytes are made while they are read; who stops reading stops the making.

    Raises:
        QueryInvalid, FilterInvalid: as `find` does.
        ExportTooLarge: over a million rows.
    """
    wanted = replace(search, content=False, cursor=None, group_by=None, interval=None)
    planned = await prepare(tx, reader, actor, wanted)
    rows = await reader.duck.ask(lambda cursor: exports.count(cursor, planned), EXPORT_SECONDS)
    if rows > MOST_ROWS:
        raise ExportTooLarge(f"{rows} rows; an export has at most {MOST_ROWS}", mend="narrow the time or the filters")
    detail = {
        "format": form,
        "rows": rows,
        "from": search.begin.isoformat() if search.begin else None,
        "to": search.end.isoformat() if search.end else None,
    }
    await audit.record(tx, actor, "search.export", "events", detail=detail)

    def make(cursor: duckdb.DuckDBPyConnection) -> Iterator[bytes]:
        if form == "csv":
            return exports.write_csv(cursor, planned)
        if form == "jsonl":
            return exports.write_jsonl(cursor, planned)
        return _parquet(cursor)

    def _parquet(cursor: duckdb.DuckDBPyConnection) -> Iterator[bytes]:
        with tempfile.TemporaryDirectory(prefix="redshank-export-") as folder:
            path = Path(folder, "export.parquet")
            exports.write_parquet(cursor, planned, path)
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block

    return Export(rows, MEDIA_TYPES[form], f"redshank-events.{form}", _stream(reader, make))


async def _stream(
    reader: LakeReader, make: Callable[[duckdb.DuckDBPyConnection], Iterator[bytes]]
) -> AsyncIterator[bytes]:
    """Bytes made in a thread, at most a few blocks ahead of whoever reads."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | None] = asyncio.Queue(_WAITING)

    def run(cursor: duckdb.DuckDBPyConnection) -> None:
        try:
            for block in make(cursor):
                asyncio.run_coroutine_threadsafe(queue.put(block), loop).result()
        finally:
            asyncio.run_coroutine_threadsafe(queue.put(None), loop).result()

    making = asyncio.create_task(reader.duck.ask(run, EXPORT_SECONDS))
    try:
        while (block := await queue.get()) is not None:
            yield block
        await making
    finally:
        if not making.done():
            making.cancel()
            while not making.done():
                with contextlib.suppress(asyncio.QueueEmpty):
                    queue.get_nowait()
                await asyncio.sleep(0.01)
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await making
