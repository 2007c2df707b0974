"""What commands share: the data folder's option, the wiring, and how errors and tables look."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from redshank.bootstrap.settings import Settings, load_settings
from redshank.kernel.errors import RedshankError

T = TypeVar("T")
DataOption = Annotated[
    Path | None, typer.Option("--data", help="Data folder; default: REDSHANK_DATA, else ./data.", show_default=False)
]


def settings_for(data: Path | None = None, **given: Any) -> Settings:
    """The settings, with what the command line says on top."""
    return load_settings(data=data, **given).settings


def in_transaction(settings: Settings, work: Callable[[Any], Awaitable[T]]) -> T:
    """Run something in one transaction of the installation's database, and commit."""
    from redshank.bootstrap.attach import attach
    from redshank.storage.database import Database
    from redshank.storage.migrate import migrate

    async def run(url: str) -> T:
        database = Database(url, pool_size=2, application_name="redshank command")
        try:
            async with database.begin() as tx:
                return await work(tx)
        finally:
            await database.close()

    with attach(settings) as attached:
        migrate(attached.url)
        return asyncio.run(run(attached.url))


def show_error(error: RedshankError) -> None:
    """An error as people read it, on stderr."""
    print(f"error: {error.title}: {error.detail}", file=sys.stderr)
    if error.where:
        print(f"  where: {error.where}", file=sys.stderr)
    if error.mend:
        print(f"  mend:  {error.mend}", file=sys.stderr)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A plain table; control characters in cells are shown as `?`."""
    cells = [list(headings), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    lines = ["  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return "".join(character if character.isprintable() else "?" for character in str(value))
