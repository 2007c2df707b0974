"""Wires the lake into the server (reading) and the worker (moving, compaction, retention)."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from redshank.bootstrap.container import Check, Container, Health
from redshank.bootstrap.settings import Settings
from redshank.events.lake.store import log
from redshank.events.lake.types import LakeSettings, Retention
from redshank.storage.tx import Tx

if TYPE_CHECKING:
    from redshank.events.lake.reader import LakeReader
    from redshank.events.lake.service import Lake

_LATE_SECONDS = 60.0


@asynccontextmanager
async def open_part(container: Container) -> AsyncIterator[None]:
    """Make the lake known to the process; its engines load when they are first needed."""
    parts = LakeParts(lake_settings(container.settings))
    container.provide(parts)
    if container.process == "server":
        container.watch("lake", _lag_check(container))
    try:
        yield
    finally:
        await asyncio.to_thread(parts.close)


class LakeParts:
    """The lake's engines, opened when first asked for: DuckDB, Polars and Delta Lake take 80 MB and a second to load.

    Attributes:
        settings: where the lake is and how it is run.
    """

    def __init__(self, settings: LakeSettings) -> None:
        self.settings = settings
        self._opening = asyncio.Lock()
        self._reader: LakeReader | None = None
        self._lake: Lake | None = None

    async def reader(self) -> LakeReader:
        """What reads lake and log."""
        async with self._opening:
            if self._reader is None:
                self._reader = await asyncio.to_thread(self._open_reader)
            return self._reader

    async def lake(self) -> Lake:
        """What writes the lake."""
        async with self._opening:
            if self._lake is None:
                self._lake = await asyncio.to_thread(self._open_lake)
            return self._lake

    def close(self) -> None:
        """Let go of threads and memory, and of the engines themselves: DuckDB complains about whatever it finds alive
        when the interpreter ends, and somebody may still hold the container then."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.duck.close()
        lake, self._lake = self._lake, None
        if lake is not None:
            lake.close()

    def _open_reader(self) -> LakeReader:
        from redshank.events.lake.reader import LakeReader
        from redshank.events.lake.store.duck import Duck

        return LakeReader(self.settings, Duck(self.settings))

    def _open_lake(self) -> Lake:
        from redshank.events.lake.service import Lake

        return Lake(self.settings)


def lake_settings(settings: Settings) -> LakeSettings:
    """The lake's part of the settings.

    Raises:
        RetentionRefused: the times for which things are kept contradict each other.
    """
    retention = Retention(
        log_days=math.ceil(settings.retention_log_days),
        raw_content_days=math.ceil(settings.retention_content_days),
        flagged_content_days=math.ceil(settings.retention_flagged_days),
        score_days=math.ceil(settings.retention_events_days),
    )
    return LakeSettings(settings.data / "lake", memory_mb=settings.query_memory_mb, retention=retention)


async def lake_lag(tx: Tx, now: datetime) -> float:
    """Seconds since the oldest event that is not in the lake was received; 0 where all are."""
    since = await log.waiting_since(tx)
    return max(0.0, (now - since).total_seconds()) if since else 0.0


async def rows_wait(tx: Tx) -> bool:
    """Whether the log holds anything that is not in the lake."""
    return await log.waiting_since(tx) is not None


def _lag_check(container: Container) -> Check:
    async def check() -> Health:
        async with container.database.begin() as tx:
            late = await lake_lag(tx, tx.now())
        if late > max(_LATE_SECONDS, 10 * container.settings.lake_seconds):
            return Health("degraded", f"{late:.0f} s behind; search reads the log for what is missing")
        return Health("ok", f"{late:.0f} s behind")

    return check
