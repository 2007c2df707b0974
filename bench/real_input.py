"""Does real input come through whole? Real prompts at the arrival times of a real service, from HTTP to the lake.

Starts `redshank up` with the starter rules in a folder of its own and sends every prompt of the Parquet files as a
`prompt_submitted` event, at the times of real traces (as arrival times of the past, so that windows see the real
rhythm; a later pass over the traces begins where the one before ended). Then counts what was sent, what was accepted,
what stands in the quarantine and what the lake has, file by file, and reads a sample back through reveal. Prints one
JSON line; exits 1 where anything is missing or different.

    python bench/real_input.py                    # every row of ../shared/data/prompts
    python bench/real_input.py --rows 3000        # so many, spread over all files
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import polars as pl

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
TYPE = "prompt_submitted"
AZURE = ("azure_llm_2023_conv", "azure_llm_2023_code")
PURPOSE = {"purpose": "compare with what was sent"}

# Texts that break pipelines; each must come back as it was sent.
ODD = (
    "",
    " \t\r\n ",
    "\ufeffbyte order mark",
    "right-to-left \u202e override \u2066 isolate \u2069",
    "joined \U0001f468\u200d\U0001f469\u200d\U0001f467 and flags \U0001f1fa\U0001f1f3",
    "composed \u00e9 and decomposed e\u0301",
    "non-characters \ufffe \uffff \U0010ffff",
    "private use \ue000 and tags \U000e0041\U000e007f",
    "controls \u0001\u0008\u001b[31m\u007f\u0085\u2028\u2029",
    "zalgo " + "a" + "\u0300" * 500,
    "quotes \" ' ` \\ \\u0000 {braces} %s $1 </script>",
    "=1+1 @SUM(A1) \u0661\u0662\u0663",
)
# Texts that nothing can keep: refused one by one and kept in the quarantine.
REFUSED = ('"a zero byte: \\u0000"', '"half a pair: \\ud83d"', '"the other half: \\udca9"')


def read_prompts(folder: Path, rows: int | None) -> dict[str, list[str]]:
    """Texts by file, each file's share of `rows` taken evenly."""
    files = {path.stem: pl.read_parquet(path, columns=["text"])["text"].to_list() for path in sorted(folder.glob("*"))}
    total = sum(map(len, files.values()))
    if rows is None or rows >= total:
        return files
    shares = {name: max(1, round(rows * len(texts) / total)) for name, texts in files.items()}
    return {
        name: [texts[place * len(texts) // shares[name]] for place in range(shares[name])]
        for name, texts in files.items()
    }


def read_arrivals(folder: Path) -> list[float]:
    """Seconds from the first request of each trace, in order, one trace over the other."""
    found = [pl.read_parquet(folder / "mooncake_conversation.parquet")["timestamp"].cast(pl.Float64) / 1000.0]
    for name in AZURE:
        times = pl.read_parquet(folder / f"{name}.parquet")["TIMESTAMP"].str.head(26).str.to_datetime(time_unit="us")
        found.append((times - times.min()).dt.total_microseconds() / 1e6)
    return sorted(itertools.chain.from_iterable(found))


def place_in_time(count: int, arrivals: list[float], now: datetime) -> Iterator[datetime]:
    """So many moments, in order, with the distances of the arrivals; the last is a minute ago."""
    passes, rest = divmod(count - 1, len(arrivals))
    length = arrivals[-1] + 1.0
    start = now - timedelta(seconds=60 + passes * length + arrivals[rest])
    for number in range(count):
        turn, place = divmod(number, len(arrivals))
        yield start + timedelta(seconds=turn * length + arrivals[place])


def make_event(name: str, number: int, text: str, at: datetime) -> dict[str, Any]:
    """A chat message of one of 500 accounts."""
    account = int.from_bytes(hashlib.blake2b(f"{name}/{number}".encode(), digest_size=4).digest()) % 500
    return {
        "specversion": "1.0",
        "id": str(number),
        "source": f"/real/{name}",
        "type": TYPE,
        "time": at.isoformat(),
        "received_at": at.isoformat(),
        "subject": f"acc_real{account}",
        "data": {
            "surface": "chat",
            "account": {"id": f"acc_real{account}", "plan": "free", "country": "DE", "verified": True},
            "session": {"id": f"ses_real{account}"},
            "conversation": {"id": f"con_real{account}", "turn": 1},
            "gen_ai": {"operation": {"name": "chat"}, "request": {"model": "chat-1"}},
            "prompt": {"text": text},
        },
    }


def make_events(prompts: dict[str, list[str]], arrivals: list[float]) -> list[dict[str, Any]]:
    """Every prompt and odd text as an event, mixed as traffic is, by arrival."""
    rows = [(name, number, text) for name, texts in prompts.items() for number, text in enumerate(texts)]
    rows += [("odd", number, text) for number, text in enumerate(ODD)]
    random.Random(2).shuffle(rows)
    moments = place_in_time(len(rows), arrivals, datetime.now(UTC))
    return [make_event(name, number, text, at) for (name, number, text), at in zip(rows, moments, strict=True)]


class Service:
    """`redshank up` with the starter rules, and its command line."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("REDSHANK_")}
        self.environment |= {"REDSHANK_DATA": str(folder / "data"), "REDSHANK_PORT": str(port)}
        self.environment |= {"REDSHANK_RULES": str(ROOT / "rules")}
        self.log = (folder / "log").open("wb")
        self.process = subprocess.Popen(self._command("up"), stdout=self.log, stderr=self.log, env=self.environment)
        self._wait()
        self.key = self.run("keys", "create", "real-input", "--scope", "admin").strip()

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "redshank.cli.main", *arguments]

    def _wait(self) -> None:
        deadline = time.monotonic() + 120
        while True:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=3).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the service did not start: {Path(self.log.name).read_text()[-2000:]}")
            time.sleep(0.1)

    def run(self, *arguments: str) -> str:
        """What a command prints."""
        done = subprocess.run(
            self._command(*arguments), env=self.environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout

    def query(self, sql: str) -> list[dict[str, Any]]:
        """Rows of `redshank query`."""
        return [json.loads(line) for line in self.run("query", sql, "--format", "jsonl").splitlines()]

    def stop(self) -> None:
        """Stop it gracefully."""
        self.process.terminate()
        self.process.wait(60)
        self.log.close()


def send(
    client: httpx.Client, events: list[dict[str, Any]], batch: int
) -> tuple[Counter[str], dict[tuple[str, str], str]]:
    """Send every event once; what became of them, and the event id of each (source, id)."""
    counts: Counter[str] = Counter()
    ids: dict[tuple[str, str], str] = {}
    for start in range(0, len(events), batch):
        part = events[start : start + batch]
        answer = client.post("/v1/events?backfill=true", json=part)
        answer.raise_for_status()
        found = answer.json()
        counts.update(accepted=found["accepted"], duplicates=found["duplicates"], refused=len(found["refused"]))
        for one in found["events"]:
            event = part[one["index"]]
            ids[event["source"], event["id"]] = one["id"]
    return counts, ids


def send_refused(client: httpx.Client) -> int:
    """Send what nothing can keep; how many of them were refused with a type and are in the quarantine."""
    before = held(client)
    head = '{"specversion":"1.0","id":"%d","source":"/real/refused","type":"prompt_submitted",'
    head += '"data":{"prompt":{"text":%s}}}'
    lines = "\n".join(head % (number, text) for number, text in enumerate(REFUSED))
    answer = client.post("/v1/events", content=lines, headers={"content-type": "application/x-ndjson"})
    typed = [one for one in answer.json()["refused"] if one["problem"]["type"].startswith("urn:redshank:error:event-")]
    return min(len(typed), held(client) - before)


def held(client: httpx.Client) -> int:
    """Refused events in the quarantine."""
    return len(client.get("/v1/quarantine", params={"state": "held", "limit": 500}).json()["events"])


def count_different(
    client: httpx.Client, events: list[dict[str, Any]], ids: dict[tuple[str, str], str], sample: int
) -> tuple[int, int]:
    """Read events back: how many were read, and how many are not byte for byte what was sent."""
    odd = [event for event in events if event["source"] == "/real/odd"]
    longest = sorted(events, key=lambda event: -len(event["data"]["prompt"]["text"]))[:10]
    chosen = odd + longest + random.Random(3).sample(events, min(sample, len(events)))
    different = 0
    for event in chosen:
        answer = client.post(f"/v1/events/{ids[event['source'], event['id']]}/reveal", json=PURPOSE)
        text = answer.json().get("data", {}).get("prompt", {}).get("text") if answer.status_code == 200 else None
        sent = event["data"]["prompt"]["text"].encode()
        different += not isinstance(text, str) or text.encode() != sent or answer.json()["data"] != event["data"]
    return len(chosen), different


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    """Wait until it holds, or until so long has passed."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.5)


def measure(service: Service, events: list[dict[str, Any]], *, batch: int, sample: int) -> dict[str, Any]:
    """Send, count, read back."""
    sent_by_source = Counter(event["source"] for event in events)
    with httpx.Client(
        base_url=service.url, headers={"authorization": f"Bearer {service.key}"}, timeout=300, trust_env=False
    ) as client:
        started = time.perf_counter()
        counts, ids = send(client, events, batch)
        seconds = time.perf_counter() - started
        refused_as_they_must = send_refused(client)
        again, _ = send(client, events[:batch], batch)
        wait_for(lambda: client.get("/v1/live/summary").json()["lag"]["lake_s"] == 0, 120)
        lag = client.get("/v1/live/summary").json()["lag"]["lake_s"]
        read_back, different = count_different(client, events, ids, sample)
    files = service.query("SELECT source, count(*) AS n, count(DISTINCT id) AS ids FROM events GROUP BY source")
    kept_by_source = {row["source"]: row["n"] for row in files}
    totals = service.query(
        "SELECT count(*) AS n, count(*) FILTER (flagged) AS flagged, count(*) FILTER (errors > 0) AS errors FROM events"
    )
    return {
        "files": len(sent_by_source) - 1,
        "sent": len(events),
        "accepted": counts["accepted"],
        "refused": counts["refused"],
        "in_lake_and_log": totals[0]["n"],
        "lake_lag_s": lag,
        "files_that_differ": sorted(
            name for name in sent_by_source if kept_by_source.get(name) != sent_by_source[name]
        ),
        "unknown_files": sorted(set(kept_by_source) - set(sent_by_source)),
        "sent_again": min(batch, len(events)),
        "recognised_again": again["duplicates"],
        "must_be_refused": len(REFUSED),
        "refused_and_in_quarantine": refused_as_they_must,
        "read_back": read_back,
        "read_back_different": different,
        "flagged": totals[0]["flagged"],
        "with_errors_in_features": totals[0]["errors"],
        "events_per_s": round(len(events) / seconds, 1),
        "hours_of_arrivals": round(_hours(events), 2),
    }


def _hours(events: list[dict[str, Any]]) -> float:
    first, last = (datetime.fromisoformat(events[place]["time"]) for place in (0, -1))
    return (last - first).total_seconds() / 3600


def is_whole(result: dict[str, Any]) -> bool:
    """Whether nothing is missing, double or different."""
    return (
        result["sent"] == result["accepted"] == result["in_lake_and_log"]
        and result["refused"] == 0
        and not result["files_that_differ"]
        and not result["unknown_files"]
        and result["recognised_again"] == result["sent_again"]
        and result["refused_and_in_quarantine"] == result["must_be_refused"]
        and result["read_back_different"] == 0
    )


def run(rows: int | None, *, batch: int, sample: int) -> dict[str, Any]:
    """Start an instance, measure, stop it."""
    events = make_events(read_prompts(DATA / "prompts", rows), read_arrivals(DATA / "traces"))
    folder = Path(tempfile.mkdtemp(prefix="rs-real-", dir="/tmp"))
    folder.chmod(0o711)  # an unprivileged PostgreSQL enters it also when root runs this
    service = None
    try:
        service = Service(folder)
        return measure(service, events, batch=batch, sample=sample)
    finally:
        if service is not None:
            service.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, help="how many prompts; all when left out")
    parser.add_argument("--batch", type=int, default=500, help="events of a request")
    parser.add_argument("--sample", type=int, default=300, help="how many are read back besides odd and long ones")
    arguments = parser.parse_args()
    result = run(arguments.rows, batch=arguments.batch, sample=arguments.sample)
    result["whole"] = is_whole(result)
    print(json.dumps(result))
    sys.exit(not result["whole"])


if __name__ == "__main__":
    main()
