"""A new installation from a backup; nothing that is there is ever overwritten."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import Final

import psycopg

from redshank.bootstrap.attach import Attached, attach
from redshank.bootstrap.backup import (
    DUMP,
    MANIFEST,
    Manifest,
    check_backup,
    copy_out,
    members,
    postgres_tools,
    run_tool,
)
from redshank.bootstrap.errors import BackupFailed, BackupInvalid, RestoreRefused
from redshank.bootstrap.settings import Settings
from redshank.storage.database import read_url, unavailable
from redshank.storage.embedded.cluster import unusable
from redshank.storage.migrate import create_database, current_revision, migrate

_HARMLESS: Final = {"redshank.toml", "redshank.lock", "log"}


class RestoreFailed(BackupFailed):
    """The backup is whole, and the database would not take it."""

    code = "restore-failed"
    title = "The backup could not be restored"


def restore_backup(settings: Settings, source: Path) -> Manifest:
    """Verify a backup, then fill an empty data folder and an empty database with it.

    Raises:
        BackupInvalid: the backup can't be read, is not whole or was changed.
        RestoreRefused: the data folder or the database is not empty, or the server is older than the dumped one.
        RestoreFailed: the database would not take the dump.
    """
    manifest = check_backup(source)
    _refuse_used_folder(settings.data)
    with attach(settings, create=True) as attached:
        if current_revision(attached.url) is not None:
            raise RestoreRefused(
                "the database has tables", where="database_url", mend="name an empty database, or another data folder"
            )
        create_database(attached.url)
        major = _server_major(attached.url)
        if major < manifest.postgres:
            raise RestoreRefused(
                f"the backup was made by PostgreSQL {manifest.postgres}, here is {major}",
                mend=f"use PostgreSQL {manifest.postgres} or newer",
            )
        with tempfile.TemporaryDirectory(dir=settings.data, prefix=".restore.") as scratch:
            for name, stream in members(source):
                if name == DUMP:
                    copy_out(stream, Path(scratch, DUMP))
                elif name != MANIFEST and not (settings.data / name).exists():
                    try:
                        copy_out(stream, settings.data / name)
                    except OSError as error:
                        raise unusable(settings.data / name, error) from error
            _load(attached, major, Path(scratch, DUMP))
        _compare(attached, manifest)
        migrate(attached.url)
    with contextlib.suppress(FileNotFoundError):
        (settings.data / "secrets").chmod(0o700)
    return manifest


def _refuse_used_folder(data: Path) -> None:
    found = {path.name for path in data.iterdir()} - _HARMLESS if data.exists() else set()
    if found:
        raise RestoreRefused(
            f"{data} is not empty: it has {min(found)}", where=str(data), mend="name a new folder: --data FOLDER"
        )


def _server_major(url: str) -> int:
    try:
        with psycopg.connect(read_url(url)) as connection:
            return connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise unavailable(error) or error from error


def _load(attached: Attached, major: int, dump: Path) -> None:
    tools = postgres_tools(attached, major, "pg_restore")
    command = [tools.program("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    run_tool([*command, str(dump)], attached.url, RestoreFailed)


def _compare(attached: Attached, manifest: Manifest) -> None:
    """The restored tables are at the dumped revision and hold the audit trail's newest entry of that moment."""
    if current_revision(attached.url) != manifest.revision:
        raise BackupInvalid("the restored tables are not those that the manifest names", mend="use another backup")
    position, digest = manifest.audit_head
    with psycopg.connect(read_url(attached.url)) as connection:
        row = connection.execute("SELECT digest FROM audit_log WHERE position = %s", [position]).fetchone()
    if position and (row is None or bytes(row[0]).hex() != digest):
        raise BackupInvalid("the restored audit trail lacks its newest entry", mend="use another backup")
