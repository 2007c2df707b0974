"""Append a few events in one statement, which is its own transaction: one round trip where COPY takes seven.

A decide that comes alone waits for this; from some events on, COPY costs less.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final
from uuid import UUID

from redshank.events.store.pack import microseconds
from redshank.events.types import LogBatch

FEW_EVENTS: Final = 4
FEW_LABELS: Final = 8

_TIME: Final = "(timestamptz '2000-01-01 00:00:00+00' + %s::bigint * interval '1 microsecond')"
_EVENT: Final = f"(%s, %s, {_TIME}, %s, {_TIME}, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_KEY: Final = "(%s, %s, %s)"
_LABEL: Final = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


@cache
def insert_few(events: int, labels: int) -> bytes:
    """The statement for so many events and label facts."""
    facts = (
        f", facts AS (INSERT INTO label_facts (seq, at, entity_type, entity_id, label, status, reasons, expires_at, "
        f"event, actor, note) VALUES {', '.join([_LABEL] * labels)})"
        if labels
        else ""
    )
    return (
        f"WITH keys AS (INSERT INTO event_keys (key, seq, uuid) VALUES {', '.join([_KEY] * events)}){facts} "
        "INSERT INTO event_log (seq, uuid, received_at, window_time, occurred_at, source, id, type, surface, subjects, "
        f"rule_set, verdicts, rules, shadow_rules, outcome, content) VALUES {', '.join([_EVENT] * events)}"
    ).encode()


def few_values(batch: LogBatch) -> list[Any]:
    """What `insert_few` is filled with, in its order."""
    values: list[Any] = []
    for row in batch.events:
        values += (UUID(bytes=row.key), row.seq, row.uuid)
    for fact in batch.labels:
        values += (
            fact.seq, fact.at, fact.entity_type, fact.entity_id, fact.label, fact.status, list(fact.reasons),
            fact.expires_at, fact.event, fact.actor, fact.note,
        )  # fmt: skip
    for row in batch.events:
        values += (
            row.seq, row.uuid, microseconds(row.received_at), row.window_time, microseconds(row.occurred_at),
            row.source, row.id, row.type, row.surface, list(row.subjects), row.rule_set, list(row.verdicts),
            list(row.rules), list(row.shadow_rules), row.outcome, row.content,
        )  # fmt: skip
    return values
