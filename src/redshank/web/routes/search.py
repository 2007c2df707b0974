"""Search over every event, and its export."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, BeforeValidator, Field
from starlette.responses import StreamingResponse

from redshank.bootstrap.lake import LakeParts
from redshank.events.search.types import MEDIA_TYPES, Format, Row, Search
from redshank.kernel.actor import Actor
from redshank.web.deps import ContainerDep, TxDep, require

router = APIRouter(prefix="/v1/search", tags=["search"])

Reader = Annotated[Actor, Depends(require("read"), scope="function")]
_EXPORT: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file",
        "content": {
            media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for media_type in MEDIA_TYPES.values()
        },
    }
}
Texts = Annotated[list[str], Query(max_length=100)]


def _written_out(value: object) -> object:
    """Pydantic would take a number as seconds, or as milliseconds from some size on."""
    if isinstance(value, str) and "-" not in value[1:]:
        raise ValueError("a time is written as RFC 3339 says")
    return value


Moment = Annotated[datetime, BeforeValidator(_written_out)]


class RowOut(BaseModel):
    """One event without content."""

    event_id: str
    seq: int
    at: datetime = Field(description="when Redshank received it")
    occurred_at: datetime = Field(description="when the platform says that it happened")
    type: str
    surface: str
    source: str
    subjects: list[str] = Field(description="each as Type/id")
    verdicts: list[str]
    rules: list[str]
    shadow_rules: list[str]


class BarOut(BaseModel):
    """Events received from `t` on, for the length of an interval."""

    t: datetime
    count: int
    flagged: int


class GroupOut(BaseModel):
    """How often a value occurs."""

    key: str | None
    count: int
    flagged: int
    previous: int | None = Field(description="in the period of the same length before; null without `from`")


class SearchOut(BaseModel):
    """What a search found; figures and groups come with the first page."""

    rows: list[RowOut]
    total: int | None = Field(description="events that fit; null on pages after the first")
    histogram: list[BarOut]
    interval: int | None = Field(description="seconds of a histogram's column")
    groups: list[GroupOut]
    next_cursor: str | None
    as_of: datetime = Field(description="everything received up to here was looked at")
    complete: bool = Field(description="nothing is missing up to the moment of asking")
    took_ms: int


def row_out(row: Row) -> RowOut:
    """A row as the API shows it."""
    return RowOut.model_construct(**asdict(row))


async def read_search(
    *,
    q: Annotated[str, Query(description="terms of the search language; all must hold", max_length=4000)] = "",
    begin: Annotated[Moment | None, Query(alias="from", description="received at or after")] = None,
    end: Annotated[Moment | None, Query(alias="to", description="received before")] = None,
    type: Texts = [],  # noqa: B006 - FastAPI copies it
    surface: Texts = [],  # noqa: B006
    verdict: Texts = [],  # noqa: B006
    rule: Texts = [],  # noqa: B006
    subject: Annotated[str | None, Query(max_length=1200, description="Type/id")] = None,
    order: Annotated[Literal["desc", "asc"], Query(description="by arrival")] = "desc",
) -> Search:
    """The search that the parameters ask for."""
    return Search(
        q=q,
        begin=begin,
        end=end,
        types=type,
        surfaces=surface,
        verdicts=verdict,
        rules=rule,
        subject=subject,
        order=order,
    )


SearchDep = Annotated[Search, Depends(read_search)]


@router.get("")
async def search(
    *,
    wanted: SearchDep,
    container: ContainerDep,
    tx: TxDep,
    actor: Reader,
    group_by: Annotated[str | None, Query(max_length=200, description="field, type of subject, or feature")] = None,
    interval: Annotated[str | None, Query(max_length=20, description="30s, 5m, 1h, 1d, 1w, or seconds")] = None,
    groups: Annotated[int, Query(ge=1, le=200)] = 20,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
    content: Annotated[bool, Query(description="free text looks into content too; needs content:read")] = False,
    purpose: Annotated[str | None, Query(max_length=500, description="why content is searched")] = None,
    reference: Annotated[str | None, Query(max_length=200, description="case or ticket")] = None,
) -> SearchOut:
    """Find events. Rows never hold content."""
    from dataclasses import replace

    from redshank.events.search.logic import read_interval
    from redshank.events.search.service.find import find

    started = time.perf_counter()
    wanted = replace(
        wanted,
        group_by=group_by or None,
        interval=read_interval(interval) if interval else None,
        groups=groups,
        limit=limit,
        cursor=cursor or None,
        content=content,
    )
    reader = await container.get(LakeParts).reader()
    found = await find(tx, reader, actor, wanted, purpose=purpose, reference=reference)
    return SearchOut.model_construct(
        rows=[row_out(row) for row in found.rows],
        total=found.total,
        histogram=[BarOut.model_construct(**asdict(bar)) for bar in found.histogram],
        interval=found.interval,
        groups=[GroupOut.model_construct(**asdict(group)) for group in found.groups],
        next_cursor=found.next_cursor,
        as_of=found.as_of,
        complete=found.complete,
        took_ms=round((time.perf_counter() - started) * 1000),
    )


@router.get("/export", response_class=StreamingResponse, responses=_EXPORT)
async def export_search(
    *,
    wanted: SearchDep,
    container: ContainerDep,
    tx: TxDep,
    actor: Reader,
    format: Annotated[Format, Query()] = "csv",
) -> StreamingResponse:
    """Every event that fits as a file, without content; formulas and marks of direction are made inert."""
    from redshank.events.search.service.export import export

    reader = await container.get(LakeParts).reader()
    file = await export(tx, reader, actor, wanted, format)
    headers = {
        "content-disposition": f'attachment; filename="{file.name}"',
        "x-redshank-rows": str(file.rows),
        "cache-control": "no-store",
    }
    return StreamingResponse(file.chunks, media_type=file.media_type, headers=headers)
