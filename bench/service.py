"""How fast is the service? Durable, judged ingestion in batches, and the latency of decide, over real HTTP.

Starts `redshank up` in a folder of its own (PostgreSQL, server and worker on this machine, the client here too), sends
events, and prints one JSON line. CPU seconds of each process stand beside the rates, for machines with other work.
Baseline, in the same run: the same events inserted into the same PostgreSQL one a transaction, not judged
(`baseline_one_insert_per_transaction`).

    python bench/service.py                              # the starter rules, simulated traffic
    python bench/service.py --kit ../shared/rules-kit    # 50 rules, 1 KB events
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


def make_events(count: int, kit: Path | None, folder: Path) -> list[bytes]:
    """CloudEvents without their closing part of the id: `{...,"id":"` is completed when sent."""
    if kit is None:
        out = folder / "simulated.jsonl"
        command = [sys.executable, "-m", "redshank.cli.main", "simulate", "--events", str(count), "--out", str(out)]
        subprocess.run([*command, "--accounts", "2000", "--days", "2"], check=True, stdout=subprocess.DEVNULL)
        found = []
        for line in out.read_bytes().splitlines():
            with contextlib.suppress(ValueError):
                event = json.loads(line)
                if isinstance(event, dict) and isinstance(event.get("data"), dict):
                    found.append(_without_id(str(event["type"]), event.get("time"), event["data"]))
        return found
    out = folder / "kit.jsonl"
    command = [sys.executable, str(kit / "gen_events.py"), "--seed", "42", "--n", str(count), "--out", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    return [_without_id(line["action_name"], line["timestamp"], line["data"]) for line in lines]


def _without_id(type: str, at: str | None, data: dict[str, Any]) -> bytes:
    head = {"specversion": "1.0", "source": "/bench", "type": type, "data": data} | ({"time": at} if at else {})
    return json.dumps(head, separators=(",", ":")).encode()[:-1] + b',"id":"'


class Service:
    """`redshank up`, with the CPU time of its processes."""

    def __init__(self, folder: Path, rules: Path | None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.data = folder / "data"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("REDSHANK_")}
        environment |= {"REDSHANK_DATA": str(self.data), "REDSHANK_PORT": str(self.port)}
        if rules is not None:
            environment["REDSHANK_RULES"] = str(rules.resolve())
        self.log = (folder / "log").open("wb")
        command = [sys.executable, "-m", "redshank.cli.main", "up"]
        started = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, env=environment)
        self._wait()
        self.cold_start = time.perf_counter() - started
        self.key = (self.data / "secrets" / "ingest.key").read_text().strip()
        self.database_url = json.loads((self.data / "redshank.running").read_text())["database_url"]

    def _wait(self) -> None:
        deadline = time.monotonic() + 120
        while True:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2),
            ):
                return
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the service did not start: {Path(self.log.name).read_text()[-2000:]}")
            time.sleep(0.05)

    def cpu(self) -> dict[str, float]:
        """CPU seconds of each part so far."""
        seconds = {"server": 0.0, "worker": 0.0, "postgres": 0.0}
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (path / "cmdline").read_bytes()
                fields = (path / "stat").read_text().rpartition(")")[2].split()
                used = sum(int(fields[place]) for place in (11, 12, 13, 14)) / TICKS
                if fields[1] == str(self.process.pid) and b"redshank.web.serve" in words:
                    seconds["server"] += used
                elif fields[1] == str(self.process.pid) and b"redshank.worker.main" in words:
                    seconds["worker"] += used
                elif words.startswith(b"postgres") or str(self.data).encode() in words:
                    seconds["postgres"] += used
        return seconds

    def stop(self) -> None:
        """Stop it gracefully."""
        self.process.terminate()
        self.process.wait(60)
        self.log.close()


class Client:
    """A keep-alive connection that sends prepared requests: the client must not be what is measured."""

    def __init__(self, port: int, key: str) -> None:
        self.port = port
        self.head = f"host: bench\r\nauthorization: Bearer {key}\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"

    async def open(self) -> Client:
        """Connect."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 24)
        return self

    def request(self, path: str, media_type: str, body: bytes) -> bytes:
        """The bytes of a request."""
        return f"POST {path} HTTP/1.1\r\n{self.head % (media_type, len(body))}".encode() + body

    async def send(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        size = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        return int(head.split(b" ")[1]), await self.reader.readexactly(size)


async def measure_batches(service: Service, events: list[bytes], *, batch: int, connections: int) -> dict[str, Any]:
    """Send every event once, in batches over some connections."""
    plain = Client(service.port, service.key)
    run = f"b{time.time_ns()}"
    bodies = [
        b"[" + b",".join(event + f'{run}-{start + place}"}}'.encode() for place, event in enumerate(part)) + b"]"
        for start in range(0, len(events), batch)
        for part in [events[start : start + batch]]
    ]
    requests = iter([plain.request("/v1/events", "application/cloudevents-batch+json", body) for body in bodies])
    turned_away = 0

    async def sender() -> int:
        nonlocal turned_away
        client = await Client(service.port, service.key).open()
        accepted = 0
        for request in requests:
            while True:
                status, body = await client.send(request)
                if status == 200:
                    break
                assert status == 429, body[:300]
                turned_away += 1
                await asyncio.sleep(0.2)
            accepted += json.loads(body)["accepted"]
        return accepted

    before, own = service.cpu(), time.process_time()
    started = time.perf_counter()
    accepted = sum(await asyncio.gather(*(sender() for _ in range(connections))))
    seconds = time.perf_counter() - started
    after = service.cpu()
    assert accepted == len(events), (accepted, len(events))
    return {
        "events": accepted,
        "bytes_per_event": round(sum(map(len, bodies)) / accepted),
        "events_per_s": round(accepted / seconds),
        "server_cpu_us_per_event": round((after["server"] - before["server"]) / accepted * 1e6, 1),
        "postgres_cpu_us_per_event": round((after["postgres"] - before["postgres"]) / accepted * 1e6, 1),
        "worker_cpu_us_per_event": round((after["worker"] - before["worker"]) / accepted * 1e6, 1),
        "client_cpu_us_per_event": round((time.process_time() - own) / accepted * 1e6, 1),
        "turned_away": turned_away,
    }


async def measure_decide(service: Service, events: list[bytes], *, rate: float, seconds: float) -> dict[str, Any]:
    """Ask at random moments of the given rate, whatever is still on its way: a slow answer delays no question."""
    chance = random.Random(1)
    free: asyncio.LifoQueue[Client] = asyncio.LifoQueue()
    for _ in range(64):
        free.put_nowait(await Client(service.port, service.key).open())
    run, latencies = f"d{time.time_ns()}", []

    async def ask(place: int, at: float) -> None:
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        client = await free.get()
        body = events[place % len(events)] + f'{run}-{place}"}}'.encode()
        status, answer = await client.send(client.request("/v1/decide", "application/json", body))
        assert status == 200, answer[:300]
        latencies.append(time.perf_counter() - at)
        free.put_nowait(client)

    at = time.perf_counter() + 0.5
    asked = []
    for place in range(int(rate * seconds)):
        at += chance.expovariate(rate)
        asked.append(asyncio.create_task(ask(place, at)))
    before = service.cpu()
    await asyncio.gather(*asked)
    after = service.cpu()
    latencies.sort()
    return {
        "requests": len(latencies),
        "rate": rate,
        "server_cpu_us_per_request": round((after["server"] - before["server"]) / len(latencies) * 1e6, 1),
    } | {
        f"p{percent}_ms": round(latencies[min(len(latencies) - 1, int(len(latencies) * percent / 100))] * 1e3, 2)
        for percent in (50, 95, 99)
    }


def measure_baseline(service: Service, events: list[bytes], seconds: float) -> dict[str, Any]:
    """The plain way: one INSERT, one transaction, one event; nothing is judged."""
    with psycopg.connect(service.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE bench_plain (id text PRIMARY KEY, event jsonb NOT NULL)")
        started = time.perf_counter()
        done = 0
        while time.perf_counter() - started < seconds:
            event = (events[done % len(events)] + f'{done}"}}'.encode()).decode()
            connection.execute("INSERT INTO bench_plain VALUES (%s, %s)", [str(done), event])
            done += 1
        taken = time.perf_counter() - started
        connection.execute("DROP TABLE bench_plain")
    return {"events_per_s": round(done / taken)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--connections", type=int, default=6)
    parser.add_argument("--rate", type=float, default=300.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--kit", type=Path, help="folder with gen_events.py and rules_synth50")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="rs-bench-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        events = make_events(min(arguments.events, 20_000), arguments.kit, folder)
        repeated = [events[place % len(events)] for place in range(arguments.events)]
        service = Service(folder, arguments.kit / "rules_synth50" if arguments.kit is not None else None)
        try:
            warm = asyncio.run(measure_batches(service, repeated[:5000], batch=500, connections=2))
            batches = asyncio.run(
                measure_batches(service, repeated, batch=arguments.batch, connections=arguments.connections)
            )
            decide = asyncio.run(measure_decide(service, events, rate=arguments.rate, seconds=arguments.seconds))
            baseline = measure_baseline(service, events, 3.0)
        finally:
            service.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(
        json.dumps(
            {
                "bench": "service",
                "cpus": os.cpu_count(),
                "rules": "kit" if arguments.kit is not None else "starter",
                "cold_start_s": round(service.cold_start, 2),
                "ingest": batches,
                "ingest_first_5000_events_per_s": warm["events_per_s"],
                "decide": decide,
                "baseline_one_insert_per_transaction": baseline,
                "times_baseline": round(batches["events_per_s"] / max(1, baseline["events_per_s"]), 1),
            }
        )
    )


if __name__ == "__main__":
    main()
