"""Whatever the text: a rule set, or a refusal with places. Whatever the line: an event, or a refusal with a reason."""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import io
import json
import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.rules.engine import Engine, compile_rules
from redshank.rules.errors import EventRefused, RulesRefused
from redshank.rules.language.paths import BadPath, parse_path
from redshank.rules.offline import decoded_event, read_event, read_events
from redshank.rules.types import RuleEvent, Sources

LONG = int(os.environ.get("REDSHANK_FUZZ_EXAMPLES", "0"))
EXAMPLES = settings(max_examples=LONG or 300, deadline=None, suppress_health_check=list(HealthCheck))

WORDS = [
    "A", "B", "_c", "Rule", "WhenRules", "JsonData", "EntityJson", "Entity", "Import", "Require", "LabelAdd", "HasLabel", "Count",
    "Sequence", "Signal", "Experiment", "ExperimentWhen", "TimeDelta", "RegexMatch", "ResolveOptional", "StringLength", "Block",
    "=", ":", ": int =", ": Optional[str] =", ": Secret[List[int]] =", "(", ")", "[", "]", "{", "}", ",", ".", "+", "-", "*", "/",
    "//", "%", "**", "<<", "|", "^", "~", "not ", " and ", " or ", " in ", " not in ", " is ", "==", "!=", "<", "lambda:", "yield ",
    "'x'", '"$.a"', "f'{A}'", "f'{A!r}'", "f'{'", "1", "1.5", "1j", "None", "True", "b''", "...", "path=", "rules=", "type='User'",
    "when_all=[", "description=", "then=[", "rules_any=[", "within=", "by=[", "\n", "\n  ", "\\\n", "#", ";", ":=", "\t", "\x0c",
    "if ", "for ", "def f():", "import ", "@", "\u202e", "ﬁ", "0x", "1e999", "9" * 30, "'''", "\r",
]  # fmt: skip
soup = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
texts = st.one_of(
    soup, st.text(max_size=200), st.binary(max_size=200).map(lambda each: each.decode("utf-8", "surrogateescape"))
)

GOOD = """Import(rules=['a.sml'])
X: int = JsonData(path='$.x', required=False)
U: Entity[str] = EntityJson(type='User', path='$.u')
R = Rule(when_all=[X > 1, X != None and X + 1 < 5, HasLabel(entity=U, label='l')], description=f'{X}')
N = Count(by=[U], within=TimeDelta(hours=1), where=X in [1, 2])
WhenRules(rules_any=[R], then=[LabelAdd(entity=U, label='l', expires_after=TimeDelta(days=1)), DeclareVerdict(verdict='v')])
Require(rule=f'{U}.sml', require_if=R)
"""


def compile_or_refuse(files: dict[str, str]) -> None:
    try:
        rule_set = compile_rules(Sources(files))
    except RulesRefused as refused:
        assert refused.diagnostics
        for each in refused.diagnostics:
            assert each.message
            assert each.span.path in files
            assert each.span.line >= 1
            assert each.span.column >= 1
        return
    outcome = Engine(rule_set).judge(RuleEvent(1, "t", 0.0, 0.0, 1, {"x": 2, "u": "a"}))
    json.dumps(outcome.verdicts)


@EXAMPLES
@given(texts)
def test_any_text(text) -> None:
    compile_or_refuse({"main.sml": text})


@EXAMPLES
@given(st.lists(soup, max_size=6).map("\n".join), soup, soup)
def test_any_files(main, other, config) -> None:
    compile_or_refuse({"main.sml": main, "a.sml": other, "config.yaml": config})


@EXAMPLES
@given(st.integers(0, len(GOOD)), st.integers(0, 12), soup)
def test_a_good_file_with_something_cut_and_something_put_in(at, cut, put) -> None:
    files = {
        "main.sml": GOOD[:at] + put + GOOD[at + cut :],
        "a.sml": "A = 1\n",
        "config.yaml": "labels:\n  l:\n    valid_for: [User]\n",
    }
    compile_or_refuse(files)


@EXAMPLES
@given(st.text(max_size=120))
def test_any_configuration(text) -> None:
    compile_or_refuse({"main.sml": "A = 1\n", "config/labels.yaml": text})


