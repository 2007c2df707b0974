"""Public verbs on actions and standing: look up, take back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from redshank.access.service import audit
from redshank.enforcement import webhooks
from redshank.enforcement.errors import ActionNotRevertible, ActionUnknown, DecisionUnknown, ReasonMissing
from redshank.enforcement.store import records
from redshank.enforcement.types import LASTING, STANDING_CHANNEL, ActionView, Message, Subject
from redshank.kernel.actor import Actor
from redshank.kernel.clock import to_datetime
from redshank.kernel.ids import format_id, parse_id
from redshank.storage.tx import Tx

LONGEST_REASON: Final = 500

wants = webhooks.wants


async def revert_action(tx: Tx, actor: Actor, action_id: str, reason: str) -> ActionView:
    """Take an action back, with a reason; its subject's standing is worked out anew and the gate is told.

    Reverting twice is refused, so that the first reason stands.

    Raises:
        InvalidId, ActionUnknown: there is no such action.
        ActionNotRevertible: it is reverted already, or it was of a kind that is over at once.
        ReasonMissing: no reason, or one over 500 characters.
    """
    reason = clean_reason(reason)
    row = await records.lock_action(tx, parse_id("act", action_id))
    if row is None:
        raise ActionUnknown("there is no such action", where=action_id[:40])
    action = _view(row)
    if action.state != "done":
        raise ActionNotRevertible(f"the action is {action.state}", where=action_id)
    await records.revert(tx, action.id, by=actor.id, reason=reason)
    if action.type in LASTING and action.subject is not None:
        await records.derive_standing(tx, action.subject)
        await tx.notify(STANDING_CHANNEL, f"{action.subject[0]}/{action.subject[1]}")
    await webhooks.tell(tx, [_reverted_message(action, actor, tx.now().timestamp())])
    await audit.record(tx, actor, "action.revert", action_id, detail={"type": action.type, "reason": reason})
    reverted = await records.lock_action(tx, action.id)
    assert reverted is not None, "it was there above"
    return _view(reverted)


async def record_label_act(tx: Tx, actor: Actor, *, subject: str, label: str, verb: str, reason: str) -> None:
    """Write to the audit trail what a person did with a label."""
    await audit.record(tx, actor, verb, subject, detail={"label": label, "reason": reason})


async def find_action(tx: Tx, action_id: str) -> ActionView:
    """One action with its state now.

    Raises:
        InvalidId, ActionUnknown: there is no such action.
    """
    row = await records.action(tx, parse_id("act", action_id))
    if row is None:
        raise ActionUnknown("there is no such action", where=action_id[:40])
    return _view(row)


async def actions(
    tx: Tx,
    *,
    subject: Subject | None = None,
    type: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[ActionView], str | None]:
    """A page of actions, newest first, and the cursor of the next page."""
    before = parse_id("act", cursor) if cursor else None
    rows = await records.actions(tx, subject=subject, type=type, before=before, limit=limit)
    found = [_view(row) for row in rows]
    return found, format_id("act", found[-1].id) if len(found) == limit else None


async def actions_of(tx: Tx, decision: UUID) -> list[ActionView]:
    """The actions that follow from a decision, with their state now."""
    return [_view(row) for row in await records.actions_of(tx, decision)]


async def decision(tx: Tx, uuid: UUID) -> dict[str, Any] | None:
    """The record of a decision that led to an action; None where it led to none."""
    return await records.decision(tx, uuid)


async def judged_event(tx: Tx, uuid: UUID) -> dict[str, Any]:
    """The logged event of a decision, content included: for explanations, which show none of it.

    Raises:
        DecisionUnknown: the log has no such event any more, or never had.
    """
    at = to_datetime((uuid.int >> 80) / 1000)
    row = await records.event(tx, uuid, at - timedelta(seconds=1), at + timedelta(seconds=1))
    if row is None:
        raise DecisionUnknown("there is no such decision in the log", mend="look in the lake when it is older")
    return row


async def standing_of(tx: Tx, subject: Subject) -> dict[str, Any]:
    """The standing of a subject: state, until (None without end), the action that gives it (None when active)."""
    row = await records.standing(tx, subject)
    if row is None or row["state"] == "active":
        return {"state": "active", "until": None, "action": None}
    return {"state": row["state"], "until": row["until"], "action": format_id("act", row["action"])}


def clean_reason(reason: str) -> str:
    """A reason as it is kept.

    Raises:
        ReasonMissing: it is blank or over 500 characters.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing(f"a reason has 1 to {LONGEST_REASON} characters", where="reason", mend="say why")
    return reason


def describe_action(action: ActionView) -> dict[str, Any]:
    """An action as the API shows it."""
    return {
        "id": format_id("act", action.id),
        "decision_id": format_id("dec", action.decision),
        "type": action.type,
        "subject": None if action.subject is None else f"{action.subject[0]}/{action.subject[1]}",
        "params": action.params,
        "rules": list(action.rules),
        "state": action.state,
        "created_at": action.created_at,
        "until": action.expires_at,
        "reverted_at": action.reverted_at,
        "reverted_by": action.reverted_by,
        "revert_reason": action.revert_reason,
    }


def _view(row: dict[str, Any]) -> ActionView:
    kind, identifier = row["subject_type"], row["subject_id"]
    params = row["params"]
    return ActionView(
        id=row["id"],
        decision=row["decision"],
        type=row["type"],
        subject=None if kind == "Event" else (kind, identifier),
        params=params if isinstance(params, dict) else json.loads(params),
        rules=tuple(row["rules"]),
        state=row["state"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        reverted_at=row["reverted_at"],
        reverted_by=row["reverted_by"],
        revert_reason=row["revert_reason"],
    )


def _reverted_message(action: ActionView, actor: Actor, at: float) -> Message:
    return Message(
        "action.reverted",
        format_id("act", action.id),
        at,
        {
            "action": {
                "id": format_id("act", action.id),
                "type": action.type,
                "subject": None if action.subject is None else {"type": action.subject[0], "id": action.subject[1]},
            },
            "decision": {"id": format_id("dec", action.decision)},
            "by": actor.kind,
        },
    )
