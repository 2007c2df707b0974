"""Traces of model calls become events: protobuf and JSON alike, with ids that make a second export a duplicate."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from redshank.events.envelope import EventLimits
from redshank.events.errors import BodyMalformed, BodyTooLarge
from redshank.events.otlp.decode import decode_export
from redshank.events.otlp.wire import read_export, write_status, write_success
from redshank.kernel.errors import RedshankError

START = 1_772_355_600_000_000_000
MESSAGES = [
    {"role": "system", "parts": [{"type": "text", "content": "Be brief."}]},
    {"role": "user", "parts": [{"type": "text", "content": "What is"}, {"type": "text", "content": "a redshank?"}]},
]
ANSWER = [{"role": "assistant", "parts": [{"type": "text", "content": "A wader."}], "finish_reason": "stop"}]


def plain(value):
    """An attribute value in OTLP's JSON form."""
    match value:
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case str():
            return {"stringValue": value}
        case list():
            return {"arrayValue": {"values": [plain(one) for one in value]}}
    return {"kvlistValue": {"values": [{"key": name, "value": plain(one)} for name, one in value.items()]}}


def pairs(attributes):
    return [{"key": name, "value": plain(value)} for name, value in attributes.items()]


def export(operation="chat", span=7, resource=None, events=(), **attributes):
    """An export of one span, as JSON."""
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": pairs({"service.name": "bot", **(resource or {})})},
                "scopeSpans": [
                    {
                        "spans": [
                            {
                                "traceId": "5b8efff798038103d269b633813fc60c",
                                "spanId": f"{span:016x}",
                                "name": "call",
                                "startTimeUnixNano": str(START),
                                "endTimeUnixNano": str(START + 1_500_000_000),
                                "attributes": pairs({"gen_ai.operation.name": operation, **attributes}),
                                "events": [{"name": name, "attributes": pairs(more)} for name, more in events],
                                "status": {},
                            }
                        ]
                    }
                ],
            }
        ]
    }


def as_protobuf(found):
    """The same export in protobuf."""

    def fill(message, value):
        match next(iter(value)):
            case "boolValue":
                message.bool_value = value["boolValue"]
            case "intValue":
                message.int_value = int(value["intValue"])
            case "doubleValue":
                message.double_value = value["doubleValue"]
            case "stringValue":
                message.string_value = value["stringValue"]
            case "arrayValue":
                message.array_value.SetInParent()
                for one in value["arrayValue"]["values"]:
                    fill(message.array_value.values.add(), one)
            case "kvlistValue":
                for one in value["kvlistValue"]["values"]:
                    pair = message.kvlist_value.values.add()
                    pair.key = one["key"]
                    fill(pair.value, one["value"])

    request = ExportTraceServiceRequest()
    for group in found["resourceSpans"]:
        made = request.resource_spans.add()
        for one in group["resource"]["attributes"]:
            pair = made.resource.attributes.add()
            pair.key = one["key"]
            fill(pair.value, one["value"])
        for scope in group["scopeSpans"]:
            target = made.scope_spans.add()
            for span in scope["spans"]:
                to = target.spans.add()
                to.trace_id = bytes.fromhex(span["traceId"])
                to.span_id = bytes.fromhex(span["spanId"])
                to.name = span["name"]
                to.start_time_unix_nano = int(span["startTimeUnixNano"])
                to.end_time_unix_nano = int(span["endTimeUnixNano"])
                for one in span["attributes"]:
                    pair = to.attributes.add()
                    pair.key = one["key"]
                    fill(pair.value, one["value"])
                for event in span["events"]:
                    moment = to.events.add()
                    moment.name = event["name"]
                    for one in event["attributes"]:
                        pair = moment.attributes.add()
                        pair.key = one["key"]
                        fill(pair.value, one["value"])
    return request.SerializeToString()


def decode(found, form="json", most=100):
    body = json.dumps(found).encode() if form == "json" else as_protobuf(found)
    return decode_export(body, form, now=1.79e9, limits=EventLimits(), most=most)


