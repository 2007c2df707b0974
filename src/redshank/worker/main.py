"""The worker process: opens the parts, runs the jobs until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Final

import structlog

from redshank.bootstrap.container import open_container
from redshank.bootstrap.first_run import prepare_installation
from redshank.bootstrap.logs import configure_logs
from redshank.bootstrap.parent import watch_parent
from redshank.bootstrap.settings import Settings, load_settings
from redshank.kernel.errors import RedshankError
from redshank.worker.jobs import all_jobs

_log = structlog.get_logger(__name__)
_NICENESS: Final = 19
"""Answers come first: what the worker does may wait a little when the machine is busy."""


def main() -> None:
    """Run until SIGTERM, SIGINT or the end of the supervisor."""
    settings = load_settings().settings
    configure_logs(settings, "worker")
    os.nice(_NICENESS)
    try:
        asyncio.run(_work(settings))
    except RedshankError as error:
        _log.error("worker_stopped", code=error.code, detail=error.detail, where=error.where, mend=error.mend)
        sys.exit(1)


async def _work(settings: Settings) -> None:
    await prepare_installation(settings)
    async with open_container(settings, "worker") as container:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        watch_parent(stop.set)
        jobs = all_jobs(container)
        for job in jobs:
            container.watch(job.name, job.check)
            container.spawn(job.follow(), f"job-{job.name}")
        _log.info("worker_started", jobs=[job.name for job in jobs], pid=os.getpid())
        await stop.wait()
    _log.info("worker_ended")


if __name__ == "__main__":
    main()
