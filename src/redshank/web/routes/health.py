"""Whether the process lives, whether it can serve, and its figures for Prometheus."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from redshank.web.deps import ContainerDep

router = APIRouter(tags=["health"])
_OPEN: Final[dict[str, Any]] = {"security": []}
_FIGURES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Prometheus' text format", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


class PartOut(BaseModel):
    """How a part does."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    state: str
    detail: str


class ReadyOut(BaseModel):
    """Whether every part that is needed answers."""

    ready: bool
    parts: list[PartOut]


@router.get("/healthz", openapi_extra=_OPEN)
async def healthz() -> dict[str, str]:
    """The process lives and its event loop turns."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    responses={503: {"model": ReadyOut, "description": "a part is down"}},
    response_model=ReadyOut,
    openapi_extra=_OPEN,
)
async def readyz(container: ContainerDep) -> Response:
    """The database answers and the engine takes events."""
    parts = [PartOut.model_validate(part) for part in await container.health()]
    ready = all(part.state != "down" for part in parts)
    body = ReadyOut(ready=ready, parts=parts)
    return JSONResponse(body.model_dump(), 200 if ready else 503, {"cache-control": "no-store"})


@router.get("/metrics", response_class=Response, responses=_FIGURES, openapi_extra=_OPEN)
async def metrics() -> Response:
    """Counters and histograms in Prometheus' text format; no content, no subject."""
    body = await run_in_threadpool(generate_latest)
    return Response(body, headers={"content-type": CONTENT_TYPE_LATEST})
