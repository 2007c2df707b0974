"""The commands: what they print, what they write, and with which exit code they end."""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from redshank.cli.rules import app

MAIN = """U: Entity[str] = EntityJson(type='User', path='$.u')
Seen = HasLabel(entity=U, label='watched')
R = Rule(when_all=[True], description='r')
WhenRules(rules_any=[R], then=[LabelAdd(entity=U, label='watched'), DeclareVerdict(verdict='v'), Block(entity=U)])
"""
TESTS = """
defaults: {type: login, data: {u: a}}
tests:
  - name: the label is there the second time
    events: [{}, {after: 1h}]
    expect:
      features: {Seen: true}
      rules: [R]
      verdicts: [v]
      labels: [User/a/watched]
      effects: [{type: block, entity: User/a, params: {reason: ''}}, block]
      errors: 0
  - name: twenty users
    events: [{repeat: 20, every: 1m30s, data: {u: 'u{n}'}, expect: {features: {U: u20, Seen: false}}}]
"""


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "rules"
    (path / "config").mkdir(parents=True)
    (path / "main.sml").write_text(MAIN)
    (path / "config" / "labels.yaml").write_text("labels:\n  watched:\n    valid_for: [User]\n")
    (path / "main.test.yaml").write_text(TESTS)
    return path


@pytest.fixture
def events(tmp_path):
    path = tmp_path / "events.jsonl"
    lines = [
        {"action_id": n, "action_name": "t", "timestamp": f"2026-01-01T00:00:0{n}Z", "data": {"u": "a"}}
        for n in range(3)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def call(*arguments, **options):
    return CliRunner().invoke(app, [str(each) for each in arguments], **options)


def test_check_says_what_is_there(folder) -> None:
    result = call("check", folder)
    assert result.exit_code == 0
    assert "1 rules, 3 features, 0 windows, 0 warnings" in result.stdout


def test_check_shows_every_mistake_with_its_line(folder) -> None:
    (folder / "main.sml").write_text(MAIN + "A = Sen\nB = 1 < 2 < 3\n")
    result = call("check", folder)
    assert result.exit_code == 1
    assert "error[chained-comparison]" in result.stderr
    (folder / "main.sml").write_text(MAIN + "A = Sen\nB = StringLength(s=1)\n")
    result = call("check", folder)
    assert result.exit_code == 1
    assert "--> main.sml:5:5" in result.stderr
    assert "5 | A = Sen" in result.stderr
    assert "    ^^^" in result.stderr
    assert "did you mean `Seen`?" in result.stderr
    assert "2 errors" in result.stderr
    assert "\x1b" not in result.stderr


def test_check_answers_in_json(folder) -> None:
    assert json.loads(call("check", folder, "--json").stdout)["rules"] == 1
    (folder / "main.sml").write_text("A = Nowhere\n")
    result = call("check", folder, "--json")
    assert result.exit_code == 1
    (diagnostic,) = json.loads(result.stdout)["diagnostics"]
    assert diagnostic["code"] == "unknown-identifier"
    assert diagnostic["span"]["column"] == 5


def test_check_keeps_terminals_safe(folder) -> None:
    (folder / "main.sml").write_text("A = '\x1b[31m\x07' + Nowhere\n")
    result = call("check", folder)
    assert "\x1b" not in result.stderr
    assert "\x07" not in result.stderr


def test_check_shows_files_that_are_not_text(folder) -> None:
    (folder / "bad.sml").write_bytes(b"A = 1\nB = '\xff'\n")
    result = call("check", folder)
    assert result.exit_code == 1
    assert "bad.sml:2:6" in result.stderr


def test_tests_pass(folder) -> None:
    result = call("test", folder)
    assert result.exit_code == 0, result.stdout
    assert "2 of 2 tests passed" in result.stdout


def test_a_failed_test_says_what_was_found(folder) -> None:
    wrong = TESTS.replace("Seen: true", "Seen: false").replace("verdicts: [v]", "verdicts: [w]")
    (folder / "main.test.yaml").write_text(wrong)
    result = call("test", folder)
    assert result.exit_code == 1
    assert "FAILED main.test.yaml: the label is there the second time" in result.stdout
    assert "feature Seen is true, expected false" in result.stdout
    assert 'verdicts are ["v"], expected ["w"]' in result.stdout
    assert "1 of 2 tests passed" in result.stdout
    assert json.loads(call("test", folder, "--json").stdout)["failed"] == 1


@pytest.mark.parametrize(
    "text",
    ["tests: 5", "tests: [5]", "- x", "tests: [{events: [{repeat: 0}]}]", "tests: [{events: [{after: soon}]}]", "a: [",
     "tests: [{events: [{}], expect: {rule: []}}]", "tests: [{events: []}]", "tests: [{evnts: []}]", "tests: [{events: [{}]}]\nmore: 1",
     "tests: [{events: [{}], expect: {rules: R}}]", "tests: [{labels: [x], events: [{type: t}]}]", "tests: [{start: x, events: [{}]}]"],
)  # fmt: skip
def test_a_test_without_meaning_fails(folder, text) -> None:
    (folder / "main.test.yaml").write_text(text)
    assert call("test", folder).exit_code == 1


def test_a_set_without_tests_is_said_to_have_none(folder) -> None:
    (folder / "main.test.yaml").unlink()
    result = call("test", folder)
    assert result.exit_code == 1
    assert "there are no tests" in result.stderr


def test_only_the_tests_named(folder) -> None:
    assert "1 of 1 tests passed" in call("test", folder, "-k", "twenty").stdout


def test_run_carries_labels_over(folder, events, tmp_path) -> None:
    out = tmp_path / "out.jsonl"
    result = call("run", "--rules", folder, "--events", events, "--out", out)
    assert result.exit_code == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["features"]["Seen"] for row in rows] == [False, True, True]
    assert rows[0]["labels"] == ["User/a/watched/ADDED/['R']/False/None"]
    assert rows[0]["verdicts"] == ["v"]
    assert rows[0]["effects"] == [
        {"type": "block", "entity": "User/a", "params": {"reason": ""}, "rules": ["R"], "shadow": False}
    ]
    assert [row["action_id"] for row in rows] == [0, 1, 2]
    assert "3 events judged, 0 lines refused" in result.stderr


def test_run_can_judge_each_event_without_labels(folder, events) -> None:
    result = call("run", "--rules", folder, "--events", events, "--labels", "none")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["features"]["Seen"] for row in rows] == [False, False, False]


def test_run_reads_standard_input_and_counts_what_it_refuses(folder, events) -> None:
    content = events.read_bytes() + b"{broken\n" + events.read_bytes()
    result = call("run", "--rules", folder, "--events", "-", input=content)
    assert result.exit_code == 3
    assert len(result.stdout.splitlines()) == 6
    assert "line 4: not JSON" in result.stderr
    assert "6 events judged, 1 lines refused" in result.stderr


def test_run_wants_rules_that_compile(folder, events) -> None:
    (folder / "main.sml").write_text("A = Nowhere\n")
    result = call("run", "--rules", folder, "--events", events)
    assert result.exit_code == 1
    assert "unknown name `Nowhere`" in result.stderr


def test_run_takes_carry_or_none(folder, events) -> None:
    assert call("run", "--rules", folder, "--events", events, "--labels", "some").exit_code == 2


def test_bench_prints_one_line(folder, events) -> None:
    result = call("bench", "--rules", folder, "--events", events)
    assert result.exit_code == 0, result.stderr
    (row,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert row["events"] == 3
    assert {"events_per_cpu_s", "cpu_p50_us", "cpu_p99_us", "compile_s"} <= row.keys()
