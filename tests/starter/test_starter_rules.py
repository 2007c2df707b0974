"""The starter rule set keeps its own promises."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from redshank.rules.engine import RuleSet, compile_rules
from redshank.rules.sources import read_folder
from redshank.rules.testing import run_tests

RULES = Path(__file__).parents[2] / "rules"
SEVERITIES = {"low", "medium", "high", "critical"}


@pytest.fixture(scope="module")
def rule_set() -> RuleSet:
    return compile_rules(read_folder(RULES))


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    return [case for file in RULES.rglob("*.test.yaml") for case in yaml.safe_load(file.read_text())["tests"]]


def texts() -> dict[str, str]:
    return {file.name: file.read_text() for file in (RULES / "rules").glob("*.sml")}


def test_it_compiles_without_a_warning(rule_set: RuleSet) -> None:
    assert rule_set.warnings == []
    assert len(rule_set.rules) >= 30


def test_its_tests_pass(rule_set: RuleSet) -> None:
    results = list(run_tests(rule_set))
    assert len(results) >= 2 * 13
    assert {f"{result.path}: {result.name}": result.problems for result in results if result.problems} == {}


def test_every_rule_is_seen_to_fire_and_to_spare(rule_set: RuleSet, cases: list[dict[str, Any]]) -> None:
    names = {rule.name for rule in rule_set.rules}
    fires = {name for case in cases for name in case["expect"].get("rules", [])}
    spares = {name for case in cases for name in case["expect"].get("not_rules", [])}
    assert names - fires == set()
    assert names - spares == set()


def test_every_file_of_an_operation_has_a_benign_twin(cases: list[dict[str, Any]]) -> None:
    for file in (RULES / "rules").glob("*.test.yaml"):
        if file.name != "baseline.test.yaml":
            assert any(case["name"].startswith("twin") for case in yaml.safe_load(file.read_text())["tests"]), file.name


def test_every_rule_has_a_policy_a_severity_and_an_owner(rule_set: RuleSet) -> None:
    for rule in rule_set.rules:
        assert rule.policy and re.fullmatch(r"[a-z-]+/[a-z-]+", rule.policy), rule.name
        assert rule.severity in SEVERITIES, rule.name
        assert rule.owner, rule.name


def test_a_rule_in_shadow_has_a_day_when_it_must_be_looked_at(rule_set: RuleSet) -> None:
    assert [rule.name for rule in rule_set.rules if rule.mode == "shadow" and not rule.expires] == []
    assert any(rule.mode == "shadow" for rule in rule_set.rules)


def test_suspensions_end_by_themselves_are_told_and_looked_at() -> None:
    found = [
        (file, effects)
        for file, text in texts().items()
        for effects in re.findall(r"then=\[(.*?)\n  \],?\n\)", text, re.DOTALL)
        if "Suspend(" in effects
    ]
    assert len(found) >= 5
    for file, effects in found:
        assert re.search(r"Suspend\(entity=Account, expires_after=TimeDelta\(days=\d\)\)", effects), file
        assert "Notify(entity=Account, template='account-suspended')" in effects, file
        assert "Queue(" in effects, file


def test_suspending_rules_spare_whom_a_person_trusts_and_fire_once_for_a_term() -> None:
    for file, text in texts().items():
        names = {
            name
            for rules, effects in re.findall(r"rules_any=\[([^\]]*)\],\s*then=\[(.*?)\]\s*,?\n?\)", text, re.DOTALL)
            if "Suspend(" in effects
            for name in re.findall(r"\w+", rules)
        }
        for name in names:
            body = text.partition(f"\n{name} = Rule(")[2].partition("\n)\n")[0]
            assert "not Trusted" in body and "NotSuspended" in body, f"{file}: {name}"


def test_nothing_is_banned_and_victims_are_never_limited() -> None:
    for file, text in texts().items():
        assert "Ban(" not in text, file
    assert "Suspend(" not in texts()["tool_injection.sml"]
    assert "Throttle(" not in texts()["tool_injection.sml"]
    stolen = texts()["key_theft.sml"]
    assert "Suspend(" not in stolen and "entity=Account, per_minute" not in stolen
    assert "Notify(entity=Account" in stolen


def test_content_is_kept_apart(rule_set: RuleSet) -> None:
    apart = {name for name, feature in rule_set.features.items() if feature.content}
    assert {"Prompt", "PromptLower", "SystemInstructions", "Completion", "ToolResult"} <= apart
    assert apart.isdisjoint({"JailbreakScore", "Opening", "PromptLength", "AsksJailbreak", "InstructionsHash"})
