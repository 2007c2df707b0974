"""Makes an installation usable: tables, then, where nobody is known yet, an administrator and a key."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import asdict
from typing import Final

import structlog

from redshank.access.logic.secrets import new_password
from redshank.access.service.keys import create_key
from redshank.access.service.people import add_person
from redshank.access.store.people import anybody
from redshank.bootstrap.credentials import FirstSignIn, first_sign_in_file, ingest_key_file, write_secret
from redshank.bootstrap.settings import Settings
from redshank.kernel.actor import SYSTEM
from redshank.storage import locks
from redshank.storage.database import Database
from redshank.storage.errors import DatabaseUnavailable
from redshank.storage.migrate import migrate

ADMIN_EMAIL: Final = "admin@localhost"
_KEY_SCOPES: Final = ("events:write", "events:backfill", "decide", "read")
_DATABASE_SECONDS: Final = 600.0  # PostgreSQL may have to recover first
log = structlog.get_logger()


async def prepare_installation(settings: Settings) -> None:
    """Bring the tables up to date and make the first administrator and key where there are none.

    Raises:
        DatabaseUnavailable: the database did not answer within ten minutes.
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


async def _migrate_when_reachable(url: str) -> None:
    deadline = time.monotonic() + _DATABASE_SECONDS
    while True:
        try:
            before, after = await asyncio.to_thread(migrate, url)
        except DatabaseUnavailable:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)
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
