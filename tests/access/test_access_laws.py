"""Laws of the pure parts: the chain, the throttle, permissions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from redshank.access.logic import chain
from redshank.access.logic.throttle import FREE_FAILURES, Throttle
from redshank.access.types import ROLE_SCOPES, ROLES, SCOPES, AuditEntry, may

EPOCH = datetime.fromtimestamp(0, UTC)
_TEXT = st.text(max_size=20)
_DETAIL = st.dictionaries(
    _TEXT, st.recursive(st.none() | st.booleans() | st.integers() | _TEXT, st.lists, max_leaves=5)
)
_ENTRIES = st.builds(
    AuditEntry,
    position=st.integers(1, 2**62),
    at=st.integers(0, 4 * 10**15).map(lambda micros: EPOCH + timedelta(microseconds=micros)),
    actor_kind=st.sampled_from(["person", "key"]),
    actor_id=_TEXT,
    actor_label=_TEXT,
    verb=_TEXT,
    object=_TEXT,
    purpose=st.none() | _TEXT,
    detail=_DETAIL.map(chain.canonical),
    previous=st.binary(min_size=32, max_size=32),
    digest=st.just(b""),
)


@given(_ENTRIES, st.data())
def test_whatever_is_changed_changes_the_digest(entry: AuditEntry, data: st.DataObject) -> None:
    other = data.draw(_ENTRIES)
    field = data.draw(st.sampled_from([name for name in AuditEntry.__dataclass_fields__ if name != "digest"]))
    changed: Any = replace(entry, **{field: getattr(other, field)})
    assert (chain.digest_of(changed) == chain.digest_of(entry)) == (changed == entry)


@given(_ENTRIES)
def test_a_sound_entry_has_no_fault_and_a_moment_has_one_digest_in_every_zone(entry: AuditEntry) -> None:
    sealed = replace(entry, digest=chain.digest_of(entry))
    assert chain.fault_between(entry.previous, entry.position - 1, sealed) is None
    assert chain.fault_between(entry.previous, entry.position, sealed) is not None
    elsewhere = replace(entry, at=entry.at.astimezone(datetime.now().astimezone().tzinfo))
    assert chain.digest_of(elsewhere) == sealed.digest


@given(_DETAIL)
def test_canonical_text_does_not_depend_on_the_order(detail: dict[str, Any]) -> None:
    assert chain.canonical(detail) == chain.canonical(dict(reversed(detail.items())))


@given(st.lists(st.tuples(st.booleans(), st.floats(-100.0, 2000.0)), max_size=60))
def test_the_throttle_never_waits_longer_than_its_longest_pause(steps: list[tuple[bool, float]]) -> None:
    throttle, now, failures = Throttle(), 1e9, 0
    for failed, seconds in steps:
        now += seconds  # also backwards
        wait = throttle.wait("x", now)
        assert 0 <= wait <= 900
        if failures < FREE_FAILURES:
            assert wait == 0
        if failed:
            throttle.failed("x", now)
            failures += 1
        else:
            throttle.succeeded("x")
            failures = 0


def test_the_throttle_doubles_and_forgets() -> None:
    throttle, now = Throttle(), 1e9
    for _ in range(FREE_FAILURES):
        throttle.failed("x", now)
    assert throttle.wait("x", now) == 2
    throttle.failed("x", now)
    assert throttle.wait("x", now) == 4
    assert throttle.wait("y", now) == 0
    assert throttle.wait("x", now + timedelta(hours=2).total_seconds()) == 0


def test_each_role_may_what_the_one_below_it_may() -> None:
    for lower, higher in pairwise(ROLES):
        assert ROLE_SCOPES[lower] < ROLE_SCOPES[higher]
    assert all(scopes <= SCOPES.keys() for scopes in ROLE_SCOPES.values())


def test_admin_and_the_system_may_everything() -> None:
    for scope in SCOPES:
        assert may(frozenset({"admin"}), scope)
        assert may(frozenset({"*"}), scope)
        assert not may(frozenset(), scope)
