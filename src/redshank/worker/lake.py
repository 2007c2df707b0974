"""Jobs of the lake: move the log on, merge small files, let go of what its class says."""

from __future__ import annotations

import time
from typing import Final

import structlog
from prometheus_client import Counter

from redshank.bootstrap.container import Container
from redshank.bootstrap.lake import LakeParts, rows_wait
from redshank.worker.jobs import Job

_log = structlog.get_logger(__name__)
_COMPACT_SECONDS: Final = 60.0
_SWEEP_SECONDS: Final = 600.0
_RETAIN_SECONDS: Final = 3600.0

_moved = Counter("redshank_lake_rows_total", "Events that were moved from the log into the lake.")
_merged = Counter("redshank_lake_merged_files_total", "Files of the lake that were merged into larger ones.")
_expired = Counter("redshank_retention_rows_total", "Rows that retention removed from the lake.", ["class"])


def jobs(container: Container) -> list[Job]:
    """The lake's jobs."""
    work = _LakeWork(container, container.get(LakeParts))
    return [
        Job("lake-move", container.settings.lake_seconds, work.move),
        Job("lake-compact", _COMPACT_SECONDS, work.compact),
        Job("lake-sweep", _SWEEP_SECONDS, work.sweep),
        Job("retention", _RETAIN_SECONDS, work.retain),
    ]


class _LakeWork:
    """One run of each job; each run is one transaction."""

    def __init__(self, container: Container, parts: LakeParts) -> None:
        self._container = container
        self._parts = parts

    async def move(self) -> float | None:
        """Move one batch; while there is more, the next follows after a rest as long as the work was.

        So a burst of events finds at least half a core that the mover leaves alone.
        """
        started = time.perf_counter()
        async with self._container.database.begin() as tx:
            if not await rows_wait(tx):
                return None
        lake = await self._parts.lake()
        from redshank.events.lake import service

        async with self._container.database.begin() as tx:
            moved = await service.move(tx, lake)
        _moved.inc(moved.rows)
        return time.perf_counter() - started if moved.more else None

    async def compact(self) -> None:
        """Merge what became mergeable."""
        if not await self._has_tables():
            return
        lake = await self._parts.lake()
        from redshank.events.lake import service

        async with self._container.database.begin() as tx:
            for done in await service.compact(tx, lake, tx.now()):
                _merged.inc(max(0, done.files_before - done.files_after))
                if done.merges:
                    _log.info("lake_compacted", table=done.table, before=done.files_before, after=done.files_after)

    async def sweep(self) -> None:
        """Delete files that no table needs any more."""
        if not await self._has_tables():
            return
        lake = await self._parts.lake()
        from redshank.events.lake import service

        async with self._container.database.begin() as tx:
            await service.sweep(tx, lake)

    async def retain(self) -> None:
        """Let go of what is past its time, in the lake and in the log."""
        if not await self._has_tables():
            return
        lake = await self._parts.lake()
        from redshank.events.lake import service

        async with self._container.database.begin() as tx:
            gone = await service.expire(tx, lake, tx.now())
        for name, rows in gone.content_rows.items():
            _expired.labels(name).inc(rows)
        _expired.labels("scores").inc(gone.score_rows)
        if gone.content_rows or gone.score_rows or gone.log_days:
            _log.info(
                "retention_ran",
                content=gone.content_rows,
                evidence=gone.evidence_rows,
                scores=gone.score_rows,
                log_days=[day.isoformat() for day in gone.log_days],
                keys=gone.keys,
            )

    async def _has_tables(self) -> bool:
        return (self._parts.settings.folder / "events" / "_delta_log").exists()
