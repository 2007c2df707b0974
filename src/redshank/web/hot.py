"""`POST /v1/events` and `POST /v1/decide` as raw ASGI: no framework between the socket and the gate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec
import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from redshank.access.errors import KeyRefused, ScopeMissing
from redshank.access.logic.secrets import KEY_PREFIX
from redshank.access.types import may
from redshank.bootstrap.container import Container
from redshank.events import service as events
from redshank.events.body import SHAPES, Decoded, Shape, decode_body, too_large, unpack
from redshank.events.envelope import EventLimits
from redshank.events.errors import BodyMalformed
from redshank.gate import metrics
from redshank.gate.answer import decide_answer, event_answer
from redshank.gate.pipeline import Pipeline
from redshank.gate.rate import RateLimiter
from redshank.gate.types import Answer
from redshank.kernel.actor import Actor
from redshank.kernel.errors import InvalidInput, RedshankError, Unauthenticated
from redshank.web.errors import MediaTypeRefused, MethodRefused
from redshank.web.hot_openapi import describe

__all__ = ["create_hot", "describe"]

_log = structlog.get_logger(__name__)
_encode = msgspec.json.Encoder().encode
_JSON: Final = (b"content-type", b"application/json")
_PROBLEM: Final = (b"content-type", b"application/problem+json")
_NO_STORE: Final = (b"cache-control", b"no-store")
_NO_SNIFF: Final = (b"x-content-type-options", b"nosniff")


class HotPath:
    """The ASGI application of the two addresses."""

    def __init__(self, container: Container) -> None:
        settings = container.settings
        self._container = container
        self._pipeline = container.get(Pipeline)
        self._rates = container.get(RateLimiter)
        self._limits = EventLimits(settings.event_bytes, settings.event_depth)
        self._body_bytes = settings.request_bytes
        self._most_events = settings.request_events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; whatever goes wrong becomes a problem."""
        try:
            if scope["method"] != "POST":
                raise MethodRefused("POST is taken here", mend="send POST")
            headers = dict(scope["headers"])
            actor = self._actor(headers)
            if scope["path"] == "/v1/decide":
                body = await self._decide(actor, headers, receive)
            else:
                backfill = _wants_backfill(scope["query_string"])
                body = await self._events(actor, headers, receive, backfill=backfill)
        except RedshankError as error:
            await _send_problem(send, error)
        except Exception as error:
            _log.error("request_failed", path=scope["path"], error=type(error).__name__, exc_info=error)
            await _send_problem(send, _Internal("the log of the server has the place"))
        else:
            await _send(send, 200, body, (_JSON, _NO_STORE, _NO_SNIFF))

    async def _events(self, actor: Actor, headers: dict[bytes, bytes], receive: Receive, *, backfill: bool) -> bytes:
        _need(actor, "events:write")
        if backfill:
            _need(actor, "events:backfill")
        decoded = await self._decode(headers, receive, allow_many=True)
        self._rates.take(actor.id, decoded.size)
        if decoded.refused:
            await self._hold(actor, decoded)
            if decoded.single:
                raise _Refusal(decoded.refused[0].problem)
        answers = await self._pipeline.submit(decoded.events, lane="ingest", backfill=backfill)
        return _encode(_summary(decoded, answers))

    async def _decide(self, actor: Actor, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        _need(actor, "decide")
        decoded = await self._decode(headers, receive, allow_many=False)
        self._rates.take(actor.id, 1)
        if decoded.refused:
            await self._hold(actor, decoded)
            raise _Refusal(decoded.refused[0].problem)
        (answer,) = await self._pipeline.submit(decoded.events, lane="decide")
        return _encode(decide_answer(answer))

    async def _decode(self, headers: dict[bytes, bytes], receive: Receive, *, allow_many: bool) -> Decoded:
        shape = _shape(headers)
        if not allow_many and shape not in ("one", "any"):
            raise MediaTypeRefused(
                "decide takes one event", where="content-type", mend="send application/cloudevents+json"
            )
        body = await self._body(headers, receive)
        encoding = headers.get(b"content-encoding", b"").decode("latin-1")
        body = unpack(body, encoding, limit=self._body_bytes)
        decoded = await decode_body(
            body, shape, now=self._container.clock.now(), limits=self._limits, most=self._most_events
        )
        if not allow_many and not decoded.single:
            raise BodyMalformed("decide takes one event, not an array", where="$")
        return decoded

    async def _body(self, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        declared = headers.get(b"content-length", b"")
        if declared.isdigit() and int(declared[:20]) > self._body_bytes:
            raise too_large(self._body_bytes)
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise BodyMalformed("the connection was closed before the body ended")
            part = message.get("body", b"")
            size += len(part)
            if size > self._body_bytes:
                raise too_large(self._body_bytes)
            parts.append(part)
            if not message.get("more_body", False):
                return parts[0] if len(parts) == 1 else b"".join(parts)

    async def _hold(self, actor: Actor, decoded: Decoded) -> None:
        """Keep what is refused before saying so."""
        for refused in decoded.refused:
            metrics.refused.labels(str(refused.problem["type"]).rpartition(":")[2]).inc()
        self._pipeline.observe.refused(len(decoded.refused))
        async with self._container.database.begin() as tx:
            await events.hold(tx, actor, decoded.refused)

    def _actor(self, headers: dict[bytes, bytes]) -> Actor:
        header = headers.get(b"authorization")
        if header is None:
            raise Unauthenticated("there is no key", where="Authorization", mend="send Authorization: Bearer rk_...")
        scheme, _, key = header.decode("latin-1").partition(" ")
        key = key.strip()
        if scheme.lower() != "bearer" or not key.startswith(KEY_PREFIX):
            raise KeyRefused("the header is not of the form Bearer rk_...", where="Authorization")
        return self._container.keys.resolve(key)


class _Internal(RedshankError):
    """Something failed that should not."""


class _Refusal(RedshankError):
    """A refusal that is known as a problem already."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(str(problem.get("detail", "")))
        self._problem = problem

    def problem(self) -> dict[str, Any]:
        """The problem as it stands in the quarantine."""
        return self._problem


def create_hot(container: Container) -> ASGIApp:
    """The hot path of a server process."""
    return HotPath(container)


def _shape(headers: dict[bytes, bytes]) -> Shape:
    media_type = headers.get(b"content-type", b"application/json").decode("latin-1").partition(";")[0].strip().lower()
    shape = SHAPES.get(media_type)
    if shape is None:
        raise MediaTypeRefused(
            "events come as CloudEvents in JSON", where="content-type", mend=f"send one of {', '.join(SHAPES)}"
        )
    return shape


def _wants_backfill(query: bytes) -> bool:
    """Whether arrival times are the sender's: asked for in so many words, since live traffic must never do so."""
    values = parse_qs(query.decode("latin-1")).get("backfill", ["false"])
    if values[-1] not in ("true", "false"):
        raise InvalidInput("backfill is true or false", where="query.backfill")
    return values[-1] == "true"


def _need(actor: Actor, scope: str) -> None:
    if not may(actor.scopes, scope):
        raise ScopeMissing(f"this needs {scope}", where="scopes", mend="ask an administrator for it")


def _summary(decoded: Decoded, answers: Sequence[Answer]) -> dict[str, Any]:
    duplicates = sum(answer.duplicate for answer in answers)
    return {
        "accepted": len(answers) - duplicates,
        "duplicates": duplicates,
        "refused": [{"index": refused.index, "problem": refused.problem} for refused in decoded.refused],
        "events": [event_answer(index, answer) for index, answer in zip(decoded.indexes, answers, strict=True)],
    }


async def _send_problem(send: Send, error: RedshankError) -> None:
    problem = error.problem()
    headers = [_PROBLEM, _NO_STORE, _NO_SNIFF]
    if error.retry_after is not None:
        headers.append((b"retry-after", str(max(1, math.ceil(error.retry_after))).encode()))
    if problem["status"] == 401:
        headers.append((b"www-authenticate", b'Bearer realm="redshank"'))
    if problem["status"] == 405:
        headers.append((b"allow", b"POST"))
    await _send(send, int(problem["status"]), _encode(problem), headers)


async def _send(send: Send, status: int, body: bytes, headers: Sequence[tuple[bytes, bytes]]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
