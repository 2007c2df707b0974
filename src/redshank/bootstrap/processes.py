"""The processes under the supervisor: started, started again when they die, stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import structlog

from redshank.bootstrap.errors import PortTaken
from redshank.bootstrap.parent import PARENT_VARIABLE
from redshank.bootstrap.settings import Settings
from redshank.storage.embedded.server import PostgresServer
from redshank.storage.errors import ClusterUnusable, PostgresFailed

_LAUNCHER: Final = "redshank.bootstrap.launch"
LISTEN_VARIABLE: Final = "REDSHANK_LISTEN_FD"
_BACKLOG: Final = 1024
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 30.0
_STEADY_SECONDS: Final = 60.0
log = structlog.get_logger()


def listening_socket(settings: Settings) -> socket.socket:
    """The socket that the supervisor holds for us, else one of our own.

    The supervisor's outlives a server that is killed: callers wait for the next one instead of being turned away.

    Raises:
        PortTaken: another program has the address, or it is none of this machine's.
    """
    inherited = os.environ.get(LISTEN_VARIABLE)
    if inherited is not None:
        return socket.socket(fileno=int(inherited))
    return bind(settings.host, settings.port)


def bind(host: str, port: int) -> socket.socket:
    """A listening TCP socket.

    Raises:
        PortTaken: another program has the address, or it is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"{host}:{port} can't be listened on: {error.strerror}",
            where="REDSHANK_HOST, REDSHANK_PORT",
            mend="stop the other program, or start with --port",
        ) from error
    return listener


class Backoff:
    """How long to wait before the next start: longer each time, short again after a steady minute."""

    def __init__(self) -> None:
        self._pause = _FIRST_PAUSE

    def next(self, lived: float) -> float:
        """The pause in seconds after a life of `lived` seconds."""
        if lived >= _STEADY_SECONDS:
            self._pause = _FIRST_PAUSE
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        return pause


class Child:
    """A Python process of ours that is kept running."""

    def __init__(self, name: str, module: str, environment: Mapping[str, str], descriptors: Sequence[int] = ()) -> None:
        """Prepare.

        Args:
            name: for the logs.
            module: its `main` is run.
            environment: its whole environment.
            descriptors: file descriptors that it inherits.
        """
        self.name = name
        self._module = module
        self._environment = dict(environment)
        self._descriptors = tuple(descriptors)
        self._backoff = Backoff()
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._due = 0.0
        # The child holds the reading end; when this process ends, however, the child reads the end of the file.
        self._read_end, self._write_end = os.pipe()
        self.exit_status: int | None = None

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Process id of the present or last process."""
        return self._process.pid if self._process else None

    def tend(self, now: float) -> None:
        """Start it when it is due, notice when it died."""
        if self._process is not None:
            status = self._process.poll()
            if status is None:
                return
            self.exit_status = status
            pause = self._backoff.next(now - self._started)
            self._due = now + pause
            self._process = None
            log.warning("process_died", part=self.name, status=status, again_in_seconds=pause)
        if now >= self._due:
            self._start(now)

    def ask_to_stop(self) -> None:
        """SIGTERM: finish what was begun, then end."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float) -> None:
        """Wait for the end; after `seconds` the process is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            log.error("process_killed", part=self.name, after_seconds=seconds)
            self._process.kill()
            self._process.wait()

    def _start(self, now: float) -> None:
        self._started = now
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", _LAUNCHER, self._module],
            env=self._environment | {PARENT_VARIABLE: str(self._read_end)},
            stdin=subprocess.DEVNULL,
            pass_fds=(*self._descriptors, self._read_end),
            start_new_session=True,  # Ctrl-C is for the supervisor, which stops the parts in order
        )


class PostgresPart:
    """The embedded PostgreSQL, kept running."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._backoff = Backoff()
        self._started = time.monotonic()
        self._due: float | None = None

    def tend(self, now: float, keep_waiting: Callable[[], bool] = lambda: True) -> None:
        """Start it again after it died; while that fails (a full disk), say why and try again later."""
        if self.server.running:
            return
        if self._due is None:
            pause = self._backoff.next(now - self._started)
            self._due = now + pause
            log.error("postgres_died", again_in_seconds=pause)
        if now < self._due:
            return
        self._started = now
        try:
            self.server.start(keep_waiting)
            self._due = None
            log.info("postgres_started", pid=self.server.pid)
        except (ClusterUnusable, PostgresFailed) as error:
            self._due = now + self._backoff.next(0.0)
            log.error("postgres_not_started", code=error.code, detail=error.detail, mend=error.mend)
