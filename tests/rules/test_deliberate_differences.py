"""Every deliberate difference of the language from the reference engine, in one table with its reason.

Those of single functions stand in `test_functions_differences.py`. `there` is what the reference does, for the reader.
"""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from redshank.rules.errors import RulesRefused


@dataclass(frozen=True)
class Refused:
    code: str


@dataclass(frozen=True)
class Difference:
    """`here`: the feature A, or the diagnostic with which the rule set is refused."""

    rules: str
    here: Any
    there: str
    why: str
    data: dict[str, Any] = field(default_factory=dict)
    errors: int = 0


U = "U: Entity[str] = EntityJson(type='User', path='$.u')\n"
N = "N: int = JsonData(path='$.n')\n"
FAILS = "F: int = JsonData(path='$.missing')\n"

DIFFERENCES = {
    "a list that may be null": Difference(
        "A: Optional[List[int]] = JsonData(path='$.l')", Refused("bad-annotation"), "crashes when the rules load", "a refusal names the place",
    ),
    "a list of entities": Difference(
        "A: List[Entity[str]] = JsonData(path='$.l')", Refused("bad-annotation"), "crashes when the rules load", "a refusal names the place",
    ),
    "an attribute": Difference(
        U + "A = U.id", Refused("attribute"), "crashes when the rules load", "a refusal names the place",
    ),
    "spread keyword arguments": Difference(
        "A: int = JsonData(**{'path': '$.n'})", Refused("positional-argument"), "crashes when the rules load", "a refusal names the place",
    ),
    "an argument named twice": Difference(
        "A: int = JsonData(path='$.n', path='$.m')", Refused("repeated-argument"), "Python itself refuses the text", "the same, as one of our refusals",
    ),
    "a null byte in the text": Difference(
        "A = 1\0", Refused("syntax"), "an error of Python's parser that nothing catches", "a refusal names the place",
    ),
    "brackets nested too deeply": Difference(
        "A = " + "(" * 400 + "1" + ")" * 400, Refused("syntax"), "an error of Python's parser that nothing catches", "rules come from people; none of them stops a server",
    ),
    "rules that are no literal list": Difference(
        U + "R = Rule(when_all=[U == 'a'], description='')\nL = [R]\nWhenRules(rules_any=L, then=[DeclareVerdict(verdict='v')])",
        Refused("not-a-literal"), "an assertion fails at every event", "what can never work is said when the rules load",
    ),
    "an alias of an entity takes no label": Difference(
        U + "V = U\nR = Rule(when_all=[U == 'a'], description='')\nWhenRules(rules_any=[R], then=[LabelAdd(entity=V, label='watched')])",
        Refused("unknown-entity"), "crashes when the rules load", "a refusal names the place",
    ),
    "labels of an entity made in place are looked up too": Difference(
        "A = HasLabel(entity=Entity(type='User', id='a'), label='nobody_declared_this')",
        Refused("unknown-label"), "checks labels only of named entities", "a mistyped label never matches, silently",
    ),
    "a JSON path that joins two": Difference(
        "A: int = JsonData(path='$.a & $.b')", Refused("bad-path"), "reads the fields of both", "no rule set in use has one; both may match, and one value is wanted",
    ),
    "a name is the value it has": Difference(
        "M = -3\nA = M * 2", -6, "the same; but an argument given a negative constant by name gets it without its sign", "the sign counts",
    ),
    "a power that would fill the memory": Difference(
        N + "A = N ** 100000000", None, "computes until it is killed", "one event can't stop a server; an error of the expression", {"n": 9}, 1,
    ),
    "a shift that would fill the memory": Difference(
        N + "A = 1 << N", None, "computes until it is killed", "one event can't stop a server; an error of the expression", {"n": 10**12}, 1,
    ),
    "a text repeated until the memory is full": Difference(
        N + "A = 'ab' * N", None, "allocates until it is killed", "one event can't stop a server; an error of the expression", {"n": 10**11}, 1,
    ),
    "the root of a negative number": Difference(
        N + "A = N ** 0.5", None, "a complex number, which no output can hold", "an error of the expression", {"n": -4}, 1,
    ),
    "what can't matter isn't computed": Difference(
        N + "A = N == 1 or TimeSince(timestamp='2025-12-31T00:00:00Z') > 5", True, "computes both sides, to the same value",
        "time; never where an error or an effect would be lost", {"n": 1},
    ),
    "an error of the other side is still reported": Difference(
        N + FAILS + "A = N == 1 or F == 2", True, "the same", "laziness is never observable", {"n": 1}, 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENCES)
def test_difference(name, judge) -> None:
    difference = DIFFERENCES[name]
    if isinstance(difference.here, Refused):
        with pytest.raises(RulesRefused) as refused:
            judge(difference.rules, difference.data)
        (found,) = refused.value.diagnostics
        assert found.code == difference.here.code
        assert found.span.path == "main.sml"
    else:
        outcome = judge(difference.rules, difference.data)
        assert outcome.features["A"] == difference.here
        assert len(outcome.errors) == difference.errors
        json.dumps(outcome.features)


@pytest.mark.parametrize("type_", ["None | int", "Optional[int]", "int | None"])
def test_null_may_stand_first_in_a_union(type_, judge) -> None:
    """There: the order decides what the checker makes of it. Here: a union has no order, save for coercion."""
    assert judge(f"A: {type_} = JsonData(path='$.a')", {"a": None}).features == {"A": None}
    assert judge(f"A: {type_} = JsonData(path='$.a')", {"a": "5"}).features == {"A": 5}
