"""The language reads what it documents and answers everything else with a typed error and its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.events.search.errors import CursorInvalid, IntervalInvalid, QueryInvalid, QueryTooLong, ValueInvalid
from redshank.events.search.language import parse
from redshank.events.search.logic import (
    BARS,
    Fields,
    choose_interval,
    read_cursor,
    read_interval,
    to_moment,
    write_cursor,
)
from redshank.events.search.types import Match, Search, Text, Value


def test_terms_of_every_kind():
    found = parse('type:login,"a b" -rule:Burst PromptLength>=4000 Score!=1 word -"two words" account:acc_*')
    assert found == [
        Match("type", (Value("login", False, 5), Value("a b", True, 11)), None, False, 0),
        Match("rule", (Value("Burst", False, 23),), None, True, 18),
        Match("PromptLength", (Value("4000", False, 43),), ">=", False, 29),
        Match("Score", (Value("1", False, 55),), None, True, 48),
        Text(Value("word", False, 57), False),
        Text(Value("two words", True, 63), True),
        Match("account", (Value("acc_*", False, 83),), None, False, 75),
    ]


def test_quotes_may_hold_anything():
    assert parse(r'"a \"b\" \\ c:d,e"') == [Text(Value(r'a "b" \ c:d,e', True, 0), False)]
    assert parse('id:""') == [Match("id", (Value("", True, 3),), None, False, 0)]


@pytest.mark.parametrize(
    ("q", "position"),
    [
        ('word "open', 5),
        ("type:", 5),
        ("type: login", 5),
        ("type:a,", 7),
        ("- word", 0),
        ("-", 0),
        ('ab"cd', 2),
        ('type:"a"b', 8),
        ("n>1,2", 4),
        ('""', 0),
        ("a\0b", 1),
        ("a \ud800", 2),
    ],
)
def test_what_can_not_be_read_is_told_with_its_place(q, position):
    with pytest.raises(QueryInvalid) as refused:
        parse(q)
    assert refused.value.position == position
    assert refused.value.problem()["position"] == position


def test_length_and_number_of_terms_are_bounded():
    for q in ("a" * 2001, "a " * 41, "type:" + ",".join("a" * 101)):
        with pytest.raises(QueryTooLong):
            parse(q)


@given(st.text(max_size=200) | st.text(alphabet='ab:,"-\\ *.<>=!_1\t', max_size=60))
def test_any_text_is_terms_or_a_typed_error(q):
    try:
        clauses = parse(q)
    except QueryInvalid as error:
        assert 0 <= error.position <= len(q)
        error.problem()
    else:
        assert all(isinstance(clause, Match | Text) for clause in clauses)


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)))
def test_quoting_a_text_finds_it_again(texts):
    texts = [text for text in texts if text.strip()][:30]
    q = " ".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts)
    if len(q) <= 2000:
        assert [clause.value.text for clause in parse(q)] == texts


def test_names_mean_columns_types_or_features():
    fields = Fields(["type", "n_PromptLength", "f_PromptLength", "f_account", "b_type"], ["type"])
    assert fields.resolve("TYPE", 0).columns == ("type",)
    assert fields.resolve("api_key", 0).entity_type == "ApiKey"
    assert fields.resolve("account", 0).entity_type == "Account"
    assert fields.resolve("f_account", 0).columns == ("f_account",)
    assert fields.resolve("b_type", 0).columns == ("b_type",)
    assert fields.resolve("promptlength", 0).columns == ("n_PromptLength", "f_PromptLength")
    with pytest.raises(QueryInvalid) as refused:
        fields.resolve("PromptLenght", 7)
    assert refused.value.position == 7
    assert "PromptLength" in (refused.value.mend or "")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-03-01", 86_400),
        ("2026-03-01T12", 3600),
        ("2026-03-01T12:30Z", 60),
        ("2026-03-01T12:30-05:00", 60),
        ("2026-03-01T12:30:15+02:00", 1),
        ("2026-03-01T12:30:15.5Z", 1e-6),
    ],
)
def test_a_time_names_a_span(text, seconds):
    begin, end = to_moment(text, 0)
    assert (end - begin).total_seconds() == seconds


def test_days_begin_at_midnight_utc():
    assert to_moment("2026-03-01", 0)[0] == datetime(2026, 3, 1, tzinfo=UTC)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_a_typed_error(text):
    try:
        begin, end = to_moment(text, 3)
    except ValueInvalid as error:
        assert error.position == 3
    else:
        assert begin < end


@given(st.floats(0.001, 1e9))
def test_intervals_make_a_readable_number_of_columns(seconds):
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    end = begin + timedelta(seconds=seconds)
    width = choose_interval(begin, end)
    assert max(1.0, seconds) / width <= BARS
    assert width == 1 or seconds / width > 3


def test_intervals_are_read():
    assert [read_interval(text) for text in ("90", "30s", "5m", "1h", "2d", "1w")] == [
        90,
        30,
        300,
        3600,
        172_800,
        604_800,
    ]
    for text in ("", "0", "-1h", "1y", "h", "99999999999h"):
        with pytest.raises(IntervalInvalid):
            read_interval(text)


def test_a_cursor_belongs_to_its_search():
    search = Search(q="type:login", types=("login",))
    cursor = write_cursor(search, 77)
    assert read_cursor(Search(q="type:login", types=("login",), cursor=cursor, limit=10)) == 77
    with pytest.raises(CursorInvalid):
        read_cursor(Search(q="type:other", types=("login",), cursor=cursor))


@given(st.text(max_size=80))
def test_any_text_is_a_cursor_or_a_typed_error(text):
    with pytest.raises(CursorInvalid):
        read_cursor(Search(cursor=text))
