"""What is a rule file, and what is not; everything refused says where."""

from __future__ import annotations

import pytest

from redshank.rules.errors import RulesRefused


@pytest.mark.parametrize(
    "text",
    [
        "A = 1",
        "A: int = 1",
        "A = 'a' 'b'",
        "A = (1 + 2) * 3",
        "A = 7 // 2 % 3 ** 2",
        "A = 6 & 3 | 8 ^ 1",
        "A = 1 << 4 >> 2",
        "A = not True",
        "A = not not True",
        "A = -(2 + 3)",
        "A = 1 < 2 and 2 <= 2 or 3 > 1",
        "A = 1 in [1, 2]",
        "A = 'a' not in 'bcd'",
        "A = StringLength(s='x')",
        "A = StringLength(\n  s='x',\n)",
        "X = 1 + 1\nA = f'{X} {{literal}}'",
        "A = f'no names'",
        "# nothing but a comment",
        "",
        "\ufeffA = 1",
        "A = 1\r\nB = 2\r\n",
        "A = 'ü' + '漢字'",
        "A = 0x10 + 0b11 + 1_000",
        "A = 1e3",
        "A = [[1], [2]]",
        "A = True == False",
    ],
)
def test_is_part_of_the_language(compiled, text) -> None:
    assert compiled(text).version.startswith("rs_")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A = {'a': 1}", "unexpected-node"),
        ("A = {1, 2}", "unexpected-node"),
        ("A = (1, 2)", "unexpected-node"),
        ("B = [1]\nA = B[0]", "unexpected-node"),
        ("A = 1 if True else 2", "unexpected-node"),
        ("A = [x for x in [1]]", "unexpected-node"),
        ("A = (B := 1)", "unexpected-node"),
        ("A = lambda: 1", "unexpected-node"),
        ("A = yield", "unexpected-node"),
        ("A = await B", "unexpected-node"),
        ("A = 1 is 2", "unexpected-operator"),
        ("A = 1 is not 2", "unexpected-operator"),
        ("A = ~5", "unexpected-operator"),
        ("A = +5", "unexpected-operator"),
        ("A = [1] @ [2]", "unexpected-operator"),
        ("A = 1 < 2 < 3", "chained-comparison"),
        ("A = B = 1", "several-targets"),
        ("A, B = [1, 2]", "bad-target"),
        ("A.b = 1", "bad-target"),
        ("[A] = [1]", "bad-target"),
        ("(A): int = 1", "bad-target"),
        ("A: int", "no-value"),
        ("A += 1", "unexpected-node"),
        ("def f(): pass", "unexpected-node"),
        ("class C: pass", "unexpected-node"),
        ("import os", "unexpected-node"),
        ("from os import path", "unexpected-node"),
        ("if True: pass", "unexpected-node"),
        ("for x in []: pass", "unexpected-node"),
        ("while True: pass", "unexpected-node"),
        ("with A: pass", "unexpected-node"),
        ("try: pass\nexcept: pass", "unexpected-node"),
        ("return 1", "unexpected-node"),
        ("pass", "unexpected-node"),
        ("del A", "unexpected-node"),
        ("assert True", "unexpected-node"),
        ("raise A", "unexpected-node"),
        ("global A", "unexpected-node"),
        ("match 1:\n  case 1: pass", "unexpected-node"),
        ("'a docstring'", "bare-expression"),
        ("1 + 1", "bare-expression"),
        ("A = StringLength('x')", "positional-argument"),
        ("A = StringLength(*['x'])", "positional-argument"),
        ("A = StringLength(**B)", "positional-argument"),
        ("A = StringLength(s='x', s='y')", "repeated-argument"),
        ("A = b'bytes'", "unexpected-constant"),
        ("A = 1j", "unexpected-constant"),
        ("A = ...", "unexpected-constant"),
        ("A = 'x'.upper()", "not-a-function"),
        ("A = StringLength(s='x')()", "not-a-function"),
        ("X = 'x'\nA = X.upper", "attribute"),
        ("X = 1\nA = f'{X!r}'", "bad-f-string"),
        ("X = 1\nA = f'{X:>3}'", "bad-f-string"),
        ("X = 1\nA = f'{X=}'", "bad-f-string"),
        ("A = f'{1 + 1}'", "bad-f-string"),
        ("A = f'{True}'", "bad-f-string"),
        ("X = 1\nA = f'{X.y}'", "bad-f-string"),
        ("A = ", "syntax"),
        ("A = 'unclosed", "syntax"),
        ("A = (1", "syntax"),
        ("  A = 1", "syntax"),
        ("A = 1\0", "syntax"),
        ("A = 01", "syntax"),
        ("A = '\ud800'", "syntax"),
        ("A = " + "(" * 500 + "1" + ")" * 500, "syntax"),
        ("A = " + "[" * 150 + "]" * 150, "too-deep"),
        ("A = " + " + ".join(["1"] * 5000), "too-deep"),
        ("A = " + "not " * 5000 + "True", "too-deep"),
        ("A = " + "-" * 90_000 + "1", "too-deep"),
        ("A = " + "9" * 5000, "syntax"),
    ],
)
def test_is_no_part_of_the_language(refusal, text, code) -> None:
    found = refusal(text)
    assert code in {each[0] for each in found}
    assert all(path == "main.sml" and line >= 1 for _, path, line in found)


def test_every_statement_that_is_wrong_is_reported(refusal) -> None:
    found = refusal("A = {}\nB = 1\nC = ~1\n\nD = 1 < 2 < 3\npass\n")
    assert [line for _, _, line in found] == [1, 3, 5, 6]


def test_errors_of_all_files_come_together(refusal) -> None:
    found = refusal("A = {}\n", {"b.sml": "pass\n", "c.sml": "C = 1\n"})
    assert [(path, line) for _, path, line in found] == [("b.sml", 1), ("main.sml", 1)]


def test_columns_count_characters(compiled) -> None:
    with pytest.raises(RulesRefused) as caught:
        compiled("A = 'äöü漢' + Missing\n")
    span = caught.value.diagnostics[0].span
    assert (span.line, span.column, span.end_column) == (1, 14, 21)


def test_a_file_over_the_limit_is_refused(refusal) -> None:
    assert refusal("A = '" + "x" * (1 << 20) + "'") == [("too-large", "main.sml", 1)]


def test_no_syntax_warning_escapes(compiled) -> None:
    compiled(r"A = RegexMatch(pattern='\d+', target='7')")
