"""Makes an installation usable: tables, then, where nobody is known yet, an administrator and a key."""

from __future__ import annotations

import asyncio
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import structlog

from redshank.access.logic.secrets import new_password
from redshank.access.service.keys import create_key
from redshank.access.service.people import add_person
from redshank.access.store.people import anybody
from redshank.bootstrap.settings import Settings
from redshank.kernel.actor import SYSTEM
from redshank.storage import locks
from redshank.storage.database import Database
from redshank.storage.errors import DatabaseUnavailable
from redshank.storage.migrate import migrate

ADMIN_EMAIL: Final = "admin@localhost"
_KEY_SCOPES: Final = ("events:write", "events:backfill", "decide", "read")
_DATABASE_SECONDS: Final = 60.0
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class FirstSignIn:
    """Credentials made on the first run."""

    email: str
    password: str


async def prepare_installation(settings: Settings) -> None:
    """Bring the tables up to date and make the first administrator and key where there are none.

    Raises:
        DatabaseUnavailable: the database did not answer within a minute.
        MigrationFailed, SchemaBehind, PostgresTooOld: so they say.
    """
    assert settings.database_url is not None, "given by the supervisor"
    url = settings.database_url.get_secret_value()
    await _migrate_when_reachable(url)
    database = Database(url, pool_size=2, application_name="redshank first run")
    try:
        await _welcome(settings, database)
    finally:
        await database.close()


def ingest_key_file(settings: Settings) -> Path:
    """Where the key made on the first run lies."""
    return settings.secrets / "ingest.key"


def first_sign_in_file(settings: Settings) -> Path:
    """Where the first administrator's credentials lie until the password is changed."""
    return settings.secrets / "first-sign-in.json"


def first_sign_in(settings: Settings) -> FirstSignIn | None:
    """The first administrator's credentials; None once the password was changed."""
    try:
        return FirstSignIn(**json.loads(first_sign_in_file(settings).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def forget_first_sign_in(settings: Settings, email: str) -> None:
    """Remove the file with the first password: it was changed."""
    found = first_sign_in(settings)
    if found is not None and found.email == email:
        first_sign_in_file(settings).unlink(missing_ok=True)


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


async def _migrate_when_reachable(url: str) -> None:
    deadline = time.monotonic() + _DATABASE_SECONDS
    while True:
        try:
            before, after = await asyncio.to_thread(migrate, url)
        except DatabaseUnavailable:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)
            continue
        if before != after:
            log.info("tables_migrated", before=before, after=after)
        return


async def _welcome(settings: Settings, database: Database) -> None:
    async with database.begin() as tx:
        await tx.lock(locks.FIRST_RUN)
        if await anybody(tx):
            return
        credentials = FirstSignIn(ADMIN_EMAIL, new_password())
        await add_person(
            tx, SYSTEM, email=credentials.email, name="Administrator", role="admin", password=credentials.password
        )
        key, _ = await create_key(tx, SYSTEM, name="first key", scopes=_KEY_SCOPES)
        # The files come before the commit: a crash in between leaves files that the next first run replaces, not an
        # administrator whose password nobody knows.
        await asyncio.to_thread(write_secret, first_sign_in_file(settings), json.dumps(asdict(credentials)))
        await asyncio.to_thread(write_secret, ingest_key_file(settings), f"{key}\n")
    log.info("first_administrator_made", email=ADMIN_EMAIL)
