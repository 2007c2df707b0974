"""The gate's ledger on PostgreSQL: the log of record, and in the same transaction what enforcement writes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

import psycopg

from redshank.enforcement.store import consequences as enforcement_store
from redshank.enforcement.types import Action, Consequences, Subject
from redshank.events.store.log import LogWriter, PostgresLogReader
from redshank.events.types import KnownEvent, LabelFact, LogBatch, LoggedEvent, LogHead
from redshank.storage.database import Database

Connection = psycopg.AsyncConnection[Any]


class PostgresLedger:
    """See `redshank.gate.types.Ledger`. One connection appends and holds the partition, the other reads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writer: LogWriter | None = None
        self._reader: PostgresLogReader | None = None

    async def open(self) -> None:
        """Connect anew and take the partition.

        Raises:
            DatabaseUnavailable: no connection.
            PartitionTaken: another engine appends.
        """
        await self.close()
        connection = await self._database.connect(autocommit=True, application_name="redshank log")
        try:
            self._writer = await LogWriter.open(connection)
            reading = await self._database.connect(autocommit=True, application_name="redshank log reader")
        except BaseException:
            await connection.close()
            raise
        self._reader = PostgresLogReader(reading)

    async def append(self, batch: LogBatch, consequences: Consequences) -> None:
        """Write all in one transaction; returns when it is on disk."""

        async def also(connection: Connection) -> None:
            await enforcement_store.record(connection, consequences)

        await self._log.append(batch, also if consequences else None)

    async def head(self) -> LogHead:
        """Where the log ends."""
        return await self._read.head()

    async def first_seq_since(self, window_time: float) -> int:
        """The lowest seq whose window time is later than this."""
        return await self._read.first_seq_since(window_time)

    def read(self, after: int, until: int | None = None) -> AsyncIterator[list[LoggedEvent]]:
        """Events of the log, in chunks, by seq."""
        return self._read.read(after, until)

    def read_labels(
        self, after: int, until: int | None = None, *, everyone: bool = True
    ) -> AsyncIterator[list[LabelFact]]:
        """Label facts, in chunks, by seq."""
        return self._read.read_labels(after, until, everyone=everyone)

    async def recognise(self, keys: Sequence[bytes]) -> dict[bytes, KnownEvent]:
        """Which of these keys the log holds."""
        return await self._read.recognise(keys)

    async def lasting_actions(self, subject: Subject | None = None) -> list[Action]:
        """Lasting actions in force."""
        return await enforcement_store.lasting_actions(self._read.connection, subject)

    async def close(self) -> None:
        """Give the connections back, and with them the right to append."""
        writer, self._writer = self._writer, None
        reader, self._reader = self._reader, None
        for owner in (writer, reader):
            if owner is not None:
                with suppress(psycopg.Error, OSError):
                    await owner.connection.close()

    @property
    def _log(self) -> LogWriter:
        assert self._writer is not None, "the ledger is open"
        return self._writer

    @property
    def _read(self) -> PostgresLogReader:
        assert self._reader is not None, "the ledger is open"
        return self._reader
