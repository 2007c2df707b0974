"""Reading events from files: both forms, window times, compressed files, and lines that are refused."""

from __future__ import annotations

import gzip
import io
import json

import msgspec
import pytest
import zstandard

from redshank.rules.action_number import action_number
from redshank.rules.errors import EventRefused, RulesNotFound
from redshank.rules.offline import MAX_LINE, open_lines, outcome_line, read_event, read_events
from redshank.rules.types import Outcome

KIT = {"action_id": 5, "action_name": "login", "timestamp": "2026-01-01T00:00:00+00:00", "data": {"a": 1}}
CLOUD = {
    "specversion": "1.0",
    "id": "12",
    "source": "/app",
    "type": "login",
    "time": "2026-01-01T01:00:00+01:00",
    "data": {"a": 1},
}


def line(fields) -> bytes:
    return json.dumps(fields).encode()


def test_both_forms_read_alike() -> None:
    kit, cloud = read_event(line(KIT)), read_event(line(CLOUD))
    assert (kit.action_id, kit.action_name, kit.timestamp, kit.data) == (5, "login", 1_767_225_600.0, {"a": 1})
    assert (cloud.action_id, cloud.action_name, cloud.timestamp, cloud.data) == (12, "login", 1_767_225_600.0, {"a": 1})


def test_secret_data_comes_along() -> None:
    assert read_event(line({**KIT, "secret_data": {"p": "x"}})).secret_data == {"p": "x"}


@pytest.mark.parametrize(
    ("identifier", "number"),
    [("0", 0), ("9223372036854775807", 2**63 - 1)],
)
def test_a_number_is_its_own_action_id(identifier, number) -> None:
    assert action_number("/app", identifier) == number


@pytest.mark.parametrize("identifier", ["9223372036854775808", "-1", "1.5", "abc", "١", " 1", "1" * 40])
def test_any_other_id_becomes_a_hash_of_source_and_id(identifier) -> None:
    number = action_number("/app", identifier)
    assert 0 <= number < 2**63
    assert number == action_number("/app", identifier)
    assert number != action_number("/other", identifier)


def test_window_time_is_the_arrival_where_known_and_never_runs_back() -> None:
    content = b"\n".join(
        line({**KIT, **more})
        for more in (
            {"received_at": "2026-01-01T00:00:10Z"},
            {},
            {"timestamp": "2026-01-01T00:00:30Z"},
            {"timestamp": "2025-01-01T00:00:00Z"},
        )
    )
    events = [each.event for each in read_events(io.BytesIO(content))]
    assert [event.window_time - 1_767_225_600 for event in events if event] == [10, 10, 30, 30]
    assert [event.seq for event in events if event] == [1, 2, 3, 4]
    assert events[0] is not None
    assert events[0].timestamp == 1_767_225_600.0


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a": NaN}', "not JSON"),
        (b'{"a": 1e999}', "out of range"),
        (b'{"a": ' + b"9" * 5000 + b"}", "out of range"),
        (b"[" * 50_000, "nests too deep"),
        (line(KIT)[:-1] + b', "action_id": 6}', "twice"),
        (line({**KIT, "data": {"x": {}}})[:-3] + b'"k": 1, "k": 2}}}', "twice"),
        (line({**KIT, "action_id": None}), "`action_id`"),
        (line({**KIT, "action_id": True}), "`action_id`"),
        (line({**KIT, "action_name": 5}), "`action_name`"),
        (line({**KIT, "timestamp": "yesterday"}), "`timestamp`"),
        (line({**KIT, "timestamp": 5}), "`timestamp`"),
        (line({**KIT, "data": [1]}), "`data`"),
        (line({**KIT, "data": None}), "`data`"),
        (line({**KIT, "secret_data": [1]}), "`secret_data`"),
        (line({**KIT, "received_at": "x"}), "`received_at`"),
        (line({**CLOUD, "type": ""}), "`type`"),
        (line({key: value for key, value in CLOUD.items() if key != "id"}), "`id`"),
        (line({key: value for key, value in CLOUD.items() if key != "time"}), "`time`"),
    ],
)
def test_a_line_is_refused_with_its_reason(raw, reason) -> None:
    with pytest.raises(EventRefused) as caught:
        read_event(raw)
    assert reason in caught.value.detail


def test_a_refused_line_is_numbered_and_the_rest_goes_on() -> None:
    content = line(KIT) + b"\n\n{broken\n" + line(KIT) + b"\n" + b"x" * (MAX_LINE + 10) + b"\n" + line(KIT)
    found = list(read_events(io.BytesIO(content)))
    assert [each.number for each in found] == [1, 3, 4, 5, 6]
    assert [each.refusal.where for each in found if each.refusal] == ["line 3", "line 5"]


def test_a_reason_never_quotes_the_event() -> None:
    with pytest.raises(EventRefused) as caught:
        read_event(line({**KIT, "timestamp": "hunter2", "data": {"secret": "hunter2"}}))
    assert "hunter2" not in str(caught.value.problem())


def test_compressed_files(tmp_path) -> None:
    content = line(KIT) + b"\n" + line(CLOUD) + b"\n"
    (tmp_path / "e.jsonl").write_bytes(content)
    (tmp_path / "e.jsonl.gz").write_bytes(gzip.compress(content))
    (tmp_path / "e.jsonl.zst").write_bytes(zstandard.compress(content))
    for name in ("e.jsonl", "e.jsonl.gz", "e.jsonl.zst"):
        with open_lines(str(tmp_path / name)) as stream:
            assert [each.event is not None for each in read_events(stream)] == [True, True]


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_damaged_compressed_file_is_an_error_and_not_an_end(tmp_path, suffix) -> None:
    content = (line(KIT) + b"\n") * 1000
    packed = gzip.compress(content) if suffix == "gz" else zstandard.compress(content)
    path = tmp_path / f"e.{suffix}"
    path.write_bytes(packed[: len(packed) // 2])
    with open_lines(str(path)) as stream, pytest.raises(EventRefused, match="damaged"):
        list(read_events(stream))


def test_no_such_file(tmp_path) -> None:
    with pytest.raises(RulesNotFound):
        open_lines(str(tmp_path / "nowhere"))


def test_an_outcome_is_written_as_json_whatever_its_numbers(judge, event) -> None:
    outcome = judge("Big: float = JsonData(path='$.b')\nInf = Big * 1e308\nNan = Inf - Inf\n", {"b": 1e300})
    written = msgspec.json.encode(outcome_line(event(), outcome))
    assert json.loads(written)["features"] == {"Big": 1e300, "Inf": None, "Nan": None}


def test_an_empty_outcome_has_every_part(event) -> None:
    assert outcome_line(event(), Outcome({}, {}, [], [], [], [], [])) == {
        "action_id": 7, "features": {}, "verdicts": [], "labels": [], "effects": [], "errors": [],
    }  # fmt: skip
