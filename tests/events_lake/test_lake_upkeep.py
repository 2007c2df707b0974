"""Compaction changes where rows lie and nothing else; retention lets go of what its class says, and holds win."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import psycopg
import pytest

from redshank.events.lake.errors import HoldRefused, RetentionRefused
from redshank.events.lake.service import Lake, compact, expire, move, place_hold, release_hold, standing_holds, sweep
from redshank.events.lake.store.compaction import level, plan_merges
from redshank.events.lake.types import LakeFile, LakeSettings, Retention


def read(lake: Lake, table: str = "events") -> pl.DataFrame:
    return pl.read_delta(str(lake.settings.table(table))).sort("seq")


def count(lake: Lake, table: str) -> dict[str, int]:
    frame = read(lake, table)
    return dict(frame.group_by("class").len().iter_rows())


async def move_in_steps(database, lake, fill_log, made, size):
    for begin in range(0, len(made), size):
        await fill_log(made[begin : begin + size])
        async with database.begin() as tx:
            await move(tx, lake)


async def test_fresh_files_become_a_run_then_an_hour_then_a_day(database, lake, fill_log, rows):
    made = rows(400, step=20.0)
    await move_in_steps(database, lake, fill_log, made, 20)
    before = read(lake)
    assert len(lake.events.files()) == 20
    levels = []
    for now in (made[-1].received_at, made[-1].received_at + timedelta(hours=1.2), made[-1].received_at + timedelta(2)):
        async with database.begin() as tx:
            await compact(tx, lake, now)
        lake.events.refresh()
        levels.append(sorted(level(file) for file in lake.events.files()))
        after = read(lake)
        assert after.select(before.columns).equals(before)
    assert levels[0].count("part") < 8
    assert set(levels[1]) == {"hour"}
    assert levels[2] == ["day"]
    day = pl.read_parquet(lake.folder / "events" / lake.events.files()[0].path, hive_partitioning=False)
    assert day.equals(day.sort("has_peer", "subject", "seq"))


async def test_moving_goes_on_after_compaction_and_sees_new_columns(database, lake, fill_log, rows):
    await move_in_steps(database, lake, fill_log, rows(90), 10)
    made = rows(91)[-1:]
    async with database.begin() as tx:
        await compact(tx, lake, made[0].received_at)
    await fill_log([row._replace(outcome=b'{"features":{"Fresh":1}}') for row in made])
    async with database.begin() as tx:
        await move(tx, lake)
    async with database.begin() as tx:
        await compact(tx, lake, made[0].received_at + timedelta(days=3))
    lake.events.refresh()
    assert len(lake.events.files()) == 1
    events = read(lake)
    assert events["seq"].to_list() == list(range(1, 92))
    assert events["n_Fresh"].to_list() == [None] * 90 + [1.0]


async def test_compaction_twice_changes_nothing_more(database, lake, fill_log, rows):
    made = rows(100)
    await move_in_steps(database, lake, fill_log, made, 10)
    later = made[-1].received_at + timedelta(days=2)
    async with database.begin() as tx:
        await compact(tx, lake, later)
    async with database.begin() as tx:
        assert [done.merges for done in await compact(tx, lake, later)] == [0, 0]


async def test_sweeping_deletes_replaced_files_after_their_grace(database, tmp_path, fill_log, rows):
    lake = Lake(LakeSettings(tmp_path / "lake", grace_hours=0))
    made = rows(100)
    await move_in_steps(database, lake, fill_log, made, 10)
    orphan = lake.folder / "events" / "date=2026-03-01" / "hour-left-by-a-crash.parquet"
    orphan.write_bytes(b"half a file")
    async with database.begin() as tx:
        await compact(tx, lake, made[-1].received_at + timedelta(days=2))
    async with database.begin() as tx:
        assert await sweep(tx, lake) >= 20
    assert len(list((lake.folder / "events").rglob("*.parquet"))) == 1
    assert read(lake)["seq"].to_list() == list(range(1, 101))
    lake.close()


def test_large_files_are_left_alone_and_batches_are_bounded():
    def file(name, size, hour):
        at = datetime(2026, 3, 1, hour, tzinfo=UTC)
        return LakeFile(f"date=2026-03-01/{name}.parquet", {"date": "2026-03-01"}, size, 1, None, None, at, at)

    files = [file(f"hour-{hour}", 40, hour) for hour in range(10)] + [file("day-a", 200, 3)]
    plans = plan_merges(files, datetime(2026, 3, 5, tzinfo=UTC), 100)
    assert all(kind == "day" and sum(one.size for one in group) <= 200 for kind, group in plans)
    assert sorted(one.path for _, group in plans for one in group) == sorted(one.path for one in files[:10])


def test_contradicting_retention_is_refused_with_its_place():
    with pytest.raises(RetentionRefused) as refused:
        Retention(log_days=31, raw_content_days=30)
    assert refused.value.where == "log_days"
    with pytest.raises(RetentionRefused):
        Retention(score_days=-1)
    assert Retention(raw_content_days=0, score_days=0, log_days=90).content_days("raw") == 0


async def prepare(database, lake, fill_log, rows):
    """Two days of ten rows each; every second row flagged; returns the rows."""
    made = rows(10) + rows(10, first=11, start=datetime(2026, 3, 20, 9, tzinfo=UTC))
    made = [row._replace(rules=["Burst"] if row.seq % 2 else []) for row in made]
    await fill_log(made)
    async with database.begin() as tx:
        await move(tx, lake)
    return made


async def test_each_class_goes_in_its_time(database, lake, fill_log, rows):
    await prepare(database, lake, fill_log, rows)
    async with database.begin() as tx:
        gone = await expire(tx, lake, datetime(2026, 4, 2, tzinfo=UTC))
    assert gone.content_rows == {"raw": 5}
    assert gone.log_days == (date(2026, 3, 1),)
    assert gone.keys == 10
    assert count(lake, "content") == {"raw": 5, "flagged": 10}
    async with database.begin() as tx:
        gone = await expire(tx, lake, datetime(2026, 6, 1, tzinfo=UTC))
    assert count(lake, "content") == {"flagged": 5}
    assert gone.content_rows == {"raw": 5, "flagged": 5}
    assert len(read(lake)) == 20, "scores stay"
    async with database.begin() as tx:
        gone = await expire(tx, lake, datetime(2027, 4, 10, tzinfo=UTC))
    assert gone.score_rows == 10
    assert read(lake)["seq"].to_list() == list(range(11, 21))


async def test_the_log_keeps_what_is_not_in_the_lake(database, lake, fill_log, rows):
    await fill_log(rows(10))
    async with database.begin() as tx:
        gone = await expire(tx, lake, datetime(2027, 1, 1, tzinfo=UTC))
        assert gone.log_days == ()
        assert await tx.value("SELECT count(*) FROM event_log") == 10


async def test_the_log_keeps_the_day_of_its_last_number(database, lake, fill_log, rows):
    await prepare(database, lake, fill_log, rows)
    async with database.begin() as tx:
        gone = await expire(tx, lake, datetime(2027, 1, 1, tzinfo=UTC))
        assert gone.log_days == (date(2026, 3, 1),)
        assert await tx.value("SELECT max(seq) FROM event_log") == 20


async def test_a_hold_keeps_content_as_evidence_until_it_is_released(database, lake, fill_log, rows):
    made = await prepare(database, lake, fill_log, rows)
    subject = made[1].subjects[0]
    covered = [row.seq for row in made if subject in row.subjects]
    async with database.begin() as tx:
        hold = await place_hold(tx, subject, "order of a court", "per_x")
    async with database.begin() as tx:
        gone = await expire(tx, lake, datetime(2026, 8, 1, tzinfo=UTC))
    kept = read(lake, "content")
    assert kept["seq"].to_list() == covered
    assert set(kept["class"]) == {"evidence"}
    assert gone.evidence_rows == len(covered)
    async with database.begin() as tx:
        gone = await expire(tx, lake, datetime(2028, 1, 1, tzinfo=UTC))
    assert read(lake)["seq"].to_list() == covered
    assert read(lake, "content")["seq"].to_list() == covered
    async with database.begin() as tx:
        await release_hold(tx, hold.id, "the order ended", "per_y")
        released = await tx.value("SELECT released_at FROM retention_holds")
        assert await standing_holds(tx) == []
    async with database.begin() as tx:
        await expire(tx, lake, released + timedelta(days=29))
    assert read(lake, "content")["seq"].to_list() == covered
    async with database.begin() as tx:
        await expire(tx, lake, released + timedelta(days=700))
    assert read(lake, "content").is_empty()
    assert read(lake).is_empty()


async def test_holds_are_placed_and_released_once(database):
    async with database.begin() as tx:
        hold = await place_hold(tx, "Account/acc_1", "a reason", "per_x")
        for subject, reason in (("Account/acc_1", "again"), ("acc_1", "no type"), ("Account/acc_2", " ")):
            with pytest.raises(HoldRefused):
                await place_hold(tx, subject, reason, "per_x")
        with pytest.raises(HoldRefused):
            await release_hold(tx, hold.id, "", "per_x")
        await release_hold(tx, hold.id, "done", "per_x")
        with pytest.raises(HoldRefused):
            await release_hold(tx, hold.id, "done", "per_x")
    for change in ("UPDATE retention_holds SET reason = 'another'", "DELETE FROM retention_holds"):
        with pytest.raises(psycopg.Error, match="hold"):
            async with await database.connect() as connection:
                await connection.execute(change.encode())
