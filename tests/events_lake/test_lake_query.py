"""SQL over every event: it reads what was received until now, and reaches nothing else."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys

import polars as pl
import pytest

from redshank.access.errors import PurposeInvalid
from redshank.events.lake.errors import QueriesBusy, QueryFailed, QueryRefused, QueryTimedOut
from redshank.events.lake.query import Purpose, query
from redshank.events.lake.reader import LakeReader
from redshank.kernel.actor import SYSTEM


@pytest.fixture
def ask(database, lake):
    reader = LakeReader(lake.settings, lake.duck)

    async def run(sql, **more):
        async with database.begin() as tx:
            return await query(tx, reader, SYSTEM, sql, **more)

    return run


async def test_lake_and_log_are_one_view(ask, filled, fill_log, rows):
    await fill_log(rows(20, first=301))
    found = await ask("SELECT count(*) AS n, count(DISTINCT event_id) AS ids, max(seq) AS last FROM events")
    assert found.rows == [(320, 320, 320)]
    found = await ask("SELECT type, count(*) n FROM events WHERE f_Country = 'DE' GROUP BY ALL ORDER BY type")
    assert [row[0] for row in found.rows] == ["login", "payment_attempted", "prompt_submitted"]


async def test_every_kind_of_reading_statement(ask, filled):
    for sql in (
        "FROM events LIMIT 3",
        "DESCRIBE events",
        "SUMMARIZE events",
        "VALUES (1)",
        "SHOW TABLES",
        "TABLE events",
    ):
        assert (await ask(sql)).rows


async def test_rows_are_bounded_and_say_so(ask, filled):
    found = await ask("FROM events", most_rows=10)
    assert (len(found.rows), found.truncated) == (10, True)
    assert not (await ask("FROM events LIMIT 10", most_rows=10)).truncated


async def test_types_that_others_lack_come_as_text(ask, filled):
    found = await ask(
        "SELECT INTERVAL 1 DAY AS i, MAP {'a': 1} AS m, {'b': 2} AS s, 1::HUGEINT AS h, NULL AS n, now() AS t"
    )
    row = dict(zip(found.columns, found.rows[0], strict=True))
    assert (row["i"], row["m"], row["h"], row["n"]) == ("1 day", "{a=1}", 1, None)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "SELECT 1; SELECT 2",
        "COPY (SELECT 1) TO 'x.csv'",
        "COPY events TO '/tmp/x.parquet'",
        "ATTACH 'x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '100GB'",
        "PRAGMA database_list",
        "CREATE TABLE t (a int)",
        "DROP VIEW events",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO 'x'",
        "CALL pragma_version()",
        "EXPORT DATABASE 'x'",
        "CHECKPOINT",
    ],
)
async def test_whatever_does_more_than_read_is_refused(ask, filled, sql):
    with pytest.raises(QueryRefused):
        await ask(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/hosts')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_parquet('s3://bucket/x')",
        "SELECT * FROM read_parquet('http://127.0.0.1:1/x')",
        "SELECT * FROM content",
        "SELECT * FROM query('COPY (SELECT 1) TO ''/tmp/x''')",
        "SELECT getenv('HOME')",
        "SELECT * FROM lake",
        "SELEC 1",
        "SELECT 1 +",
        "SELECT nothing FROM events",
    ],
)
async def test_nothing_but_the_views_can_be_reached(ask, filled, sql):
    with pytest.raises(QueryFailed) as refused:
        await ask(sql)
    assert refused.value.detail


async def test_content_files_can_not_be_read_beside_the_view(ask, filled, lake):
    file = lake.folder / "content" / lake.content.files()[0].path
    with pytest.raises(QueryFailed):
        await ask(f"SELECT * FROM read_parquet('{file}')")


async def test_content_needs_a_purpose_and_is_on_record(ask, filled, database):
    found = await ask("SELECT count(*) FROM content JOIN events USING (seq)", content=Purpose("case 12", "CASE-12"))
    assert found.rows == [(300,)]
    with pytest.raises(PurposeInvalid):
        await ask("FROM content", content=Purpose(" "))
    async with database.begin() as tx:
        entries = await tx.rows("SELECT verb, purpose, detail::text AS detail FROM audit_log")
    assert entries == [{"verb": "content.query", "purpose": "case 12", "detail": '{"reference":"CASE-12"}'}]


async def test_a_query_that_takes_too_long_is_stopped(ask, filled):
    with pytest.raises(QueryTimedOut):
        await ask("SELECT count(*) FROM range(1000000000000) a WHERE a % 7 = 3", seconds=0.3)


async def test_a_query_that_needs_too_much_memory_is_refused(ask, filled):
    with pytest.raises(QueryFailed) as refused:
        await ask("SELECT list(a) FROM range(3000000000) t(a)")
    assert "memory" in refused.value.detail


async def test_a_search_whose_asker_goes_away_is_stopped(lake):
    def endless(cursor):
        return cursor.execute("SELECT count(*) FROM range(1000000000000) a WHERE a % 7 = 3").fetchall()

    asking = asyncio.create_task(lake.duck.ask(endless, 600))
    await asyncio.sleep(0.2)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    with pytest.raises(QueryTimedOut):
        await lake.duck.ask(endless, 0.2)
    assert await lake.duck.ask(lambda cursor: cursor.execute("SELECT 7").fetchone(), 10) == (7,)


async def test_too_many_questions_are_turned_away(lake):
    def slow(cursor):
        return cursor.execute("SELECT count(*) FROM range(1000000000000) a WHERE a % 7 = 3").fetchall()

    asking = [asyncio.create_task(lake.duck.ask(slow, 600)) for _ in range(5)]
    await asyncio.sleep(0.1)
    with pytest.raises(QueriesBusy):
        await lake.duck.ask(slow, 600)
    for one in asking:
        one.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    assert await lake.duck.ask(lambda cursor: cursor.execute("SELECT 7").fetchone(), 10) == (7,)


@pytest.mark.parametrize("form", ["table", "csv", "jsonl", "parquet"])
async def test_the_command_writes_every_form(database_url, fill_log, rows, tmp_path, form):
    await fill_log([row._replace(id="=1+1\u202e") for row in rows(3)])
    sql = "SELECT seq, id, subjects, received_at FROM events ORDER BY seq"
    command = [sys.executable, "-m", "redshank.cli.main", "query", sql, "--format", form, "--data", str(tmp_path)]
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, check=False, env={"REDSHANK_DATABASE_URL": database_url}
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    if form == "parquet":
        assert pl.read_parquet(io.BytesIO(done.stdout))["seq"].to_list() == [1, 2, 3]
    elif form == "jsonl":
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert [line["seq"] for line in lines] == [1, 2, 3]
        assert lines[0]["received_at"] == "2026-03-01T09:30:00Z"
        assert b"\\u202e" in done.stdout
    else:
        assert "\u202e" not in done.stdout.decode()
        assert len(done.stdout.splitlines()) == 4
        if form == "csv":
            assert "'=1+1\ufffd" in done.stdout.decode()


async def test_the_command_refuses_with_a_clear_error(database_url, tmp_path):
    for arguments, words in (
        (["DROP TABLE events"], "one SELECT"),
        (["SELECT 1", "--include-content"], "purpose"),
        (["SELECT broken FROM events"], "broken"),
    ):
        command = [sys.executable, "-m", "redshank.cli.main", "query", *arguments, "--data", str(tmp_path)]
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, check=False, env={"REDSHANK_DATABASE_URL": database_url}
        )
        assert done.returncode == 1
        assert words in done.stderr.decode()
        assert "Traceback" not in done.stderr.decode()
