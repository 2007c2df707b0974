"""The server process: opens the parts, serves until it is told to stop, drains."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator

import structlog
import uvicorn

from redshank.bootstrap.container import open_container
from redshank.bootstrap.first_run import prepare_installation
from redshank.bootstrap.logs import configure_logs
from redshank.bootstrap.parent import watch_parent
from redshank.bootstrap.processes import listening_socket
from redshank.bootstrap.settings import Settings, load_settings
from redshank.kernel.errors import RedshankError
from redshank.web.app import create_app

log = structlog.get_logger()


class _Server(uvicorn.Server):
    """Uvicorn, told to stop by our own handlers, which know the parts."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def main() -> None:
    """Run until SIGTERM, SIGINT or the end of the supervisor."""
    settings = load_settings().settings
    configure_logs(settings, "server")
    try:
        listener = listening_socket(settings)
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(settings, listener))
    except RedshankError as error:
        log.error("server_stopped", code=error.code, detail=error.detail, where=error.where, mend=error.mend)
        sys.exit(1)


async def _serve(settings: Settings, listener: socket.socket) -> None:
    await prepare_installation(settings)
    async with open_container(settings, "server") as container:
        config = uvicorn.Config(
            create_app(container),
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            lifespan="off",
            http="httptools",
            ws="none",
            timeout_keep_alive=30,
            timeout_graceful_shutdown=max(1, round(settings.stop_seconds)),
            backlog=1024,
        )
        server = _Server(config)

        def stop() -> None:
            container.stopping.set()
            server.should_exit = True

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        watch_parent(stop)
        log.info("server_started", url=settings.url, pid=os.getpid())
        await server.serve(sockets=[listener])
    log.info("server_ended")


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.Loop


if __name__ == "__main__":
    main()
