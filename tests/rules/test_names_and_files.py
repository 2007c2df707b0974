"""Names, imports, conditional files: what can be seen where, and what runs."""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import time

import pytest

from redshank.rules.engine import compile_rules
from redshank.rules.errors import RulesRefused
from redshank.rules.types import Sources


@pytest.mark.parametrize(
    ("main", "files", "code"),
    [
        ("A = B\nB = 1\n", {}, "unknown-identifier"),
        ("A = A + 1\n", {}, "reads-itself"),
        ("A = f'{A}'\n", {}, "reads-itself"),
        ("A = Nowhere\n", {}, "unknown-identifier"),
        ("A = StringLength\n", {}, "unknown-identifier"),
        ("A = 1\nA = 2\n", {}, "duplicate-name"),
        ("A = 1\n", {"a.sml": "A = 2\n"}, "duplicate-name"),
        ("_a = 1\n_a = 2\nB = _a\n", {}, "duplicate-name"),
        ("_a = 1\n", {}, "unused-local"),
        ("B = _a\n_a = 1\n", {}, "unknown-identifier"),
        ("Import(rules=['a.sml'])\nB = _a\n", {"a.sml": "_a = 1\nC = _a\n"}, "unknown-identifier"),
        ("A = B\nImport(rules=['b.sml'])\n", {"b.sml": "B = 1\n"}, "unknown-identifier"),
        ("Import(rules=['a.sml'])\nX = B\n", {"a.sml": "Import(rules=['b.sml'])\nA = B\n", "b.sml": "B = 1\n"},
         "unknown-identifier"),
        ("Require(rule='a.sml')\nX = A\n", {"a.sml": "A = 1\n"}, "unknown-identifier"),
        ("Import(rules=['b.sml', 'a.sml'])\n", {"a.sml": "A = 1\n", "b.sml": "B = 1\n"}, "unsorted-import"),
        ("Import(rules=['a.sml', 'a.sml'])\n", {"a.sml": "A = 1\n"}, "duplicate-import"),
        ("Import(rules=['nowhere.sml'])\n", {}, "unknown-file"),
        ("Import(rules=['config.yaml'])\n", {}, "unknown-file"),
        ("Import(rules=['main.sml'])\n", {}, "import-cycle"),
        ("Import(rules=['a.sml'])\n", {"a.sml": "Import(rules=['b.sml'])\n", "b.sml": "Import(rules=['a.sml'])\n"},
         "import-cycle"),
        ("Import(rules=[1])\n", {}, "not-constant"),
        ("Import(rules='a.sml')\n", {"a.sml": "A = 1\n"}, "not-constant"),
        ("X = Import(rules=['a.sml'])\n", {"a.sml": "A = 1\n"}, "no-result"),
        ("Require(rule='nowhere.sml')\n", {}, "unknown-file"),
        ("N = GetActionName()\nRequire(rule=f'nowhere/{N}.sml')\n", {}, "unknown-file"),
        ("P = 'a.sml'\nRequire(rule=P)\n", {"a.sml": "A = 1\n"}, "not-a-literal"),
        ("Require(rule='a.sml', require_if=1)\n", {"a.sml": "A = 1\n"}, "wrong-type"),
        ("Require(rule=5)\n", {}, "wrong-type"),
        ("StringLength(s='x')\n", {}, "unused-result"),
        ("A = WhenRules(rules_any=[], then=[])\n", {}, "no-result"),
        ("A = StringLength(s=WhenRules(rules_any=[], then=[]))\n", {}, "no-result"),
        ("A = 1\n", {"unreached.sml": "B = Nowhere\n"}, "unknown-identifier"),
        ("_p = 'a'\n_q = _p\nA = RegexMatch(pattern=_q, target='a')\n", {}, "not-constant"),
        ("P = 'a' + 'b'\nA = RegexMatch(pattern=P, target='a')\n", {}, "not-constant"),
        ("P: str = JsonData(path='$.p')\nA = RegexMatch(pattern=P, target='a')\n", {}, "not-constant"),
        ("A = RegexMatch(pattern=1, target='a')\n", {}, "not-constant"),
        ("A = RegexMatch(pattern=f'a', target='a')\n", {}, "not-constant"),
        ("A = RegexMatch(pattern='a', case_insensitive=1, target='a')\n", {}, "not-constant"),
        ("A = CountRegexMatches(patterns=['a', 1], target='a')\n", {}, "not-constant"),
        ("A = TimeDelta(hours=True)\n", {}, "not-constant"),
        ("A = TimeDelta(hours=1.5)\n", {}, "wrong-type"),
        ("A = TimeDelta(hours=-'x')\n", {}, "not-constant"),
        ("A: str = JsonData(path='$..')\n", {}, "bad-path"),
        ("A: str = JsonData(path='')\n", {}, "bad-path"),
        ("A: str = JsonData(path='$.a[')\n", {}, "bad-path"),
    ],
)  # fmt: skip
def test_is_refused(refusal, main, files, code) -> None:
    assert code in {each[0] for each in refusal(main, files)}


def test_imported_files_run_though_their_imports_stay_hidden(judge) -> None:
    files = {"a.sml": "Import(rules=['b.sml'])\nA = B + 1\n", "b.sml": "B = 1 + 1\n"}
    assert judge("Import(rules=['a.sml'])\nX = A + 1\n", files=files).features == {"B": 2, "A": 3, "X": 4}


