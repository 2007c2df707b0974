"""What callers are told, made from what the log holds: a retry is answered word for word like the first time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from redshank.events.outcome import ActionRecord, LabelRecord, decode_answer
from redshank.gate.types import Answer
from redshank.kernel.ids import format_id


def event_answer(index: int, answer: Answer) -> dict[str, Any]:
    """One line of the answer to `/v1/events`."""
    line: dict[str, Any] = {"index": index, "id": format_id("evt", answer.uuid)}
    if answer.verdicts:
        line["verdicts"] = answer.verdicts
    if answer.duplicate:
        line["duplicate"] = True
    return line


def decide_answer(answer: Answer) -> dict[str, Any]:
    """The answer to `/v1/decide`."""
    record = decode_answer(answer.outcome)
    standing = record.standing
    return {
        "decision_id": format_id("dec", answer.uuid),
        "event_id": format_id("evt", answer.uuid),
        "verdict": record.verdict,
        "verdicts": answer.verdicts,
        "actions": [describe_action(action) for action in record.actions],
        "rules": [
            {"name": fired.name, "description": fired.description, "policy": fired.policy, "severity": fired.severity}
            for fired in record.fired
            if not fired.shadow
        ],
        "labels": [describe_label(label) for label in record.labels if not label.suppressed],
        "standing": {
            "subject": standing.subject if standing is not None else None,
            "state": standing.state if standing is not None else "active",
            "until": moment(standing.until) if standing is not None else None,
        },
        "rule_set": answer.rule_set,
        "duplicate": answer.duplicate,
        "shadow": {"rules": answer.shadow_rules},
    }


def describe_action(action: ActionRecord) -> dict[str, Any]:
    """An action for a caller; `in_force` says that it was so before this event."""
    return {
        "id": action.id,
        "type": action.type,
        "subject": action.subject,
        "params": action.params,
        "until": moment(action.until),
        "in_force": action.standing,
    }


def describe_label(label: LabelRecord) -> dict[str, Any]:
    """A label change for a caller."""
    return {
        "subject": f"{label.entity_type}/{label.entity_id}",
        "label": label.label,
        "status": label.status,
        "reasons": label.reasons,
        "expires_at": moment(label.expires_at),
    }


def moment(seconds: float | None) -> str | None:
    """RFC 3339 in UTC."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
