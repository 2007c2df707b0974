"""`redshank`: every command; each group of commands is loaded when it is asked for."""

from __future__ import annotations

import importlib
import sys
from typing import Any, Final

import typer
from typer.core import TyperGroup

from redshank.cli.common import show_error
from redshank.kernel.errors import RedshankError

# name -> (module with `app`, the command's name in it or None for the whole app, help)
_COMMANDS: Final[dict[str, tuple[str, str | None, str]]] = {
    "up": ("redshank.cli.operate", "up", "Start Redshank: database, server, worker."),
    "demo": ("redshank.cli.demo", "demo", "Start Redshank with simulated traffic of an AI platform."),
    "status": ("redshank.cli.operate", "status", "Say what runs and how its parts do."),
    "doctor": ("redshank.cli.operate", "doctor", "Look for what is wrong, and say how to mend it."),
    "config": ("redshank.cli.operate", "config", "Show every setting and where its value comes from."),
    "migrate": ("redshank.cli.operate", "migrate", "Bring the database's tables up to date."),
    "backup": ("redshank.cli.operate", "backup", "Write everything to one verified file."),
    "restore": ("redshank.cli.operate", "restore", "Make a new installation from a backup."),
    "keys": ("redshank.cli.keys", None, "Machines' keys."),
    "user": ("redshank.cli.user", None, "People who sign in."),
    "audit": ("redshank.cli.audit", None, "The audit trail."),
    "rules": ("redshank.cli.rules", None, "Check, test, run and measure rule sets."),
    "import": ("redshank.cli.events", "import", "Send events from files or standard input."),
    "query": ("redshank.cli.query", "query", "Ask the lake in SQL."),
    "simulate": ("redshank.cli.simulate", None, "Generate traffic of an AI platform, with planted operations."),
}

# For whoever works on Redshank itself: called by name, not listed.
_HIDDEN: Final[dict[str, tuple[str, str | None, str]]] = {
    "docs": ("redshank.cli.docs", None, "Write or check the generated reference."),
}


class _Commands(TyperGroup):
    """Loads a command's module when the command is named, so that none pays for the others."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in _COMMANDS.items()])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = _COMMANDS.get(cmd_name) or _HIDDEN.get(cmd_name)
        if entry is None:
            return None
        module, name, text = entry
        command: Any = typer.main.get_command(importlib.import_module(module).app)
        if name is not None and isinstance(command, TyperGroup):
            command = command.commands[name]
        command.name = cmd_name
        command.short_help = text
        return command


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Redshank: self-hosted Trust & Safety for AI platforms.",
)


@app.callback()
def _root() -> None:
    """Redshank: self-hosted Trust & Safety for AI platforms."""


def main() -> None:
    """The entry point of the `redshank` program."""
    try:
        app()
    except RedshankError as error:
        show_error(error)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(141)


if __name__ == "__main__":
    main()
