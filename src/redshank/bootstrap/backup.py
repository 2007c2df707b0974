"""One file with everything: the database's dump, the lake, the rules, the secrets, and a manifest of hashes.

While it is written, the lake stands still (its mover and its upkeep wait for two locks), so that the dump's high-water
mark and the lake's files belong together; taking events goes on. Window snapshots are copied before the dump, never
after: state is snapshot + log, and the log of the dump must reach at least as far.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from redshank.bootstrap.attach import Attached, attach
from redshank.bootstrap.errors import BackupFailed, BackupInvalid
from redshank.bootstrap.settings import Settings
from redshank.storage import locks
from redshank.storage.database import read_url, unavailable
from redshank.storage.embedded.binaries import Binaries, all_binaries
from redshank.storage.errors import PostgresNotFound
from redshank.storage.migrate import current_revision, known_revisions

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DUMP: Final = "database.dump"
# Folders and files of the data folder that belong to an installation; the database's own folder does not: it is dumped.
KEPT: Final = ("snapshots", "lake", "rules", "secrets", "redshank.toml", "audit-heads.txt")
_BEFORE_DUMP: Final = ("snapshots",)
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    Attributes:
        format: of the file; a newer one is refused.
        at: when, RFC 3339.
        version: of Redshank.
        postgres: major version of the server that was dumped.
        revision: of the tables.
        audit_head: position and digest of the newest entry of the audit trail when the dump began.
        files: path -> SHA-256, in hex.
        bytes: of all files together.
    """

    format: int
    at: str
    version: str
    postgres: int
    revision: str
    audit_head: tuple[int, str]
    files: dict[str, str]
    bytes: int


