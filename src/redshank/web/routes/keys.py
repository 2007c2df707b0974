"""Machines' keys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from redshank.access.service import keys as service
from redshank.access.types import Key
from redshank.kernel.actor import Actor
from redshank.web.deps import TxDep, require

router = APIRouter(prefix="/v1/keys", tags=["keys"])
Keeper = Annotated[Actor, Depends(require("keys:write"), scope="function")]


class KeyIn(BaseModel):
    """A key to make."""

    name: str = Field(min_length=1, max_length=200)
    scopes: list[str] = Field(min_length=1, max_length=32)
    expires_in_days: float | None = Field(None, gt=0, le=3660, allow_inf_nan=False)


class KeyOut(BaseModel):
    """A key as far as it can be shown."""

    id: str
    name: str
    hint: str = Field(description="its first characters")
    scopes: list[str]
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class NewKeyOut(KeyOut):
    """A key just made."""

    key: str = Field(description="the key itself: shown here and never again")


class KeysOut(BaseModel):
    """Every key."""

    keys: list[KeyOut]


def _fields(key: Key) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "hint": key.hint,
        "scopes": sorted(key.scopes),
        "created_by": key.created_by,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_at": key.last_used_at,
    }


@router.get("")
async def list_keys(tx: TxDep, _: Keeper) -> KeysOut:
    """Every key, also revoked and expired ones."""
    return KeysOut(keys=[KeyOut.model_validate(_fields(key)) for key in await service.keys(tx)])


@router.post("", status_code=201)
async def create_key(body: KeyIn, tx: TxDep, actor: Keeper) -> NewKeyOut:
    """Make a key; its text is in this answer alone."""
    expires_in = timedelta(days=body.expires_in_days) if body.expires_in_days is not None else None
    text, key = await service.create_key(tx, actor, name=body.name, scopes=body.scopes, expires_in=expires_in)
    return NewKeyOut.model_validate(_fields(key) | {"key": text})


@router.delete("/{key_id}")
async def revoke_key(key_id: str, tx: TxDep, actor: Keeper) -> KeyOut:
    """Make a key useless from now on; a second time changes nothing."""
    return KeyOut.model_validate(_fields(await service.revoke_key(tx, actor, key_id)))
