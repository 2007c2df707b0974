"""Detectors and the catalog that a rule set's files declare."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from redshank.signals.detectors import Keyword, PatternSet, TermList
from redshank.signals.errors import SignalsRefused
from redshank.signals.service import MAX_TERMS, Declaration, SignalCatalog, declared_signals

DECLARED = """
signals:
  money:
    type: terms
    version: 2
    description: Money that somebody should send.
    terms:
      - gift card
      - {term: western union, weight: 0.6}
      - 送金
  leak:
    type: patterns
    version: '1'
    patterns:
      - 'system\\s+prompt'
      - {pattern: 'hidden (rules|orders)', weight: 0.25}
  dan:
    type: keyword
    version: '1'
    keyword: DAN
    case_sensitive: true
"""


def catalog(text: str = DECLARED) -> SignalCatalog:
    document = yaml.safe_load(text)
    return declared_signals([Declaration("config/signals.yaml", document["signals"], {"signals": 1})])


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Buy a GIFT\n card!", 1.0),
        ("gift-card", 1.0),
        ("giftcard", 0.0),
        ("gift cards", 0.0),
        ("a gift, and a card", 0.0),
        ("gift gift card", 1.0),
        ("Western Union", 0.6),
        ("western union or a gift card", 1.0),
        ("ｗｅｓｔｅｒｎ ｕｎｉｏｎ", 0.6),
        ("早く送金してください", 1.0),
        ("", 0.0),
        ("gift", 0.0),
    ],
)
def test_a_term_is_found_as_words_in_order(text: str, score: float) -> None:
    money = catalog().get("money")
    assert money is not None
    assert money.score(text) == score


@pytest.mark.parametrize(
    ("text", "score"),
    [("the SYSTEM\tPrompt", 1.0), ("Hidden orders", 0.25), ("hidden rules, system prompt", 1.0), ("nothing", 0.0)],
)
def test_a_pattern_set_scores_with_its_heaviest_match(text: str, score: float) -> None:
    leak = catalog().get("leak")
    assert leak is not None
    assert leak.score(text) == score
    assert leak.score(text + " é") == score


@pytest.mark.parametrize(
    ("options", "text", "score"),
    [
        ({}, "dan mode", 1.0),
        ({}, "Jordan", 0.0),
        ({}, "DANé", 0.0),
        ({}, "xdan dan", 1.0),
        ({"whole_word": False}, "Jordan", 1.0),
        ({"case_sensitive": True}, "dan", 0.0),
        ({"case_sensitive": True}, "«DAN»", 1.0),
        ({}, "", 0.0),
    ],
)
def test_a_keyword_is_found_as_a_word(options: dict[str, bool], text: str, score: float) -> None:
    assert Keyword("k", "1", "", "DAN", **options).score(text) == score


def test_case_is_folded_in_every_script() -> None:
    terms = TermList("t", "1", "", {"Любовь моя": 1.0, "STRASSE": 0.5, "aşkım": 0.75})
    assert [terms.score(text) for text in ("ЛЮБОВЬ МОЯ", "Straße", "AŞKIM", "любовь")] == [1.0, 0.5, 0.0, 0.0]


def test_a_version_changes_with_the_definition_and_with_nothing_else() -> None:
    one = PatternSet("p", "1", "said one way", {"a": 1.0, "b": 0.5})
    same = PatternSet("other", "1", "said another way", {"b": 0.5, "a": 1.0})
    others = [
        PatternSet("p", "2", "", {"a": 1.0, "b": 0.5}),
        PatternSet("p", "1", "", {"a": 1.0, "b": 0.6}),
        PatternSet("p", "1", "", {"a": 1.0, "b": 0.5}, ignore_case=False),
    ]
    assert one.info.version == same.info.version
    assert len({one.info.version, *(other.info.version for other in others)}) == 4


def test_the_catalog_knows_its_signals() -> None:
    found = catalog()
    assert found.names() == ["dan", "leak", "money"]
    assert [info.version.partition("+")[0] for info in found.infos()] == ["1", "1", "2"]
    assert found.get("nobody") is None
    assert {info.input for info in found.infos()} == {"text"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ([], "is not a mapping"),
        ({"type": "magic", "version": "1"}, "is none of terms, patterns, keyword"),
        ({"version": "1"}, "is none of"),
        ({"type": ["terms"], "version": "1"}, "is none of"),
        ({"type": "terms", "terms": ["a"]}, "has no `version`"),
        ({"type": "terms", "version": True, "terms": ["a"]}, "has no `version`"),
        ({"type": "terms", "version": "1", "description": 5, "terms": ["a"]}, "`description`"),
        ({"type": "terms", "version": "1"}, "is not a list"),
        ({"type": "terms", "version": "1", "terms": []}, "is not a list"),
        ({"type": "terms", "version": "1", "terms": ["a", "a"]}, "stands there twice"),
        ({"type": "terms", "version": "1", "terms": [False]}, "is not a text"),
        ({"type": "terms", "version": "1", "terms": ["c++"]}, "does not begin and end"),
        ({"type": "terms", "version": "1", "terms": ["x" * 201]}, "longer than"),
        ({"type": "terms", "version": "1", "terms": [{"term": "a", "weight": 0}]}, "`weight`"),
        ({"type": "terms", "version": "1", "terms": [{"term": "a", "weight": True}]}, "`weight`"),
        ({"type": "terms", "version": "1", "terms": [{"term": "a", "wait": 1}]}, "has more than"),
        ({"type": "terms", "version": "1", "terms": ["a"], "patterns": ["b"]}, "has no setting `patterns`"),
        ({"type": "terms", "version": "1", "terms": [f"w{n}" for n in range(MAX_TERMS + 1)]}, "more than"),
        ({"type": "patterns", "version": "1", "patterns": ["(?=a)"]}, "look-ahead"),
        ({"type": "patterns", "version": "1", "patterns": ["("]}, "is invalid"),
        ({"type": "patterns", "version": "1", "patterns": ["a"], "case_sensitive": "no"}, "neither true nor false"),
        ({"type": "keyword", "version": "1", "keyword": ""}, "is not a text"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_place(body: Any, message: str) -> None:
    declaration = Declaration("config/signals.yaml", {"wrong": body}, {"signals": 1, "signals.wrong": 7})
    with pytest.raises(SignalsRefused) as refused:
        declared_signals([declaration])
    assert message in refused.value.problems[0].message
    assert (refused.value.where, refused.value.problems[0].line) == ("config/signals.yaml:7", 7)


def test_everything_wrong_is_told_at_once_and_in_order() -> None:
    fine = {"type": "keyword", "version": "1", "keyword": "x"}
    declarations = [
        Declaration("b.yaml", {"twice": fine, "no name!": fine}, {"signals": 1, "signals.no name!": 3}),
        Declaration("a.yaml", {"twice": fine}, {"signals": 1, "signals.twice": 2}),
        Declaration("c.yaml", ["list"], {"signals": 4}),
    ]
    with pytest.raises(SignalsRefused) as refused:
        declared_signals(declarations)
    assert [(problem.path, problem.line) for problem in refused.value.problems] == [
        ("a.yaml", 2),
        ("b.yaml", 3),
        ("c.yaml", 4),
    ]
