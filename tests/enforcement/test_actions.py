"""From effects to actions, and what the database lets become of them."""

from __future__ import annotations

from itertools import count
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.enforcement.engine import StandingTable, Wanted, plan, strongest_verdict
from redshank.enforcement.store import consequences as store
from redshank.enforcement.types import Action, Consequences, Decision, Message

DECISION = UUID(int=7)
ACCOUNT = ("Account", "a")


def planned(wanted, table, at=0.0, start=1):
    numbers = count(start)
    return plan(wanted, decision=DECISION, at=at, table=table, new_id=lambda: UUID(int=next(numbers)))


def suspend(seconds=None, **params):
    more = {} if seconds is None else {"expires_after": seconds}
    return Wanted("suspend", ACCOUNT, {**params, **more}, ("R",))


def test_the_strongest_verdict_wins():
    throttle = Wanted("throttle", ACCOUNT, {}, ("R",))
    assert strongest_verdict([], [], None) == "allow"
    assert strongest_verdict(["review", "odd", "challenge"], [throttle], None) == "challenge"
    table = StandingTable()
    planned([suspend()], table)
    assert strongest_verdict(["review"], [], table.of(ACCOUNT, 1.0)) == "block"


def test_an_identical_action_in_force_is_not_issued_again():
    table = StandingTable()
    (first,), _ = planned([suspend(100.0)], table)
    assert planned([suspend(100.0)], table, at=10.0) == ([], [first])
    (longer,), _ = planned([suspend(100.0)], table, at=60.0, start=2)
    assert longer.until == 160.0
    (forever,), _ = planned([suspend()], table, at=61.0, start=3)
    assert planned([suspend(100.0)], table, at=62.0) == ([], [forever])
    table.replace(ACCOUNT, [])
    assert table.of(ACCOUNT, 63.0) is None


def test_another_parameter_is_another_action():
    table = StandingTable()
    planned([Wanted("throttle", ACCOUNT, {"per_minute": 10}, ("R",))], table)
    new, _ = planned([Wanted("throttle", ACCOUNT, {"per_minute": 5}, ("R",))], table)
    assert len(new) == 1


def test_actions_on_the_event_alone_are_always_done():
    table = StandingTable()
    block = Wanted("block", None, {}, ("R",))
    assert len(planned([block, block], table)[0]) == 1
    assert len(planned([block], table)[0]) == 1
    assert len(table) == 0


def test_standing_ends_by_itself_and_the_weaker_one_comes_to_light():
    table = StandingTable()
    planned([Wanted("throttle", ACCOUNT, {"expires_after": 100.0}, ("R",)), suspend(10.0)], table)
    assert table.of(ACCOUNT, 5.0).state == "suspended"
    assert table.of(ACCOUNT, 50.0).state == "limited"
    assert table.of(ACCOUNT, 100.0) is None


@given(st.lists(st.tuples(st.sampled_from(["suspend", "throttle", "challenge"]), st.floats(0, 100), st.floats(1, 50))))
def test_standing_is_what_the_actions_in_force_say(steps):
    table = StandingTable()
    done: list[Action] = []
    at = 0.0
    for kind, wait, lasts in steps:
        at += wait
        done += planned([Wanted(kind, ACCOUNT, {"expires_after": lasts}, ("R",))], table, at)[0]
        in_force = {action.type for action in done if action.until > at}
        standing = table.of(ACCOUNT, at)
        strongest = next((kind for kind in ("suspend", "challenge", "throttle") if kind in in_force), None)
        assert (standing.by if standing else None) == strongest


def made(type="suspend", until=None, id=1):
    decision = Decision(DECISION, 1, 1.7e9, ("R",), "rs", ("p",), "high", "block", bytes(32))
    action = Action(UUID(int=id), DECISION, type, ACCOUNT, {"reason": "x"}, ("R",), 1.7e9, until)
    return Consequences([decision], [action], [Message("action.created", "act", 1.7e9, {})])


@pytest.fixture
async def written(database):
    async with await database.connect(autocommit=True) as connection:
        await store.record(connection, made())
        yield connection


async def test_standing_is_derived_with_the_action(written):
    cursor = await written.execute("SELECT state FROM standing")
    assert await cursor.fetchone() == ("suspended",)
    (action,) = await store.lasting_actions(written)
    assert (action.subject, action.until, action.type) == (ACCOUNT, None, "suspend")
    assert await store.lasting_actions(written, ("Account", "b")) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE actions SET state = 'planned'",
        "UPDATE actions SET state = 'reverted'",  # without a reason
        "UPDATE actions SET type = 'throttle'",
        "UPDATE actions SET params = '{}'",
        "UPDATE actions SET subject_id = 'b'",
        "DELETE FROM actions",
        "UPDATE decisions SET verdict = 'allow'",
        "DELETE FROM decisions",
        "INSERT INTO actions SELECT gen_random_uuid(), decision, type, subject_type, subject_id, params, rules, "
        "state, created_at, expires_at FROM actions",  # the same action of the same decision
    ],
)
async def test_the_database_refuses_what_must_not_happen(written, statement):
    with pytest.raises(psycopg.Error):
        await written.execute(statement)


async def test_an_action_goes_only_along_its_states(written):
    await written.execute(
        "UPDATE actions SET state = 'reverted', reverted_at = now(), reverted_by = 'p', revert_reason = 'r'"
    )
    with pytest.raises(psycopg.errors.RestrictViolation):
        await written.execute("UPDATE actions SET state = 'done'")
