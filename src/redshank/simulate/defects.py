"""Lines that no reader should accept, each made from a good one and each with a name for the truth file."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final, NamedTuple

import msgspec

from redshank.simulate.randomness import hex_id

_REQUIRED: Final = ("specversion", "id", "source", "type")


class Broken(NamedTuple):
    """A broken line, what is wrong with it, and the id it carries or would have carried."""

    kind: str
    id: str
    line: bytes


def break_line(rng: Random, identifier: str, line: bytes) -> Broken:
    """A broken attempt to send a good line, under an id of its own.

    Args:
        rng: where the chance comes from.
        identifier: the good line's id.
        line: the good line; it is left as it is.
    """
    own = hex_id(rng)
    kind, breaker = _BREAKERS[int(rng.random() * len(_BREAKERS))]
    return Broken(kind, own, breaker(rng, line.replace(identifier.encode(), own.encode(), 1)))


def _cut(rng: Random, line: bytes) -> bytes:
    return line[: rng.randrange(20, len(line) - 1)]


def _not_utf8(rng: Random, line: bytes) -> bytes:
    place = line.index(b'"data":') + 9
    return line[:place] + b"\xff\xfe" + line[place:]


def _missing(rng: Random, line: bytes) -> bytes:
    event = _decoded(line)
    del event[_REQUIRED[int(rng.random() * len(_REQUIRED))]]
    return msgspec.json.encode(event)


def _wrong_type(rng: Random, line: bytes) -> bytes:
    event = _decoded(line)
    event[_REQUIRED[int(rng.random() * len(_REQUIRED))]] = rng.choice((None, 17, ["a"], {"is": "object"}))
    return msgspec.json.encode(event)


def _other_version(rng: Random, line: bytes) -> bytes:
    return line.replace(b'"specversion":"1.0"', b'"specversion":"0.2"', 1)


def _unreadable_time(rng: Random, line: bytes) -> bytes:
    event = _decoded(line)
    event["time"] = rng.choice(("yesterday", "2026-13-41T25:61:00Z", "1780272000", ""))
    return msgspec.json.encode(event)


def _data_not_object(rng: Random, line: bytes) -> bytes:
    event = _decoded(line)
    event["data"] = rng.choice(("prompt_submitted", [1, 2, 3], 7, False))
    return msgspec.json.encode(event)


def _duplicate_key(rng: Random, line: bytes) -> bytes:
    return b'{"type":"login",' + line[1:]


def _not_json_number(rng: Random, line: bytes) -> bytes:
    return line.replace(
        b'"data":{', b'"data":{"score":' + rng.choice((b"NaN", b"Infinity", b"-Infinity", b"0x10")) + b",", 1
    )


def _decoded(line: bytes) -> dict[str, Any]:
    return msgspec.json.decode(line, type=dict[str, Any])


_BREAKERS: Final[tuple[tuple[str, Callable[[Random, bytes], bytes]], ...]] = (
    ("cut", _cut),
    ("not_utf8", _not_utf8),
    ("missing_attribute", _missing),
    ("wrong_type", _wrong_type),
    ("other_specversion", _other_version),
    ("unreadable_time", _unreadable_time),
    ("data_not_object", _data_not_object),
    ("duplicate_key", _duplicate_key),
    ("not_json_number", _not_json_number),
)
KINDS: Final = tuple(kind for kind, _ in _BREAKERS)
