"""Events over HTTP: judged, on disk, recognised when sent again, refused one by one."""

from __future__ import annotations

import asyncio
import gzip
import json

import pytest

from redshank.events.outcome import decode_content, decode_outcome
from redshank.kernel.clock import ManualClock


async def test_events_are_judged_and_on_disk(served, make_event):
    answer = await served.send(*(make_event(n, amount=n * 60) for n in range(1, 5)))
    assert (answer["accepted"], answer["duplicates"], answer["refused"]) == (4, 0, [])
    assert [line.get("verdicts") for line in answer["events"]] == [None, ["review"], ["review"], ["review"]]
    rows = await served.rows("SELECT * FROM event_log ORDER BY seq")
    assert [row["seq"] for row in rows] == [1, 2, 3, 4]
    assert [row["rules"] for row in rows] == [[], ["Rich"], ["Rich"], ["Flood", "Rich"]]
    assert rows[1]["shadow_rules"] == ["Quiet"]
    assert rows[0]["subjects"] == ["Account/acc_1"]
    outcome = decode_outcome(rows[3]["outcome"])
    assert outcome.features["Seen"] == 3
    assert outcome.verdict == "throttle"
    assert bytes(decode_content(rows[3]["content"]).data) == b'{"account":{"id":"acc_1"},"amount":240}'
    facts = await served.rows("SELECT * FROM label_facts ORDER BY seq")
    assert {(fact["entity_id"], fact["label"], fact["status"]) for fact in facts} == {("acc_1", "rich", "ADDED")}


async def test_content_stays_out_of_what_is_kept(served, make_event):
    private = "forbidden private words"
    decided = await served.decide(make_event(1, prompt={"text": private}))
    (row,) = await served.rows("SELECT outcome, content FROM event_log")
    assert private.encode() not in row["outcome"]
    assert private not in json.dumps(decided)
    content = decode_content(row["content"])
    assert content.features == {"Text": private}
    assert content.descriptions == {"Bad": f"said {private}"}
    assert decided["rules"][0]["description"] == "said {Text}"


async def test_a_retry_is_answered_as_the_first_time(served, make_event):
    first = await served.decide(make_event(1, amount=500))
    again = await served.decide(make_event(1, amount=500))
    assert again == first | {"duplicate": True}
    answer = await served.send(make_event(1), make_event(2), make_event(2))
    assert (answer["accepted"], answer["duplicates"]) == (1, 2)
    assert answer["events"][0]["id"] == first["event_id"]
    assert answer["events"][1]["id"] == answer["events"][2]["id"]
    assert [row["seq"] for row in await served.rows("SELECT seq FROM event_log ORDER BY seq")] == [1, 2]


async def test_concurrent_duplicates_give_one_event(served, make_event):
    async def batch(first: int):
        return await served.send(*(make_event(n % 40, f"acc_{n % 7}") for n in range(first, first + 60)))

    answers = await asyncio.gather(*(batch(n) for n in range(0, 40, 4)))
    assert sum(answer["accepted"] for answer in answers) == 40
    assert sum(answer["duplicates"] for answer in answers) == 10 * 60 - 40
    rows = await served.rows("SELECT seq, id FROM event_log ORDER BY seq")
    assert [row["seq"] for row in rows] == list(range(1, 41))
    assert len({row["id"] for row in rows}) == 40
    by_id: dict[str, set[str]] = {}
    for first, answer in zip(range(0, 40, 4), answers, strict=True):
        for line in answer["events"]:
            by_id.setdefault(str((first + line["index"]) % 40), set()).add(line["id"])
    assert all(len(ids) == 1 for ids in by_id.values())


async def test_a_source_is_part_of_the_name(served, make_event):
    answer = await served.send(make_event(1), make_event(1) | {"source": "/other"})
    assert answer["accepted"] == 2


async def test_refused_events_are_kept_and_the_others_taken(served, make_event):
    answer = await served.send(make_event(1), {"id": "x"}, make_event(2) | {"data": "text"})
    assert answer["accepted"] == 1
    assert [(one["index"], one["problem"]["type"]) for one in answer["refused"]] == [
        (1, "urn:redshank:error:event-envelope-invalid"),
        (2, "urn:redshank:error:event-envelope-invalid"),
    ]
    await served.send(make_event(3), {"id": "x"})
    listed = (await served.client.get("/v1/quarantine")).json()
    assert sorted(one["times"] for one in listed["events"]) == [1, 2]
    repeated = next(one for one in listed["events"] if one["times"] == 2)
    revealed = await served.client.post(f"/v1/quarantine/{repeated['id']}/reveal", json={"purpose": "look"})
    assert revealed.json()["text"] == '{"id":"x"}'
    discarded = await served.client.post(f"/v1/quarantine/{repeated['id']}/discard")
    assert discarded.json()["state"] == "discarded"
    revealed = await served.client.post(f"/v1/quarantine/{repeated['id']}/reveal", json={"purpose": "look"})
    assert revealed.json()["text"] is None
    trail = await served.rows("SELECT verb FROM audit_log WHERE verb LIKE 'quarantine.%' ORDER BY position")
    assert [row["verb"] for row in trail] == ["quarantine.reveal", "quarantine.discard", "quarantine.reveal"]


async def test_a_single_refused_event_is_a_problem_of_the_request(served):
    answer = await served.client.post(
        "/v1/events", content=b"{", headers={"content-type": "application/cloudevents+json"}
    )
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:redshank:error:event-malformed"
    assert len((await served.client.get("/v1/quarantine")).json()["events"]) == 1


