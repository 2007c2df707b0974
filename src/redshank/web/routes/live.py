"""What happens now: figures of the last minutes, and a stream of them with sampled events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from redshank.bootstrap.container import Container
from redshank.bootstrap.errors import PartMissing
from redshank.bootstrap.lake import lake_lag
from redshank.enforcement import webhooks
from redshank.gate.observe import Observations
from redshank.kernel.actor import Actor
from redshank.kernel.errors import Overloaded, RedshankError
from redshank.web.deps import ContainerDep, require
from redshank.web.routes.health import PartOut

router = APIRouter(prefix="/v1/live", tags=["live"])
Reader = Annotated[Actor, Depends(require("read"), scope="function")]
Window = Annotated[int, Query(ge=1, le=3600, description="seconds that the figures cover")]

_SURROUNDINGS_SECONDS: Final = 2.0
_STREAM_SECONDS: Final = 600.0
_MOST_WATCHERS: Final = 200
_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}
_encode: Final = msgspec.json.Encoder().encode


class TrafficPoint(BaseModel):
    """Events from `t` on."""

    t: datetime
    events: int
    blocked: int
    flagged: int


class VerdictCount(BaseModel):
    """How often a verdict was given."""

    verdict: str
    count: int


class RuleCount(BaseModel):
    """How often a rule held."""

    name: str
    count: int
    shadow: bool


class TypeCount(BaseModel):
    """Events of a type."""

    type: str
    count: int


class SurfaceCount(BaseModel):
    """Events of a surface."""

    surface: str
    count: int


class LatencyOut(BaseModel):
    """From decoding to the durable answer, milliseconds; null without traffic."""

    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class LagOut(BaseModel):
    """What waits; null where it can't be asked."""

    lake_s: float | None = Field(description="age of the oldest event that is not in the lake, seconds")
    outbox_pending: int | None
    dead_letters: int | None


class LiveOut(BaseModel):
    """Figures of the last minutes."""

    as_of: datetime
    window: int
    events: int
    duplicates: int
    refused: int
    events_per_s: float
    series: list[TrafficPoint]
    verdicts: list[VerdictCount]
    rules: list[RuleCount]
    types: list[TypeCount]
    surfaces: list[SurfaceCount]
    latency: LatencyOut
    decide_latency: LatencyOut
    ingest_latency: LatencyOut
    lag: LagOut
    parts: list[PartOut]


@router.get("/summary")
async def summary(container: ContainerDep, _: Reader, window: Window = 900) -> LiveOut:
    """Figures of the last `window` seconds, from this server's memory."""
    return LiveOut.model_validate(await figures(container, window))


@router.get("/stream", response_class=StreamingResponse, responses=_STREAM)
async def stream(request: Request, container: ContainerDep, _: Reader, window: Window = 900) -> StreamingResponse:
    """Server-sent events: `tick` with the summary each second, `judged` with sampled events without content.

    A stream ends after ten minutes; browsers open the next one by themselves, and who may no longer see it can't.
    """
    board = _board(container)
    if board.watchers >= _MOST_WATCHERS:
        raise Overloaded("too many people watch", mend="close another window", retry_after=10)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_follow(request, container, window), media_type="text/event-stream", headers=headers)


async def figures(container: Container, window: int) -> dict[str, Any]:
    """The summary as the API shows it."""
    seen = container.get(Observations).summary(window)
    lag, parts = await _board(container).surroundings()
    return seen | {
        "as_of": _moment(seen["as_of"]),
        "series": [point | {"t": _moment(point["t"])} for point in seen["series"]],
        "lag": lag,
        "parts": parts,
    }


class _Board:
    """What surrounds the figures, asked at most every two seconds however many watch."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._asking = asyncio.Lock()
        self._asked_at = float("-inf")
        self._lag: dict[str, Any] = {}
        self._parts: list[dict[str, str]] = []
        self.watchers = 0

    async def surroundings(self) -> tuple[dict[str, Any], list[dict[str, str]]]:
        """Lag and health."""
        async with self._asking:
            if time.monotonic() - self._asked_at >= _SURROUNDINGS_SECONDS:
                self._lag = await self._ask_lag()
                self._parts = [
                    {"name": part.name, "state": part.state, "detail": part.detail}
                    for part in await self._container.health()
                ]
                self._asked_at = time.monotonic()
            return self._lag, self._parts

    async def _ask_lag(self) -> dict[str, Any]:
        try:
            async with self._container.database.begin() as tx:
                pending, dead = await webhooks.counts(tx)
                return {
                    "lake_s": round(await lake_lag(tx, tx.now()), 3),
                    "outbox_pending": pending,
                    "dead_letters": dead,
                }
        except RedshankError:
            return {"lake_s": None, "outbox_pending": None, "dead_letters": None}


def _board(container: Container) -> _Board:
    try:
        return container.get(_Board)
    except PartMissing:
        board = _Board(container)
        container.provide(board)
        return board


async def _follow(request: Request, container: Container, window: int) -> AsyncIterator[bytes]:
    board = _board(container)
    observations = container.get(Observations)
    board.watchers += 1
    try:
        last = observations.recent[-1]["n"] if observations.recent else 0
        ends_at = time.monotonic() + _STREAM_SECONDS
        while time.monotonic() < ends_at and not container.stopping.is_set() and not await request.is_disconnected():
            yield _message("tick", await figures(container, window))
            fresh = [row for row in observations.recent if row["n"] > last]
            if fresh:
                last = fresh[-1]["n"]
                yield _message("judged", [row | {"at": _moment(row["at"])} for row in fresh])
            try:
                await asyncio.wait_for(container.stopping.wait(), 1.0)
            except TimeoutError:
                continue
    finally:
        board.watchers -= 1


def _message(event: str, data: object) -> bytes:
    return b"event: " + event.encode() + b"\ndata: " + _encode(data) + b"\n\n"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
