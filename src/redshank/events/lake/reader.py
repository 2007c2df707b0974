"""One way to read events: files of the lake for what was moved, the log's tail for what was not.

A reader pins a version of the table `events` and asks the log only for what lies behind the `seq` which that version
says it is filled to. So every event is seen exactly once, whatever the mover does meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from redshank.events.lake.logic import FeatureColumns, content_frame, events_frame
from redshank.events.lake.store import log
from redshank.events.lake.store.delta import LakeTable
from redshank.events.lake.store.duck import Duck, Frame, columns_of_files, read_files
from redshank.events.lake.types import CONTENT, EVENTS, LakeFile, LakeSettings
from redshank.storage.tx import Tx

if TYPE_CHECKING:
    import duckdb

TAIL_ROWS = 100_000
"""Most rows of the log that a reader keeps in memory; behind them, results end early and `as_of` says so."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Events as of one moment.

    Attributes:
        files: of the table `events`, as of the pinned version.
        tail: rows that are in the log alone.
        columns: of the table and the tail together.
        present: for each file the columns that it has.
        as_of: everything received up to here is in it.
        complete: nothing is missing up to the moment of asking.
    """

    table: LakeTable
    files: Sequence[LakeFile]
    tail: pl.DataFrame
    columns: Sequence[str]
    present: dict[str, frozenset[str]]
    as_of: datetime
    complete: bool

    def lake_sql(self, columns: Sequence[str], begin: datetime | None = None, end: datetime | None = None) -> str:
        """SQL for the part that is in the lake; `begin` and `end` only leave out files."""
        files = prune(self.files, begin, end)
        present: frozenset[str] = frozenset().union(*(self.present[file.path] for file in files)) | {"date"}
        return read_files(self.table.folder, [file.path for file in files], EVENTS, columns, present)

    def tail_sql(self, columns: Sequence[str]) -> str:
        """SQL for the part that is in the log alone; needs `register`."""
        return read_files(self.table.folder, "tail", EVENTS, columns, frozenset(self.tail.columns))

    def sql(self, columns: Sequence[str], begin: datetime | None = None, end: datetime | None = None) -> str:
        """SQL for everything; needs `register`."""
        return f"({self.lake_sql(columns, begin, end)} UNION ALL {self.tail_sql(columns)})"

    def whole_paths(self) -> list[str]:
        """Every file, as the operating system names it."""
        return [str(self.table.folder / file.path) for file in self.files]

    def register(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Let a cursor see the tail."""
        cursor.register("tail", Frame(self.tail))


@dataclass(frozen=True, slots=True)
class ContentSnapshot:
    """Content as of one moment: private."""

    table: LakeTable
    files: Sequence[LakeFile]
    tail: pl.DataFrame

    def sql(self) -> str:
        """SQL for everything; needs `register`."""
        columns = self.tail.columns
        paths = [file.path for file in self.files]
        lake = read_files(self.table.folder, paths, CONTENT, columns, frozenset(columns))
        return f"({lake} UNION ALL SELECT * FROM content_tail)"

    def whole_paths(self) -> list[str]:
        """Every file, as the operating system names it."""
        return [str(self.table.folder / file.path) for file in self.files]

    def register(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Let a cursor see the tail."""
        cursor.register("content_tail", Frame(self.tail))


def prune(files: Sequence[LakeFile], begin: datetime | None, end: datetime | None) -> Sequence[LakeFile]:
    """The files that can hold events received in [begin, end)."""
    return [
        file
        for file in files
        if not (begin and file.last_received and file.last_received < begin)
        and not (end and file.first_received and file.first_received >= end)
    ]


class LakeReader:
    """Reads the lake and the log's tail; one instance a process.

    Attributes:
        duck: asks questions; see `Duck.ask`.
    """

    def __init__(self, settings: LakeSettings, duck: Duck) -> None:
        self.settings = settings
        self.duck = duck
        self._events = LakeTable(settings, EVENTS)
        self._content = LakeTable(settings, CONTENT)
        self._lock = asyncio.Lock()
        self._tail: pl.DataFrame | None = None
        self._tail_from = 0
        self._tail_to = 0
        self._columns: FeatureColumns | None = None
        self._present: dict[str, frozenset[str]] = {}

    async def snapshot(self, tx: Tx) -> Snapshot:
        """Everything received until now, at most `TAIL_ROWS` of it not in the lake.

        Raises:
            LakeUnreadable: the lake's folder can't be read.
        """
        async with self._lock:
            boundary, files, table_columns = await asyncio.to_thread(self._look)
            asked_at = tx.now()
            tail = await self._read_tail(tx, boundary, table_columns)
            await self._learn_columns(files)
            complete = len(tail) < TAIL_ROWS
            as_of = asked_at if complete else tail["received_at"][-1]
            columns = [*table_columns, *(name for name in tail.columns if name not in set(table_columns))]
            return Snapshot(self._events, files, tail, columns, dict(self._present), as_of, complete)

    async def content(self, tx: Tx, begin: datetime | None = None, end: datetime | None = None) -> ContentSnapshot:
        """The table `content` with what is in the log alone; `begin` and `end` only leave out files.

        Reading it is the caller's to justify and to record.
        """
        async with self._lock:
            boundary, files = await asyncio.to_thread(self._look_at_content)
            rows = await log.read_rows(tx, boundary, TAIL_ROWS)
            tail = await asyncio.to_thread(content_frame, rows)
        return ContentSnapshot(self._content, prune(files, begin, end), tail)

    def _look(self) -> tuple[int, Sequence[LakeFile], list[str]]:
        self._events.refresh()
        return self._events.filled_to(), self._events.files(), self._events.columns()

    def _look_at_content(self) -> tuple[int, Sequence[LakeFile]]:
        self._content.refresh()
        return self._content.filled_to(), self._content.files()

    async def _read_tail(self, tx: Tx, boundary: int, table_columns: Sequence[str]) -> pl.DataFrame:
        """Rows behind `boundary`: those kept from before, and what came since."""
        if self._columns is None:
            self._columns = FeatureColumns(self._events.feature_columns(), self.settings.feature_columns)
        kept = self._tail
        if kept is None or not self._tail_from <= boundary <= self._tail_to:
            kept, self._tail_to = None, boundary
        else:
            kept = kept.filter(pl.col("seq") > boundary)
        room = TAIL_ROWS - (0 if kept is None else len(kept))
        rows = await log.read_rows(tx, self._tail_to, room, content=False) if room > 0 else []
        if rows or kept is None:
            fresh = await asyncio.to_thread(events_frame, rows, self._columns)
            kept = fresh if kept is None else pl.concat([kept, fresh], how="diagonal")
        self._tail, self._tail_from = kept, boundary
        self._tail_to = rows[-1].seq if rows else max(self._tail_to, boundary)
        return kept

    async def _learn_columns(self, files: Sequence[LakeFile]) -> None:
        """Find out once which columns each file has; files never change."""
        alive = {file.path for file in files}
        self._present = {path: names for path, names in self._present.items() if path in alive}
        unknown = sorted(alive - self._present.keys())
        if unknown:
            folder = self._events.folder
            self._present |= await self.duck.ask(lambda cursor: columns_of_files(cursor, folder, unknown), 60.0)
