"""Features become columns: every value in its row, in the column of its kind."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.events.lake.logic import FeatureColumns, choose_subject, events_frame, fold_text
from redshank.events.lake.types import LakeRow, LakeSettings, Retention

NAMES = st.sampled_from(["A", "B", "C", "a", "D1", "not a name", "E" * 200])
SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(max_size=8)
VALUES = SCALARS | TEXTS | st.lists(SCALARS | TEXTS, max_size=3) | st.dictionaries(TEXTS, SCALARS, max_size=2)
FEATURES = st.dictionaries(NAMES, VALUES, max_size=5)


@pytest.fixture(scope="module")
def template():
    from importlib import util
    from pathlib import Path

    spec = util.spec_from_file_location("lake_rows_of_columns", Path(__file__).with_name("conftest.py"))
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make_rows(1)[0]


def kind_of(value):
    return {bool: "b_", int: "n_", float: "n_", str: "f_", list: "l_"}.get(type(value))


def as_cell(value):
    if isinstance(value, list):
        return [
            item if isinstance(item, str) else msgspec.json.encode(item).decode() for item in value if item is not None
        ]
    return value


@settings(max_examples=150, deadline=None)
@given(st.lists(FEATURES, min_size=1, max_size=30))
def test_every_value_is_in_its_row_and_in_the_column_of_its_kind(template, found):
    rows: list[LakeRow] = [
        template._replace(seq=index + 1, outcome=json.dumps({"features": features}).encode())
        for index, features in enumerate(found)
    ]
    columns = FeatureColumns([], 100)
    frame = events_frame(rows, columns)
    assert frame["seq"].to_list() == list(range(1, len(rows) + 1))
    admitted = set(columns.names())
    expected = {
        column: [as_cell(one.get(column[2:])) if kind_of(one.get(column[2:])) == column[:2] else None for one in found]
        for column in admitted
    }
    assert {column: frame[column].to_list() for column in admitted} == expected
    wanted = {f"{kind_of(value)}{name}" for one in found for name, value in one.items() if kind_of(value)}
    assert {name.lower() for name in admitted} == {
        name.lower() for name in wanted if name[2:].isidentifier() and len(name) < 100
    }


@given(st.lists(st.sampled_from(["Account/a", "Account/b", "Device/d", "Organization/o", "ApiKey/k"]), unique=True))
def test_the_main_subject_is_the_account_where_there_is_one(subjects):
    subject, has_peer = choose_subject(subjects)
    accounts = [one for one in subjects if one.startswith("Account/")]
    if accounts:
        assert subject == accounts[0]
        assert has_peer == (len(accounts) > 1)
    else:
        assert subject is None or subject in subjects
        assert not has_peer


@pytest.mark.parametrize(("one", "other"), [("STRASSE", "Straße"), ("ﬁne", "FINE"), ("Ａ１", "a1"), ("É", "é")])
def test_folding_makes_ways_of_writing_equal(one, other):
    assert fold_text(one) == fold_text(other)


def test_settings_name_their_tables(tmp_path):
    made = LakeSettings(tmp_path, retention=Retention(log_days=3))
    assert made.table("events") == tmp_path / "events"
    assert made.retention.content_days("flagged") == 90
