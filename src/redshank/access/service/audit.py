"""The audit trail: what was done or looked at, by whom, why; each entry chained to the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from redshank.access.errors import PurposeInvalid
from redshank.access.logic import chain
from redshank.access.store import audit as store
from redshank.access.types import AuditEntry
from redshank.kernel.actor import Actor
from redshank.storage.tx import Tx

LONGEST_PURPOSE = 500


@dataclass(frozen=True, slots=True)
class Verification:
    """What checking the chain found.

    Attributes:
        entries: how many are sound, from the first.
        head: digest of the last sound entry.
        fault: what is wrong with the first broken entry; None when all are sound.
    """

    entries: int
    head: bytes
    fault: str | None


async def record(
    tx: Tx,
    actor: Actor,
    verb: str,
    object_: str,
    *,
    purpose: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write what happens, in the transaction in which it happens.

    Call it last: from here to the commit this transaction holds the end of the chain.

    Args:
        tx: the transaction.
        actor: who does it.
        verb: `object.verb` in lower case, such as `key.create`, `event.reveal`.
        object_: what it is done to: an id or `Type/id`.
        purpose: why, where one is asked for (reading content).
        detail: ids, names, numbers; never content, never secrets.

    Raises:
        PurposeInvalid: the purpose is blank or over 500 characters.
    """
    if purpose is not None and not 1 <= len(purpose.strip()) <= LONGEST_PURPOSE:
        raise PurposeInvalid(f"a purpose has 1 to {LONGEST_PURPOSE} characters", where="purpose")
    await store.lock_chain(tx)
    head = await store.head(tx)
    position, previous = head or (0, chain.FIRST)
    entry = AuditEntry(
        position + 1,
        tx.now(),
        actor.kind,
        actor.id,
        actor.label,
        verb,
        object_,
        purpose.strip() if purpose else None,
        chain.canonical(detail or {}),
        previous,
        b"",
    )
    entry = replace(entry, digest=chain.digest_of(entry))
    await store.insert(tx, entry)
    return entry


async def verify(tx: Tx, anchors: Iterable[tuple[int, bytes]] = ()) -> Verification:
    """Walk the chain from its first entry.

    Args:
        tx: the transaction.
        anchors: heads (position, digest) that were kept elsewhere; they reveal a tail that was cut off or a chain that
            was written anew.
    """
    wanted = dict(anchors)
    position, head = 0, chain.FIRST
    async for entry in store.in_order(tx):
        fault = chain.fault_between(head, position, entry)
        if fault is None and wanted.pop(entry.position, entry.digest) != entry.digest:
            fault = f"entry {entry.position} differs from the head that was kept for it"
        if fault is not None:
            return Verification(position, head, fault)
        position, head = entry.position, entry.digest
    if wanted:
        return Verification(position, head, f"entry {min(wanted)}, whose head was kept, is missing")
    return Verification(position, head, None)


async def head(tx: Tx) -> tuple[int, bytes] | None:
    """Position and digest of the newest entry, to be kept outside the database."""
    return await store.head(tx)


async def entries(
    tx: Tx,
    *,
    before: int | None = None,
    limit: int = 100,
    actor_id: str | None = None,
    verb: str | None = None,
    object_: str | None = None,
) -> list[AuditEntry]:
    """The newest entries that fit, from before a position on."""
    return await store.newest(tx, before=before, limit=limit, actor_id=actor_id, verb=verb, object_=object_)
