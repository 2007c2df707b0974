"""Answers of the reference engine in corners where a reader would guess otherwise: whole features, and errors."""

from __future__ import annotations

import json
from typing import Any

import pytest

OPTIONALS = "O: Optional[int] = JsonData(path='$.o')\nT: Optional[str] = JsonData(path='$.t')\n"
USER = "U: Entity[str] = EntityJson(type='User', path='$.u')\n"
SECRET = {"word": "hush", "digits": "5", "number": 5, "list": ["a"]}


@pytest.mark.parametrize(
    ("expression", "value", "errors"),
    [
        ("O != None and O > 3", False, 0),
        ("O != None and O + 1 > 3", False, 1),
        ("O != None and O + 1 > O * 2", False, 2),
        ("O != None and -O < 3", False, 1),
        ("O == None or 7 // O > 3", True, 1),
        ("T != None and StringLength(s=T) > 1", False, 1),
        ("T != None and StringLength(s=StringToLower(s=T)) > 1", False, 1),
        ("T != None and RegexMatch(pattern='a', target=T)", False, 1),
        ("T != None and Base64Decode(input=T) == 'a'", False, 1),
        ("T != None and not StringStartsWith(s='abc', start=T)", False, 1),
        ("T != None and HasLabel(entity=Entity(type='User', id=T), label='watched')", False, 1),
        ("T != None and (StringLength(s=T) > 1 or StringLength(s=T) < 9)", False, 2),
        ("T != None and StringLength(s=f'{T}') > 1", False, 0),
        ("T != None and StringStrip(s='abc', chars=T) == 'abc'", False, 0),
        ("O != None and not O > 3", False, 0),
        ("O != None and O in [1, 2]", False, 0),
    ],
)
def test_what_is_computed_from_none_is_reported_though_nobody_asks_for_it(judge, expression, value, errors) -> None:
    outcome = judge(f"{OPTIONALS}Q = {expression}\n", {})
    assert outcome.features["Q"] is value
    assert len(outcome.errors) == errors
    assert judge(f"{OPTIONALS}Q = {expression}\n", {"o": 7, "t": "YWI="}).errors == []


def test_what_failed_is_not_reported_again(judge) -> None:
    outcome = judge(f"{OPTIONALS}Q = O != None and O + 1 > 3\n", {"o": "no number"})
    assert outcome.features["Q"] is False
    assert len(outcome.errors) == 1


@pytest.mark.parametrize(
    ("main", "features", "errors"),
    [
        ("A: ExtractSecret[int] = JsonData(path='$.digits')\n", {"A": None}, 1),
        ("A: Secret[int] = JsonData(path='$.digits')\nB = A == 5\n", {"B": False}, 1),
        ("A: ExtractSecret[str] = JsonData(path='$.number')\n", {"A": None}, 1),
        ("A: ExtractSecret[int] = JsonData(path='$.number')\n", {"A": 5}, 0),
        ("A: ExtractSecret[float] = JsonData(path='$.number')\n", {"A": 5}, 0),
        ("A: ExtractSecret[List[str]] = JsonData(path='$.list')\n", {"A": ["a"]}, 0),
        ("A: ExtractSecret[Optional[str]] = JsonData(path='$.none')\n", {"A": None}, 0),
        ("A: ExtractSecret[str] = JsonData(path='$.none', required=False)\n", {"A": None}, 0),
    ],
)
def test_a_secret_is_taken_as_it_is(judge, main: str, features: dict[str, Any], errors: int) -> None:
    outcome = judge(main, {"digits": "1"}, secret_data=SECRET)
    assert json.dumps(outcome.features) == json.dumps(features)
    assert len(outcome.errors) == errors


def test_a_secret_inside_another_annotation_is_refused(refusal) -> None:
    assert refusal("A: ExtractLiteral[Secret[str]] = 'q'\n") == [("secret-leak", "main.sml", 1)]


@pytest.mark.parametrize(
    ("main", "features"),
    [
        ("A = [[1], [2]]\n", {}),
        ("X = 1 + 1\nA = [[X], [2]]\n", {"X": 2}),
        ("X = 1 + 1\nA = [X, 2]\n", {"X": 2, "A": [2, 2]}),
        ("A = -1\n", {"A": -1}),
        ("_A: ExtractLiteral[int] = 6\nB = _A + 1\n", {"_A": 6, "B": 7}),
    ],
)
def test_which_constants_are_features(judge, main: str, features: dict[str, Any]) -> None:
    assert judge(main, {}).features == features


def test_an_experiment_is_a_list_where_one_is_wanted(judge) -> None:
    main = (
        f"{USER}E = Experiment(entity=U, buckets=['control'], bucket_sizes=[100.0], version=1, revision=2)\n"
        "A = ListLength(list=E)\nB = ListRead(list=E, index=3)\nC = 'control' in E\nD = StringJoin(s='|', iterable=E)\n"
    )
    features = judge(main, {"u": "u1"}).features
    assert [features[name] for name in "ABCD"] == [7, "control", True, "E|u1|User|control|0|1|2"]
    assert judge(main, {}).features["C"] is None


@pytest.mark.parametrize(
    ("expression", "value", "errors"),
    [
        ("CountRegexMatches(patterns=['a'], target='abc')", 1, 0),
        ("CountRegexMatches(patterns=['z'], target='abc')", 0, 0),
        ("CountRegexMatches(patterns=['A'], target='abc', case_insensitive=True)", 1, 0),
        ("DomainChopper(urls=['a.example.com', 'nowhere'])", [], 0),
        ("DomainChopper(urls=['a.example.com'], fld=True)", ["example.com"], 0),
        ("StringClean(s='x', form='NFX')", None, 1),
        ("StringClean(s='x', form='NFX', unicode_normalize=False)", "x", 0),
    ],
)
def test_functions(judge, expression: str, value: Any, errors: int) -> None:
    outcome = judge(f"Q = {expression}\n", {})
    assert json.dumps(outcome.features) == json.dumps({"Q": value})
    assert len(outcome.errors) == errors


def test_a_field_whose_requirement_failed_fails_even_where_it_is_there(judge) -> None:
    main = "B: bool = JsonData(path='$.b', required=False)\nA: str = JsonData(path='$.a', required=B)\n"
    outcome = judge(main, {"a": "x"})
    assert outcome.features == {"B": None, "A": None}
    assert outcome.errors == []
