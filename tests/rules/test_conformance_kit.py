"""The reference engine's own answers: edge cases, and its decisions on a rule set of 50 rules."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from redshank.rules.engine import Engine, compile_rules
from redshank.rules.errors import RulesRefused
from redshank.rules.offline import label_text
from redshank.rules.sources import read_folder
from redshank.rules.types import RuleEvent, Sources

pytestmark = pytest.mark.shared


def as_event(line: dict[str, Any]) -> RuleEvent:
    at = datetime.fromisoformat(line["timestamp"]).timestamp()
    return RuleEvent(line["action_id"], line["action_name"], at, at, 0, line["data"], line.get("secret_data") or {})


def test_every_probe_gives_the_reference_engines_answer(rules_kit: Path) -> None:
    wrong = []
    probes = [json.loads(line) for line in (rules_kit / "probes.jsonl").read_text().splitlines()]
    for probe in probes:
        expect = probe["expect"]
        try:
            rule_set = compile_rules(Sources(probe["files"]))
        except RulesRefused as refused:
            if expect["valid"]:
                wrong.append((probe["title"], [each.message for each in refused.diagnostics]))
            assert all(each.span.line >= 1 and each.span.column >= 1 for each in refused.diagnostics)
            continue
        outcome = Engine(rule_set).judge(as_event(probe["event"]))
        got = {
            "valid": True,
            "features": outcome.features,
            "verdicts": outcome.verdicts,
            "label_mutations": [
                f"{each.entity_type}/{each.label}/{int(each.status)}" for each in outcome.label_requests
            ],
            "error_count": len(outcome.errors),
        }
        # JSON tells 1 from 1.0 and from true, which == does not.
        if json.dumps(got, sort_keys=True) != json.dumps(expect, sort_keys=True):
            wrong.append((probe["title"], got))
    assert wrong == []
    assert len(probes) > 60


def test_every_decision_on_the_fifty_rules_is_the_reference_engines(rules_kit: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    command = [sys.executable, str(rules_kit / "gen_events.py"), "--seed", "42", "--n", "600", "--out", str(events)]
    subprocess.run(command, check=True, capture_output=True)
    rule_set = compile_rules(read_folder(rules_kit / "rules_synth50"))
    with gzip.open(rules_kit / "expected-synth50.jsonl.gz") as file:
        expected = [json.loads(line) for line in file]
    lines = [json.loads(line) for line in events.read_text().splitlines()]
    assert len(lines) == len(expected) == 600
    for line, wanted in zip(lines, expected, strict=True):
        outcome = Engine(rule_set).judge(as_event(line))
        features = {name: value for name, value in wanted["features"].items() if not name.startswith("__")}
        assert json.dumps(outcome.features, sort_keys=True) == json.dumps(features, sort_keys=True)
        assert outcome.verdicts == wanted["features"].get("__verdicts", [])
        assert sorted(map(label_text, outcome.label_requests)) == wanted["labels"]
        assert len(outcome.errors) == wanted["features"]["__error_count"]