@EXAMPLES
@given(st.text(alphabet="$.ab[]*'\"`0:,|&()@ -\\where", max_size=30))
def test_any_path(text) -> None:
    try:
        path = parse_path(text)
    except BadPath:
        return
    try:
        path.first({"a": {"b": [1, {"a": "b"}]}})
    except (TypeError, KeyError, IndexError):
        return


@pytest.mark.parametrize(
    "text",
    [
        "A = f'" + "{A}" * 5000 + "'",
        "A = " + "f'" * 200,
        "A: " + "Optional[" * 200 + "int" + "]" * 200 + " = 1",
        "A: " + " | ".join(["int"] * 500) + " = 1",
        "\n".join(f"A{index} = {f'A{index - 1} + ' if index else ''}1" for index in range(3000)),
        "A0 = 'x'\n" + "\n".join(f"A{index} = f'{{A{index - 1}}}'" for index in range(1, 2000)),
        "A = " + " and ".join(["True"] * 20_000),
        "A = [" + "1, " * 50_000 + "]",
        "A = 9 ** 9 ** 9 ** 9",
        "A = 'x' * 999999999 * 999999999",
        "\n" * 500_000,
        "A = 1;" * 10_000,
    ],
)
def test_large_and_deep_text_is_soon_dealt_with(text) -> None:
    compile_or_refuse({"main.sml": text})


def test_yaml_that_grows_is_refused() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20)
    )
    compile_or_refuse({"main.sml": "", "config.yaml": bomb})
    compile_or_refuse({"main.sml": "", "config.yaml": "labels: " + "[" * 5000})
    compile_or_refuse({"main.sml": "", "config.yaml": "labels: !!python/object/apply:os.system ['true']\n"})


lines = st.one_of(
    st.binary(max_size=120),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(-(2**80), 2**80), st.floats(), st.text(max_size=5)),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(
            ["action_id", "action_name", "timestamp", "data", "specversion", "id", "source", "type", "time", "received_at"]), inner)),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
)  # fmt: skip


@EXAMPLES
@given(lines)
def test_any_line(line) -> None:
    try:
        event = read_event(line)
    except EventRefused as refused:
        assert refused.detail
        return
    assert isinstance(event.data, dict)
    assert decoded_event(line).timestamp == event.timestamp


@EXAMPLES
@given(st.lists(lines, max_size=5).map(b"\n".join))
def test_any_file(content) -> None:
    for line in read_events(io.BytesIO(content)):
        assert (line.event is None) != (line.refusal is None)


GROWING = [
    "A{n} + A{n}",
    "f'{{A{n}}}{{A{n}}}'",
    "[A{n}, A{n}]",
    "StringReplace(s=A{n}, old='a', new='aaaaaaaa')",
    "StringJoin(s=A{n}, iterable=[A{n}, A{n}])",
]


@pytest.mark.parametrize("step", GROWING)
@pytest.mark.parametrize("start", ["'ab'", "JsonData(path='$.a')"])
def test_values_that_double_from_name_to_name_are_refused(step, start) -> None:
    text = f"A0: str = {start}\n" + "".join(f"A{n + 1} = {step.format(n=n)}\n" for n in range(40))
    with pytest.raises(RulesRefused) as refused:
        compile_rules(Sources({"main.sml": text}))
    assert {each.code for each in refused.value.diagnostics} == {"grows-too-large"}


def test_numbers_that_square_from_name_to_name_are_refused() -> None:
    text = "A0: int = JsonData(path='$.n')\n" + "".join(f"A{n + 1} = A{n} * A{n}\n" for n in range(40))
    with pytest.raises(RulesRefused, match="1000 times"):
        compile_rules(Sources({"main.sml": text}))
    text = "A0: int = JsonData(path='$.n')\n" + "".join(f"A{n + 1} = A{n} + A{n}\n" for n in range(40))
    compile_or_refuse({"main.sml": text})


@pytest.mark.long
def test_ten_minutes_of_text_and_lines() -> None:
    """`REDSHANK_FUZZ_SECONDS` for another time."""
    ends = time.monotonic() + float(os.environ.get("REDSHANK_FUZZ_SECONDS", "600"))
    tests = [
        test_any_text,
        test_any_files,
        test_a_good_file_with_something_cut_and_something_put_in,
        test_any_configuration,
        test_any_path,
        test_any_line,
        test_any_file,
    ]
    while time.monotonic() < ends:
        for each in tests:
            each()