def test_a_file_that_nobody_names_does_not_run(judge) -> None:
    assert judge("A = 1 + 1\n", files={"other.sml": "B = 1 + 1\n"}).features == {"A": 2}


def test_local_names_belong_to_their_file(judge) -> None:
    files = {"a.sml": "_x = 1 + 1\nA = _x\n"}
    outcome = judge("Import(rules=['a.sml'])\n_x = 5 + 5\nB = _x + A\n", files=files)
    assert outcome.features == {"A": 2, "B": 12}


@pytest.mark.parametrize(
    ("condition", "runs"),
    [
        ("", True),
        (", require_if=True", True),
        (", require_if=False", False),
        (", require_if=X == 1", True),
        (", require_if=X == 2", False),
        (", require_if=Missing > 1", False),
        (", require_if=Held", True),
        (", require_if=not Held", False),
    ],
)
def test_require_runs_a_file_when_its_condition_holds(judge, condition, runs) -> None:
    main = (
        "X: int = JsonData(path='$.x')\nMissing: int = JsonData(path='$.m', required=False)\n"
        f"Held = Rule(when_all=[X == 1], description='d')\nRequire(rule='a.sml'{condition})\n"
    )
    outcome = judge(main, {"x": 1}, {"a.sml": "A = 1 + 1\n"})
    assert ("A" in outcome.features) is runs
    assert outcome.errors == []


def test_require_follows_an_f_string(judge) -> None:
    main = "Kind: str = JsonData(path='$.kind', required=False)\nRequire(rule=f'kinds/{Kind}.sml')\n"
    files = {"kinds/a.sml": "A = 1 + 1\n", "kinds/b.sml": "B = 1 + 1\n", "kinds/deep/c.sml": "C = 1 + 1\n"}
    assert judge(main, {"kind": "a"}, files).features == {"Kind": "a", "A": 2}
    assert judge(main, {"kind": "deep/c"}, files).features == {"Kind": "deep/c", "C": 2}
    assert judge(main, {"kind": "nowhere"}, files).features == {"Kind": "nowhere"}
    assert judge(main, {}, files).features == {"Kind": None}


def test_an_error_in_a_file_counts_only_where_the_file_runs(judge) -> None:
    main = "X: int = JsonData(path='$.x')\nRequire(rule='a.sml', require_if=X > 1)\n"
    files = {"a.sml": "A: int = JsonData(path='$.missing')\n"}
    assert judge(main, {"x": 1}, files).errors == []
    assert [each.feature for each in judge(main, {"x": 2}, files).errors] == ["A"]


def test_files_can_require_each_other_in_a_circle(judge) -> None:
    main = "N = GetActionName()\nRequire(rule=f'{N}.sml')\n"
    files = {
        "login.sml": "Import(rules=['base.sml'])\nRequire(rule='b.sml', require_if=Base > 1)\nA = Base + 1\n",
        "b.sml": "Import(rules=['base.sml', 'extra.sml'])\nB = Base + Extra\nRequire(rule='login.sml', require_if=B > 1)\n",
        "base.sml": "Base = 1 + 1\n",
        "extra.sml": "Import(rules=['base.sml'])\nExtra = Base + 8\nRequire(rule='c.sml', require_if=Extra > 100)\n",
        "c.sml": "C = 1 + 1\nRequire(rule='b.sml')\n",
    }  # fmt: skip
    features = judge(main, files=files).features
    assert features == {"N": "login", "Base": 2, "A": 3, "Extra": 10, "B": 12}


def test_a_conditional_file_is_required_twice_and_runs_once(judge) -> None:
    main = "X: int = JsonData(path='$.x')\nRequire(rule='a.sml', require_if=X > 1)\nRequire(rule='b.sml', require_if=X > 2)\n"
    files = {
        "a.sml": "S = Rule(when_all=[True], description='s')\nWhenRules(rules_any=[S], then=[DeclareVerdict(verdict='v')])\n",
        "b.sml": "Import(rules=['a.sml'])\nB = not S\n",
    }  # fmt: skip
    assert judge(main, {"x": 1}, files).verdicts == []
    assert judge(main, {"x": 3}, files).verdicts == ["v"]
    assert judge(main, {"x": 3}, files).features["B"] is False


def test_a_constant_is_one_step_away_in_any_file(judge) -> None:
    files = {"a.sml": "Pattern = 'ab+'\nPaths = ['x']\n"}
    main = "Import(rules=['a.sml'])\n_flag = True\nA = RegexMatch(pattern=Pattern, case_insensitive=_flag, target='xABB')\n"
    assert judge(main, files=files).features == {"A": True}


def test_a_set_full_of_unknown_names_is_refused_soon_and_the_first_are_guessed():
    lines = [f"Counter{number} = Countre{number}" for number in range(20_000)]
    started = time.process_time()  # comparing each with every other takes half an hour
    with pytest.raises(RulesRefused) as refused:
        compile_rules(Sources({"main.sml": "\n".join(["Counter = 1", "Near = Countr", *lines])}))
    assert time.process_time() - started < 60
    assert len(refused.value.diagnostics) == 20_001
    assert refused.value.diagnostics[0].hint.startswith("did you mean `Counter")
