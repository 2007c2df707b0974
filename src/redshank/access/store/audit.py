"""The audit trail in the database; a trigger there refuses every change."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from redshank.access.types import AuditEntry
from redshank.storage import locks
from redshank.storage.tx import Tx

_COLUMNS: Final = """position, at, actor_kind, actor_id, actor_label, verb, object, purpose, detail::text AS detail,
    previous, digest"""
_BATCH: Final = 1000


def _entry(row: Mapping[str, Any]) -> AuditEntry:
    return AuditEntry(
        row["position"],
        row["at"],
        row["actor_kind"],
        row["actor_id"],
        row["actor_label"],
        row["verb"],
        row["object"],
        row["purpose"],
        row["detail"],
        bytes(row["previous"]),
        bytes(row["digest"]),
    )


async def lock_chain(tx: Tx) -> None:
    """One writer at a time until the transaction ends: a chain has one end."""
    await tx.lock(locks.AUDIT_CHAIN)


async def head(tx: Tx) -> tuple[int, bytes] | None:
    """Position and digest of the newest entry."""
    row = await tx.row("SELECT position, digest FROM audit_log ORDER BY position DESC LIMIT 1")
    return (row["position"], bytes(row["digest"])) if row else None


async def insert(tx: Tx, entry: AuditEntry) -> None:
    """Append."""
    await tx.run(
        """INSERT INTO audit_log (position, at, actor_kind, actor_id, actor_label, verb, object, purpose, detail,
            previous, digest)
        VALUES (:position, :at, :actor_kind, :actor_id, :actor_label, :verb, :object, :purpose, :detail,
            :previous, :digest)""",
        {
            "position": entry.position,
            "at": entry.at,
            "actor_kind": entry.actor_kind,
            "actor_id": entry.actor_id,
            "actor_label": entry.actor_label,
            "verb": entry.verb,
            "object": entry.object,
            "purpose": entry.purpose,
            "detail": entry.detail,
            "previous": entry.previous,
            "digest": entry.digest,
        },
    )


async def in_order(tx: Tx) -> AsyncIterator[AuditEntry]:
    """Every entry, the oldest first, in batches."""
    position = -1
    while True:
        rows = await tx.rows(
            f"SELECT {_COLUMNS} FROM audit_log WHERE position > :position ORDER BY position LIMIT {_BATCH}",
            {"position": position},
        )
        for row in rows:
            yield _entry(row)
        if len(rows) < _BATCH:
            return
        position = rows[-1]["position"]


async def newest(
    tx: Tx, *, before: int | None, limit: int, actor_id: str | None, verb: str | None, object_: str | None
) -> list[AuditEntry]:
    """Entries that fit, the newest first."""
    rows = await tx.rows(
        f"""SELECT {_COLUMNS} FROM audit_log
        WHERE position < coalesce(CAST(:before AS bigint), 9223372036854775807)
            AND (CAST(:actor_id AS text) IS NULL OR actor_id = :actor_id)
            AND (CAST(:verb AS text) IS NULL OR verb = :verb)
            AND (CAST(:object AS text) IS NULL OR object = :object)
        ORDER BY position DESC LIMIT :limit""",
        {"before": before, "limit": limit, "actor_id": actor_id, "verb": verb, "object": object_},
    )
    return [_entry(row) for row in rows]
