"""The audit trail: nothing can be changed unnoticed, wherever it is touched."""

from __future__ import annotations

import asyncio

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError

from redshank.access.errors import PurposeInvalid
from redshank.access.service import audit
from redshank.kernel.actor import SYSTEM, Actor
from redshank.storage.database import Database

ANN = Actor("person", "per_1", "ann@example.com")


async def _fill(database: Database, entries: int) -> None:
    async with database.begin() as tx:
        for number in range(entries):
            await audit.record(
                tx, ANN, "event.reveal", f"evt_{number}", purpose="case 7", detail={"n": number, "é": 1.5}
            )


async def _verify(database: Database, anchors: list[tuple[int, bytes]] | None = None) -> audit.Verification:
    async with database.begin() as tx:
        return await audit.verify(tx, anchors or [])


def _tamper(url: str, statement: str) -> None:
    """What somebody with the database's keys could do: switch the triggers off first."""
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statement.encode())


async def test_an_untouched_trail_is_sound(database: Database) -> None:
    await _fill(database, 5)
    found = await _verify(database)
    assert (found.entries, found.fault) == (5, None)


async def test_an_empty_trail_is_sound(database: Database) -> None:
    assert (await _verify(database)).fault is None


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET verb = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"]
)
async def test_the_database_refuses_every_change(database: Database, statement: str) -> None:
    await _fill(database, 2)
    with pytest.raises(IntegrityError, match="append-only"):
        async with database.begin() as tx:
            await tx.run(statement)
    assert (await _verify(database)).entries == 2


@pytest.mark.parametrize(
    ("statement", "fault", "sound"),
    [
        ("UPDATE audit_log SET purpose = 'other' WHERE position = 3", "entry 3 was changed", 2),
        ('UPDATE audit_log SET detail = \'{"n":2, "\\u00e9":1.5}\' WHERE position = 3', "entry 3 was changed", 2),
        ("UPDATE audit_log SET at = at + interval '1 microsecond' WHERE position = 1", "entry 1 was changed", 0),
        ("UPDATE audit_log SET actor_label = 'bob' WHERE position = 5", "entry 5 was changed", 4),
        ("DELETE FROM audit_log WHERE position = 2", "entry 2 is missing", 1),
        ("DELETE FROM audit_log WHERE position = 1", "entry 1 is missing", 0),
        ("UPDATE audit_log SET previous = digest WHERE position = 4", "entry 4 does not follow the one before it", 3),
    ],
)
async def test_the_first_broken_entry_is_named(
    database: Database, database_url: str, statement: str, fault: str, sound: int
) -> None:
    await _fill(database, 5)
    await asyncio.to_thread(_tamper, database_url, statement)
    found = await _verify(database)
    assert (found.fault, found.entries) == (fault, sound)


async def test_a_kept_head_reveals_a_tail_that_was_cut_off(database: Database, database_url: str) -> None:
    await _fill(database, 5)
    async with database.begin() as tx:
        head = await audit.head(tx)
    assert head is not None
    await asyncio.to_thread(_tamper, database_url, "DELETE FROM audit_log WHERE position > 3")
    assert (await _verify(database)).fault is None, "the chain alone can't know"
    assert (await _verify(database, [head])).fault == "entry 5, whose head was kept, is missing"


async def test_a_kept_head_reveals_a_trail_that_was_written_anew(database: Database, database_url: str) -> None:
    await _fill(database, 3)
    async with database.begin() as tx:
        head = await audit.head(tx)
    assert head is not None
    await asyncio.to_thread(_tamper, database_url, "DELETE FROM audit_log")
    await _fill(database, 4)
    found = await _verify(database, [head])
    assert found.fault == "entry 3 differs from the head that was kept for it"


async def test_writers_at_the_same_time_make_one_chain(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.begin() as tx:
            await audit.record(tx, SYSTEM, "test.write", f"object {number}")

    await asyncio.gather(*(write(number) for number in range(24)))
    found = await _verify(database)
    assert (found.entries, found.fault) == (24, None)


async def test_what_is_rolled_back_leaves_no_entry_and_no_gap(database: Database) -> None:
    await _fill(database, 1)
    with pytest.raises(LookupError):
        async with database.begin() as tx:
            await audit.record(tx, ANN, "test.write", "x")
            raise LookupError
    await _fill(database, 1)
    assert (await _verify(database)).entries == 2


@pytest.mark.parametrize("purpose", ["", "   ", "x" * 501])
async def test_a_purpose_says_something(database: Database, purpose: str) -> None:
    with pytest.raises(PurposeInvalid):
        async with database.begin() as tx:
            await audit.record(tx, ANN, "event.reveal", "evt_1", purpose=purpose)


async def test_entries_are_found_by_actor_verb_and_object(database: Database) -> None:
    await _fill(database, 3)
    async with database.begin() as tx:
        await audit.record(tx, SYSTEM, "key.create", "key_1")
        assert [entry.position for entry in await audit.entries(tx, limit=2)] == [4, 3]
        assert [entry.position for entry in await audit.entries(tx, before=3)] == [2, 1]
        assert [entry.object for entry in await audit.entries(tx, verb="key.create")] == ["key_1"]
        assert [entry.object for entry in await audit.entries(tx, actor_id="per_1", object_="evt_2")] == ["evt_2"]
