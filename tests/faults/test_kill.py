"""kill -9 of server, worker, PostgreSQL or all of them, at random moments under load: nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import random
import time

import httpx
import pytest

from redshank.events.outcome import decode_outcome
from redshank.events.store.log import PostgresLogReader
from redshank.gate.restore import rule_event
from redshank.kernel.ids import format_id
from redshank.rules.engine import Engine, compile_rules
from redshank.rules.sources import read_folder
from redshank.storage.database import Database

TARGETS = (("server",), ("postgres",), ("server", "postgres"), ("worker",), ("worker", "postgres", "server"))
SENDERS = 4


@pytest.mark.parametrize("rounds", [3, pytest.param(30, marks=pytest.mark.long)])
async def test_nothing_is_lost_or_doubled_whatever_dies(installation, receiver, folder, rounds, subscribe, make_load):
    await subscribe(installation, receiver)
    seed = time.time_ns() % 1_000_000
    print(f"seed {seed}")
    chance = random.Random(seed)
    order = [TARGETS[n % len(TARGETS)] for n in range(rounds)] if rounds > len(TARGETS) else chance.sample(TARGETS, 3)
    if ("server", "postgres") not in order:
        order[-1] = ("server", "postgres")
    async with httpx.AsyncClient(timeout=20) as client:
        loads = [make_load(installation, seed * 10 + n) for n in range(SENDERS)]
        running = [asyncio.create_task(load.run(client)) for load in loads]
        for targets in order:
            await asyncio.sleep(0.3 + chance.random() * 2.0)
            acknowledged = sum(len(load.acknowledged) for load in loads)
            for target in targets:
                installation.kill(target)
                await asyncio.sleep(chance.choice([0, 0, 0.05]))
            await moves_on(loads, acknowledged, running)
        for load in loads:
            load.stopping = True
        await asyncio.wait_for(asyncio.gather(*running), 120)
    acknowledged = sum(len(load.acknowledged) for load in loads)
    print(f"{acknowledged} events acknowledged, refusals {[load.refusals for load in loads]}")
    assert acknowledged > 50 * rounds
    await installation.ready()
    database = Database(installation.database_url)
    try:
        await check_log(database, loads)
        await check_webhooks(database, receiver)
        await check_replay(database, folder)
    finally:
        await database.close()


async def moves_on(loads, before, running):
    """Wait until events are acknowledged again."""
    deadline = time.monotonic() + 90
    while sum(len(load.acknowledged) for load in loads) <= before + 20:
        for task in running:
            assert not task.done() or task.result() is None
        assert time.monotonic() < deadline, [load.refusals for load in loads]
        await asyncio.sleep(0.05)


async def check_log(database, loads):
    """Every acknowledged event is there exactly once, with the id and the verdicts of its every acknowledgement."""
    async with database.begin() as tx:
        rows = await tx.rows("SELECT seq, uuid, id, verdicts FROM event_log ORDER BY seq")
        keys = await tx.value("SELECT count(*) FROM event_keys")
    by_id = {row["id"]: row for row in rows}
    assert len(by_id) == len(rows) == keys
    assert len({row["seq"] for row in rows}) == len(rows)
    sent = set().union(*(load.sent for load in loads))
    assert set(by_id) == sent, "every event was sent until it was acknowledged"
    for load in loads:
        for id, answers in load.acknowledged.items():
            row = by_id[id]
            assert answers == {(format_id("evt", row["uuid"]), tuple(row["verdicts"]))}


async def check_webhooks(database, receiver):
    """One effect for each action."""
    deadline = time.monotonic() + 90
    while True:
        async with database.begin() as tx:
            await tx.run("UPDATE webhook_deliveries SET due_at = now() WHERE state = 'pending'")
            waiting = await tx.value("SELECT count(*) FROM webhook_deliveries WHERE state <> 'delivered'")
            await tx.run(
                "UPDATE webhook_deliveries SET lease_until = now() WHERE state = 'delivering' "
                "AND lease_until < now() + interval '30 seconds'"
            )
            actions = [row["id"] for row in await tx.rows("SELECT id FROM actions")]
        if not waiting:
            break
        assert time.monotonic() < deadline, f"{waiting} deliveries wait"
        await asyncio.sleep(0.3)
    told = [message["data"]["action"]["id"] for message in receiver.effects.values()]
    assert actions, "the rules led to actions"
    assert sorted(told) == sorted(format_id("act", id) for id in actions)
    assert receiver.received >= len(told)


async def check_replay(database, folder):
    """Windows, labels, rules and verdicts are those of an engine that never died."""
    engine = Engine(compile_rules(read_folder(folder / "rules")))
    async with await database.connect(autocommit=True) as connection:
        async for chunk in PostgresLogReader(connection).read(0):
            for logged in chunk:
                outcome = engine.judge(rule_event(logged))
                recorded = decode_outcome(logged.outcome)
                assert recorded.features.items() <= outcome.features.items(), logged.seq
                assert recorded.features["Seen"] == outcome.features["Seen"]
                assert tuple(outcome.verdicts) == logged.verdicts
                assert [rule.name for rule in outcome.fired] == [rule.name for rule in recorded.fired]
