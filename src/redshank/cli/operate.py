"""`redshank up|status|doctor|config|migrate|backup|restore`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redshank.bootstrap.settings import Settings, load_settings
from redshank.cli.common import DataOption, settings_for, table

if TYPE_CHECKING:
    from redshank.bootstrap.lock import Running

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

HostOption = Annotated[str | None, typer.Option(help="Address to listen on.", show_default=False)]
PortOption = Annotated[int | None, typer.Option(help="TCP port to listen on.", show_default=False)]
RulesOption = Annotated[Path | None, typer.Option(help="Folder of the rule set.", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def up(host: HostOption = None, port: PortOption = None, rules: RulesOption = None, data: DataOption = None) -> None:
    """Start PostgreSQL (unless REDSHANK_DATABASE_URL names yours), the server and the worker; stop with Ctrl-C."""
    from redshank.bootstrap.logs import configure_logs
    from redshank.bootstrap.up import run_up

    settings = settings_for(data, host=host, port=port, rules=rules)
    configure_logs(settings, "up")
    raise typer.Exit(run_up(settings, lambda running: typer.echo(banner(settings, running))))


def banner(settings: Settings, running: Running) -> str:
    """What is printed once everything answers."""
    from redshank.bootstrap.credentials import first_sign_in, ingest_key_file

    lines = ["", f"  Redshank {running.version} is ready at {running.url}", ""]
    credentials = first_sign_in(settings)
    if credentials is not None:
        lines += [f"  sign in as   {credentials.email}", f"  password     {credentials.password}", ""]
        lines += [f"  Change it:   redshank user passwd {credentials.email}"]
    key = ingest_key_file(settings)
    if key.exists():
        lines += [f"  Send events: POST {running.url}/v1/events with the key in {key}"]
    lines += ["  Look:        redshank status", "  Stop:        Ctrl-C", ""]
    return "\n".join(lines)


@app.command()
def status(as_json: JsonOption = False, data: DataOption = None) -> None:
    """Say what runs, its versions and how its parts do; exit status 3 when nothing runs, 1 when a part is down."""
    from redshank.bootstrap.status import look

    found = look(settings_for(data))
    if as_json:
        typer.echo(json.dumps(found.as_json()))
    else:
        typer.echo(found.as_text())
    raise typer.Exit(0 if found.ready else 1 if found.running else 3)


@app.command()
def doctor(as_json: JsonOption = False, data: DataOption = None) -> None:
    """Look at everything that Redshank stands on; exit status 1 when something is wrong."""
    from redshank.bootstrap.doctor import examine

    findings = list(examine(load_settings(data=data)))
    if as_json:
        fields = ("name", "verdict", "detail", "mend")
        typer.echo(json.dumps([{field: getattr(finding, field) for field in fields} for finding in findings]))
    else:
        for finding in findings:
            typer.echo(f"{finding.verdict:8} {finding.name:14} {finding.detail}")
            if finding.verdict != "ok" and finding.mend:
                typer.echo(f"{'':8} {'':14} mend: {finding.mend}")
    raise typer.Exit(1 if any(finding.verdict == "error" for finding in findings) else 0)


@app.command()
def config(as_json: JsonOption = False, data: DataOption = None) -> None:
    """Show every setting, its value (secrets masked) and where it comes from."""
    loaded = load_settings(data=data)
    listing = loaded.listing()
    if as_json:
        fields = ("name", "value", "source", "description")
        typer.echo(json.dumps([{field: getattr(setting, field) for field in fields} for setting in listing]))
        return
    typer.echo(table(("setting", "value", "source"), [(one.name, one.value or "-", one.source) for one in listing]))
    for name in loaded.unknown_variables:
        typer.echo(f"warning: no setting has the name {name}", err=True)


@app.command()
def migrate(data: DataOption = None) -> None:
    """Bring the tables up to date (`redshank up` does it by itself)."""
    from redshank.bootstrap.attach import attach
    from redshank.storage.migrate import migrate as run

    with attach(settings_for(data), create=True) as attached:
        before, after = run(attached.url)
    typer.echo(f"the tables are at {after}" + ("" if before == after else f" (before: {before or 'none'})"))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")], data: DataOption = None
) -> None:
    """Write database, lake, rules and secrets to one file, also while Redshank runs, and verify it. Keep it safe."""
    from redshank.bootstrap.backup import write_backup

    manifest = write_backup(settings_for(data), file)
    typer.echo(f"{file}: {len(manifest.files)} files, {manifest.bytes / 2**20:.1f} MiB, verified")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `redshank backup` wrote.")], data: DataOption = None
) -> None:
    """Make an installation from a backup; refuses to overwrite one that is there."""
    from redshank.bootstrap.restore import restore_backup

    settings = settings_for(data)
    manifest = restore_backup(settings, file)
    typer.echo(f"{settings.data}: restored as of {manifest.at}; start it with `redshank up`", file=sys.stdout)
