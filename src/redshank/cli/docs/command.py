"""`redshank docs`: for whoever changes the code, so that the reference says what the code does."""

from __future__ import annotations

from pathlib import Path

import typer

from redshank.cli.docs.pages import render

app = typer.Typer(
    help="Write or check the generated part of the reference.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
_FOLDER = typer.Option(Path("docs/reference"), help="Where the reference stands.")


@app.command()
def build(folder: Path = _FOLDER) -> None:
    """Write the generated pages of the reference."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in render().items():
        (folder / name).write_text(text, encoding="utf-8")
        typer.echo(str(folder / name))


@app.command()
def check(folder: Path = _FOLDER) -> None:
    """Say which generated pages differ from the code; the exit status is 1 if any does."""
    stale = [name for name, text in render().items() if not _same(folder / name, text)]
    for name in stale:
        typer.echo(f"{folder / name} differs from the code: run `redshank docs build`", err=True)
    if stale:
        raise typer.Exit(1)


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
