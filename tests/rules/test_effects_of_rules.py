"""What fired rules ask for: verdicts, labels, actions; in order, with their reasons, and never when in shadow."""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import pytest

from redshank.rules.engine import Engine
from redshank.rules.offline import label_text
from redshank.rules.types import Effect, LabelStatus

MAIN = """U: Entity[str] = EntityJson(type='User', path='$.u')
P: Entity[str] = EntityJson(type='Ip', path='$.p', required=False)
X: int = JsonData(path='$.x', required=False)
Yes = Rule(when_all=[True], description='yes')
Also = Rule(when_all=[U != None], description=f'also {U}')
No = Rule(when_all=[False], description='no')
Failed = Rule(when_all=[X > 1], description='failed')
Shy = Rule(when_all=[True], description='shy', mode='shadow')
"""
DATA = {"u": "u1"}


def when(rules: str, then: str) -> str:
    return f"WhenRules(rules_any=[{rules}], then=[{then}])\n"


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (when("Yes", "DeclareVerdict(verdict='v')"), ["v"]),
        (when("No", "DeclareVerdict(verdict='v')"), []),
        (when("Failed", "DeclareVerdict(verdict='v')"), []),
        (when("Failed, No, Yes", "DeclareVerdict(verdict='v')"), ["v"]),
        (when("", "DeclareVerdict(verdict='v')"), []),
        (
            when("Yes", "DeclareVerdict(verdict='b'), DeclareVerdict(verdict='a'), DeclareVerdict(verdict='b')"),
            ["b", "a", "b"],
        ),
        (when("Yes", "DeclareVerdict(verdict=U)"), ["u1"]),
        (when("Yes", "DeclareVerdict(verdict=f'v {U}')"), ["v u1"]),
        (when("Yes", "DeclareVerdict(verdict=P), DeclareVerdict(verdict='v')"), ["v"]),
        ("V = DeclareVerdict(verdict='v')\n" + when("Yes", "V") + when("Also", "V") + when("No", "V"), ["v", "v"]),
        ("Alias = Yes\n" + when("Alias", "DeclareVerdict(verdict='v')"), ["v"]),
    ],
)
def test_verdicts(judge, text, verdicts) -> None:
    outcome = judge(MAIN + text, DATA)
    assert outcome.verdicts == verdicts
    assert outcome.errors == []
    assert "V" not in outcome.features


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (when("Yes", "LabelAdd(entity=U, label='watched')"), ["User/u1/watched/ADDED/['Yes']/False/None"]),
        (when("Also, No, Failed, Yes", "LabelRemove(entity=U, label='watched')"),
         ["User/u1/watched/REMOVED/['Also', 'Yes']/False/None"]),
        (when("Yes", "LabelAdd(entity=P, label='proxy'), LabelAdd(entity=U, label='watched')"),
         ["User/u1/watched/ADDED/['Yes']/False/None"]),
        (when("Yes", "LabelAdd(entity=U, label='watched', apply_if=Also)"), ["User/u1/watched/ADDED/['Yes']/False/True"]),
        (when("Yes", "LabelAdd(entity=U, label='watched', apply_if=No)"), ["User/u1/watched/ADDED/['Yes']/False/False"]),
        (when("Yes", "LabelAdd(entity=U, label='watched', apply_if=Failed)"), ["User/u1/watched/ADDED/['Yes']/True/None"]),
        (when("Yes", "LabelAdd(entity=Entity(type='User', id='q/r'), label='watched')"),
         ["User/q/r/watched/ADDED/['Yes']/False/None"]),
        ("L = LabelAdd(entity=U, label='watched')\n" + when("Yes", "L") + when("Also", "L"),
         ["User/u1/watched/ADDED/['Yes', 'Also']/False/None"] * 2),
        ("L = LabelAdd(entity=U, label='watched')\n" + when("Yes", "L") + when("No", "L"),
         ["User/u1/watched/ADDED/['Yes']/False/None"]),
        (when("Yes", "LabelAdd(entity=U, label='watched'), LabelRemove(entity=U, label='watched')"),
         ["User/u1/watched/ADDED/['Yes']/False/None", "User/u1/watched/REMOVED/['Yes']/False/None"]),
    ],
)  # fmt: skip
def test_label_requests(judge, text, labels) -> None:
    assert [label_text(each) for each in judge(MAIN + text, DATA).label_requests] == labels


