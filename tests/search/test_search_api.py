"""Search, events and subjects over HTTP, on a real log and lake."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx
import polars as pl
import pytest

from redshank.access.service.people import add_person
from redshank.bootstrap.container import open_container
from redshank.bootstrap.lake import LakeParts
from redshank.bootstrap.settings import load_settings
from redshank.events.lake.service import move
from redshank.kernel.actor import SYSTEM
from redshank.kernel.ids import format_id
from redshank.web.app import create_front

PASSWORD = "three blind mice"


@pytest.fixture
async def served(database_url, tmp_path, make_rows, write_log) -> AsyncIterator[tuple]:
    """(client signed in as an analyst, the rows): 300 events, 200 of them in the lake."""
    settings = load_settings(data=tmp_path, database_url=database_url).settings
    async with open_container(settings, "server", parts=("redshank.bootstrap.lake",)) as container:
        rows = make_rows(300, step=60.0)
        await write_log(container.database, rows[:200])
        lake = await container.get(LakeParts).lake()
        async with container.database.begin() as tx:
            await move(tx, lake)
            await add_person(tx, SYSTEM, email="ana@example.com", name="Ana", role="analyst", password=PASSWORD)
            await add_person(tx, SYSTEM, email="vi@example.com", name="Vi", role="viewer", password=PASSWORD)
        await write_log(container.database, rows[200:])
        transport = httpx.ASGITransport(create_front(container, static=tmp_path), raise_app_exceptions=False)
        origin = "http://test"
        async with httpx.AsyncClient(transport=transport, base_url=origin, headers={"origin": origin}) as client:
            await sign_in(client, "ana")
            yield client, rows, container


async def sign_in(client, name):
    answer = await client.post("/v1/session", json={"email": f"{name}@example.com", "password": PASSWORD})
    assert answer.status_code == 200, answer.text


async def test_search_answers_with_rows_figures_and_groups(served):
    client, rows, _ = served
    answer = await client.get(
        "/v1/search", params={"q": "type:login", "from": "2026-03-01T00:00:00Z", "group_by": "surface", "limit": 10}
    )
    assert answer.status_code == 200, answer.text
    found = answer.json()
    logins = [row for row in rows if row.type == "login"]
    assert found["total"] == len(logins) == sum(bar["count"] for bar in found["histogram"])
    assert [row["event_id"] for row in found["rows"]] == [format_id("evt", row.uuid) for row in logins[::-1][:10]]
    assert {group["key"]: group["count"] for group in found["groups"]} == {
        surface: sum(row.surface == surface for row in logins) for surface in ("api", "chat")
    }
    assert found["rows"][0]["at"].endswith("Z")
    more = await client.get(
        "/v1/search",
        params={"q": "type:login", "from": "2026-03-01T00:00:00Z", "limit": 10, "cursor": found["next_cursor"]},
    )
    assert [row["seq"] for row in more.json()["rows"]] == [row.seq for row in logins[::-1][10:20]]


async def test_what_is_wrong_is_a_problem_with_its_place(served):
    client, _, _ = served
    for params, code in (
        ({"q": 'type:login "open'}, "query-invalid"),
        ({"q": "Nothing:1"}, "query-unknown-field"),
        ({"interval": "often"}, "interval-invalid"),
        ({"cursor": "x"}, "cursor-invalid"),
        ({"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}, "filter-invalid"),
        ({"from": "0001-01-01T00:00:00+14:00"}, "filter-invalid"),
        ({"subject": "x"}, "filter-invalid"),
        ({"group_by": "at"}, "filter-invalid"),
    ):
        answer = await client.get("/v1/search", params=params)
        assert answer.status_code == 422, params
        assert answer.json()["type"].endswith(code), params


async def test_nobody_searches_without_signing_in(served):
    client, _, _ = served
    client.cookies.clear()
    for path in ("/v1/search", "/v1/search/export", "/v1/subjects/Account/a", "/v1/events/evt_x"):
        assert (await client.get(path)).status_code == 401


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
async def test_exports_hold_every_row_and_no_content(served, form):
    client, rows, container = served
    answer = await client.get("/v1/search/export", params={"q": "surface:api", "format": form, "order": "asc"})
    assert answer.status_code == 200, answer.text
    expected = [format_id("evt", row.uuid) for row in rows if row.surface == "api"]
    if form == "csv":
        found = [line["event_id"] for line in csv.DictReader(io.StringIO(answer.text))]
    elif form == "jsonl":
        found = [json.loads(line)["event_id"] for line in answer.text.splitlines()]
    else:
        found = pl.read_parquet(io.BytesIO(answer.content))["event_id"].to_list()
    assert found == expected
    assert answer.headers["x-redshank-rows"] == str(len(expected))
    assert "naïve".encode() not in answer.content
    async with container.database.begin() as tx:
        assert await tx.value("SELECT detail->>'rows' FROM audit_log WHERE verb = 'search.export'") == str(
            len(expected)
        )


async def test_exports_disarm_formulas_and_marks_of_direction(served, make_rows, write_log):
    client, _, container = served
    hostile = ["=cmd|'/C calc'!A0", "+1", "-1", "@x", "a\u202eb\u2066c", "tab\there", "line\nbreak"]
    rows = [
        row._replace(id=text, source=text, subjects=[f"Account/{text}"])
        for row, text in zip(make_rows(len(hostile), first=901), hostile, strict=True)
    ]
    await write_log(container.database, rows)
    answer = await client.get("/v1/search/export", params={"q": "seq>900", "format": "csv", "order": "asc"})
    cells = [line["id"] for line in csv.DictReader(io.StringIO(answer.text))]
    assert cells == ["'=cmd|'/C calc'!A0", "'+1", "'-1", "'@x", "a\ufffdb\ufffdc", "tab\ufffdhere", "line\ufffdbreak"]
    for form in ("jsonl", "parquet"):
        body = (await client.get("/v1/search/export", params={"q": "seq>900", "format": form})).content
        assert "\u202e".encode() not in body and b"\\u202e" not in body


async def test_an_event_is_shown_from_the_log_and_from_the_lake(served):
    client, rows, container = served
    flagged = next(row for row in rows[:200] if row.rules)
    address = f"/v1/events/{format_id('evt', flagged.uuid)}"
    from_log = (await client.get(address)).json()
    async with container.database.begin() as tx:
        await tx.run("DELETE FROM event_log WHERE seq <= 200")
    from_lake = (await client.get(address)).json()
    assert from_lake == from_log
    assert from_log["has_content"] and from_log["labels"][0]["label"] == "bursty"
    features = {feature["name"]: feature for feature in from_log["features"]}
    assert features["Country"]["value"] in {"DE", "US", "BR"}
    assert features["Prompt"] == {"name": "Prompt", "value": None, "content": True}
    unknown = await client.get("/v1/events/evt_01jd0000000000000000000000")
    assert unknown.status_code == 404 and unknown.json()["type"].endswith("event-unknown")
    assert (await client.get("/v1/events/evt_zz")).status_code == 422


@pytest.mark.parametrize("place", ["log", "lake"])
async def test_content_is_revealed_for_a_purpose_and_on_record(served, place):
    client, rows, container = served
    row = rows[0]
    if place == "lake":
        async with container.database.begin() as tx:
            await tx.run("DELETE FROM event_log WHERE seq <= 200")
    event_id = format_id("evt", row.uuid)
    answer = await client.post(f"/v1/events/{event_id}/reveal", json={"purpose": "review", "reference": "CASE-7"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"] == json.loads(row.content)["data"]
    assert answer.json()["content_features"] == json.loads(row.content)["features"]
    async with container.database.begin() as tx:
        entry = await tx.row(
            "SELECT object, purpose, detail::text AS detail, actor_label FROM audit_log WHERE verb = 'event.reveal'"
        )
    assert entry == {
        "object": event_id,
        "purpose": "review",
        "detail": '{"reference":"CASE-7"}',
        "actor_label": "ana@example.com",
    }
    for body in ({}, {"purpose": ""}, {"purpose": "   "}):
        assert (await client.post(f"/v1/events/{event_id}/reveal", json=body)).status_code == 422
    await sign_in(client, "vi")
    assert (await client.post(f"/v1/events/{event_id}/reveal", json={"purpose": "x"})).status_code == 403


async def test_a_subject_is_shown_with_its_links(served):
    client, rows, _ = served
    subject = "Account/acc_7"
    mine = [row for row in rows if subject in row.subjects]
    found = (await client.get("/v1/subjects/Account/acc_7")).json()
    assert found["counts"]["events"] == len(mine) == sum(point["events"] for point in found["series"])
    assert found["counts"]["flagged"] == sum(bool(row.rules) for row in mine)
    assert found["standing"] == {"state": "active", "until": None, "action": None}
    devices = {name for row in mine for name in row.subjects if name.startswith("Device/")}
    direct = {link["subject"]: link["events"] for link in found["linked"] if link["via"] is None}
    assert {name for name in direct if name.startswith("Device/")} == devices
    hubs = {hub["subject"]: hub["shared_by"] for hub in found["hubs"]}
    shared = {}
    for row in rows:
        for via in row.subjects:
            if via in set(direct) and not via.startswith("Account/"):
                for other in row.subjects:
                    if other.startswith("Account/") and other != subject:
                        shared.setdefault(via, {}).setdefault(other, []).append(row)
    assert hubs == {via: len(others) for via, others in shared.items() if len(others) > 25}
    links = {(link["subject"], link["via"]): link["events"] for link in found["linked"] if link["via"]}
    expected = {
        (other, via): len(events)
        for via, others in shared.items()
        if len(others) <= 25
        for other, events in others.items()
    }
    assert links.items() <= expected.items()
    assert len(links) == min(100, len(expected))


async def test_a_subjects_timeline_has_pages(served):
    client, rows, _ = served
    seen, cursor = [], ""
    while cursor is not None:
        page = (await client.get("/v1/subjects/Network/10.0.0.3/events", params={"limit": 7, "cursor": cursor})).json()
        seen += [row["seq"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [row.seq for row in reversed(rows) if "Network/10.0.0.3" in row.subjects]


async def test_a_subjects_id_may_hold_anything(served, make_rows, write_log):
    client, _, container = served
    odd = "a/b c?d#e%\u202e'; --"
    await write_log(container.database, [make_rows(1, first=950)[0]._replace(subjects=[f"File/{odd}"])])
    answer = await client.get("/v1/subjects/File/" + quote(odd, safe=""))
    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"]["events"] == 1
    nobody = (await client.get("/v1/subjects/Account/nobody")).json()
    assert nobody["counts"]["events"] == 0 and nobody["first_seen"] is None
