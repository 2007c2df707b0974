"""The engine over many events: windows in rules, snapshots, changing rules between two events, explanations."""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.rules.engine import Engine, EngineState, compile_rules
from redshank.rules.errors import RulesRefused
from redshank.rules.types import RuleEvent, Sources
from redshank.rules.windows import StateUnreadable

MAIN = """U: Entity[str] = EntityJson(type='User', path='$.u', required=False)
Kind = GetActionName()
Amount: float = JsonData(path='$.amount', required=False)
Country: str = JsonData(path='$.country', required=False)
_IsPay = Kind == 'pay'
Pays = Count(by=[U], within=TimeDelta(minutes=1), where=_IsPay)
PaysNow = Count(by=[U], within=TimeDelta(minutes=1), where=_IsPay, including_current=True)
Total = Sum(by=[U], within=TimeDelta(minutes=1), value=Amount, name='spent')
Countries = Distinct(by=[U], within=TimeDelta(minutes=1), value=Country)
Before = Last(by=[U], within=TimeDelta(minutes=1), value=Country)
Opening = First(by=[U], within=TimeDelta(minutes=1), value=Country)
Pace = Rate(by=[U, Country], within=TimeDelta(seconds=10))
LoginThenPay = Sequence(steps=[Kind == 'login', _IsPay], by=[U], within=TimeDelta(minutes=1), including_current=True)
Travelled = Rule(when_all=[Before != Country], description=f'from {Before}')
Many = Rule(when_all=[PaysNow >= 3, not HasLabel(entity=U, label='watched')], description='many')
WhenRules(rules_any=[Many], then=[LabelAdd(entity=U, label='watched', expires_after=TimeDelta(minutes=2))])
"""


def stream(*steps):
    for seq, (t, kind, data) in enumerate(steps, 1):
        yield RuleEvent(seq, kind, float(t), float(t), seq, data)


def test_windows_count_what_lies_before_the_event(compiled) -> None:
    engine = Engine(compiled(MAIN))
    steps = stream(
        (0, "login", {"u": "a", "country": "NL"}),
        (10, "pay", {"u": "a", "amount": 5, "country": "NL"}),
        (20, "pay", {"u": "a", "amount": 7.5, "country": "DE"}),
        (30, "pay", {"u": "b", "amount": 1, "country": "FR"}),
        (75, "pay", {"u": "a", "amount": 1, "country": "DE"}),
    )
    features = [engine.judge(event).features for event in steps]
    assert [each["Pays"] for each in features] == [0, 0, 1, 0, 1]
    assert [each["PaysNow"] for each in features] == [0, 1, 2, 1, 2]
    assert [each["Total"] for each in features] == [0.0, 0.0, 5.0, 0.0, 7.5]
    assert [each["Countries"] for each in features] == [0, 1, 1, 0, 1]
    assert [each["Before"] for each in features] == [None, "NL", "NL", None, "DE"]
    assert [each["Opening"] for each in features] == [None, "NL", "NL", None, "DE"]
    assert [each["LoginThenPay"] for each in features] == [False, True, True, False, False]
    assert [each["Travelled"] for each in features] == [None, False, True, None, False]


def test_a_window_without_a_key_fails_silently(compiled, event) -> None:
    outcome = Engine(compiled(MAIN)).judge(event({"country": "NL"}))
    assert outcome.features["Pays"] is None
    assert outcome.errors == []


def test_windows_are_described(compiled) -> None:
    specs = compiled(MAIN).windows
    assert [spec.kind for spec in specs] == ["count", "count", "sum", "distinct", "last", "first", "rate", "sequence"]
    assert [spec.name for spec in specs][:3] == ["Pays", "PaysNow", "spent"]
    assert [spec.by_arity for spec in specs] == [1, 1, 1, 1, 1, 1, 2, 1]
    assert specs[-1].steps == 2
    assert len({spec.definition for spec in specs}) == len(specs)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A = Count(by=['x'], within=TimeDelta(seconds=0))\n", "bad-window"),
        ("A = Count(by=['x'], within=TimeDelta(days=500))\n", "bad-window"),
        ("A = Count(by=['x'], within=60)\n", "not-constant"),
        ("T = TimeSince(timestamp='x')\nA = Count(by=['x'], within=T)\n", "not-constant"),
        ("K = ['x']\nA = Count(by=K, within=TimeDelta(hours=1))\n", "not-a-literal"),
        ("A = Count(by=[['x']], within=TimeDelta(hours=1))\n", "bad-window"),
        ("A = Sequence(steps=[], by=['x'], within=TimeDelta(hours=1))\n", "bad-window"),
        ("A = Count(by=['x'], within=TimeDelta(hours=1), name='n')\nB = Rate(by=['x'], within=TimeDelta(hours=1), name='n')\n",
         "duplicate-window"),
        ("A = Count(by=['x'], within=TimeDelta(hours=1), where=1)\n", "wrong-type"),
        ("A = Sum(by=['x'], within=TimeDelta(hours=1), value='x')\n", "wrong-type"),
        ("A = Signal(name='nowhere', target='x')\n", "unknown-signal"),
    ],
)  # fmt: skip
def test_a_window_is_refused(refusal, text, code) -> None:
    assert code in {each[0] for each in refusal(text)}


