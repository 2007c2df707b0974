"""Expressions: from the checked tree to code."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from redshank.rules import runtime
from redshank.rules.compiler.calls import CallLowering
from redshank.rules.compiler.values import (
    MAX_INLINE,
    Val,
    absorbed,
    any_of,
    constant,
    is_plain,
    join_fails,
    truth,
)
from redshank.rules.functions.signatures import NONE
from redshank.rules.language import typesystem
from redshank.rules.language.special import entity_type
from redshank.rules.language.syntax import (
    Binary,
    BoolOp,
    Call,
    Compare,
    Expression,
    FormatString,
    ListLiteral,
    Literal,
    Name,
    Unary,
)
from redshank.rules.language.typesystem import FLOAT, INT, RULE, STR

_MAX_DEPTH: Final = 12
_ORDERED: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FOLDED: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": lambda a, b: runtime.repeat(a, b) if isinstance(a, str) or isinstance(b, str) else a * b,
    "/": lambda a, b: a / b if b else 0,
    "//": lambda a, b: a // b if b else 0,
    "%": lambda a, b: a % b if b else 0,
    "**": runtime.power,
    "<<": runtime.shift_left,
    ">>": operator.rshift,
    "|": operator.or_,
    "^": operator.xor,
    "&": operator.and_,
}


class Lowering(CallLowering):
    """Lowers the expressions of one file into a unit."""

    def value(self, node: Expression, *, eager: bool = False) -> Val:
        """Lower an expression.

        Args:
            node: the expression.
            eager: its value is wanted in any case, so a call need not wait.
        """
        val = self._value(node, eager=eager)
        if val.depth > _MAX_DEPTH or (len(val.code) > MAX_INLINE and not val.atom):
            val = self.unit.store(val, self.failed(node.type))
        return val

    def _value(self, node: Expression, *, eager: bool) -> Val:
        match node:
            case Literal():
                return self.unit.constant_val(node.value)
            case Name():
                return self.values[self.file.key(node.id)]
            case ListLiteral():
                return self._list(node)
            case FormatString():
                return self._format_string(node)
            case Binary():
                return self._binary(node)
            case Unary():
                return self._unary(node)
            case Compare():
                return self._compare(node)
            case BoolOp():
                return self._bool_op(node)
            case Call():
                return self.call(node, eager=eager)
        raise AssertionError(f"{type(node).__name__} passed the checker")

    def _list(self, node: ListLiteral) -> Val:
        items = [self.value(item) for item in node.items]
        if all(item.constant for item in items):
            return self.unit.constant_val([item.value for item in items])
        code = f"[{', '.join(item.code for item in items)}]"
        return Val(code, join_fails(*items), depth=1 + max(item.depth for item in items))

    def _format_string(self, node: FormatString) -> Val:
        vals = {name.id: self.value(name) for name in node.names}
        if all(val.constant for val in vals.values()):
            text = "".join(part if isinstance(part, str) else f"{vals[part.id].value}" for part in node.parts)
            return self.unit.constant_val(text)
        text = ""
        fails: tuple[str, ...] = ()
        for part in node.parts:
            if isinstance(part, str):
                text += part.replace("{", "{{").replace("}", "}}")
                continue
            val = self.atom(vals[part.id])
            fails = tuple(dict.fromkeys((*fails, *val.fails)))
            if val.constant:
                text += str(val.value).replace("{", "{{").replace("}", "}}")
            else:
                text += f"{{{val.code}}}"
        return Val(f"f{text!r}", fails, depth=1)

    def _binary(self, node: Binary) -> Val:
        left, right = self.present((node.left, self.value(node.left)), (node.right, self.value(node.right)))
        left_type, right_type = self._plain(node.left), self._plain(node.right)
        if left.constant and right.constant:
            try:
                return self.unit.constant_val(_FOLDED[node.op](left.value, right.value))
            except Exception:
                return self._attempt(node, f"{self._operation(node, left, right)}", left, right)
        fails = join_fails(left, right)
        depth = 1 + max(left.depth, right.depth)
        exact = left_type == right_type and left_type in (INT, FLOAT, STR)
        by_number = right.constant and right.value
        if node.op in ("+", "-", "*", "|", "^", "&") and exact and node.op in "+-*|^&":
            return Val(f"({left.code} {node.op} {right.code})", fails, depth=depth)
        if node.op in ("//", "%") and exact:
            if by_number:
                return Val(f"({left.code} {node.op} {right.code})", fails, depth=depth)
            if left_type == INT:
                divisor = self.atom(right)
                fails = join_fails(left, divisor)
                return Val(f"({left.code} {node.op} {divisor.code} if {divisor.code} else 0)", fails, depth=depth)
        return self._attempt(node, self._operation(node, left, right), left, right)

    def _operation(self, node: Binary, left: Val, right: Val) -> str:
        if node.op in ("/", "//", "%"):
            if right.constant:
                return f"{left.code} {node.op} {right.code}" if right.value else "0"
            divisor = self.unit.store(right, "None")
            return f"{left.code} {node.op} {divisor.code} if {divisor.code} else 0"
        if node.op == "**":
            return f"power({left.code}, {right.code})"
        if node.op == "<<":
            return f"shift_left({left.code}, {right.code})"
        if node.op == "*" and STR in (self._plain(node.left), self._plain(node.right)):
            return f"repeat({left.code}, {right.code})"
        return f"{left.code} {node.op} {right.code}"

    def _attempt(self, node: Expression, code: str, *operands: Val) -> Val:
        """Arithmetic that can go wrong, such as a number too large for a float: evaluated now, reported if so."""
        return self.attempt(node, code, join_fails(*operands))

    def _unary(self, node: Unary) -> Val:
        operand = self.value(node.operand)
        if node.op == "not":
            if operand.constant:
                return constant(not operand.value)
            return Val(f"(not {operand.code})", operand.fails, depth=operand.depth + 1)
        operand = self.present((node.operand, operand))[0]
        if typesystem.unwrapped(node.operand.type) is not None:
            return self._attempt(node, f"cannot_negate({operand.code})", operand)
        if operand.constant:
            return self.unit.constant_val(-operand.value)
        return Val(f"(-{operand.code})", operand.fails, depth=operand.depth + 1)

    def _compare(self, node: Compare) -> Val:
        left, right = self.value(node.left), self.value(node.right)
        if node.op in ("==", "!="):
            return self._equality(node, left, right)
        if node.op in ("in", "not in"):
            return self._membership(node, left, right)
        if left.constant and right.constant:
            return constant(bool(_ORDERED[node.op](left.value, right.value)))
        guards = []
        for side in (left, right):
            if side.none and not side.constant:
                guards.append(f"{side.code} is not None")
        depth = 1 + max(left.depth, right.depth)
        code = " and ".join([*guards, f"{left.code} {node.op} {right.code}"])
        return Val(f"({code})", join_fails(left, right), depth=depth)

    def _equality(self, node: Compare, left: Val, right: Val) -> Val:
        positive = node.op == "=="
        kinds = [self._kind(side) for side in (node.left, node.right)]
        if None not in kinds and kinds[0] != kinds[1] and not (node.left.unwrap or node.right.unwrap):
            left_failed, right_failed = (any_of(side.fails) for side in (left, right))
            if not left_failed or not right_failed:
                return constant(not positive)
            code = f"(({left_failed}) and ({right_failed}))"
            return Val(code if positive else f"(not {code})", depth=3 + max(left.depth, right.depth))
        if left.constant and right.constant:
            return constant((left.value == right.value) is positive)
        depth = 2 + max(left.depth, right.depth)
        for side, other in ((left, right), (right, left)):
            if other.constant and other.value is None:
                tests = [*side.fails]
                none_test = f"{side.code} is None"
                if side.none or not tests:
                    tests.append(none_test)
                if not side.none and not side.fails and not side.atom:
                    return constant(not positive)
                code = any_of(dict.fromkeys(tests))
                return Val(f"({code})" if positive else f"(not ({code}))", depth=depth)
        one, two = absorbed(left), absorbed(right)
        return Val(f"({one.code} {node.op} {two.code})", depth=depth)

    def _membership(self, node: Compare, left: Val, right: Val) -> Val:
        positive = node.op == "in"
        depth = 2 + max(left.depth, right.depth)
        if node.right.type.name != "List":
            needle = self.atom(absorbed(left)) if left.fails or left.none else left
            if left.constant and right.constant:
                return constant((left.value in right.value) is positive)
            code = f"{needle.code} {node.op} {right.code}"
            if left.fails or left.none:
                code = f"{needle.code} is not None and {code}" if positive else f"{needle.code} is None or {code}"
            return Val(f"({code})", tuple(dict.fromkeys((*needle.fails, *right.fails))), depth=depth)
        kind = self._kind(node.left)
        if kind is not None and not node.left.unwrap and isinstance(node.right, ListLiteral):
            same = [item for item in node.right.items if self._kind(item) == kind]
            others = [self.value(item) for item in node.right.items if item not in same]
            items = [self.value(item) for item in same]
            needle = absorbed(left)
            code = f"({needle.code} {node.op} [{', '.join(item.code for item in items)}])"
            return Val(code, join_fails(*items, *others), depth=depth)
        needle = absorbed(left)
        if right.constant:
            if left.constant:
                return constant((left.value in right.value) is positive)
            return Val(f"({needle.code} {node.op} {_collection(right)})", depth=depth)
        return Val(f"({needle.code} {node.op} {right.code})", right.fails, depth=depth)

    def _bool_op(self, node: BoolOp) -> Val:
        stop = node.op == "or"
        parts: list[str] = []
        depth = 0
        for each in node.values:
            val = self.value(each)
            if val.constant:
                if bool(val.value) is stop:
                    parts.append(str(stop))
                continue
            parts.append(truth(val))
            depth = max(depth, val.depth)
        if str(stop) in parts:
            # What stands after it can't change the value, and what can report is evaluated already.
            return constant(stop)
        if not parts:
            return constant(not stop)
        return Val(f"({f' {node.op} '.join(parts)})", depth=depth + 2)

    def _kind(self, node: Expression) -> str | None:
        """What tells two Entities or two Rules apart beyond their value: the entity's type, the rule's name."""
        if node.type.name == "Entity":
            return entity_type(self.program, self.file, node)
        if node.type == RULE:
            return self._rule_name(node)
        return None

    def _rule_name(self, node: Expression) -> str | None:
        file = self.file
        for _ in range(len(self.program.definitions) + 1):
            if isinstance(node, Call):
                return node.owner.target if node.owner is not None else None
            if not isinstance(node, Name):
                return None
            definition = self.program.define(file, node.id)
            if definition is None:
                return None
            file, node = definition.file, definition.assign.value
        return None

    @staticmethod
    def _plain(node: Expression) -> Any:
        return typesystem.unwrapped(node.type) or node.type

    @staticmethod
    def failed(type_: Any) -> str:
        """What stands for a failed value of a type."""
        return "FAILED" if type_.is_optional or type_ == NONE else "None"


def _collection(val: Val) -> str:
    """A constant list as a literal that Python searches fast."""
    items = val.value
    if not items or not all(is_plain(item) for item in items):
        return val.code
    text = ", ".join(constant(item).code for item in items)
    return f"{{{text}}}" if len(items) > 3 else f"({text},)"
