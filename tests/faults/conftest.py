"""A whole Redshank as operators run it, under load, whose processes can be killed for real."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from redshank.enforcement import webhooks
from redshank.kernel.actor import SYSTEM
from redshank.storage.database import Database

RULES = {
    "main.sml": """
Account: Entity[str] = EntityJson(type='Account', path='$.account.id')
Amount: int = JsonData(path='$.amount')
Seen = Count(by=[Account], within=TimeDelta(hours=1), name='Seen')
Spent = Sum(by=[Account], value=Amount, within=TimeDelta(hours=1), name='Spent')
Kinds = Distinct(by=[Account], value=Amount, within=TimeDelta(hours=1), name='Kinds')
Even = Rule(when_all=[Seen % 2 == 0], description='every other event')
Rich = Rule(when_all=[Spent > 300, Kinds > 2], description='spent much')
Spotted = Rule(when_all=[HasLabel(entity=Account, label='rich')], description='was rich before')
Large = Rule(when_all=[Amount == 99], description='a large amount', policy='fraud/large', severity='high')
WhenRules(rules_any=[Even], then=[DeclareVerdict(verdict='even')])
WhenRules(rules_any=[Rich], then=[LabelAdd(entity=Account, label='rich', expires_after=TimeDelta(minutes=10))])
WhenRules(rules_any=[Spotted], then=[DeclareVerdict(verdict='spotted')])
WhenRules(rules_any=[Large], then=[Block(), Throttle(entity=Account, per_minute=3, expires_after=TimeDelta(minutes=1))])
""",
    "config/labels.yaml": "labels:\n  rich: {valid_for: [Account], connotation: neutral, description: spends a lot}\n",
}
PATIENCE = 90.0


class Installation:
    """`redshank up` in a folder of its own."""

    def __init__(self, data: Path, rules: Path, **settings: object) -> None:
        self.data = data
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.log = data.with_name("log")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("REDSHANK_")}
        wanted = {"data": data, "port": self.port, "rules": rules, "webhook_private_addresses": True, **settings}
        environment |= {f"REDSHANK_{name.upper()}": str(value) for name, value in wanted.items()}
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "redshank.cli.main", "up"], stdout=out, stderr=out, env=environment
            )

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        """Its PostgreSQL."""
        return str(json.loads((self.data / "redshank.running").read_text())["database_url"])

    @property
    def key(self) -> str:
        """The key made on the first run."""
        return (self.data / "secrets" / "ingest.key").read_text().strip()

    def pid_of(self, part: str) -> int | None:
        """Process id of `server`, `worker` or `postgres`; None while it is down."""
        wanted = {"server": b"redshank.web.serve", "worker": b"redshank.worker.main", "postgres": b"postgres"}[part]
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                parent = (path / "stat").read_text().rpartition(")")[2].split()[1]
                if parent == str(self.process.pid) and wanted in (path / "cmdline").read_bytes():
                    return int(path.name)
        return None

    def kill(self, part: str) -> None:
        """`kill -9`, if it is up."""
        pid = self.pid_of(part)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def ready(self) -> None:
        """Wait until it is."""
        deadline = time.monotonic() + PATIENCE
        async with httpx.AsyncClient(timeout=3) as client:
            while True:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get(f"{self.url}/readyz")).status_code == 200:
                        return
                assert self.process.poll() is None, self.log.read_text()[-3000:]
                assert time.monotonic() < deadline, self.log.read_text()[-3000:]
                await asyncio.sleep(0.1)

    def stop(self) -> None:
        """Stop it gracefully, or else at once."""
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Load:
    """Senders that send everything until it is acknowledged, some of it twice.

    Attributes:
        acknowledged: the event's id -> every (evt id, verdicts) that it was acknowledged with.
        refusals: statuses of answers that were no success.
    """

    url: str
    key: str
    seed: int
    acknowledged: dict[str, set[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    refusals: dict[object, int] = field(default_factory=dict)
    stopping: bool = False

    def make(self, number: int) -> dict[str, Any]:
        """The event of a number: the same whenever it is sent."""
        chance = random.Random(f"{self.seed}-{number}")
        return {
            "specversion": "1.0",
            "id": f"{self.seed}-{number}",
            "source": "/faults",
            "type": "payment_attempted",
            "data": {"account": {"id": f"acc_{chance.randrange(20)}"}, "amount": chance.randrange(100)},
        }

    async def run(self, client: httpx.AsyncClient) -> None:
        """Send until told to stop; what was begun is sent until it is acknowledged."""
        chance = random.Random(self.seed)
        number = 0
        while not self.stopping:
            size = chance.choice([1, 1, 5, 50])
            numbers = [number + step for step in range(size)]
            if number and chance.random() < 0.3:
                numbers.append(chance.randrange(number))
            number += size
            events = [self.make(one) for one in numbers]
            self.sent |= {event["id"] for event in events}
            path = "/v1/decide" if len(events) == 1 else "/v1/events"
            await self._until_acknowledged(client, path, events)
            await asyncio.sleep(chance.random() * 0.01)

    async def _until_acknowledged(self, client: httpx.AsyncClient, path: str, events: list[dict[str, Any]]) -> None:
        body: Any = events[0] if path == "/v1/decide" else events
        while True:
            try:
                answer = await client.post(
                    f"{self.url}{path}", json=body, headers={"authorization": f"Bearer {self.key}"}
                )
            except httpx.TransportError as error:
                self._count(type(error).__name__)
                await asyncio.sleep(0.1)
                continue
            if answer.status_code == 200:
                break
            self._count(answer.status_code)
            assert answer.status_code in {429, 503}, answer.text
            assert answer.json()["type"].startswith("urn:redshank:error:")
            await asyncio.sleep(0.1)
        said = answer.json()
        if path == "/v1/decide":
            self._acknowledge(events[0]["id"], said["event_id"], said["verdicts"])
        else:
            assert said["refused"] == []
            assert len(said["events"]) == len(events)
            for line in said["events"]:
                self._acknowledge(events[line["index"]]["id"], line["id"], line.get("verdicts", []))

    def _acknowledge(self, id: str, event_id: str, verdicts: list[str]) -> None:
        self.acknowledged.setdefault(id, set()).add((event_id, tuple(verdicts)))

    def _count(self, reason: object) -> None:
        self.refusals[reason] = self.refusals.get(reason, 0) + 1


class Receiver:
    """An idempotent receiver of webhooks: one effect a webhook-id. Now and then it fails after having acted."""

    def __init__(self) -> None:
        self.secret = ""
        self.effects: dict[str, dict[str, Any]] = {}
        self.received = 0
        self.port = 0
        self._chance = random.Random(5)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                pairs = [line.split(": ", 1) for line in head.split("\r\n")[1:] if line]
                headers = {name.lower(): value for name, value in pairs}
                body = await reader.readexactly(int(headers["content-length"]))
                message = Webhook(self.secret).verify(body, headers)
                self.received += 1
                self.effects.setdefault(headers["webhook-id"], message)
                writer.write(b"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n" if self._chance.random() < 0.05 else
                             b"HTTP/1.1 204 No Content\r\n\r\n")  # fmt: skip
                await writer.drain()
        writer.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver that listens."""
    found = Receiver()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that an unprivileged PostgreSQL can enter, with the rule set in it."""
    made = Path(tempfile.mkdtemp(prefix="rs-f-", dir="/tmp"))
    made.chmod(0o711)
    for name, text in RULES.items():
        (made / "rules" / name).parent.mkdir(parents=True, exist_ok=True)
        (made / "rules" / name).write_text(text)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def start_installation(folder: Path) -> Iterator[Callable[..., Installation]]:
    """`start_installation(data, **settings)`; stopped at the end at the latest."""
    started: list[Installation] = []

    def start(data: Path, **settings: object) -> Installation:
        started.append(Installation(data, folder / "rules", **settings))
        return started[-1]

    yield start
    for installation in started:
        if installation.process.poll() is None:
            installation.stop()


@pytest.fixture
async def installation(folder: Path) -> AsyncIterator[Installation]:
    """A running Redshank that saves its state every second."""
    found = Installation(folder / "data", folder / "rules", snapshot_seconds=1)
    try:
        await found.ready()
        yield found
    finally:
        found.stop()


@pytest.fixture
def make_load() -> Callable[[Installation, int], Load]:
    """`make_load(installation, seed)`"""
    return lambda installation, seed: Load(installation.url, installation.key, seed)


@pytest.fixture
def subscribe() -> Callable[[Installation, Receiver], Awaitable[None]]:
    """`await subscribe(installation, receiver)` has the receiver told of actions."""
    return _subscribe


async def _subscribe(installation: Installation, receiver: Receiver) -> None:
    database = Database(installation.database_url)
    async with database.begin() as tx:
        endpoint = await webhooks.add_endpoint(
            tx,
            SYSTEM,
            url=f"http://127.0.0.1:{receiver.port}/",
            types=["action.created"],
            description="",
            private_addresses=True,
        )
    receiver.secret = endpoint.secret
    await database.close()
