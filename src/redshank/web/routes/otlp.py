"""`POST /v1/traces`: OTLP/HTTP, so that a platform that traces its model calls is connected by one address."""

from __future__ import annotations

import asyncio
import math
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from redshank.bootstrap.container import Container
from redshank.events import service as events
from redshank.events.body import too_large, unpack
from redshank.events.envelope import EventLimits
from redshank.events.otlp.decode import Export, decode_export
from redshank.events.otlp.wire import FORMS, Form, write_status, write_success
from redshank.gate.pipeline import Pipeline
from redshank.gate.rate import RateLimiter
from redshank.kernel.actor import Actor
from redshank.kernel.errors import RedshankError
from redshank.web.deps import ContainerDep, require
from redshank.web.problems import MEDIA_TYPE

router = APIRouter(tags=["events"])
Sender = Annotated[Actor, Depends(require("events:write"), scope="function")]
_SCHEMAS: Final[dict[Form, dict[str, Any]]] = {
    "protobuf": {"type": "string", "format": "binary"},
    "json": {"type": "object", "description": "OTLP's JSON form; unknown fields are left aside"},
}
_BOTH: Final = {media_type: {"schema": _SCHEMAS[form]} for media_type, form in FORMS.items()}
_PROBLEM: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "ExportTraceServiceResponse", "content": _BOTH},
    "default": {
        "description": "google.rpc.Status; a problem where the caller may not send",
        "content": _BOTH | _PROBLEM,
    },
}


@router.post(
    "/v1/traces",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra={"requestBody": {"required": True, "content": _BOTH}},
)
async def send_traces(request: Request, container: ContainerDep, actor: Sender) -> Response:
    """Take an OTLP trace export; answered when its events are judged and on disk.

    Spans that follow the GenAI semantic conventions become events, others are taken and left aside. Errors are
    answered with a `google.rpc.Status`, as OTLP wants.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    form = FORMS.get(media_type)
    if form is None:
        return Response(
            write_status("json", 415, "send application/x-protobuf or application/json"), 415, None, "application/json"
        )
    try:
        export = await _take(request, container, actor, form)
    except RedshankError as error:
        headers = {"retry-after": str(max(1, math.ceil(error.retry_after)))} if error.retry_after is not None else {}
        return Response(write_status(form, error.status, error.detail), error.status, headers, media_type)
    message = str(export.refused[0].problem.get("detail", "")) if export.refused else ""
    return Response(write_success(form, rejected=export.refused_spans, message=message), 200, None, media_type)


async def _take(request: Request, container: Container, actor: Actor, form: Form) -> Export:
    settings = container.settings
    decoding: asyncio.Semaphore = request.app.state.decoding_exports
    body = await _body(request, settings.request_bytes)
    body = unpack(body, request.headers.get("content-encoding", ""), limit=settings.request_bytes)
    limits = EventLimits(settings.event_bytes, settings.event_depth)
    async with decoding:
        export = await asyncio.to_thread(
            decode_export, body, form, now=container.clock.now(), limits=limits, most=settings.request_events
        )
    container.get(RateLimiter).take(actor.id, len(export.events) + len(export.refused))
    pipeline = container.get(Pipeline)
    if export.refused:
        pipeline.observe.refused(len(export.refused))
        async with container.database.begin() as tx:
            await events.hold(tx, actor, export.refused)
    await pipeline.submit(export.events, lane="ingest")
    return export


async def _body(request: Request, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise too_large(limit)
        parts.append(part)
    return b"".join(parts)
