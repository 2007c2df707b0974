"""Append to the log of record and read it back, on connections of their own.

`LogWriter` holds the partition's advisory lock for as long as its connection lives, so that two engines can never
append to one partition: the lock goes with the connection, and so does the right to write.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg
from psycopg.rows import tuple_row

from redshank.events.errors import PartitionTaken
from redshank.events.outcome import decode_content
from redshank.events.store.few import FEW_EVENTS, FEW_LABELS, few_values, insert_few
from redshank.events.store.pack import (
    COPY_EVENTS,
    COPY_KEYS,
    COPY_LABELS,
    pack_events,
    pack_keys,
    pack_labels,
    uuid_array,
)
from redshank.events.types import KnownEvent, LabelFact, LogBatch, LoggedEvent, LogHead
from redshank.storage import locks

Connection = psycopg.AsyncConnection[Any]
Also = Callable[[Connection], Awaitable[None]]

CHUNK: Final = 2000
_DAY: Final = 86_400
_HEAD: Final = """
SELECT coalesce(max(seq), 0), coalesce(max(window_time), 0)
FROM (
    (SELECT seq, window_time FROM event_log ORDER BY seq DESC LIMIT 1)
    UNION ALL
    (SELECT seq, at FROM label_facts ORDER BY seq DESC LIMIT 1)
) AS ends
"""
_FIRST_SINCE: Final = """
SELECT min(seq) FROM event_log WHERE window_time > %s AND received_at > to_timestamp(%s)
"""
_EVENTS: Final = """
SELECT seq, uuid, extract(epoch FROM received_at)::double precision, window_time,
       extract(epoch FROM occurred_at)::double precision, source, id, type, rule_set, verdicts, outcome, content