def test_a_definition_sees_through_names_but_not_past_meaning(compiled) -> None:
    def definition(text: str) -> str:
        (spec,) = compiled(text).windows
        return spec.definition

    plain = definition("W = Count(by=['k'], within=TimeDelta(hours=1), where=1 == 1)\n")
    assert definition("Key = 'k'\nOther = Count(by=[Key], where=1 == 1, within=TimeDelta(minutes=60))\n") != plain
    one = "X: int = JsonData(path='$.x')\nW = Count(by=[X], within=TimeDelta(hours=1))\n"
    two = (
        "# moved\nHour = TimeDelta(hours=1)\nX: int = JsonData(path='$.x')\nV = Count(within=Hour, by=[X], name='v')\n"
    )
    assert definition(one) == definition(two)
    assert definition(one) != definition(one.replace("$.x", "$.y"))
    assert definition(one) != definition(one.replace("hours=1", "hours=2"))
    assert definition(one) != definition(one.replace("int", "str"))


events = st.lists(
    st.tuples(
        st.floats(0, 40),
        st.sampled_from(["login", "pay"]),
        st.fixed_dictionaries(
            {}, optional={"u": st.sampled_from(["a", "b"]), "amount": st.integers(0, 9), "country": st.sampled_from(["NL", "DE"])}
        ),
    ),
    max_size=30,
)  # fmt: skip
RULE_SET = compile_rules(Sources({"main.sml": MAIN, "config.yaml": "labels:\n  watched:\n    valid_for: [User]\n"}))


def in_order(steps):
    t = 0.0
    for gap, kind, data in steps:
        t += gap
        yield t, kind, data