@pytest.mark.parametrize("form", ["json", "protobuf"])
@pytest.mark.parametrize("as_text", [True, False])
def test_a_chat_span_becomes_prompt_and_completion(form, as_text):
    found = export(
        **{
            "gen_ai.provider.name": "acme",
            "gen_ai.request.model": "big-1",
            "gen_ai.request.temperature": 0.5,
            "gen_ai.response.finish_reasons": ["content_filter"],
            "gen_ai.usage.output_tokens": 12,
            "gen_ai.conversation.id": "conv-1",
            "gen_ai.input.messages": json.dumps(MESSAGES) if as_text else MESSAGES,
            "gen_ai.output.messages": json.dumps(ANSWER) if as_text else ANSWER,
            "user.id": "acc_9",
            "client.address": "192.0.2.1",
            "redshank.client.asn": 64500,
            "redshank.surface": "chat",
        }
    )
    prompt, completion = decode(found, form).events
    assert (prompt.type, completion.type) == ("prompt_submitted", "completion_returned")
    assert prompt.id == "5b8efff798038103d269b633813fc60c-0000000000000007-prompt_submitted"
    assert (prompt.source, prompt.subject) == ("/otel/bot", "acc_9")
    assert completion.occurred_at - prompt.occurred_at == 1.5
    assert prompt.data["prompt"] == {"text": "What is\na redshank?", "system": "Be brief."}
    assert completion.data["completion"] == {"text": "A wader.", "refused": True}
    assert prompt.data["account"] == {"id": "acc_9"}
    assert prompt.data["client"] == {"ip": "192.0.2.1", "asn": 64500}
    assert prompt.data["conversation"] == {"id": "conv-1"}
    assert (prompt.data["surface"], completion.data["surface"]) == ("chat", "chat")
    assert completion.data["gen_ai"]["usage"] == {"output_tokens": 12}
    assert completion.data["gen_ai"]["request"] == {"model": "big-1", "temperature": 0.5}
    assert "usage" not in prompt.data["gen_ai"]


def test_contents_in_span_events_are_found():
    details = ("gen_ai.client.inference.operation.details", {"gen_ai.input.messages": json.dumps(MESSAGES)})
    prompt, _ = decode(export(events=[details])).events
    assert prompt.data["prompt"]["text"] == "What is\na redshank?"


@pytest.mark.parametrize(
    ("operation", "types"),
    [
        ("embeddings", ["prompt_submitted"]),
        ("image_generation", ["image_requested"]),
        ("execute_tool", ["tool_called", "tool_returned"]),
        ("invoke_agent", []),
        ("GET /", []),
    ],
)
def test_each_operation_has_its_events(operation, types):
    found = export(operation, **{"gen_ai.tool.name": "search", "gen_ai.tool.call.arguments": '{"q": 1}'})
    assert [event.type for event in decode(found).events] == types
    if types and types[0] == "tool_called":
        assert decode(found).events[0].data["tool"] == {"name": "search", "id": None, "arguments": '{"q": 1}'}


def test_what_can_not_be_an_event_is_counted_by_span():
    found = export(**{"gen_ai.input.messages": "a\u0000b"})
    found["resourceSpans"].append(export(span=8)["resourceSpans"][0])
    decoded = decode(found)
    assert decoded.refused_spans == 1
    assert len(decoded.events) == 3
    assert decoded.refused[0].problem["type"] == "urn:redshank:error:event-forbidden-character"


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b'{"resourceSpans": 1}', b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "xyz"}]}]}]}',
        b'{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"arrayValue":7}}]}}]}',
        b'{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"intValue":"x"}}]}}]}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused(body):
    with pytest.raises(BodyMalformed):
        read_export(body, "json", most=9)
    with pytest.raises(BodyMalformed):
        read_export(b"\xff\xff" + body[:50], "protobuf", most=9)


def test_answers_are_those_of_the_protocol():
    assert write_success("json", rejected=0, message="") == b"{}"
    assert json.loads(write_success("json", rejected=2, message="why")) == {
        "partialSuccess": {"rejectedSpans": "2", "errorMessage": "why"}
    }
    response = ExportTraceServiceResponse()
    response.ParseFromString(write_success("protobuf", rejected=2, message="why"))
    assert (response.partial_success.rejected_spans, response.partial_success.error_message) == (2, "why")
    assert write_status("protobuf", 429, "slow") == b"\x08\x08\x12\x04slow"
    assert json.loads(write_status("json", 400, "no")) == {"code": 3, "message": "no"}


VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.provider.name",
        "gen_ai.response.finish_reasons", "user.id", "redshank.account.id", "redshank.", "redshank.a.b.c.d.e.f.g",
        "gen_ai.tool.name", "gen_ai.tool.call.result", "gen_ai.conversation.id", "session.id",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    attributes=st.dictionaries(NAMES, VALUES, max_size=6),
    operation=st.sampled_from(["chat", "execute_tool", "image_generation"]),
)
def test_no_attribute_does_anything_but_decode_or_be_refused(attributes, operation):
    try:
        decoded = decode(export(operation, **attributes))
    except RedshankError:
        return
    assert len(decoded.events) + len(decoded.refused) in {1, 2}


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"\x0a\x00" * 100_000, "protobuf"),
        (b'{"resourceSpans":[' + b"{}," * 100_000 + b"{}]}", "json"),
    ],
)
def test_an_export_of_nothing_but_groups_is_too_large(body, form):
    with pytest.raises(BodyTooLarge):
        read_export(body, form, most=100)
