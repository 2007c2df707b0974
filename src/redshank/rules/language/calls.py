"""Calls: does the function exist, are the arguments the right ones, and are the constant ones constant."""

from __future__ import annotations

from typing import Any, Final

from redshank.rules.functions.registry import RuleFunction
from redshank.rules.functions.signatures import NONE, Parameter, TypeExpr
from redshank.rules.language import typesystem
from redshank.rules.language.program import Program, calls_in, did_you_mean, one_step, statements
from redshank.rules.language.syntax import (
    Assign,
    Call,
    Expression,
    ListLiteral,
    Literal,
    Name,
    RuleFile,
    Statement,
    Unary,
)

SECONDS: Final = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


class NotConstant(Exception):
    """An argument that must be constant is not, or is of the wrong kind."""

    def __init__(self, node: Expression, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.node = node
        self.message = message
        self.hint = hint


def check_calls(program: Program) -> None:
    """Check every call of the set and note its function and constants on it."""
    for file, statement in statements(program):
        for call in calls_in(statement):
            entry = program.functions.get(call.function)
            if entry is None:
                hint = did_you_mean(program, call.function, (each.name for each in program.functions))
                message = f"unknown function `{call.function}`"
                program.error(file, call.place, "unknown-function", message, hint)
                continue
            if _check_arguments(program, file, call, entry) and _check_use(program, file, statement, call, entry):
                call.entry = entry


def _check_arguments(program: Program, file: RuleFile, call: Call, entry: RuleFunction) -> bool:
    good = True
    known = {parameter.name: parameter for parameter in entry.parameters}
    for name, node in call.arguments.items():
        if name not in known and entry.signature.extra is None:
            hint = did_you_mean(program, name, known) or f"it takes {', '.join(f'`{each}`' for each in known)}"
            message = f"`{call.function}` has no argument `{name}`"
            program.error(file, node.place, "unknown-argument", message, hint)
            good = False
    missing = [each.name for each in entry.parameters if each.required and each.name not in call.arguments]
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        message = f"`{call.function}` needs {names}"
        program.error(file, call.place, "missing-argument", message, str(entry.signature))
        good = False
    for parameter in entry.parameters:
        if not parameter.const:
            continue
        given = call.arguments.get(parameter.name)
        if given is None:
            call.constants[parameter.name] = parameter.default
            continue
        try:
            call.constants[parameter.name] = _constant(program, file, given, parameter)
        except NotConstant as problem:
            message = f"argument `{parameter.name}` of `{call.function}` {problem.message}"
            place = problem.node.place if problem.node in (given, *_inside(given)) else given.place
            program.error(file, place, "not-constant", message, problem.hint)
            good = False
    return good


def _check_use(program: Program, file: RuleFile, statement: Statement, call: Call, entry: RuleFunction) -> bool:
    alone = statement is call
    gives = entry.statement == "value"
    if gives and alone:
        program.error(
            file, call.place, "unused-result", f"the result of `{call.function}` is not used", "assign it to a name"
        )
        return False
    if not gives and not alone:
        program.error(
            file, call.place, "no-result", f"`{call.function}` has no result", f"write `{call.function}(...)` by itself"
        )
        return False
    if entry.dynamic:
        owner = call.owner
        if owner is None or not isinstance(statement, Assign) or owner is not statement:
            message = f"the type of `{call.function}` comes from an annotation"
            program.error(
                file, call.place, "needs-annotation", message, f"assign it: `Name: str = {call.function}(...)`"
            )
            return False
        if owner.annotation is None:
            hint = f"write `{owner.target}: str = {call.function}(...)`"
            message = f"the type of `{call.function}` comes from an annotation"
            program.error(file, owner.place, "needs-annotation", message, hint)
            return False
    return True


def _inside(node: Expression) -> list[Expression]:
    return node.items if isinstance(node, ListLiteral) else []


def _constant(program: Program, file: RuleFile, node: Expression, parameter: Parameter) -> Any:
    resolved = one_step(program, file, node)
    if isinstance(resolved, Name):
        hint = "constants are looked up one step deep" if isinstance(node, Name) else ""
        raise NotConstant(node, "is not a constant", hint)
    return constant_value(resolved, parameter.type, program, file)


def constant_value(node: Expression, wanted: TypeExpr, program: Program, file: RuleFile) -> Any:
    """The value of a constant expression of a wanted type.

    Raises:
        NotConstant: it is not one.
    """
    if wanted.name == "Union":
        rest = typesystem.without_none(wanted)
        if isinstance(node, Literal) and node.value is None and NONE in wanted.args:
            return None
        return constant_value(node, rest or wanted.args[0], program, file)
    if wanted.name == "List":
        if not isinstance(node, ListLiteral):
            raise NotConstant(node, "is not a list literal", f"it takes a constant {typesystem.show(wanted)}")
        return [_literal(item, wanted.args[0]) for item in node.items]
    if wanted == typesystem.TIME_DELTA:
        return _seconds(node, program, file)
    if isinstance(node, Unary) and node.op == "-" and isinstance(node.operand, Literal):
        value = _literal(node.operand, wanted)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise NotConstant(node, "is not a number")
        return -value
    return _literal(node, wanted)


def _literal(node: Expression, wanted: TypeExpr) -> Any:
    kinds: dict[str, tuple[type, ...]] = {
        "str": (str,),
        "int": (int, float),
        "float": (int, float),
        "bool": (bool,),
        "None": (type(None),),
        "Any": (str, int, float, bool, type(None)),
    }
    accepted = kinds.get(wanted.name, ())
    if not isinstance(node, Literal):
        raise NotConstant(node, "is not a literal", f"it takes a constant {typesystem.show(wanted)}")
    numeric = isinstance(node.value, bool) and bool not in accepted
    if numeric or not isinstance(node.value, accepted):
        raise NotConstant(node, f"is not a {typesystem.show(wanted)}", f"it takes a constant {typesystem.show(wanted)}")
    return node.value


def _seconds(node: Expression, program: Program, file: RuleFile) -> float:
    """Length of a `TimeDelta(...)` whose arguments are literals, in seconds."""
    if not isinstance(node, Call) or node.function != "TimeDelta":
        raise NotConstant(node, "is not a constant TimeDelta", "write `TimeDelta(hours=1)`")
    total = 0.0
    for name, argument in node.arguments.items():
        value = constant_value(one_step(program, file, argument), typesystem.INT, program, file)
        total += SECONDS.get(name, 0) * value
    return total
