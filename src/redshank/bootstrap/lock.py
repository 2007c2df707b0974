"""One `redshank up` for each data folder, and where others find it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from redshank.bootstrap.errors import AlreadyRunning
from redshank.storage.embedded.cluster import unusable

_LOCK: Final = "redshank.lock"
_STATE: Final = "redshank.running"


@dataclass(frozen=True, slots=True)
class Running:
    """A running installation.

    Attributes:
        pid: of the supervisor.
        url: where people find it.
        local_url: where programs on this machine find it.
        database_url: address of its embedded PostgreSQL (no password is in it); empty where the operator's own is used.
        version: Redshank's.
        started_at: seconds since the epoch.
    """

    pid: int
    url: str
    local_url: str
    database_url: str
    version: str
    started_at: float


@contextlib.contextmanager
def data_lock(data: Path) -> Iterator[None]:
    """Hold the data folder; the kernel lets go of it however the process ends.

    Raises:
        AlreadyRunning: another process holds it.
        ClusterUnusable: the folder can't be made or written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o711)
        descriptor = os.open(data / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unusable(data, error) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            found = running(data)
            who = f"process {found.pid} serves {found.url}" if found else "another process holds it"
            raise AlreadyRunning(
                f"{who} with this data folder", where=str(data), mend="stop it first, or set REDSHANK_DATA to another"
            ) from None
        yield
    finally:
        os.close(descriptor)


def announce(data: Path, state: Running) -> None:
    """Let other commands find this installation."""
    draft = data / f".{_STATE}.{os.getpid()}"
    draft.write_text(json.dumps(asdict(state)), encoding="utf-8")
    draft.rename(data / _STATE)


def withdraw(data: Path) -> None:
    """Take the announcement back."""
    (data / _STATE).unlink(missing_ok=True)


def running(data: Path) -> Running | None:
    """The installation that runs over a data folder, None when there is none."""
    try:
        state = Running(**json.loads((data / _STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return state if _locked(data) else None


def _locked(data: Path) -> bool:
    try:
        descriptor = os.open(data / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
