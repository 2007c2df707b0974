"""What becomes of a missing value on its way through every operator, and how many errors are reported."""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import pytest

# M is missing and says nothing, N is missing and reports, O is an optional that is not there, G failed to be optional.
MAIN = """X: int = JsonData(path='$.x')
S: str = JsonData(path='$.s')
B: bool = JsonData(path='$.b')
M: int = JsonData(path='$.m', required=False)
MB: bool = JsonData(path='$.m', required=False)
MS: str = JsonData(path='$.m', required=False)
ML: List[int] = JsonData(path='$.m', required=False)
O: Optional[int] = JsonData(path='$.o')
G: Optional[int] = JsonData(path='$.bad', required=False)
E: Entity[str] = EntityJson(type='User', path='$.m', required=False)
I: Entity[str] = EntityJson(type='Ip', path='$.m', required=False)
H: Entity[str] = EntityJson(type='User', path='$.s')
R = Rule(when_all=[M > 1], description='failed')
"""
DATA = {"x": 5, "s": "abc", "b": True, "o": None, "bad": "no number"}
BASE_ERRORS = 1  # of G

CASES = [
    ("M + 1", None), ("1 - M", None), ("-M", None), ("M * 0", None), ("M / 0", None), ("X / M", None), ("MS + 'x'", None),
    ("M > 1", None), ("1 < M", None), ("M >= M", None), ("X < M", None),
    ("M == 1", False), ("M != 1", True), ("M == None", True), ("M != None", False), ("None == M", True), ("M == M", True),
    ("M == X", False), ("M != X", True), ("M + 1 == 2", False), ("M + 1 == M", True), ("M + 1 == None", True),
    ("(M > 1) == None", True), ("(M > 1) == False", False),
    ("O == None", True), ("O != None", False), ("O == 1", False), ("O == M", True), ("G == None", True), ("G == O", True),
    ("G == M", True), ("G != None and G > 1", False), ("O == None or O > 1", True), ("O != None and O > 1", False),
    ("O in [1]", False), ("O not in [1]", True), ("G in [1]", False), ("G not in [1]", True),
    ("M in [1, 2]", False), ("M not in [1, 2]", True), ("X in ML", None), ("X not in ML", None), ("M in ML", None),
    ("MS in 'abc'", False), ("MS not in 'abc'", True), ("'a' in MS", None), ("'a' not in MS", None), ("MS in MS", None),
    ("M in [X, 1]", False), ("X in [M, 5]", None), ("E in ['x']", False), ("E in [H]", False), ("I in [H]", False),
    ("not MB", None), ("not (M == 1)", True), ("not (M > 1)", None),
    ("MB and B", False), ("B and MB", False), ("MB or B", True), ("MB or MB", False), ("MB and MB", False),
    ("B and M > 1", False), ("B or M > 1", True), ("M > 1 or M == None", True), ("not (MB and B)", True),
    ("[M, 1]", None), ("[X, 1]", [5, 1]), ("[M, 1] == None", True), ("f'{M}'", None), ("f'{X}{S}'", "5abc"), ("f'{MS}' == 'x'", False),
    ("StringLength(s=MS)", None), ("StringLength(s=MS) > 1", None), ("StringLength(s=MS) == 3", False),
    ("B and StringLength(s=MS) > 1", False), ("StringStartsWith(s=S, start=MS)", None),
    ("StringSplit(s='a b', sep=MS)", ["a", "b"]), ("ResolveOptional(optional_value=M, default_value=7)", 7),
    ("ResolveOptional(optional_value=O, default_value=M)", None), ("ResolveOptional(optional_value=G, default_value=7)", 7),
    ("ResolveOptional(optional_value=X, default_value=M)", 5), ("ResolveOptional(optional_value=O) == None", True),
    ("Entity(type='User', id=MS)", None), ("E == H", False), ("E == 'abc'", False), ("E == None", True), ("E == E", True),
    ("E == I", True), ("H == I", False), ("H == Entity(type='User', id='abc')", True), ("H == Entity(type='Ip', id='abc')", False),
    ("H != Entity(type='Ip', id='abc')", True), ("H in [Entity(type='Ip', id='abc')]", False),
    ("H in [Entity(type='User', id='abc')]", True), ("E != I", False),
    ("R == True", False), ("R == None", True), ("R and B", False), ("R or B", True), ("not R", None), ("R == R", True),
    ("Rule(when_all=[B, M > 1], description='d')", None), ("Rule(when_all=[False, M > 1], description='d')", None),
    ("Rule(when_all=[M == 1], description='d')", False), ("Rule(when_all=[B, M == None], description='d')", True),
    ("Rule(when_all=[B], description=f'{M}')", None), ("Rule(when_all=[False], description=f'{MS}')", None),
    ("Rule(when_all=[MB or B], description='d')", True), ("Rule(when_all=[M in [1] or B], description='d')", True),
    ("HasLabel(entity=E, label='watched')", None), ("HasLabel(entity=H, label='watched', manual=MB)", False),
    ("TimeSince(timestamp=MS)", None), ("TimeDelta(hours=1) > M", None), ("ListLength(list=ML)", None),
    ("1 / 0", 0), ("X % 0", 0), ("X // 0", 0), ("X / 0.0", 0), ("0 / X", 0.0), ("5.0 % 0", 0), ("7 / 2", 3.5), ("-7 // 2", -4),
    ("-7 % 3", 2), ("2 ** -1", 0.5), ("2 ** 10", 1024), ("X / 2", 2.5), ("True == (1 == 1)", True), ("1 == 1.0", True),
    ("'b' in S", True), ("S * 2", "abcabc"), ("0.1 + 0.2", 0.30000000000000004),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "value"), CASES)
