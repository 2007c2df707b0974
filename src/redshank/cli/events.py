"""`redshank import`: events from files or standard input, sent to a running server until each is acknowledged."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from redshank.cli.common import DataOption, settings_for
from redshank.events.files import Progress, form_of, open_lines, read_jsonl, read_parquet
from redshank.kernel.errors import Forbidden, InvalidInput, RedshankError, Unauthenticated, Unavailable

app = typer.Typer(add_completion=False)

_MOST_BYTES: Final = 4 * 1024 * 1024
_AT_ONCE: Final = 4
_PATIENCE_SECONDS: Final = 300.0
_SHOWN_REFUSALS: Final = 20
_SOME_REFUSED: Final = 3


@dataclass
class Totals:
    """What became of everything sent.

    Attributes:
        refused: of each refused event its number (from 1) and the problem.
    """

    read: int = 0
    accepted: int = 0
    duplicates: int = 0
    refused: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


@app.callback(invoke_without_command=True)
def _root() -> None:
    """Events."""


@app.command("import")
def import_events(
    files: Annotated[
        list[str],
        typer.Argument(help="JSON lines or Parquet, plain, .gz or .zst; - is standard input.", metavar="FILE..."),
    ],
    *,
    url: Annotated[str | None, typer.Option(help="The server; default: the one of the data folder.")] = None,
    key: Annotated[
        str | None, typer.Option(envvar="REDSHANK_KEY", help="A key; default: the one made on the first run.")
    ] = None,
    backfill: Annotated[
        bool,
        typer.Option("--backfill", help="Take arrival times from the events: `received_at`, else `time`; in order."),
    ] = False,
    batch: Annotated[int, typer.Option(min=1, max=5000, help="Events in one request.")] = 500,
    source: Annotated[str, typer.Option(help="`source` of events that name none.")] = "/import",
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
    data: DataOption = None,
) -> None:
    """Send events from files or standard input; sending the same again changes nothing.

    A line is a CloudEvent, or has the rules kit's form. Requests that are turned away are sent again for up to five
    minutes. The exit status is 3 where events were refused; they are in the quarantine.
    """
    settings = settings_for(data)
    key = key or _first_key(settings.secrets / "ingest.key")
    totals = Totals()
    started = time.monotonic()
    for name in files:
        events, progress = _open(name, source)
        display = _Display(name, progress, totals, quiet=quiet)
        sending = _Sending((url or settings.url).rstrip("/"), key, batch, backfill, totals)
        asyncio.run(sending.run(events, display.show))
        display.end()
    seconds = max(time.monotonic() - started, 1e-9)
    print(
        f"{totals.read} events: {totals.accepted} accepted, {totals.duplicates} known already, "
        f"{len(totals.refused)} refused, in {seconds:.1f} s ({totals.read / seconds:.0f} a second)"
    )
    for number, problem in totals.refused[:_SHOWN_REFUSALS]:
        place = f" at {problem['where']}" if problem.get("where") else ""
        print(f"  event {number}: {problem['title']}: {problem.get('detail', '')}{place}", file=sys.stderr)
    if totals.refused:
        raise typer.Exit(_SOME_REFUSED)


def _open(name: str, source: str) -> tuple[Iterator[bytes], Progress]:
    if name == "-":
        return read_jsonl(open_lines(sys.stdin.buffer, ""), default_source=source), Progress(0, lambda: 0)
    path = Path(name)
    if not path.is_file():
        raise InvalidInput("there is no such file", where=name)
    if form_of(name) == "parquet":
        return read_parquet(path, default_source=source), Progress(0, lambda: 0)
    file = path.open("rb")
    return read_jsonl(open_lines(file, name), default_source=source), Progress(path.stat().st_size, file.tell)


def _first_key(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        raise Unauthenticated("there is no key", mend="give one with --key or REDSHANK_KEY") from None


@dataclass
class _Sending:
    """Where and how events are sent."""

    url: str
    key: str
    size: int
    backfill: bool
    totals: Totals

    async def run(self, events: Iterator[bytes], show: Callable[[], None]) -> None:
        """Keep a few requests on the way; one alone when backfilling, where the order is what windows go by."""
        import httpx

        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/x-ndjson"}
        address = f"{self.url}/v1/events" + ("?backfill=true" if self.backfill else "")
        async with httpx.AsyncClient(headers=headers, timeout=60, trust_env=False) as client:
            waiting: set[asyncio.Task[None]] = set()
            for first, body in _requests(events, self.size, self.totals):
                if len(waiting) >= (1 if self.backfill else _AT_ONCE):
                    done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        task.result()
                    show()
                waiting.add(asyncio.create_task(_send(client, address, first, body, self.totals)))
            await asyncio.gather(*waiting)


def _requests(events: Iterator[bytes], size: int, totals: Totals) -> Iterator[tuple[int, bytes]]:
    """(number of the first event, body); a body ends at `size` events or some 4 MiB."""
    while batch := list(islice(events, size)):
        first = totals.read + 1
        totals.read += len(batch)
        part: list[bytes] = []
        weight = 0
        for event in batch:
            if part and weight + len(event) > _MOST_BYTES:
                yield first, b"\n".join(part)
                first += len(part)
                part, weight = [], 0
            part.append(event)
            weight += len(event)
        yield first, b"\n".join(part)


async def _send(client: Any, address: str, first: int, body: bytes, totals: Totals) -> None:
    """Send until it is acknowledged.

    Raises:
        RedshankError: the server refuses the request as a whole, or was away for five minutes.
    """
    import httpx

    deadline = time.monotonic() + _PATIENCE_SECONDS
    pause = 0.2
    while True:
        try:
            answer = await client.post(address, content=body)
        except httpx.TransportError as error:
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"the server can't be reached: {type(error).__name__}", where=address, mend="start it, then again"
                ) from error
            wait = pause
        else:
            if answer.status_code == 200:
                said = answer.json()
                totals.accepted += said["accepted"]
                totals.duplicates += said["duplicates"]
                totals.refused += [(first + one["index"], one["problem"]) for one in said["refused"]]
                return
            if answer.status_code not in {429, 503} or time.monotonic() > deadline:
                raise _error_of(answer)
            wait = float(answer.headers.get("retry-after", pause))
        await asyncio.sleep(wait)
        pause = min(pause * 2, 5.0)


def _error_of(answer: Any) -> RedshankError:
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    kinds = {401: Unauthenticated, 403: Forbidden}
    kind = kinds.get(answer.status_code, InvalidInput if answer.status_code < 500 else Unavailable)
    detail = problem.get("detail") or f"the server answered {answer.status_code}"
    return kind(str(detail), where=problem.get("where"), mend=problem.get("mend"))


class _Display:
    """A line of progress on a terminal, nothing elsewhere."""

    def __init__(self, name: str, progress: Progress, totals: Totals, *, quiet: bool) -> None:
        self._name = name
        self._progress = progress
        self._totals = totals
        self._on = not quiet and sys.stderr.isatty()
        self._started = time.monotonic()
        self._first = totals.read
        self._shown = 0.0

    def show(self) -> None:
        """Bring the line up to date, a few times a second."""
        now = time.monotonic()
        if not self._on or now - self._shown < 0.2:
            return
        self._shown = now
        sent = self._totals.read - self._first
        share = self._progress.share()
        done = "" if share is None else f"{share:4.0%}  "
        rate = sent / max(now - self._started, 1e-9)
        line = f"{self._name}: {done}{sent} events, {rate:.0f} a second, {len(self._totals.refused)} refused"
        sys.stderr.write(f"\r{line:<78}")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._on:
            sys.stderr.write("\r" + " " * 78 + "\r")
            sys.stderr.flush()
