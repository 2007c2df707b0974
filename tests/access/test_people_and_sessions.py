"""People sign in, stay signed in for a while, and are stopped from guessing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from redshank.access.errors import (
    LastAdmin,
    PasswordTooWeak,
    PersonExists,
    PersonInvalid,
    PersonNotFound,
    SessionEnded,
    SignInRefused,
    TooManyAttempts,
)
from redshank.access.logic.throttle import FREE_FAILURES
from redshank.access.service import audit, people, sessions
from redshank.access.types import Person, Role
from redshank.kernel.actor import SYSTEM
from redshank.kernel.clock import ManualClock
from redshank.storage.database import Database

PASSWORD = "three blind mice"
HOUR = 3600.0


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def timed(database_url: str, clock: ManualClock) -> AsyncIterator[Database]:
    database = Database(database_url, clock=clock)
    yield database
    await database.close()


@pytest.fixture
def sign_ins() -> sessions.SignIns:
    return sessions.SignIns(idle=timedelta(hours=2), longest=timedelta(hours=5))


async def _add(database: Database, email: str = "ann@example.com", role: Role = "analyst") -> Person:
    async with database.begin() as tx:
        return await people.add_person(tx, SYSTEM, email=email, name="Ann", role=role, password=PASSWORD)


async def _sign_in(
    database: Database, sign_ins: sessions.SignIns, password: str = PASSWORD, email: str = "ann@example.com"
) -> str | SignInRefused:
    async with database.begin() as tx:
        outcome = await sign_ins.sign_in(tx, email, password, "10.0.0.9")
    return outcome if isinstance(outcome, SignInRefused) else outcome[0]


async def _who(database: Database, sign_ins: sessions.SignIns, token: str) -> str:
    async with database.begin() as tx:
        return (await sign_ins.session(tx, token)).person.email


async def _token(database: Database, sign_ins: sessions.SignIns) -> str:
    outcome = await _sign_in(database, sign_ins)
    assert isinstance(outcome, str)
    return outcome


async def test_signs_in_whatever_the_case_of_the_email(timed: Database, sign_ins: sessions.SignIns) -> None:
    await _add(timed, "Ann@Example.com")
    outcome = await _sign_in(timed, sign_ins, email=" ANN@example.COM ")
    assert isinstance(outcome, str)
    assert await _who(timed, sign_ins, outcome) == "ann@example.com"


async def test_neither_token_nor_password_is_stored(timed: Database, sign_ins: sessions.SignIns) -> None:
    await _add(timed)
    token = await _token(timed, sign_ins)
    async with timed.begin() as tx:
        stored = str(await tx.rows("SELECT * FROM sessions")) + str(await tx.rows("SELECT * FROM people"))
        stored += str(await tx.rows("SELECT * FROM audit_log"))
    assert token not in stored
    assert PASSWORD not in stored
    assert "$argon2id$" in stored


async def test_refusals_look_alike_and_are_on_the_trail(timed: Database, sign_ins: sessions.SignIns) -> None:
    person = await _add(timed)
    wrong = await _sign_in(timed, sign_ins, "three blind rats")
    unknown = await _sign_in(timed, sign_ins, email="bob@example.com")
    async with timed.begin() as tx:
        await people.change_person(tx, SYSTEM, person.id, disabled=True)
    disabled = await _sign_in(timed, sign_ins)
    assert (
        isinstance(wrong, SignInRefused) and isinstance(unknown, SignInRefused) and isinstance(disabled, SignInRefused)
    )
    assert wrong.problem() == unknown.problem() == disabled.problem()
    async with timed.begin() as tx:
        refused = await audit.entries(tx, verb="session.refuse")
    assert [entry.object for entry in refused] == [person.id, "unknown", person.id]


async def test_a_session_ends_when_unused(timed: Database, sign_ins: sessions.SignIns, clock: ManualClock) -> None:
    await _add(timed)
    token = await _token(timed, sign_ins)
    clock.advance(2 * HOUR - 1)
    await _who(timed, sign_ins, token)
    clock.advance(2 * HOUR - 1)
    await _who(timed, sign_ins, token)
    clock.advance(2 * HOUR)
    with pytest.raises(SessionEnded):
        await _who(timed, sign_ins, token)


async def test_a_session_ends_however_much_it_is_used(
    timed: Database, sign_ins: sessions.SignIns, clock: ManualClock
) -> None:
    await _add(timed)
    token = await _token(timed, sign_ins)
    for _ in range(4):
        clock.advance(HOUR)
        await _who(timed, sign_ins, token)
    clock.advance(HOUR)
    with pytest.raises(SessionEnded):
        await _who(timed, sign_ins, token)


async def test_signing_out_ends_this_session_or_all(timed: Database, sign_ins: sessions.SignIns) -> None:
    person = await _add(timed)
    first, second, third = [await _token(timed, sign_ins) for _ in range(3)]
    async with timed.begin() as tx:
        await sessions.sign_out(tx, person, first)
    with pytest.raises(SessionEnded):
        await _who(timed, sign_ins, first)
    await _who(timed, sign_ins, second)
    async with timed.begin() as tx:
        assert await sessions.sign_out_everywhere(tx, SYSTEM, person) == 2
    for token in (second, third):
        with pytest.raises(SessionEnded):
            await _who(timed, sign_ins, token)


async def test_a_new_password_or_disabling_ends_every_session(timed: Database, sign_ins: sessions.SignIns) -> None:
    person = await _add(timed)
    token = await _token(timed, sign_ins)
    async with timed.begin() as tx:
        await people.set_password(tx, SYSTEM, person.id, "four calling birds")
    with pytest.raises(SessionEnded):
        await _who(timed, sign_ins, token)
    assert isinstance(await _sign_in(timed, sign_ins), SignInRefused)
    second = await _sign_in(timed, sign_ins, "four calling birds")
    assert isinstance(second, str)
    async with timed.begin() as tx:
        await people.change_person(tx, SYSTEM, person.id, disabled=True)
    with pytest.raises(SessionEnded):
        await _who(timed, sign_ins, second)


async def test_guessing_is_slowed_down_also_for_the_right_password(
    timed: Database, sign_ins: sessions.SignIns, clock: ManualClock
) -> None:
    await _add(timed)
    for _ in range(FREE_FAILURES):
        assert isinstance(await _sign_in(timed, sign_ins, "wrong password!"), SignInRefused)
    with pytest.raises(TooManyAttempts) as caught:
        await _sign_in(timed, sign_ins)
    assert caught.value.retry_after is not None
    clock.advance(caught.value.retry_after + 0.1)
    assert isinstance(await _sign_in(timed, sign_ins), str)
    assert isinstance(await _sign_in(timed, sign_ins, "wrong password!"), SignInRefused), "a success forgives"


async def test_people_are_added_once(timed: Database) -> None:
    await _add(timed)
    with pytest.raises(PersonExists):
        await _add(timed, "ANN@example.com")


@pytest.mark.parametrize(
    ("email", "name", "role"),
    [
        ("ann", "Ann", "analyst"),
        ("ann@", "Ann", "analyst"),
        ("a b@c", "Ann", "analyst"),
        ("a\x00@c", "Ann", "analyst"),
        ("ann@example.com", "  ", "analyst"),
        ("ann@example.com", "A\u202en", "analyst"),
        ("ann@example.com", "Ann", "root"),
    ],
)
async def test_odd_details_are_refused(timed: Database, email: str, name: str, role: Role) -> None:
    with pytest.raises(PersonInvalid):
        async with timed.begin() as tx:
            await people.add_person(tx, SYSTEM, email=email, name=name, role=role, password=PASSWORD)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "ann@example.com", "x" * 1025])
async def test_weak_passwords_are_refused(timed: Database, password: str) -> None:
    with pytest.raises(PasswordTooWeak):
        async with timed.begin() as tx:
            await people.add_person(tx, SYSTEM, email="ann@example.com", name="Ann", role="viewer", password=password)


async def test_the_last_administrator_stays(timed: Database) -> None:
    only = await _add(timed, "one@example.com", "admin")
    for change in ({"role": "viewer"}, {"disabled": True}):
        with pytest.raises(LastAdmin):
            async with timed.begin() as tx:
                await people.change_person(tx, SYSTEM, only.id, **change)  # type: ignore[arg-type]
    await _add(timed, "two@example.com", "admin")
    async with timed.begin() as tx:
        assert (await people.change_person(tx, SYSTEM, only.id, role="viewer")).role == "viewer"


async def test_two_administrators_can_not_remove_each_other_at_once(timed: Database) -> None:
    first = await _add(timed, "one@example.com", "admin")
    second = await _add(timed, "two@example.com", "admin")

    async def demote(person: Person) -> bool:
        try:
            async with timed.begin() as tx:
                await people.change_person(tx, SYSTEM, person.id, role="viewer")
        except LastAdmin:
            return False
        return True

    assert sorted(await asyncio.gather(demote(first), demote(second))) == [False, True]
    async with timed.begin() as tx:
        assert any(person.role == "admin" for person in await people.people(tx))


async def test_unknown_people_are_not_found(timed: Database) -> None:
    for wanted in ("nobody@example.com", "per_01jd0000000000000000000000", "nobody"):
        with pytest.raises(PersonNotFound):
            async with timed.begin() as tx:
                await people.find_person(tx, wanted)
