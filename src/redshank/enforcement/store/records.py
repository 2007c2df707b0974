"""Decisions and actions as the API reads and reverts them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from redshank.enforcement.store.consequences import DERIVE_STANDING
from redshank.enforcement.types import Subject
from redshank.storage.tx import Tx

_ACTION: Final = """
id, decision, type, subject_type, subject_id, params, rules, state, created_at, expires_at, reverted_at, reverted_by,
revert_reason
"""
_LOCK: Final = f"SELECT {_ACTION} FROM actions WHERE id = :id FOR UPDATE"
_ONE: Final = f"SELECT {_ACTION} FROM actions WHERE id = :id"
_OF_DECISION: Final = f"SELECT {_ACTION} FROM actions WHERE decision = :decision ORDER BY id"
_PAGE: Final = f"""
SELECT {_ACTION} FROM actions
WHERE (CAST(:subject_type AS text) IS NULL OR (subject_type = :subject_type AND subject_id = :subject_id))
  AND (CAST(:type AS text) IS NULL OR type = :type)
  AND (CAST(:before AS uuid) IS NULL OR id < :before)
ORDER BY id DESC LIMIT :limit
"""
_REVERT: Final = """
UPDATE actions SET state = 'reverted', reverted_at = :at, reverted_by = :by, revert_reason = :reason WHERE id = :id
"""
_DECISION: Final = """
SELECT uuid, seq, at, decider, rules, rule_set, policies, severity, verdict, evidence_sha256
FROM decisions WHERE uuid = :uuid
"""
_EVENT: Final = """
SELECT seq, uuid, received_at, occurred_at, window_time, source, id, type, surface, subjects, rule_set, verdicts, rules,
       shadow_rules, outcome, content
FROM event_log WHERE uuid = :uuid AND received_at >= :since AND received_at <= :until
"""
_DERIVE: Final = DERIVE_STANDING.replace("%(types)s::text[]", "CAST(:types AS text[])").replace(
    "%(ids)s::text[]", "CAST(:ids AS text[])"
)
_STANDING: Final = """
SELECT state, until, action, changed_at FROM standing
WHERE subject_type = :type AND subject_id = :id AND (until IS NULL OR until > now())
"""


async def lock_action(tx: Tx, id: UUID) -> dict[str, Any] | None:
    """An action, held until the transaction ends."""
    row = await tx.row(_LOCK, {"id": id})
    return None if row is None else dict(row)


async def action(tx: Tx, id: UUID) -> dict[str, Any] | None:
    """An action."""
    row = await tx.row(_ONE, {"id": id})
    return None if row is None else dict(row)


async def actions_of(tx: Tx, decision: UUID) -> list[dict[str, Any]]:
    """The actions that follow from a decision."""
    return [dict(row) for row in await tx.rows(_OF_DECISION, {"decision": decision})]


async def actions(
    tx: Tx, *, subject: Subject | None, type: str | None, before: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """A page of actions, newest first."""
    parameters = {
        "subject_type": subject[0] if subject is not None else None,
        "subject_id": subject[1] if subject is not None else None,
        "type": type,
        "before": before,
        "limit": limit,
    }
    return [dict(row) for row in await tx.rows(_PAGE, parameters)]


async def revert(tx: Tx, id: UUID, *, by: str, reason: str) -> None:
    """Mark an action as reverted."""
    await tx.run(_REVERT, {"id": id, "at": tx.now(), "by": by, "reason": reason})


async def derive_standing(tx: Tx, subject: Subject) -> None:
    """Work out a subject's standing from its unexpired actions."""
    await tx.run(_DERIVE, {"types": [subject[0]], "ids": [subject[1]]})


async def decision(tx: Tx, uuid: UUID) -> dict[str, Any] | None:
    """A decision that led to an action."""
    row = await tx.row(_DECISION, {"uuid": uuid})
    return None if row is None else dict(row)


async def event(tx: Tx, uuid: UUID, since: Any, until: Any) -> dict[str, Any] | None:
    """The logged event of a decision."""
    row = await tx.row(_EVENT, {"uuid": uuid, "since": since, "until": until})
    return None if row is None else dict(row)


async def standing(tx: Tx, subject: Subject) -> dict[str, Any] | None:
    """The unexpired standing of a subject."""
    row = await tx.row(_STANDING, {"type": subject[0], "id": subject[1]})
    return None if row is None else dict(row)
