"""Why a decision came out as it did."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from redshank.bootstrap.container import Container
from redshank.bootstrap.lake import LakeParts
from redshank.enforcement import explanation, service
from redshank.enforcement.errors import DecisionUnknown
from redshank.events.outcome import decode_content, decode_outcome
from redshank.events.search.errors import EventUnknown
from redshank.gate.answer import describe_label, moment
from redshank.kernel.actor import Actor
from redshank.kernel.ids import format_id, parse_id
from redshank.rules.action_number import action_number
from redshank.rules.library import RuleLibrary
from redshank.rules.types import RuleEvent
from redshank.storage.tx import Tx
from redshank.web.deps import ContainerDep, TxDep, require
from redshank.web.routes.actions import ActionOut

router = APIRouter(prefix="/v1/decisions", tags=["decisions"])
Reader = Annotated[Actor, Depends(require("read"), scope="function")]


class ConditionOut(BaseModel):
    """A condition of a rule and its value; null where it failed."""

    text: str
    value: bool | None


class RuleOut(BaseModel):
    """A rule and what it came to."""

    name: str
    mode: str
    state: str = Field(description="held, not, failed or not_evaluated")
    description: str
    policy: str | None
    severity: str | None
    owner: str | None
    path: str
    line: int
    conditions: list[ConditionOut]


class WindowOut(BaseModel):
    """A window and what it said."""

    name: str
    source: str
    kind: str | None
    within_s: float | None
    value: Any
    hidden: bool = Field(description="the value holds content and is left out")


class DecisionOut(BaseModel):
    """A decision with everything that led to it, except content."""

    decision_id: str
    event_id: str
    at: datetime
    occurred_at: datetime
    window_time: float | None = Field(description="seconds since the epoch; null for an event of the lake alone")
    seq: int
    source: str
    id: str
    type: str
    surface: str
    subjects: list[str]
    decider: str
    rule_set: str
    verdict: str
    verdicts: list[str]
    policies: list[str]
    severity: str | None
    evidence_sha256: str | None = Field(description="of the event's data as stored; null where no action followed")
    features: dict[str, Any]
    hidden_features: list[str] = Field(description="features that hold content")
    windows: list[WindowOut]
    rules: list[RuleOut]
    conditions_known: bool = Field(description="false once retention has deleted what they are found again from")
    actions: list[ActionOut]
    labels: list[dict[str, Any]]
    standing: dict[str, Any]
    errors: list[dict[str, str]]


@router.get("/{decision_id}")
async def explain_decision(decision_id: str, container: ContainerDep, tx: TxDep, _: Reader) -> DecisionOut:
    """Why a decision came out as it did: features, windows, every rule and condition, actions, labels, standing."""
    uuid = parse_id("dec", decision_id)
    row = await _judged_event(container, tx, uuid)
    outcome = decode_outcome(row["outcome"])
    content = decode_content(row["content"]) if row["content"] is not None else None
    rule_set = await container.get(RuleLibrary).get(tx, row["rule_set"])
    event = RuleEvent(
        action_number(row["source"], row["id"]),
        row["type"],
        row["occurred_at"].timestamp(),
        row["window_time"] or row["received_at"].timestamp(),
        row["seq"],
        {},
    )
    rules, conditions_known = explanation.rules_of_decision(rule_set, outcome, content, event)
    record = await service.decision(tx, uuid)
    actions = await service.actions_of(tx, uuid)
    standing = outcome.standing
    return DecisionOut(
        decision_id=decision_id,
        event_id=format_id("evt", uuid),
        at=row["received_at"],
        occurred_at=row["occurred_at"],
        window_time=row["window_time"],
        seq=row["seq"],
        source=row["source"],
        id=row["id"],
        type=row["type"],
        surface=row["surface"],
        subjects=row["subjects"],
        decider="rule",
        rule_set=row["rule_set"],
        verdict=outcome.verdict,
        verdicts=row["verdicts"],
        policies=record["policies"] if record is not None else [],
        severity=record["severity"] if record is not None else None,
        evidence_sha256=bytes(record["evidence_sha256"]).hex() if record is not None else None,
        features=outcome.features,
        hidden_features=explanation.hidden_features(rule_set),
        windows=[WindowOut.model_validate(window) for window in explanation.windows_of_decision(rule_set, outcome)],
        rules=[RuleOut.model_validate(rule) for rule in rules],
        conditions_known=conditions_known,
        actions=[ActionOut.model_validate(service.describe_action(action)) for action in actions],
        labels=[describe_label(label) | {"suppressed": label.suppressed} for label in outcome.labels],
        standing={
            "subject": standing.subject if standing is not None else None,
            "state": standing.state if standing is not None else "active",
            "until": moment(standing.until) if standing is not None else None,
        },
        errors=[{"feature": error.feature, "message": error.message} for error in outcome.errors],
    )


async def _judged_event(container: Container, tx: Tx, uuid: UUID) -> dict[str, Any]:
    """The event of a decision: from the log, or from the lake once the log has let it go.

    Raises:
        DecisionUnknown: neither has it.
    """
    with suppress(DecisionUnknown):
        return await service.judged_event(tx, uuid)
    from redshank.events.search.service.details import find_event

    try:
        found = await find_event(tx, await container.get(LakeParts).reader(), format_id("evt", uuid))
    except EventUnknown:
        raise DecisionUnknown("there is no such decision", where=format_id("dec", uuid)) from None
    return {**asdict(found), "content": None, "window_time": None}
