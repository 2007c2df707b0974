"""Bodies that stall are given up, and those answered before their end are not read on."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from redshank.web.errors import BodyStalled
from redshank.web.patience import Patience

LARGE = str(10**6).encode()


async def call(
    headers: list[tuple[bytes, bytes]], pieces: list[Message], *, reads: int, seconds: float = 60.0
) -> list[tuple[bytes, bytes]]:
    """The headers of an answer given after so many pieces."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(reads):
            await receive()
        await send({"type": "http.response.start", "status": 413, "headers": [(b"x", b"y")]})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Message:
        if not pieces:
            await asyncio.Event().wait()
        return pieces.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await Patience(app, seconds)({"type": "http", "headers": headers}, receive, send)
    return list(sent[0]["headers"])


PART: Message = {"type": "http.request", "body": b"x", "more_body": True}
LAST: Message = {"type": "http.request", "body": b"x", "more_body": False}


@pytest.mark.parametrize(
    ("headers", "pieces", "closes"),
    [
        ([(b"content-length", LARGE)], [PART, PART], True),
        ([(b"transfer-encoding", b"chunked")], [PART, PART], True),
        ([(b"content-length", LARGE)], [PART, LAST], False),
        ([(b"content-length", b"100")], [PART, PART], False),
        ([], [LAST, LAST], False),
    ],
)
async def test_a_connection_is_closed_when_much_of_the_body_is_not_read(headers, pieces, closes) -> None:
    answer = await call(headers, list(pieces), reads=2)
    assert ((b"connection", b"close") in answer) is closes
    assert (b"x", b"y") in answer


async def test_a_body_that_stops_arriving_is_given_up() -> None:
    with pytest.raises(BodyStalled):
        await call([(b"content-length", LARGE)], [PART], reads=2, seconds=0.01)


async def test_whoever_waits_for_the_end_of_a_connection_is_left_in_peace() -> None:
    waiting = asyncio.create_task(call([(b"content-length", b"1")], [LAST], reads=2, seconds=0.01))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    waiting.cancel()
