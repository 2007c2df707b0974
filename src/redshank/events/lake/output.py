"""Rows of a query as bytes: CSV, lines of JSON, Parquet."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from redshank.events.lake.inert import inert_cell

if TYPE_CHECKING:
    from redshank.events.lake.store.sql import QueryResult


def as_csv(result: QueryResult) -> bytes:
    """CSV of RFC 4180; what a spreadsheet would take for a formula begins with an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([inert_cell(name) for name in result.columns])
    writer.writerows([inert_cell(value) for value in row] for row in result.rows)
    return buffer.getvalue().encode()


def as_jsonl(result: QueryResult) -> bytes:
    """One JSON object a line, in ASCII, so that no terminal acts on what stands in them."""
    lines = (json.dumps(dict(zip(result.columns, row, strict=True)), default=_json_value) for row in result.rows)
    return "".join(line + "\n" for line in lines).encode()


def as_parquet(result: QueryResult) -> bytes:
    """A Parquet file."""
    import polars as pl

    columns = zip(result.columns, result.kinds, zip(*result.rows, strict=True), strict=True) if result.rows else ()
    frame = (
        pl.DataFrame([pl.Series(name, cells, dtype=_polars_type(kind)) for name, kind, cells in columns])
        if result.rows
        else pl.DataFrame(
            schema={name: _polars_type(kind) for name, kind in zip(result.columns, result.kinds, strict=True)}
        )
    )
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def _json_value(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    return str(value)


def _polars_type(kind: str) -> Any:
    import polars as pl

    if kind.endswith("[]"):
        return pl.List(_polars_type(kind[:-2]))
    decimal = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", kind)
    if decimal:
        return pl.Decimal(int(decimal[1]), int(decimal[2]))
    if kind.startswith("U") and kind != "UUID":
        return pl.UInt64
    return {
        "BOOLEAN": pl.Boolean,
        "HUGEINT": pl.Decimal(38, 0),
        "FLOAT": pl.Float32,
        "DOUBLE": pl.Float64,
        "DATE": pl.Date,
        "TIMESTAMP": pl.Datetime("us"),
        "TIMESTAMP WITH TIME ZONE": pl.Datetime("us", "UTC"),
        "BLOB": pl.Binary,
        "VARCHAR": pl.String,
    }.get(kind, pl.Int64)
