"""Rows of the log land in the lake: each once, whatever dies in between."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import textwrap
from datetime import timedelta

import duckdb
import polars as pl
import pytest
from deltalake import DeltaTable

from redshank.bootstrap.lake import lake_lag
from redshank.events.lake.errors import LakeAhead
from redshank.events.lake.service import Lake, move
from redshank.events.lake.types import LakeSettings
from redshank.kernel.ids import format_id


def read(lake: Lake, table: str = "events") -> pl.DataFrame:
    return pl.read_delta(str(lake.settings.table(table))).sort("seq")


async def test_every_row_lands_with_its_columns_and_its_content(database, lake, fill_log, rows):
    made = rows(250)
    await fill_log(made)
    async with database.begin() as tx:
        moved = await move(tx, lake)
    assert (moved.rows, moved.first_seq, moved.last_seq, moved.more) == (250, 0, 250, False)
    events = read(lake)
    assert events["seq"].to_list() == [row.seq for row in made]
    assert events["event_id"].to_list() == [format_id("evt", row.uuid) for row in made]
    assert events["subjects"].to_list() == [row.subjects for row in made]
    assert events["verdicts"].to_list() == [row.verdicts for row in made]
    assert events["received_at"].to_list() == [row.received_at for row in made]
    assert events["outcome"].to_list() == [row.outcome.decode() for row in made]
    features = [json.loads(row.outcome)["features"] for row in made]
    assert events["n_Score"].to_list() == [one["Score"] for one in features]
    assert events["f_Country"].to_list() == [one["Country"] for one in features]
    assert events["b_Hosting"].to_list() == [one["Hosting"] for one in features]
    assert events["l_Models"].to_list() == [one["Models"] for one in features]
    assert events["flagged"].to_list() == [bool(row.rules) for row in made]
    content = read(lake, "content")
    assert content["seq"].to_list() == [row.seq for row in made]
    assert [json.loads(text) for text in content["data"]] == [json.loads(row.content)["data"] for row in made]
    assert content["class"].to_list() == ["flagged" if row.rules else "raw" for row in made]


async def test_events_hold_no_content(database, lake, filled):
    table = read(lake).drop("outcome").select(pl.col(pl.String)).to_dict(as_series=False)
    words = {cell for cells in table.values() for cell in cells if cell and "naïve" in cell}
    assert not words
    assert not any("naïve" in text for text in read(lake)["outcome"])


async def test_moving_again_moves_only_what_is_new(database, lake, fill_log, rows):
    await fill_log(rows(30))
    async with database.begin() as tx:
        await move(tx, lake)
    async with database.begin() as tx:
        again = await move(tx, lake)
    assert again.rows == 0
    await fill_log(rows(20, first=31))
    async with database.begin() as tx:
        more = await move(tx, lake)
    assert (more.rows, more.first_seq, more.last_seq) == (20, 30, 50)
    assert read(lake)["seq"].to_list() == list(range(1, 51))


async def test_a_batch_is_bounded_and_says_that_there_is_more(database, tmp_path, fill_log, rows):
    lake = Lake(LakeSettings(tmp_path / "lake", batch_rows=40))
    await fill_log(rows(100))
    sizes = []
    while True:
        async with database.begin() as tx:
            moved = await move(tx, lake)
        sizes.append(moved.rows)
        if not moved.more:
            break
    assert sizes == [40, 40, 20]
    assert read(lake)["seq"].to_list() == list(range(1, 101))
    lake.close()


async def test_a_rollback_after_the_lakes_commit_doubles_nothing(database, lake, fill_log, rows):
    await fill_log(rows(30))
    with pytest.raises(RuntimeError):
        async with database.begin() as tx:
            await move(tx, lake)
            raise RuntimeError
    await fill_log(rows(10, first=31))
    async with database.begin() as tx:
        moved = await move(tx, lake)
    assert moved.rows == 10
    assert read(lake)["seq"].to_list() == list(range(1, 41))
    async with database.begin() as tx:
        assert await tx.value("SELECT seq FROM lake_progress") == 40


async def test_two_movers_at_a_time_double_nothing(database, lake, fill_log, rows):
    await fill_log(rows(120))
    other = Lake(LakeSettings(lake.folder, batch_rows=25))

    async def run(which: Lake) -> int:
        total = 0
        for _ in range(6):
            async with database.begin() as tx:
                total += (await move(tx, which)).rows
        return total

    moved = await asyncio.gather(run(lake), run(other))
    assert sum(moved) == 120
    assert read(lake)["seq"].to_list() == list(range(1, 121))
    other.close()


async def test_a_lake_from_another_time_is_refused(database, lake, fill_log, rows):
    await fill_log(rows(30))
    with pytest.raises(RuntimeError):
        async with database.begin() as tx:
            await move(tx, lake)
            raise RuntimeError
    async with database.begin() as tx:
        await tx.run("DELETE FROM event_log WHERE seq > 20")
    with pytest.raises(LakeAhead) as refused:
        async with database.begin() as tx:
            await move(tx, lake)
    assert refused.value.mend


async def test_a_lost_lake_is_filled_anew_from_the_log(database, tmp_path, lake, fill_log, rows):
    await fill_log(rows(30))
    async with database.begin() as tx:
        await move(tx, lake)
    fresh = Lake(LakeSettings(tmp_path / "elsewhere"))
    async with database.begin() as tx:
        assert (await move(tx, fresh)).rows == 30
    assert read(fresh)["seq"].to_list() == list(range(1, 31))
    fresh.close()


async def test_lag_is_the_age_of_the_oldest_row_that_waits(database, lake, fill_log, rows):
    made = rows(10)
    await fill_log(made)
    now = made[0].received_at + timedelta(seconds=42)
    async with database.begin() as tx:
        assert await lake_lag(tx, now) == 42.0
        await move(tx, lake)
        assert await lake_lag(tx, now) == 0.0


async def test_new_features_become_columns_and_a_changed_type_breaks_nothing(database, lake, fill_log, rows):
    made = rows(3)
    outcomes = [b'{"features":{"A":1}}', b'{"features":{"A":"one","a":2,"B":true}}', b'{"features":{"A":2.5,"C":[1]}}']
    await fill_log([row._replace(outcome=outcome) for row, outcome in zip(made, outcomes, strict=True)])
    async with database.begin() as tx:
        await move(tx, lake)
    await fill_log([rows(1, first=4)[0]._replace(outcome=b'{"features":{"D":"new","A":"x"}}')])
    async with database.begin() as tx:
        await move(tx, lake)
    events = read(lake)
    assert events["n_A"].to_list() == [1.0, None, 2.5, None]
    assert events["f_A"].to_list() == [None, "one", None, "x"]
    assert events["b_B"].to_list() == [None, True, None, None]
    assert events["f_D"].to_list() == [None, None, None, "new"]
    assert "n_a" not in events.columns, "engines compare names of columns without case"
    assert '"a":2' in events["outcome"][1]


async def test_columns_for_features_are_bounded(database, tmp_path, fill_log, rows):
    lake = Lake(LakeSettings(tmp_path / "lake", feature_columns=2))
    await fill_log([rows(1)[0]._replace(outcome=b'{"features":{"A":1,"B":2,"C":3,"A b":4}}')])
    async with database.begin() as tx:
        await move(tx, lake)
    assert lake.events.feature_columns() == ["n_A", "n_B"]
    lake.close()


async def test_engines_read_the_lake_without_us(database, lake, filled):
    files = DeltaTable(str(lake.settings.table("events"))).file_uris()
    engine = duckdb.connect()
    counted = engine.execute(
        f"SELECT count(*), count(DISTINCT event_id), max(seq) FROM read_parquet({files!r})"
    ).fetchone()
    engine.close()
    assert counted == (300, 300, 300)
    scanned = pl.scan_delta(str(lake.settings.table("events")))
    by_country = scanned.group_by("f_Country").agg(pl.len()).collect()
    assert by_country["len"].sum() == 300


async def test_spark_reads_the_lake_without_us(database, lake, filled):
    spark_sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed (extra `spark`)")
    table = DeltaTable(str(lake.settings.table("events")))
    spark = spark_sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        frame = spark.read.option("basePath", str(lake.settings.table("events"))).parquet(*table.file_uris())
        assert frame.count() == 300
        assert frame.selectExpr("count(distinct event_id)", "min(date)").first()[0] == 300
    finally:
        spark.stop()


KILLED_BETWEEN = ("content commit", "events commit", "note in PostgreSQL")


@pytest.mark.parametrize("step", range(3), ids=[step.replace(" ", "-") for step in KILLED_BETWEEN])
async def test_killed_between_two_steps_leaves_neither_gap_nor_double(
    database, database_url, tmp_path, fill_log, rows, step
):
    """A mover process kills itself with SIGKILL right after each of its steps; the next one goes on."""
    await fill_log(rows(60))
    program = textwrap.dedent(
        """
        import asyncio, os, signal, sys
        from pathlib import Path
        from redshank.events.lake import service
        from redshank.events.lake.store import log
        from redshank.events.lake.store.delta import LakeTable
        from redshank.events.lake.types import LakeSettings
        from redshank.storage.database import Database

        url, folder, step = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
        steps = 0

        def dying(call):
            def done():
                global steps
                steps += 1
                if steps == step + 1:
                    os.kill(os.getpid(), signal.SIGKILL)
            def wrapped(*arguments):
                call(*arguments)
                done()
            async def awaited(*arguments):
                await call(*arguments)
                done()
            return awaited if asyncio.iscoroutinefunction(call) else wrapped

        LakeTable.append = dying(LakeTable.append)
        log.set_progress = dying(log.set_progress)

        async def main():
            lake = service.Lake(LakeSettings(folder, batch_rows=25))
            database = Database(url)
            async with database.begin() as tx:
                await service.move(tx, lake)

        asyncio.run(main())
        """
    )
    folder = tmp_path / "lake"
    for _ in range(2):
        killed = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", program, database_url, str(folder), str(step)], check=False
        )
        assert killed.returncode == -signal.SIGKILL
    lake = Lake(LakeSettings(folder, batch_rows=25))
    more = True
    while more:
        async with database.begin() as tx:
            more = (await move(tx, lake)).more
    for table in ("events", "content"):
        assert read(lake, table)["seq"].to_list() == list(range(1, 61))
    async with database.begin() as tx:
        assert await tx.value("SELECT seq FROM lake_progress") == 60
    lake.close()


async def test_a_folder_that_can_not_be_written_is_a_clear_error(database, tmp_path, fill_log, rows):
    from redshank.events.lake.errors import LakeUnreadable

    blocker = tmp_path / "lake"
    blocker.write_text("a file where the folder should be")
    lake = Lake(LakeSettings(blocker))
    await fill_log(rows(5))
    with pytest.raises(LakeUnreadable) as refused:
        async with database.begin() as tx:
            await move(tx, lake)
    assert refused.value.where and refused.value.mend
    lake.close()
    assert blocker.is_file()
