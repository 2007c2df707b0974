"""How fast does the engine judge? Events per CPU second with their decoding, and how both costs grow with the rules.

One JSON line per rule set: first the starter rules on simulated traffic (or the kit's 50 rules, with --kit), then
generated sets of growing size. The baseline, in the same run on the same events, is what a first version would do: each
condition is an expression of its own, compiled once and evaluated by Python with every field it reads looked up there
(`baseline_events_per_cpu_s`); and decoding alone, which nothing can beat (`decode_only_events_per_cpu_s`).

    python bench/engine.py [--events 20000] [--kit ../shared/rules-kit]
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import CodeType
from typing import Any

import msgspec

from redshank.rules.engine import Engine, RuleSet, compile_rules
from redshank.rules.offline import decoded_event
from redshank.rules.sources import read_folder
from redshank.rules.types import Sources

ROOT = Path(__file__).parents[1]
SIZES = (50, 250, 500, 1000, 2000)
FIELDS = {f"F{n}": ("int" if n % 2 else "str", f"field_{n}") for n in range(12)}
TEXTS = ("signup", "login", "message", "upload")
PASSES = 3


def generated(rules: int, seed: int = 11) -> tuple[Sources, list[str]]:
    """Flat rules over shared fields, ten to a file, and their conditions as Python reads them."""
    rng = random.Random(seed)
    fields = "".join(f"{name}: {type_} = JsonData(path='$.{field}')\n" for name, (type_, field) in FIELDS.items())
    files = {"fields.sml": fields, "config.yaml": "labels: {}\n"}
    conditions = []
    for file in range(0, rules, 10):
        text = "Import(rules=['fields.sml'])\n"
        names = []
        for number in range(file, min(file + 10, rules)):
            chosen = [_condition(rng) for _ in range(2)]
            conditions.append(" and ".join(f"({condition})" for condition in chosen))
            text += f"Rule{number} = Rule(when_all=[{', '.join(chosen)}], description='generated')\n"
            names.append(f"Rule{number}")
        text += f"WhenRules(rules_any=[{', '.join(names)}], then=[DeclareVerdict(verdict='look')])\n"
        files[f"rules/f{file:05}.sml"] = text
    files["main.sml"] = "".join(f"Require(rule='{path}')\n" for path in files if path.startswith("rules/"))
    return Sources(files), conditions


def _condition(rng: random.Random) -> str:
    name = rng.choice(list(FIELDS))
    if FIELDS[name][0] == "int":
        return f"{name} {rng.choice(['>', '<', '>='])} {rng.randrange(1000)}"
    return f"{name} {rng.choice(['==', '!='])} '{rng.choice(TEXTS)}'"


def generated_events(count: int, seed: int = 12) -> list[bytes]:
    rng = random.Random(seed)
    lines = []
    for number in range(count):
        data = {field: rng.randrange(1000) if type_ == "int" else rng.choice(TEXTS) for type_, field in FIELDS.values()}
        data |= {"text": "x" * 400, "nested": {"ip": f"10.0.0.{number % 250}"}}
        line = {"action_id": number, "action_name": "login", "timestamp": "2026-01-01T00:00:00Z", "data": data}
        lines.append(json.dumps(line).encode())
    return lines


def simulated_events(count: int) -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "events.jsonl"
        command = [sys.executable, "-m", "redshank.cli.main", "simulate", "--events", str(count), "--out", str(out)]
        subprocess.run([*command, "--accounts", "2000", "--days", "2"], check=True, stdout=subprocess.DEVNULL)
        return out.read_bytes().splitlines()


def kit_events(kit: Path, count: int) -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "events.jsonl"
        command = [sys.executable, str(kit / "gen_events.py"), "--seed", "42", "--n", str(count), "--out", str(out)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return out.read_bytes().splitlines()


def readable(lines: list[bytes]) -> list[bytes]:
    """The simulator also writes lines that hold no event."""
    good = []
    for line in lines:
        try:
            decoded_event(line)
        except Exception:
            continue
        good.append(line)
    return good


def judged_per_second(rule_set: RuleSet, lines: list[bytes]) -> dict[str, float]:
    best = float("inf")
    costs: list[int] = []
    for _ in range(PASSES):
        judge = Engine(rule_set).judge
        costs = []
        window_time = float("-inf")
        started = time.process_time()
        for seq, line in enumerate(lines):
            before = time.process_time_ns()
            event = decoded_event(line)
            event.seq = seq
            window_time = event.window_time = max(window_time, event.window_time)
            judge(event)
            costs.append(time.process_time_ns() - before)
        best = min(best, time.process_time() - started)
    costs.sort()
    return {
        "events_per_cpu_s": round(len(lines) / best),
        "cpu_p50_us": round(costs[len(costs) // 2] / 1000, 1),
        "cpu_p99_us": round(costs[len(costs) * 99 // 100] / 1000, 1),
    }


def decoded_per_second(lines: list[bytes]) -> int:
    started = time.process_time()
    for line in lines:
        decoded_event(line)
    return round(len(lines) / (time.process_time() - started))


def naive_per_second(conditions: list[str], lines: list[bytes]) -> int:
    """Every condition by itself, its fields looked up where it reads them."""
    codes: list[CodeType] = []
    for condition in conditions:
        text = condition
        for name, (_, field) in sorted(FIELDS.items(), reverse=True):
            text = text.replace(f"{name} ", f"data['{field}'] ")
        codes.append(compile(text, "<condition>", "eval"))
    started = time.process_time()
    for line in lines:
        scope: dict[str, Any] = {"data": msgspec.json.decode(line)["data"]}
        _ = [code for code in codes if eval(code, scope)]
    return round(len(lines) / (time.process_time() - started))


def measure(name: str, sources: Sources, lines: list[bytes], conditions: list[str] | None = None) -> None:
    started = time.process_time()
    rule_set = compile_rules(sources)
    compile_s = time.process_time() - started
    gc.collect()
    gc.freeze()
    result: dict[str, Any] = {
        "name": name,
        "rules": len(rule_set.rules),
        "events": len(lines),
        "event_bytes": round(sum(map(len, lines)) / len(lines)),
        "compile_cpu_s": round(compile_s, 3),
        **judged_per_second(rule_set, lines),
        "decode_only_events_per_cpu_s": decoded_per_second(lines),
    }
    if conditions is not None:
        result["baseline_events_per_cpu_s"] = naive_per_second(conditions, lines[:2000])
    print(json.dumps(result), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--kit", type=Path)
    arguments = parser.parse_args()
    if arguments.kit is not None:
        measure("kit", read_folder(arguments.kit / "rules_synth50"), kit_events(arguments.kit, arguments.events))
    else:
        measure("starter rules", read_folder(ROOT / "rules"), readable(simulated_events(arguments.events)))
    lines = generated_events(min(arguments.events, 5000))
    for size in SIZES:
        sources, conditions = generated(size)
        measure("generated", sources, lines, conditions)


if __name__ == "__main__":
    main()
