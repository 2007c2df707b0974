"""Events from files, for running rules without a service: one JSON object a line.

A line is a CloudEvent, or has `action_id`, `action_name`, `timestamp`, `data` and perhaps `secret_data`. A line that
can't be read is refused with its number and the reason, and the run goes on.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, cast

import msgspec
import zstandard

from redshank.rules.action_number import action_number
from redshank.rules.errors import EventRefused, RulesNotFound
from redshank.rules.types import LabelChange, Outcome, RuleEvent

MAX_LINE: Final = 16 << 20
"""Longest line, in bytes."""
MAX_DEPTH: Final = 200
"""Deepest nesting of an event."""

_decode: Final = msgspec.json.Decoder().decode
_encode: Final = msgspec.json.Encoder().encode


class _Line(msgspec.Struct, gc=False):
    """A line with an action's attributes, in the types that nearly all have."""

    action_id: int
    action_name: str
    timestamp: datetime
    data: dict[str, Any]
    secret_data: dict[str, Any] | None = None
    received_at: str | None = None
    specversion: str | None = None


_decode_line: Final = msgspec.json.Decoder(_Line).decode


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds an event, or says why it doesn't.

    Attributes:
        number: from 1.
        event: with its window time as the line has it; None where the line is refused.
        refusal: why.
    """

    number: int
    event: RuleEvent | None
    refusal: EventRefused | None = None


def open_lines(source: str) -> IO[bytes]:
    """A file of lines, plain, gzip (`.gz`) or zstd (`.zst`); `-` is standard input.

    Raises:
        RulesNotFound: there is no such file.
    """
    if source == "-":
        return sys.stdin.buffer
    path = Path(source)
    if not path.is_file():
        raise RulesNotFound("no such file", where=source, mend="name a file of events, or `-` for standard input")
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if path.suffix == ".zst":
        return io.BufferedReader(_Zstandard(path.open("rb")), 1 << 16)
    return path.open("rb")


class _Zstandard(io.RawIOBase):
    """A zstd file, read on; unlike the library's own reader it notices when the file ends too early."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._fed = False
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            if self._frame.eof:
                rest = self._frame.unused_data
                self._frame = zstandard.ZstdDecompressor().decompressobj()
                self._fed = False
            else:
                rest = b""
            chunk = rest or self._file.read(1 << 16)
            if not chunk:
                if self._fed:
                    raise EOFError("the file ends within a frame")
                return 0
            self._fed = True
            self._ready = self._frame.decompress(chunk)
        size = min(len(self._ready), len(buffer))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def close(self) -> None:
        self._file.close()
        super().close()


