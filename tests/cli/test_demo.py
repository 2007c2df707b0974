"""`redshank demo` as it is run: a week comes in once, live traffic follows, also after a restart."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

_PATIENCE = 300.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _demo(data: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "redshank.cli.main", "demo", "--data", str(data), "--port", str(port)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("REDSHANK_")}
    with log.open("wb") as out:
        process = subprocess.Popen([*command, "--rate", "40"], stdout=out, stderr=subprocess.STDOUT, env=clean)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def _judged(data: Path, port: int, log: Path, wanted: int) -> int:
    """Events that search finds, once there are as many as wanted."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        time.sleep(1)
        key = data / "secrets" / "ingest.key"
        if key.exists():
            try:
                answer = httpx.get(
                    f"http://127.0.0.1:{port}/v1/search?limit=1",
                    headers={"authorization": f"Bearer {key.read_text().strip()}"},
                    timeout=20,
                )
            except httpx.TransportError:
                continue
            if answer.status_code == 200 and (total := int(answer.json()["total"])) >= wanted:
                return total
    raise AssertionError(log.read_text())


@pytest.mark.long
def test_the_demo_plays_a_week_once_and_goes_on(data_folder: Path) -> None:
    data, port, log = data_folder / "data", _free_port(), data_folder / "demo.log"
    with _demo(data, port, log):
        _judged(data, port, log, 29_900)
        assert json.loads((data / "demo.json").read_text())["sent"]
        said = log.read_text()
    assert "The week is in" in said
    assert "password" in said
    with _demo(data, port, log):
        before = _judged(data, port, log, 29_900)
        after = _judged(data, port, log, before + 50)
    assert after < 35_000, "the week was not sent again"
    assert "The week is in" not in log.read_text()
