"""JSON paths: `$.user.id`, `$.items[0]`, `$.tools[*].name`, `$..url`, `$.a['b-c']`, `a | b`.

A plain chain of names becomes a tuple of keys that the compiler walks; any other path becomes a function that gives
the first match. Where an index meets something that has none, the function raises: the field fails with an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

MAX_PATH: Final = 1_000
MISSING: Final[Any] = type("Missing", (), {"__slots__": (), "__repr__": lambda self: "MISSING"})()

_TOKEN: Final = re.compile(
    r"""[ \t\n]*(?:(?P<id>[a-zA-Z_@][a-zA-Z0-9_@\-]*)|(?P<number>-?\d+)|(?P<op>\.\.|[*.\[\]()$,:|&])"""
    r"""|'(?P<single>(?:[^'\\]|\\.)*)'|"(?P<double>(?:[^"\\]|\\.)*)"|`(?P<named>this|parent)`)""",
    re.DOTALL,
)
_BINDS: Final = {"..": 1, ".": 2, "|": 3, "&": 4, "where": 5}


@dataclass(slots=True)
class _Datum:
    """A value and where it was found."""

    value: Any
    parent: _Datum | None = None


_Step: TypeAlias = Callable[[_Datum], Iterator[_Datum]]


class BadPath(ValueError):
    """The text is not a JSON path."""


@dataclass(frozen=True, slots=True)
class Path:
    """A JSON path.

    Attributes:
        text: as written.
        keys: the names to follow, if it is a plain chain from the root.
        first: the first match in an event's data, or MISSING; raises where a step can't be taken.
    """

    text: str
    keys: tuple[str, ...] | None
    first: Callable[[Any], Any]


def parse_path(text: str) -> Path:
    """Read a JSON path.

    Raises:
        BadPath: it is not one.
    """
    if len(text) > MAX_PATH:
        raise BadPath(f"a path has at most {MAX_PATH} characters")
    parser = _Parser(list(_tokens(text)))
    node = parser.parse()
    step = _compile(node)

    def first(data: Any) -> Any:
        for found in step(_Datum(data)):
            return found.value
        return MISSING

    return Path(text, _chain(node), first)


_Node: TypeAlias = tuple[Any, ...]


def _tokens(text: str) -> Iterator[tuple[str, Any]]:
    position = 0
    text = text.rstrip(" \t\n")
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise BadPath(f"unexpected {text[position]!r} at character {position + 1}")
        position = match.end()
        kind = match.lastgroup or ""
        value = match[kind]
        if kind == "id" and value == "where":
            yield "op", value
        elif kind in ("single", "double"):
            yield "id", re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL)
        elif kind == "number":
            yield kind, int(value)
        else:
            yield kind, value
    yield "end", ""


