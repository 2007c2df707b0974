"""Every error as RFC 9457 problem details, without content and without internals."""

from __future__ import annotations

import json
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from redshank.kernel.errors import InvalidInput, Malformed, RedshankError
from redshank.web.errors import AddressUnknown, MediaTypeRefused, MethodRefused

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger()

_LONGEST_PLACE = 200
_OF_STATUS: dict[int, tuple[type[RedshankError], str]] = {
    400: (Malformed, "the request can't be taken apart"),
    404: (AddressUnknown, "nothing is served here"),
    405: (MethodRefused, "the Allow header names the methods that are taken here"),
    415: (MediaTypeRefused, "send application/json"),
}

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details. `code` values are listed in the reference of errors.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "pattern": "^urn:redshank:error:[a-z0-9-]+$",
            "description": "urn:redshank:error:<code>",
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "where": {"type": "string", "description": "the place in the input"},
        "mend": {"type": "string", "description": "what to do about it"},
        "retry_after": {"type": "number", "description": "seconds"},
        "problems": {"type": "array", "items": {"type": "object"}, "description": "each thing wrong, with its place"},
        "request_id": {"type": "string"},
    },
}


class Internal(RedshankError):
    """Something failed that should not; the log has the place."""


def problem_response(error: RedshankError, *, request_id: str | None = None, **more: Any) -> Response:
    """The answer for an error."""
    body = error.problem() | more
    if request_id:
        body["request_id"] = request_id
    headers = {"cache-control": "no-store"}
    if error.retry_after is not None:
        headers["retry-after"] = str(max(1, round(error.retry_after)))
    if error.status == 401:
        headers["www-authenticate"] = 'Bearer realm="redshank"'
    # ASCII, so that lone surrogates in somebody's input can be told as escapes.
    return Response(json.dumps(body).encode(), error.status, headers, MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Teach an application to answer with problems."""

    @app.exception_handler(RedshankError)
    async def known(request: Request, error: RedshankError) -> Response:
        return problem_response(error, request_id=_id_of(request))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        found = [_place(one) for one in error.errors()]
        if any(one["type"] == "json_invalid" for one in error.errors()):
            return problem_response(Malformed("the body is not JSON", where="body"), request_id=_id_of(request))
        first = InvalidInput(found[0]["detail"], where=found[0]["where"])
        return problem_response(first, request_id=_id_of(request), problems=found)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        kind, detail = _OF_STATUS.get(error.status_code, (Internal, "the request can't be served"))
        answer = problem_response(kind(detail), request_id=_id_of(request))
        if kind is MethodRefused:
            answer.headers["allow"] = ", ".join(_methods_of(app, request.scope))
        return answer

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> Response:
        log.error("request_failed", path=request.scope["path"], request_id=_id_of(request), exc_info=error)
        internal = Internal("the log of the server has the place", mend="report it with the request id")
        return problem_response(internal, request_id=_id_of(request))


def _methods_of(app: FastAPI, scope: Scope) -> list[str]:
    """The methods of every route of an address: the framework tells those of one route alone."""
    routes = [
        route for route in app.routes if isinstance(route, APIRoute) and route.matches(scope)[0] is not Match.NONE
    ]
    return sorted({method for route in routes for method in route.methods or ()})


def _place(error: dict[str, Any]) -> dict[str, str]:
    where = ".".join(str(part)[:80] for part in error["loc"])
    return {"where": where[:_LONGEST_PLACE], "detail": str(error["msg"])[:_LONGEST_PLACE]}


def _id_of(request: Request) -> str | None:
    found = request.scope.get("redshank.request_id")
    return str(found) if found else None
