"""Ids keep their UUID, sort by it, and refuse what is not an id."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.kernel.ids import InvalidId, format_id, new_id, new_uuid, parse_id

uuids = st.integers(min_value=0, max_value=2**128 - 1).map(lambda number: UUID(int=number))


@given(uuids)
def test_an_id_keeps_its_uuid(value: UUID) -> None:
    assert parse_id("evt", format_id("evt", value)) == value


@given(uuids, uuids)
def test_ids_sort_as_their_uuids(one: UUID, other: UUID) -> None:
    assert (one < other) == (format_id("evt", one) < format_id("evt", other))


def test_fresh_ids_come_in_order() -> None:
    ids = [format_id("evt", new_uuid()) for _ in range(1000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


@given(st.text(max_size=40))
def test_anything_else_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidId):
        parse_id("evt", text)


@pytest.mark.parametrize(
    "text",
    ["acc_01jd0000000000000000000000", "evt_81jd0000000000000000000000", "evt_01jd000000000000000000000u", "evt_", ""],
)
def test_another_kind_or_alphabet_is_refused(text: str) -> None:
    with pytest.raises(InvalidId) as refusal:
        parse_id("evt", text)
    assert refusal.value.problem()["type"] == "urn:redshank:error:invalid-id"
    assert refusal.value.mend


def test_a_new_id_carries_its_prefix() -> None:
    assert new_id("act").startswith("act_")
