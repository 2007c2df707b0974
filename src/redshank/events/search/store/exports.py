"""A search as a file: metadata alone, with everything that a spreadsheet or a terminal would act on made inert."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from redshank.events.lake.inert import DANGEROUS, inert_cell
from redshank.events.lake.store.duck import literal
from redshank.events.search.store.queries import Plan, named, register

if TYPE_CHECKING:
    import duckdb

COLUMNS: Final = (
    "event_id", "received_at", "occurred_at", "type", "surface", "source", "id", "subjects", "verdicts", "rules",
    "shadow_rules", "labels", "rule_set",
)  # fmt: skip
_LISTS: Final = frozenset({"subjects", "verdicts", "rules", "shadow_rules", "labels"})
_CHUNK: Final = 2000


def count(cursor: duckdb.DuckDBPyConnection, planned: Plan) -> int:
    """How many rows an export would have."""
    register(cursor, planned)
    sql = f"SELECT count(*) FROM {planned.source(['seq'], planned.search.begin, planned.search.end)}"
    row = cursor.execute(sql, named(sql, planned.parameters)).fetchone()
    assert row is not None
    return int(row[0])


def write_parquet(cursor: duckdb.DuckDBPyConnection, planned: Plan, path: Path) -> None:
    """Write the export as a Parquet file."""
    register(cursor, planned)
    sql = f"COPY ({_select(planned, times='received_at')}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    cursor.execute(sql, named(sql, planned.parameters))


def write_jsonl(cursor: duckdb.DuckDBPyConnection, planned: Plan) -> Iterator[bytes]:
    """The export as lines of JSON, in chunks."""
    for rows in _chunks(cursor, planned):
        yield b"".join(json.dumps(dict(zip(COLUMNS, row, strict=True))).encode() + b"\n" for row in rows)


def write_csv(cursor: duckdb.DuckDBPyConnection, planned: Plan) -> Iterator[bytes]:
    """The export as CSV, in chunks: RFC 4180, lists joined by a semicolon, formulas disarmed by an apostrophe."""
    head = io.StringIO()
    csv.writer(head).writerow(COLUMNS)
    yield head.getvalue().encode()
    for rows in _chunks(cursor, planned):
        buffer = io.StringIO()
        csv.writer(buffer).writerows([[inert_cell(value) for value in row] for row in rows])
        yield buffer.getvalue().encode()


def _chunks(cursor: duckdb.DuckDBPyConnection, planned: Plan) -> Iterator[list[tuple[Any, ...]]]:
    register(cursor, planned)
    sql = _select(planned, times="strftime(received_at, '%Y-%m-%dT%H:%M:%S.%fZ')")
    cursor.execute(sql, named(sql, planned.parameters))
    while rows := cursor.fetchmany(_CHUNK):
        yield rows


def _select(planned: Plan, times: str) -> str:
    chosen = []
    for name in COLUMNS:
        if name.endswith("_at"):
            chosen.append(f"{times.replace('received_at', name)} AS {name}")
        elif name in _LISTS:
            chosen.append(f"list_transform({name}, lambda x: {_inert('x')}) AS {name}")
        else:
            chosen.append(f"{_inert(name)} AS {name}")
    source = planned.source([*COLUMNS, "seq"], planned.search.begin, planned.search.end)
    order = "DESC" if planned.search.order == "desc" else "ASC"
    return f"SELECT {', '.join(chosen)} FROM {source} ORDER BY seq {order}"


def _inert(text: str) -> str:
    """SQL for a text with every dangerous character as U+FFFD."""
    return f"regexp_replace({text}, '[{DANGEROUS}]', chr(65533), 'g')"