def test_requests_merge_into_one_change_a_label(judge, event) -> None:
    text = (
        when(
            "Yes",
            "LabelAdd(entity=U, label='watched', expires_after=TimeDelta(hours=1)), LabelRemove(entity=U, label='watched')",
        )
        + when("Also", "LabelAdd(entity=U, label='watched', expires_after=TimeDelta(days=1))")
        + when("Also", "LabelAdd(entity=U, label='watched', apply_if=No)")
    )
    (change,) = judge(MAIN + text, DATA).label_changes
    assert (change.status, change.reasons, change.suppressed) == (LabelStatus.ADDED, ("Also", "Yes"), False)
    assert change.expires_at == event().window_time + 86_400


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (when("Yes", "LabelAdd(entity=U, label='nowhere')"), "unknown-label"),
        (when("Yes", "LabelAdd(entity=U, label='proxy')"), "label-not-valid"),
        (when("Yes", "LabelRemove(entity=P, label='watched')"), "label-not-valid"),
        (when("Yes", "LabelAdd(entity=Entity(type='User', id='x'), label='proxy')"), "label-not-valid"),
        ("V = U\n" + when("Yes", "LabelAdd(entity=V, label='watched')"), "unknown-entity"),
        ("_l = Entity(type='User', id='x')\n" + when("Yes", "LabelAdd(entity=_l, label='watched')"), "unknown-entity"),
        ("A = HasLabel(entity=U, label='nowhere')\n", "unknown-label"),
        ("A = HasLabel(entity=U, label='watched', status='manually_added')\n", "bad-constant"),
        ("A = HasLabel(entity=U, label='watched', status='ADDED')\n", "bad-constant"),
        (when("Yes", "LabelAdd(entity=U, label='watched', apply_if=True)"), "wrong-type"),
        (when("Yes", "LabelAdd(entity=U, label='watched', expires_after=60)"), "wrong-type"),
        (when("True", ""), "wrong-type"),
        (when("Yes", "'text'"), "wrong-type"),
        (when("Rule(when_all=[True], description='d')", ""), "not-assigned"),
        ("Rules = [Yes]\nWhenRules(rules_any=Rules, then=[])\n", "not-a-literal"),
        ("Then = [DeclareVerdict(verdict='v')]\nWhenRules(rules_any=[Yes], then=Then)\n", "not-a-literal"),
        ("V = DeclareVerdict(verdict='v')\nW = V\n" + when("Yes", "W"), "not-an-effect"),
        ("LabelAdd(entity=U, label='watched')\n", "unused-result"),
        ("_r = Rule(when_all=[True], description='d')\nA = not _r\n", "local-rule"),
        ("A = not Rule(when_all=[True], description='d')\n", "not-assigned"),
        ("Rule(when_all=[True], description='d')\n", "unused-result"),
        ("A = Rule(when_all=[True], description='{U}')\n", "not-an-f-string"),
        ("D = 'x'\nA = Rule(when_all=[True], description=D)\n", "not-a-literal"),
        ("A = Rule(when_all=[True], description='d', mode='loud')\n", "bad-constant"),
        ("A = Rule(when_all=[True], description='d', expires='soon')\n", "bad-constant"),
        ("A = Rule(when_all=[True], description='d', policy=U)\n", "not-constant"),
        (when("Yes", "Throttle(entity=U)"), "missing-argument"),
        (when("Yes", "Queue(queue=U)"), "not-constant"),
    ],
)
def test_is_refused(refusal, text, code) -> None:
    assert code in {each[0] for each in refusal(MAIN + text)}


def test_actions_carry_their_parameters_and_rules(judge) -> None:
    text = (
        when("Yes, Also", "Block(entity=U, reason=f'because of {U}')")
        + when("Yes", "Throttle(entity=U, per_minute=30, expires_after=TimeDelta(hours=2))")
        + when("Also", "Throttle(entity=U, per_minute=30, expires_after=TimeDelta(hours=2))")
        + when("Yes", "Queue(queue='q', priority=5), Suspend(entity=U, apply_if=No), Notify(entity=P, template='t')")
        + when("Yes", "Block(entity=P), Challenge(entity=U, apply_if=Failed)")
    )
    assert sorted(judge(MAIN + text, DATA).effects, key=lambda each: (each.type, each.rules)) == [
        Effect("block", "User", "u1", {"reason": "because of u1"}, ("Also", "Yes")),
        Effect("block", None, None, {"reason": ""}, ("Yes",)),
        Effect("queue", None, None, {"queue": "q", "priority": 5}, ("Yes",)),
        Effect("throttle", "User", "u1", {"per_minute": 30, "expires_after": 7200.0}, ("Also", "Yes")),
    ]


def test_a_rule_in_shadow_is_recorded_and_changes_nothing(compiled, event) -> None:
    text = when("Shy", "DeclareVerdict(verdict='v'), LabelAdd(entity=U, label='watched'), Block(entity=U)")
    engine = Engine(compiled(MAIN + text))
    outcome = engine.judge(event(DATA))
    assert outcome.verdicts == []
    assert outcome.shadow_verdicts == ["v"]
    assert [each.suppressed for each in outcome.label_changes] == [True]
    assert [each.shadow for each in outcome.effects] == [True]
    assert [each.name for each in outcome.fired if each.shadow] == ["Shy"]
    assert len(engine.state.labels) == 0


def test_a_live_rule_beside_one_in_shadow_counts_alone(judge) -> None:
    then = "DeclareVerdict(verdict='v'), LabelAdd(entity=U, label='watched'), Block(entity=U)"
    outcome = judge(MAIN + when("Shy, Yes", then), DATA)
    assert (outcome.verdicts, outcome.shadow_verdicts) == (["v"], [])
    assert [(each.reasons, each.suppressed) for each in outcome.label_changes] == [(("Yes",), False)]
    assert [(each.rules, each.shadow) for each in outcome.effects] == [(("Yes",), False)]


def test_fired_rules_have_their_descriptions_filled_in(judge) -> None:
    outcome = judge(MAIN, DATA)
    assert [(each.name, each.description) for each in outcome.fired] == [
        ("Yes", "yes"),
        ("Also", "also u1"),
        ("Shy", "shy"),
    ]


def test_what_a_rule_says_of_itself_is_known_without_running_it(compiled) -> None:
    text = (
        "X: int = JsonData(path='$.x')\n_big = X > 5\n"
        "Big = Rule(\n  when_all=[_big],\n  description=f'big {X}',\n  policy='fraud/size', severity='low',"
        " owner='ops', expires='2027-01-31', mode='shadow',\n)\n"
    )
    (info,) = compiled(text).rules
    assert (info.name, info.mode, info.policy, info.severity) == ("Big", "shadow", "fraud/size", "low")
    assert (info.owner, info.expires, info.description, info.features) == ("ops", "2027-01-31", "big {X}", ("X",))
    assert (info.span.line, info.span.end_line) == (3, 7)
    assert info.source.startswith("Big = Rule(")
