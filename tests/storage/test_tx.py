"""Transactions: committed by the edge alone, whole or not at all, announced once durable."""

from __future__ import annotations

import asyncio

import pytest

from redshank.storage.database import Database
from redshank.storage.errors import DatabaseUnavailable, DatabaseUrlInvalid, ValueRefused


async def test_commits_when_the_block_ends(database: Database) -> None:
    async with database.begin() as tx:
        await tx.run("CREATE TABLE kept (n int)")
        await tx.run("INSERT INTO kept VALUES (:n)", [{"n": 1}, {"n": 2}])
    async with database.begin() as tx:
        assert await tx.value("SELECT sum(n) FROM kept") == 3
        assert [row["n"] for row in await tx.rows("SELECT n FROM kept ORDER BY n")] == [1, 2]
        assert await tx.row("SELECT n FROM kept WHERE n = :n", {"n": 9}) is None


async def test_rolls_back_when_the_block_raises(database: Database) -> None:
    called: list[str] = []
    with pytest.raises(LookupError):
        async with database.begin() as tx:
            await tx.run("CREATE TABLE lost (n int)")
            tx.after_commit(lambda: called.append("no"))
            raise LookupError
    async with database.begin() as tx:
        assert await tx.value("SELECT to_regclass('lost') IS NULL")
        tx.after_commit(lambda: called.append("yes"))
    assert called == ["yes"]


async def test_listeners_hear_only_what_was_committed(database: Database) -> None:
    heard: list[str | None] = []
    ready = asyncio.Event()

    async def listen() -> None:
        async for notification in database.listen("news"):
            if notification is None:
                ready.set()
                continue
            heard.append(notification.payload)
            return

    listener = asyncio.create_task(listen())
    await asyncio.wait_for(ready.wait(), 10)
    with pytest.raises(LookupError):
        async with database.begin() as tx:
            await tx.notify("news", "rolled back")
            raise LookupError
    async with database.begin() as tx:
        await tx.notify("news", "committed")
    await asyncio.wait_for(listener, 10)
    assert heard == ["committed"]


async def test_an_absent_server_is_a_typed_error() -> None:
    database = Database("postgresql://nobody@/nothing?host=/nowhere")
    with pytest.raises(DatabaseUnavailable):
        async with database.begin() as tx:
            await tx.value("SELECT 1")
    with pytest.raises(DatabaseUnavailable):
        await database.connect()
    await database.close()


@pytest.mark.parametrize("url", ["postgresql://secret:word@[", "host=x password=secret", "nonsense secret"])
def test_an_unreadable_address_never_repeats_itself(url: str) -> None:
    with pytest.raises(DatabaseUrlInvalid) as caught:
        Database(url)
    assert "secret" not in str(caught.value.problem())


@pytest.mark.parametrize("value", ["zero\x00byte", "half \ud800 pair"])
async def test_a_text_that_the_database_can_not_hold_is_a_typed_error(database: Database, value: str) -> None:
    with pytest.raises(ValueRefused) as caught:
        async with database.begin() as tx:
            await tx.value("SELECT CAST(:value AS text)", {"value": value})
    assert value not in str(caught.value.problem())


async def test_a_pool_that_is_used_up_is_a_typed_error(database_url: str) -> None:
    database = Database(database_url, pool_size=1, pool_seconds=0.05)
    async with database.begin():
        with pytest.raises(DatabaseUnavailable) as caught:
            async with database.begin() as tx:
                await tx.value("SELECT 1")
    assert caught.value.where == "database_connections"
    await database.close()


async def test_what_fails_inside_for_other_reasons_stays_what_it_is(database: Database) -> None:
    for error in (TimeoutError("mine"), ConnectionError("mine")):
        with pytest.raises(type(error), match="mine"):
            async with database.begin():
                raise error


async def test_a_connection_that_the_server_ended_is_a_typed_error_and_the_next_works(database: Database) -> None:
    with pytest.raises(DatabaseUnavailable):
        async with database.begin() as tx:
            await tx.value("SELECT pg_terminate_backend(pg_backend_pid())")
    async with database.begin() as tx:
        assert await tx.value("SELECT 1") == 1
