"""Generated rule sets give what a plain, eager reading of the language gives: values, fired rules, errors.

The oracle below evaluates every node of Python's own tree of the text, in order, with failures as a value of their own.
It shares nothing with the compiler.
"""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import ast
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.rules.engine import Engine, compile_rules
from redshank.rules.types import RuleEvent, Sources

FAILED = object()
FIELDS = {
    "I": ("int", True), "J": ("int", False), "S": ("str", True), "T": ("str", False), "B": ("bool", True), "C": ("bool", False),
    "O": ("Optional[int]", True),
}  # fmt: skip
HEAD = "".join(
    f"{name}: {type_} = JsonData(path='$.{name}'{'' if required else ', required=False'})\n"
    for name, (type_, required) in FIELDS.items()
)

ints = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["I", "J", "0", "1", "7", "StringLength(s=S)", "StringLength(s=T)"]),
        st.tuples(ints, st.sampled_from(["+", "-", "*", "//", "%", "|", "&", "<<"]), ints).map(
            "({0[0]} {0[1]} {0[2]})".format
        ),
        ints.map("(-{})".format),
        st.tuples(st.sampled_from(["O", "J"]), ints).map(
            "ResolveOptional(optional_value={0[0]}, default_value={0[1]})".format
        ),
    )
)
strings = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["S", "T", "'a'", "''", "f'{I}-{T}'", "f'{B}{S}'"]),
        st.tuples(strings, strings).map("({0[0]} + {0[1]})".format),
        strings.map("StringToUpper(s={})".format),
    )
)
bools = st.deferred(
    lambda: st.one_of(
        st.sampled_from(
            ["B", "C", "True", "False", "(O == None)", "(O != None and O > 3)", "(O == None or O < 3)", "(O == J)"]
        ),
        st.tuples(ints, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), ints).map("({0[0]} {0[1]} {0[2]})".format),
        st.tuples(strings, st.sampled_from(["==", "!=", "in", "not in"]), strings).map("({0[0]} {0[1]} {0[2]})".format),
        st.tuples(ints, st.sampled_from(["in", "not in"]), st.lists(ints, min_size=1, max_size=3)).map(
            lambda parts: f"({parts[0]} {parts[1]} [{', '.join(parts[2])}])"
        ),
        st.tuples(bools, st.sampled_from(["and", "or"]), bools, bools).map(
            "({0[0]} {0[1]} {0[2]} {0[1]} {0[3]})".format
        ),
        st.tuples(bools, st.sampled_from(["==", "!="]), bools).map("({0[0]} {0[1]} {0[2]})".format),
        bools.map("(not {})".format),
        strings.map("RegexMatch(pattern='^[aA]', target={})".format),
        st.tuples(ints, st.sampled_from(["==", "!="])).map("({0[0]} {0[1]} None)".format),
    )
)
rule_sets = st.lists(st.lists(bools, min_size=1, max_size=3), min_size=1, max_size=4)
data = st.fixed_dictionaries(
    {},
    optional={
        "I": st.integers(-3, 9), "J": st.integers(-3, 9), "S": st.sampled_from(["", "a", "Ab"]), "T": st.sampled_from(["a", "b"]),
        "B": st.booleans(), "C": st.booleans(), "O": st.one_of(st.none(), st.integers(0, 9)),
    },
)  # fmt: skip


