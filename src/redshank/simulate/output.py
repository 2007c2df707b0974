"""Writes lines to files and pipes: JSON lines, gzip, zstd, Parquet."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, get_args

import msgspec
import zstandard

from redshank.simulate.errors import InvalidSimulation
from redshank.simulate.types import Arrival

if TYPE_CHECKING:
    import polars as pl

Format = Literal["jsonl", "jsonl.gz", "jsonl.zst", "parquet"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_GZIP_LEVEL: Final = 2
_ZSTD_LEVEL: Final = 3
_BUFFER: Final = 1 << 20
_ROW_GROUP: Final = 20_000
_ATTRIBUTES: Final[tuple[str, ...]] = ("specversion", "id", "source", "type", "time", "subject", "datacontenttype")


def format_of(path: Path) -> Format | None:
    """The format that a file's name says, if it says one."""
    for form in sorted(FORMATS, key=len, reverse=True):
        if path.name.endswith(f".{form}"):
            return form
    return "jsonl" if path.name.endswith(".ndjson") else None


def write_file(arrivals: Iterable[Arrival], path: Path, form: Format) -> None:
    """Write lines into a file that appears whole or not at all; an existing one is replaced.

    Raises:
        OSError: the file can't be written; nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    try:
        if form == "parquet":
            _write_parquet(arrivals, draft)
        else:
            with draft.open("wb", buffering=_BUFFER) as raw:
                write_stream(arrivals, raw, form)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_stream(arrivals: Iterable[Arrival], raw: BinaryIO, form: Format) -> None:
    """Write lines into an open binary stream, which stays open.

    Raises:
        InvalidSimulation: Parquet, which ends with its index and so needs a file.
    """
    if form == "parquet":
        raise InvalidSimulation(
            "Parquet can't be streamed", where="format", mend="write to a file, or choose jsonl.zst"
        )
    if form == "jsonl.gz":
        # No file name and no time in the header: the same run gives the same bytes.
        packed = gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=_GZIP_LEVEL, mtime=0)
        with packed, io.BufferedWriter(packed, _BUFFER) as buffer:
            buffer.writelines(_ended(arrivals))
    elif form == "jsonl.zst":
        with zstandard.ZstdCompressor(_ZSTD_LEVEL).stream_writer(raw, closefd=False) as packer:
            for line in _ended(arrivals):
                packer.write(line)
    else:
        raw.writelines(_ended(arrivals))
        raw.flush()


def _ended(arrivals: Iterable[Arrival]) -> Iterator[bytes]:
    return (arrival.line + b"\n" for arrival in arrivals)


class _Envelope(msgspec.Struct):
    """A CloudEvent with its data left as JSON."""

    specversion: str
    id: str
    source: str
    type: str
    time: str
    subject: str
    datacontenttype: str
    data: msgspec.Raw


def _write_parquet(arrivals: Iterable[Arrival], path: Path) -> None:
    """One row a line: the attributes, `data` as JSON text, `received_at`, and `raw` for a line without columns."""
    import polars as pl
    from polars.io.plugins import register_io_source

    columns: dict[str, pl.DataType] = dict.fromkeys((*_ATTRIBUTES, "data"), pl.String())
    schema = pl.Schema({**columns, "received_at": pl.Datetime("us", "UTC"), "raw": pl.Binary()})

    def batches(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        waiting = iter(arrivals)
        while rows := [_row(arrival) for arrival in islice(waiting, _ROW_GROUP)]:
            yield pl.DataFrame(rows, schema=schema, orient="row")

    register_io_source(batches, schema=schema).sink_parquet(
        path, compression="zstd", row_group_size=_ROW_GROUP, maintain_order=True, engine="streaming"
    )


def _row(arrival: Arrival) -> tuple[object, ...]:
    received = round(arrival.at * 1e6)
    try:
        if not arrival.line.startswith(_AS_WRITTEN):
            raise msgspec.DecodeError
        event = _ENVELOPE.decode(arrival.line)
        data = bytes(event.data).decode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return (*(None,) * (len(_ATTRIBUTES) + 1), received, arrival.line)
    return (*(getattr(event, name) for name in _ATTRIBUTES), data, received, None)


_AS_WRITTEN: Final = (
    b'{"specversion":"1.0","id":"'  # else columns would hide what is wrong with the line, such as a doubled key
)
_ENVELOPE: Final = msgspec.json.Decoder(_Envelope)
