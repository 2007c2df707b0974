"""Webhook endpoints and the outbox of their deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from redshank.storage.tx import Tx

_ADD: Final = """
INSERT INTO webhook_endpoints (id, url, secret, types, description, created_at, created_by)
VALUES (:id, :url, :secret, :types, :description, :at, :by)
"""
_ENDPOINTS: Final = """
SELECT id, url, types, description, created_at FROM webhook_endpoints WHERE removed_at IS NULL ORDER BY id
"""
_REMOVE: Final = "UPDATE webhook_endpoints SET removed_at = :at WHERE id = :id AND removed_at IS NULL"
_WANTS: Final = """
SELECT EXISTS (SELECT FROM webhook_endpoints
               WHERE removed_at IS NULL AND (cardinality(types) = 0 OR :type = ANY (types)))
"""
_PUT: Final = """
INSERT INTO webhook_deliveries (id, endpoint, type, subject, payload, created_at, due_at)
VALUES (:id, :endpoint, :type, :subject, :payload, :at, :at)
"""
_CLAIM: Final = """
WITH due AS (
    SELECT id FROM webhook_deliveries
    WHERE endpoint = :endpoint
      AND ((state = 'pending' AND due_at <= now()) OR (state = 'delivering' AND lease_until < now()))
    ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE webhook_deliveries AS delivery
SET state = 'delivering', lease = :lease, lease_until = now() + make_interval(secs => :seconds),
    attempts = delivery.attempts + 1
FROM due, webhook_endpoints AS endpoint
WHERE delivery.id = due.id AND endpoint.id = delivery.endpoint
RETURNING delivery.id, delivery.endpoint, endpoint.url, endpoint.secret, delivery.type, delivery.payload,
          delivery.attempts, delivery.lease, endpoint.removed_at IS NOT NULL AS removed
"""
_DUE: Final = """
SELECT DISTINCT endpoint FROM webhook_deliveries
WHERE (state = 'pending' AND due_at <= now()) OR (state = 'delivering' AND lease_until < now())
"""
_DELIVERED: Final = """
UPDATE webhook_deliveries
SET state = 'delivered', delivered_at = now(), lease = NULL, lease_until = NULL, last_status = :status,
    last_error = NULL
WHERE id = :id AND state = 'delivering' AND lease = :lease
"""
_AGAIN: Final = """
UPDATE webhook_deliveries
SET state = 'pending', due_at = now() + make_interval(secs => :seconds), lease = NULL, lease_until = NULL,
    last_status = :status, last_error = :error
WHERE id = :id AND state = 'delivering' AND lease = :lease
"""
_BURY: Final = """
UPDATE webhook_deliveries
SET state = 'dead', lease = NULL, lease_until = NULL, last_status = :status, last_error = :error
WHERE id = :id AND state = 'delivering' AND lease = :lease
"""
_DELIVERIES: Final = """
SELECT id, endpoint, type, subject, state, attempts, created_at, due_at, delivered_at, last_status, last_error
FROM webhook_deliveries
WHERE (CAST(:state AS text) IS NULL OR state = :state) AND (CAST(:before AS uuid) IS NULL OR id < :before)
ORDER BY id DESC LIMIT :limit
"""
_ONE: Final = """
SELECT id, endpoint, type, subject, state, attempts, created_at, due_at, delivered_at, last_status, last_error
FROM webhook_deliveries WHERE id = :id FOR UPDATE
"""
_REPLAY: Final = """
UPDATE webhook_deliveries SET state = 'pending', due_at = now(), attempts = 0
WHERE id = :id AND state = 'dead'
"""
_COUNTS: Final = """
SELECT count(*) FILTER (WHERE state IN ('pending', 'delivering')) AS pending,
       count(*) FILTER (WHERE state = 'dead') AS dead
FROM webhook_deliveries WHERE state <> 'delivered'
"""
_NEXT_DUE: Final = """
SELECT extract(epoch FROM min(at) - now())::double precision FROM (
    SELECT min(due_at) AS at FROM webhook_deliveries WHERE state = 'pending'
    UNION ALL
    SELECT min(lease_until) FROM webhook_deliveries WHERE state = 'delivering'
) AS next
"""
_PRUNE: Final = "DELETE FROM webhook_deliveries WHERE state = 'delivered' AND delivered_at < :before"


async def add_endpoint(tx: Tx, row: dict[str, Any]) -> None:
    """Keep an endpoint."""
    await tx.run(_ADD, row)


async def endpoints(tx: Tx) -> list[dict[str, Any]]:
    """Endpoints that are not removed, without their secrets."""
    return [dict(row) for row in await tx.rows(_ENDPOINTS)]


async def remove_endpoint(tx: Tx, id: UUID) -> bool:
    """Send nothing there any more; False when there is none."""
    return await tx.run(_REMOVE, {"id": id, "at": tx.now()}) == 1


async def wants(tx: Tx, type: str) -> bool:
    """Whether any endpoint wants messages of this type."""
    return bool(await tx.value(_WANTS, {"type": type}))


async def put(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Add deliveries to the outbox."""
    await tx.run(_PUT, [row | {"at": tx.now()} for row in rows])


async def due(tx: Tx) -> list[UUID]:
    """Endpoints for which something is due."""
    return [row["endpoint"] for row in await tx.rows(_DUE)]


async def claim(tx: Tx, endpoint: UUID, *, lease: UUID, seconds: float, limit: int) -> list[dict[str, Any]]:
    """Take what is due, and what a sender that died had taken, for so many seconds."""
    rows = await tx.rows(_CLAIM, {"endpoint": endpoint, "lease": lease, "seconds": seconds, "limit": limit})
    return [dict(row) for row in rows]


async def delivered(tx: Tx, id: UUID, lease: UUID, *, status: int) -> bool:
    """The receiver took it; False when the lease was lost meanwhile."""
    return await tx.run(_DELIVERED, {"id": id, "lease": lease, "status": status}) == 1


async def again(tx: Tx, id: UUID, lease: UUID, *, seconds: float, status: int | None, error: str) -> bool:
    """Try again after so many seconds."""
    parameters = {"id": id, "lease": lease, "seconds": seconds, "status": status, "error": error}
    return await tx.run(_AGAIN, parameters) == 1


async def bury(tx: Tx, id: UUID, lease: UUID, *, status: int | None, error: str) -> bool:
    """Give up: a dead letter, which a person can replay."""
    return await tx.run(_BURY, {"id": id, "lease": lease, "status": status, "error": error}) == 1


async def deliveries(tx: Tx, *, state: str | None, before: UUID | None, limit: int) -> list[dict[str, Any]]:
    """A page of deliveries, newest first."""
    return [dict(row) for row in await tx.rows(_DELIVERIES, {"state": state, "before": before, "limit": limit})]


async def lock_delivery(tx: Tx, id: UUID) -> dict[str, Any] | None:
    """A delivery, held until the transaction ends."""
    row = await tx.row(_ONE, {"id": id})
    return None if row is None else dict(row)


async def replay(tx: Tx, id: UUID) -> bool:
    """Send a dead letter anew under the same webhook-id."""
    return await tx.run(_REPLAY, {"id": id}) == 1


async def counts(tx: Tx) -> tuple[int, int]:
    """How many deliveries wait, and how many are dead letters."""
    row = await tx.row(_COUNTS)
    assert row is not None, "an aggregate always gives a row"
    return int(row["pending"]), int(row["dead"])


async def next_due(tx: Tx) -> float | None:
    """Seconds until something is due; negative when overdue, None when nothing waits."""
    value = await tx.value(_NEXT_DUE)
    return None if value is None else float(value)


async def prune(tx: Tx, before: datetime) -> int:
    """Forget deliveries that arrived before a time."""
    return await tx.run(_PRUNE, {"before": before})
