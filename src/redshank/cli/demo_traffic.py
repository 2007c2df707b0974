"""The process beside `redshank demo` that plays the platform: sends a week that has passed, then goes on live."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from redshank.bootstrap.credentials import ingest_key_file
from redshank.bootstrap.parent import exit_with_parent
from redshank.bootstrap.settings import Settings, load_settings
from redshank.kernel.errors import RedshankError
from redshank.simulate.delivery import Courier, paced
from redshank.simulate.live import LiveConfig, backlog, ending_now, live
from redshank.simulate.types import SimulationConfig

_BACKLOG: Final = SimulationConfig(seed=7, events=30_000, days=7.0, accounts=4_000)
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Progress:
    """What the demo of a data folder has done.

    Attributes:
        rate: live events a second.
        start: where the week that was sent begins, seconds since the epoch; None before it was chosen.
        sent: whether all of it was taken.
    """

    rate: float
    start: float | None = None
    sent: bool = False


def write_rate(settings: Settings, rate: float) -> None:
    """Choose the live rate, for the process that this module is."""
    known = _read(_file(settings))
    _write(_file(settings), Progress(rate, known.start, known.sent) if known else Progress(rate))


def main() -> None:
    """Send until the end of the supervisor; what was sent before is recognised and not sent again."""
    exit_with_parent()
    settings = load_settings().settings
    path = _file(settings)
    progress = _read(path) or Progress(rate=25.0)
    key = ingest_key_file(settings).read_text(encoding="ascii").strip()
    # A start that was chosen once is kept: the same week again is the same bytes, so repeating it changes nothing.
    start = progress.start if progress.start is not None else ending_now(_BACKLOG).start
    week = SimulationConfig(
        seed=_BACKLOG.seed, events=_BACKLOG.events, days=_BACKLOG.days, accounts=_BACKLOG.accounts, start=start
    )
    try:
        if not progress.sent:
            _write(path, Progress(progress.rate, start))
            _send_backlog(settings, key, week)
            _write(path, Progress(progress.rate, start, sent=True))
        # Each start plays other people's days: the ids of a seed are known from the last time.
        stream = live(LiveConfig(rate=progress.rate, seed=time.time_ns() // 1_000_000, after=week))
        with Courier(settings.local_url, key, patience=float("inf")) as courier:
            for batch in paced(stream):
                courier.deliver(batch)
    except RedshankError as error:
        print(f"error: {error.title}: {error.detail}", file=sys.stderr)
        sys.exit(1)


def _send_backlog(settings: Settings, key: str, week: SimulationConfig) -> None:
    began = time.monotonic()
    with Courier(settings.local_url, key, patience=float("inf"), backfill=True) as courier:
        for batch in _batches(backlog(week)):
            courier.deliver(batch)
        taken = courier.tally.accepted
    print(f"  The week is in: {taken:,} events judged in {time.monotonic() - began:.0f} s.\n", flush=True)


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    iterator = iter(lines)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _file(settings: Settings) -> Path:
    return settings.data / "demo.json"


def _read(path: Path) -> Progress | None:
    try:
        return Progress(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(path: Path, progress: Progress) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    draft = path.with_suffix(".new")
    draft.write_text(
        json.dumps({"rate": progress.rate, "start": progress.start, "sent": progress.sent}), encoding="utf-8"
    )
    draft.rename(path)


if __name__ == "__main__":
    main()
