"""The PostgreSQL process as our direct child: start, readiness, stop, and starting again after any kill -9."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from redshank.storage.embedded.cluster import Cluster, explain_failure, initialise, server_environment
from redshank.storage.errors import PostgresFailed

START_SECONDS: Final = 600.0  # to recover after a crash may take minutes on a slow disk
_ORPHANS_SECONDS: Final = 30.0
_LARGEST_LOG: Final = 16 * 1024 * 1024
_POLL_SECONDS: Final = 0.01
_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork

_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "max_connections": "60",
    "shared_buffers": "96MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "min_wal_size": "128MB",
    "checkpoint_timeout": "15min",
    "checkpoint_completion_target": "0.9",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "max_wal_senders": "2",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # Row values and statements would carry content into the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_autovacuum_min_duration": "-1",
}


class PostgresServer:
    """One PostgreSQL server over one cluster.

    Not thread-safe. On Linux the server stops (fast, clean) when the thread that started it ends, so start it from the
    main thread: then a supervisor that is killed takes its database with it.
    """

    def __init__(self, cluster: Cluster, settings: Mapping[str, str] | None = None) -> None:
        """Prepare; nothing runs yet.

        Args:
            cluster: from `open_cluster`.
            settings: PostgreSQL settings that differ from ours.
        """
        self.cluster = cluster
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """How to reach the database `redshank`."""
        return self.cluster.url

    @property
    def pid(self) -> int | None:
        """The process id of the server, None before the first start."""
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self, keep_waiting: Callable[[], bool] = lambda: True) -> None:
        """Start, the first time over a folder made now, and wait until connections are accepted.

        Args:
            keep_waiting: asked again and again; when it says no, the start is given up.

        Raises:
            DiskFull, ClusterUnusable, PostgresFailed: it did not start; the message says why and what to do.
        """
        if not self.cluster.initialised:
            initialise(self.cluster)
        deadline = time.monotonic() + START_SECONDS
        orphans_until = time.monotonic() + _ORPHANS_SECONDS
        while True:
            end_orphan(self.cluster.folder)
            said_before = self._open_log()
            self._process = self._spawn()
            if self._wait_until_ready(self._process, deadline, keep_waiting):
                return
            messages = self._messages_since(said_before)
            # Backends of a postmaster that was killed may hold the shared memory until they notice, within seconds.
            held = "shared memory block" in messages and "still in use" in messages
            if not held or time.monotonic() > orphans_until:
                raise explain_failure(messages, self.cluster.folder)
            time.sleep(0.2)

    def stop(self, *, seconds: float = 30.0) -> None:
        """Stop cleanly: connections are ended, a checkpoint is written; after `seconds` the hard way."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(seconds)

    def kill(self) -> None:
        """What a crash does: SIGKILL, without a word. For tests."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def wait(self) -> int:
        """Block until the process ends; its exit status."""
        assert self._process is not None, "started before"
        return self._process.wait()

    def trim_log(self) -> None:
        """Keep one old log and begin a new one when the present one has grown large."""
        log = self.cluster.log
        with contextlib.suppress(FileNotFoundError):
            if log.stat().st_size > _LARGEST_LOG:
                shutil.copyfile(log, log.with_suffix(".log.1"))
                os.truncate(log, 0)

    def _spawn(self) -> subprocess.Popen[bytes]:
        cluster = self.cluster
        settings = _SETTINGS | {"unix_socket_directories": str(cluster.sockets)}
        if cluster.binaries.major >= 18:
            settings["io_method"] = "sync"  # no idle helper processes; our reads are short
        command = [cluster.binaries.program("postgres"), "-D", str(cluster.folder)]
        for name, value in (settings | self._settings).items():
            command += ["-c", f"{name}={value}"]
        with cluster.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own command line, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=server_environment(),
                start_new_session=True,  # Ctrl-C in the terminal is for the supervisor, which stops the parts in order
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - it calls prctl and nothing else
                **cluster.account.popen_arguments(),
            )

    def _wait_until_ready(
        self, process: subprocess.Popen[bytes], deadline: float, keep_waiting: Callable[[], bool]
    ) -> bool:
        while process.poll() is None:
            if _pid_file_says_ready(self.cluster.folder, process.pid):
                return True
            if time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise PostgresFailed(
                    f"no connection was accepted within {START_SECONDS:.0f} s",
                    where=str(self.cluster.folder),
                    mend="see log/postgres.log in the data folder; the disk may be too slow",
                )
            if not keep_waiting():
                self.stop()
                raise PostgresFailed("it was told to stop while it started", where=str(self.cluster.folder))
            time.sleep(_POLL_SECONDS)
        return False

    def _open_log(self) -> int:
        self.trim_log()
        try:
            return self.cluster.log.stat().st_size
        except FileNotFoundError:
            return 0

    def _messages_since(self, position: int) -> str:
        with self.cluster.log.open("rb") as log:
            log.seek(position)
            return log.read(65536).decode("utf-8", "replace")


@contextlib.contextmanager
def running_server(cluster: Cluster) -> Iterator[PostgresServer]:
    """A server for the length of a `with` block."""
    server = PostgresServer(cluster)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def end_orphan(folder: Path, *, seconds: float = 30.0) -> None:
    """Deal with a `postmaster.pid` that is there before we start.

    A postmaster whose supervisor died is stopped. A number that belongs to a process which is no PostgreSQL (process
    ids repeat, most of all in containers) is replaced by our own, which PostgreSQL takes for stale while it still
    checks the shared memory named in the same file; deleting the file would skip that check.

    The caller must hold the lock of the data folder.
    """
    pid_file = folder / "postmaster.pid"
    try:
        lines = pid_file.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        pid = int(lines[0])
    except (FileNotFoundError, IndexError, ValueError):
        return
    if not _alive(pid):
        return
    if not _serves(pid, folder):
        lines[0] = f"{os.getpid()}\n"
        pid_file.write_text("".join(lines), encoding="utf-8")
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + seconds
    while _alive(pid):
        if time.monotonic() > deadline:
            raise PostgresFailed(
                f"an older PostgreSQL (process {pid}) still runs over this folder and does not stop",
                where=str(folder),
                mend=f"stop process {pid}, then start again",
            )
        time.sleep(_POLL_SECONDS)


def _pid_file_says_ready(folder: Path, pid: int) -> bool:
    """`pg_ctl` reads the same: the first line is the process, the eighth its state."""
    try:
        lines = (folder / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "Z"


def _serves(pid: int, folder: Path) -> bool:
    """Whether a process is a PostgreSQL that was started over this very folder."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except FileNotFoundError:
        answer = subprocess.run(  # noqa: S603 - constant program with a number
            ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        words = answer.stdout.split(" ")
    return Path(words[0]).name in {"postgres", "postmaster"} and str(folder) in words


def _die_with_parent() -> None:
    """Runs in the child between fork and exec, after it has changed its user (which would clear the request)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
