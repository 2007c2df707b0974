"""From the bytes of a request to events, one by one: what is wrong with one does not touch the others."""

from __future__ import annotations

import asyncio
import gzip
import io
import re
import time
import zlib
from dataclasses import dataclass, field
from typing import Final, Literal

import msgspec
import zstandard

from redshank.events.envelope import EventLimits, decode_event
from redshank.events.errors import BodyMalformed, BodyTooLarge, NestedTooDeep
from redshank.events.types import ReceivedEvent, Refused
from redshank.kernel.errors import RedshankError

Shape = Literal["one", "batch", "lines", "any"]

SHAPES: Final[dict[str, Shape]] = {
    "application/cloudevents+json": "one",
    "application/cloudevents-batch+json": "batch",
    "application/x-ndjson": "lines",
    "application/ndjson": "lines",
    "application/json": "any",
}
"""Media types of requests with events, and the shape that each announces; `any` goes by the first character."""

KEPT_BYTES: Final = 64 * 1024
"""How much of a refused event the quarantine keeps."""

_ZSTD_STEP: Final = 1024
_SLICE_SECONDS: Final = 0.003
_BYTES_OF_AN_ITEM: Final = 16
_items = msgspec.json.Decoder(list[msgspec.Raw]).decode
_LINE: Final = re.compile(rb"[ \t\r\n]*+([^\n]++)")
_STRUCTURE: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)


@dataclass(slots=True)
class Decoded:
    """What a request held.

    Attributes:
        events: those that can be judged.
        indexes: the place of each in the request.
        refused: the others.
        single: the request is one event by its shape, so a refusal is the answer to the whole.
    """

    events: list[ReceivedEvent] = field(default_factory=list)
    indexes: list[int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    single: bool = False

    @property
    def size(self) -> int:
        """Number of events, good and bad."""
        return len(self.events) + len(self.refused)


def unpack(body: bytes, encoding: str, *, limit: int) -> bytes:
    """Undo the content encoding, never past the limit.

    Args:
        encoding: `gzip`, `zstd`, `identity` or nothing.
        limit: most bytes that may come out.

    Raises:
        BodyTooLarge: more would come out.
        BodyMalformed: it is not what the encoding says, or the encoding is unknown.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return body
    try:
        if encoding in ("gzip", "x-gzip"):
            with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
                unpacked = packed.read(limit + 1)
        elif encoding == "zstd":
            unpacked = _unpack_zstd(body, limit)
        else:
            raise BodyMalformed(
                "the content encoding is not known", where="content-encoding", mend="send gzip, zstd or none"
            )
    except (OSError, EOFError, zlib.error, zstandard.ZstdError):
        raise BodyMalformed(f"the body is not valid {encoding}", where="content-encoding") from None
    if len(unpacked) > limit:
        raise too_large(limit)
    return unpacked


def _unpack_zstd(body: bytes, limit: int) -> bytes:
    """All frames of a body; a kilobyte at a time, since that is at most 32 MiB unpacked."""
    parts: list[bytes] = []
    size = 0
    frame = None
    for start in range(0, len(body), _ZSTD_STEP):
        piece = body[start : start + _ZSTD_STEP]
        while piece:
            if frame is None:
                frame = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj()
            part = frame.decompress(piece)
            size += len(part)
            parts.append(part)
            if size > limit:
                return b"".join(parts)
            piece = frame.unused_data if frame.eof else b""
            frame = None if frame.eof else frame
    if frame is not None:
        raise EOFError("the last frame is cut off")
    return b"".join(parts)


def too_large(limit: int) -> BodyTooLarge:
    """The refusal of a body over the limit."""
    return BodyTooLarge(f"the request has more than {limit} bytes", mend="send smaller batches")


def split(body: bytes, shape: Shape, *, most: int) -> tuple[list[bytes], bool]:
    """Take a body apart into the bytes of its events.

    Args:
        most: how many events one request may hold. It is looked at before anything is made for each: a body of
            nothing but separators would else become a hundred times its size.

    Returns:
        The parts, and whether the body is a single event by its shape.

    Raises:
        BodyMalformed: it can't be taken apart.
        BodyTooLarge: it holds more events than it may.
        NestedTooDeep: it is nested beyond what can be read at all.
    """
    head = body.lstrip(b" \t\r\n")[:1]
    if not head:
        raise BodyMalformed("the body is empty")
    if shape == "lines":
        return _lines(body, most), False
    if shape == "one" or (shape == "any" and head != b"["):
        return [body], True
    _count_items(body, most)
    try:
        items = _items(body)
        if len(items) > most:
            raise _too_many(most)
        return [bytes(item) for item in items], False
    except RecursionError:
        raise NestedTooDeep("an item is nested too deep to be read", mend="flatten it") from None
    except msgspec.ValidationError:
        raise BodyMalformed("a batch is a JSON array of events", where="$") from None
    except msgspec.DecodeError as error:
        raise BodyMalformed(str(error)) from None
    except UnicodeDecodeError as error:
        raise BodyMalformed("a string is not valid UTF-8", where=f"byte {error.start}") from None


def _lines(body: bytes, most: int) -> list[bytes]:
    lines: list[bytes] = []
    for match in _LINE.finditer(body.rstrip()):  # with no white space at the end, no attempt to match is in vain
        if len(lines) == most:
            raise _too_many(most)
        lines.append(match.group(1))
    return lines


def _count_items(body: bytes, most: int) -> None:
    """Refuse an array of more items than it may have, before an object is made for each.

    Reading every token costs more than decoding, so it is done only where commas stand closer than in any event: the
    others can't have more items than a sixteenth of their bytes.
    """
    if body.count(b",") < max(most, len(body) // _BYTES_OF_AN_ITEM):
        return
    items = depth = 0
    for match in _STRUCTURE.finditer(body):
        mark = match.group()
        if mark in (b"[", b"{"):
            depth += 1
        elif mark in (b"]", b"}"):
            depth -= 1
        elif mark == b"," and depth == 1:
            items += 1
            if items >= most:
                raise _too_many(most)


def _too_many(most: int) -> BodyTooLarge:
    return BodyTooLarge(f"the request has more than {most} events", mend="send smaller batches")


async def decode_body(body: bytes, shape: Shape, *, now: float, limits: EventLimits, most: int) -> Decoded:
    """Decode every event of a request, giving others a turn every few milliseconds.

    Args:
        now: the server's time, seconds since the epoch.
        most: how many events one request may hold.

    Raises:
        BodyMalformed, BodyTooLarge, NestedTooDeep: the request as a whole.
    """
    parts, single = split(body, shape, most=most)
    decoded = Decoded(single=single)
    turn = time.perf_counter()
    for index, part in enumerate(parts):
        try:
            event = decode_event(part, now=now, limits=limits)
        except RedshankError as error:
            decoded.refused.append(Refused(index, error.problem(), part[:KEPT_BYTES], len(part)))
        else:
            decoded.events.append(event)
            decoded.indexes.append(index)
        if time.perf_counter() - turn > _SLICE_SECONDS:
            await asyncio.sleep(0)
            turn = time.perf_counter()
    return decoded
