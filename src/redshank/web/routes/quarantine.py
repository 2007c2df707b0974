"""Events that were refused: what was wrong, and their bytes for whoever has a purpose."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from redshank.events import service
from redshank.kernel.actor import Actor
from redshank.web.deps import TxDep, require
from redshank.web.routes.actions import clean_text, storable

router = APIRouter(prefix="/v1/quarantine", tags=["quarantine"])
Reader = Annotated[Actor, Depends(require("read"), scope="function")]
ContentReader = Annotated[Actor, Depends(require("content:read"), scope="function")]
Discarder = Annotated[Actor, Depends(require("quarantine:write"), scope="function")]


class QuarantinedOut(BaseModel):
    """A refused event without its content."""

    id: str
    first_at: datetime
    last_at: datetime
    times: int = Field(description="how often the same bytes were refused for the same reason")
    sender: str = Field(description="id of the key that sent it")
    code: str
    problem: dict[str, Any] = Field(description="the problem that the sender got")
    size: int = Field(description="bytes as sent")
    state: Literal["held", "discarded"]
    discarded_by: str | None
    discarded_at: datetime | None


class QuarantineOut(BaseModel):
    """A page of refused events, the newest first."""

    events: list[QuarantinedOut]
    next_cursor: str | None


class PurposeIn(BaseModel):
    """Why somebody reads content."""

    purpose: str = Field(min_length=1, max_length=500)


class RawOut(BaseModel):
    """The bytes of a refused event, at most the first 64 KiB."""

    id: str
    base64: str | None = Field(description="null when they were discarded")
    text: str | None = Field(description="the same as text, where they are UTF-8")


def _out(found: service.Quarantined) -> QuarantinedOut:
    return QuarantinedOut.model_validate(found, from_attributes=True)


@router.get("")
async def list_quarantine(
    tx: TxDep,
    _: Reader,
    state: Annotated[Literal["held", "discarded"] | None, Query()] = None,
    code: Annotated[str | None, Query(max_length=80)] = None,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> QuarantineOut:
    """Refused events, the newest first."""
    found, next_cursor = await service.quarantined(tx, state=state, code=storable(code), cursor=cursor, limit=limit)
    return QuarantineOut(events=[_out(one) for one in found], next_cursor=next_cursor)


@router.get("/{quarantined_id}")
async def find_quarantined(quarantined_id: str, tx: TxDep, _: Reader) -> QuarantinedOut:
    """One refused event."""
    return _out(await service.find_quarantined(tx, quarantined_id))


@router.post("/{quarantined_id}/reveal")
async def reveal_quarantined(quarantined_id: str, body: PurposeIn, tx: TxDep, actor: ContentReader) -> RawOut:
    """The bytes of a refused event; the look is written to the audit trail."""
    raw = await service.reveal_quarantined(tx, actor, quarantined_id, clean_text(body.purpose, "purpose"))
    if raw is None:
        return RawOut(id=quarantined_id, base64=None, text=None)
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = None
    return RawOut(id=quarantined_id, base64=base64.b64encode(raw).decode(), text=text)


@router.post("/{quarantined_id}/discard")
async def discard_quarantined(quarantined_id: str, tx: TxDep, actor: Discarder) -> QuarantinedOut:
    """Drop the bytes of a refused event; a second time changes nothing."""
    return _out(await service.discard_quarantined(tx, actor, quarantined_id))
