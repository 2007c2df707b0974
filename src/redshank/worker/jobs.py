"""Work that comes back: each job on its own clock, none in the way of another, none ever given up.

A module of `redshank.worker` that defines

    def jobs(container: Container) -> list[Job]: ...

has its jobs run. A job that fails is logged, shown by its health, and run again after a growing pause.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import structlog
from prometheus_client import Counter, Histogram

from redshank.bootstrap.container import Container, Health
from redshank.kernel.errors import RedshankError

_log = structlog.get_logger(__name__)
_LONGEST_PAUSE: Final = 60.0

_runs = Counter("redshank_job_runs_total", "Runs of a job, by how they ended.", ["job", "end"])
_seconds = Histogram("redshank_job_seconds", "How long a run of a job takes.", ["job"])


@dataclass(slots=True)
class Job:
    """Something to do again and again.

    Attributes:
        name: unique; stands in logs, metrics and health.
        every: seconds from the end of one run to the start of the next.
        run: one run; returns the seconds until the next where it knows better than `every`, else None.
        wake: set to run at once; cleared when a run begins.
    """

    name: str
    every: float
    run: Callable[[], Awaitable[float | None]]
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    failures: int = 0
    problem: str = ""

    async def follow(self) -> None:
        """Run for ever; cancel to stop between two runs or inside one."""
        while True:
            self.wake.clear()
            started = time.perf_counter()
            pause = self.every
            try:
                wanted = await self.run()
            except Exception as error:
                self.failures += 1
                self.problem = error.detail if isinstance(error, RedshankError) else type(error).__name__
                pause = min(_LONGEST_PAUSE, max(self.every, 0.5) * 2 ** min(self.failures, 8))
                _runs.labels(self.name, "failed").inc()
                known = isinstance(error, RedshankError)
                _log.error("job_failed", job=self.name, error=type(error).__name__, exc_info=None if known else error)
            else:
                self.failures = 0
                self.problem = ""
                pause = self.every if wanted is None else min(wanted, self.every)
                _runs.labels(self.name, "done").inc()
            _seconds.labels(self.name).observe(time.perf_counter() - started)
            try:
                await asyncio.wait_for(self.wake.wait(), max(pause, 0.0) if self.failures == 0 else pause)
            except TimeoutError:
                continue

    async def check(self) -> Health:
        """`ok`, or `degraded` while runs fail."""
        if self.failures:
            return Health("degraded", f"failed {self.failures} times: {self.problem}")
        return Health("ok")


def all_jobs(container: Container) -> list[Job]:
    """The jobs of every module of this package."""
    from redshank import worker

    found: list[Job] = []
    for module in sorted(pkgutil.iter_modules(worker.__path__), key=lambda one: one.name):
        if module.name in ("jobs", "main"):
            continue
        make = getattr(importlib.import_module(f"{worker.__name__}.{module.name}"), "jobs", None)
        if make is not None:
            found += make(container)
    return found
