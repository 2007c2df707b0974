"""`redshank user`: add, list, passwd, disable, enable."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from redshank.access.logic.secrets import new_password
from redshank.access.service import people as service
from redshank.access.types import Person, Role
from redshank.bootstrap.credentials import forget_first_sign_in
from redshank.cli.common import DataOption, in_transaction, settings_for, table
from redshank.kernel.actor import SYSTEM
from redshank.storage.tx import Tx

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="People who sign in.")

EmailArgument = Annotated[str, typer.Argument(help="Email or per_... id.")]
StdinOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of making one.")
]


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="The email to sign in with.")],
    name: Annotated[str, typer.Option(help="Their name.")],
    role: Annotated[Role, typer.Option(help="viewer, analyst, engineer or admin.")] = "analyst",
    password_stdin: StdinOption = False,
    data: DataOption = None,
) -> None:
    """Add somebody; a password is made and printed once."""
    password = _password(password_stdin)
    person = in_transaction(
        settings_for(data),
        lambda tx: service.add_person(tx, SYSTEM, email=email, name=name, role=role, password=password),
    )
    typer.echo(f"{person.id} {person.email} ({person.role})")
    _tell(password, given=password_stdin)


@app.command("list")
def list_people(data: DataOption = None) -> None:
    """Everybody, also who is disabled."""
    found = in_transaction(settings_for(data), service.people)
    rows = [
        (person.id, person.email, person.name, person.role, person.created_at, person.disabled_at) for person in found
    ]
    typer.echo(table(("id", "email", "name", "role", "created", "disabled"), rows))


@app.command()
def passwd(email: EmailArgument, password_stdin: StdinOption = False, data: DataOption = None) -> None:
    """Give somebody another password; their sessions end."""
    settings = settings_for(data)
    password = _password(password_stdin)

    async def work(tx: Tx) -> Person:
        person = await service.find_person(tx, email)
        await service.set_password(tx, SYSTEM, person.id, password)
        return person

    person = in_transaction(settings, work)
    forget_first_sign_in(settings, person.email)
    typer.echo(f"{person.email} has a new password; every session has ended")
    _tell(password, given=password_stdin)


@app.command()
def disable(email: EmailArgument, data: DataOption = None) -> None:
    """Keep somebody from signing in; their sessions end at once."""
    _change(email, data, disabled=True)


@app.command()
def enable(email: EmailArgument, data: DataOption = None) -> None:
    """Let somebody sign in again."""
    _change(email, data, disabled=False)


def _change(email: str, data: DataOption, *, disabled: bool) -> None:
    async def work(tx: Tx) -> Person:
        person = await service.find_person(tx, email)
        return await service.change_person(tx, SYSTEM, person.id, disabled=disabled)

    person = in_transaction(settings_for(data), work)
    typer.echo(f"{person.email} is {'disabled' if disabled else 'enabled'}")


def _password(from_stdin: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else new_password()


def _tell(password: str, *, given: bool) -> None:
    if not given:
        typer.echo(f"password: {password}")
        typer.echo("Hand it over now: it is not shown again.", err=True)
