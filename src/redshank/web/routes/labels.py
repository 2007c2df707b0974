"""Labels that people put on subjects and take off."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, Field

from redshank.bootstrap.rulesets import ActiveRules
from redshank.enforcement import service
from redshank.events.types import LabelFact
from redshank.gate.labels import clear_label, set_label
from redshank.gate.pipeline import Pipeline
from redshank.kernel.actor import Actor
from redshank.kernel.clock import to_datetime
from redshank.kernel.errors import InvalidInput
from redshank.web.deps import ContainerDep, TxDep, require
from redshank.web.routes.actions import clean_text

router = APIRouter(prefix="/v1/subjects", tags=["labels"])
Labeller = Annotated[Actor, Depends(require("labels:write"), scope="function")]
Type = Annotated[str, Path(min_length=1, max_length=80)]
Id = Annotated[str, Path(min_length=1, max_length=256)]
Label = Annotated[str, Path(min_length=1, max_length=80)]


class LabelIn(BaseModel):
    """What a person says about a subject."""

    status: Literal["added", "removed"] = "added"
    reason: str = Field(min_length=1, max_length=500)
    expires_at: AwareDatetime | None = None


class LabelOut(BaseModel):
    """A label as it stands now."""

    subject: str
    label: str
    status: str
    reason: str
    by: str
    set_at: datetime
    expires_at: datetime | None


@router.put("/{type}/{id:path}/labels/{label}")
async def put_label(
    *, type: Type, id: Id, label: Label, body: LabelIn, container: ContainerDep, tx: TxDep, actor: Labeller
) -> LabelOut:
    """Put a label on a subject, or say that it must not have it: rules can't change that until it ends."""
    _declared(container.get(ActiveRules), type, label)
    reason = service.clean_reason(clean_text(body.reason, "reason"))
    expires_at = body.expires_at.timestamp() if body.expires_at is not None else None
    if expires_at is not None and expires_at <= container.clock.now():
        raise InvalidInput("a label ends in the future", where="expires_at")
    fact = await set_label(
        container.get(Pipeline),
        (type, clean_text(id, "id")),
        label,
        added=body.status == "added",
        expires_at=expires_at,
        actor=actor,
        note=reason,
    )
    verb = "label.add" if body.status == "added" else "label.keep-off"
    await service.record_label_act(tx, actor, subject=f"{type}/{id}", label=label, verb=verb, reason=reason)
    return _out(fact)


@router.delete("/{type}/{id:path}/labels/{label}")
async def delete_label(
    *,
    type: Type,
    id: Id,
    label: Label,
    container: ContainerDep,
    tx: TxDep,
    actor: Labeller,
    reason: Annotated[str, Query(min_length=1, max_length=500)],
) -> LabelOut:
    """Forget a label, whoever set it; rules may set it again."""
    _declared(container.get(ActiveRules), type, label)
    said = service.clean_reason(clean_text(reason, "reason"))
    fact = await clear_label(container.get(Pipeline), (type, clean_text(id, "id")), label, actor=actor, note=said)
    await service.record_label_act(tx, actor, subject=f"{type}/{id}", label=label, verb="label.clear", reason=said)
    return _out(fact)


def _declared(active: ActiveRules, type: str, label: str) -> None:
    declared = active.current.labels.get(label) if active.current is not None else None
    if declared is None:
        raise InvalidInput("the rule set in force declares no such label", where="label")
    if type not in declared.valid_for:
        raise InvalidInput("the label is not declared for subjects of this type", where="type")


def _out(fact: LabelFact) -> LabelOut:
    return LabelOut(
        subject=f"{fact.entity_type}/{fact.entity_id}",
        label=fact.label,
        status=fact.status,
        reason=fact.note,
        by=fact.actor,
        set_at=to_datetime(fact.at),
        expires_at=None if fact.expires_at is None else to_datetime(fact.expires_at),
    )
