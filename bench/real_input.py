"""Do real prompts come through whole? Counts in, accepted, refused, and in the lake, by file.

Takes every prompt file of a data folder as chat events at the arrival times of a real trace there, sends them over HTTP
to a Redshank of its own with the starter rules, waits until the lake has them, and compares. Prints one JSON line; ends
with 1 where a count differs.

    python bench/real_input.py --data ../shared/data
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from service import Client, Service

BATCH = 500


def prompt_events(data: Path, per_file: int | None) -> list[tuple[str, bytes]]:
    """Every prompt as (file, CloudEvent), in the order of the trace's arrivals, beginning a day ago."""
    arrivals = duckdb.sql(
        f"SELECT epoch(TIMESTAMP::TIMESTAMP) FROM read_parquet('{data}/traces/azure_llm_2023_conv.parquet') ORDER BY 1"
    ).fetchall()
    first, start = arrivals[0][0], datetime.now(UTC) - timedelta(days=1)
    length = arrivals[-1][0] - first + 1
    events: list[tuple[str, bytes]] = []
    for file in sorted((data / "prompts").glob("*.parquet")):
        limit = "" if per_file is None else f" LIMIT {per_file}"
        for (text,) in duckdb.sql(f"SELECT text FROM read_parquet('{file}') WHERE text IS NOT NULL{limit}").fetchall():
            place = len(events)
            lap, step = divmod(place, len(arrivals))
            at = start + timedelta(seconds=lap * length + arrivals[step][0] - first)
            account = f"acc_real_{place % 997}"
            body = {
                "specversion": "1.0",
                "id": f"{file.stem}-{place}",
                "source": f"/real/{file.stem}",
                "type": "prompt_submitted",
                "time": at.isoformat(),
                "subject": account,
                "data": {
                    "surface": "chat",
                    "account": {"id": account, "plan": "free", "created_at": start.isoformat()},
                    "conversation": {"id": f"con_{place}", "turn": 1},
                    "prompt": {"text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()},
                },
            }
            events.append((file.stem, json.dumps(body, ensure_ascii=False).encode()))
    return events


async def send(service: Service, events: list[tuple[str, bytes]]) -> dict[str, int]:
    """Send all; totals of the answers."""
    client = await Client(service.port, service.key).open()
    totals = {"accepted": 0, "duplicates": 0, "refused": 0}
    for start in range(0, len(events), BATCH):
        body = b"[" + b",".join(event for _, event in events[start : start + BATCH]) + b"]"
        status, answer = await client.send(client.request("/v1/events", "application/cloudevents-batch+json", body))
        assert status == 200, answer[:300]
        said = json.loads(answer)
        totals["accepted"] += said["accepted"]
        totals["duplicates"] += said["duplicates"]
        totals["refused"] += len(said["refused"])
    return totals


def in_lake(folder: Path, expected: int, seconds: float = 120) -> tuple[dict[str, int], int]:
    """Events by file, and texts whose hash is still the one they were sent with, once the lake holds them all."""
    deadline = time.monotonic() + seconds
    counts: dict[str, int] = {}
    while time.monotonic() < deadline:
        if list((folder / "lake/events").glob("date=*/*.parquet")):
            # The table's own list of files: merged ones stay on disk for a while.
            from deltalake import DeltaTable

            files = DeltaTable(folder / "lake/events").file_uris()
            rows = duckdb.execute(
                "SELECT source, count(*) FROM read_parquet(?, union_by_name=true) GROUP BY 1", [files]
            ).fetchall()
            counts = {source.removeprefix("/real/"): count for source, count in rows}
            if sum(counts.values()) >= expected:
                whole = duckdb.execute(
                    "SELECT count(*) FROM read_parquet(?, union_by_name=true) WHERE sha256(data->>'$.prompt.text') "
                    "= data->>'$.prompt.sha256'",
                    [DeltaTable(folder / "lake/content").file_uris()],
                ).fetchone()
                return counts, int(whole[0]) if whole else 0
        time.sleep(0.5)
    return counts, 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--per-file", type=int, help="most prompts of one file")
    arguments = parser.parse_args()
    events = prompt_events(arguments.data, arguments.per_file)
    sent: dict[str, int] = {}
    for name, _ in events:
        sent[name] = sent.get(name, 0) + 1
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        service = Service(Path(folder), None)
        try:
            started = time.perf_counter()
            totals = asyncio.run(send(service, events))
            seconds = time.perf_counter() - started
            counts, whole = in_lake(service.data, totals["accepted"])
        finally:
            service.stop()
    differ = {name: [sent[name], counts.get(name, 0)] for name in sent if sent[name] != counts.get(name, 0)}
    result: dict[str, Any] = {
        "bench": "real_input",
        "files": len(sent),
        "sent": len(events),
        **totals,
        "in_lake": sum(counts.values()),
        "texts_unchanged": whole,
        "files_that_differ": differ,
        "events_per_s": round(len(events) / seconds),
    }
    print(json.dumps(result))
    return 1 if differ or whole != len(events) else 0


if __name__ == "__main__":
    raise SystemExit(main())
