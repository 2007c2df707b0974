"""Rows of the log as the engine writes them, made up from a seed, and a lake in a temporary folder."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from redshank.events.lake.service import Lake
from redshank.events.lake.types import LakeRow, LakeSettings
from redshank.events.outcome import ErrorRecord, LabelRecord, OutcomeRecord, encode_outcome
from redshank.storage.database import Database

START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
WORDS = ("please", "translate", "invoice", "garden", "socket", "poem", "Straße", "naïve", "漢字", "recipe", "budget")


def make_rows(
    count: int,
    *,
    first: int = 1,
    start: datetime = START,
    step: float = 1.0,
    seed: int = 7,
    accounts: int = 40,
) -> list[LakeRow]:
    """Rows of the log with `count` consecutive numbers, `step` seconds apart."""
    chance = random.Random(seed * 1_000_003 + first)
    rows = []
    for index in range(count):
        at = start + timedelta(seconds=index * step)
        account = f"acc_{chance.randrange(accounts)}"
        subjects = [f"Account/{account}", f"Device/dev_{chance.randrange(accounts)}", f"Network/10.0.0.{index % 9}"]
        if index % 50 == 3:
            subjects.append(f"Account/acc_{chance.randrange(accounts)}")
        flagged = chance.random() < 0.2
        text = " ".join(chance.choices(WORDS, k=6))
        outcome = OutcomeRecord(
            features={
                "AccountId": account,
                "PromptLength": len(text),
                "Country": chance.choice(("DE", "US", "BR")),
                "Hosting": chance.random() < 0.3,
                "Score": round(chance.random(), 6) if chance.random() < 0.9 else None,
                "Models": ["m1", "m2"],
            },
            labels=[LabelRecord("Account", account, "bursty", "ADDED", ("Burst",))] if flagged else [],
            errors=[ErrorRecord("Score", "missing")] if index % 97 == 0 else [],
        )
        content = {"data": {"account": {"id": account}, "prompt": {"text": text}}, "features": {"Prompt": text}}
        rows.append(
            LakeRow(
                seq=first + index,
                uuid=_uuid7(at, chance),
                received_at=at,
                window_time=at.timestamp(),
                occurred_at=at - timedelta(seconds=1),
                source="/platform/sim",
                id=f"e{first + index}",
                type=chance.choice(("prompt_submitted", "login", "payment_attempted")),
                surface=chance.choice(("api", "chat")),
                subjects=sorted(set(subjects)),
                rule_set="rs_" + "0" * 32,
                verdicts=["review"] if flagged else [],
                rules=["Burst"] if flagged else [],
                shadow_rules=["NewRule"] if index % 11 == 0 else [],
                outcome=encode_outcome(outcome),
                content=json.dumps(content, ensure_ascii=False).encode(),
            )
        )
    return rows


def _uuid7(at: datetime, chance: random.Random) -> UUID:
    milliseconds = int(at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62))


async def write_log(database: Database, rows: Sequence[LakeRow]) -> None:
    """Put rows into the log of record, with a partition for each day and a key for each row."""
    async with await database.connect() as connection:
        for day in sorted({row.received_at.date() for row in rows}):
            await connection.execute(
                f"CREATE TABLE IF NOT EXISTS event_log_{day:%Y%m%d} PARTITION OF event_log "
                f"FOR VALUES FROM ('{day} 00:00:00+00') TO ('{day + timedelta(days=1)} 00:00:00+00')".encode()
            )
        columns = ", ".join(LakeRow._fields)
        async with connection.cursor() as cursor:
            async with cursor.copy(f"COPY event_log ({columns}) FROM STDIN".encode()) as copy:
                for row in rows:
                    await copy.write_row(row)
            async with cursor.copy(b"COPY event_keys (key, seq, uuid) FROM STDIN") as copy:
                for row in rows:
                    await copy.write_row((UUID(int=row.seq), row.seq, row.uuid))


@pytest.fixture
def rows() -> Callable[..., list[LakeRow]]:
    """`make_rows`."""
    return make_rows


@pytest.fixture
def fill_log(database: Database) -> Callable[[Sequence[LakeRow]], object]:
    """Writes rows into the log of the test's database."""

    async def fill(rows: Sequence[LakeRow]) -> None:
        await write_log(database, rows)

    return fill


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    """An empty lake."""
    opened = Lake(LakeSettings(tmp_path / "lake"))
    yield opened
    opened.close()


@pytest.fixture
async def filled(database: Database, lake: Lake) -> AsyncIterator[list[LakeRow]]:
    """300 rows over five minutes, moved into the lake."""
    from redshank.events.lake.service import move

    made = make_rows(300)
    await write_log(database, made)
    async with database.begin() as tx:
        await move(tx, lake)
    yield made
