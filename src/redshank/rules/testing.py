"""Tests beside rules: `*.test.yaml` files say what rules make of events.

    defaults:                       # laid under every event of the file
      type: payment_attempted
      data: {account: {id: acc_1}}
    tests:
      - name: three cards within an hour
        labels: [Account/acc_1/watched]        # set by people before the first event
        events:
          - {repeat: 3, every: 2m, data: {payment: {fingerprint: 'card_{n}'}}}
          - {after: 20h, type: login}
        expect:                     # of the last event; an event can have its own `expect`
          rules: [CardsPerAccount]
          not_rules: [CardsPerDevice]
          features: {Cards1h: 3}
          verdicts: [block]
          labels: [Account/acc_1/card_tester]
          effects: [{type: challenge, entity: Account/acc_1, params: {kind: payment}}]
          errors: 0

`rules`, `labels` and `effects` name what must be there, and an empty list says that there is nothing; `verdicts` is the
whole list, in any order. Time starts at `start` (2026-06-01T08:00:00Z unless the file says otherwise), stands still
between events, and moves by `after` and, between repetitions, by `every`. `{n}` in a string counts repetitions from 1.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import yaml

from redshank.rules.engine import Engine, RuleSet
from redshank.rules.labels import LabelState
from redshank.rules.language.config import load_yaml
from redshank.rules.types import LabelStatus, Outcome, RuleEvent

START: Final = "2026-06-01T08:00:00Z"
MAX_REPEAT: Final = 100_000
_DURATION: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|w)")
_UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}
_EVENT_KEYS: Final = {"type", "data", "secret_data", "after", "every", "repeat", "id", "expect"}
_EXPECT_KEYS: Final = {"rules", "not_rules", "features", "verdicts", "labels", "effects", "errors"}
_TEST_KEYS: Final = {"name", "labels", "events", "event", "expect", "start"}


class BadTest(ValueError):
    """A test file says something that has no meaning."""


@dataclass(frozen=True, slots=True)
class TestResult:
    """How one test went.

    Attributes:
        path: its file.
        name: its name.
        problems: what was not as expected, a line each; empty if all was.
        events: how many events it judged.
    """

    path: str
    name: str
    problems: list[str] = field(default_factory=list)
    events: int = 0


def run_tests(rule_set: RuleSet, only: str | None = None) -> Iterator[TestResult]:
    """Run the tests of a rule set, each with an engine of its own.

    Args:
        rule_set: with its test files among the sources.
        only: run tests whose file or name contains this.
    """
    for path in sorted(rule_set.sources.files):
        if not path.endswith(".test.yaml"):
            continue
        try:
            document = _document(rule_set.sources.files[path])
        except BadTest as bad:
            yield TestResult(path, "(file)", [str(bad)])
            continue
        for index, test in enumerate(document["tests"]):
            name = str(test.get("name", f"test {index + 1}")) if isinstance(test, dict) else f"test {index + 1}"
            if only is None or only in path or only in name:
                yield _run(rule_set, path, name, document, test)


def _document(text: str) -> dict[str, Any]:
    try:
        document, _ = load_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadTest(f"not valid YAML{f', line {mark.line + 1}' if mark else ''}") from None
    if not isinstance(document, dict) or not isinstance(document.get("tests"), list):
        raise BadTest("a test file has a list `tests`")
    unknown = set(document) - {"defaults", "tests", "start"}
    if unknown:
        raise BadTest(f"unknown key `{sorted(map(str, unknown))[0]}`")
    return document


def _run(rule_set: RuleSet, path: str, name: str, document: dict[str, Any], test: Any) -> TestResult:
    result = TestResult(path, name)
    count = 0
    try:
        if not isinstance(test, dict):
            raise BadTest("a test is a mapping")
        _known(test, _TEST_KEYS, "a test")
        engine = Engine(rule_set)
        start = _time(test.get("start", document.get("start", START)))
        _set_labels(engine.state.labels, test.get("labels", []), start)
        outcome: Outcome | None = None
        for event, expect in _events(document.get("defaults") or {}, test, start):
            outcome = engine.judge(event)
            count += 1
            if expect is not None:
                result.problems.extend(f"event {count}: {problem}" for problem in _compare(expect, outcome))
        if outcome is None:
            raise BadTest("a test has events")
        if "expect" in test:
            result.problems.extend(_compare(test["expect"], outcome))
    except BadTest as bad:
        result.problems.append(str(bad))
    return TestResult(path, name, result.problems, count)


def _events(defaults: Any, test: dict[str, Any], start: float) -> Iterator[tuple[RuleEvent, Any]]:
    written = test.get("events", [test["event"]] if "event" in test else [])
    if not isinstance(written, list) or not isinstance(defaults, dict):
        raise BadTest("`events` is a list and `defaults` a mapping")
    now = start
    seq = 0
    for entry in written:
        if not isinstance(entry, dict):
            raise BadTest("an event is a mapping")
        _known(entry, _EVENT_KEYS, "an event")
        repeat = entry.get("repeat", 1)
        if not isinstance(repeat, int) or isinstance(repeat, bool) or not 1 <= repeat <= MAX_REPEAT:
            raise BadTest(f"`repeat` is a number from 1 to {MAX_REPEAT}")
        now += _seconds(entry.get("after", 0))
        for n in range(1, repeat + 1):
            if n > 1:
                now += _seconds(entry.get("every", 0))
            seq += 1
            yield _event(defaults, entry, n, now, seq), entry.get("expect") if n == repeat else None


def _event(defaults: dict[str, Any], entry: dict[str, Any], n: int, now: float, seq: int) -> RuleEvent:
    name = entry.get("type", defaults.get("type"))
    if not isinstance(name, str):
        raise BadTest("an event has a `type`, its own or in `defaults`")
    data = _filled(_laid_over(defaults.get("data") or {}, entry.get("data") or {}), n)
    secret = _filled(_laid_over(defaults.get("secret_data") or {}, entry.get("secret_data") or {}), n)
    if not isinstance(data, dict) or not isinstance(secret, dict):
        raise BadTest("`data` is a mapping")
    number = entry.get("id", seq)
    if not isinstance(number, int):
        raise BadTest("`id` is a number")
    return RuleEvent(number, name, now, now, seq, data, secret)


def _laid_over(below: Any, above: Any) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        merged = dict(below)
        for key, value in above.items():
            merged[key] = _laid_over(below[key], value) if key in below else value
        return merged
    return above


def _filled(value: Any, n: int) -> Any:
    if isinstance(value, str):
        return value.replace("{n}", str(n))
    if isinstance(value, dict):
        return {str(key): _filled(each, n) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, n) for each in value]
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return copy.copy(value)


def _set_labels(labels: LabelState, written: Any, at: float) -> None:
    if not isinstance(written, list):
        raise BadTest("`labels` is a list of `Type/id/label`")
    for text in written:
        parts = str(text).split("/")
        if len(parts) < 3:
            raise BadTest(f"`{text}` is not `Type/id/label`")
        labels.set_manual(parts[0], "/".join(parts[1:-1]), parts[-1], LabelStatus.MANUALLY_ADDED, at=at)


def _compare(expect: Any, outcome: Outcome) -> list[str]:
    if not isinstance(expect, dict):
        raise BadTest("`expect` is a mapping")
    _known(expect, _EXPECT_KEYS, "`expect`")
    problems: list[str] = []
    fired = [rule.name for rule in outcome.fired]
    for name in _list(expect, "rules"):
        if name not in fired:
            problems.append(f"rule {name} did not fire; fired: {_shown(fired)}")
    problems.extend(f"rule {name} fired" for name in _list(expect, "not_rules") if name in fired)
    if expect.get("rules") == [] and fired:
        problems.append(f"rules fired: {_shown(fired)}")
    for name, wanted in (expect.get("features") or {}).items():
        if name not in outcome.features:
            problems.append(f"feature {name} is not there")
        elif not _same(outcome.features[name], wanted):
            problems.append(f"feature {name} is {_shown(outcome.features[name])}, expected {_shown(wanted)}")
    if "verdicts" in expect and sorted(map(str, _list(expect, "verdicts"))) != sorted(outcome.verdicts):
        problems.append(f"verdicts are {_shown(outcome.verdicts)}, expected {_shown(expect['verdicts'])}")
    problems.extend(_compare_labels(expect, outcome))
    problems.extend(_compare_effects(expect, outcome))
    if "errors" in expect and len(outcome.errors) != expect["errors"]:
        said = [f"{error.feature}: {error.message}" for error in outcome.errors]
        problems.append(f"{len(said)} errors, expected {expect['errors']}: {_shown(said)}")
    return problems


def _compare_labels(expect: dict[str, Any], outcome: Outcome) -> list[str]:
    if "labels" not in expect:
        return []
    added = [
        f"{change.entity_type}/{change.entity_id}/{change.label}"
        for change in outcome.label_changes
        if change.status == LabelStatus.ADDED and not change.suppressed
    ]
    removed = [
        f"-{change.entity_type}/{change.entity_id}/{change.label}"
        for change in outcome.label_changes
        if change.status == LabelStatus.REMOVED and not change.suppressed
    ]
    wanted = [str(each) for each in _list(expect, "labels")]
    problems = [f"label {each} was not set; set: {_shown(added)}" for each in wanted if each not in added + removed]
    if not wanted and added + removed:
        problems.append(f"labels were changed: {_shown(added + removed)}")
    return problems


def _compare_effects(expect: dict[str, Any], outcome: Outcome) -> list[str]:
    if "effects" not in expect:
        return []
    asked = [
        {
            "type": effect.type,
            "entity": None if effect.entity_type is None else f"{effect.entity_type}/{effect.entity_id}",
            "params": effect.params,
        }
        for effect in outcome.effects
        if not effect.shadow
    ]
    wanted = _list(expect, "effects")
    problems = [
        f"effect {_shown(each)} was not asked for; asked for: {_shown(asked)}"
        for each in wanted
        if not any(_matches(effect, each) for effect in asked)
    ]
    if not wanted and asked:
        problems.append(f"effects were asked for: {_shown(asked)}")
    return problems


def _matches(effect: dict[str, Any], wanted: Any) -> bool:
    if isinstance(wanted, str):
        return bool(effect["type"] == wanted)
    if not isinstance(wanted, dict):
        raise BadTest("an expected effect is a type, or a mapping with `type`")
    params = wanted.get("params") or {}
    plain = all(effect.get(key) == value for key, value in wanted.items() if key != "params")
    return plain and all(_same(effect["params"].get(key), value) for key, value in params.items())


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(found, bool):
        return found is wanted
    return bool(found == wanted)


def _list(expect: dict[str, Any], key: str) -> list[Any]:
    value = expect.get(key, [])
    if not isinstance(value, list):
        raise BadTest(f"`{key}` is a list")
    return value


def _known(given: dict[str, Any], known: set[str], what: str) -> None:
    unknown = sorted(str(key) for key in given if key not in known)
    if unknown:
        raise BadTest(f"{what} has no `{unknown[0]}`; it can have {', '.join(sorted(known))}")


def _seconds(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return float(value)
    parts = _DURATION.findall(str(value))
    if not parts or "".join(number + unit for number, unit in parts) != str(value).replace(" ", ""):
        raise BadTest(f"`{value}` is not a length of time such as 90s, 2m, 5h or 1d")
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _time(value: Any) -> float:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise BadTest(f"`{value}` is not a time") from None
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
