"""A disk that fills up, and one that turns read-only: clear errors, nothing lost, and it goes on by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from redshank.storage.database import Database
from redshank.storage.embedded.cluster import open_cluster
from redshank.storage.embedded.server import PostgresServer
from redshank.storage.errors import ClusterUnusable, DatabaseUnavailable, DiskFull
from redshank.storage.migrate import migrate

_MEBIBYTES = 400


@pytest.fixture
def small_disk(data_folder: Path) -> Iterator[Path]:
    """A file system of its own, 400 MiB in memory."""
    disk = data_folder / "disk"
    disk.mkdir(mode=0o711)
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root on Linux")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_MEBIBYTES}m,mode=711", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _fill(disk: Path) -> Path:
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        try:
            while True:
                file.write(bytes(1 << 20))
                file.flush()
        except OSError:
            pass
    return ballast


async def _rows(database: Database) -> int:
    async with database.begin() as tx:
        return int(await tx.value("SELECT count(*) FROM kept"))


async def test_a_full_disk_loses_nothing_and_heals(small_disk: Path) -> None:
    server = PostgresServer(open_cluster(small_disk / "data"))
    server.start()
    migrate(server.url)
    database = Database(server.url)
    async with database.begin() as tx:
        await tx.run("CREATE TABLE kept (n int, filler text)")
    accepted = 0

    async def insert() -> None:
        nonlocal accepted
        async with database.begin() as tx:
            await tx.run("INSERT INTO kept SELECT n, repeat('x', 500) FROM generate_series(1, 5000) n")
        accepted += 5000

    await insert()
    ballast = _fill(small_disk)
    with pytest.raises(DatabaseUnavailable) as caught:
        for _ in range(40):
            await insert()
    assert caught.value.mend is not None
    ballast.unlink()
    if not server.running:
        server.start()
    for _ in range(200):
        try:
            assert await _rows(database) == accepted
            await insert()
            break
        except DatabaseUnavailable:  # it recovers by itself after a panic
            continue
    assert await _rows(database) == accepted
    await database.close()
    server.stop()


def test_too_little_space_to_begin_is_said_before_anything_is_made(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(200 << 20))
    server = PostgresServer(open_cluster(small_disk / "data"))
    with pytest.raises(DiskFull) as caught:
        server.start()
    assert "MiB are free" in caught.value.detail
    assert not server.cluster.folder.exists()


def test_a_read_only_disk_is_named(small_disk: Path) -> None:
    server = PostgresServer(open_cluster(small_disk / "data"))
    server.start()
    server.stop()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(ClusterUnusable) as caught:
        open_cluster(small_disk / "data")
    assert "read-only" in caught.value.detail
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    server.start()
    server.stop()
