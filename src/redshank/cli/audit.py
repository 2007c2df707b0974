"""`redshank audit`: verify the chain, take its head."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from redshank.access.service import audit as service
from redshank.bootstrap.anchors import anchors_file, read_anchors
from redshank.cli.common import DataOption, in_transaction, settings_for
from redshank.kernel.errors import InvalidInput

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The audit trail.")


@app.command()
def verify(
    head: Annotated[
        list[str] | None,
        typer.Option(help="A head that was kept elsewhere, as `redshank audit head` prints it; repeat."),
    ] = None,
    data: DataOption = None,
) -> None:
    """Walk the chain and name the first entry that is broken; exit status 1 if there is one."""
    settings = settings_for(data)
    kept = read_anchors(anchors_file(settings)) + [_head(text) for text in head or []]
    found = in_transaction(settings, lambda tx: service.verify(tx, kept))
    if found.fault is not None:
        typer.echo(f"broken: {found.fault}; {found.entries} entries before it are sound", err=True)
        raise typer.Exit(1)
    typer.echo(
        f"{found.entries} entries are sound; {len(kept)} kept heads agree; head {found.entries}:{found.head.hex()}"
    )


@app.command("head")
def show_head(data: DataOption = None) -> None:
    """Print the newest entry's position and digest, to be kept outside the database."""
    found = in_transaction(settings_for(data), service.head)
    typer.echo(f"{found[0]}:{found[1].hex()}" if found else "0:" + "0" * 64)


def _head(text: str) -> tuple[int, bytes]:
    if not re.fullmatch(r"[1-9]\d{0,17}:[0-9a-f]{64}", text):
        raise InvalidInput("a head is a position, a colon and 64 hexadecimal digits", where="--head")
    position, _, digest = text.partition(":")
    return int(position), bytes.fromhex(digest)