def raw_lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Number and bytes of every line that is not empty; None for one that is too long."""
    number = 0
    while True:
        number += 1
        line = stream.readline(MAX_LINE + 1)
        if not line:
            return
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            yield number, None
        elif not line.isspace():
            yield number, line


def read_events(stream: IO[bytes]) -> Iterator[Line]:
    """Every event of a stream, in order; window times never run backwards.

    The window time is `received_at` where the line has it, else the event's own time, and never less than that of the
    line before.
    """
    window_time = float("-inf")
    seq = 0
    try:
        for number, line in raw_lines(stream):
            try:
                if line is None:
                    raise EventRefused(f"the line has more than {MAX_LINE >> 20} MiB")
                event = read_event(line)
            except EventRefused as refused:
                refused.where = f"line {number}"
                yield Line(number, None, refused)
                continue
            seq += 1
            window_time = max(window_time, event.window_time)
            event.window_time = window_time
            event.seq = seq
            yield Line(number, event)
    except (OSError, EOFError, zstandard.ZstdError) as error:
        raise EventRefused("the file is damaged and can't be read on", where=f"after event {seq}") from error


def read_event(line: bytes) -> RuleEvent:
    """Read one event strictly: a repeated key or a number out of range refuses it.

    Raises:
        EventRefused: says what is wrong, and never quotes the event.
    """
    try:
        fields = _decode(line)
        if line.count(b'":') != _encode(fields).count(b'":'):
            _refuse_repeated_keys(line)
    except RecursionError:
        raise EventRefused("the event nests too deep", mend=f"at most {MAX_DEPTH} levels") from None
    except UnicodeDecodeError as error:
        raise EventRefused(f"not UTF-8 at byte {error.start}") from None
    except msgspec.ValidationError:
        raise EventRefused("a number is out of range") from None
    except msgspec.DecodeError as error:
        raise EventRefused(f"not JSON: {_reason(error)}") from None
    if not isinstance(fields, dict):
        raise EventRefused("not a JSON object")
    return rule_event(fields)


def decoded_event(line: bytes) -> RuleEvent:
    """Read one event fast: as `read_event`, but the last of repeated keys counts.

    Raises:
        EventRefused, msgspec.DecodeError, UnicodeDecodeError, RecursionError: it can't be read.
    """
    try:
        found = _decode_line(line)
    except msgspec.ValidationError:
        return rule_event(_fields(line))
    if found.received_at is not None or found.specversion is not None or not found.action_name:
        return rule_event(_fields(line))
    moment = found.timestamp
    timestamp = (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
    return RuleEvent(found.action_id, found.action_name, timestamp, timestamp, 0, found.data, found.secret_data or {})


def _fields(line: bytes) -> dict[str, Any]:
    fields = _decode(line)
    if not isinstance(fields, dict):
        raise EventRefused("not a JSON object")
    return fields


def rule_event(fields: dict[str, Any]) -> RuleEvent:
    """Make a decoded line into an event; `seq` is 0 and the window time is the line's own.

    Raises:
        EventRefused: an attribute is missing or of the wrong kind.
    """
    cloud = "specversion" in fields
    name = _text(fields, "type" if cloud else "action_name")
    data = fields.get("data", {} if cloud else None)
    if not isinstance(data, dict):
        raise EventRefused("`data` is not an object")
    secret = fields.get("secret_data") or {}
    if not isinstance(secret, dict):
        raise EventRefused("`secret_data` is not an object")
    received = fields.get("received_at")
    own = fields.get("time" if cloud else "timestamp", received)
    timestamp = _seconds(own, "time" if cloud else "timestamp")
    window_time = timestamp if received is None else _seconds(received, "received_at")
    number = (
        action_number(_text(fields, "source"), _text(fields, "id")) if cloud else _action_id(fields.get("action_id"))
    )
    return RuleEvent(number, name, timestamp, window_time, 0, data, secret)


def outcome_line(event: RuleEvent, outcome: Outcome) -> dict[str, Any]:
    """What `rules run` writes for an event. A number that JSON has no way to write becomes null."""
    return {
        "action_id": event.action_id,
        "features": outcome.features,
        "verdicts": outcome.verdicts,
        "labels": sorted(map(label_text, outcome.label_requests)),
        "effects": [
            {
                "type": effect.type,
                "entity": None if effect.entity_type is None else f"{effect.entity_type}/{effect.entity_id}",
                "params": effect.params,
                "rules": list(effect.rules),
                "shadow": effect.shadow,
            }
            for effect in outcome.effects
        ],
        "errors": [f"{error.feature}: {error.message}" for error in outcome.errors],
    }


def label_text(change: LabelChange) -> str:
    """`Type/id/label/STATUS/[rules]/suppressed/apply_if value`; suppressed means that `apply_if` failed."""
    suppressed = change.suppressed and change.apply_if is None
    return (
        f"{change.entity_type}/{change.entity_id}/{change.label}/{change.status.name}/{list(change.reasons)}"
        f"/{suppressed}/{change.apply_if}"
    )


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise EventRefused(f"`{name}` is missing or not a string")
    return value


def _action_id(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise EventRefused("`action_id` is missing or not a whole number")
    return value


def _seconds(value: Any, name: str) -> float:
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
            return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            pass
    raise EventRefused(f"`{name}` is missing or not a time", mend="write RFC 3339, such as 2026-01-01T00:00:00Z")


def _refuse_repeated_keys(line: bytes) -> None:
    """Equal counts of keys prove that none was dropped; here they differ, so look properly."""

    def pairs(found: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in found]
        if len(set(names)) != len(names):
            raise EventRefused("a key stands twice in one object")

    json.loads(line, object_pairs_hook=pairs)


def _reason(error: msgspec.DecodeError) -> str:
    text = str(error)
    return text.removeprefix("JSON is malformed: ") if text.startswith("JSON is malformed") else "it ends too early"
