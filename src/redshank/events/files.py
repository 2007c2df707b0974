"""Events from files: JSON lines and Parquet, plain or packed with gzip or zstd, one at a time."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, Protocol

import msgspec
import zstandard

from redshank.events.errors import FileUnreadable

Form = Literal["jsonl", "parquet"]

_LONGEST_LINE: Final = 16 * 1024 * 1024
_PARQUET_ROWS: Final = 5000
_ATTRIBUTES: Final = (
    "specversion", "id", "source", "type", "subject", "time", "received_at", "datacontenttype", "dataschema"
)  # fmt: skip
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class Lines(Protocol):
    """A stream of plain bytes."""

    def readline(self, size: int, /) -> bytes:
        """At most `size` bytes up to and with the next line end; nothing at the end."""
        ...


def form_of(name: str) -> Form:
    """What a file holds, told by its name; anything unknown is JSON lines."""
    return "parquet" if name.lower().endswith((".parquet", ".pq")) else "jsonl"


def open_lines(source: BinaryIO, name: str) -> Lines:
    """A stream of plain bytes; packing is told by the name, and on a pipe by the first bytes."""
    lower = name.lower()
    head = b""
    if isinstance(source, io.BufferedReader):
        head = source.peek(4)[:4]
    if lower.endswith(".gz") or head[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=source)
    if lower.endswith((".zst", ".zstd")) or head == b"\x28\xb5\x2f\xfd":
        reader = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(source, read_across_frames=True)
        return io.BufferedReader(reader)
    return source


def read_jsonl(source: Lines, *, default_source: str) -> Iterator[bytes]:
    """CloudEvents, one JSON text a line, as they are; a line of the rules kit's form becomes a CloudEvent.

    A line that is no JSON object comes out as it is, for the server to refuse with place and reason.

    Args:
        default_source: `source` of events from lines of the kit's form.

    Raises:
        FileUnreadable: a line is over 16 MiB, or the packing is broken.
    """
    number = 0
    while True:
        try:
            line = source.readline(_LONGEST_LINE + 1)
        except (OSError, EOFError, zstandard.ZstdError) as error:
            raise FileUnreadable("the file is damaged", where=f"after line {number}") from error
        if not line:
            return
        number += 1
        if len(line) > _LONGEST_LINE:
            raise FileUnreadable(f"a line has more than {_LONGEST_LINE >> 20} MiB", where=f"line {number}")
        line = line.strip()
        if line:
            yield _from_kit(line, default_source) if b'"action_name"' in line else line


def _from_kit(line: bytes, default_source: str) -> bytes:
    try:
        found = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return line
    if not isinstance(found, dict) or "specversion" in found or "action_name" not in found:
        return line
    return _encode(
        {
            "specversion": "1.0",
            "id": str(found.get("action_id", "")),
            "source": default_source,
            "type": found["action_name"],
            "time": found.get("timestamp"),
            "data": found.get("data"),
        }
    )


def read_parquet(path: Path, *, default_source: str) -> Iterator[bytes]:
    """CloudEvents from the rows of a Parquet file.

    Columns named like attributes are the attributes; `data` is a struct, or a string with JSON. Without a column
    `data`, all other columns are its members. Missing `specversion` and `source` are filled in; a missing `id` is the
    number of the row.

    Raises:
        FileUnreadable: it is no Parquet file, or has no column `type`.
    """
    import polars as pl

    try:
        frame = pl.scan_parquet(path)
        names = frame.collect_schema().names()
        total = int(frame.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FileUnreadable("this is no Parquet file", where=path.name) from error
    if "type" not in names:
        raise FileUnreadable("there is no column `type`", where=path.name, mend="name the events' type in it")
    members = ["data"] if "data" in names else [name for name in names if name not in _ATTRIBUTES]
    for start in range(0, total, _PARQUET_ROWS):
        for number, row in enumerate(frame.slice(start, _PARQUET_ROWS).collect().iter_rows(named=True), start):
            event = {name: _plain(row[name]) for name in _ATTRIBUTES if row.get(name) is not None}
            event = {"specversion": "1.0", "id": str(number), "source": default_source} | event
            event["id"] = str(event["id"])
            data: Any = row["data"] if members == ["data"] else {name: row[name] for name in members}
            raw = data.encode() if isinstance(data, str) else json.dumps(_plain(data), ensure_ascii=False).encode()
            yield _encode(event | {"data": msgspec.Raw(raw)})


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return (value if value.tzinfo is not None else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


class Progress:
    """How far a file is read, in bytes as they lie on disk.

    Attributes:
        total: bytes in all; 0 for a pipe.
    """

    def __init__(self, total: int, position: Callable[[], int]) -> None:
        self.total = total
        self._position = position

    def share(self) -> float | None:
        """Between 0 and 1; None for a pipe."""
        if not self.total:
            return None
        try:
            return min(1.0, self._position() / self.total)
        except ValueError:
            return 1.0
