"""The folder of the embedded PostgreSQL: where it lies, how it is made, what stands in the way of using it."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from redshank.storage.embedded.account import Account, choose_account
from redshank.storage.embedded.binaries import Binaries, find_binaries, runnable_by
from redshank.storage.errors import ClusterUnusable, ClusterVersionMismatch, DiskFull, PostgresFailed, PostgresNotFound

SUPERUSER: Final = "redshank"
SHARED_STATE: Final = Path("/var/lib/redshank")
_LONGEST_SOCKET_PATH: Final = 103  # sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero
_SOCKET_NAME: Final = "/.s.PGSQL.5432"
_LEAST_FREE_BYTES: Final = 256 * 1024 * 1024
_POINTER: Final = "postgres.location"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster and all that is needed to start it; the folder is made by `initialise`.

    Attributes:
        folder: PGDATA.
        sockets: folder of the Unix socket, open to the account and to root alone.
        log: file that the server writes its messages to; they hold no row values.
        account: the user that runs it.
        binaries: PostgreSQL's programs, of the version that the folder needs.
    """

    folder: Path
    sockets: Path
    log: Path
    account: Account
    binaries: Binaries

    @property
    def initialised(self) -> bool:
        """Whether the folder is there."""
        return _existing_major(self.folder) is not None

    @property
    def url(self) -> str:
        """How to reach the database `redshank` over the socket."""
        return f"postgresql://{SUPERUSER}@/redshank?host={self.sockets}"


def open_cluster(data: Path, *, choice: str = "auto", user: str | None = None) -> Cluster:
    """Find the cluster of a data folder, or where it will be made; takes some ten milliseconds.

    Args:
        data: Redshank's data folder; created when missing.
        choice: which binaries, see `find_binaries`.
        user: who runs PostgreSQL when we are root.

    Raises:
        ClusterUnusable: permissions, a read-only or a full disk.
        ClusterVersionMismatch: the cluster needs a PostgreSQL that is not installed.
        PostgresNotFound: there are no binaries.
    """
    _make_folder(data)
    data = data.resolve()
    account = choose_account(user, owner_of=_located(data) / "PG_VERSION")
    folder = _place(data, account)
    existing = _existing_major(folder)
    try:
        binaries = runnable_by(find_binaries(choice, major=existing), account, _shelf(data, account))
    except PostgresNotFound as error:
        if existing is None:
            raise
        raise ClusterVersionMismatch(
            f"{folder} was written by PostgreSQL {existing}; {error.detail.partition('; ')[2]}",
            where=str(folder),
            mend=f"install PostgreSQL {existing}, back up with `redshank backup`, then restore into a new data folder",
        ) from None
    sockets = _socket_folder(data, account)
    log = data / "log" / "postgres.log"
    _make_folder(log.parent)
    return Cluster(folder, sockets, log, account, binaries)


def cluster_exists(data: Path) -> bool:
    """Whether a data folder already has a cluster."""
    return _existing_major(_located(data.resolve())) is not None


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o711)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise unusable(path, error) from error


