"""Patterns: Python's meaning in linear time, and every shortcut no more than a faster way to the same answer."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from redshank.signals.patterns import BadPattern, compile_pattern

_compiled = cache(compile_pattern)
ALPHABET = "abkisxyzABKIS0129 _-.\n\t\x1c\x85\u2003éÉßſKİı²٣–"

PATTERNS = [
    "",
    "a|",
    "abc",
    "^abc",
    "abc$",
    "^abc$",
    "^$",
    r"^\s*$",
    "(ab|ba|x y)",
    "(foo|fob)",
    "a(b|ab)c",
    "x{2,3}?",
    "(?:ab){2}",
    "a+b*c?",
    r"\d+(\.\d+)?$",
    r"\w+-\w+",
    r"[^\W\d_]+",
    r"[\W_]",
    r"[\D1]",
    r"[^\s]b",
    r"\S+\s\w",
    "(?s)a.b",
    "a.b",
    "(?m)^b$",
    "(?:a$|b)",
    r"\Aab\Z",
    r"(?a)\w\W",
    r"(?a)[^\s]",
    r"(?ai)[j-l]",
    "(?i:i)s",
    "[^i]",
    "[h-j]",
    "a?$",
    "a$$",
    "é",
    r"[\]\-a]",
    r"\.",
    "(?P<named>a)b",
    "(?#said aside)ab",
    "(?x) a b  # a comment",
]


@pytest.mark.parametrize("ignore_case", [False, True])
@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=60, deadline=None)
@given(
    text=st.text(ALPHABET, max_size=10) | st.sampled_from(["abc", "xabcx\n", "abc\n", "ABC", "foob", "x y", "i", "İs"])
)
def test_a_pattern_means_what_python_means(pattern: str, ignore_case: bool, text: str) -> None:
    expected = re.search(pattern, text, re.IGNORECASE if ignore_case else 0) is not None
    assert _compiled(pattern, ignore_case=ignore_case).search(text) is expected


_ATOMS = st.sampled_from(["a", "b", "k", "i", "é", ".", r"\d", r"\w", r"\s", r"\W", "[ab]", "[^a]", r"[\w-]", "xy"])
_REGEXES = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "*?"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
    ),
    max_leaves=6,
)


@settings(max_examples=250, deadline=None)
@given(
    pattern=_REGEXES,
    begin=st.sampled_from(["", "^"]),
    end=st.sampled_from(["", "$"]),
    ignore_case=st.booleans(),
    texts=st.lists(st.text(ALPHABET, max_size=8), min_size=1, max_size=10),
)
def test_any_pattern_means_what_python_means(
    pattern: str, begin: str, end: str, ignore_case: bool, texts: list[str]
) -> None:
    whole = begin + pattern + end
    compiled = compile_pattern(whole, ignore_case=ignore_case)
    reference = re.compile(whole, re.IGNORECASE if ignore_case else 0)
    for text in texts:
        assert compiled.search(text) is (reference.search(text) is not None)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(?=a)", "look-ahead"),
        ("(?<!a)b", "negative look"),
        (r"(a)\1", "references to groups"),
        ("(a)?(?(1)b|c)", "conditions on groups"),
        ("(?>a)b", "atomic"),
        ("a++", "possessive"),
        ("a{1001}", "repetition size"),
        ("a$b", "must stand at the end"),
        ("(", "unterminated"),
        (r"\p{L}", "bad escape"),
        ("[z-a]", "bad character range"),
        ("*", "nothing to repeat"),
        ("(" * 5000 + ")" * 5000, "deep"),
    ],
)
def test_what_re2_cannot_take_is_refused_with_the_reason(pattern: str, why: str) -> None:
    with pytest.raises(BadPattern, match=re.escape(why)):
        compile_pattern(pattern)


def test_categories_hold_the_characters_that_python_holds() -> None:
    known = [chr(point) for point in range(0x110000) if unicodedata.category(chr(point)) not in {"Cn", "Cs"}]
    for category in (r"\d", r"\w", r"\s"):
        search, reference = compile_pattern(f"^{category}").search, re.compile(category)
        assert [c for c in known if search(c) is not (reference.match(c) is not None)] == []


def test_a_bracket_that_python_warns_of_keeps_its_meaning() -> None:
    assert compile_pattern("[[ab]").search("[")


def test_half_of_a_surrogate_pair_counts_as_a_question_mark() -> None:
    assert compile_pattern(r"a.\?").search("a\ud800\udfff")
    assert not compile_pattern(r"\w\w").search("a\ud800")


def test_a_text_made_to_backtrack_is_answered() -> None:
    """Python's own matcher would need about 2 to the power of 100,000 steps for this one."""
    assert compile_pattern(r"^(\w+\s*)+$").search("a" * 100_000 + "!") is False


@given(literal=st.text(ALPHABET, min_size=1, max_size=4), text=st.text(ALPHABET, max_size=12))
def test_a_plain_word_is_found_where_it_is(literal: str, text: str) -> None:
    assume("\x1c" not in literal)
    assert compile_pattern(re.escape(literal)).search(text) is (literal in text)
