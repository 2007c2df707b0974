"""The audit trail."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from redshank.access.service import audit as service
from redshank.kernel.actor import Actor
from redshank.kernel.errors import InvalidInput
from redshank.web.deps import TxDep, require

router = APIRouter(prefix="/v1/audit", tags=["audit"])
Reader = Annotated[Actor, Depends(require("audit:read"), scope="function")]


class EntryOut(BaseModel):
    """What somebody did or looked at."""

    position: int
    at: datetime
    actor: dict[str, str] = Field(description="kind, id and label")
    verb: str
    object: str
    purpose: str | None
    detail: dict[str, Any]
    digest: str = Field(description="SHA-256 over this entry and the digest of the one before, in hex")


class AuditOut(BaseModel):
    """A page of the trail, the newest first."""

    entries: list[EntryOut]
    next_cursor: str | None


@router.get("")
async def audit(
    *,
    tx: TxDep,
    _: Reader,
    cursor: Annotated[str | None, Query(max_length=20)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    actor: Annotated[str | None, Query(max_length=200)] = None,
    verb: Annotated[str | None, Query(max_length=100)] = None,
    object: Annotated[str | None, Query(max_length=300)] = None,
) -> AuditOut:
    """Entries that fit, the newest first."""
    before = _position(cursor)
    found = await service.entries(
        tx, before=before, limit=limit, actor_id=_clean(actor), verb=_clean(verb), object_=_clean(object)
    )
    entries = [
        EntryOut(
            position=entry.position,
            at=entry.at,
            actor={"kind": entry.actor_kind, "id": entry.actor_id, "label": entry.actor_label},
            verb=entry.verb,
            object=entry.object,
            purpose=entry.purpose,
            detail=json.loads(entry.detail),
            digest=entry.digest.hex(),
        )
        for entry in found
    ]
    return AuditOut(entries=entries, next_cursor=str(found[-1].position) if len(found) == limit else None)


def _position(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit()) or int(cursor) >= 2**63:
        raise InvalidInput("this is no cursor of this list", where="cursor", mend="take next_cursor as it is")
    return int(cursor)


def _clean(text: str | None) -> str | None:
    """PostgreSQL's text has no zero byte, so nothing can match one."""
    return text.replace("\0", "\ufffd") if text is not None else None