def unusable(path: Path, error: OSError) -> ClusterUnusable:
    """The typed error for what the operating system said about a folder."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(
            f"no space left on the disk of {path}", where=str(path), mend="free some space, then start again"
        )
    if error.errno == errno.EROFS:
        return ClusterUnusable(f"{path} is on a read-only file system", where=str(path), mend="mount it writable")
    return ClusterUnusable(
        f"{path} can't be written: {error.strerror}",
        where=str(path),
        mend="give the folder to the user that starts Redshank, or set REDSHANK_DATA to another",
    )


def _check_space(path: Path) -> None:
    free = shutil.disk_usage(path).free
    if free < _LEAST_FREE_BYTES:
        raise DiskFull(
            f"{free // 2**20} MiB are free where {_LEAST_FREE_BYTES // 2**20} MiB are needed to begin",
            where=str(path),
            mend="free some space or set REDSHANK_DATA to a folder on another disk",
        )


def _located(data: Path) -> Path:
    pointer = data / _POINTER
    if pointer.is_file():
        return Path(pointer.read_text(encoding="utf-8").strip())
    return data / "postgres"


def _place(data: Path, account: Account) -> Path:
    """Where the cluster lies: in the data folder, or, out of its user's reach, in the machine's state folder."""
    folder = _located(data)
    if folder.parent != data or account.can_enter(data):
        return folder
    folder = SHARED_STATE / hashlib.sha256(str(data).encode()).hexdigest()[:16] / "postgres"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        (data / _POINTER).write_text(f"{folder}\n", encoding="utf-8")
    except OSError as error:
        raise unusable(folder.parent, error) from error
    return folder


def _shelf(data: Path, account: Account) -> Path:
    return SHARED_STATE if account.switch else data / "postgres-binaries"


def _existing_major(folder: Path) -> int | None:
    try:
        return int((folder / "PG_VERSION").read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ClusterUnusable(
            f"{folder / 'PG_VERSION'} can't be read", where=str(folder), mend="restore the folder from a backup"
        ) from error


def _socket_folder(data: Path, account: Account) -> Path:
    """A folder with a short path for the socket: the data folder's own where that is short enough, else in /tmp."""
    inside = data / "run"
    short = len(os.fsencode(str(inside) + _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH
    if short and account.can_enter(data):
        sockets = inside
    else:
        digest = hashlib.sha256(str(data).encode()).hexdigest()[:12]
        sockets = Path("/tmp", f"redshank-{os.geteuid()}-{digest}")  # noqa: S108 - ownership is checked below
    try:
        sockets.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unusable(sockets, error) from error
    state = sockets.lstat()
    if sockets.is_symlink() or not sockets.is_dir() or state.st_uid not in {os.geteuid(), account.uid}:
        raise ClusterUnusable(
            f"{sockets} belongs to somebody else", where=str(sockets), mend="remove it; Redshank makes it anew"
        )
    account.own(sockets)
    sockets.chmod(0o700)
    return sockets


def initialise(cluster: Cluster) -> None:
    """Make the folder: `initdb` beside the final place, then a rename, so that a crash leaves nothing half-made.

    Raises:
        DiskFull, ClusterUnusable, PostgresFailed: so they say.
    """
    folder, account, binaries = cluster.folder, cluster.account, cluster.binaries
    _check_space(folder.parent)
    draft = folder.with_name(f".{folder.name}.new")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        account.own(draft)
    except OSError as error:
        raise unusable(folder.parent, error) from error
    locale = "C.UTF-8" if sys.platform == "linux" else "C"
    command = [
        binaries.program("initdb"),
        f"--pgdata={draft}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        f"--locale={locale}",
        "--auth=trust",  # only the socket is open, in a folder that nobody else may enter
        "--data-checksums",
        "--no-instructions",
    ]
    answer = subprocess.run(  # noqa: S603 - our own command line, no shell
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=server_environment(),
        **account.popen_arguments(),
    )
    if answer.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise explain_failure(answer.stderr or answer.stdout, folder)
    draft.rename(folder)


def server_environment() -> dict[str, str]:
    """A clean environment: no PG* variable of the caller reaches the server."""
    return {"PATH": "/usr/bin:/bin", "LANG": "C", "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}


def explain_failure(messages: str, folder: Path) -> ClusterUnusable | PostgresFailed:
    """Turn PostgreSQL's last messages into an error that says what to do."""
    lowered = messages.lower()
    if "no space left on device" in lowered or "quota exceeded" in lowered:
        return DiskFull(
            f"PostgreSQL found no space left on the disk of {folder}",
            where=str(folder),
            mend="free some space; Redshank goes on by itself",
        )
    if "read-only file system" in lowered:
        return ClusterUnusable(
            f"{folder} is on a read-only file system", where=str(folder), mend="mount it writable, then start again"
        )
    if "permission denied" in lowered or "has wrong ownership" in lowered or "has invalid permissions" in lowered:
        return ClusterUnusable(
            f"PostgreSQL may not use {folder}",
            where=str(folder),
            mend="the folder must belong to the user that runs PostgreSQL and have mode 0700",
        )
    lines = [line.strip() for line in messages.splitlines() if "FATAL" in line or "PANIC" in line or "error:" in line]
    said = lines[-1] if lines else (messages.strip().splitlines() or ["nothing was said"])[-1]
    return PostgresFailed(said[:300], where=str(folder), mend="see log/postgres.log in the data folder")
