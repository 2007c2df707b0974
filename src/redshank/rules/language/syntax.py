"""The tree that a rule file parses to.

Every node knows its place as `(line, column, end line, end column)`, counted from 1, the end exclusive. The checker
writes two facts onto expressions: `type`, and `unwrap` where the context wants the plain value inside an Entity, a Rule
or a TimeDelta.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias
from typing import Literal as OneOf

from redshank.rules.functions.registry import RuleFunction
from redshank.rules.functions.signatures import ANY, TypeExpr
from redshank.rules.types import Span

Place: TypeAlias = tuple[int, int, int, int]
Constant: TypeAlias = str | int | float | bool | None


@dataclass(slots=True, eq=False)
class Expression:
    """Anything that has a value."""

    place: Place
    type: TypeExpr = field(default=ANY, init=False)
    unwrap: bool = field(default=False, init=False)


@dataclass(slots=True, eq=False)
class Name(Expression):
    """A name that is read."""

    id: str


@dataclass(slots=True, eq=False)
class Literal(Expression):
    """A string, number, bool or None written out."""

    value: Constant


@dataclass(slots=True, eq=False)
class ListLiteral(Expression):
    """A list written out."""

    items: list[Expression]


@dataclass(slots=True, eq=False)
class FormatString(Expression):
    """An f-string: text and names in turn."""

    parts: list[str | Name]

    @property
    def names(self) -> list[Name]:
        """The names it interpolates, in order."""
        return [part for part in self.parts if isinstance(part, Name)]

    @property
    def template(self) -> str:
        """Its text with each name in braces."""
        return "".join(part if isinstance(part, str) else f"{{{part.id}}}" for part in self.parts)


@dataclass(slots=True, eq=False)
class Binary(Expression):
    """Arithmetic on two values; `op` as written."""

    op: str
    left: Expression
    right: Expression


@dataclass(slots=True, eq=False)
class Unary(Expression):
    """`not x` or `-x`."""

    op: OneOf["not", "-"]
    operand: Expression


@dataclass(slots=True, eq=False)
class Compare(Expression):
    """One comparison; `op` as written."""

    op: str
    left: Expression
    right: Expression


@dataclass(slots=True, eq=False)
class BoolOp(Expression):
    """`and` or `or` over two or more values."""

    op: OneOf["and", "or"]
    values: list[Expression]


@dataclass(slots=True, eq=False)
class Attribute(Expression):
    """`Name.attribute`, which nothing supports: the checker says so."""

    text: str


@dataclass(slots=True, eq=False)
class Call(Expression):
    """A call; arguments by keyword, in the order written.

    Attributes:
        owner: the assignment whose whole value it is.
        entry: the function, once the checker has found it.
        constants: values of its constant arguments, defaults included, once checked.
    """

    function: str
    arguments: dict[str, Expression]
    owner: Assign | None = field(default=None, init=False)
    entry: RuleFunction | None = field(default=None, init=False)
    constants: dict[str, Any] = field(default_factory=dict, init=False)


@dataclass(slots=True)
class Annotation:
    """A type as written after a name's colon."""

    place: Place
    name: str
    args: list[Annotation] = field(default_factory=list)
    subscripted: bool = False


@dataclass(slots=True, eq=False)
class Assign:
    """`target: annotation = value`."""

    place: Place
    target: str
    target_place: Place
    annotation: Annotation | None
    value: Expression

    @property
    def is_local(self) -> bool:
        """Whether the name belongs to its file alone."""
        return self.target.startswith("_")


Statement: TypeAlias = Assign | Call


@dataclass(slots=True, eq=False)
class RuleFile:
    """One parsed file."""

    path: str
    text: str
    statements: list[Statement]
    _lines: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    def key(self, name: str) -> str:
        """The name as it is unique in the whole set: a local name carries its file."""
        return f"{self.path}/{name}" if name.startswith("_") else name

    def span(self, place: Place) -> Span:
        """The place as a span of this file."""
        return Span(self.path, *place)

    def source(self, place: Place) -> str:
        """The text at a place."""
        if not self._lines:  # taken apart once: every definition and condition asks
            self._lines = self.text.split("\n")
        lines = self._lines[place[0] - 1 : place[2]]
        if not lines:
            return ""
        lines[-1] = lines[-1][: place[3] - 1]
        lines[0] = lines[0][place[1] - 1 :]
        return "\n".join(lines)


def children(node: Expression) -> list[Expression]:
    """The expressions directly inside an expression, in order."""
    match node:
        case ListLiteral():
            return node.items
        case FormatString():
            return list(node.names)
        case Binary() | Compare():
            return [node.left, node.right]
        case Unary():
            return [node.operand]
        case BoolOp():
            return node.values
        case Call():
            return list(node.arguments.values())
    return []


def value_of(statement: Statement) -> Expression:
    """The expression of a statement."""
    return statement.value if isinstance(statement, Assign) else statement


def walk(node: Expression) -> list[Expression]:
    """An expression and everything inside it, outer first, in the order of the text."""
    found: list[Expression] = []
    stack = [node]
    while stack:
        current = stack.pop()
        found.append(current)
        stack.extend(reversed(children(current)))
    return found
