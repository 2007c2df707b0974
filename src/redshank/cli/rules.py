"""`redshank rules`: check, test, run and measure rule sets, without a service or a database.

Exit codes: 0 all is well; 1 the rules are refused or a test failed; 2 the command was called wrongly; 3 some lines of
the events were refused.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Annotated, Any, Final, Literal

import msgspec
import typer

from redshank.kernel.errors import RedshankError
from redshank.rules.engine import Engine, EngineState, RuleSet, compile_rules
from redshank.rules.errors import EventRefused, RulesExist, RulesRefused
from redshank.rules.offline import Line, decoded_event, open_lines, outcome_line, raw_lines, read_events
from redshank.rules.rendering import as_json, render
from redshank.rules.sources import read_folder
from redshank.rules.testing import run_tests
from redshank.rules.types import Sources

app = typer.Typer(no_args_is_help=True, help="Check, test, run and measure rule sets.", add_completion=False)

REFUSED_LINES: Final = 3
SHOWN_REFUSALS: Final = 20
PASSES: Final = 3

RulesDir = Annotated[Path, typer.Argument(metavar="DIR", help="Folder that holds main.sml.")]
RulesOption = Annotated[Path, typer.Option("--rules", help="Folder that holds main.sml.")]
EventsOption = Annotated[str, typer.Option("--events", help="Events, one a line; .gz and .zst too; - is stdin.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command()
def init(directory: Annotated[Path, typer.Argument(metavar="DIR", help="New folder for the rule set.")]) -> None:
    """Copy the shipped starter rule set into a new folder, to change it there."""
    from redshank.bootstrap.rulesets import starter_folder

    if directory.exists():
        raise RulesExist("there is something here", where=str(directory), mend="name a folder that is not there")
    shutil.copytree(starter_folder(), directory)
    print(f"{directory}: the starter rule set; let the service follow it with REDSHANK_RULES={directory.absolute()}")


@app.command()
def check(directory: RulesDir, as_data: JsonOption = False) -> None:
    """Compile a rule set and show everything that is wrong or doubtful, with its place."""
    sources: Sources | None = None
    try:
        sources = read_folder(directory)
        rule_set = _compile(sources)
    except RulesRefused as refused:
        _show_refusal(refused, sources, as_data=as_data)
        raise typer.Exit(1) from None
    if as_data:
        _print_json(
            {
                "rule_set": rule_set.version,
                "rules": len(rule_set.rules),
                "features": len(rule_set.features),
                "windows": len(rule_set.windows),
                "diagnostics": [as_json(each) for each in rule_set.warnings],
            }
        )
        return
    for warning in rule_set.warnings:
        print(render(warning, sources, colour=_colour(sys.stderr)), file=sys.stderr)
    print(
        f"{rule_set.version}: {len(rule_set.rules)} rules, {len(rule_set.features)} features,"
        f" {len(rule_set.windows)} windows, {len(rule_set.warnings)} warnings"
    )


@app.command()
def test(
    directory: RulesDir,
    only: Annotated[str | None, typer.Option("--only", "-k", help="Tests whose file or name contains this.")] = None,
    as_data: JsonOption = False,
) -> None:
    """Run the tests beside the rules (`*.test.yaml`)."""
    rule_set = _compiled(directory)
    results = list(run_tests(rule_set, only))
    failed = [result for result in results if result.problems]
    if as_data:
        _print_json(
            {
                "tests": len(results),
                "failed": len(failed),
                "results": [
                    {"path": each.path, "name": each.name, "problems": each.problems, "events": each.events}
                    for each in results
                ],
            }
        )
    else:
        for result in failed:
            print(f"FAILED {result.path}: {result.name}")
            for problem in result.problems:
                print(f"  {problem}")
        print(f"{len(results) - len(failed)} of {len(results)} tests passed")
    if not results:
        print("there are no tests: no *.test.yaml in the folder", file=sys.stderr)
    if failed or not results:
        raise typer.Exit(1)


@app.command()
def run(
    rules: RulesOption,
    events: EventsOption,
    out: Annotated[str, typer.Option("--out", help="Where outcomes go, one a line; - is stdout.")] = "-",
    labels: Annotated[
        str, typer.Option("--labels", help="carry: labels carry over from event to event; none: each event has none.")
    ] = "carry",
) -> None:
    """Judge a file of events, and write what the rules make of each."""
    if labels not in ("carry", "none"):
        raise typer.BadParameter("it is carry or none", param_hint="--labels")
    rule_set = _compiled(rules)
    with ExitStack() as stack:
        source = stack.enter_context(_Closing(open_lines(events)))
        target: IO[bytes] = sys.stdout.buffer if out == "-" else stack.enter_context(Path(out).open("wb"))
        judged, refused = _run(rule_set, source, target, carry=labels == "carry")
        target.flush()
    print(f"{judged} events judged, {refused} lines refused", file=sys.stderr)
    if refused:
        raise typer.Exit(REFUSED_LINES)


@app.command()
def bench(rules: RulesOption, events: EventsOption) -> None:
    """Measure how fast a rule set judges events on one core, JSON decoding included; prints one line of JSON."""
    started = time.process_time()
    rule_set = _compiled(rules)
    compile_s = time.process_time() - started
    with _Closing(open_lines(events)) as source:
        lines = [line for _, line in raw_lines(source) if line is not None]
    lines, refused = _readable(lines)
    if not lines:
        raise EventRefused("there are no events to measure with", where=events)
    gc.collect()
    gc.freeze()
    best = min(_pass(rule_set, lines) for _ in range(PASSES))
    costs = sorted(_costs(rule_set, lines))
    _print_json(
        {
            "events": len(lines),
            "refused": refused,
            "rules": len(rule_set.rules),
            "passes": PASSES,
            "events_per_cpu_s": round(len(lines) / best, 1),
            "cpu_p50_us": round(costs[len(costs) // 2] / 1000, 2),
            "cpu_p99_us": round(costs[min(len(costs) - 1, len(costs) * 99 // 100)] / 1000, 2),
            "compile_s": round(compile_s, 4),
        }
    )


def _run(rule_set: RuleSet, source: IO[bytes], target: IO[bytes], *, carry: bool) -> tuple[int, int]:
    engine = Engine(rule_set)
    encode = msgspec.json.Encoder().encode
    judged = refused = 0
    for line in read_events(source):
        event = line.event
        if event is None:
            refused += 1
            _show_line(line, refused)
            continue
        if not carry:
            engine.state.labels.clear_all()
        outcome = engine.judge(event)
        target.write(encode(outcome_line(event, outcome)) + b"\n")
        judged += 1
    return judged, refused


def _show_line(line: Line, count: int) -> None:
    refusal = line.refusal
    assert refusal is not None
    if count <= SHOWN_REFUSALS:
        mend = f" ({refusal.mend})" if refusal.mend else ""
        print(f"{refusal.where}: {refusal.detail}{mend}", file=sys.stderr)
    elif count == SHOWN_REFUSALS + 1:
        print("more lines are refused; they are counted at the end", file=sys.stderr)


def _readable(lines: list[bytes]) -> tuple[list[bytes], int]:
    """Lines that hold an event, and how many don't."""
    good = []
    for line in lines:
        try:
            decoded_event(line)
        except (RedshankError, msgspec.DecodeError, UnicodeDecodeError, RecursionError, TypeError):
            continue
        good.append(line)
    return good, len(lines) - len(good)


