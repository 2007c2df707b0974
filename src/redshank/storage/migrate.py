"""Brings the tables up to date: one process at a time, each migration whole or not at all."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from redshank.storage import locks
from redshank.storage.database import OLDEST_SERVER, read_url, unavailable
from redshank.storage.errors import MigrationFailed, PostgresTooOld, SchemaBehind

_VERSIONS: Final = Path(__file__).parent / "migrations" / "versions"


@lru_cache(maxsize=1)
def known_revisions() -> tuple[str, ...]:
    """The revisions of this version of Redshank, oldest first (`0001_access`, ...)."""
    return tuple(sorted(path.stem for path in _VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py")))


def migrate(url: str) -> tuple[str | None, str]:
    """Apply what is missing; safe to call from several processes at once.

    Returns:
        The revision before (None for an empty database) and the one now.

    Raises:
        DatabaseUnavailable: the server does not answer.
        PostgresTooOld: it is older than PostgreSQL 15.
        SchemaBehind: the tables are newer than this version of Redshank.
        MigrationFailed: a migration was refused and rolled back.
    """
    conninfo = read_url(url, application_name="redshank migrate")
    create_database(url)
    try:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            if connection.info.server_version < OLDEST_SERVER:
                raise PostgresTooOld("PostgreSQL 15 or newer is needed", mend="upgrade the server")
            connection.execute("SELECT pg_advisory_lock(%s)", [locks.MIGRATIONS])
            before = _current(connection)
            if before == known_revisions()[-1]:
                return before, before
            _refuse_unknown(before)
            _upgrade(conninfo)
            after = _current(connection)
            assert after is not None, "a migration was applied"
            return before, after
    except psycopg.OperationalError as error:
        raise unavailable(error) or error from error


def current_revision(url: str) -> str | None:
    """The revision of the tables; None when there are none.

    Raises:
        DatabaseUnavailable: the server does not answer.
    """
    try:
        with psycopg.connect(read_url(url), autocommit=True) as connection:
            return _current(connection)
    except psycopg.OperationalError as error:
        if _database_missing(error):
            return None
        raise unavailable(error) or error from error


def _current(connection: psycopg.Connection) -> str | None:
    found = connection.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL").fetchone()
    if not found or not found[0]:
        return None
    row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return str(row[0]) if row else None


def _refuse_unknown(revision: str | None) -> None:
    if revision is not None and revision not in known_revisions():
        raise SchemaBehind(
            f"the tables are at {revision}, which this version of Redshank does not know",
            mend="start the newer version of Redshank, or restore the backup made before the upgrade",
        )


def _upgrade(conninfo: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError
    from sqlalchemy import create_engine, pool
    from sqlalchemy.exc import SQLAlchemyError

    config = Config()
    config.set_main_option("script_location", str(_VERSIONS.parent).replace("%", "%%"))
    engine = create_engine("postgresql+psycopg://", connect_args=conninfo_to_dict(conninfo), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    except (SQLAlchemyError, CommandError, psycopg.Error) as error:
        original = getattr(error, "orig", None) or error
        raise MigrationFailed(
            f"{type(original).__name__}: {str(original).splitlines()[0][:200]}",
            mend="the tables are as before; report this with the versions from `redshank status`",
        ) from error
    finally:
        engine.dispose()


def _database_missing(error: psycopg.OperationalError) -> bool:
    return re.search(r'database "[^"]*" does not exist', str(error)) is not None


def create_database(url: str) -> None:
    """Create the database when the server has none of that name yet and we may.

    Raises:
        DatabaseUnavailable: the server does not answer.
        MigrationFailed: there is none and we may not.
    """
    conninfo = read_url(url, application_name="redshank migrate")
    try:
        psycopg.connect(conninfo).close()
        return
    except psycopg.OperationalError as error:
        if not _database_missing(error):
            raise unavailable(error) or error from error
    name = str(conninfo_to_dict(conninfo)["dbname"])
    try:
        with psycopg.connect(make_conninfo(conninfo, dbname="postgres"), autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):  # another process was faster
        return
    except psycopg.errors.InsufficientPrivilege:
        raise MigrationFailed(
            f"there is no database {name!r}, and this user may not create it",
            mend=f"create it once: createdb {name}",
        ) from None
    except psycopg.OperationalError as error:
        raise unavailable(error) or error from error
