"""Actions that followed from decisions, and taking them back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from redshank.enforcement import service
from redshank.enforcement.types import Subject
from redshank.kernel.actor import Actor
from redshank.kernel.errors import InvalidInput
from redshank.web.deps import TxDep, require

router = APIRouter(prefix="/v1/actions", tags=["actions"])
Reader = Annotated[Actor, Depends(require("read"), scope="function")]
Reverter = Annotated[Actor, Depends(require("actions:write"), scope="function")]


class ActionOut(BaseModel):
    """An action and its state now."""

    id: str
    decision_id: str
    type: str
    subject: str | None = Field(description="Type/id; null for an action on the event alone")
    params: dict[str, Any]
    rules: list[str]
    state: str
    created_at: datetime
    until: datetime | None
    reverted_at: datetime | None
    reverted_by: str | None
    revert_reason: str | None


class ActionsOut(BaseModel):
    """A page of actions, the newest first."""

    actions: list[ActionOut]
    next_cursor: str | None


class RevertIn(BaseModel):
    """Why an action is taken back."""

    reason: str = Field(min_length=1, max_length=500)


@router.get("")
async def list_actions(
    tx: TxDep,
    _: Reader,
    subject: Annotated[str | None, Query(max_length=400, description="Type/id")] = None,
    type: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> ActionsOut:
    """Actions, the newest first."""
    found, next_cursor = await service.actions(
        tx,
        subject=read_subject(subject) if subject is not None else None,
        type=storable(type),
        cursor=cursor,
        limit=limit,
    )
    return ActionsOut(
        actions=[ActionOut.model_validate(service.describe_action(action)) for action in found],
        next_cursor=next_cursor,
    )


@router.get("/{action_id}")
async def find_action(action_id: str, tx: TxDep, _: Reader) -> ActionOut:
    """One action with its state now."""
    return ActionOut.model_validate(service.describe_action(await service.find_action(tx, action_id)))


@router.post("/{action_id}/revert")
async def revert_action(action_id: str, body: RevertIn, tx: TxDep, actor: Reverter) -> ActionOut:
    """Take an action back; the standing of its subject changes within a second."""
    return ActionOut.model_validate(
        service.describe_action(await service.revert_action(tx, actor, action_id, clean_text(body.reason, "reason")))
    )


def read_subject(text: str) -> Subject:
    """A subject from its form `Type/id`.

    Raises:
        InvalidInput: it has another form.
    """
    kind, slash, identifier = text.partition("/")
    if not slash or not kind or not identifier or "\0" in text:
        raise InvalidInput("a subject has the form Type/id", where="subject")
    return kind, identifier


def storable(text: str | None) -> str | None:
    """PostgreSQL's text has no zero byte, so nothing can match one."""
    return text.replace("\0", "\ufffd") if text is not None else None


def clean_text(text: str, where: str) -> str:
    """A text that PostgreSQL can keep.

    Raises:
        InvalidInput: it holds a zero byte or half of a surrogate pair.
    """
    if "\0" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise InvalidInput("the text holds a character that can't be stored", where=where)
    return text
