"""Machines' keys: shown once, known at once, useless at once when revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redshank.access.errors import KeyInvalid, KeyNotFound, KeyRefused
from redshank.access.service import keys
from redshank.kernel.actor import SYSTEM, Actor
from redshank.kernel.clock import ManualClock
from redshank.storage.database import Database

ENGINEER = Actor("person", "per_1", "ann@example.com", frozenset({"read", "events:write"}))


async def _create(database: Database, actor: Actor = SYSTEM, **given: object) -> tuple[str, str]:
    arguments: dict[str, object] = {"name": "ingest", "scopes": ["events:write"]} | given
    async with database.begin() as tx:
        text, key = await keys.create_key(tx, actor, **arguments)  # type: ignore[arg-type]
    return text, key.id


async def _ring(database: Database) -> keys.KeyRing:
    ring = keys.KeyRing(database.clock)
    async with database.begin() as tx:
        await ring.reload(tx)
    return ring


async def test_a_key_resolves_to_its_scopes(database: Database) -> None:
    text, key_id = await _create(database, scopes=["events:write", "decide"])
    actor = (await _ring(database)).resolve(text)
    assert (actor.kind, actor.id, actor.scopes) == ("key", key_id, {"events:write", "decide"})


async def test_the_key_itself_is_nowhere_kept(database: Database) -> None:
    text, _ = await _create(database)
    async with database.begin() as tx:
        stored = str(await tx.rows("SELECT * FROM api_keys")) + str(await tx.rows("SELECT * FROM audit_log"))
    assert text not in stored


@pytest.mark.parametrize("key", ["", "rk_", "rk_wrong", "x" * 10_000, "rk_\ud800"])
async def test_other_keys_are_refused(database: Database, key: str) -> None:
    await _create(database)
    with pytest.raises(KeyRefused):
        (await _ring(database)).resolve(key)


async def test_a_revoked_key_is_refused_and_stays_listed(database: Database) -> None:
    text, key_id = await _create(database)
    ring = await _ring(database)
    async with database.begin() as tx:
        await keys.revoke_key(tx, SYSTEM, key_id)
        again = await keys.revoke_key(tx, SYSTEM, key_id)
        await ring.reload(tx)
        assert [key.revoked_at for key in await keys.keys(tx)] == [again.revoked_at]
    with pytest.raises(KeyRefused):
        ring.resolve(text)


async def test_a_key_expires_between_two_reloads(database_url: str) -> None:
    clock = ManualClock()
    database = Database(database_url, clock=clock)
    text, _ = await _create(database, expires_in=timedelta(hours=1))
    ring = await _ring(database)
    clock.advance(3599)
    ring.resolve(text)
    clock.advance(1)
    with pytest.raises(KeyRefused):
        ring.resolve(text)
    await database.close()


async def test_the_last_use_is_written_and_never_goes_back(database_url: str) -> None:
    clock = ManualClock()
    database = Database(database_url, clock=clock)
    text, _ = await _create(database)
    ring = await _ring(database)
    for step in (100.0, -50.0):
        clock.advance(step)
        ring.resolve(text)
        async with database.begin() as tx:
            await ring.write_uses(tx)
    async with database.begin() as tx:
        used = (await keys.keys(tx))[0].last_used_at
    assert used is not None
    assert used.timestamp() == ManualClock().now() + 100
    await database.close()


@pytest.mark.parametrize(
    "given",
    [
        {"name": " "},
        {"name": "x" * 201},
        {"name": "a\x07b"},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"expires_in": timedelta(0)},
        {"expires_in": timedelta(days=4000)},
    ],
)
async def test_odd_keys_are_refused(database: Database, given: dict[str, object]) -> None:
    with pytest.raises(KeyInvalid):
        await _create(database, **given)


async def test_nobody_gives_away_more_than_they_have(database: Database) -> None:
    await _create(database, ENGINEER, scopes=["read"])
    for scope in ("content:read", "admin"):
        with pytest.raises(KeyInvalid):
            await _create(database, ENGINEER, scopes=[scope])


async def test_an_unknown_key_is_not_found(database: Database) -> None:
    with pytest.raises(KeyNotFound):
        async with database.begin() as tx:
            await keys.revoke_key(tx, SYSTEM, "key_01jd0000000000000000000000")
