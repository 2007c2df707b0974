"""Labels as of the event: expiry, reasons, people's states, snapshots."""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.rules.engine import Engine
from redshank.rules.functions.registry import Failure
from redshank.rules.labels import LabelState, has_label
from redshank.rules.types import LabelChange, LabelStatus

ADDED, REMOVED = LabelStatus.ADDED, LabelStatus.REMOVED


def change(status=ADDED, reasons=("R",), until=None, **more) -> LabelChange:
    return LabelChange("User", "u", "l", status, reasons, until, **more)


def asks(state: LabelState, at: float, status="added", **options) -> bool:
    return has_label(state.by_entity(("User", "u")), "l", status, at, **options)


def test_a_label_counts_from_the_event_that_set_it_until_it_expires() -> None:
    state = LabelState()
    assert not asks(state, 10)
    assert asks(state, 10, "removed")
    state.apply(change(until=20.0), 10)
    assert asks(state, 10)
    assert asks(state, 19.9)
    assert not asks(state, 20)
    assert asks(state, 20, "removed")


def test_a_label_expires_when_all_its_reasons_have() -> None:
    state = LabelState()
    state.apply(change(reasons=("A",), until=20.0), 10)
    state.apply(change(reasons=("B",), until=30.0), 12)
    assert asks(state, 25)
    assert not asks(state, 30)
    state.apply(change(reasons=("C",)), 40)
    assert asks(state, 1e12)


def test_a_reason_given_again_is_renewed_and_keeps_its_age() -> None:
    state = LabelState()
    state.apply(change(until=20.0), 10)
    state.apply(change(until=40.0), 15)
    assert asks(state, 39)
    assert asks(state, 16, min_label_age=5.0)
    assert not asks(state, 15, min_label_age=5.0)


def test_removing_replaces_adding_and_the_other_way_round() -> None:
    state = LabelState()
    state.apply(change(), 10)
    state.apply(change(REMOVED), 11)
    assert not asks(state, 12)
    assert asks(state, 12, "removed", manual=False)
    state.apply(change(), 13)
    assert asks(state, 13)


def test_a_person_s_state_stands_until_it_expires() -> None:
    state = LabelState()
    state.set_manual("User", "u", "l", LabelStatus.MANUALLY_REMOVED, at=10, until=20)
    assert state.apply(change(), 15).suppressed
    assert not asks(state, 15)
    assert asks(state, 15, "removed", manual=True)
    assert not asks(state, 15, "removed", manual=False)
    assert not state.apply(change(), 20).suppressed
    assert asks(state, 20, manual=False)


def test_a_person_replaces_whatever_stood_there() -> None:
    state = LabelState()
    state.apply(change(), 10)
    state.set_manual("User", "u", "l", LabelStatus.MANUALLY_ADDED, at=11)
    assert asks(state, 11, manual=True)
    assert not asks(state, 11, manual=False)
    state.clear("User", "u", "l")
    assert len(state) == 0


def test_a_delayed_change_counts_later() -> None:
    state = LabelState()
    state.apply(change(delay=5.0), 10)
    assert not asks(state, 14)
    assert asks(state, 15)


def test_a_suppressed_change_leaves_no_trace() -> None:
    state = LabelState()
    state.apply(change(suppressed=True), 10)
    assert len(state) == 0


def test_an_entity_without_labels_can_be_an_error() -> None:
    state = LabelState()
    with pytest.raises(Failure):
        asks(state, 10, error_on_empty=True)
    state.apply(LabelChange("User", "u", "other", ADDED, ("R",)), 10)
    assert not asks(state, 11, error_on_empty=True)


def test_expired_labels_are_forgotten_on_request() -> None:
    state = LabelState()
    state.apply(change(until=20.0), 10)
    state.apply(LabelChange("User", "v", "l", ADDED, ("R",)), 10)
    assert state.forget_expired(19) == 0
    assert state.forget_expired(20) == 1
    assert len(state) == 1


def test_rules_read_labels_as_of_the_event_and_not_what_it_sets_itself(compiled, event) -> None:
    main = (
        "U: Entity[str] = EntityJson(type='User', path='$.u')\nSeen = HasLabel(entity=U, label='watched')\n"
        "Fresh = Rule(when_all=[not Seen], description='d')\n"
        "WhenRules(rules_any=[Fresh], then=[LabelAdd(entity=U, label='watched', expires_after=TimeDelta(seconds=10))])\n"
    )
    engine = Engine(compiled(main))
    seen = [
        engine.judge(event({"u": "a"}, window_time=float(t), seq=t)).features["Seen"] for t in (0, 1, 9, 10, 19, 20)
    ]
    assert seen == [False, True, True, False, True, False]


changes = st.builds(
    LabelChange,
    st.sampled_from(["User", "Ip"]),
    st.one_of(st.text(max_size=3), st.integers(-(2**70), 2**70)),
    st.sampled_from(["a", "b"]),
    st.sampled_from([ADDED, REMOVED]),
    st.lists(st.sampled_from(["R", "S", "T"]), min_size=1, unique=True).map(tuple),
    st.one_of(st.none(), st.floats(0, 100)),
)


@given(st.lists(st.tuples(changes, st.floats(0, 100))))
def test_a_dumped_state_loads_as_it_was(history) -> None:
    state = LabelState()
    for each, at in sorted(history, key=lambda pair: pair[1]):
        state.apply(each, at)
    again = LabelState()
    again.load(state.dump())
    assert again == state
    assert again.dump() == state.dump()


@given(st.binary(max_size=60))
def test_a_damaged_dump_is_refused(data) -> None:
    with pytest.raises(ValueError, match="can't be read"):
        LabelState().load(data)
