"""Write what a batch of judged events leads to, in the transaction that appends the events.

Runs on the log's own connection. Batches without consequences never come here, and those with some have few, so plain
statements are enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
import psycopg

from redshank.enforcement.logic import payload_of
from redshank.enforcement.types import LASTING, OUTBOX_CHANNEL, Action, Consequences, Decision, Message, Subject
from redshank.kernel.ids import format_id, new_uuid

Connection = psycopg.AsyncConnection[Any]

_LASTING_TYPES: Final = list(LASTING)
_encode = msgspec.json.Encoder().encode

_INSERT_DECISION: Final = """
INSERT INTO decisions (uuid, seq, at, decider, rules, rule_set, policies, severity, verdict, evidence_sha256)
VALUES (%s, %s, to_timestamp(%s), 'rule', %s, %s, %s, %s, %s, %s)
"""
_INSERT_ACTION: Final = """
INSERT INTO actions (id, decision, type, subject_type, subject_id, params, rules, created_at, expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, to_timestamp(%s), to_timestamp(%s))
"""
_INSERT_DELIVERIES: Final = """
INSERT INTO webhook_deliveries (id, endpoint, type, subject, payload, created_at, due_at)
VALUES (%s, %s, %s, %s, %s, now(), now())
"""
_ENDPOINTS: Final = "SELECT id, types FROM webhook_endpoints WHERE removed_at IS NULL ORDER BY id"

DERIVE_STANDING: Final = """
INSERT INTO standing (subject_type, subject_id, state, until, action, changed_at)
SELECT touched.type, touched.id,
       CASE strongest.type WHEN 'suspend' THEN 'suspended' WHEN 'challenge' THEN 'limited'
                           WHEN 'throttle' THEN 'limited' ELSE 'active' END,
       strongest.expires_at, strongest.id, now()
FROM unnest(%(types)s::text[], %(ids)s::text[]) AS touched (type, id)
LEFT JOIN LATERAL (
    SELECT actions.type, actions.id, actions.expires_at FROM actions
    WHERE actions.subject_type = touched.type AND actions.subject_id = touched.id AND actions.state = 'done'
      AND actions.type IN ('suspend', 'challenge', 'throttle')
      AND (actions.expires_at IS NULL OR actions.expires_at > now())
    ORDER BY array_position(ARRAY['suspend', 'challenge', 'throttle'], actions.type), actions.created_at DESC LIMIT 1
) AS strongest ON true
ON CONFLICT (subject_type, subject_id) DO UPDATE
SET state = excluded.state, until = excluded.until, action = excluded.action, changed_at = excluded.changed_at
"""
_LASTING: Final = """
SELECT DISTINCT ON (subject_type, subject_id, type)
       id, decision, type, subject_type, subject_id, params, rules,
       extract(epoch FROM created_at)::double precision, extract(epoch FROM expires_at)::double precision
FROM actions
WHERE state = 'done' AND type = ANY (%(lasting)s) AND (expires_at IS NULL OR expires_at > now())
  AND (%(subject_type)s::text IS NULL OR (subject_type = %(subject_type)s AND subject_id = %(subject_id)s))
ORDER BY subject_type, subject_id, type, created_at DESC
"""


async def record(connection: Connection, consequences: Consequences) -> None:
    """Insert decisions, actions, standing and outgoing messages."""
    async with connection.cursor() as cursor:
        if consequences.decisions:
            await cursor.executemany(_INSERT_DECISION, [_decision_row(one) for one in consequences.decisions])
        if consequences.actions:
            await cursor.executemany(_INSERT_ACTION, [_action_row(action) for action in consequences.actions])
            touched = {a.subject for a in consequences.actions if a.subject is not None and a.type in LASTING}
            if touched:
                await cursor.execute(DERIVE_STANDING, _touched(sorted(touched)))
        if consequences.messages:
            await enqueue(connection, consequences.messages)


async def enqueue(connection: Connection, messages: Sequence[Message]) -> None:
    """Put messages into the outbox, one delivery for each endpoint that wants it, and wake the worker."""
    async with connection.cursor() as cursor:
        await cursor.execute(_ENDPOINTS)
        endpoints: list[tuple[UUID, list[str]]] = await cursor.fetchall()
        if not endpoints:
            return
        deliveries = [
            (delivery := new_uuid(), endpoint, message.type, message.subject, payload_of(delivery, message))
            for message in messages
            for endpoint, types in endpoints
            if not types or message.type in types
        ]
        if deliveries:
            await cursor.executemany(_INSERT_DELIVERIES, deliveries)
            await cursor.execute("SELECT pg_notify(%s, '')", [OUTBOX_CHANNEL])


async def lasting_actions(connection: Connection, subject: Subject | None = None) -> list[Action]:
    """Lasting actions in force, of all subjects or of one."""
    async with connection.cursor() as cursor:
        await cursor.execute(
            _LASTING,
            {
                "lasting": _LASTING_TYPES,
                "subject_type": subject[0] if subject is not None else None,
                "subject_id": subject[1] if subject is not None else None,
            },
        )
        rows = await cursor.fetchall()
    return [Action(row[0], row[1], row[2], (row[3], row[4]), row[5], tuple(row[6]), row[7], row[8]) for row in rows]


def _decision_row(decision: Decision) -> tuple[Any, ...]:
    return (
        decision.uuid,
        decision.seq,
        decision.at,
        list(decision.rules),
        decision.rule_set,
        list(decision.policies),
        decision.severity,
        decision.verdict,
        decision.evidence,
    )


def _action_row(action: Action) -> tuple[Any, ...]:
    kind, identifier = action.subject if action.subject is not None else ("Event", format_id("evt", action.decision))
    params = _encode(action.params).decode()
    return (
        action.id,
        action.decision,
        action.type,
        kind,
        identifier,
        params,
        list(action.rules),
        action.at,
        action.until,
    )


def _touched(subjects: Sequence[Subject]) -> dict[str, list[str]]:
    return {"types": [kind for kind, _ in subjects], "ids": [identifier for _, identifier in subjects]}
