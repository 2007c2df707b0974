"""Every error as RFC 9457 problem details, without content and without internals."""

from __future__ import annotations

import json
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from redshank.kernel.errors import InvalidInput, Malformed, RedshankError

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger()

_LONGEST_PLACE = 200
_STATUS_TITLES = {404: "Not found", 405: "The address does not take this method", 415: "This media type is not taken"}

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details. `code` values are listed in the reference of errors.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "urn:redshank:error:<code>"},
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
        answer = _OfStatus(str(error.detail)[:_LONGEST_PLACE])
        body = answer.problem() | {
            "type": "about:blank",
            "title": _STATUS_TITLES.get(error.status_code, "The request can't be served"),
            "status": error.status_code,
        }
        headers = dict(error.headers or {}) | {"cache-control": "no-store"}
        return Response(json.dumps(body).encode(), error.status_code, headers, MEDIA_TYPE)

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> Response:
        log.error("request_failed", path=request.scope["path"], request_id=_id_of(request), exc_info=error)
        internal = Internal("the log of the server has the place", mend="report it with the request id")
        return problem_response(internal, request_id=_id_of(request))


class _OfStatus(RedshankError):
    """Carries the words of an HTTP status."""


def _place(error: dict[str, Any]) -> dict[str, str]:
    where = ".".join(str(part)[:80] for part in error["loc"])
    return {"where": where[:_LONGEST_PLACE], "detail": str(error["msg"])[:_LONGEST_PLACE]}


def _id_of(request: Request) -> str | None:
    found = request.scope.get("redshank.request_id")
    return str(found) if found else None
