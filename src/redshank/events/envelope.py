"""Decode CloudEvents 1.0 strictly: what is taken has one meaning, and what is refused says where and why.

JSON leaves open what a repeated key means, and decoders silently take the last. An attacker can use that to show one
value to a filter and another to whoever reads the log, so repeated keys are refused. Finding them with a decoder hook
costs more than the rest of the decoding, therefore the common case is decided by comparing and counting: every key is
followed by `":`, and so is every key of the re-encoded value; equal counts prove that none was dropped. Any doubt goes
to `redshank.events.scan`, which reads token by token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec

from redshank.events.errors import (
    EnvelopeInvalid,
    EventMalformed,
    EventRefused,
    EventTooLarge,
    NestedTooDeep,
    NumberOutOfRange,
    TimeOutOfBounds,
)
from redshank.events.scan import scan
from redshank.events.types import ReceivedEvent

EARLIEST: Final = 631_152_000.0
"""1990-01-01: an event from before is a clock that was never set."""


@dataclass(frozen=True, slots=True)
class EventLimits:
    """Bounds of one event.

    Attributes:
        bytes: largest size of one event as sent.
        depth: deepest nesting of objects and arrays.
        ahead: how many seconds the event's own time may lie in the future.
    """

    bytes: int = 256 * 1024
    depth: int = 64
    ahead: float = 86_400.0


class _Envelope(msgspec.Struct, gc=False):
    """Attributes of a CloudEvent; unknown ones are extension attributes and are allowed."""

    specversion: str
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
    source: Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
    type: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=512)] | None = None
    time: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    received_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    datacontenttype: Annotated[str, msgspec.Meta(max_length=128)] | None = None
    dataschema: Annotated[str, msgspec.Meta(max_length=512)] | None = None
    data: dict[str, Any] | None = None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
_DIGITS: Final = bytes(48 if 48 <= code <= 57 else 32 for code in range(256))
_DATA: Final = b'"data":{'
_SPACED_COLON: Final = re.compile(rb'"[ \t\r\n]+:')
_NINETEEN_DIGITS: Final = b"0" * 19
# Ids of nineteen digits are common, and are strings; a number follows a colon, a comma or a bracket.
_LONG_NUMBER: Final = re.compile(rb"[\[:,\s]-?[0-9]{19}")
_JSON_TYPE: Final = re.compile(r"application/(?:[\w.+-]+\+)?json\s*(?:;.*)?", re.IGNORECASE | re.DOTALL)
_SAFE_REASON: Final = re.compile(r"(Expected|Object missing required field|Invalid RFC3339)")
_AT_PATH: Final = re.compile(r" - at `(.*)`$", re.DOTALL)


def decode_event(raw: bytes, *, now: float, limits: EventLimits) -> ReceivedEvent:
    """Read one structured-mode CloudEvent.

    Args:
        raw: the bytes of one JSON object.
        now: the server's time, seconds since the epoch; bounds the event's own time.
        limits: bounds on size, depth and time.

    Raises:
        EventRefused, EventMalformed, EventTooLarge: with place and reason.
    """
    if len(raw) > limits.bytes:
        raise EventTooLarge(
            f"the event has {len(raw)} bytes, the limit is {limits.bytes}", mend="send large content by reference"
        )
    try:
        decoded = _decode(raw)
    except RecursionError:
        raise NestedTooDeep(f"the event is nested deeper than {limits.depth} levels", mend="flatten it") from None
    except msgspec.ValidationError as error:
        raise NumberOutOfRange(str(error)) from None
    except msgspec.DecodeError as error:
        raise EventMalformed(str(error)) from None
    except UnicodeDecodeError as error:
        raise EventMalformed("a string is not valid UTF-8", where=f"byte {error.start}") from None
    if type(decoded) is not dict:
        raise EnvelopeInvalid("an event is a JSON object", where="$")
    if raw.count(b"{") + raw.count(b"[") > limits.depth:
        scan(raw, depth=limits.depth)
    try:
        envelope = msgspec.convert(decoded, _Envelope)
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from None
    data = envelope.data if envelope.data is not None else {}
    canonical = _encode(data)
    if not _is_plain(raw, decoded, canonical):
        scan(raw, depth=limits.depth)
    _check_envelope(envelope, decoded)
    return ReceivedEvent(
        id=envelope.id,
        source=envelope.source,
        type=envelope.type,
        subject=envelope.subject,
        occurred_at=_bounded(envelope.time, "time", now, limits),
        received_at=_bounded(envelope.received_at, "received_at", now, limits),
        data=data,
        raw=canonical,
    )


def _is_plain(raw: bytes, decoded: dict[str, Any], canonical: bytes) -> bool:
    """Whether it is proven, without reading token by token, that nothing was dropped and nothing in it is forbidden.

    Where the data stands in the event just as it is encoded anew, only the keys around it are left to count. Otherwise
    all are. A key's quote and colon may stand apart, an escaped quote may look like one, a number may be too long: any
    of these leaves a doubt, and so does a zero byte.
    """
    if b"\\" in raw and (b"\\u0000" in raw or b"\\u0022" in raw):
        return False
    if _NINETEEN_DIGITS in raw.translate(_DIGITS) and _LONG_NUMBER.search(raw) is not None:
        return False
    start = raw.find(_DATA) + len(_DATA) - 1
    end = start + len(canonical)
    if raw[start:end] == canonical:
        around = raw[:start] + raw[end:]
        return around.count(b'":') == len(decoded) and not _has_spaced_colon(around)
    return raw.count(b'":') == len(decoded) + canonical.count(b'":') and not _has_spaced_colon(raw)


def _has_spaced_colon(raw: bytes) -> bool:
    """Whether a colon may stand apart from its key; a string can look like that too."""
    spaced = b'" ' in raw or b'"\n' in raw or b'"\t' in raw or b'"\r' in raw
    return spaced and _SPACED_COLON.search(raw) is not None


def _check_envelope(envelope: _Envelope, decoded: dict[str, Any]) -> None:
    if envelope.specversion != "1.0":
        raise EnvelopeInvalid("this server reads CloudEvents 1.0", where="$.specversion", mend='send "1.0"')
    if "data_base64" in decoded:
        raise EnvelopeInvalid("binary data is not taken", where="$.data_base64", mend="send a JSON object as `data`")
    if envelope.datacontenttype is not None and _JSON_TYPE.fullmatch(envelope.datacontenttype) is None:
        raise EnvelopeInvalid(
            "data is not declared as JSON", where="$.datacontenttype", mend="send `application/json` or leave it out"
        )


def _bounded(value: datetime | None, attribute: str, now: float, limits: EventLimits) -> float | None:
    if value is None:
        return None
    seconds = value.timestamp()
    if seconds < EARLIEST:
        raise TimeOutOfBounds("the time lies before 1990", where=f"$.{attribute}", mend="set the sender's clock")
    if seconds > now + limits.ahead:
        raise TimeOutOfBounds(
            f"the time lies more than {limits.ahead:.0f} s in the future",
            where=f"$.{attribute}",
            mend="set the sender's clock",
        )
    return seconds


def _invalid(message: str) -> EventRefused:
    """A refusal from the decoder's message, without any value that it may quote."""
    path = _AT_PATH.search(message)
    reason = message[: path.start()] if path is not None else message
    if _SAFE_REASON.match(reason) is None:
        reason = "the value is not valid"
    return EnvelopeInvalid(reason, where=path.group(1) if path is not None else "$")
