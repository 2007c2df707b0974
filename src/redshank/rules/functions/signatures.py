"""Signatures of rule functions, parsed from the notation that the language itself uses.

`StringSlice(s: str, start: ConstExpr[int], end: ConstExpr[int]) -> str` is what the reference shows, what the checker
checks against and what decides how the compiler calls the Python function: one text, three uses.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any, Final

_SPELLINGS: Final = {"list": "List", "dict": "Dict"}


class _Missing:
    """The default of a parameter that has none."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()


class BadSignature(ValueError):
    """The text of a signature can't be read: a mistake of whoever wrote the function, found when it is registered."""


@dataclass(frozen=True, slots=True)
class TypeExpr:
    """A type as written: a name and its arguments.

    `Optional[T]`, `T | None` and `Union[T, None]` all read as `TypeExpr("Union", (T, None))`; `list[T]` as `List[T]`.
    A name that begins with `_` is a type variable.
    """

    name: str
    args: tuple[TypeExpr, ...] = ()

    @property
    def is_variable(self) -> bool:
        """Whether the type is a variable, bound by the arguments of each call."""
        return self.name.startswith("_")

    @property
    def is_optional(self) -> bool:
        """Whether None is one of its values."""
        return self.name in ("None", "Any") or (
            self.name == "Union" and any(member.is_optional for member in self.args)
        )

    def __str__(self) -> str:
        if self.name == "Union":
            rest = [member for member in self.args if member.name != "None"]
            if len(rest) == 1 and len(self.args) == 2:
                return f"Optional[{rest[0]}]"
            return " | ".join(str(member) for member in self.args)
        if not self.args:
            return self.name
        return f"{self.name}[{', '.join(str(argument) for argument in self.args)}]"


NONE: Final = TypeExpr("None")
ANY: Final = TypeExpr("Any")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.

    Attributes:
        name: keyword under which a rule passes it.
        type: its type, `ConstExpr[...]` taken off.
        const: the argument must be known when the rules are compiled.
        default: value where a rule leaves it out, or MISSING where it can't.
    """

    name: str
    type: TypeExpr
    const: bool = False
    default: Any = MISSING

    @property
    def required(self) -> bool:
        """Whether a call must pass it."""
        return isinstance(self.default, _Missing)

    def __str__(self) -> str:
        kind = f"ConstExpr[{self.type}]" if self.const else str(self.type)
        return f"{self.name}: {kind}" if self.required else f"{self.name}: {kind} = {self.default!r}"


@dataclass(frozen=True, slots=True)
class Signature:
    """Name, parameters in order, result; `extra` is the type of further keyword arguments of any name, if allowed."""

    name: str
    parameters: tuple[Parameter, ...]
    returns: TypeExpr
    extra: TypeExpr | None = None

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)

    def __str__(self) -> str:
        parts = [str(parameter) for parameter in self.parameters]
        if self.extra is not None:
            parts.append(f"**: {self.extra}")
        return f"{self.name}({', '.join(parts)}) -> {self.returns}"


def parse_type(text: str) -> TypeExpr:
    """Read a type in the language's notation, such as `Optional[Entity[str]]`."""
    try:
        return _type(ast.parse(text, mode="eval").body)
    except SyntaxError as error:
        raise BadSignature(f"not a type: {text}") from error


def parse_signature(text: str) -> Signature:
    """Read `Name(parameter: type = default, ...) -> type`.

    Raises:
        BadSignature: the text is not a signature.
    """
    name, opened, rest = text.partition("(")
    star = "" if rest.lstrip().startswith((")", "**")) else "*, "
    try:
        definition = ast.parse(f"def {name}({star}{rest}: ...").body[0] if opened else None
    except SyntaxError as error:
        raise BadSignature(f"not a signature: {text}") from error
    if not isinstance(definition, ast.FunctionDef) or definition.returns is None:
        raise BadSignature(f"not a signature: {text}")
    arguments = definition.args
    parameters = tuple(
        _parameter(argument, default)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    )
    extra = None
    if arguments.kwarg is not None:
        if arguments.kwarg.annotation is None:
            raise BadSignature(f"`**{arguments.kwarg.arg}` needs a type: {text}")
        extra = _type(arguments.kwarg.annotation)
    return Signature(definition.name, parameters, _type(definition.returns), extra)


def _parameter(argument: ast.arg, default: ast.expr | None) -> Parameter:
    if argument.annotation is None:
        raise BadSignature(f"parameter `{argument.arg}` needs a type")
    type_ = _type(argument.annotation)
    const = type_.name == "ConstExpr"
    return Parameter(
        name=argument.arg,
        type=type_.args[0] if const else type_,
        const=const,
        default=MISSING if default is None else ast.literal_eval(default),
    )


def _type(node: ast.expr) -> TypeExpr:
    match node:
        case ast.Name(id=name):
            return TypeExpr(_SPELLINGS.get(name, name))
        case ast.Constant(value=None):
            return NONE
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _union(_type(left), _type(right))
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            return _union(_type(inner), NONE)
        case ast.Subscript(value=ast.Name(id=name), slice=inner):
            inners = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            args = tuple(_type(one) for one in inners)
            return _union(*args) if name == "Union" else TypeExpr(_SPELLINGS.get(name, name), args)
    raise BadSignature(f"not a type: {ast.unparse(node)}")


def _union(*members: TypeExpr) -> TypeExpr:
    flat: list[TypeExpr] = []
    for member in members:
        for one in member.args if member.name == "Union" else (member,):
            if one not in flat:
                flat.append(one)
    return flat[0] if len(flat) == 1 else TypeExpr("Union", tuple(flat))