async def test_every_shape_is_taken(served, make_event):
    post = served.client.post
    one, two = json.dumps(make_event(1)).encode(), json.dumps(make_event(2)).encode()
    for body, media_type, more in (
        (one, "application/cloudevents+json; charset=utf-8", {}),
        (b"[%b,%b]" % (one, two), "application/cloudevents-batch+json", {}),
        (b"%b\n%b\n" % (one, two), "application/x-ndjson", {}),
        (gzip.compress(one), "application/json", {"content-encoding": "gzip"}),
    ):
        answer = await post("/v1/events", content=body, headers={"content-type": media_type, **more})
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/v1/events", {}, b"", 405),
        ("POST", "/v1/events", {"content-type": "text/plain"}, b"{}", 415),
        ("POST", "/v1/events", {"content-type": "application/json"}, b"", 400),
        ("POST", "/v1/events", {"content-type": "application/json", "content-encoding": "br"}, b"{}", 400),
        ("POST", "/v1/events?backfill=maybe", {"content-type": "application/json"}, b"{}", 422),
        ("POST", "/v1/decide", {"content-type": "application/json"}, b"[]", 400),
        ("POST", "/v1/decide", {"content-type": "application/x-ndjson"}, b"{}", 415),
        ("POST", "/v1/events", {"authorization": "Bearer rk_nothing"}, b"{}", 401),
        ("POST", "/v1/events", {"authorization": "Basic eDp5"}, b"{}", 401),
    ],
)
async def test_wrong_requests_are_problems(served, method, path, headers, body, status):
    answer = await served.client.request(method, path, headers=headers, content=body)
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_too_large_a_body_is_refused_before_it_is_read(serve, make_event):
    async with serve(request_bytes=4096) as served:
        answer = await served.client.post("/v1/events", json=[make_event(n) for n in range(100)])
        assert answer.status_code == 413


async def test_a_full_queue_turns_requests_away_and_loses_none(serve, make_event):
    async with serve(queue_events=100, commit_events=10) as served:
        answers = await asyncio.gather(
            *(served.client.post("/v1/events", json=[make_event(f"{n}-{m}") for m in range(20)]) for n in range(60))
        )
        statuses = [answer.status_code for answer in answers]
        assert set(statuses) == {200, 429}
        assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 429)
        (count,) = await served.rows("SELECT count(*) AS n FROM event_log")
        assert count["n"] == 20 * statuses.count(200)


async def test_a_key_has_its_rate(serve, make_event):
    clock = ManualClock()
    async with serve(clock=clock, key_events_per_second=5) as served:
        await served.send(*(make_event(n) for n in range(50)))
        answer = await served.client.post("/v1/events", json=[make_event(n) for n in range(50, 60)])
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "2"
        clock.advance(2)
        await served.send(*(make_event(n) for n in range(50, 60)))


async def test_arrival_times_are_the_servers_unless_backfilling(served, make_event):
    past = {"time": "2026-01-05T10:00:00Z", "received_at": "2026-01-05T10:00:07Z"}
    await served.send(make_event(1) | past, path="/v1/events?backfill=true")
    await served.send(make_event(2) | {"time": past["time"]}, path="/v1/events?backfill=true")
    await served.send(make_event(3) | past)
    rows = await served.rows("SELECT received_at, window_time, occurred_at FROM event_log ORDER BY seq")
    assert [row["received_at"].isoformat() for row in rows[:2]] == [
        "2026-01-05T10:00:07+00:00",
        "2026-01-05T10:00:00+00:00",
    ]
    assert rows[1]["window_time"] == rows[0]["window_time"]  # never runs backwards
    assert rows[2]["received_at"].year > 2025 and rows[2]["received_at"] != rows[0]["received_at"]
    assert rows[2]["occurred_at"].isoformat() == "2026-01-05T10:00:00+00:00"


async def test_backfill_needs_its_scope(served, make_event):
    created = await served.client.post("/v1/keys", json={"name": "plain", "scopes": ["events:write"]})
    async with served.container.database.begin() as tx:
        await served.container.keys.reload(tx)
    answer = await served.client.post(
        "/v1/events?backfill=true",
        json=[make_event(1)],
        headers={"authorization": f"Bearer {created.json()['key']}"},
    )
    assert answer.status_code == 403


async def test_over_long_and_strange_ids_are_kept(served, make_event):
    await served.send(make_event(1, "x" * 5000, amount=500), make_event(2, "ünïcode/slash 漢", amount=500))
    rows = await served.rows("SELECT subjects FROM event_log ORDER BY seq")
    assert rows[0]["subjects"][0].startswith("Account/sha256:")
    assert rows[1]["subjects"] == ["Account/ünïcode/slash 漢"]


async def test_a_decide_overtakes_what_waits_to_be_judged(serve, make_event, wait_until):
    async with serve(commit_events=2000) as served:
        filling = [
            asyncio.create_task(
                served.send(*(make_event(f"{n}-{m}", f"acc_{m}") for m in range(500)), make_event("twice"))
            )
            for n in range(8)
        ]
        await wait_until(lambda: served.pipeline.queued >= 1000 or any(task.done() for task in filling), pause=0)
        decided = await served.decide(make_event("urgent"))
        answers = await asyncio.gather(*filling)
        assert sum(answer["accepted"] for answer in answers) == 4001
        rows = await served.rows("SELECT seq, id FROM event_log ORDER BY seq")
        assert [row["seq"] for row in rows] == list(range(1, 4003))
        assert len({row["id"] for row in rows}) == 4002
        place = next(row["seq"] for row in rows if row["id"] == "urgent")
        assert place < 4002, "it was judged before the last of what waited"
        assert decided["duplicate"] is False
