"""Which values fit where: every accepted and every refused combination says so before an event is seen."""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import pytest

from redshank.rules.errors import RulesRefused

NAMES = """I: int = JsonData(path='$.i')
F: float = JsonData(path='$.f')
S: str = JsonData(path='$.s')
B: bool = JsonData(path='$.b')
OI: Optional[int] = JsonData(path='$.oi')
OS: Optional[str] = JsonData(path='$.os')
LS: List[str] = JsonData(path='$.ls')
LI: List[int] = JsonData(path='$.li')
U: int | str = JsonData(path='$.u')
E: Entity[str] = EntityJson(type='User', path='$.e')
EI: Entity[int] = EntityJson(type='User', path='$.ei')
P: Entity[str] = EntityJson(type='Ip', path='$.p')
T = TimeSince(timestamp=S)
R = Rule(when_all=[B], description='r')
"""

FITS = [
    "X: float = I", "X: Optional[int] = I", "X: int | str = S", "X: str = E", "X: int = EI", "X: bool = R",
    "X: float = T", "X: List[str] = []", "X: List[str] = LS", "X: List[float] = LI", "X: Optional[str] = None",
    "X = I + 1", "X = I + F", "X = S + 'x'", "X = S * 2", "X = 2 * S", "X = T + 1", "X = T / T", "X = EI * 2",
    "X = I // 2 % 3", "X = I & 3", "X = I << 1", "X = -I", "X = -F", "X = -T", "X = E + 'x'",
    "X = I == F", "X = I == 1.5", "X = S == E", "X = E == E", "X = E == P", "X = I == U", "X = OI == 1", "X = OI == None",
    "X = I == None", "X = None == None", "X = R == True", "X = R == R", "X = T == 1.0", "X = LS == LS", "X = LS == []",
    "X = EI == 5", "X = U == 'x'",
    "X = I < F", "X = T > 5", "X = T < T", "X = EI >= 2", "X = I <= 2.5",
    "X = S in LS", "X = S in 'abc'", "X = E in 'abc'", "X = E in LS", "X = I in [1.0]", "X = F in [1]", "X = OI in LI",
    "X = R in [True]", "X = 1 in []", "X = U in LI", "X = E in [E]", "X = LS in [LS]",
    "X = B and R", "X = not B", "X = not R", "X = B or not R",
    "X = OI != None and OI > 3", "X = OI == None or OI > 3", "X = None != OI and OI > 3",
    "X = OI != None and OS != None and OI > 3 and S == OS", "X = OS != None and StringLength(s=OS) > 1",
    "X = B and OI != None and OI > 3", "X = not (OI == None) and B",
    "X = f'{I} {F} {S} {B} {E} {R} {T}'", "X = [S, 'x']", "X = [OI, OI]", "X = [E, P]", "X = [[1], [2]]",
    "X = StringLength(s=E)", "X = ListLength(list=LI)", "X = ListLength(list=[])", "X = Entity(type='User', id=I)",
    "X = Entity(type='User', id=S)", "X = Entity(type='User', id=S) == E",
    "X = ResolveOptional(optional_value=OI)", "X = ResolveOptional(optional_value=OI, default_value=0) + 1",
    "X = ResolveOptional(optional_value=OI, default_value=OI)", "X = ResolveOptional(optional_value=S, default_value='')",
    "X = ResolveOptional(optional_value=None, default_value=5)", "X = ResolveOptional(optional_value=E, default_value='x')",
    "X = HasLabel(entity=E, label='watched', manual=B, min_label_age=T)", "X = HasLabel(entity=P, label='watched')",
    "X = StringSplit(s=S, sep=None)", "X = StringSplit(s=S, sep=OS)",
    "X: Secret[str] = JsonData(path='$.x')\nY = X == 'x'", "X: ExtractSecret[int] = JsonData(path='$.x')\nY = X + 1",
    "X: Secret[Optional[str]] = JsonData(path='$.x')\nY = X == None", "X: None = JsonData(path='$.x')",
    "X: None | int = JsonData(path='$.x')", "X: Optional[None] = JsonData(path='$.x')",
]  # fmt: skip

