"""Files and pipes hold the same lines in every format, whole or not at all; the command line does what it says."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import zstandard
from typer.testing import CliRunner

from redshank.cli.simulate import app
from redshank.simulate import SimulationConfig
from redshank.simulate.errors import InvalidSimulation
from redshank.simulate.output import FORMATS, Format, format_of, write_file, write_stream
from redshank.simulate.plan import draw_up
from redshank.simulate.render import render
from redshank.simulate.types import Arrival

from .simulate_support import Receiver, receiving

CONFIG = SimulationConfig(events=2_000, accounts=400, malformed_share=0.01)


@pytest.fixture(scope="module")
def arrivals() -> list[Arrival]:
    return list(render(draw_up(CONFIG)))


@pytest.mark.parametrize("form", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_packed_lines_are_the_lines(tmp_path: Path, arrivals: list[Arrival], form: Format) -> None:
    path = tmp_path / "deep" / f"events.{form}"
    write_file(arrivals, path, form)
    raw = path.read_bytes()
    if form == "jsonl.gz":
        raw = gzip.decompress(raw)
    elif form == "jsonl.zst":
        raw = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(raw)).read()
    assert raw.split(b"\n")[:-1] == [arrival.line for arrival in arrivals]
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_the_same_bytes_again(tmp_path: Path, arrivals: list[Arrival], form: Format) -> None:
    first, second = tmp_path / f"a.{form}", tmp_path / f"b.{form}"
    write_file(arrivals, first, form)
    write_file(iter(arrivals), second, form)
    assert first.read_bytes() == second.read_bytes()


def test_parquet_has_a_row_for_every_line(tmp_path: Path, arrivals: list[Arrival]) -> None:
    path = tmp_path / "events.parquet"
    write_file(arrivals, path, "parquet")
    table = pl.read_parquet(path)
    assert table.height == len(arrivals)
    assert table["received_at"].is_sorted()
    good = table.filter(pl.col("raw").is_null())
    event = json.loads(arrivals[0].line)
    row = good.row(0, named=True)
    assert {key: row[key] for key in event if key != "data"} == {key: event[key] for key in event if key != "data"}
    assert json.loads(row["data"]) == event["data"]
    kept = table.filter(pl.col("raw").is_not_null())["raw"].to_list()
    assert 5 < len(kept) <= 20
    assert set(kept) <= {arrival.line for arrival in arrivals}


def test_a_failure_leaves_nothing_behind(tmp_path: Path, arrivals: list[Arrival]) -> None:
    def failing() -> object:
        yield from arrivals[:50]
        raise RuntimeError("the generator broke")

    path = tmp_path / "events.jsonl"
    path.write_bytes(b"before\n")
    with pytest.raises(RuntimeError):
        write_file(failing(), path, "jsonl")  # type: ignore[arg-type]
    assert path.read_bytes() == b"before\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["events.jsonl"]


def test_parquet_can_not_be_streamed(arrivals: list[Arrival]) -> None:
    with pytest.raises(InvalidSimulation):
        write_stream(arrivals, io.BytesIO(), "parquet")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.b.jsonl.gz", "jsonl.gz"),
        ("a.jsonl.zst", "jsonl.zst"),
        ("a.parquet", "parquet"),
        ("folder", None),
    ],
)
def test_the_name_says_the_format(name: str, form: str | None) -> None:
    assert format_of(Path(name)) == form


def test_command_writes_events_and_truth_into_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "run"
    arguments = ["--events", "2000", "--accounts", "400", "--days", "2", "--seed", "3", "--start", "2026-02-01"]
    result = CliRunner().invoke(app, [*arguments, "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert sorted(entry.name for entry in out.iterdir()) == ["events.jsonl", "truth.json"]
    truth = json.loads((out / "truth.json").read_bytes())
    assert truth["counts"]["lines"] == 2_000 == len((out / "events.jsonl").read_bytes().splitlines())
    assert truth["config"]["seed"] == 3
    assert truth["config"]["start"] == 1_769_904_000


def test_command_writes_a_file_in_the_format_of_its_name(tmp_path: Path) -> None:
    path, truth = tmp_path / "traffic.jsonl.zst", tmp_path / "elsewhere" / "t.json"
    result = CliRunner().invoke(
        app, ["--events", "1500", "--accounts", "400", "--no-operations", "--out", str(path), "--truth", str(truth)]
    )
    assert result.exit_code == 0, result.output
    lines = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(path.read_bytes())).read().splitlines()
    assert len(lines) == 1_500
    assert {account["kind"] for account in json.loads(truth.read_bytes())["accounts"].values()} == {"ordinary"}


def test_command_writes_to_standard_output() -> None:
    command = [
        sys.executable,
        "-m",
        "redshank.cli.main",
        "simulate",
        "--events",
        "800",
        "--accounts",
        "300",
        "--out",
        "-",
    ]
    result = subprocess.run(command, capture_output=True, check=True)
    assert len(result.stdout.splitlines()) == 800
    assert b"800" in result.stderr


def test_command_explains_what_can_not_be(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "redshank.cli.main", "simulate", "--out", str(tmp_path / "x")]
    result = subprocess.run([*command, "--format", "xml"], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "xml" in result.stderr and "parquet" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "x").exists()


def test_command_prints_the_schema() -> None:
    result = CliRunner().invoke(app, ["schema"])
    assert json.loads(result.output)["$schema"].startswith("https://json-schema.org/")


def test_stream_command_delivers_to_a_receiver() -> None:
    # A chapter of 0.4 s at 2,000 a second: real pace, real HTTP, a receiver that is busy twice.
    with receiving(Receiver(answers=[503, "take", 503], key="rk_live")) as receiver:
        arguments = ["stream", "--rate", "2000/s", "--hours", "0.0004", "--chapters", "1"]
        result = CliRunner().invoke(app, [*arguments, "--url", receiver.url, "--key", "rk_live"])
    assert result.exit_code == 0, result.output
    assert len(receiver.ids) > 100
    assert "2 retries" in result.output
