"""Look at one event; reveal its content with a purpose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from redshank.access.errors import ScopeMissing
from redshank.access.service import audit
from redshank.access.types import may
from redshank.events.lake.reader import LakeReader
from redshank.events.search.errors import ContentGone, EventUnknown
from redshank.events.search.store import details as store
from redshank.events.search.types import EventContent, EventRecord
from redshank.kernel.actor import Actor
from redshank.kernel.ids import parse_id
from redshank.storage.tx import Tx

if TYPE_CHECKING:
    import duckdb

DETAIL_SECONDS = 10.0
LONGEST_REFERENCE = 200


async def find_event(tx: Tx, reader: LakeReader, event_id: str) -> EventRecord:
    """Everything about an event but its content.

    Raises:
        InvalidId, EventUnknown.
    """
    uuid = parse_id("evt", event_id)
    found = await store.from_log(tx, uuid)
    if found is not None:
        return found[0]
    snapshot = await reader.snapshot(tx)
    record = await reader.duck.ask(lambda cursor: store.from_lake(cursor, snapshot, uuid), DETAIL_SECONDS)
    if record is None:
        raise EventUnknown("neither the log nor the lake has it", where=event_id[:40])
    content = await _content_from_lake(tx, reader, uuid)
    if content is None:
        return record
    return replace(record, has_content=True, content_features=sorted(content.features))


async def reveal(
    tx: Tx, reader: LakeReader, actor: Actor, event_id: str, *, purpose: str, reference: str | None = None
) -> EventContent:
    """The content of an event, for a purpose that is written to the audit trail in the same transaction.

    Raises:
        ScopeMissing: the actor may not read content.
        PurposeInvalid: no purpose, or one over 500 characters.
        InvalidId, EventUnknown, ContentGone.
    """
    if not may(actor.scopes, "content:read"):
        raise ScopeMissing("this needs content:read", where="scopes", mend="ask an administrator for it")
    uuid = parse_id("evt", event_id)
    found = await store.from_log(tx, uuid)
    content = found[1] if found is not None else None
    if content is None:
        content = await _content_from_lake(tx, reader, uuid)
    if content is None:
        await find_event(tx, reader, event_id)
        raise ContentGone("its time was over, or there never was any", where=event_id)
    detail = {"reference": reference.strip()[:LONGEST_REFERENCE]} if reference and reference.strip() else None
    await audit.record(tx, actor, "event.reveal", event_id, purpose=purpose, detail=detail)
    return content


async def _content_from_lake(tx: Tx, reader: LakeReader, uuid: UUID) -> EventContent | None:
    snapshot = await reader.content(tx, *store.span_of(uuid))

    def read(cursor: duckdb.DuckDBPyConnection) -> EventContent | None:
        snapshot.register(cursor)
        return store.content_from_lake(cursor, snapshot.sql(), uuid)

    return await reader.duck.ask(read, DETAIL_SECONDS)
