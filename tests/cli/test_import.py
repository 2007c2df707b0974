"""`redshank import` against a real server."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from redshank.access.service.keys import create_key
from redshank.kernel.actor import SYSTEM

RULES = "Account: Entity[str] = EntityJson(type='Account', path='$.account.id')\n"


@pytest.fixture
async def server(database, database_url, tmp_path):
    """(address, key) of a server process."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "main.sml").write_text(RULES)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with database.begin() as tx:
        key, _ = await create_key(tx, SYSTEM, name="import", scopes=["events:write", "events:backfill"])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REDSHANK_")} | {
        "REDSHANK_DATABASE_URL": database_url,
        "REDSHANK_DATA": str(tmp_path / "data"),
        "REDSHANK_RULES": str(tmp_path / "rules"),
        "REDSHANK_PORT": str(port),
    }
    (tmp_path / "data").mkdir()
    process = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-m", "redshank.web.serve"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:  # noqa: ASYNC210
                    break
            except httpx.TransportError:
                pass
            assert time.monotonic() < deadline
            time.sleep(0.1)  # noqa: ASYNC251
        yield f"http://127.0.0.1:{port}", key
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def run(url, key, *words, stdin=None):
    environment = os.environ | {"REDSHANK_KEY": key}
    command = [sys.executable, "-m", "redshank.cli.main", "import", "--url", url, *words]
    return subprocess.run(command, env=environment, input=stdin, capture_output=True, check=False)


async def test_a_file_is_sent_once_however_often_it_is_sent(server, database, tmp_path):
    url, key = server
    events = [
        {"specversion": "1.0", "id": str(n), "source": "/f", "type": "login", "time": "2026-01-05T00:00:00Z",
         "data": {"account": {"id": f"acc_{n % 3}"}}}
        for n in range(1200)
    ]  # fmt: skip
    path = tmp_path / "events.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join([*map(json.dumps, events), '{"id": 1}']).encode()))
    first = run(url, key, str(path), "--backfill", "--batch", "100")
    assert first.returncode == 3, first.stderr
    assert b"1201 events: 1200 accepted, 0 known already, 1 refused" in first.stdout
    assert b"event 1201: The envelope is not a valid CloudEvent 1.0" in first.stderr
    again = run(url, key, "-", stdin=path.read_bytes())
    assert b"0 accepted, 1200 known already" in again.stdout
    async with database.begin() as tx:
        rows = await tx.rows("SELECT id, received_at FROM event_log ORDER BY seq")
    assert [row["id"] for row in rows] == [str(n) for n in range(1200)]
    assert {row["received_at"].isoformat() for row in rows} == {"2026-01-05T00:00:00+00:00"}


async def test_what_is_wrong_is_said(server, tmp_path):
    url, _ = server
    wrong_key = run(url, "rk_nothing", "-", stdin=b"{}")
    assert wrong_key.returncode == 1
    assert b"The key is not valid" in wrong_key.stderr or b"Sign in" in wrong_key.stderr
    missing = run(url, "rk_nothing", str(tmp_path / "missing.jsonl"))
    assert missing.returncode == 1
    assert b"there is no such file" in missing.stderr
