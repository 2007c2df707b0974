"""Text made inert for spreadsheets: no formula, no mark that turns the direction of text, no control character."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

DANGEROUS: Final = (
    "\\x{0000}-\\x{001F}\\x{007F}-\\x{009F}\\x{061C}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}"
)
"""Control characters and marks of direction as a class of RE2, for SQL."""

_DANGEROUS: Final = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]")
_FORMULA: Final = ("=", "+", "-", "@", "|", "%")


def inert_text(text: str) -> str:
    """The text with every dangerous character as U+FFFD."""
    return _DANGEROUS.sub("\ufffd", text)


def inert_cell(value: Any) -> str:
    """A value as a cell that no spreadsheet takes for a formula; lists are joined by a semicolon."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = inert_text(text)
    return f"'{text}" if text.startswith(_FORMULA) else text
