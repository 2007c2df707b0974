"""OTLP over HTTP: one address connects a platform that traces its model calls."""

from __future__ import annotations

import gzip
import json


def export(**attributes):
    pairs = [{"key": name, "value": {"stringValue": value}} for name, value in attributes.items()]
    span = {
        "traceId": "5b8efff798038103d269b633813fc60c",
        "spanId": "0000000000000001",
        "name": "chat big-1",
        "startTimeUnixNano": "1772355600000000000",
        "endTimeUnixNano": "1772355601000000000",
        "attributes": [{"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}, *pairs],
    }
    return {"resourceSpans": [{"resource": {}, "scopeSpans": [{"spans": [span]}]}]}


async def test_an_export_is_judged_and_a_second_one_recognised(served):
    body = gzip.compress(json.dumps(export(**{"user.id": "acc_1"})).encode())
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    for _ in range(2):
        answer = await served.client.post("/v1/traces", content=body, headers=headers)
        assert (answer.status_code, answer.json()) == (200, {}), answer.text
    rows = await served.rows("SELECT type, subjects FROM event_log ORDER BY seq")
    assert [(row["type"], row["subjects"]) for row in rows] == [
        ("prompt_submitted", ["Account/acc_1"]),
        ("completion_returned", ["Account/acc_1"]),
    ]


async def test_part_of_an_export_can_be_refused(served):
    body = json.dumps(export(**{"gen_ai.input.messages": "a\0b"}))
    answer = await served.client.post("/v1/traces", content=body, headers={"content-type": "application/json"})
    assert answer.json()["partialSuccess"]["rejectedSpans"] == "1"
    assert len((await served.client.get("/v1/quarantine")).json()["events"]) == 1


async def test_errors_are_those_of_the_protocol(served):
    post = served.client.post
    wrong_type = await post("/v1/traces", content=b"x", headers={"content-type": "text/plain"})
    assert wrong_type.status_code == 415
    malformed = await post("/v1/traces", content=b"\xff", headers={"content-type": "application/x-protobuf"})
    assert malformed.status_code == 400
    assert malformed.headers["content-type"] == "application/x-protobuf"
    assert malformed.content.startswith(b"\x08\x03\x12")
    nobody = await post(
        "/v1/traces", content=b"{}", headers={"content-type": "application/json", "authorization": "Bearer rk_x"}
    )
    assert nobody.status_code == 401