MISFITS = [
    ("X: int = F", "wrong-type"), ("X: int = B", "wrong-type"), ("X: bool = I", "wrong-type"), ("X: str = I", "wrong-type"),
    ("X: int = OI", "wrong-type"), ("X: List[int] = LS", "wrong-type"), ("X: List[str] = S", "wrong-type"),
    ("X: str = R", "wrong-type"), ("X: int = T", "wrong-type"), ("X: Entity[int] = E", "wrong-type"),
    ("X: Entity[str] = S", "wrong-type"), ("X: List[int] = [1.5]", "wrong-type"), ("X: int = U", "wrong-type"),
    ("X = I + S", "wrong-type"), ("X = B + 1", "wrong-type"), ("X = OI + 1", "wrong-type"), ("X = S - S", "wrong-type"),
    ("X = S * 1.5", "wrong-type"), ("X = S * S", "wrong-type"), ("X = S % 2", "wrong-type"), ("X = F & 1", "wrong-type"),
    ("X = F << 1", "wrong-type"), ("X = LS + LS", "wrong-type"), ("X = R + 1", "wrong-type"), ("X = U + 1", "wrong-type"),
    ("X = -S", "wrong-type"), ("X = -B", "wrong-type"), ("X = -OI", "wrong-type"), ("X = -R", "wrong-type"),
    ("X = not I", "wrong-type"), ("X = not S", "wrong-type"), ("X = not OI", "wrong-type"), ("X = not T", "wrong-type"),
    ("X = I == S", "never-equal"), ("X = I == B", "never-equal"), ("X = True == 1", "never-equal"),
    ("X = F != B", "never-equal"), ("X = OI == OS", "never-equal"), ("X = LS == LI", "never-equal"),
    ("X = LS == S", "never-equal"), ("X = E == EI", "never-equal"), ("X = E == 5", "never-equal"),
    ("X = R == 1", "never-equal"), ("X = T == 1", "never-equal"), ("X = R == T", "never-equal"),
    ("X = U == F", "never-equal"), ("X = U == OI", "never-equal"), ("X = E == R", "never-equal"),
    ("X = S < S", "wrong-type"), ("X = B < B", "wrong-type"), ("X = OI < 3", "wrong-type"), ("X = LS < LS", "wrong-type"),
    ("X = R < 1", "wrong-type"), ("X = U < 1", "wrong-type"), ("X = E < 'x'", "wrong-type"), ("X = I < None", "wrong-type"),
    ("X = I in S", "wrong-type"), ("X = OS in S", "wrong-type"), ("X = S in I", "wrong-type"), ("X = S in OS", "wrong-type"),
    ("X = I in LS", "never-equal"), ("X = S in LI", "never-equal"), ("X = None in LI", "never-equal"),
    ("X = B in LI", "never-equal"), ("X = S in [E]", "never-equal"), ("X = LS in LS", "never-equal"),
    ("X = I and B", "wrong-type"), ("X = B or S", "wrong-type"), ("X = OI and B", "wrong-type"), ("X = T and B", "wrong-type"),
    ("X = OI > 3 and OI != None", "wrong-type"), ("X = OI == None and OI > 3", "wrong-type"),
    ("X = OI != None or OI > 3", "wrong-type"), ("X = (OI != None) == (OI > 3)", "wrong-type"),
    ("X = OI != None and B\nY = OI > 3", "wrong-type"), ("X = not (OI == None) and OI > 3", "wrong-type"),
    ("X = (B and OI != None) and OI > 3", "wrong-type"),
    ("X = f'{OI}'", "wrong-type"), ("X = f'{LS}'", "wrong-type"), ("X = f'{U} {OS}'", "wrong-type"),
    ("X = [1, 'x']", "mixed-list"), ("X = [1, 1.5]", "mixed-list"), ("X = [B, R]", "mixed-list"), ("X = [I, OI]", "mixed-list"),
    ("X = [1, True]", "mixed-list"), ("X = [None, 1]", "mixed-list"), ("X = []", "untyped-list"),
    ("X = Rule(when_all=[R], description='d')", "wrong-type"), ("X = Rule(when_all=B, description='d')", "wrong-type"),
    ("X = Rule(when_all=[1], description='d')", "wrong-type"), ("X = Rule(when_all=[OI], description='d')", "wrong-type"),
    ("X = StringLength(s=OS)", "wrong-type"), ("X = StringLength(s=I)", "wrong-type"), ("X = StringLength(s=None)", "wrong-type"),
    ("X = StringJoin(s=',', iterable=LI)", "wrong-type"), ("X = ListLength(list=S)", "wrong-type"),
    ("X = HasLabel(entity=S, label='watched')", "wrong-type"), ("X = Entity(type='User', id=F)", "wrong-type"),
    ("X = Entity(type='User', id=B)", "wrong-type"), ("X = Entity(type='User', id=OS)", "wrong-type"),
    ("X = Entity(type='User', id=E)", "wrong-type"),
    ("X = ResolveOptional(optional_value=OI, default_value='x')", "wrong-type"),
    ("X = ResolveOptional(optional_value=F, default_value=0)", "wrong-type"),
    ("X = ResolveOptional(optional_value=None)", "wrong-type"),
    ("X: str = ResolveOptional(optional_value=OI)", "wrong-type"),
    ("X = JsonData(path='$.x')", "needs-annotation"), ("X = [JsonData(path='$.x')]", "needs-annotation"),
    ("X = StringLength(s=JsonData(path='$.x'))", "needs-annotation"), ("X = EntityJson(type='U', path='$.x')", "needs-annotation"),
    ("X: str = EntityJson(type='U', path='$.x')", "bad-annotation"), ("X: List[str] = EntityJson(type='U', path='$.x')", "bad-annotation"),
    ("X: dict = JsonData(path='$.x')", "bad-annotation"), ("X: list[str] = JsonData(path='$.x')", "bad-annotation"),
    ("X: List = JsonData(path='$.x')", "bad-annotation"), ("X: Optional = JsonData(path='$.x')", "bad-annotation"),
    ("X: List[str, int] = JsonData(path='$.x')", "bad-annotation"), ("X: Union[int] = JsonData(path='$.x')", "bad-annotation"),
    ("X: Union[int, int] = JsonData(path='$.x')", "bad-annotation"), ("X: int | int = JsonData(path='$.x')", "bad-annotation"),
    ("X: Union[int, None] = JsonData(path='$.x')", "bad-annotation"), ("X: int | str | None = JsonData(path='$.x')", "bad-annotation"),
    ("X: Optional[int, str] = JsonData(path='$.x')", "bad-annotation"), ("X: Optional[List[str]] = JsonData(path='$.x')", "bad-annotation"),
    ("X: Optional[Entity[str]] = EntityJson(type='U', path='$.x')", "bad-annotation"),
    ("X: List[Entity[str]] = JsonData(path='$.x')", "bad-annotation"), ("X: List[List[str]] = JsonData(path='$.x')", "bad-annotation"),
    ("X: List[Optional[str]] = JsonData(path='$.x')", "bad-annotation"), ("X: Entity = EntityJson(type='U', path='$.x')", "bad-annotation"),
    ("X: Entity[float] = EntityJson(type='U', path='$.x')", "bad-annotation"), ("X: Thing = 1", "bad-annotation"),
    ("X: Thing[int] = 1", "bad-annotation"), ("X: 'int' = 1", "bad-annotation"), ("X: int[str] = 1", "bad-annotation"),
    ("X: ExtractLiteral[int] = 1 + 1", "not-a-literal"), ("X: ExtractLiteral[int] = I", "not-a-literal"),
    ("X: ExtractLiteral[int] = -1", "not-a-literal"), ("X: ExtractLiteral[str] = 1", "wrong-type"),
    ("X: Secret[str] = JsonData(path='$.x')\nY = X", "secret-leak"), ("X: Secret[str] = JsonData(path='$.x')\n_y = X\nY = _y == 'x'", "secret-leak"),
    ("X: Secret[str] = JsonData(path='$.x')\nY: str = X", "secret-leak"), ("X: Secret[str] = JsonData(path='$.x')\nY = [X]", "secret-leak"),
    ("X: Secret[str] = JsonData(path='$.x')\nY = f'{X}'", "secret-leak"), ("X: Secret[str] = JsonData(path='$.x')\nY = StringLength(s=X)", "secret-leak"),
    ("X: Secret[str] = JsonData(path='$.x')\nY: Secret[str] = X\nZ = StringToUpper(s=Y)", "secret-leak"),
]  # fmt: skip


