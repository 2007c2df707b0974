"""Refused events in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from redshank.storage.tx import Tx

MOST_HELD: Final = 10_000
"""Beyond so many, the ones refused longest ago are dropped."""

_INSERT: Final = """
INSERT INTO quarantine (id, fingerprint, first_at, last_at, sender, code, problem, size, raw)
VALUES (:id, :fingerprint, :at, :at, :sender, :code, :problem, :size, :raw)
ON CONFLICT (fingerprint) WHERE state = 'held'
DO UPDATE SET times = quarantine.times + 1, last_at = excluded.last_at
"""
_TRIM: Final = """
DELETE FROM quarantine
WHERE last_at < (SELECT last_at FROM quarantine ORDER BY last_at DESC OFFSET :most LIMIT 1)
"""
_COLUMNS: Final = "id, first_at, last_at, times, sender, code, problem, size, state, discarded_by, discarded_at"
_PAGE: Final = f"""
SELECT {_COLUMNS} FROM quarantine
WHERE (CAST(:state AS text) IS NULL OR state = :state) AND (CAST(:code AS text) IS NULL OR code = :code)
  AND (CAST(:before AS uuid) IS NULL OR id < :before)
ORDER BY id DESC LIMIT :limit
"""
_ONE: Final = f"SELECT {_COLUMNS} FROM quarantine WHERE id = :id"
_RAW: Final = "SELECT raw FROM quarantine WHERE id = :id"
_DISCARD: Final = """
UPDATE quarantine SET state = 'discarded', raw = NULL, discarded_by = :by, discarded_at = :at
WHERE id = :id AND state = 'held'
"""


async def insert(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Keep refused events; one that is held already counts up. Past the bound the oldest go."""
    await tx.run(_INSERT, rows)
    await tx.run(_TRIM, {"most": MOST_HELD})


async def page(tx: Tx, *, state: str | None, code: str | None, before: UUID | None, limit: int) -> list[dict[str, Any]]:
    """Refused events without their bytes, newest first."""
    parameters = {"state": state, "code": code, "before": before, "limit": limit}
    return [dict(row) for row in await tx.rows(_PAGE, parameters)]


async def one(tx: Tx, id: UUID) -> dict[str, Any] | None:
    """One refused event without its bytes."""
    row = await tx.row(_ONE, {"id": id})
    return None if row is None else dict(row)


async def raw(tx: Tx, id: UUID) -> bytes | None:
    """The bytes of a refused event as they were sent, or their beginning; None when discarded."""
    value = await tx.value(_RAW, {"id": id})
    return None if value is None else bytes(value)


async def discard(tx: Tx, id: UUID, *, by: str, at: Any) -> bool:
    """Drop the bytes of a held event and mark it; False when it is not held."""
    return await tx.run(_DISCARD, {"id": id, "by": by, "at": at}) == 1
