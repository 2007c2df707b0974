"""Disks that are full, slow or read-only, and a log that stalls: a clear error, no loss, recovery by itself."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from redshank.bootstrap.container import open_container
from redshank.bootstrap.settings import load_settings
from redshank.bootstrap.snapshots import Snapshots
from redshank.events.envelope import EventLimits, decode_event
from redshank.events.errors import GateDown, QueueFull
from redshank.gate.pipeline import Pipeline


def read(number: int, account: str = "a"):
    raw = (
        f'{{"specversion":"1.0","id":"{number}","source":"/t","type":"payment_attempted",'
        f'"data":{{"account":{{"id":"{account}"}},"amount":{number % 100}}}}}'
    )
    return decode_event(raw.encode(), now=2e9, limits=EventLimits())


@contextlib.asynccontextmanager
async def gate(database_url, folder: Path, **more):
    """The server's gate in process."""
    settings = load_settings(data=folder / "data", database_url=database_url, rules=folder / "rules", **more).settings
    async with open_container(settings, "server", parts=("redshank.bootstrap.gate",)) as container:
        await asyncio.wait_for(container.get(Pipeline).opened(), 60)
        yield container


@pytest.fixture
def small_disk(folder) -> Iterator[Path]:
    """A disk of 320 MB."""
    small = folder / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=320m,mode=0711", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk takes the right to mount one")
    yield small
    subprocess.run(["umount", "-l", str(small)], check=False)


async def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(small_disk, start_installation):
    installation = start_installation(small_disk / "data", snapshot_seconds=1)
    await installation.ready()
    acknowledged: set[str] = set()
    async with httpx.AsyncClient(timeout=30, headers={"authorization": f"Bearer {installation.key}"}) as client:
        assert await send(client, installation, acknowledged, 0) == 200
        ballast = small_disk / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb") as file:
            while True:
                file.write(bytes(1 << 20))
        refused = 0
        for batch in range(1, 400):
            status = await send(client, installation, acknowledged, batch)
            refused += status != 200
            if refused > 3:
                break
        assert refused > 3, "the disk fills up"
        ballast.unlink()
        for attempt in range(300):
            if await send(client, installation, acknowledged, 1000 + attempt) == 200:
                break
            await asyncio.sleep(0.2)
        else:
            raise AssertionError("it recovers once there is room")
    await installation.ready()
    with psycopg.connect(installation.database_url) as connection:
        kept = [row[0] for row in connection.execute("SELECT id FROM event_log")]
    assert len(kept) == len(set(kept))
    assert acknowledged <= set(kept)
    installation.stop()


async def send(client, installation, acknowledged, batch) -> int | str:
    """Send a batch of large events; the status, or what went wrong with the connection."""
    events = [
        {
            "specversion": "1.0",
            "id": f"{batch}-{number}",
            "source": "/disk",
            "type": "payment_attempted",
            "data": {"account": {"id": "a"}, "amount": 1, "note": "x" * 20_000},
        }
        for number in range(50)
    ]
    try:
        answer = await client.post(f"{installation.url}/v1/events", json=events)
    except httpx.TransportError as error:
        return type(error).__name__
    if answer.status_code == 200:
        acknowledged |= {event["id"] for event in events}
    else:
        assert answer.status_code in {429, 503}, answer.text
        assert answer.json()["detail"]
    return answer.status_code


async def test_a_snapshot_folder_that_can_not_be_written_stops_nothing(database_url, folder):
    async with gate(database_url, folder) as container:
        pipeline, saver = container.get(Pipeline), container.get(Snapshots)
        snapshots = container.settings.data / "snapshots"
        shutil.rmtree(snapshots, ignore_errors=True)
        snapshots.parent.mkdir(parents=True, exist_ok=True)
        snapshots.write_text("a file stands where the folder should be")
        await pipeline.submit([read(1)], lane="ingest")
        await saver.save()
        assert saver.failure
        health = {part.name: part for part in await container.health()}
        assert health["snapshots"].state == "degraded"
        assert health["gate"].state == "ok"
        await pipeline.submit([read(2)], lane="ingest")
        snapshots.unlink()
        await saver.save()
        assert saver.failure is None
    async with gate(database_url, folder) as container:
        assert container.get(Pipeline).judge.seq == 2


async def test_a_log_that_stalls_is_waited_for_and_the_rest_turned_away(database_url, folder):
    async with gate(database_url, folder, queue_events=100, commit_events=10) as container:
        pipeline = container.get(Pipeline)
        await pipeline.submit([read(0)], lane="ingest")
        blocker = await psycopg.AsyncConnection.connect(database_url)
        await blocker.execute("LOCK TABLE event_keys IN EXCLUSIVE MODE")
        waiting = [asyncio.create_task(pipeline.submit([read(n)], lane="ingest")) for n in range(1, 400)]
        await asyncio.sleep(0.5)
        turned_away = [task for task in waiting if task.done()]
        assert all(isinstance(task.exception(), QueueFull) for task in turned_away)
        assert 0 < len(turned_away) < 399
        await blocker.rollback()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        accepted = [answer for answer in answers if isinstance(answer, list)]
        assert len(accepted) == 399 - len(turned_away)
        cursor = await blocker.execute("SELECT count(*) FROM event_log")
        assert await cursor.fetchone() == (len(accepted) + 1,)
        await blocker.close()


async def test_a_forgotten_partition_is_made_anew(database_url, folder):
    async with gate(database_url, folder) as container:
        pipeline = container.get(Pipeline)
        await pipeline.submit([read(1)], lane="ingest")
        async with container.database.begin() as tx:
            name = await tx.value(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'event_log'::regclass"
            )
            await tx.run(f"ALTER TABLE event_log DETACH PARTITION {name}")
            await tx.run(f"DROP TABLE {name}")
        accepted = False
        for _ in range(100):
            with contextlib.suppress(GateDown):
                await pipeline.submit([read(2)], lane="ingest")
                accepted = True
                break
            await asyncio.sleep(0.05)
        assert accepted