@pytest.mark.parametrize("text", FITS)
def test_fits(compiled, text) -> None:
    assert compiled(NAMES + text).features


@pytest.mark.parametrize(("text", "code"), MISFITS)
def test_does_not_fit(refusal, text, code) -> None:
    line = NAMES.count("\n") + 1
    found = refusal(NAMES + text)
    assert code in {each[0] for each in found}
    assert all(each[2] >= line for each in found)


def test_one_mistake_does_not_drag_others_behind_it(refusal) -> None:
    assert refusal("A = Nowhere\nB = A + 1\nC = StringLength(s=B)\nD = [C, B, A]\n") == [
        ("unknown-identifier", "main.sml", 1)
    ]


def test_a_hint_names_the_near_word(compiled) -> None:
    with pytest.raises(RulesRefused) as caught:
        compiled("Country = 'x'\nA = Contry\nB = StringLenght(s='x')\nC = StringLength(text='x')\n")
    hints = [each.hint for each in caught.value.diagnostics if each.severity == "error"]
    assert "did you mean `Country`?" in hints
    assert "did you mean `StringLength`?" in hints


def test_comparing_with_none_what_is_never_none_is_a_warning(compiled) -> None:
    rule_set = compiled("A: int = JsonData(path='$.a')\nB = A == None\n")
    assert [each.code for each in rule_set.warnings] == ["none-comparison"]


def test_a_secret_that_arithmetic_lets_out_is_a_warning(compiled) -> None:
    rule_set = compiled("A: Secret[str] = JsonData(path='$.a')\nB = A + 'x'\n")
    assert [each.code for each in rule_set.warnings] == ["secret-operand"]


def test_refusal_is_a_problem_with_every_diagnostic(compiled) -> None:
    with pytest.raises(RulesRefused) as caught:
        compiled("A = Nowhere\nB = Nothing\n")
    problem = caught.value.problem()
    assert problem["status"] == 422
    assert [each["line"] for each in problem["diagnostics"]] == [1, 2]
