"""How good are the starter rules? Recall and precision of each planted operation, on a fresh simulation.

    python bench/starter_rules.py --seed 7 --events 200000 --accounts 10000

Simulates, judges with `redshank rules run`, joins with the ground truth by account, prints one JSON line. An account is
*flagged* for an operation when a live rule of the operation's policy asks for an action or a label on one of the
account's events, or on its key or conversation; mere observations don't count. `--markdown` prints tables as well.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

ROOT: Final = Path(__file__).parents[1]
REDSHANK: Final = str(Path(sys.executable).parent / "redshank")
POLICIES: Final = {
    "free_tier_farming": ("fraud/account-farming",),
    "key_theft": ("security/key-theft",),
    "distillation": ("model/distillation",),
    "jailbreak_probing": ("model/jailbreak",),
    "ban_evasion": ("integrity/harassment", "integrity/ban-evasion"),
    "romance_scam": ("fraud/romance-scam",),
    "influence_operation": ("integrity/influence-operation",),
    "malware_iteration": ("cyber/malware",),
    "tool_injection": ("security/tool-injection",),
    "reseller_relay": ("terms/unlicensed-resale",),
    "card_testing": ("fraud/card-testing",),
    "low_and_slow_hydra": ("integrity/coordinated-accounts",),
}
"""Operation, as the truth file names it -> policies of the rules that are for it."""


class Effect(msgspec.Struct):
    """An action that rules asked for."""

    type: str
    rules: list[str]
    shadow: bool = False


class Features(msgspec.Struct, rename="pascal"):
    """What is read of an event's features."""

    account_id: str | None = None


class Judged(msgspec.Struct):
    """A line of `redshank rules run`."""

    features: Features
    effects: list[Effect]
    labels: list[str]


@dataclass
class Seen:
    """What the rules did about an account."""

    policies: set[str] = field(default_factory=set)
    suspended: bool = False
    blocked: int = 0


def wilson(successes: int, trials: int, z: float = 1.96) -> tuple[float, float] | None:
    """95 % interval of a proportion; None without trials."""
    if trials == 0:
        return None
    share = successes / trials
    middle = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    base = 1 + z * z / trials
    return max(0.0, (middle - spread) / base), min(1.0, (middle + spread) / base)


