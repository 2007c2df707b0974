"""DuckDB over the lake's files: bounded in memory and threads, stopped when a question takes too long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, TypeVar

import duckdb

from redshank.events.lake.errors import LakeUnreadable, QueriesBusy, QueryFailed, QueryTimedOut
from redshank.events.lake.schema import CONTENT_COLUMNS, EVENT_COLUMNS, is_feature
from redshank.events.lake.types import EVENTS, LakeSettings, TableName

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

T = TypeVar("T")

_SQL_TYPES: Final = {
    "String": "VARCHAR",
    "Int64": "BIGINT",
    "Int32": "INTEGER",
    "Float64": "DOUBLE",
    "Boolean": "BOOLEAN",
    "Date": "DATE",
    "Datetime": "TIMESTAMPTZ",
    "List": "VARCHAR[]",
}
_FEATURE_SQL: Final = {"f_": "VARCHAR", "n_": "DOUBLE", "b_": "BOOLEAN", "l_": "VARCHAR[]"}
_PAGE_ROWS: Final = 1000
"""Up to so many rows, DuckDB finds the rows of a page first and reads their wide columns after."""
_AT_ONCE: Final = 2
_MOST_ASKED: Final = 5
"""A question holds a connection of the pool of eight while it waits; the rest of the API must go on."""


class Frame:
    """A Polars frame as DuckDB can read it without pyarrow."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The Arrow stream of the frame; a fresh one for every scan."""
        return self._frame.__arrow_c_stream__(requested_schema)


class Duck:
    """One in-memory DuckDB for a process; every question gets a cursor of its own."""

    def __init__(self, settings: LakeSettings) -> None:
        spill = settings.folder / ".spill"
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{settings.memory_mb}MB",
                "threads": settings.threads,
                "temp_directory": str(spill),
                "python_enable_replacements": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        self._connection.execute(
            "SET GLOBAL TimeZone = 'UTC'; SET GLOBAL parquet_metadata_cache = true; "
            f"SET GLOBAL late_materialization_max_rows = {_PAGE_ROWS}"
        )
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="duckdb")
        self._opening = threading.Lock()
        self._asked = 0

    async def ask(self, question: Callable[[duckdb.DuckDBPyConnection], T], seconds: float) -> T:
        """Run `question` with a cursor in a thread.

        A question whose asker went away, or that takes longer than `seconds`, is interrupted and not left running.

        Raises:
            QueriesBusy: too many wait already.
            QueryTimedOut: it took too long.
            QueryFailed: DuckDB refused it.
            LakeUnreadable: a file is gone or damaged.
        """
        if self._asked >= _MOST_ASKED:
            raise QueriesBusy(f"{_MOST_ASKED} questions are being answered", mend="try again shortly", retry_after=1)
        self._asked += 1
        try:
            return await self._ask(question, seconds)
        finally:
            self._asked -= 1

    async def _ask(self, question: Callable[[duckdb.DuckDBPyConnection], T], seconds: float) -> T:
        with self._opening:
            cursor = self._connection.cursor()
        running = asyncio.get_running_loop().run_in_executor(self._pool, _closing, question, cursor)
        try:
            return await asyncio.wait_for(asyncio.shield(running), seconds)
        except TimeoutError:
            await _stop(cursor, running)
            raise QueryTimedOut(
                f"no answer within {seconds:g} s", mend="narrow the time or the filters", retry_after=1
            ) from None
        except asyncio.CancelledError:
            await _stop(cursor, running)
            raise
        except duckdb.Error as error:
            raise explain(error) from error

    def close(self) -> None:
        """Let go of threads and memory."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._connection.close()


def _closing(question: Callable[[duckdb.DuckDBPyConnection], T], cursor: duckdb.DuckDBPyConnection) -> T:
    try:
        return question(cursor)
    finally:
        cursor.close()


async def _stop(cursor: duckdb.DuckDBPyConnection, running: asyncio.Future[Any]) -> None:
    """Interrupt until the thread has let go: an interrupt between two statements is lost."""
    while not running.done():
        cursor.interrupt()
        await asyncio.wait({running}, timeout=0.05)
    running.exception() if not running.cancelled() else None


def explain(error: duckdb.Error) -> QueryFailed | LakeUnreadable:
    """DuckDB's complaint as one of ours; its first line only, which names the place and no row."""
    if isinstance(error, duckdb.IOException):
        return LakeUnreadable(
            "a file of the lake can't be read", mend="try again; see `redshank doctor`", retry_after=1
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return QueryFailed(
            "the query needs more memory than it may use", mend="narrow the time, or ask for fewer groups"
        )
    if isinstance(error, duckdb.InterruptException):
        return QueryFailed("the query was stopped")
    return QueryFailed(str(error).splitlines()[0][:300] if str(error) else type(error).__name__)


def quote(name: str) -> str:
    """A column's name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal; for paths of our own files alone, everything else is a parameter."""
    return "'" + text.replace("'", "''") + "'"


def column_type(table: TableName, column: str) -> str:
    """The SQL type of a column of one of the lake's tables."""
    known = EVENT_COLUMNS if table == EVENTS else CONTENT_COLUMNS
    if column in known:
        kind = known[column]
        return _SQL_TYPES[getattr(kind, "__name__", None) or type(kind).__name__]
    assert is_feature(column)
    return _FEATURE_SQL[column[:2]]


def read_files(
    folder: Path,
    source: Sequence[str] | str,
    table: TableName,
    columns: Sequence[str],
    present: Collection[str],
) -> str:
    """SQL that reads columns of some files of a table, or of a registered frame.

    Args:
        folder: of the table.
        source: paths relative to the folder, or the name of a registered frame.
        columns: what to read, in this order.
        present: the columns that at least one of the files has; others are NULL.
    """
    if not source:
        shape = ", ".join(f"NULL::{column_type(table, column)} AS {quote(column)}" for column in columns)
        return f"(SELECT {shape} WHERE false)"
    chosen = ", ".join(
        quote(column) if column in present else f"NULL::{column_type(table, column)} AS {quote(column)}"
        for column in columns
    )
    if isinstance(source, str):
        return f"(SELECT {chosen} FROM {quote(source)})"
    files = ", ".join(literal(str(folder / path)) for path in source)
    kinds = "{'date': DATE}" if table == EVENTS else "{'date': DATE, 'class': VARCHAR}"
    return (
        f"(SELECT {chosen} FROM "
        f"read_parquet([{files}], union_by_name=true, hive_partitioning=true, hive_types={kinds}))"
    )


def columns_of_files(
    cursor: duckdb.DuckDBPyConnection, folder: Path, paths: Sequence[str]
) -> dict[str, frozenset[str]]:
    """The columns that each file has, by its path relative to the folder."""
    files = ", ".join(literal(str(folder / path)) for path in paths)
    found: dict[str, set[str]] = {path: set() for path in paths}
    skip = len(str(folder)) + 1
    for file, name in cursor.execute(f"SELECT file_name, name FROM parquet_schema([{files}])").fetchall():
        found[file[skip:]].add(name)
    return {path: frozenset(names) for path, names in found.items()}
