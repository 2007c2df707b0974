"""One event with everything that is kept about it: from the log while it is there, from the lake after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from redshank.events.lake.reader import Snapshot
from redshank.events.search.store.queries import moment
from redshank.events.search.types import EventContent, EventRecord
from redshank.kernel.ids import format_id
from redshank.storage.tx import Tx

if TYPE_CHECKING:
    import duckdb

_SLACK: Final = timedelta(seconds=1)
_FIELDS: Final = (
    "seq", "received_at", "occurred_at", "source", "id", "type", "surface", "subjects", "rule_set", "verdicts", "rules",
    "shadow_rules",
)  # fmt: skip
_FROM_LOG: Final = f"""
SELECT {", ".join(_FIELDS)}, outcome, content FROM event_log
WHERE uuid = :uuid AND received_at >= :since AND received_at <= :until
"""


class _Content(msgspec.Struct):
    data: msgspec.Raw
    features: dict[str, Any] = {}
    descriptions: dict[str, str] = {}


_decode_content: Final = msgspec.json.Decoder(_Content).decode


def span_of(uuid: UUID) -> tuple[datetime, datetime]:
    """When an event with this UUIDv7 can have been received."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=min(uuid.int >> 80, 253_402_300_000_000))
    return at - _SLACK, at + _SLACK


async def from_log(tx: Tx, uuid: UUID) -> tuple[EventRecord, EventContent | None] | None:
    """The event as the log has it, with its content; None where the log does not have it."""
    since, until = span_of(uuid)
    row = await tx.row(_FROM_LOG, {"uuid": uuid, "since": since, "until": until})
    if row is None:
        return None
    content = _read_content(bytes(row["content"])) if row["content"] is not None else None
    record = EventRecord(
        event_id=format_id("evt", uuid),
        outcome=bytes(row["outcome"]),
        content_features=sorted(content.features) if content else [],
        has_content=content is not None,
        **{name: row[name] for name in _FIELDS},
    )
    return record, content


def from_lake(cursor: duckdb.DuckDBPyConnection, snapshot: Snapshot, uuid: UUID) -> EventRecord | None:
    """The event as the lake has it; whether it has content is for `content_from_lake` to say."""
    event_id = format_id("evt", uuid)
    snapshot.register(cursor)
    source = snapshot.sql([*_FIELDS, "event_id", "outcome"], *span_of(uuid))
    columns = ", ".join(f"epoch_us({name})" if name.endswith("_at") else name for name in _FIELDS)
    row = cursor.execute(
        f"SELECT {columns}, outcome FROM {source} WHERE event_id = $event_id LIMIT 1", {"event_id": event_id}
    ).fetchone()
    if row is None:
        return None
    values = dict(zip(_FIELDS, row[:-1], strict=True))
    values |= {name: moment(values[name]) for name in ("received_at", "occurred_at")}
    return EventRecord(event_id=event_id, outcome=row[-1].encode(), content_features=[], has_content=False, **values)


def content_from_lake(cursor: duckdb.DuckDBPyConnection, source: str, uuid: UUID) -> EventContent | None:
    """The event's content; None once retention deleted it. `source` is the reader's SQL for the table `content`."""
    begin, end = span_of(uuid)
    row = cursor.execute(
        f"SELECT data, features, descriptions FROM {source} WHERE event_id = $event_id "
        "AND received_at >= $begin::TIMESTAMPTZ AND received_at <= $end::TIMESTAMPTZ LIMIT 1",
        {"event_id": format_id("evt", uuid), "begin": begin, "end": end},
    ).fetchone()
    if row is None:
        return None
    data, features, descriptions = (msgspec.json.decode(part) for part in row)
    return EventContent(data, features, descriptions)


def _read_content(raw: bytes) -> EventContent:
    parts = _decode_content(raw)
    return EventContent(msgspec.json.decode(parts.data), parts.features, parts.descriptions)