def simulate(folder: Path, arguments: argparse.Namespace) -> None:
    """Write a month of traffic and its truth into a folder."""
    command = [REDSHANK, "simulate", "--out", str(folder), "--seed", str(arguments.seed)]
    command += ["--events", str(arguments.events), "--accounts", str(arguments.accounts), "--days", str(arguments.days)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def judged_lines(rules: Path, events: Path) -> Iterator[Judged]:
    """What `redshank rules run` makes of each event; malformed lines are refused there."""
    command = [REDSHANK, "rules", "run", "--rules", str(rules), "--events", str(events), "--out", "-"]
    decode = msgspec.json.Decoder(Judged).decode
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            yield decode(line)
        if process.wait() not in (0, 3):  # 3: some lines are malformed, as they are meant to be
            said.seek(0)
            raise SystemExit(f"`redshank rules run` failed: {said.read()[-2000:].decode(errors='replace')}")


def policies_of_rules(rules: Path) -> dict[str, str]:
    """Name of each rule -> its policy."""
    from redshank.rules.engine import compile_rules
    from redshank.rules.sources import read_folder

    return {rule.name: rule.policy or "" for rule in compile_rules(read_folder(rules)).rules}


def look(rules: Path, events: Path) -> tuple[dict[str, Seen], int]:
    """What was done about each account, and how many events were judged."""
    policies = policies_of_rules(rules)
    seen: dict[str, Seen] = defaultdict(Seen)
    count = 0
    for line in judged_lines(rules, events):
        count += 1
        account = line.features.account_id
        if account is None:
            continue
        record = seen[account]
        for effect in line.effects:
            if not effect.shadow:
                record.policies.update(policies[name] for name in effect.rules)
                record.suspended |= effect.type == "suspend"
                record.blocked += effect.type == "block"
        for label in line.labels:
            record.policies.update(_policies_of_label(label, policies))
    return seen, count


def _policies_of_label(label: str, policies: dict[str, str]) -> set[str]:
    """Policies of the rules that are the reasons of a label, written `Type/id/label/ADDED/['Rule']/...`."""
    reasons = label.partition("[")[2].partition("]")[0]
    names = [name.strip(" '\"") for name in reasons.split(",")]
    return {policies[name] for name in names if name and name not in OBSERVATIONS}


OBSERVATIONS: Final = {"KeyTried", "InjectionRead", "MalwareEvasiveFile"}
"""Rules whose label is a note for other rules and finds nobody by itself."""


def measure(seen: dict[str, Seen], truth: dict[str, Any]) -> dict[str, Any]:
    """Figures for each operation, and what happened to people who did nothing."""
    accounts: dict[str, dict[str, Any]] = truth["accounts"]
    operations = {}
    for operation, policies in POLICIES.items():
        flagged = {account for account, record in seen.items() if record.policies.intersection(policies)}
        members = _accounts(accounts, "operation", operation) & seen.keys()
        twins = _accounts(accounts, "twin", operation) & seen.keys()
        planted = {account for account, about in accounts.items() if about["kind"] == "operation"}
        groups = _instances(accounts, operation, members)
        operations[operation] = {
            "members": len(members),
            "flagged": len(flagged),
            "recall": _share(len(members & flagged), len(members)),
            "groups": len(groups),
            "groups_found": sum(bool(group & flagged) for group in groups),
            "precision": _share(len(members & flagged), len(flagged)),
            "precision_any_operation": _share(len(planted & flagged), len(flagged)),
            "twins": len(twins),
            "twins_flagged": len(twins & flagged),
            "members_suspended": sum(seen[account].suspended for account in members),
        }
    return {"operations": operations, "people": _people(seen, accounts)}


def _people(seen: dict[str, Seen], accounts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """How many of the ordinary, the twins, the victims and the actors were touched at all, and how hard."""
    kinds: dict[str, dict[str, int]] = defaultdict(lambda: {"accounts": 0, "flagged": 0, "blocked": 0, "suspended": 0})
    for account, record in seen.items():
        about = accounts.get(account, {"kind": "ordinary"})
        kind = about["kind"] if about.get("role") != "victim" else "victim"
        kinds[kind]["accounts"] += 1
        kinds[kind]["flagged"] += bool(record.policies)
        kinds[kind]["blocked"] += record.blocked > 0
        kinds[kind]["suspended"] += record.suspended
    return dict(sorted(kinds.items()))


def _accounts(accounts: dict[str, dict[str, Any]], kind: str, operation: str) -> set[str]:
    return {name for name, about in accounts.items() if about["kind"] == kind and about.get("operation") == operation}


def _instances(accounts: dict[str, dict[str, Any]], operation: str, members: set[str]) -> list[set[str]]:
    groups: dict[int, set[str]] = defaultdict(set)
    for account in members:
        groups[accounts[account]["instance"]].add(account)
    return list(groups.values())


def _share(part: int, whole: int) -> dict[str, Any] | None:
    interval = wilson(part, whole)
    if interval is None:
        return None
    return {"value": round(part / whole, 4), "low": round(interval[0], 4), "high": round(interval[1], 4)}


def markdown(result: dict[str, Any]) -> str:
    """The figures as tables for docs/reference/starter-rules.md."""
    head = "| Operation | Members | Found | Recall | Groups found | Flagged | Precision | Precision, any operation |"
    lines = [head, "|---|---|---|---|---|---|---|---|"]
    for name, row in result["operations"].items():
        found = round((row["recall"] or {"value": 0})["value"] * row["members"])
        lines.append(
            f"| {name.replace('_', ' ')} | {row['members']} | {found} | {_cell(row['recall'])} "
            f"| {row['groups_found']} of {row['groups']} | {row['flagged']} | {_cell(row['precision'])} "
            f"| {_cell(row['precision_any_operation'])} |"
        )
    lines += ["", "| Twin of | Twins | Flagged by its rules |", "|---|---|---|"]
    for name, row in result["operations"].items():
        lines.append(f"| {name.replace('_', ' ')} | {row['twins']} | {row['twins_flagged']} |")
    lines += ["", "| Who | Accounts | Flagged by any rule | An event blocked | Suspended |", "|---|---|---|---|---|"]
    for kind, row in result["people"].items():
        lines.append(f"| {kind} | {row['accounts']} | {row['flagged']} | {row['blocked']} | {row['suspended']} |")
    return "\n".join(lines)


def _cell(share: dict[str, Any] | None) -> str:
    if share is None:
        return "none flagged"
    return f"{share['value']:.2f} ({share['low']:.2f} to {share['high']:.2f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--days", type=float, default=30.0)
    parser.add_argument("--rules", type=Path, default=ROOT / "rules")
    parser.add_argument("--markdown", action="store_true", help="print tables after the JSON line")
    arguments = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="redshank-starter-") as name:
        folder = Path(name)
        simulate(folder, arguments)
        seen, count = look(arguments.rules, folder / "events.jsonl")
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    result = {
        "bench": "starter_rules",
        "seed": arguments.seed,
        "days": arguments.days,
        "events": count,
        "accounts": len(seen),
        **measure(seen, truth),
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(result))
    if arguments.markdown:
        print(markdown(result))


if __name__ == "__main__":
    main()