def _pass(rule_set: RuleSet, lines: list[bytes]) -> float:
    """CPU seconds to decode and judge every line."""
    judge = Engine(rule_set, state=EngineState()).judge
    window_time = float("-inf")
    started = time.process_time()
    for seq, line in enumerate(lines):
        event = decoded_event(line)
        window_time = event.window_time = max(window_time, event.window_time)
        event.seq = seq
        judge(event)
    return time.process_time() - started


def _costs(rule_set: RuleSet, lines: list[bytes]) -> list[int]:
    """CPU nanoseconds of each event."""
    judge = Engine(rule_set, state=EngineState()).judge
    clock = time.thread_time_ns
    window_time = float("-inf")
    costs = []
    for seq, line in enumerate(lines):
        before = clock()
        event = decoded_event(line)
        window_time = event.window_time = max(window_time, event.window_time)
        event.seq = seq
        judge(event)
        costs.append(clock() - before)
    return costs


def _compiled(directory: Path) -> RuleSet:
    sources: Sources | None = None
    try:
        sources = read_folder(directory)
        return _compile(sources)
    except RulesRefused as refused:
        _show_refusal(refused, sources, as_data=False)
        raise typer.Exit(1) from None


def _compile(sources: Sources) -> RuleSet:
    return compile_rules(sources)


def _show_refusal(refused: RulesRefused, sources: Sources | None, *, as_data: bool) -> None:
    if as_data:
        _print_json({"diagnostics": [as_json(each) for each in refused.diagnostics]})
        return
    for diagnostic in refused.diagnostics:
        print(render(diagnostic, sources, colour=_colour(sys.stderr)), end="\n\n", file=sys.stderr)
    errors = sum(each.severity == "error" for each in refused.diagnostics)
    print(f"{errors} error{'' if errors == 1 else 's'}: the rule set is refused", file=sys.stderr)


def _colour(stream: Any) -> bool:
    return bool(stream.isatty()) and "NO_COLOR" not in os.environ


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


class _Closing:
    """Closes a stream of events, but never standard input."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def __enter__(self) -> IO[bytes]:
        return self._stream

    def __exit__(self, *_: object) -> Literal[False]:
        if self._stream is not sys.stdin.buffer:
            self._stream.close()
        return False
