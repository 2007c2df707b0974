"""Public verbs on events: those refused (keep, list, look into, discard), and short looks at the latest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from redshank.access.errors import ScopeMissing
from redshank.access.service import audit
from redshank.access.types import may
from redshank.events.errors import QuarantinedUnknown
from redshank.events.store import quarantine as store
from redshank.events.store import recent
from redshank.events.types import Refused
from redshank.kernel.actor import Actor
from redshank.kernel.ids import format_id, new_uuid, parse_id
from redshank.storage.tx import Tx

_MOST_OF_A_REQUEST = 1000


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A refused event as it is listed: no content.

    Attributes:
        times: how often the same bytes were refused for the same reason.
        sender: id of the key that sent it.
        problem: RFC 9457 object that the sender got.
        size: bytes as sent; the quarantine keeps at most 64 KiB of them.
    """

    id: str
    first_at: datetime
    last_at: datetime
    times: int
    sender: str
    code: str
    problem: dict[str, Any]
    size: int
    state: str
    discarded_by: str | None
    discarded_at: datetime | None


async def hold(tx: Tx, actor: Actor, refused: Sequence[Refused]) -> None:
    """Keep what was refused, at most a thousand of one request; the same bytes twice count up."""
    rows: dict[bytes, dict[str, Any]] = {}
    for one in refused[:_MOST_OF_A_REQUEST]:
        code = str(one.problem["type"]).rpartition(":")[2]
        fingerprint = hashlib.sha256(code.encode() + b"\0" + one.raw).digest()
        rows[fingerprint] = {
            "id": new_uuid(),
            "fingerprint": fingerprint,
            "at": tx.now(),
            "sender": actor.id,
            "code": code,
            "problem": json.dumps(one.problem),
            "size": one.size,
            "raw": one.raw,
        }
    if rows:
        # In one order for everyone, so that two requests with the same events never wait for each other in a ring.
        await store.insert(tx, [rows[fingerprint] for fingerprint in sorted(rows)])


async def quarantined(
    tx: Tx, *, state: str | None = None, code: str | None = None, cursor: str | None = None, limit: int = 50
) -> tuple[list[Quarantined], str | None]:
    """A page of refused events, newest first, and the cursor of the next page."""
    before = parse_id("qua", cursor) if cursor else None
    rows = await store.page(tx, state=state, code=code, before=before, limit=limit)
    found = [_view(row) for row in rows]
    return found, found[-1].id if len(found) == limit else None


async def find_quarantined(tx: Tx, id: str) -> Quarantined:
    """One refused event.

    Raises:
        InvalidId, QuarantinedUnknown.
    """
    row = await store.one(tx, parse_id("qua", id))
    if row is None:
        raise QuarantinedUnknown("there is no such refused event", where=id[:40])
    return _view(row)


async def reveal_quarantined(tx: Tx, actor: Actor, id: str, purpose: str) -> bytes | None:
    """The bytes of a refused event, written to the audit trail first; None once they are gone.

    Raises:
        ScopeMissing: the actor may not read content.
        QuarantinedUnknown: there is no such event.
    """
    if not may(actor.scopes, "content:read"):
        raise ScopeMissing("this needs content:read", where="scopes", mend="ask an administrator for it")
    found = await find_quarantined(tx, id)
    await audit.record(tx, actor, "quarantine.reveal", found.id, purpose=purpose)
    return await store.raw(tx, parse_id("qua", id))


async def discard_quarantined(tx: Tx, actor: Actor, id: str) -> Quarantined:
    """Drop the bytes of a refused event; its metadata stays. Discarding twice changes nothing.

    Raises:
        QuarantinedUnknown: there is no such event.
    """
    found = await find_quarantined(tx, id)
    if await store.discard(tx, parse_id("qua", id), by=actor.id, at=tx.now()):
        await audit.record(tx, actor, "quarantine.discard", found.id)
    return await find_quarantined(tx, id)


async def hits_by_hour(tx: Tx, *, since: datetime, until: int) -> list[dict[str, Any]]:
    """How often each rule held: `hour` since the epoch, `name`, `shadow`, `hits`; up to a seq."""
    return await recent.hits_by_hour(tx, since=since, until=until)


async def events_of_rule(tx: Tx, rule: str, *, limit: int = 20) -> list[dict[str, Any]]:
    """The latest events of the last day on which a rule held, without content, as lists of events show them."""
    rows = await recent.events_of_rule(tx, rule, since=tx.now() - timedelta(days=1), limit=limit)
    return [{"event_id": format_id("evt", row.pop("uuid")), "at": row.pop("received_at"), **row} for row in rows]


def _view(row: dict[str, Any]) -> Quarantined:
    identifier: UUID = row.pop("id")
    return Quarantined(id=format_id("qua", identifier), **row)
