"""Files become events: JSON lines and Parquet, plain and packed."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime

import polars as pl
import pytest
import zstandard

from redshank.events.envelope import EventLimits, decode_event
from redshank.events.errors import FileUnreadable
from redshank.events.files import open_lines, read_jsonl, read_parquet

EVENT = b'{"specversion":"1.0","id":"1","source":"/s","type":"login"}'
KIT = b'{"action_id": 7, "action_name": "login", "timestamp": "2026-01-01T00:00:00+00:00", "data": {"a": 1}}'


def lines(raw: bytes, name: str = "x.jsonl") -> list[bytes]:
    return list(read_jsonl(open_lines(io.BufferedReader(io.BytesIO(raw)), name), default_source="/import"))


def read(raw: bytes):
    return decode_event(raw, now=1.79e9, limits=EventLimits())


def test_lines_come_as_they_are_and_kit_lines_as_events():
    found = lines(EVENT + b"\n\n  \nnot json\n" + KIT)
    assert found[:2] == [EVENT, b"not json"]
    event = read(found[2])
    assert (event.id, event.source, event.type, event.data) == ("7", "/import", "login", {"a": 1})
    assert event.occurred_at == 1767225600.0


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz", "x.jsonl.zst", ""])
def test_packing_is_told_by_name_or_by_the_first_bytes(name):
    packed = {"x.jsonl.gz": gzip.compress, "x.jsonl.zst": zstandard.compress, "": gzip.compress}.get(name, bytes)
    assert lines(packed(EVENT + b"\n" + EVENT), name) == [EVENT, EVENT]


@pytest.mark.parametrize(("raw", "name"), [(gzip.compress(EVENT * 999)[:-9], "x.gz"), (b"no zstd at all", "x.zst")])
def test_a_damaged_file_says_so(raw, name):
    with pytest.raises(FileUnreadable):
        lines(raw, name)


def test_parquet_rows_become_events(tmp_path):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    path = tmp_path / "x.parquet"
    pl.DataFrame(
        {"type": ["login", "login"], "time": [at, at], "account": [{"id": "a"}, {"id": "b"}], "n": [1, None]}
    ).write_parquet(path)
    first, second = (read(raw) for raw in read_parquet(path, default_source="/import"))
    assert (first.id, first.source, first.occurred_at) == ("0", "/import", at.timestamp())
    assert first.data == {"account": {"id": "a"}, "n": 1}
    assert second.data == {"account": {"id": "b"}, "n": None}
    pl.DataFrame({"type": ["login"], "id": [5], "data": [json.dumps({"a": [1]})], "other": [1]}).write_parquet(path)
    (event,) = (read(raw) for raw in read_parquet(path, default_source="/import"))
    assert (event.id, event.data) == ("5", {"a": [1]})


def test_what_is_no_parquet_or_names_no_type_is_refused(tmp_path):
    path = tmp_path / "x.parquet"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(FileUnreadable):
        list(read_parquet(path, default_source="/import"))
    pl.DataFrame({"text": ["a"]}).write_parquet(path)
    with pytest.raises(FileUnreadable):
        list(read_parquet(path, default_source="/import"))