class _Parser:
    def __init__(self, tokens: list[tuple[str, Any]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def parse(self) -> _Node:
        node = self._binary(0)
        self._expect("end", "")
        return node

    def _binary(self, minimum: int) -> _Node:
        self._depth += 1
        if self._depth > 50:
            raise BadPath("the path nests too deep")
        left = self._postfix()
        while True:
            kind, value = self._tokens[self._at]
            binds = _BINDS.get(value, 0) if kind == "op" else 0
            if binds <= minimum:
                self._depth -= 1
                return left
            self._at += 1
            left = (value, left, self._binary(binds))

    def _postfix(self) -> _Node:
        node = self._primary()
        while self._tokens[self._at] == ("op", "["):
            node = (".", node, self._bracket())
        return node

    def _primary(self) -> _Node:
        kind, value = self._tokens[self._at]
        if kind == "id":
            return ("fields", self._fields())
        if kind == "op" and value == "[":
            return self._bracket()
        self._at += 1
        if kind == "named":
            return (value,)
        if kind == "op" and value == "$":
            return ("root",)
        if kind == "op" and value == "*":
            return ("fields", ["*"])
        if kind == "op" and value == "(":
            node = self._binary(0)
            self._expect("op", ")")
            return node
        raise BadPath("a name, `$`, `*` or a bracket is missing" if kind == "end" else f"unexpected {value!r}")

    def _fields(self) -> list[str]:
        names = [self._expect("id")]
        while self._tokens[self._at] == ("op", ","):
            self._at += 1
            names.append(self._expect("id"))
        return names

    def _bracket(self) -> _Node:
        self._expect("op", "[")
        kind, value = self._tokens[self._at]
        node: _Node
        if kind == "id":
            node = ("fields", self._fields())
        elif kind == "op" and value == "*":
            self._at += 1
            node = ("slice", None, None)
        else:
            start = self._number()
            if start is not None and self._tokens[self._at] == ("op", "]"):
                node = ("index", start)
            else:
                self._expect("op", ":")
                node = ("slice", start, self._number())
        self._expect("op", "]")
        return node

    def _number(self) -> int | None:
        kind, value = self._tokens[self._at]
        if kind != "number":
            return None
        self._at += 1
        return int(value)

    def _expect(self, kind: str, value: str | None = None) -> Any:
        found = self._tokens[self._at]
        if found[0] != kind or (value is not None and found[1] != value):
            raise BadPath("the path ends too early" if found[0] == "end" else f"unexpected {found[1]!r}")
        self._at += 1
        return found[1]


def _chain(node: _Node) -> tuple[str, ...] | None:
    keys: list[str] = []
    while node[0] == ".":
        right = node[2]
        if right[0] != "fields" or len(right[1]) != 1 or right[1][0] == "*":
            return None
        keys.append(right[1][0])
        node = node[1]
    if node[0] == "fields" and len(node[1]) == 1 and node[1][0] != "*":
        keys.append(node[1][0])
    elif node[0] != "root":
        return None
    return tuple(reversed(keys)) or None


def _compile(node: _Node) -> _Step:
    match node:
        case ("root",):
            return _root
        case ("this",):
            return lambda datum: iter((datum,))
        case ("parent",):
            return lambda datum: iter(() if datum.parent is None else (datum.parent,))
        case ("fields", names):
            return _fields(names)
        case ("index", index):
            return lambda datum: iter([_Datum(datum.value[index], datum)] if len(datum.value) > index else [])
        case ("slice", start, end):
            return _slice(start, end)
        case (".", left, right):
            outer, inner = _compile(left), _compile(right)
            return lambda datum: (found for each in outer(datum) for found in inner(each))
        case ("..", left, right):
            outer, inner = _compile(left), _compile(right)
            return lambda datum: (found for each in outer(datum) for found in _descend(each, inner))
        case ("|", left, right):
            outer, inner = _compile(left), _compile(right)
            return lambda datum: (found for side in (outer, inner) for found in side(datum))
        case ("where", left, right):
            outer, inner = _compile(left), _compile(right)
            return lambda datum: (each for each in outer(datum) if next(inner(each), None) is not None)
    raise BadPath("`&` is not supported")


def _root(datum: _Datum) -> Iterator[_Datum]:
    while datum.parent is not None:
        datum = datum.parent
    yield datum


def _fields(names: list[str]) -> _Step:
    def step(datum: _Datum) -> Iterator[_Datum]:
        value = datum.value
        if isinstance(value, dict):
            for name in list(value) if "*" in names else names:
                if name in value:
                    yield _Datum(value[name], datum)

    return step


def _slice(start: int | None, end: int | None) -> _Step:
    def step(datum: _Datum) -> Iterator[_Datum]:
        value = datum.value
        if isinstance(value, dict | int | str):
            value = [value]
        for index in range(len(value))[start:end]:
            yield _Datum(value[index], datum)

    return step


def _descend(datum: _Datum, inner: _Step) -> Iterator[_Datum]:
    stack = [datum]
    while stack:
        current = stack.pop()
        yield from inner(current)
        value = current.value
        if isinstance(value, list):
            stack.extend(_Datum(each, current) for each in reversed(value))
        elif isinstance(value, dict):
            stack.extend(_Datum(each, current) for each in reversed(list(value.values())))
