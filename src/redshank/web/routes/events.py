"""One event: what was found about it, and its content for whoever has a purpose."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from redshank.bootstrap.lake import LakeParts
from redshank.enforcement import service as enforcement
from redshank.events.outcome import LabelRecord, OutcomeRecord, decode_outcome
from redshank.events.search.types import EventRecord
from redshank.kernel.actor import Actor
from redshank.kernel.ids import parse_id
from redshank.web.deps import ContainerDep, TxDep, require
from redshank.web.routes.actions import ActionOut, clean_text

router = APIRouter(prefix="/v1/events", tags=["events"])
Reader = Annotated[Actor, Depends(require("read"), scope="function")]
ContentReader = Annotated[Actor, Depends(require("content:read"), scope="function")]


class FeatureOut(BaseModel):
    """A feature of the event."""

    name: str
    value: Any = Field(description="null where it failed, and where it is content: that takes a reveal")
    content: bool


class FiredOut(BaseModel):
    """A rule that held."""

    name: str
    description: str
    shadow: bool
    policy: str | None
    severity: str | None


class LabelChangeOut(BaseModel):
    """A change of a label."""

    subject: str
    label: str
    status: str
    reasons: list[str]
    expires_at: datetime | None
    suppressed: bool = Field(description="recorded and not applied")


class ErrorOut(BaseModel):
    """Something that went wrong in a feature."""

    feature: str
    message: str


class EventOut(BaseModel):
    """An event without its content; why each rule held or not is at /v1/decisions."""

    event_id: str
    decision_id: str
    seq: int
    at: datetime = Field(description="when Redshank received it")
    occurred_at: datetime
    source: str
    id: str
    type: str
    surface: str
    subjects: list[str]
    rule_set: str
    verdict: str = Field(description="the strongest")
    verdicts: list[str]
    shadow_rules: list[str]
    features: list[FeatureOut]
    rules: list[FiredOut]
    labels: list[LabelChangeOut]
    actions: list[ActionOut]
    errors: list[ErrorOut]
    has_content: bool


class RevealIn(BaseModel):
    """Why somebody reads content; it is kept on the audit trail."""

    purpose: str = Field(min_length=1, max_length=500)
    reference: str | None = Field(None, max_length=200, description="case or ticket")


class ContentOut(BaseModel):
    """The content of an event: private."""

    event_id: str
    data: Any = Field(description="the event's data as it was sent")
    content_features: dict[str, Any]
    descriptions: dict[str, str] = Field(description="what rules say, by rule, where it repeats content")


@router.get("/{event_id}")
async def event(event_id: str, container: ContainerDep, tx: TxDep, _: Reader) -> EventOut:
    """Everything about an event but its content."""
    from redshank.events.search.service.details import find_event

    reader = await container.get(LakeParts).reader()
    found = await find_event(tx, reader, event_id)
    actions = await enforcement.actions_of(tx, parse_id("evt", event_id))
    return _event_out(found, [ActionOut.model_validate(enforcement.describe_action(action)) for action in actions])


@router.post("/{event_id}/reveal")
async def reveal(event_id: str, body: RevealIn, container: ContainerDep, tx: TxDep, actor: ContentReader) -> ContentOut:
    """Read an event's content; who, when and why goes on the audit trail in the same transaction."""
    from redshank.events.search.service.details import reveal as reveal_content

    reader = await container.get(LakeParts).reader()
    content = await reveal_content(
        tx,
        reader,
        actor,
        event_id,
        purpose=clean_text(body.purpose, "purpose"),
        reference=clean_text(body.reference, "reference") if body.reference else None,
    )
    return ContentOut(
        event_id=event_id, data=content.data, content_features=content.features, descriptions=content.descriptions
    )


def _event_out(found: EventRecord, actions: list[ActionOut]) -> EventOut:
    outcome = decode_outcome(found.outcome)
    return EventOut(
        event_id=found.event_id,
        decision_id="dec" + found.event_id.removeprefix("evt"),
        seq=found.seq,
        at=found.received_at,
        occurred_at=found.occurred_at,
        source=found.source,
        id=found.id,
        type=found.type,
        surface=found.surface,
        subjects=found.subjects,
        rule_set=found.rule_set,
        verdict=outcome.verdict,
        verdicts=found.verdicts,
        shadow_rules=found.shadow_rules,
        features=_features(outcome, found.content_features),
        rules=[
            FiredOut(
                name=fired.name,
                description=fired.description,
                shadow=fired.shadow,
                policy=fired.policy,
                severity=fired.severity,
            )
            for fired in outcome.fired
        ],
        labels=[_label(label) for label in outcome.labels],
        actions=actions,
        errors=[ErrorOut(feature=error.feature, message=error.message) for error in outcome.errors],
        has_content=found.has_content,
    )


def _features(outcome: OutcomeRecord, content_features: list[str]) -> list[FeatureOut]:
    shown = [FeatureOut(name=name, value=value, content=False) for name, value in outcome.features.items()]
    hidden = [FeatureOut(name=name, value=None, content=True) for name in content_features]
    return sorted([*shown, *hidden], key=lambda feature: feature.name)


def _label(label: LabelRecord) -> LabelChangeOut:
    return LabelChangeOut(
        subject=f"{label.entity_type}/{label.entity_id}",
        label=label.label,
        status=label.status,
        reasons=list(label.reasons),
        expires_at=None if label.expires_at is None else datetime.fromtimestamp(label.expires_at, UTC),
        suppressed=label.suppressed,
    )
