"""How Redshank reaches PostgreSQL: a pool for transactions, and connections of their own for the log and for LISTEN."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from redshank.kernel.clock import Clock, SystemClock
from redshank.storage.errors import DatabaseUnavailable, DatabaseUrlInvalid, PostgresTooOld, ValueRefused
from redshank.storage.tx import Tx

OLDEST_SERVER: Final = 150000
_CONNECT_SECONDS: Final = 5


class Database:
    """One PostgreSQL database.

    Attributes:
        conninfo: libpq connection string, for whoever needs a connection of its own.
        engine: SQLAlchemy's engine; `begin` is the way in.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 8,
        pool_seconds: float = 10,
        application_name: str = "redshank",
        clock: Clock | None = None,
    ) -> None:
        """Prepare; nothing is connected yet.

        Args:
            url: `postgresql://...` or a libpq connection string.
            pool_size: most connections held by the pool.
            pool_seconds: how long a transaction waits for one of them.
            application_name: shown in `pg_stat_activity`.
            clock: what transactions take for the present.

        Raises:
            DatabaseUrlInvalid: the address can't be read.
        """
        self.clock = clock or SystemClock()
        self.conninfo = read_url(url, application_name=application_name)
        arguments: dict[str, Any] = conninfo_to_dict(self.conninfo)
        self.engine: AsyncEngine = create_async_engine(
            "postgresql+psycopg://",
            connect_args=arguments,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=pool_seconds,
            pool_pre_ping=False,
            pool_use_lifo=True,
        )
        event.listen(self.engine.sync_engine, "connect", _prepare_connection)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """One transaction: committed when the block ends, rolled back when it raises. Only an edge calls this.

        Raises:
            DatabaseUnavailable: no connection, or it broke on the way.
            ValueRefused: a parameter is none that the database can hold.
        """
        try:
            async with self.engine.connect() as connection:
                transaction = await connection.begin()
                tx = Tx(connection, self.clock)
                try:
                    yield tx
                except BaseException:
                    await transaction.rollback()
                    raise
                await transaction.commit()
                for call in tx.after_commit_calls:
                    call()
        except PoolTimeoutError as error:
            raise DatabaseUnavailable(
                "every connection is in use", where="database_connections", mend="try again shortly", retry_after=1
            ) from error
        except (psycopg.OperationalError, DBAPIError) as error:
            known = unavailable(error) or _refused(error)
            if known is None:
                raise
            raise known from error
        except UnicodeEncodeError as error:
            raise ValueRefused("a text holds half of a surrogate pair", mend="send valid Unicode") from error

    async def connect(
        self, *, autocommit: bool = False, application_name: str | None = None
    ) -> psycopg.AsyncConnection:
        """A connection outside the pool, owned by the caller: for COPY, advisory locks, LISTEN.

        Raises:
            DatabaseUnavailable: no connection.
        """
        conninfo = (
            make_conninfo(self.conninfo, application_name=application_name) if application_name else self.conninfo
        )
        try:
            return await psycopg.AsyncConnection.connect(conninfo, autocommit=autocommit)
        except psycopg.OperationalError as error:
            raise unavailable(error) or error from error

    async def listen(self, *channels: str) -> AsyncGenerator[psycopg.Notify | None, None]:
        """Notifications of the channels, for ever; use it in `contextlib.aclosing`, which closes the connection.

        Yields None first and after each time that the connection was lost and made anew, since notifications may have
        been missed: the listener reads the whole state again then.
        """
        while True:
            try:
                async with await self.connect(autocommit=True) as connection:
                    for channel in channels:
                        await connection.execute(f'LISTEN "{channel}"'.encode())
                    yield None
                    async for notification in connection.notifies():
                        yield notification
            except (DatabaseUnavailable, psycopg.OperationalError):
                await asyncio.sleep(0.5)

    async def ping(self) -> str:
        """Ask the server for its version, such as `18.6`.

        Raises:
            DatabaseUnavailable: it does not answer.
            PostgresTooOld: it is older than PostgreSQL 15.
        """
        async with self.begin() as tx:
            number = int(await tx.value("SHOW server_version_num"))
            version = str(await tx.value("SHOW server_version"))
        if number < OLDEST_SERVER:
            raise PostgresTooOld(f"PostgreSQL {version} answers; 15 or newer is needed", mend="upgrade the server")
        return version.partition(" ")[0]

    async def close(self) -> None:
        """Give every pooled connection back to the operating system."""
        await self.engine.dispose()


def read_url(url: str, *, application_name: str = "redshank") -> str:
    """A libpq connection string from an address as operators write it.

    Raises:
        DatabaseUrlInvalid: it can't be read; the message never repeats it, for it holds a password.
    """
    cleaned = url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        given = conninfo_to_dict(cleaned)
    except psycopg.ProgrammingError:
        raise DatabaseUrlInvalid(
            "the address can't be read", where="database_url", mend="postgresql://user:password@host:5432/database"
        ) from None
    if not given.get("dbname"):
        raise DatabaseUrlInvalid(
            "the address names no database", where="database_url", mend="postgresql://user:password@host:5432/database"
        )
    given.setdefault("connect_timeout", _CONNECT_SECONDS)
    return make_conninfo("", **(given | {"application_name": application_name}))


def unavailable(error: BaseException) -> DatabaseUnavailable | None:
    """The typed error when the database is away; None when the statement itself was wrong."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, psycopg.errors.DiskFull):
        return DatabaseUnavailable(
            "the database's disk is full", mend="free some space; nothing was accepted", retry_after=5
        )
    away = isinstance(original, psycopg.OperationalError | psycopg.InterfaceError)
    if not away or isinstance(original, psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected):
        return None
    return DatabaseUnavailable(
        "PostgreSQL does not answer", mend="it is restarted by itself; try again shortly", retry_after=1
    )


def _refused(error: BaseException) -> ValueRefused | None:
    if isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.DataError):
        return ValueRefused("a text holds a zero byte, or a number is out of range", mend="send another value")
    return None


def _prepare_connection(connection: Any, _record: Any) -> None:
    """Plans are kept after their second use: our statements are few and always the same."""
    connection.driver_connection.prepare_threshold = 2
