"""`redshank simulate`: an AI platform's traffic into a file, a pipe, or a running Redshank."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from redshank.simulate import LiveConfig, SimulationConfig, Truth, live
from redshank.simulate.delivery import Courier, paced
from redshank.simulate.errors import InvalidSimulation
from redshank.simulate.output import FORMATS, Format, format_of, write_file, write_stream
from redshank.simulate.plan import draw_up
from redshank.simulate.render import render
from redshank.simulate.schema import event_schema
from redshank.simulate.types import DEFAULT_START, Arrival

app = typer.Typer(
    help="Simulate an AI platform's traffic, with planted operations and benign twins.", no_args_is_help=False
)
_PROGRESS_STEP = 2_000


@app.callback(invoke_without_command=True)
def simulate(
    context: typer.Context,
    *,
    events: Annotated[int, typer.Option(help="Lines to write, duplicates and malformed ones included.")] = 1_000_000,
    days: Annotated[float, typer.Option(help="Simulated days.")] = 30.0,
    accounts: Annotated[int, typer.Option(help="Accounts by the end of the run.")] = 50_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 42,
    out: Annotated[str, typer.Option(help="A folder, a file, or - for standard output.")] = "simulation",
    form: Annotated[
        str | None, typer.Option("--format", help=f"{', '.join(FORMATS)}; by the file's name when left out.")
    ] = None,
    truth: Annotated[
        Path | None, typer.Option(help="Where the ground truth goes; beside the events when left out.")
    ] = None,
    start: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="First moment, UTC.")
    ] = None,
    operations: Annotated[bool, typer.Option(help="Plant the operations and their twins.")] = True,
    late: Annotated[float, typer.Option(help="Share of events that arrive late.")] = 0.01,
    duplicates: Annotated[float, typer.Option(help="Share of lines that are sent again.")] = 0.004,
    malformed: Annotated[float, typer.Option(help="Share of lines that no reader should accept.")] = 0.001,
) -> None:
    """Write a run to a file: events in order of arrival, and the ground truth in a separate file."""
    if context.invoked_subcommand is not None:
        return
    config = SimulationConfig(
        seed=seed,
        events=events,
        days=days,
        accounts=accounts,
        start=DEFAULT_START if start is None else start.replace(tzinfo=UTC).timestamp(),
        late_share=late,
        duplicate_share=duplicates,
        malformed_share=malformed,
        operations=operations,
    )
    chosen = _checked_format(form)
    if out == "-":
        _run(config, None, chosen or "jsonl", truth)
    else:
        path, by_name = _target(Path(out), chosen)
        _run(config, path, by_name, truth or _beside(path, Path(out)))


@app.command()
def stream(
    *,
    rate: Annotated[str, typer.Option(help="Lines a second, such as 50 or 50/s.")] = "50/s",
    url: Annotated[str | None, typer.Option(help="Root of a running Redshank; standard output when left out.")] = None,
    key: Annotated[str | None, typer.Option(envvar="REDSHANK_KEY", help="API key with the scope events:write.")] = None,
    seed: Annotated[int, typer.Option(help="Any whole number.")] = 42,
    hours: Annotated[
        float | None,
        typer.Option(help="Length of a chapter, in which every operation plays once; at most 2 by itself."),
    ] = None,
    chapters: Annotated[int | None, typer.Option(help="How many chapters; endless when left out.")] = None,
    patience: Annotated[float, typer.Option(help="Seconds that the receiver may stay away.")] = 600.0,
) -> None:
    """Send traffic with current timestamps at a chosen rate; what the receiver can't take now is sent again."""
    config = LiveConfig(rate=_per_second(rate), seed=seed, hours=hours, chapters=chapters)
    batches = paced(live(config))
    if url is None:
        _print_batches(batches, sys.stdout.buffer)
    else:
        _post_batches(batches, url, key, patience)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the platform's events."""
    print(json.dumps(event_schema(), indent=2))


def _run(config: SimulationConfig, path: Path | None, form: Format, truth_path: Path | None) -> None:
    """Plan, render, write; the truth last, when it is complete."""
    plan = draw_up(config)
    truth = Truth(plan)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,} of {task.total:,} lines"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as progress:
        arrivals = _watched(render(plan, truth), progress, config.events)
        if path is None:
            write_stream(arrivals, sys.stdout.buffer, form)
        else:
            write_file(arrivals, path, form)
    if truth_path is not None:
        truth_path.parent.mkdir(parents=True, exist_ok=True)
        truth.write(truth_path)
        print(f"{path or 'standard output'}: {config.events:,} lines; truth in {truth_path}", file=sys.stderr)


def _watched(arrivals: Iterable[Arrival], progress: Progress, total: int) -> Iterator[Arrival]:
    task = progress.add_task("simulating", total=total)
    for number, arrival in enumerate(arrivals, 1):
        yield arrival
        if number % _PROGRESS_STEP == 0:
            progress.update(task, completed=number)
    progress.update(task, completed=total)


def _target(out: Path, form: Format | None) -> tuple[Path, Format]:
    """The file to write: `out` when it names a known format, else a file in that folder."""
    named = None if out.is_dir() else format_of(out)
    if named is not None:
        return out, form or named
    chosen: Format = form or "jsonl"
    return out / f"events.{chosen}", chosen


def _beside(path: Path, out: Path) -> Path:
    """Where the truth goes by itself: `truth.json` in a folder, `NAME.truth.json` beside a file."""
    return path.with_name("truth.json" if path != out else f"{path.name.split('.')[0]}.truth.json")


def _checked_format(form: str | None) -> Format | None:
    for known in FORMATS:
        if form == known:
            return known
    if form is None:
        return None
    raise InvalidSimulation(f"there is no format {form!r}", where="format", mend=f"choose one of {', '.join(FORMATS)}")


def _per_second(rate: str) -> float:
    try:
        return float(rate.removesuffix("/s"))
    except ValueError:
        raise InvalidSimulation(
            f"{rate!r} is not a rate", where="rate", mend="write lines a second, such as 50/s"
        ) from None


def _print_batches(batches: Iterable[list[bytes]], raw: BinaryIO) -> None:
    try:
        for batch in batches:
            raw.writelines(line + b"\n" for line in batch)
            raw.flush()
    except KeyboardInterrupt:
        return


def _post_batches(batches: Iterable[list[bytes]], url: str, key: str | None, patience: float) -> None:
    with Courier(url, key, patience=patience, on_wait=_say_wait) as courier:
        tally = courier.tally
        try:
            for batch in batches:
                courier.deliver(batch)
                if sys.stderr.isatty():
                    print(
                        f"\r{tally.sent:,} sent, {tally.accepted:,} accepted, {tally.retries:,} retries",
                        end="",
                        file=sys.stderr,
                    )
        except KeyboardInterrupt:
            pass
        finally:
            print(
                f"\n{tally.sent:,} sent: {tally.accepted:,} accepted, {tally.duplicates:,} duplicates,"
                f" {tally.refused:,} refused; {tally.retries:,} retries",
                file=sys.stderr,
            )


def _say_wait(reason: str, pause: float) -> None:
    print(f"\nreceiver: {reason}; trying again in {pause:.1f} s", file=sys.stderr)
