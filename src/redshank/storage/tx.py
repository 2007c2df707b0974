"""A transaction: what services and stores get; only the edge that opened it commits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from redshank.kernel.clock import Clock, to_datetime

_STATEMENTS: dict[str, TextClause] = {}


class Tx:
    """One request or one job.

    Statements are constant text with `:name` parameters; SQLAlchemy's cache and the prepared statements of psycopg
    both live from the text staying the same.

    Attributes:
        connection: SQLAlchemy's connection, for statements that are composed.
        clock: what time it is for whatever this transaction writes.
        after_commit_calls: run once the transaction is durable.
    """

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self.connection = connection
        self.clock = clock
        self.after_commit_calls: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The present moment in UTC."""
        return to_datetime(self.clock.now())

    async def run(self, sql: str, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None) -> int:
        """Execute; the number of rows touched. A list of parameter sets runs the statement for each."""
        result = await self.connection.execute(_statement(sql), parameters)
        return int(getattr(result, "rowcount", -1))

    async def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """All rows."""
        result = await self.connection.execute(_statement(sql), parameters)
        return [dict(row) for row in result.mappings()]

    async def row(self, sql: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """The first row, or None."""
        result = await self.connection.execute(_statement(sql), parameters)
        row = result.mappings().first()
        return dict(row) if row is not None else None

    async def value(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row, or None."""
        result = await self.connection.execute(_statement(sql), parameters)
        return result.scalar()

    async def notify(self, channel: str, payload: str = "") -> None:
        """Tell listeners when, and only if, this transaction commits. The payload is an id, never content."""
        await self.run("SELECT pg_notify(:channel, :payload)", {"channel": channel, "payload": payload})

    async def lock(self, key: int) -> None:
        """Hold an advisory lock until the transaction ends (keys: `storage.locks`)."""
        await self.run("SELECT pg_advisory_xact_lock(:key)", {"key": key})

    def after_commit(self, call: Callable[[], None]) -> None:
        """Run something short, such as waking a task, once the transaction is durable."""
        self.after_commit_calls.append(call)


def _statement(sql: str) -> TextClause:
    statement = _STATEMENTS.get(sql)
    if statement is None:
        if len(_STATEMENTS) > 2000:
            _STATEMENTS.clear()
        statement = _STATEMENTS[sql] = text(sql)
    return statement