class Oracle:
    def __init__(self, names: dict[str, Any], errors: int) -> None:
        self.names = names
        self.errors = errors

    def value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self.names[name]
            case ast.List(elts=items):
                return self._all([self.value(item) for item in items])
            case ast.JoinedStr(values=parts):
                texts = [part.value if isinstance(part, ast.Constant) else self.value(part.value) for part in parts]
                return FAILED if FAILED in texts else "".join(map(str, texts))
            case ast.UnaryOp(op=op, operand=operand):
                value = self.value(operand)
                return FAILED if value is FAILED else (not value if isinstance(op, ast.Not) else -value)
            case ast.BoolOp(op=op, values=values):
                found = [self.value(each) for each in values]
                held = [each is not FAILED and bool(each) for each in found]
                return all(held) if isinstance(op, ast.And) else any(held)
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(self.value(left), op, self.value(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compare(self.value(left), op, self.value(right))
            case ast.Call(func=ast.Name(id=name), keywords=keywords):
                return self._call(name, {each.arg: self.value(each.value) for each in keywords})
        raise AssertionError(ast.dump(node))

    @staticmethod
    def _all(values: list[Any]) -> Any:
        return FAILED if any(each is FAILED for each in values) else values

    def _binary(self, left: Any, op: ast.operator, right: Any) -> Any:
        if left is FAILED or right is FAILED:
            return FAILED
        try:
            match op:
                case ast.Add():
                    return left + right
                case ast.Sub():
                    return left - right
                case ast.Mult():
                    return left * right
                case ast.FloorDiv():
                    return left // right if right else 0
                case ast.Mod():
                    return left % right if right else 0
                case ast.BitOr():
                    return left | right
                case ast.BitAnd():
                    return left & right
                case ast.LShift():
                    if right > 1 << 16:
                        raise ValueError
                    return left << right
        except ValueError:
            self.errors += 1
            return FAILED
        raise AssertionError(op)  # fmt: skip

    @staticmethod
    def _compare(left: Any, op: ast.cmpop, right: Any) -> Any:
        match op:
            case ast.Eq() | ast.NotEq():
                same = (None if left is FAILED else left) == (None if right is FAILED else right)
                return same if isinstance(op, ast.Eq) else not same
            case ast.In() | ast.NotIn():
                if right is FAILED:
                    return FAILED
                found = left is not FAILED and left is not None and left in right
                return found if isinstance(op, ast.In) else not found
        if left is FAILED or right is FAILED:
            return FAILED
        if left is None or right is None:
            return False
        match op:
            case ast.Lt():
                return left < right
            case ast.LtE():
                return left <= right
            case ast.Gt():
                return left > right
            case ast.GtE():
                return left >= right
        raise AssertionError(op)  # fmt: skip

    def _call(self, name: str, arguments: dict[str | None, Any]) -> Any:
        if name == "ResolveOptional":
            for each in ("optional_value", "default_value"):
                if arguments[each] is not FAILED and arguments[each] is not None:
                    return arguments[each]
            return FAILED
        if FAILED in arguments.values():
            return FAILED
        if name == "StringLength":
            return len(arguments["s"])
        if name == "StringToUpper":
            return arguments["s"].upper()
        return arguments["target"][:1] in ("a", "A")


def expected(rules: list[list[str]], fields: dict[str, Any]) -> tuple[dict[str, Any], int]:
    errors = 0
    names: dict[str, Any] = {}
    for name, (type_, required) in FIELDS.items():
        if name in fields:
            names[name] = fields[name]
        elif type_.startswith("Optional"):
            names[name] = None
        else:
            names[name] = FAILED
            errors += required
    oracle = Oracle(names, errors)
    features: dict[str, Any] = {}
    for index, conditions in enumerate(rules):
        values = [oracle.value(ast.parse(text, mode="eval").body) for text in conditions]
        features[f"R{index}"] = None if FAILED in values else all(values)
        first = oracle.value(ast.parse(conditions[0], mode="eval").body)
        features[f"F{index}"] = None if first is FAILED else first
    return features, oracle.errors


@settings(max_examples=300, deadline=None)
@given(rule_sets, st.lists(data, min_size=1, max_size=4))
def test_values_and_errors(rules, events) -> None:
    text = HEAD + "".join(
        f"R{index} = Rule(when_all=[{', '.join(conditions)}], description='d')\nF{index}: bool = {conditions[0]}\n"
        for index, conditions in enumerate(rules)
    )
    engine = Engine(compile_rules(Sources({"main.sml": text})))
    for seq, fields in enumerate(events):
        outcome = engine.judge(RuleEvent(seq, "t", 0.0, 0.0, seq, fields))
        wanted, errors = expected(rules, fields)
        got = {name: value for name, value in outcome.features.items() if name[0] in "RF"}
        constants = {name for name in wanted if name not in got}  # a bare literal is no feature
        assert got == {name: value for name, value in wanted.items() if name not in constants}
        assert len(outcome.errors) == errors
        assert {each.name for each in outcome.fired} == {
            name for name, value in got.items() if name[0] == "R" and value
        }