def write_backup(settings: Settings, target: Path) -> Manifest:
    """Write a backup and read it back.

    Raises:
        BackupFailed: the target is there already or can't be written, `pg_dump` failed, or the database has no tables.
        DatabaseUnavailable: the database does not answer.
    """
    if target.exists():
        raise BackupFailed(f"{target} is there already", where=str(target), mend="choose another name")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with attach(settings) as attached:
            manifest = _write(attached, draft)
        check_backup(draft)
        draft.rename(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise BackupFailed(f"{target} can't be written: {error.strerror}", where=str(target)) from error
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def check_backup(source: Path) -> Manifest:
    """Read a backup whole and compare every hash.

    Raises:
        BackupInvalid: it can't be read, is not whole, was changed, or is of a newer format.
    """
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    try:
        for name, stream in members(source):
            if name == MANIFEST:
                manifest = _read_manifest(stream.read(), source)
            else:
                found[name] = _hash(stream)
    except (OSError, tarfile.TarError) as error:
        raise BackupInvalid("it can't be read as a backup", where=str(source), mend="use another backup") from error
    if manifest is None:
        raise BackupInvalid(
            "it has no manifest: the backup was cut short", where=str(source), mend="use another backup"
        )
    for name in sorted(manifest.files.keys() | found.keys()):
        if manifest.files.get(name) != found.get(name):
            raise BackupInvalid(f"{name} is missing or was changed", where=str(source), mend="use another backup")
    return manifest


def members(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and bytes of each file of a backup.

    Raises:
        BackupInvalid: a name leads out of its folder.
        OSError, tarfile.TarError: it can't be read; once `check_backup` has, it can.
    """
    with tarfile.open(source, "r:") as archive:
        for member in archive:
            path = Path(member.name)
            if not member.isreg() or path.is_absolute() or ".." in path.parts:
                raise BackupInvalid("it holds something that no backup of ours holds", where=str(source))
            stream = archive.extractfile(member)
            assert stream is not None, "a regular file"
            yield member.name, stream


def _write(attached: Attached, draft: Path) -> Manifest:
    data = attached.settings.data
    files: dict[str, str] = {}
    revision = current_revision(attached.url)
    if revision is None:
        raise BackupFailed("the database has no tables yet", mend="start Redshank once: redshank up")
    with (
        tempfile.TemporaryDirectory(dir=draft.parent, prefix=".backup.") as scratch,
        _private(draft) as file,
        tarfile.open(fileobj=file, mode="w:", format=tarfile.PAX_FORMAT) as archive,
        _still_lake(attached.url) as connection,
    ):
        major = connection.info.server_version // 10000
        for name in _BEFORE_DUMP:
            _add_tree(archive, data, name, files)
        audit_head = _audit_head(connection)
        dump = Path(scratch, DUMP)
        _dump(attached, major, dump)
        _add(archive, dump, DUMP, files)
        for name in KEPT:
            if name not in _BEFORE_DUMP:
                _add_tree(archive, data, name, files)
        if attached.settings.rules is not None and not attached.settings.rules.is_relative_to(data):
            _add_tree(
                archive, attached.settings.rules.parent, attached.settings.rules.name, files, under="rules-folder"
            )
        manifest = Manifest(
            FORMAT,
            datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            version("redshank"),
            major,
            revision,
            audit_head,
            files,
            file.tell(),
        )
        body = json.dumps(asdict(manifest), indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(body), 0o600
        archive.addfile(entry, io.BytesIO(body))
    return manifest


@contextlib.contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner reads, on the disk when the block ends."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def _still_lake(url: str) -> Iterator[psycopg.Connection]:
    """Hold the lake still for the block."""
    try:
        with psycopg.connect(read_url(url, application_name="redshank backup"), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s), pg_advisory_lock(%s)", [locks.LAKE, locks.LAKE_UPKEEP])
            yield connection
    except psycopg.OperationalError as error:
        raise unavailable(error) or error from error


def _audit_head(connection: psycopg.Connection) -> tuple[int, str]:
    row = connection.execute("SELECT position, digest FROM audit_log ORDER BY position DESC LIMIT 1").fetchone()
    return (int(row[0]), bytes(row[1]).hex()) if row else (0, "")


def _dump(attached: Attached, major: int, target: Path) -> None:
    tools = postgres_tools(attached, major, "pg_dump")
    command = [tools.program("pg_dump"), "--format=custom", "--compress=1", "--no-owner", "--no-privileges"]
    run_tool([*command, f"--file={target}"], attached.url, BackupFailed)


def postgres_tools(attached: Attached, major: int, program: str) -> Binaries:
    """An installation with `pg_dump` or `pg_restore`, as new as the server or newer.

    Raises:
        PostgresNotFound: there is none.
    """
    own = [attached.cluster.binaries] if attached.cluster is not None else []
    for binaries in [*own, *sorted(all_binaries(), key=lambda found: found.major)]:
        if binaries.major >= major and binaries.has(program):
            return binaries
    raise PostgresNotFound(f"{program} {major} or newer is needed", mend=f"install PostgreSQL's client {major}")


def run_tool(command: list[str], url: str, failure: type[BackupFailed]) -> None:
    """Run one of PostgreSQL's programs; the password goes through its environment, never its command line.

    Raises:
        BackupFailed: with the last line that it said.
    """
    given: dict[str, Any] = conninfo_to_dict(read_url(url))
    password = given.pop("password", None)
    environment: Mapping[str, str] = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"} | (
        {"PGPASSWORD": str(password)} if password else {}
    )
    answer = subprocess.run(  # noqa: S603 - our own command line, no shell
        [*command, f"--dbname={make_conninfo('', **given)}"],
        capture_output=True,
        text=True,
        check=False,
        env=dict(environment),
    )
    if answer.returncode != 0:
        said = (answer.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise failure(f"{Path(command[0]).name} failed: {said[:300]}")


def _add_tree(archive: tarfile.TarFile, root: Path, name: str, files: dict[str, str], under: str | None = None) -> None:
    top = root / name
    paths = [top] if top.is_file() else sorted(path for path in top.rglob("*") if path.is_file())
    for path in paths:
        inside = Path(under, path.relative_to(top)) if under else path.relative_to(root)
        if not any(part.startswith(".") and part.endswith(".tmp") for part in inside.parts):
            with contextlib.suppress(FileNotFoundError):  # a snapshot that was replaced meanwhile
                _add(archive, path, inside.as_posix(), files)


def _add(archive: tarfile.TarFile, path: Path, name: str, files: dict[str, str]) -> None:
    with path.open("rb") as stream:
        entry = archive.gettarinfo(fileobj=stream, arcname=name)
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        hashing = _Hashing(stream)
        archive.addfile(entry, hashing)
        files[name] = hashing.digest.hexdigest()


class _Hashing:
    """Hashes what is read through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.digest.update(chunk)
        return chunk


def _hash(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _read_manifest(body: bytes, source: Path) -> Manifest:
    try:
        fields = json.loads(body)
        if fields["format"] != FORMAT:
            raise BackupInvalid(
                f"its format is {fields['format']}, this version reads {FORMAT}",
                where=str(source),
                mend=f"restore it with Redshank {fields['version']}",
            )
        manifest = Manifest(**(fields | {"audit_head": tuple(fields["audit_head"])}))
    except (ValueError, TypeError, KeyError) as error:
        raise BackupInvalid("its manifest can't be read", where=str(source), mend="use another backup") from error
    if manifest.revision not in known_revisions():
        raise BackupInvalid(
            f"its tables are at {manifest.revision}, which this version does not know",
            where=str(source),
            mend=f"restore it with Redshank {manifest.version} or newer",
        )
    return manifest


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_out(stream: IO[bytes], target: Path) -> None:
    """Write one member of a backup; secrets stay their owner's alone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(stream, file, _CHUNK)
