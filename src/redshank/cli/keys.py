"""`redshank keys`: create, list, revoke."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from redshank.access.service import keys as service
from redshank.access.types import SCOPES
from redshank.cli.common import DataOption, in_transaction, settings_for, table
from redshank.kernel.actor import SYSTEM

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Machines' keys.")


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[list[str], typer.Option(help=f"What it may do; repeat. One of: {', '.join(SCOPES)}.")],
    expires_in_days: Annotated[float | None, typer.Option(min=0.0001, max=3660, help="Days until it expires.")] = None,
    data: DataOption = None,
) -> None:
    """Create a key; it is printed once and kept nowhere."""
    expires_in = timedelta(days=expires_in_days) if expires_in_days is not None else None
    text, key = in_transaction(
        settings_for(data),
        lambda tx: service.create_key(tx, SYSTEM, name=name, scopes=scope, expires_in=expires_in),
    )
    typer.echo(text)
    typer.echo(f"{key.id} may {', '.join(sorted(key.scopes))}. Keep it now: it is not shown again.", err=True)


@app.command("list")
def list_keys(data: DataOption = None) -> None:
    """Every key, also revoked and expired ones."""
    found = in_transaction(settings_for(data), service.keys)
    headings = ("id", "name", "begins", "scopes", "created", "expires", "revoked", "last used")
    rows = [
        (
            key.id,
            key.name,
            key.hint,
            ",".join(sorted(key.scopes)),
            key.created_at,
            key.expires_at,
            key.revoked_at,
            key.last_used_at,
        )
        for key in found
    ]
    typer.echo(table(headings, rows))


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(help="key_...")], data: DataOption = None) -> None:
    """Make a key useless from now on."""
    key = in_transaction(settings_for(data), lambda tx: service.revoke_key(tx, SYSTEM, key_id))
    typer.echo(f"{key.id} ({key.name}) is revoked")
