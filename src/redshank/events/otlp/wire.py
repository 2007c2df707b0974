"""Read an OTLP trace export, in protobuf or JSON, into spans of plain values; and write the answers that OTLP wants."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sized
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from redshank.events.errors import BodyMalformed, BodyTooLarge

Form = Literal["protobuf", "json"]

FORMS: Final[dict[str, Form]] = {"application/x-protobuf": "protobuf", "application/json": "json"}
"""Media types of OTLP/HTTP."""

_DEEPEST: Final = 32
_PARTS_OF_A_SPAN: Final = 64
_GRPC_CODES: Final = {400: 3, 401: 16, 403: 7, 413: 3, 415: 3, 422: 3, 429: 8, 503: 14}


@dataclass(slots=True)
class SpanEvent:
    """Something that happened within a span."""

    name: str
    attributes: dict[str, Any]


@dataclass(slots=True)
class Span:
    """A span with plain values.

    Attributes:
        trace_id, span_id: lower-case hex.
        start, end: seconds since the epoch; 0 where the sender gave none.
        failed: its status is an error.
        resource: attributes of whoever sent it.
    """

    trace_id: str
    span_id: str
    name: str
    start: float
    end: float
    failed: bool
    attributes: dict[str, Any]
    events: list[SpanEvent]
    resource: dict[str, Any]


class _Parts:
    """How many groups, spans, attributes and events an export may still hold: two bytes can make one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._left = most

    def take(self, *parts: Sized) -> None:
        """Count what is about to be read.

        Raises:
            BodyTooLarge: it is more than an export may hold.
        """
        self._left -= sum(map(len, parts))
        if self._left < 0:
            raise BodyTooLarge(
                f"the export has more than {self._most} groups, spans, attributes and events",
                mend="export smaller batches",
            )


def read_export(body: bytes, form: Form, *, most: int) -> list[Span]:
    """The spans of an export.

    Args:
        most: how many spans one request may hold; each may have some 64 attributes and events.

    Raises:
        BodyMalformed: the body is not what its content type says.
        BodyTooLarge: it holds far more than so many spans have.
    """
    parts = _Parts(most * _PARTS_OF_A_SPAN)
    try:
        return _from_protobuf(body, parts) if form == "protobuf" else _from_json(body, parts)
    except (DecodeError, msgspec.MsgspecError, RecursionError, ValueError, TypeError, LookupError, AttributeError):
        raise BodyMalformed("the body is no OTLP trace export", mend="send what an OTLP/HTTP exporter sends") from None


def write_success(form: Form, *, rejected: int, message: str) -> bytes:
    """The answer to an export that was taken, in whole or in part."""
    if form == "json":
        partial = {"rejectedSpans": str(rejected), "errorMessage": message} if rejected else {}
        return json.dumps({"partialSuccess": partial} if partial else {}).encode()
    response = ExportTraceServiceResponse()
    if rejected:
        response.partial_success.rejected_spans = rejected
        response.partial_success.error_message = message
    return bytes(response.SerializeToString())


def write_status(form: Form, status: int, message: str) -> bytes:
    """The answer to an export that was refused: a `google.rpc.Status`, which has a code and a message."""
    code = _GRPC_CODES.get(status, 13)
    if form == "json":
        return json.dumps({"code": code, "message": message}).encode()
    encoded = message.encode()[:1000]
    return b"\x08" + _varint(code) + b"\x12" + _varint(len(encoded)) + encoded


def _varint(number: int) -> bytes:
    parts = bytearray()
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def _from_protobuf(body: bytes, parts: _Parts) -> list[Span]:
    request = ExportTraceServiceRequest()
    request.ParseFromString(body)
    spans = []
    parts.take(request.resource_spans)
    for group in request.resource_spans:
        parts.take(group.resource.attributes, group.scope_spans)
        resource = _attributes(group.resource.attributes)
        for scope in group.scope_spans:
            parts.take(scope.spans)
            for span in scope.spans:
                parts.take(span.attributes, span.events, *(event.attributes for event in span.events))
            spans += [
                Span(
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.name,
                    span.start_time_unix_nano / 1e9,
                    span.end_time_unix_nano / 1e9,
                    span.status.code == 2,
                    _attributes(span.attributes),
                    [SpanEvent(event.name, _attributes(event.attributes)) for event in span.events],
                    resource,
                )
                for span in scope.spans
            ]
    return spans


def _attributes(pairs: Iterable[Any]) -> dict[str, Any]:
    return {pair.key: _value(pair.value, 0) for pair in pairs}


def _value(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [_value(item, depth + 1) for item in value.array_value.values]
    if kind == "kvlist_value":
        return {pair.key: _value(pair.value, depth + 1) for pair in value.kvlist_value.values}
    if kind == "bytes_value":
        return base64.b64encode(value.bytes_value).decode()
    return getattr(value, kind)


class _JsonPair(msgspec.Struct):
    key: str
    value: dict[str, Any] = {}


class _JsonStatus(msgspec.Struct):
    code: int | str = 0


class _JsonEvent(msgspec.Struct):
    name: str = ""
    attributes: list[_JsonPair] = []


class _JsonSpan(msgspec.Struct, rename="camel"):
    trace_id: str = ""
    span_id: str = ""
    name: str = ""
    start_time_unix_nano: int | str = 0
    end_time_unix_nano: int | str = 0
    attributes: list[_JsonPair] = []
    events: list[_JsonEvent] = []
    status: _JsonStatus = msgspec.field(default_factory=_JsonStatus)


class _JsonScope(msgspec.Struct):
    spans: list[_JsonSpan] = []


class _JsonResource(msgspec.Struct):
    attributes: list[_JsonPair] = []


class _JsonGroup(msgspec.Struct, rename="camel"):
    resource: _JsonResource = msgspec.field(default_factory=_JsonResource)
    scope_spans: list[_JsonScope] = []


class _JsonExport(msgspec.Struct, rename="camel"):
    resource_spans: list[_JsonGroup] = []


_decode_json = msgspec.json.Decoder(_JsonExport).decode


def _from_json(body: bytes, parts: _Parts) -> list[Span]:
    spans = []
    parts.take(range(body.count(b"{") // 2))  # an attribute is two objects; what is text in braces counts too
    for group in _decode_json(body).resource_spans:
        resource = _json_attributes(group.resource.attributes)
        for scope in group.scope_spans:
            spans += [
                Span(
                    bytes.fromhex(span.trace_id).hex(),
                    bytes.fromhex(span.span_id).hex(),
                    span.name,
                    int(span.start_time_unix_nano) / 1e9,
                    int(span.end_time_unix_nano) / 1e9,
                    span.status.code in (2, "STATUS_CODE_ERROR"),
                    _json_attributes(span.attributes),
                    [SpanEvent(event.name, _json_attributes(event.attributes)) for event in span.events],
                    resource,
                )
                for span in scope.spans
            ]
    return spans


def _json_attributes(pairs: list[_JsonPair]) -> dict[str, Any]:
    return {pair.key: _json_value(pair.value, 0) for pair in pairs}


def _json_value(value: Any, depth: int) -> Any:
    if depth > _DEEPEST or not isinstance(value, dict):
        raise ValueError("no OTLP value")
    for kind, inner in value.items():
        match kind:
            case "stringValue" | "boolValue" | "doubleValue" | "bytesValue":
                return inner
            case "intValue":
                return int(inner)
            case "arrayValue":
                return [_json_value(item, depth + 1) for item in inner.get("values", [])]
            case "kvlistValue":
                return {
                    str(pair["key"]): _json_value(pair.get("value", {}), depth + 1) for pair in inner.get("values", [])
                }
    return None
