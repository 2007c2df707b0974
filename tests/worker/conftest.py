"""A receiver of webhooks on the loopback that behaves as the test wants."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from standardwebhooks import Webhook

from redshank.bootstrap.settings import load_settings
from redshank.enforcement import webhooks
from redshank.enforcement.types import Endpoint, Message
from redshank.kernel.actor import SYSTEM
from redshank.kernel.clock import SystemClock
from redshank.storage.database import Database
from redshank.worker.webhooks import Outbox, make_outbox


class Receiver:
    """Keeps what it gets; answers with `answers` in turn, then 204.

    Attributes:
        seen: (webhook-id, type, subject) of each message whose signature is right.
        effects: what an idempotent receiver does: one entry a webhook-id.
    """

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.pause = 0.0
        self.secret = ""
        self.seen: list[tuple[str, str]] = []
        self.effects: dict[str, Any] = {}
        self.unsigned = 0
        self.port = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                self._take(dict(_cased(head)), body)
                await asyncio.sleep(self.pause)
                answer = self.answers.pop(0) if self.answers else "204 No Content"
                extra = "" if answer.startswith("204") else "content-length: 0\r\n"
                writer.write(f"HTTP/1.1 {answer}\r\n{extra}\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _take(self, headers: dict[str, str], body: bytes) -> None:
        message = json.loads(body)
        try:
            Webhook(self.secret).verify(body, headers)
        except Exception:
            self.unsigned += 1
            return
        assert headers["webhook-id"] == message["id"]
        self.seen.append((message["id"], message["type"]))
        self.effects[message["id"]] = message


def _cased(head: str) -> list[tuple[str, str]]:
    pairs = [line.split(": ", 1) for line in head.split("\r\n")[1:] if line]
    return [(name.lower(), value) for name, value in pairs]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver that listens."""
    found = Receiver()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()


@pytest.fixture
async def make_endpoint(database: Database, receiver: Receiver) -> Callable[..., Awaitable[Endpoint]]:
    """`await make_endpoint("action.created")` subscribes the receiver."""

    async def make(*types: str, url: str | None = None) -> Endpoint:
        async with database.begin() as tx:
            endpoint = await webhooks.add_endpoint(
                tx, SYSTEM, url=url or receiver.url, types=types, description="", private_addresses=True
            )
        receiver.secret = receiver.secret or endpoint.secret
        return endpoint

    return make


@pytest.fixture
async def outbox(database: Database, database_url: str) -> AsyncIterator[Outbox]:
    """The sender, with three attempts."""
    settings = load_settings(
        database_url=database_url, webhook_private_addresses=True, webhook_attempts=3, webhook_timeout_seconds=1
    ).settings
    opened = make_outbox(database, settings, SystemClock())
    yield opened
    await opened.close()


@pytest.fixture
def tell(database: Database) -> Callable[..., Awaitable[int]]:
    """`await tell("action.created", "act_1")` puts a message into the outbox."""

    async def put(type: str, *subjects: str) -> int:
        async with database.begin() as tx:
            return await webhooks.tell(tx, [Message(type, subject, 1.0, {"n": subject}) for subject in subjects])

    return put


@pytest.fixture
def send_all(database: Database, outbox: Outbox) -> Callable[[], Awaitable[None]]:
    """Send until nothing is pending, with all pauses cut short."""

    async def run() -> None:
        for _ in range(200):
            async with database.begin() as tx:
                await tx.run("UPDATE webhook_deliveries SET due_at = now() WHERE state = 'pending'")
                pending, _ = await webhooks.counts(tx)
            if not pending:
                return
            await outbox.run()
            await asyncio.sleep(0.02)
        raise AssertionError("the outbox does not empty")

    return run