def plain(outcome):
    return (
        outcome.features, outcome.verdicts, outcome.label_changes, outcome.effects, outcome.fired, outcome.errors,
        outcome.reads, outcome.entities,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(events, st.integers(0, 30))
def test_a_snapshot_goes_on_as_if_nothing_had_happened(steps, cut) -> None:
    log = list(stream(*in_order(steps)))
    whole = Engine(RULE_SET)
    wanted = [plain(whole.judge(event)) for event in log]
    first = Engine(RULE_SET)
    got = [plain(first.judge(event)) for event in log[:cut]]
    second = Engine(RULE_SET, state=EngineState.load(first.state.dump()))
    got += [plain(second.judge(event)) for event in log[cut:]]
    assert got == wanted


@settings(max_examples=60, deadline=None)
@given(events)
def test_feeding_advances_windows_as_judging_does(steps) -> None:
    log = list(stream(*in_order(steps)))
    judged, fed = Engine(RULE_SET), Engine(RULE_SET)
    for event in log:
        outcome = judged.judge(event)
        fed.feed(event)
        for change in outcome.label_changes:
            fed.state.labels.apply(change, event.window_time)
    assert fed.state.dump() == judged.state.dump()


@settings(max_examples=60, deadline=None)
@given(events)
def test_an_explanation_says_what_the_judgement_found(steps) -> None:
    engine = Engine(RULE_SET)
    for event in stream(*in_order(steps)):
        outcome = engine.judge(event)
        explained = {rule.name: rule for rule in RULE_SET.explain(event, outcome.reads)}
        for name in ("Travelled", "Many"):
            assert explained[name].value == outcome.features[name]
            values = [condition.value for condition in explained[name].conditions]
            if outcome.features[name] is not None:
                assert all(values) is outcome.features[name]


def test_an_explanation_shows_each_condition(compiled, event) -> None:
    rule_set = compiled(MAIN)
    engine = Engine(rule_set)
    outcome = engine.judge(event({"u": "a"}, action_name="pay"))
    travelled, many = rule_set.explain(event({"u": "a"}, action_name="pay"), outcome.reads)
    assert [(each.text, each.value) for each in travelled.conditions] == [("Before != Country", False)]
    assert [(each.text, each.value) for each in many.conditions] == [
        ("PaysNow >= 3", False),
        ("not HasLabel(entity=U, label='watched')", True),
    ]


def test_new_rules_keep_windows_that_mean_the_same(compiled, event) -> None:
    base = "U: str = JsonData(path='$.u')\n"
    old = base + "N = Count(by=[U], within=TimeDelta(hours=1))\n"
    new = base + "Renamed = Count(by=[U], within=TimeDelta(hours=1))\nDay = Count(by=[U], within=TimeDelta(days=1))\n"
    engine = Engine(compiled(old))
    past = [event({"u": "a"}, seq=seq, window_time=float(seq)) for seq in range(1, 4)]
    for each in past:
        engine.judge(each)
    warmed = Engine(compiled(new))
    for each in past:
        warmed.feed(each)
    assert [spec.name for spec in engine.swap(compiled(new), warmed.state)] == ["Day"]
    features = engine.judge(event({"u": "a"}, seq=4, window_time=4.0)).features
    assert features["Renamed"] == 3
    assert features["Day"] == 3
    assert engine.swap(compiled(old)) == []
    assert engine.judge(event({"u": "a"}, seq=5, window_time=5.0)).features["N"] == 4


def test_without_warming_up_a_new_window_starts_empty(compiled, event) -> None:
    engine = Engine(compiled("A = 1 + 1\n"))
    engine.judge(event())
    engine.swap(compiled("U: str = JsonData(path='$.u')\nN = Count(by=[U], within=TimeDelta(hours=1))\n"))
    assert engine.judge(event({"u": "a"})).features["N"] == 0


@settings(max_examples=50)
@given(st.binary(max_size=80))
def test_a_damaged_snapshot_is_refused(data) -> None:
    with pytest.raises(StateUnreadable):
        EngineState.load(data)


def test_a_set_is_named_by_its_files() -> None:
    def version(**files: str) -> str:
        return compile_rules(Sources({name.replace("_", "."): text for name, text in files.items()})).version

    assert version(main_sml="A = 1\n") == version(main_sml="A = 1\n")
    assert version(main_sml="A = 1\n") != version(main_sml="A = 2\n")
    assert version(main_sml="A = 1\n") != version(main_sml="A = 1\n", b_sml="")
    assert len(version(main_sml="")) == 35


def test_compiling_twice_gives_the_same_code() -> None:
    again = compile_rules(RULE_SET.sources)
    assert again.generated.source == RULE_SET.generated.source


def test_content_is_followed_through_functions(compiled) -> None:
    main = (
        "Prompt: str = JsonData(path='$.prompt.text')\nLower = StringToLower(s=Prompt)\nSize = StringLength(s=Prompt)\n"
        "Digest = HashSha256(input=Lower)\nShort = Size < 5\nQuoted = f'say {Lower}'\nMixed = Quoted + 'x'\n"
        "Account: Entity[str] = EntityJson(type='Account', path='$.account.id')\nTurn: int = JsonData(path='$.message.turn')\n"
        "Any: str = JsonData(path='$..text')\nWhole: str = JsonData(path='$.gen_ai')\n"
        "Said = Last(by=[Account], within=TimeDelta(hours=1), value=Lower)\nPlan: str = JsonData(path='$.plan')\n"
    )
    features = compiled(main).features
    assert {name for name, info in features.items() if info.content} == {
        "Prompt", "Lower", "Quoted", "Mixed", "Any", "Whole", "Said",
    }  # fmt: skip
    kinds = {name: info.kind for name, info in features.items()}
    assert (kinds["Prompt"], kinds["Account"], kinds["Said"], kinds["Size"]) == (
        "field",
        "entity",
        "window",
        "computed",
    )


def test_signals_come_from_the_set_s_own_configuration(event) -> None:
    signals = "signals:\n  rude:\n    type: keyword\n    version: '1'\n    keyword: fie\n"
    main = (
        "T: str = JsonData(path='$.t', required=False)\nS = Signal(name='rude', target=T)\nR = S != None and S > 0.5\n"
    )
    rule_set = compile_rules(Sources({"main.sml": main, "config/signals.yaml": signals}))
    engine = Engine(rule_set)
    outcome = engine.judge(event({"t": "fie upon it"}))
    assert outcome.features["R"] is True
    assert list(outcome.reads.values()) == [outcome.features["S"]]
    assert engine.judge(event({"t": "well done"})).features["R"] is False
    assert engine.judge(event()).features["S"] is None
    assert [info.name for info in rule_set.signals] == ["rude"]


def test_broken_signals_refuse_the_set_with_their_place() -> None:
    with pytest.raises(RulesRefused) as caught:
        compile_rules(Sources({"main.sml": "", "config.yaml": "labels: {}\nsignals:\n  a:\n    type: magic\n"}))
    assert [(each.code, each.span.line) for each in caught.value.diagnostics] == [("bad-signal", 3)]
