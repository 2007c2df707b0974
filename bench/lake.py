"""How fast is the lake? Builds a month of events as the mover would, compacts it, and asks it what analysts ask.

Prints one JSON line. Baseline, in the same run: the same rows in the files as the mover wrote them, neither sorted nor
merged (`unsorted_*`).

    python bench/lake.py [--events 1000000] [--accounts 50000] [--folder DIR]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from redshank.events.lake.logic import FeatureColumns, content_frame, events_frame
from redshank.events.lake.reader import Snapshot
from redshank.events.lake.service import Lake
from redshank.events.lake.store.compaction import merge, plan_merges
from redshank.events.lake.store.duck import columns_of_files
from redshank.events.lake.types import LakeRow, LakeSettings
from redshank.events.search.language import parse
from redshank.events.search.logic import check
from redshank.events.search.store import queries, subjects
from redshank.events.search.types import Search

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 30
WORDS = [f"word{number}" for number in range(2000)]
COUNTRIES = ("DE", "US", "IN", "BR", "NL", "JP")


def make_rows(first: int, count: int, step: float, accounts: int) -> list[LakeRow]:
    """Rows of some 1 KB outcome with 45 features, accounts by a heavy-tailed law."""
    chance = random.Random(first)
    rows = []
    for number in range(first, first + count):
        at = START + timedelta(seconds=number * step)
        account = f"acc_{int(chance.paretovariate(0.8)) % accounts}"
        features = {
            "AccountId": account,
            "Country": chance.choice(COUNTRIES),
            "PromptLength": chance.randrange(6000),
            "Verified": chance.random() < 0.6,
            "JailbreakScore": round(chance.random(), 4),
            "EmailDomain": f"mail{chance.randrange(300)}.example",
        }
        features |= {f"Count{index}": chance.randrange(50) for index in range(20)}
        features |= {f"Is{index}": chance.random() < 0.02 for index in range(19)}
        flagged = chance.random() < 0.03
        subjects_of = [
            f"Account/{account}",
            f"Device/dev_{chance.randrange(accounts)}",
            f"Network/10.{chance.randrange(64)}.{chance.randrange(256)}.{chance.randrange(256)}",
            f"Organization/org_{hash(account) % 800}",
        ]
        if chance.random() < 0.01:
            subjects_of.append(f"Account/acc_{chance.randrange(accounts)}")
        data = {"account": {"id": account}, "prompt": {"text": " ".join(chance.choices(WORDS, k=40))}}
        milliseconds = int(at.timestamp() * 1000)
        rows.append(
            LakeRow(
                seq=number,
                uuid=UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | chance.getrandbits(62)),
                received_at=at,
                window_time=at.timestamp(),
                occurred_at=at,
                source="/platform/bench",
                id=f"e{number}",
                type=chance.choice(("prompt_submitted", "completion_returned", "login", "tool_called")),
                surface=chance.choice(("api", "chat", "image", "agent")),
                subjects=subjects_of,
                rule_set="rs_" + "0" * 32,
                verdicts=["review"] if flagged else [],
                rules=[f"Rule{chance.randrange(30)}"] if flagged else [],
                shadow_rules=[],
                outcome=json.dumps({"features": features}).encode(),
                content=json.dumps({"data": data, "features": {"Prompt": data["prompt"]["text"]}}).encode(),
            )
        )
    return rows


def build(lake: Lake, events: int, accounts: int) -> float:
    """Fill the lake as the mover does; CPU microseconds an event for frames and commits, rows ready-made."""
    step = DAYS * 86_400 / events
    columns = FeatureColumns([], 400)
    batch = max(500, events // 240)
    spent = 0.0
    for first in range(1, events + 1, batch):
        rows = make_rows(first, min(batch, events + 1 - first), step, accounts)
        began = time.process_time()
        lake.content.append(content_frame(rows), rows[-1].seq)
        lake.events.append(events_frame(rows, columns), rows[-1].seq)
        spent += time.process_time() - began
    return spent / events * 1e6


async def compact(lake: Lake) -> float:
    """Merge every day; CPU microseconds an event."""
    began = time.process_time()
    lake.events.refresh()
    for kind, files in plan_merges(lake.events.files(), START + timedelta(days=DAYS + 3), 256 << 20):
        merged = await lake.duck.ask(lambda c, f=files, k=kind: merge(c, lake.events, f, k), 600)  # type: ignore[misc]
        lake.events.replace(files, [merged], data_change=False)
    return (time.process_time() - began) * 1e6


async def snapshot(lake: Lake) -> Snapshot:
    """The lake without a tail."""
    lake.events.refresh()
    files = lake.events.files()
    paths = [file.path for file in files]
    present = await lake.duck.ask(lambda cursor: columns_of_files(cursor, lake.events.folder, paths), 60)
    tail = events_frame([], FeatureColumns([], 0))
    return Snapshot(lake.events, files, tail, lake.events.columns(), present, START + timedelta(days=DAYS), True)


def questions(accounts: int) -> Iterator[tuple[str, Callable[[random.Random], Search], int]]:
    """Name, a search that differs from time to time, how often it is asked."""
    week = {"begin": START + timedelta(days=20), "end": START + timedelta(days=27)}
    yield "account", lambda r: Search(subject=f"Account/acc_{r.randrange(1, min(2000, accounts))}"), 40
    yield "month_histogram_and_page", lambda r: Search(), 5
    yield "month_filter", lambda r: Search(q=f"Country:{r.choice(COUNTRIES)} PromptLength>{r.randrange(3000)}"), 5
    yield "month_text", lambda r: Search(q=f"mail{r.randrange(300)}.example"), 5
    yield "week_group_by_device", lambda r: Search(group_by="device", **week), 5  # type: ignore[arg-type]
    yield "month_group_by_rule", lambda r: Search(q="flagged:true", group_by="rule"), 5


async def ask_all(lake: Lake, accounts: int) -> dict[str, float]:
    """Milliseconds of each question: wall clock at p50 and p95, CPU of both threads at p50."""
    seen = await snapshot(lake)
    found = {}
    chance = random.Random(5)
    for name, make, times in questions(accounts):
        taken, spent = [], []
        for _ in range(times + 1):
            search = check(make(chance))
            began, began_cpu = time.perf_counter(), time.process_time()
            planned = queries.plan(search, parse(search.q), seen)
            await lake.duck.ask(lambda cursor, p=planned: queries.run(cursor, p), 60)  # type: ignore[misc]
            taken.append((time.perf_counter() - began) * 1000)
            spent.append((time.process_time() - began_cpu) * 1000)
        taken = sorted(taken[1:])
        found[f"{name}_cpu_p50_ms"] = round(statistics.median(spent[1:]), 1)
        found[f"{name}_p95_ms"] = round(taken[min(len(taken) - 1, int(len(taken) * 0.95))], 1)
        found[f"{name}_p50_ms"] = round(statistics.median(taken), 1)
    page = []
    for _ in range(10):
        subject = f"Account/acc_{chance.randrange(1, min(2000, accounts))}"
        began = time.perf_counter()
        planned = queries.plan(check(Search(subject=subject)), [], seen)
        await lake.duck.ask(lambda cursor, p=planned, s=subject: subjects.overview(cursor, p, s), 60)  # type: ignore[misc]
        page.append((time.perf_counter() - began) * 1000)
    found["subject_page_p50_ms"] = round(statistics.median(page), 1)
    return found


async def main(events: int, accounts: int, folder: Path) -> None:
    """Build, ask, compact, ask again."""
    lake = Lake(LakeSettings(folder / "lake", memory_mb=1024))
    try:
        move_cpu = build(lake, events, accounts)
        lake.events.refresh()
        files = len(lake.events.files())
        unsorted = await ask_all(lake, accounts)
        compact_cpu = await compact(lake) / events
        sorted_ = await ask_all(lake, accounts)
        size = sum(file.size for file in lake.events.files())
        print(
            json.dumps(
                {
                    "bench": "lake",
                    "events": events,
                    "move_cpu_us": round(move_cpu, 1),
                    "compact_cpu_us": round(compact_cpu, 1),
                    "bytes_an_event": round(size / events, 1),
                    "files_before": files,
                    "files_after": len(lake.events.files()),
                    **sorted_,
                    **{f"unsorted_{name}": value for name, value in unsorted.items()},
                    "ratio_account": round(unsorted["account_cpu_p50_ms"] / sorted_["account_cpu_p50_ms"], 2),
                }
            )
        )
    finally:
        lake.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=50_000)
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="redshank-bench-") as scratch:
        asyncio.run(main(given.events, given.accounts, given.folder or Path(scratch)))
