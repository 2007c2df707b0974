"""A server process's parts over a real database, with a small rule set; called in process."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from redshank.access.service.keys import create_key
from redshank.bootstrap.container import Container, open_container
from redshank.bootstrap.settings import load_settings
from redshank.gate.pipeline import Pipeline
from redshank.kernel.actor import SYSTEM
from redshank.web.app import create_app

PARTS = ("redshank.bootstrap.gate", "redshank.bootstrap.lake")
MAIN = """
Account: Entity[str] = EntityJson(type='Account', path='$.account.id')
Text: str = JsonData(path='$.prompt.text', required=False)
Amount: Optional[int] = JsonData(path='$.amount', required=False)
Seen = Count(by=[Account], within=TimeDelta(hours=1), name='Seen')

Flood = Rule(
    when_all=[Seen >= 3], description=f'{Seen} events before this one', policy='fraud/flood', severity='medium'
)
Rich = Rule(when_all=[Amount != None and Amount > 100], description='a large amount')
Bad = Rule(
    when_all=[StringStartsWith(s=Text, start='forbidden')], description=f'said {Text}', severity='high'
)
Known = Rule(when_all=[HasLabel(entity=Account, label='trusted')], description='trusted')
Quiet = Rule(when_all=[Seen >= 1], description='in shadow', mode='shadow')

WhenRules(rules_any=[Flood], then=[Throttle(entity=Account, per_minute=5, expires_after=TimeDelta(minutes=10))])
WhenRules(rules_any=[Rich], then=[DeclareVerdict(verdict='review'), LabelAdd(entity=Account, label='rich')])
WhenRules(rules_any=[Bad], then=[Block(reason='forbidden words'), Suspend(entity=Account)])
WhenRules(rules_any=[Known], then=[DeclareVerdict(verdict='known')])
WhenRules(rules_any=[Quiet], then=[Block()])
"""
LABELS = """
labels:
  rich: {valid_for: [Account], connotation: neutral, description: spends a lot}
  trusted: {valid_for: [Account], connotation: positive, description: vouched for}
"""


class Served:
    """A running server's parts and a client that holds a key of every machine scope."""

    def __init__(self, container: Container, client: httpx.AsyncClient, rules: Path) -> None:
        self.container = container
        self.client = client
        self.rules = rules

    @property
    def pipeline(self) -> Pipeline:
        """The live engine."""
        return self.container.get(Pipeline)

    async def send(self, *events: dict[str, Any], path: str = "/v1/events", **more: Any) -> dict[str, Any]:
        """Send a batch; the answer, which must be a success."""
        answer = await self.client.post(path, json=list(events), **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def decide(self, event: dict[str, Any]) -> dict[str, Any]:
        """Ask for a verdict; the answer, which must be a success."""
        answer = await self.client.post("/v1/decide", json=event)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def rows(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """Look into the database."""
        async with self.container.database.begin() as tx:
            return [dict(row) for row in await tx.rows(sql, parameters)]


def event(id: object, account: str = "acc_1", **data: Any) -> dict[str, Any]:
    """A CloudEvent about an account."""
    return {
        "specversion": "1.0",
        "id": str(id),
        "source": "/test",
        "type": "prompt_submitted",
        "data": {"account": {"id": account}, **data},
    }


def write_rules(folder: Path, main: str = MAIN, labels: str = LABELS) -> None:
    """Put a rule set into a folder, each file in one step."""
    (folder / "config").mkdir(parents=True, exist_ok=True)
    for name, text in (("config/labels.yaml", labels), ("main.sml", main)):
        beside = folder / f"{name}.new"
        beside.write_text(text)
        beside.replace(folder / name)


@pytest.fixture
def make_event() -> Callable[..., dict[str, Any]]:
    """`make_event(1, "acc_1", amount=5)`"""
    return event


@pytest.fixture
def rules_folder(tmp_path: Path) -> Path:
    """The rule set that the server follows."""
    folder = tmp_path / "rules"
    write_rules(folder)
    return folder


@pytest.fixture
def serve(database_url: str, tmp_path: Path, rules_folder: Path) -> Callable[..., Any]:
    """`async with serve(queue_events=100) as served:` any number of times over one database and data folder."""

    @asynccontextmanager
    async def opened(clock: Any = None, **more: Any) -> AsyncIterator[Served]:
        settings = load_settings(
            data=tmp_path / "data", database_url=database_url, rules=rules_folder, rules_poll_seconds=0.05, **more
        ).settings
        async with open_container(settings, "server", clock, parts=PARTS) as container:
            async with container.database.begin() as tx:
                scopes = ["events:write", "events:backfill", "decide", "admin"]
                key, _ = await create_key(tx, SYSTEM, name="test", scopes=scopes)
            async with container.database.begin() as tx:
                await container.keys.reload(tx)
            await asyncio.wait_for(container.get(Pipeline).opened(), 30)
            transport = httpx.ASGITransport(create_app(container, static=tmp_path), raise_app_exceptions=False)
            headers = {"authorization": f"Bearer {key}"}
            async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
                yield Served(container, client, rules_folder)

    return opened


@pytest.fixture
async def served(serve: Callable[..., Any]) -> AsyncIterator[Served]:
    """A server's parts."""
    async with serve() as opened:
        yield opened


async def until(condition: Callable[[], Any], seconds: float = 20.0, pause: float = 0.02) -> Any:
    """Wait for a condition (which may be a coroutine function) and return what it gave."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert time.monotonic() < deadline, "it did not come about"
        await asyncio.sleep(pause)


@pytest.fixture
def wait_until() -> Callable[..., Any]:
    """`await wait_until(condition)`"""
    return until


@pytest.fixture
def write_rule_set() -> Callable[..., None]:
    """`write_rule_set(folder, main_text)`"""
    return write_rules


@pytest.fixture
def main_rules() -> str:
    """Text of the small rule set."""
    return MAIN


def as_json(value: Any) -> str:
    """For comparing answers."""
    return json.dumps(value, sort_keys=True)
