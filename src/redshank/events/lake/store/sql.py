"""Somebody's SQL over the lake: one reading statement, in a DuckDB of its own that can reach nothing else."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import duckdb

from redshank.events.lake.errors import QueryRefused, QueryTimedOut
from redshank.events.lake.store.duck import Frame, explain, literal, quote

if TYPE_CHECKING:
    import polars as pl

_TIME_WITH_ZONE: Final = "TIMESTAMP WITH TIME ZONE"
_PLAIN: Final = re.compile(
    r"(BOOLEAN|U?(TINY|SMALL|BIG)INT|U?INTEGER|HUGEINT|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)|DATE|TIMESTAMP|BLOB)"
    r"|(VARCHAR|BOOLEAN|BIGINT|INTEGER|DOUBLE)\[\]"
)


@dataclass(frozen=True, slots=True)
class View:
    """What a name in the SQL stands for.

    Attributes:
        sql: reads files and the registered frames.
        files: whole paths of the files that it reads.
        frames: name -> rows that are in the log alone.
    """

    sql: str
    files: Sequence[str]
    frames: Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Rows of a query.

    Attributes:
        columns: names.
        kinds: DuckDB's types; times are UTC, whatever has no counterpart elsewhere is VARCHAR.
        truncated: there were more rows than asked for.
    """

    columns: list[str]
    kinds: list[str]
    rows: list[tuple[Any, ...]]
    truncated: bool


class LockedDuck:
    """A DuckDB that sees some views and nothing else: no other file, no network, no extension, no setting.

    What it may read stays writable for DuckDB's own COPY, so statements that are no plain SELECT are turned away
    before it sees them.
    """

    def __init__(self, views: Mapping[str, View], *, memory_mb: int, threads: int, seconds: float) -> None:
        self._seconds = seconds
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{memory_mb}MB",
                "threads": threads,
                "temp_directory": "",
                "python_enable_replacements": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        self._connection.execute("SET GLOBAL TimeZone = 'UTC'")
        files: list[str] = []
        for name, view in views.items():
            for frame_name, frame in view.frames.items():
                self._connection.register(frame_name, Frame(frame))
            files += view.files
            self._connection.execute(f"CREATE VIEW {name} AS {view.sql}")
        allowed = ", ".join(literal(file) for file in files)
        self._connection.execute(
            f"SET allowed_paths = [{allowed}]; SET enable_external_access = false; SET lock_configuration = true"
        )

    def run(self, sql: str, most_rows: int) -> QueryResult:
        """The first rows of a statement.

        Raises:
            QueryRefused: it is no single SELECT.
            QueryFailed: DuckDB refused it.
            QueryTimedOut: it took too long.
        """
        timer = threading.Timer(self._seconds, self._connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            statements = duckdb.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                kinds = ", ".join(one.type.name for one in statements) or "nothing"
                raise QueryRefused(f"this is {kinds}", mend="write one SELECT, FROM, DESCRIBE or SUMMARIZE")
            relation = self._connection.sql(sql).limit(most_rows + 1)
            columns = list(relation.columns)
            plain = [_plain(name, str(kind)) for name, kind in zip(columns, relation.types, strict=True)]
            rows = relation.project(", ".join(written for written, _ in plain)).fetchall()
        except duckdb.InterruptException:
            raise QueryTimedOut(
                f"no answer within {self._seconds:g} s", mend="narrow it, or give it more seconds"
            ) from None
        except duckdb.Error as error:
            raise explain(error) from error
        finally:
            timer.cancel()
        return QueryResult(columns, [kind for _, kind in plain], rows[:most_rows], len(rows) > most_rows)

    def close(self) -> None:
        """Let go of the memory."""
        self._connection.close()


def _plain(name: str, kind: str) -> tuple[str, str]:
    """SQL for a column as Python and other programs can hold it, and its type then."""
    if kind == _TIME_WITH_ZONE:
        return f"CAST({quote(name)} AS TIMESTAMP) AS {quote(name)}", _TIME_WITH_ZONE
    if _PLAIN.fullmatch(kind):
        return quote(name), kind
    return f"CAST({quote(name)} AS VARCHAR) AS {quote(name)}", "VARCHAR"
