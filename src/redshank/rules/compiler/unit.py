"""The text of the function that is being generated, its constants, and what its expressions share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from redshank.rules.compiler.values import Val, any_of, is_plain, literal

_SHARED: Final = re.compile("\x00(\\d+)\x01")


class Unit:
    """Collects lines, constants and shared expressions; `finish` gives the source.

    A shared expression is written as a mark. When all is known, one that is used once is written in place; one that is
    used more often is kept in a variable by whoever needs it first.
    """

    def __init__(self) -> None:
        self.constants: dict[str, Any] = {}
        self.lines: list[str] = []
        self.head: list[str] = []
        self._indent = 1
        self._count = 0
        self._constant_names: dict[Any, str] = {}
        self._shared: list[str] = []
        self._shared_ids: dict[str, int] = {}
        self._temporaries: dict[str, str] = {}
        self._prefixes: dict[tuple[str, tuple[str, ...]], str] = {}

    def name(self, letter: str) -> str:
        """A fresh variable."""
        self._count += 1
        return f"{letter}{self._count}"

    def line(self, text: str) -> None:
        """Add a statement."""
        self.lines.append("    " * self._indent + text)

    @contextmanager
    def block(self, opening: str) -> Iterator[None]:
        """Add a statement with a body."""
        self.line(opening)
        self._indent += 1
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.line("pass")
        self._indent -= 1

    def constant(self, value: Any, key: Any = None) -> str:
        """Name an object that the code uses; equal keys give one name."""
        if key is not None and key in self._constant_names:
            return self._constant_names[key]
        name = self.name("K")
        self.constants[name] = value
        if key is not None:
            self._constant_names[key] = name
        return name

    def constant_val(self, value: Any) -> Val:
        """A constant of any kind as a value."""
        plain = is_plain(value)
        code = literal(value) if plain else self.constant(value, ("value", type(value).__name__, repr(value)))
        return Val(code, atom=True, constant=True, value=value, none=value is None)

    def shared(self, code: str) -> str:
        """Mark an expression that is pure and costs something."""
        index = self._shared_ids.get(code)
        if index is None:
            index = self._shared_ids[code] = len(self._shared)
            self._shared.append(code)
        return f"\x00{index}\x01"

    def temporary(self, code: str) -> str:
        """The variable for a part of an expression; equal parts have one."""
        if code not in self._temporaries:
            self._temporaries[code] = self.name("t")
        return self._temporaries[code]

    def store(self, val: Val, failed: str) -> Val:
        """Put a value into a variable; `failed` is what stands there if it failed."""
        if val.atom and (not val.fails or val.fails == (f"{val.code} is {failed}",)):
            return val
        name = self.name("v")
        if val.fails:
            self.line(f"{name} = {failed} if {any_of(val.fails)} else {val.code}")
        else:
            self.line(f"{name} = {val.code}")
        return Val(name, (f"{name} is {failed}",) if val.fails else (), atom=True, none=val.none)

    def prefix(self, root: str, keys: tuple[str, ...]) -> str:
        """The variable for the object at a chain of keys, resolved once for the event; empty where there is none."""
        if not keys:
            return root
        known = self._prefixes.get((root, keys))
        if known is not None:
            return known
        parent = self.prefix(root, keys[:-1])
        name = self.name("d")
        self.head.append(f"    {name} = {parent}.get({keys[-1]!r})")
        self.head.append(f"    if {name}.__class__ is not dict:")
        self.head.append(f"        {name} = EMPTY")
        self._prefixes[root, keys] = name
        return name

    def finish(self) -> list[str]:
        """The lines of the body, marks resolved."""
        uses: dict[int, int] = {}
        body = "\n".join(self.lines)
        order = self._uses(body, uses)
        texts: dict[int, str] = {}
        kept: list[str] = []
        for index in order:
            code = self._resolve(self._shared[index], texts)
            if uses[index] > 1:
                name = f"s{index}"
                kept.append(name)
                texts[index] = f"({name} if {name} is not UNSET else ({name} := {code}))"
            else:
                texts[index] = f"({code})"
        start = [f"    {' = '.join(kept[at : at + 50])} = UNSET" for at in range(0, len(kept), 50)]
        return [*start, *self.head, *self._resolve(body, texts).split("\n")]

    def _uses(self, body: str, uses: dict[int, int]) -> list[int]:
        """Count uses of each shared expression; inner ones come first in the result."""
        order: list[int] = []

        def visit(text: str) -> None:
            for match in _SHARED.finditer(text):
                index = int(match[1])
                uses[index] = uses.get(index, 0) + 1
                if uses[index] == 1:
                    visit(self._shared[index])
                    order.append(index)

        visit(body)
        return order

    @staticmethod
    def _resolve(text: str, texts: dict[int, str]) -> str:
        return _SHARED.sub(lambda match: texts[int(match[1])], text)
