"""Diagnostics as people read them, with the line they are about."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from redshank.rules.types import Diagnostic, Sources

_COLOURS: Final = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m"}
_BOLD: Final = "\x1b[1m"
_BLUE: Final = "\x1b[1;34m"
_PLAIN: Final = "\x1b[0m"
_WIDEST: Final = 160


def render(diagnostic: Diagnostic, sources: Sources | None, *, colour: bool) -> str:
    """A diagnostic with its line and a mark under its place.

    Args:
        diagnostic: what to show.
        sources: the files; without them the line is left out.
        colour: use terminal colours.
    """

    def paint(code: str, text: str) -> str:
        return f"{code}{text}{_PLAIN}" if colour else text

    span = diagnostic.span
    severity = paint(_COLOURS[diagnostic.severity], f"{diagnostic.severity}[{diagnostic.code}]")
    lines = [f"{severity}{paint(_BOLD, f': {_safe(diagnostic.message)}')}"]
    lines.append(f"  {paint(_BLUE, '-->')} {span.path}:{span.line}:{span.column}")
    text = _line(sources, span.path, span.line)
    if text is not None:
        number = str(span.line)
        margin = " " * len(number)
        width = (span.end_column if span.end_line == span.line else len(text) + 1) - span.column
        shown = _safe(text[:_WIDEST])
        mark = " " * min(span.column - 1, _WIDEST) + "^" * max(1, min(width, _WIDEST - span.column))
        lines.append(f" {margin} {paint(_BLUE, '|')}")
        lines.append(f" {paint(_BLUE, number)} {paint(_BLUE, '|')} {shown}")
        lines.append(f" {margin} {paint(_BLUE, '|')} {paint(_COLOURS[diagnostic.severity], mark)}")
    if diagnostic.hint:
        lines.append(f"   {paint(_BLUE, '=')} {_safe(diagnostic.hint)}")
    return "\n".join(lines)


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic for machines."""
    return asdict(diagnostic)


def _line(sources: Sources | None, path: str, number: int) -> str | None:
    text = None if sources is None else sources.files.get(path)
    if text is None:
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[number - 1] if 1 <= number <= len(lines) else None


def _safe(text: str) -> str:
    """Rule files can come from anywhere: nothing in them may steer the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
