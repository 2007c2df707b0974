"""State is snapshot and log: after a restart, a swap of rules or a failed commit it is what a replay gives."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from redshank.bootstrap.rulesets import ActiveRules
from redshank.bootstrap.snapshots import Snapshots
from redshank.events.outcome import decode_outcome
from redshank.events.store.log import PostgresLogReader
from redshank.gate.restore import rule_event
from redshank.kernel.clock import ManualClock
from redshank.rules.engine import Engine

DIFFERENT = """
Account: Entity[str] = EntityJson(type='Account', path='$.account.id')
Seen = Count(by=[Account], within=TimeDelta(hours=1), name='Seen')
Long = Count(by=[Account], within=TimeDelta(hours=3), name='Long')
Often = Rule(when_all=[Long >= 5], description='often')
WhenRules(rules_any=[Often], then=[DeclareVerdict(verdict='review')])
"""


def state_of(served) -> tuple[bytes, bytes]:
    """Windows and labels, in a form that can be compared."""
    judge = served.pipeline.judge
    judge.engine.state.labels.forget_expired(judge.window_time)
    return {
        name: window.dump() for name, window in judge.engine.state.windows.items()
    }, judge.engine.state.labels.dump()


async def replayed(served) -> tuple[bytes, bytes]:
    """The state of an engine that judges the whole log from its beginning."""
    engine = Engine(served.pipeline.judge.rule_set)
    verdicts = []
    async with await served.container.database.connect(autocommit=True) as connection:
        async for chunk in PostgresLogReader(connection).read(0):
            for logged in chunk:
                outcome = engine.judge(rule_event(logged))
                verdicts.append((logged.seq, tuple(outcome.verdicts) == logged.verdicts))
    assert all(same for _, same in verdicts), "a replay gives the verdicts that were given"
    engine.state.labels.forget_expired(served.pipeline.judge.window_time)
    return {name: window.dump() for name, window in engine.state.windows.items()}, engine.state.labels.dump()


async def test_a_restart_without_a_snapshot_equals_a_replay(serve, make_event):
    async with serve(snapshot_seconds=3600) as served:
        await served.send(*(make_event(n, f"acc_{n % 9}", amount=n) for n in range(300)))
        before = state_of(served)
        assert before == await replayed(served)
        for snapshot in (served.container.settings.data / "snapshots").glob("*"):
            snapshot.unlink()
    for snapshot in (served.container.settings.data / "snapshots").glob("*"):
        snapshot.unlink()
    async with serve() as served:
        assert state_of(served) == before
        answer = await served.decide(make_event("next", "acc_1"))
        assert "Flood" in [rule["name"] for rule in answer["rules"]]


async def test_a_restart_from_snapshot_and_log_equals_a_replay(serve, make_event, tmp_path):
    async with serve(snapshot_seconds=3600) as served:
        await served.send(*(make_event(n, f"acc_{n % 9}", amount=n) for n in range(200)))
        await served.container.get(Snapshots).save()
        kept = {path.name: path.read_bytes() for path in (tmp_path / "data" / "snapshots").iterdir()}
        await served.send(*(make_event(n, f"acc_{n % 5}", amount=n) for n in range(200, 300)))
        before = state_of(served)
    for path in (tmp_path / "data" / "snapshots").iterdir():
        path.unlink()
    for name, content in kept.items():
        (tmp_path / "data" / "snapshots" / name).write_bytes(content)
    async with serve() as served:
        assert state_of(served) == before == await replayed(served)


@pytest.mark.parametrize("damage", [lambda raw: raw[:-20], lambda raw: raw[:60] + b"x" + raw[61:], lambda raw: b""])
async def test_a_damaged_snapshot_is_left_out(serve, make_event, tmp_path, damage):
    async with serve() as served:
        await served.send(*(make_event(n, f"acc_{n % 9}", amount=n) for n in range(100)))
        before = state_of(served)
    for path in (tmp_path / "data" / "snapshots").iterdir():
        path.write_bytes(damage(path.read_bytes()))
    async with serve() as served:
        assert state_of(served) == before


async def test_a_snapshot_of_another_log_is_left_out(serve, make_event, tmp_path):
    async with serve() as served:
        await served.send(*(make_event(n, amount=n) for n in range(50)))
    async with serve() as served:
        await served.rows("SELECT 1")
        async with served.container.database.begin() as tx:  # as after restoring an older backup
            await tx.run("DELETE FROM event_log WHERE seq > 20")
            await tx.run("DELETE FROM event_keys WHERE seq > 20")
            await tx.run("ALTER TABLE label_facts DISABLE TRIGGER USER")
            await tx.run("DELETE FROM label_facts WHERE seq > 20")
    for path in (tmp_path / "data" / "snapshots").iterdir():
        assert path.name > "state-00000000000000000020"
    async with serve() as served:
        assert served.pipeline.judge.seq == 20
        assert state_of(served) == await replayed(served)


async def test_new_rules_come_between_two_events_with_warm_windows(served, make_event, write_rule_set, wait_until):
    await served.send(*(make_event(n) for n in range(6)))
    before = served.container.get(ActiveRules).current.version
    sending = asyncio.create_task(_send_steadily(served, make_event))
    write_rule_set(served.rules, DIFFERENT)
    await wait_until(lambda: served.container.get(ActiveRules).current.version != before)
    sent = await sending
    answer = await served.decide(make_event("last"))
    assert answer["verdicts"] == ["review"]
    rows = await served.rows("SELECT seq, rule_set, outcome FROM event_log ORDER BY seq")
    versions = [row["rule_set"] for row in rows]
    assert len(rows) == 6 + sent + 1
    assert versions == sorted(versions, key=lambda version: version != before), "one change, between two events"
    last = decode_outcome(rows[-1]["outcome"]).features
    assert (last["Seen"], last["Long"]) == (6 + sent, 6 + sent)
    (activation,) = await served.rows(
        "SELECT after_seq FROM rule_set_activations WHERE version = :version", version=versions[-1]
    )
    assert activation["after_seq"] == versions.count(before)
    assert (await served.client.get(f"/v1/rulesets/{before}")).json()["files"]["main.sml"] != DIFFERENT


async def _send_steadily(served, make_event) -> int:
    for n in range(40):
        await served.decide(make_event(f"steady-{n}"))
    return 40


async def test_a_broken_set_is_refused_while_the_old_one_goes_on(
    served, make_event, write_rule_set, wait_until, main_rules
):
    before = served.container.get(ActiveRules).current.version
    write_rule_set(served.rules, main_rules + "\nBroken = Rule(when_all=[Nothing], description='x')\n")
    refused = await wait_until(lambda: _refusal(served))
    assert refused["diagnostics"][0]["path"] == "main.sml"
    assert refused["diagnostics"][0]["line"] == main_rules.count("\n") + 2
    assert (await served.decide(make_event(1)))["rule_set"] == before
    health = {part.name: part.state for part in await served.container.health()}
    assert health["rules"] == "degraded"
    write_rule_set(served.rules, main_rules)
    await wait_until(lambda: _accepted(served))


async def _refusal(served):
    return (await served.client.get("/v1/rules")).json()["refused"]


async def _accepted(served):
    return (await served.client.get("/v1/rules")).json()["refused"] is None


async def test_a_start_with_a_broken_set_takes_the_one_last_in_force(serve, make_event, rules_folder, write_rule_set):
    async with serve() as served:
        version = (await served.decide(make_event(1)))["rule_set"]
    write_rule_set(rules_folder, "Broken = ")
    async with serve() as served:
        assert (await served.decide(make_event(2)))["rule_set"] == version
        assert await _refusal(served)


async def test_a_failed_commit_takes_its_state_back(served, make_event, wait_until):
    await served.send(*(make_event(n) for n in range(5)))
    before = state_of(served)
    async with served.container.database.begin() as tx:
        await tx.run("ALTER TABLE event_log ADD CONSTRAINT no_poison CHECK (id <> 'poison') NOT VALID")
    answers = await asyncio.gather(
        served.client.post("/v1/events", json=[make_event("poison"), make_event("beside")]),
        served.client.post("/v1/decide", json=make_event("decided")),
    )
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert answers[0].status_code == 503
    await wait_until(lambda: served.pipeline.phase == "open")
    if answers[1].status_code == 503:
        assert state_of(served) == before
    assert (await served.send(make_event("beside"), make_event("decided")))["refused"] == []
    assert state_of(served) == await replayed(served)
    seqs = [row["seq"] for row in await served.rows("SELECT seq FROM event_log ORDER BY seq")]
    assert seqs == list(range(1, 8))


async def test_a_lost_connection_is_made_anew_and_nothing_is_lost(served, make_event, database_url, wait_until):
    await served.send(make_event(0))
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'redshank log%'"
        )
    statuses = []
    for n in range(1, 30):
        for _ in range(100):
            answer = await served.client.post("/v1/events", json=[make_event(n)])
            statuses.append(answer.status_code)
            if answer.status_code == 200:
                break
            await asyncio.sleep(0.05)
    assert set(statuses) <= {200, 503}
    rows = await served.rows("SELECT id FROM event_log ORDER BY seq")
    assert [row["id"] for row in rows] == [str(n) for n in range(30)]
    assert state_of(served) == await replayed(served)


async def test_a_second_engine_can_not_append(serve, served, make_event):
    await served.send(make_event(1))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.5):
            async with serve():
                pass
    await served.send(make_event(2))


async def test_a_clock_that_jumps_back_moves_no_window(serve, make_event):
    clock = ManualClock()
    async with serve(clock=clock) as served:
        for step in (0, 10, -3600, 5, -7, 8000):
            clock.advance(step)
            await served.send(make_event(f"at {clock.now()}"))
        rows = await served.rows("SELECT window_time, received_at FROM event_log ORDER BY seq")
        times = [row["window_time"] for row in rows]
        assert times == sorted(times)
        assert times[2:5] == [times[1]] * 3
        assert len({row["received_at"] for row in rows}) == 6
        assert state_of(served) == await replayed(served)


async def test_stopping_waits_for_what_was_taken(serve, make_event):
    async with serve() as served:
        sending = [asyncio.create_task(served.send(*(make_event(f"{n}-{m}") for m in range(50)))) for n in range(10)]
        await asyncio.sleep(0.05)
        drained = await served.pipeline.drain()
        assert drained
        ended = await asyncio.gather(*sending, return_exceptions=True)
        accepted = sum(answer["accepted"] for answer in ended if isinstance(answer, dict))
        (count,) = await served.rows("SELECT count(*) AS n FROM event_log")
        assert count["n"] == accepted
