"""Every deliberate difference from the reference engine in one table: what we answer, what it answers, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from redshank.rules.types import Outcome

REFUSED = "<refused>"


@dataclass(frozen=True)
class Difference:
    """One difference, as the value of the feature `A`."""

    rules: str
    here: Any
    there: Any
    why: str
    data: dict[str, Any] = field(default_factory=dict)
    action_id: int = 7


U = "U: Entity[str] = EntityJson(type='User', path='$.u')\n"
T = "T: str = JsonData(path='$.t')\n"

DIFFERENCES = {
    "a pattern with look-ahead": Difference(
        "A = RegexMatch(pattern='a(?=b)', target='ab')", REFUSED, True, "it can need more than linear time"
    ),
    "a pattern with a reference to a group": Difference(
        r"A = RegexMatch(pattern='(a)\\1', target='aa')", REFUSED, True, "it can need more than linear time"
    ),
    "a `$` before something else": Difference(
        r"A = RegexMatch(pattern='a$\\n', target='a\n')", REFUSED, True, "RE2 has nothing that means it"
    ),
    "a word boundary beside a letter outside ASCII": Difference(
        T + r"A = RegexMatch(pattern='\\bb', target=T)", True, False, "RE2's boundaries are ASCII", {"t": "éb"}
    ),
    "transliteration": Difference(
        T + "A = StringClean(s=T, unidecode=True)", "BeiJing", "Bei Jing ", "Unidecode is under the GPL", {"t": "北京"}
    ),
    "links in the order of a set": Difference(
        "A = StringExtractDomains(s='http://b.example/ http://a.example/')",
        ["a.example", "b.example"],
        "either order",
        "a replay gives the same answer",
    ),
    "chance": Difference(
        "A = RandomInt(start=1, end=1000000)", 979_676, "any number", "a replay gives the same answer", action_id=12
    ),
    "what is left out of a time": Difference(
        "A = TimeSince(timestamp='2025-12-31 23:00')",
        3600.0,
        "the same here; without a date, from the server's day",
        "a replay gives the same answer",
    ),
    "an attribute": Difference("_x = 'x'\nA = _x.upper", REFUSED, "a crash", "an error has a place"),
    "an optional list": Difference(
        "A: Optional[List[str]] = JsonData(path='$.a')", REFUSED, "a crash", "an error has a place"
    ),
}


@pytest.mark.parametrize("difference", DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_we_differ_on_purpose_and_only_so(
    difference: Difference, judge: Callable[..., Outcome], refusal: Callable[..., list[tuple[str, str, int]]]
) -> None:
    assert difference.why
    assert difference.here != difference.there
    if difference.here == REFUSED:
        assert {path for _, path, _ in refusal(difference.rules)} == {"main.sml"}
    else:
        outcome = judge(difference.rules, difference.data, action_id=difference.action_id)
        assert (outcome.features["A"], outcome.errors) == (difference.here, [])


def test_a_time_without_a_date_is_on_the_day_of_the_event(judge: Callable[..., Outcome]) -> None:
    rules = "A = TimeSince(timestamp='10:00')"
    noon = 1_767_268_800.0
    assert [judge(rules, timestamp=noon + day * 86_400).features["A"] for day in (0, 1, 30)] == [7200.0] * 3


def test_labels_are_read_as_of_the_event(judge: Callable[..., Outcome]) -> None:
    """The reference engine compares expiry with the wall clock: in a replay next year this label would be gone."""
    rules = (
        U
        + "S = Rule(when_all=[not HasLabel(entity=U, label='watched')], description='s')\n"
        + "WhenRules(rules_any=[S], then=[LabelAdd(entity=U, label='watched', expires_after=TimeDelta(hours=1))])\n"
    )
    assert judge(rules, {"u": "1"}, timestamp=1.0, window_time=1.0).features["S"] is True
