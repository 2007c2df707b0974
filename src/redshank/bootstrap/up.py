"""`redshank up`: PostgreSQL, server and worker under one small supervisor.

The supervisor imports little and does little: it starts the parts, starts again what dies, and stops them in order
(server and worker finish what they have begun, then PostgreSQL writes its checkpoint).
"""

from __future__ import annotations

import contextlib
import http.client
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from types import FrameType
from typing import Final
from urllib.parse import urlsplit

import structlog

from redshank.bootstrap.lock import Running, announce, data_lock, withdraw
from redshank.bootstrap.processes import LISTEN_VARIABLE, Child, PostgresPart, bind
from redshank.bootstrap.settings import PREFIX, Settings, environment_of
from redshank.storage.embedded.cluster import open_cluster
from redshank.storage.embedded.server import PostgresServer

SERVER: Final[dict[str, str]] = {"server": "redshank.web.serve"}
WORKER: Final[dict[str, str]] = {"worker": "redshank.worker.main"}
_TICK_SECONDS: Final = 1.0
_STARTING_TICK_SECONDS: Final = 0.05
_LOG_TRIM_SECONDS: Final = 60.0
_GRACE_SECONDS: Final = 5.0
_OTHERS_AFTER_SECONDS: Final = 10.0
_MOST_FIRST_STARTS: Final = 3
_FEW_THREADS: Final = {"MALLOC_ARENA_MAX": "2", "TOKIO_WORKER_THREADS": "2", "POLARS_MAX_THREADS": "2"}
"""The engines of the lake start a thread a core and more; each would keep memory of its own for good."""
log = structlog.get_logger()


def run_up(
    settings: Settings,
    ready: Callable[[Running], None] = lambda _: None,
    also: Mapping[str, str] | None = None,
) -> int:
    """Run until SIGTERM or SIGINT; the exit status.

    Args:
        settings: the installation.
        ready: called once `/readyz` is ok for the first time.
        also: more processes (name -> module) to run beside the worker.

    Raises:
        AlreadyRunning, PortTaken: so they say.
        ClusterUnusable, DiskFull, ClusterVersionMismatch, PostgresNotFound, PostgresFailed: of the embedded PostgreSQL.
    """
    with data_lock(settings.data), _signals() as signals, bind(settings.host, settings.port) as listener:
        postgres = None
        database_url = ""
        try:
            if settings.database_url is None:
                cluster = open_cluster(settings.data, choice=settings.postgres_binaries, user=settings.postgres_user)
                postgres = PostgresPart(PostgresServer(cluster))
                database_url = postgres.server.url
            state = Running(
                os.getpid(), settings.url, settings.local_url, database_url, version("redshank"), time.time()
            )
            announce(settings.data, state)
            return _Supervisor(settings, listener, postgres, signals).run(
                lambda: ready(state), database_url, also or {}
            )
        finally:
            withdraw(settings.data)
            if postgres is not None:
                postgres.server.stop()


class _Signals:
    """Signals as something that `select` can wait for."""

    def __init__(self) -> None:
        self.stop = 0
        self._read_end, self._write_end = socket.socketpair()
        self._write_end.setblocking(False)
        self._read_end.setblocking(False)

    def handle(self, number: int, _frame: FrameType | None) -> None:
        if number in {signal.SIGTERM, signal.SIGINT}:
            self.stop += 1

    def wait(self, seconds: float) -> None:
        """Until a signal comes (a child that died sends one), at most `seconds`."""
        if select.select([self._read_end], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                self._read_end.recv(4096)

    def descriptor(self) -> int:
        return self._write_end.fileno()

    def close(self) -> None:
        self._read_end.close()
        self._write_end.close()


@contextlib.contextmanager
def _signals() -> Iterator[_Signals]:
    signals = _Signals()
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)
    before = {number: signal.signal(number, signals.handle) for number in numbers}
    waker = signal.set_wakeup_fd(signals.descriptor(), warn_on_full_buffer=False)
    try:
        yield signals
    finally:
        signal.set_wakeup_fd(waker)
        for number, handler in before.items():
            signal.signal(number, handler)
        signals.close()


class _Supervisor:
    def __init__(
        self, settings: Settings, listener: socket.socket, postgres: PostgresPart | None, signals: _Signals
    ) -> None:
        self._settings = settings
        self._listener = listener
        self._postgres = postgres
        self._signals = signals

    def run(self, ready: Callable[[], None], database_url: str, also: Mapping[str, str]) -> int:
        [server] = children = self._children(SERVER, database_url)
        waiting = self._children(WORKER | dict(also), database_url)
        begun = time.monotonic()
        is_ready, deaths, next_trim = False, 0, begun + _LOG_TRIM_SECONDS
        try:
            server.tend(begun)  # it loads its modules while PostgreSQL starts
            if self._postgres is not None:
                self._postgres.server.start(lambda: not self._signals.stop)
            while not self._signals.stop:
                now = time.monotonic()
                if self._postgres is not None:
                    self._postgres.tend(now, lambda: not self._signals.stop)
                for child in children:
                    child.tend(now)
                if not is_ready:
                    deaths += server.exit_status is not None
                    server.exit_status = None
                    if deaths >= _MOST_FIRST_STARTS:
                        log.error("server_never_ready", mend="the lines above say why; `redshank doctor` checks more")
                        return 1
                    if is_ready := self._answers():
                        ready()
                if waiting and (is_ready or now > begun + _OTHERS_AFTER_SECONDS):
                    children += waiting
                    waiting = []
                if self._postgres is not None and now >= next_trim:
                    self._postgres.server.trim_log()
                    next_trim = now + _LOG_TRIM_SECONDS
                self._signals.wait(_TICK_SECONDS if is_ready else _STARTING_TICK_SECONDS)
            log.info("stopping")
            return 0
        finally:
            self._stop(children)

    def _children(self, modules: Mapping[str, str], database_url: str) -> list[Child]:
        settings = environment_of(self._settings)
        if database_url:
            settings[f"{PREFIX}DATABASE_URL"] = database_url
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        environment = _FEW_THREADS | inherited | settings
        descriptor = self._listener.fileno()
        return [
            Child(name, module, environment | {LISTEN_VARIABLE: str(descriptor)}, [descriptor])
            if name == "server"
            else Child(name, module, environment)
            for name, module in modules.items()
        ]

    def _stop(self, children: list[Child]) -> None:
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + self._settings.stop_seconds + _GRACE_SECONDS
        for child in children:
            while child.running and time.monotonic() < deadline and self._signals.stop < 2:
                self._signals.wait(_STARTING_TICK_SECONDS)
            child.wait(0.1)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(urlsplit(self._settings.local_url).netloc, timeout=1)
        try:
            connection.request("GET", "/readyz", headers={"connection": "close"})
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
