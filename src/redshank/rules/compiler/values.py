"""What an expression becomes: code for its value, and the tests under which there is none."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

MAX_INLINE: Final = 1_500
"""Longest expression that is written in place, in characters; a longer one gets a variable."""


@dataclass(frozen=True, slots=True)
class Val:
    """A lowered expression.

    Attributes:
        code: Python expression for the value, right only where no test of `fails` holds.
        fails: Python conditions, to be tested in order; if one holds the value is failed.
        atom: the code is a name or a literal.
        constant: `value` is the value, known now.
        value: the constant.
        none: the value can be None though it did not fail.
        depth: how deep the code nests.
    """

    code: str
    fails: tuple[str, ...] = ()
    atom: bool = False
    constant: bool = False
    value: Any = None
    none: bool = False
    depth: int = 0


def constant(value: Any) -> Val:
    """A value known now that can be written as a Python literal."""
    return Val(literal(value), atom=True, constant=True, value=value, none=value is None)


def is_plain(value: Any) -> bool:
    """Whether a value can be written as a literal of one token."""
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, str | int)


def literal(value: Any) -> str:
    """A plain value as Python text; negative numbers in brackets, so that they stand anywhere."""
    text = repr(value)
    return f"({text})" if text.startswith("-") else text


def join_fails(*vals: Val) -> tuple[str, ...]:
    """The tests of several values, each once, in order."""
    return tuple(dict.fromkeys(test for val in vals for test in val.fails))


def any_of(tests: Iterable[str]) -> str:
    """A condition that holds if any test does."""
    return " or ".join(tests)


def none_of(tests: Iterable[str]) -> str:
    """A condition that holds if no test does."""
    return " and ".join(_negated(test) for test in tests)


def _negated(test: str) -> str:
    """Every test reads `<code> is <token>`."""
    code, _, token = test.rpartition(" is ")
    return f"{code} is not {token}"


def absorbed(val: Val) -> Val:
    """The value with None for failed: what `==`, `in` and Optional parameters see."""
    if not val.fails:
        return val
    if val.atom and val.fails == (f"{val.code} is None",):
        return Val(val.code, atom=True, none=True, depth=val.depth)
    return Val(f"(None if {any_of(val.fails)} else {val.code})", none=True, depth=val.depth + 1)


def truth(val: Val) -> str:
    """A condition: the value is true and did not fail."""
    if not val.fails:
        return val.code
    if val.atom:
        return f"{val.code} is True"
    return f"({none_of(val.fails)} and {val.code})"
