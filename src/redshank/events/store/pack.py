"""Rows as PostgreSQL's binary COPY takes them, packed into one buffer by hand.

A driver that adapts value by value costs several times what the database does. The layout is documented under COPY,
"Binary Format": a header, per row a field count and per field a length and its bytes, and a trailer.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from redshank.events.types import LabelFact, LogRow

COPY_EVENTS: Final = (
    "COPY event_log (seq, uuid, received_at, window_time, occurred_at, source, id, type, surface, subjects, rule_set, "
    "verdicts, rules, shadow_rules, outcome, content) FROM STDIN (FORMAT BINARY)"
)
COPY_KEYS: Final = "COPY event_keys (key, seq, uuid) FROM STDIN (FORMAT BINARY)"
COPY_LABELS: Final = (
    "COPY label_facts (seq, at, entity_type, entity_id, label, status, reasons, expires_at, event, actor, note) "
    "FROM STDIN (FORMAT BINARY)"
)

_HEADER: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TRAILER: Final = b"\xff\xff"
_TEXT_OID: Final = 25
_POSTGRES_EPOCH: Final = 946_684_800.0
_REMEMBERED: Final = 4096

_event_head = struct.Struct(">hiqi16siqidiq").pack
_key_row = struct.Struct(">hi16siqi16s").pack
_label_head = struct.Struct(">hiqid").pack
_length = struct.Struct(">i").pack
_array_head = struct.Struct(">iiiii").pack
_float = struct.Struct(">id").pack
_uuid = struct.Struct(">i16s").pack
_NULL: Final = _length(-1)
_EMPTY_ARRAY: Final = _length(12) + struct.pack(">iii", 0, 0, _TEXT_OID)

_texts: dict[str, bytes] = {}
_arrays: dict[tuple[str, ...], bytes] = {}


def pack_events(rows: Iterable[LogRow]) -> bytes:
    """Rows of `event_log` (see `COPY_EVENTS`)."""
    parts = [_HEADER]
    add = parts.append
    for row in rows:
        identifier = row.id.encode()
        add(
            _event_head(
                16,
                8, row.seq,
                16, row.uuid.bytes,
                8, microseconds(row.received_at),
                8, row.window_time,
                8, microseconds(row.occurred_at),
            )
        )  # fmt: skip
        add(_known_text(row.source))
        add(_length(len(identifier)))
        add(identifier)
        add(_known_text(row.type))
        add(_known_text(row.surface))
        add(_array(row.subjects))
        add(_known_text(row.rule_set))
        add(_known_array(row.verdicts))
        add(_known_array(row.rules))
        add(_known_array(row.shadow_rules))
        add(_length(len(row.outcome)))
        add(row.outcome)
        add(_length(len(row.content)))
        add(row.content)
    add(_TRAILER)
    return b"".join(parts)


def pack_keys(rows: Iterable[LogRow]) -> bytes:
    """Rows of `event_keys` (see `COPY_KEYS`)."""
    parts = [_HEADER]
    parts += [_key_row(3, 16, row.key, 8, row.seq, 16, row.uuid.bytes) for row in rows]
    parts.append(_TRAILER)
    return b"".join(parts)


def pack_labels(facts: Iterable[LabelFact]) -> bytes:
    """Rows of `label_facts` (see `COPY_LABELS`)."""
    parts = [_HEADER]
    for fact in facts:
        parts += (
            _label_head(11, 8, fact.seq, 8, fact.at),
            _known_text(fact.entity_type),
            _text(fact.entity_id),
            _known_text(fact.label),
            _known_text(fact.status),
            _known_array(fact.reasons),
            _NULL if fact.expires_at is None else _float(8, fact.expires_at),
            _NULL if fact.event is None else _uuid(16, fact.event.bytes),
            _known_text(fact.actor),
            _text(fact.note),
        )
    parts.append(_TRAILER)
    return b"".join(parts)


def uuid_array(values: Sequence[bytes | UUID]) -> str:
    """A `uuid[]` literal of 16-byte values."""
    return "{" + ",".join([value.hex() if isinstance(value, bytes) else value.hex for value in values]) + "}"


def microseconds(seconds: float) -> int:
    """Microseconds since PostgreSQL's epoch, the start of 2000, from seconds since the usual one."""
    return round((seconds - _POSTGRES_EPOCH) * 1e6)


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _length(len(encoded)) + encoded


def _known_text(value: str) -> bytes:
    """A text that comes again and again, such as an event's type."""
    packed = _texts.get(value)
    if packed is None:
        if len(_texts) >= _REMEMBERED:
            _texts.clear()
        packed = _texts[value] = _text(value)
    return packed


def _known_array(values: tuple[str, ...]) -> bytes:
    """An array that comes again and again, such as the verdicts."""
    packed = _arrays.get(values)
    if packed is None:
        if len(_arrays) >= _REMEMBERED:
            _arrays.clear()
        packed = _arrays[values] = _array(values)
    return packed


def _array(values: Sequence[str]) -> bytes:
    if not values:
        return _EMPTY_ARRAY
    parts = [b"", _array_head(1, 0, _TEXT_OID, len(values), 1)]
    size = 20
    for value in values:
        encoded = value.encode()
        size += 4 + len(encoded)
        parts.append(_length(len(encoded)))
        parts.append(encoded)
    parts[0] = _length(size)
    return b"".join(parts)
