"""The live figures and their stream, from a server that judges real events."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn

from redshank.access.service.keys import create_key
from redshank.access.service.people import add_person
from redshank.bootstrap.container import open_container
from redshank.bootstrap.settings import load_settings
from redshank.kernel.actor import SYSTEM
from redshank.web.app import create_app

PASSWORD = "three blind mice"
RULES = """
EventType = GetActionName()
AccountId: Entity[str] = EntityJson(type='Account', path='$.account.id')
Amount: int = JsonData(path='$.amount')
Large = Rule(when_all=[Amount > 100], description='large amount')
WhenRules(rules_any=[Large], then=[DeclareVerdict(verdict='review')])
"""


@pytest.fixture
async def server(database_url, tmp_path) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """(client signed in as an analyst, key that may send): a whole server on a port of its own."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "main.sml").write_text(RULES)
    settings = load_settings(data=tmp_path / "data", database_url=database_url, rules=rules).settings
    listener = socket.create_server(("127.0.0.1", 0))
    async with open_container(settings, "server") as container:
        async with container.database.begin() as tx:
            await add_person(tx, SYSTEM, email="ana@example.com", name="Ana", role="analyst", password=PASSWORD)
            key, _ = await create_key(tx, SYSTEM, name="test", scopes=["events:write"])
        async with container.database.begin() as tx:
            await container.keys.reload(tx)
        config = uvicorn.Config(create_app(container), log_config=None, lifespan="off", access_log=False)
        served = uvicorn.Server(config)
        serving = asyncio.create_task(served.serve(sockets=[listener]))
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=origin, headers={"origin": origin}, timeout=30) as client:
            for _ in range(200):
                if served.started and (await client.get("/readyz")).status_code == 200:
                    break
                await asyncio.sleep(0.05)
            answer = await client.post("/v1/session", json={"email": "ana@example.com", "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            yield client, key
        container.stopping.set()
        served.should_exit = True
        await serving


async def send(client, key, amounts):
    events = [
        {
            "specversion": "1.0",
            "id": f"e{number}",
            "source": "/test",
            "type": "payment_attempted",
            "data": {"account": {"id": f"acc_{number}"}, "amount": amount, "surface": "api"},
        }
        for number, amount in enumerate(amounts)
    ]
    answer = await client.post(
        "/v1/events",
        content=json.dumps(events),
        headers={"authorization": f"Bearer {key}", "content-type": "application/cloudevents-batch+json"},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["accepted"] == len(events)


async def test_the_summary_counts_what_was_judged_and_what_waits(server):
    client, key = server
    await send(client, key, [1, 500, 700])
    found = (await client.get("/v1/live/summary", params={"window": 60})).json()
    assert found["events"] == 3
    assert found["rules"] == [{"name": "Large", "count": 2, "shadow": False}]
    assert {one["verdict"]: one["count"] for one in found["verdicts"]} == {"allow": 1, "review": 2}
    assert sum(point["events"] for point in found["series"]) == 3
    assert found["as_of"].endswith("Z") and found["series"][0]["t"].endswith("Z")
    assert found["lag"]["outbox_pending"] == 0 and found["lag"]["lake_s"] is not None
    assert {part["name"]: part["state"] for part in found["parts"]}.items() >= {"database": "ok", "gate": "ok"}.items()


async def test_the_stream_ticks_and_shows_events_without_content(server):
    client, key = server
    seen: dict[str, list] = {"tick": [], "judged": []}
    async with client.stream("GET", "/v1/live/stream") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        name, sent = "", False
        async for line in stream.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                seen[name].append(json.loads(line.removeprefix("data: ")))
            if not sent:
                await send(client, key, [900])
                sent = True
            if seen["judged"] and len(seen["tick"]) > 1:
                break
    row = seen["judged"][0][0]
    assert (row["account"], row["rules"], row["verdicts"]) == ("acc_0", ["Large"], ["review"])
    assert row["at"].endswith("Z") and row["event_id"].startswith("evt_")
    assert not {"data", "content", "prompt"} & row.keys()
    assert seen["tick"][-1]["events"] == 1


async def test_an_event_is_found_as_soon_as_it_was_answered(server):
    client, key = server
    await send(client, key, [900, 5])
    found = (await client.get("/v1/search", params={"q": "rule:Large Amount>100 account:acc_0"})).json()
    assert found["total"] == 1
    event = (await client.get(f"/v1/events/{found['rows'][0]['event_id']}")).json()
    assert event["verdict"] == "review" and event["has_content"]
    subject = (await client.get("/v1/subjects/Account/acc_0")).json()
    assert subject["counts"]["flagged"] == 1


async def test_only_who_may_read_watches(server):
    client, key = server
    client.cookies.clear()
    assert (await client.get("/v1/live/summary")).status_code == 401
    answer = await client.get("/v1/live/summary", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 403
