"""`redshank query`: SQL over every event, read-only."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redshank.cli.common import DataOption, in_transaction, settings_for, table
from redshank.events.lake.errors import QueryRefused
from redshank.kernel.actor import SYSTEM

if TYPE_CHECKING:
    from redshank.events.lake.store.sql import QueryResult
    from redshank.storage.tx import Tx

app = typer.Typer(rich_markup_mode=None, help="Ask the lake in SQL.")

_TABLE_ROWS = 200
_WIDEST_CELL = 80


class Form(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


@app.command()
def query(  # noqa: PLR0917 - typer reads options from the signature
    sql: Annotated[str, typer.Argument(help="One SELECT; `-` reads it from standard input.")],
    form: Annotated[Form, typer.Option("--format", help="How rows are written.")] = Form.TABLE,
    out: Annotated[Path | None, typer.Option(help="File to write; default: standard output.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="Most rows; default: 200 for a table, else a million.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, max=3600, help="How long it may take.")] = 60.0,
    include_content: Annotated[
        bool, typer.Option("--include-content", help="Add the view `content`; needs --purpose, and is on record.")
    ] = False,
    purpose: Annotated[str | None, typer.Option(help="Why content is read.")] = None,
    reference: Annotated[str | None, typer.Option(help="Case or ticket.")] = None,
    data: DataOption = None,
) -> None:
    """Ask about every event received until now: the view `events` joins lake and log.

    redshank query "SELECT type, count(*) FROM events GROUP BY type ORDER BY 2 DESC"
    redshank query "DESCRIBE events"
    """
    from redshank.bootstrap.lake import lake_settings
    from redshank.events.lake.query import MOST_ROWS, Purpose
    from redshank.events.lake.query import query as ask
    from redshank.events.lake.reader import LakeReader
    from redshank.events.lake.store.duck import Duck

    if include_content and not (purpose and purpose.strip()):
        raise QueryRefused("content is read for a purpose", where="--purpose", mend="say why with --purpose")
    if form is Form.PARQUET and out is None and sys.stdout.isatty():
        raise QueryRefused("Parquet is not for terminals", where="--out", mend="name a file with --out")
    settings = settings_for(data)
    text = sys.stdin.read() if sql == "-" else sql

    async def work(tx: Tx) -> QueryResult:
        lake = lake_settings(settings)
        reader = LakeReader(lake, Duck(lake))
        try:
            return await ask(
                tx,
                reader,
                SYSTEM,
                text,
                content=Purpose(purpose or "", reference) if include_content else None,
                seconds=seconds,
                most_rows=limit or (_TABLE_ROWS if form is Form.TABLE else MOST_ROWS),
            )
        finally:
            reader.duck.close()

    result = in_transaction(settings, work)
    _write(result, form, out)
    if result.truncated:
        typer.echo("there are more rows; see --limit", err=True)


def _write(result: QueryResult, form: Form, out: Path | None) -> None:
    from redshank.events.lake import output

    if form is Form.TABLE:
        body = (table(result.columns, ([_cell(value) for value in row] for row in result.rows)) + "\n").encode()
    else:
        body = {Form.CSV: output.as_csv, Form.JSONL: output.as_jsonl, Form.PARQUET: output.as_parquet}[form](result)
    if out is not None:
        out.write_bytes(body)
    else:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()


def _cell(value: object) -> str:
    if value is None:
        return "-"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _WIDEST_CELL else text[: _WIDEST_CELL - 1] + "…"
