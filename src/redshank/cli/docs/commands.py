"""docs/reference/cli.md: every command, from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup, TyperOption

from redshank.cli.docs.markdown import code, page, prose, table

_INTRODUCTION = """
`redshank COMMAND --help` says the same. Settings are taken as told in [Settings](settings.md). The exit status is 0
when it went well, 1 when it didn't (the reason is on the standard error), and 2 when the command was called
wrongly.
"""


_EVERYWHERE = ("help", "install_completion", "show_completion")


def cli_page() -> str:
    """The page as Markdown."""
    return page("Command line", _INTRODUCTION, *(_entry(name, command) for name, command in visible_commands()))


def visible_commands() -> Iterator[tuple[str, Any]]:
    """Every command that `--help` shows, with its full name, in order of name."""
    from redshank.cli.main import app

    yield from _walk("redshank", typer.main.get_command(app))


def _walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(command, TyperGroup):
        yield name, command
        return
    if command.invoke_without_command:
        yield name, command
    context = _context(command)
    for child in sorted(command.list_commands(context)):
        found = command.get_command(context, child)
        if found is not None and not found.hidden:
            yield from _walk(f"{name} {child}", found)


def _entry(name: str, command: Any) -> str:
    context = _context(command)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    parts = [f"## {name}", f"```\n{usage}\n```", prose(command.help)]
    rows = [row for parameter in command.params if (row := _parameter(parameter, context))]
    if rows:
        parts.append(table(("Argument", "Default", "Meaning"), rows))
    return "\n\n".join(parts)


def _parameter(parameter: Any, context: Any) -> tuple[str, str, str] | None:
    if parameter.name in _EVERYWHERE or getattr(parameter, "hidden", False):
        return None
    if isinstance(parameter, TyperOption):
        names = ", ".join(code(option) for option in [*parameter.opts, *parameter.secondary_opts])
    else:
        names = code((parameter.name or "").upper())
    default = parameter.get_default(context, call=False)
    shown = "" if default is None or callable(default) or default is False else code(_text(default))
    return names, "required" if parameter.required else shown, parameter.help or ""


def _text(default: Any) -> str:
    return ", ".join(map(str, default)) if isinstance(default, (list, tuple)) else str(default)


def _context(command: Any) -> Any:
    return command.context_class(command)
