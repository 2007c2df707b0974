"""The page of a subject: standing, labels, counts, timeline, whom it shares things with."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from redshank.bootstrap.lake import LakeParts
from redshank.enforcement import service as enforcement
from redshank.events.search.types import LabelState
from redshank.kernel.actor import Actor
from redshank.web.deps import ContainerDep, TxDep, require
from redshank.web.routes.actions import ActionOut
from redshank.web.routes.live import VerdictCount
from redshank.web.routes.search import RowOut, row_out

router = APIRouter(prefix="/v1/subjects", tags=["subjects"])
Reader = Annotated[Actor, Depends(require("read"), scope="function")]


class StandingOut(BaseModel):
    """What a subject may do now."""

    state: str
    until: datetime | None
    action: str | None = Field(description="the action that gives it; null when active")


class SubjectLabelOut(BaseModel):
    """The last fact about a label of a subject."""

    label: str
    status: str
    active: bool = Field(description="it counts now")
    reasons: list[str] = Field(description="rules that put it there, or `manual`")
    by: str = Field(description="rule-set version, or who did it")
    note: str = Field(description="why, where a person did it")
    set_at: datetime
    expires_at: datetime | None


class CountsOut(BaseModel):
    """How many events name the subject."""

    events: int
    flagged: int
    blocked: int
    looked_at: int = Field(description="newest events that rules, links and series are drawn from")


class NamedCount(BaseModel):
    """How often something occurs."""

    name: str
    count: int


class LinkOut(BaseModel):
    """Another subject that shares something with this one."""

    subject: str
    via: str | None = Field(description="what they share; null where they stand in the same events")
    events: int
    first: datetime
    last: datetime


class HubOut(BaseModel):
    """Something that so many share that it links nobody."""

    subject: str
    shared_by: int


class ActivityPoint(BaseModel):
    """Events of the subject from `t` on."""

    t: datetime
    events: int
    flagged: int


class SubjectOut(BaseModel):
    """Everything that is known of a subject but content."""

    subject: str
    standing: StandingOut
    labels: list[SubjectLabelOut]
    first_seen: datetime | None
    last_seen: datetime | None
    counts: CountsOut
    types: list[NamedCount]
    surfaces: list[NamedCount]
    rules: list[NamedCount]
    shadow_rules: list[NamedCount]
    verdicts: list[VerdictCount]
    linked: list[LinkOut]
    hubs: list[HubOut] = Field(description="left out of `linked`: shared by more than 25 others")
    actions: list[ActionOut]
    series: list[ActivityPoint]
    interval: int | None = Field(description="seconds between two points of the series")
    as_of: datetime | None


class TimelineOut(BaseModel):
    """A page of a subject's events, the newest first."""

    items: list[RowOut]
    next_cursor: str | None


@router.get("/{type}/{id:path}/events")
async def subject_events(
    *,
    type: str,
    id: str,
    container: ContainerDep,
    tx: TxDep,
    actor: Reader,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> TimelineOut:
    """The events that name a subject, the newest first."""
    from redshank.events.search.service.subjects import timeline

    reader = await container.get(LakeParts).reader()
    rows, next_cursor = await timeline(tx, reader, actor, type, id, cursor=cursor or None, limit=limit)
    return TimelineOut.model_construct(items=[row_out(row) for row in rows], next_cursor=next_cursor)


@router.get("/{type}/{id:path}")
async def subject(type: str, id: str, container: ContainerDep, tx: TxDep, actor: Reader) -> SubjectOut:
    """Everything that is known of a subject but content."""
    from redshank.events.search.service.subjects import labels, overview

    reader = await container.get(LakeParts).reader()
    found = await overview(tx, reader, actor, type, id)
    actions, _ = await enforcement.actions(tx, subject=(type, id), limit=50)
    now = tx.now().timestamp()
    return SubjectOut(
        subject=found.subject,
        standing=StandingOut.model_validate(await enforcement.standing_of(tx, (type, id))),
        labels=[label_out(label, now) for label in await labels(tx, type, id)],
        first_seen=found.first_seen,
        last_seen=found.last_seen,
        counts=CountsOut(events=found.events, flagged=found.flagged, blocked=found.blocked, looked_at=found.looked_at),
        types=[NamedCount(name=one.key or "", count=one.count) for one in found.types],
        surfaces=[NamedCount(name=one.key or "", count=one.count) for one in found.surfaces],
        rules=[NamedCount(name=one.key or "", count=one.count) for one in found.rules],
        shadow_rules=[NamedCount(name=one.key or "", count=one.count) for one in found.shadow_rules],
        verdicts=[VerdictCount(verdict=one.key or "", count=one.count) for one in found.verdicts],
        linked=[LinkOut.model_validate(asdict(link)) for link in found.linked],
        hubs=[HubOut.model_validate(asdict(hub)) for hub in found.hubs],
        actions=[ActionOut.model_validate(enforcement.describe_action(action)) for action in actions],
        series=[ActivityPoint(t=bar.t, events=bar.count, flagged=bar.flagged) for bar in found.series],
        interval=found.interval,
        as_of=found.as_of,
    )


def label_out(label: LabelState, now: float) -> SubjectLabelOut:
    """A label as the API shows it; `now` in seconds since the epoch."""
    over = label.expires_at is not None and label.expires_at <= now
    return SubjectLabelOut(
        label=label.label,
        status=label.status,
        active=label.status.endswith("ADDED") and not over,
        reasons=list(label.reasons),
        by=label.actor,
        note=label.note,
        set_at=_moment(label.since),
        expires_at=None if label.expires_at is None else _moment(label.expires_at),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
