"""Small pieces of Markdown, made so that equal input gives equal text."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence

NOTE = "<!-- Written by `redshank docs build`. Change the code, not this file. -->"


def page(title: str, introduction: str, *blocks: str) -> str:
    """A whole page with its note that it is generated."""
    return "\n\n".join([f"# {title}", NOTE, introduction.strip(), *(block.strip() for block in blocks if block)]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are put on one line, and a bar in a cell doesn't end it."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def cell(text: str) -> str:
    """Text for one cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """Text in the fixed-width face; nothing where there is nothing."""
    return f"`{text}`" if text else ""


def prose(docstring: str | None) -> str:
    """A Google-style docstring as Markdown: the part before its first section."""
    text = inspect.cleandoc(docstring or "")
    kept: list[str] = []
    for line in text.splitlines():
        if line in ("Args:", "Attributes:", "Returns:", "Raises:", "Example:", "Yields:"):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def example(docstring: str) -> str:
    """The code under `Example:` of a docstring, dedented; empty where there is none."""
    _, found, rest = inspect.cleandoc(docstring).partition("\nExample:\n")
    return inspect.cleandoc("\n" + rest) if found else ""