def test_value(judge, expression, value) -> None:
    outcome = judge(f"{MAIN}Q = {expression}\n", DATA)
    found = outcome.features["Q"]
    assert found == value
    assert type(found) is type(value)
    assert len(outcome.errors) == BASE_ERRORS


@pytest.mark.parametrize(
    ("expression", "errors"),
    [
        ("Missing + 1", 1),
        ("Missing == None", 1),
        ("False and Missing > 1", 1),
        ("True or Missing > 1", 1),
        ("ResolveOptional(optional_value=O, should_report_error=True)", 1),
        ("False and ResolveOptional(optional_value=O, should_report_error=True) > 1", 1),
        ("2 ** 99999999", 1),
        ("1 << -1", 1),
        ("True or 1 << -1 > 0", 1),
        ("-TimeDelta(hours=1)", 1),
        ("1 << -1 == 1 << -1", 2),
        ("Huge * 0.5", 1),
        ("Huge / 3", 1),
    ],
)
def test_errors_are_reported_once_for_each_place(judge, expression, errors) -> None:
    before = "O: Optional[int] = JsonData(path='$.o')\nHuge: int = JsonData(path='$.huge')\n"
    if "Missing" in expression:
        before += "Missing: int = JsonData(path='$.missing')\n"
    outcome = judge(f"{before}Q = {expression}\n", {"huge": 10**400})
    assert len(outcome.errors) == errors


def test_an_error_names_the_feature_and_never_the_value(judge) -> None:
    outcome = judge("Age: int = JsonData(path='$.account.age')\n", {"account": {"age": "hunter2"}})
    assert [(each.feature, each.message) for each in outcome.errors] == [("Age", "`$.account.age` is a str, not int")]


def test_a_function_with_a_fault_fails_its_value_alone(judge) -> None:
    from redshank.rules.engine import Engine, compile_rules
    from redshank.rules.functions.registry import default_functions, rule_function
    from redshank.rules.types import RuleEvent, Sources

    @rule_function("Faulty(s: str) -> int", family="Test")
    def faulty(s: str) -> int:
        """Divide by zero."""
        return len(s) // 0

    functions = default_functions().copy()
    functions.add(faulty.__redshank_function__)
    main = "A = Faulty(s='x')\nB = True and Faulty(s='y') == None\nC = 1 + 1\n"
    rule_set = compile_rules(Sources({"main.sml": main}), functions=functions)
    outcome = Engine(rule_set).judge(RuleEvent(1, "t", 0.0, 0.0, 1, {}))
    assert outcome.features == {"A": None, "B": True, "C": 2}
    assert [each.message for each in outcome.errors] == ["failed with ZeroDivisionError"] * 2
