"""No value may grow without bounds from name to name: forty lines of `B = A + A` make a terabyte of one letter.

Each expression has a weight: how many times larger than what it is made from its value can get. A set in which one
weighs too much is refused, so that nothing has to be measured while events are judged.
"""

from __future__ import annotations

from typing import Final

from redshank.rules.functions.signatures import NONE
from redshank.rules.language.program import Program, one_step
from redshank.rules.language.syntax import (
    Assign,
    Binary,
    BoolOp,
    Call,
    Compare,
    Expression,
    FormatString,
    ListLiteral,
    Literal,
    Name,
    RuleFile,
    Unary,
)
from redshank.rules.language.typesystem import BOOL, EFFECT, FLOAT, INT, RULE, TIME_DELTA

MAX_GROWTH: Final = 1000
_SMALL: Final = (BOOL, FLOAT, RULE, TIME_DELTA, EFFECT, NONE)
_CAPPED: Final = 8
"""Weight of what is measured while it is computed: `**`, `<<`, a text times a number."""
_UNKNOWN: Final = 16
"""How often a text that isn't known yet is thought to be put into another."""


def check_growth(program: Program) -> None:
    """Refuse values that grow too much."""
    weights: dict[str, int] = {}
    for path in program.order:
        file = program.files[path]
        for statement in file.statements:
            if isinstance(statement, Assign):
                weights[file.key(statement.target)] = _Weigher(program, file, weights).weigh(statement.value)
            else:
                _Weigher(program, file, weights).weigh(statement)


class _Weigher:
    def __init__(self, program: Program, file: RuleFile, weights: dict[str, int]) -> None:
        self.program = program
        self.file = file
        self.weights = weights

    def weigh(self, node: Expression) -> int:
        weight = self._weight(node)
        if node.type in _SMALL:
            return 1
        if weight > MAX_GROWTH and not isinstance(node, Name):
            self.program.error(
                self.file,
                node.place,
                "grows-too-large",
                f"the value can get more than {MAX_GROWTH} times as large as what it is made from",
                "use each value once, or compare the parts",
            )
            return 1
        return weight

    def _weight(self, node: Expression) -> int:
        if isinstance(node, Name):
            return self.weights.get(self.file.key(node.id), 1)
        if isinstance(node, Literal):
            return 1
        if isinstance(node, ListLiteral):
            return max(1, sum(self.weigh(item) for item in node.items if not isinstance(item, Literal)))
        if isinstance(node, FormatString):
            return 1 + sum(self.weigh(part) for part in node.parts if isinstance(part, Name))
        if isinstance(node, Binary):
            return self._binary(node)
        if isinstance(node, Unary):
            return self.weigh(node.operand)
        if isinstance(node, Compare):
            return self.weigh(node.left) + self.weigh(node.right)
        if isinstance(node, BoolOp):
            return sum(map(self.weigh, node.values))
        if isinstance(node, Call):
            return self._call(node)
        return 1

    def _binary(self, node: Binary) -> int:
        left, right = self.weigh(node.left), self.weigh(node.right)
        if node.op in ("**", "<<") or (node.op == "*" and node.type != INT):
            return max(_CAPPED, left, right)
        if node.op == "*" or (node.op == "+" and node.type != INT):
            return left + right
        return max(left, right)

    def _call(self, call: Call) -> int:
        weights = {name: self.weigh(argument) for name, argument in call.arguments.items()}
        if call.function == "StringReplace" and {"s", "old", "new"} <= weights.keys():
            return weights["s"] * self._replacement(call, weights["new"])
        if call.function == "StringJoin" and {"s", "iterable"} <= weights.keys():
            separator = one_step(self.program, self.file, call.arguments["s"])
            return weights["iterable"] + (1 if isinstance(separator, Literal) else _UNKNOWN * weights["s"])
        return max(1, sum(weights.values()))

    def _replacement(self, call: Call, weight: int) -> int:
        old = one_step(self.program, self.file, call.arguments["old"])
        new = one_step(self.program, self.file, call.arguments["new"])
        if not isinstance(new, Literal) or not isinstance(new.value, str):
            return _UNKNOWN * weight
        shortest = len(old.value) if isinstance(old, Literal) and isinstance(old.value, str) else 1
        return max(1, len(new.value) // max(1, shortest))
