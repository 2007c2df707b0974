"""How long a server waits for a body, and what becomes of one that nobody reads to its end."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from redshank.web.errors import BodyStalled

_SECONDS: Final = 60.0
_DRAINED_BYTES: Final = 64 * 1024


class Patience:
    """Wraps an application: a body that stops arriving is given up, and one answered before its end is not read on.

    Without it the server would take and throw away whatever a refused sender goes on sending, for ever.
    """

    def __init__(self, app: ASGIApp, seconds: float = _SECONDS) -> None:
        """Wrap an application.

        Args:
            app: what reads the bodies.
            seconds: how long the next piece of a body may take.
        """
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = _length(scope) if scope["type"] == "http" else 0
        if length == 0:
            await self._app(scope, receive, send)
            return
        body = _Body(receive, send, self._seconds, closes=length is None or length > _DRAINED_BYTES)
        await self._app(scope, body.receive, body.send)


class _Body:
    """Knows whether a body was read to its end; `closes` where what is left is not worth keeping a connection for."""

    __slots__ = ("_closes", "_read", "_receive", "_seconds", "_send")

    def __init__(self, receive: Receive, send: Send, seconds: float, *, closes: bool) -> None:
        self._receive = receive
        self._send = send
        self._seconds = seconds
        self._closes = closes
        self._read = False

    async def receive(self) -> Message:
        if self._read:
            return await self._receive()
        try:
            async with asyncio.timeout(self._seconds):
                message = await self._receive()
        except TimeoutError:
            raise BodyStalled(f"nothing arrived for {self._seconds:.0f} s", where="body") from None
        self._read = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._closes and not self._read:
            message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
        await self._send(message)


def _length(scope: Scope) -> int | None:
    """Bytes of the body as declared; None where it is sent without saying."""
    length = 0
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return None
        if name == b"content-length" and value.isdigit():
            length = int(value[:20])
    return length