FROM event_log WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s
"""
_LABELS: Final = """
SELECT seq, at, entity_type, entity_id, label, status, reasons, expires_at, event, actor, note
FROM label_facts WHERE seq > %s AND seq <= %s AND (%s OR event IS NULL) ORDER BY seq LIMIT %s
"""
_KNOWN_KEYS: Final = "SELECT key, uuid FROM event_keys WHERE key = ANY (%s::uuid[])"
_KNOWN_EVENTS: Final = """
SELECT uuid, seq, rule_set, verdicts, rules, shadow_rules, outcome FROM event_log
WHERE uuid = ANY (%s::uuid[]) AND received_at >= to_timestamp(%s) AND received_at <= to_timestamp(%s)
"""


class LogWriter:
    """The one writer of a partition."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._days: set[int] = set()

    @classmethod
    async def open(cls, connection: Connection, *, partition: int = 0) -> LogWriter:
        """Take the partition's lock on a connection in autocommit mode.

        Raises:
            PartitionTaken: another engine holds it.
        """
        cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", [locks.PARTITION_BASE + partition])
        row = await cursor.fetchone()
        if row is None or not row[0]:
            raise PartitionTaken(
                f"another engine appends to partition {partition}", mend="stop the other server first", retry_after=1
            )
        return cls(connection)

    async def append(self, batch: LogBatch, also: Also | None = None) -> None:
        """Add a batch in one transaction; when this returns, it is on disk.

        Args:
            batch: events and label facts, in order.
            also: writes rows of other rooms in the same transaction.

        Raises:
            psycopg.Error: the transaction failed, or its fate is unknown; read the log to learn which.
        """
        await self._make_partitions(batch)
        connection = self.connection
        if also is None and 0 < len(batch.events) <= FEW_EVENTS and len(batch.labels) <= FEW_LABELS:
            await connection.execute(insert_few(len(batch.events), len(batch.labels)), few_values(batch), prepare=True)
            return
        await connection.execute("BEGIN")
        try:
            if batch.events:
                await self._copy(COPY_EVENTS, pack_events(batch.events))
                await self._copy(COPY_KEYS, pack_keys(batch.events))
            if batch.labels:
                await self._copy(COPY_LABELS, pack_labels(batch.labels))
            if also is not None:
                await also(connection)
            await connection.execute("COMMIT")
        except BaseException:
            self._days.clear()
            if not connection.closed:
                await connection.rollback()
            raise

    async def _copy(self, statement: str, buffer: bytes) -> None:
        async with self.connection.cursor().copy(statement.encode()) as copy:
            await copy.write(buffer)

    async def _make_partitions(self, batch: LogBatch) -> None:
        for day in {int(row.received_at // _DAY) for row in batch.events} - self._days:
            await make_partition(self.connection, day)
            self._days.add(day)


async def make_partition(connection: Connection, day: int) -> None:
    """Make the partition of one UTC day (days since 1970) unless it is there.

    It is filled in beside the table and then attached: creating it inside would lock readers out.
    """
    start = datetime.fromtimestamp(day * _DAY, UTC)
    end = start + timedelta(days=1)
    name = f"event_log_{start:%Y%m%d}"
    async with connection.transaction():
        cursor = await connection.execute(
            "SELECT 1 FROM pg_inherits WHERE inhparent = 'event_log'::regclass AND inhrelid = to_regclass(%s)", [name]
        )
        if await cursor.fetchone() is not None:
            return
        await connection.execute(
            f"CREATE TABLE IF NOT EXISTS {name} (LIKE event_log INCLUDING ALL) "
            "WITH (toast_tuple_target = 8160)".encode()
        )
        await connection.execute(
            f"ALTER TABLE event_log ATTACH PARTITION {name} FOR VALUES FROM ('{start:%Y-%m-%d}+00') "
            f"TO ('{end:%Y-%m-%d}+00')".encode()
        )


class PostgresLogReader:
    """Reads the log in order; see `redshank.events.types.LogReader`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def head(self) -> LogHead:
        """Where the log ends; a change of labels by a person counts too."""
        row = await self._row(_HEAD, [])
        return LogHead(int(row[0]), float(row[1]))

    async def first_seq_since(self, window_time: float) -> int:
        """The lowest seq whose window time is later than this; head + 1 where there is none."""
        row = await self._row(_FIRST_SINCE, [window_time, window_time - _DAY])
        if row[0] is not None:
            return int(row[0])
        return (await self.head()).seq + 1

    async def read(self, after: int, until: int | None = None) -> AsyncIterator[list[LoggedEvent]]:
        """Events with `after < seq <= until`, in chunks; those whose content retention has deleted are left out."""
        end = until if until is not None else 2**63 - 1
        while True:
            rows = await self._rows(_EVENTS, [after, end, CHUNK])
            if not rows:
                return
            yield [_logged(row) for row in rows if row[11] is not None]
            after = rows[-1][0]

    async def read_labels(
        self, after: int, until: int | None = None, *, everyone: bool = True
    ) -> AsyncIterator[list[LabelFact]]:
        """Label facts with `after < seq <= until`, everyone's or people's, in chunks that never part those of a seq."""
        end = until if until is not None else 2**63 - 1
        while True:
            rows = await self._rows(_LABELS, [after, end, everyone, CHUNK])
            if len(rows) == CHUNK and rows[0][0] != rows[-1][0]:
                last = rows[-1][0]
                rows = [row for row in rows if row[0] != last]
            if not rows:
                return
            yield [_fact(row) for row in rows]
            after = rows[-1][0]

    async def recognise(self, keys: Sequence[bytes]) -> dict[bytes, KnownEvent]:
        """Which of these keys the log already holds, with what was answered then."""
        known = await self._rows(_KNOWN_KEYS, [uuid_array(keys)])
        if not known:
            return {}
        times = [(row[1].int >> 80) / 1000.0 for row in known]
        rows = await self._rows(
            _KNOWN_EVENTS, [uuid_array([row[1] for row in known]), min(times) - 1.0, max(times) + 1.0]
        )
        by_uuid = {
            row[0]: KnownEvent(row[0], row[1], row[2], tuple(row[3]), tuple(row[4]), tuple(row[5]), row[6])
            for row in rows
        }
        answers = {}
        for key, uuid in known:
            found = by_uuid.get(uuid)
            answers[key.bytes] = found if found is not None else KnownEvent(uuid, 0, "", (), (), (), b"")
        return answers

    async def _rows(self, sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        cursor = self.connection.cursor(binary=True, row_factory=tuple_row)
        await cursor.execute(sql.encode(), parameters, prepare=True)
        return await cursor.fetchall()

    async def _row(self, sql: str, parameters: list[Any]) -> tuple[Any, ...]:
        rows = await self._rows(sql, parameters)
        assert rows, "the statement always gives a row"
        return rows[0]


def _logged(row: tuple[Any, ...]) -> LoggedEvent:
    seq, uuid, received_at, window_time, occurred_at, source, id, type, rule_set, verdicts, outcome, content = row
    raw = bytes(decode_content(content).data)
    return LoggedEvent(
        seq, uuid, received_at, window_time, occurred_at, source, id, type, rule_set, tuple(verdicts), outcome, raw
    )


def _fact(row: tuple[Any, ...]) -> LabelFact:
    seq, at, entity_type, entity_id, label, status, reasons, expires_at, event, actor, note = row
    return LabelFact(seq, at, entity_type, entity_id, label, status, tuple(reasons), expires_at, event, actor, note)
