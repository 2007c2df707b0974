"""Functions that read text: cleaning, links, patterns."""

from __future__ import annotations

import re
import string
import unicodedata
from typing import Any
from urllib.parse import urlparse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.rules.functions.lookalikes import LOOKALIKES
from redshank.rules.functions.registry import BadConstant, Failure, RuleFunction, default_functions
from redshank.rules.functions.string_clean import string_clean
from redshank.rules.functions.urls import string_extract_domains, string_extract_urls

OPTIONS = {
    "form": "NFKC",
    "remove_emoji": False,
    "space": True,
    "l33t": False,
    "homoglyph": True,
    "unicode_normalize": True,
    "unidecode": False,
    "upper": False,
    "lower": False,
    "remove_space": False,
    "remove_punctuation": False,
}


def clean(s: str, **given: Any) -> str:
    return string_clean(s, *(OPTIONS | given).values())


def bound(name: str, **constants: Any) -> Any:
    entry = function(name)
    assert entry.implementation is not None
    made = entry.implementation(**constants)
    return getattr(made, "call", made)


def function(name: str) -> RuleFunction:
    found = default_functions().get(name)
    assert found is not None
    return found


def test_the_defaults_here_are_those_of_the_signature() -> None:
    assert {p.name: p.default for p in function("StringClean").parameters if not p.required} == OPTIONS


@pytest.mark.parametrize(
    ("s", "given_", "expected"),
    [
        ("", {}, ""),
        ("plain text", {}, "plain text"),
        ("a \t\n b\u2003c", {}, "a b c"),
        ("a\x1cb", {}, "a b"),
        ("a  b", {"space": False}, "a  b"),
        ("p@$$ |x", {}, "pass lx"),
        ("p@$$ |x", {"homoglyph": False}, "p@$$ |x"),
        ("|7 |x |٣", {"l33t": True, "homoglyph": False}, "17 |x 1٣"),
        ("l33t 33 3x", {"l33t": True}, "leet 33 ex"),
        ("3 _3 [3]", {"l33t": True}, "3 _e [e]"),
        ("t3xt", {}, "t3xt"),
        ("𝐓𝖾𝕏𝚝 Ⓟ🅄🄽", {}, "text pun"),
        ("𝐈𝐥𝟏", {}, "ll1"),
        ("𝐦", {}, "m"),
        ("ΑΒΓ", {}, "ΑΒΓ"),
        ("EXAMΡLE", {}, "EXAMpLE"),
        ("ｄｒｏｉｄ", {}, "droid"),
        ("ｄｒｏｉｄ", {"unicode_normalize": False}, "ｄｒｏｉｄ"),
        ("é", {"form": "NFD"}, "e"),
        ("e\u0301x", {"form": "NFC"}, "e\u0301x"),
        ("½ ﬁ ㍿", {}, "1 f 株"),
        ("ﬁ", {"form": "NFC"}, "ﬁ"),
        ("ℹ︎", {}, "i"),
        ("hi😀😀there🚀", {"remove_emoji": True}, "hi there "),
        ("🇩🇪", {"remove_emoji": True}, "de"),
        ("🇩🇪", {"remove_emoji": True, "homoglyph": False}, " "),
        ("🤖", {"remove_emoji": True}, "🤖"),
        ("a 😀 b", {"remove_emoji": True, "space": False}, "a   b"),
        ("Straße", {"upper": True}, "STRASSE"),
        ("AbC", {"upper": True, "lower": True}, "abc"),
        ("a b\u3000c", {"remove_space": True}, "abc"),
        ("a-b, c+d=€5!", {"remove_punctuation": True, "homoglyph": False}, "ab cd5"),
        ("Кносс", {"unidecode": True}, "Knoss"),
        ("Κνωσός", {"unidecode": True, "homoglyph": False}, "Knosos"),
        ("naïve", {"unidecode": True}, "naive"),
        ("a\ud800b", {}, "a\ud800b"),
    ],
)
def test_cleaning_goes_step_by_step(s: str, given_: dict[str, Any], expected: str) -> None:
    assert clean(s, **given_) == expected


def test_an_unknown_normal_form_fails_where_it_is_asked_for() -> None:
    for text in ("plain", "é"):
        with pytest.raises(Failure):
            clean(text, form="NFX")
    assert clean("é", form="NFX", unicode_normalize=False) == "é"


_TEXTS = st.text(st.sampled_from("aB3|1² \t\n\x1c\x85@$Çﬁ½😀🇩🇪𝐓Ⓐſ_[].,-") | st.characters(), max_size=12)


@settings(max_examples=400)
@given(
    s=_TEXTS, flags=st.fixed_dictionaries({key: st.booleans() for key in OPTIONS if key not in {"form", "unidecode"}})
)
def test_the_short_way_through_plain_text_changes_nothing(s: str, flags: dict[str, bool]) -> None:
    """Every step as it is described, for all texts alike."""
    expected = s
    if flags["remove_emoji"]:
        if flags["homoglyph"]:
            expected = "".join(LOOKALIKES[ord(c)] if "🇦" <= c <= "🇿" else c for c in expected)
        expected = re.sub("[\U0001f600-\U0001f64f\U0001f300-\U0001f5ff\U0001f680-\U0001f6ff🇠-🇿]+", " ", expected)
    if flags["space"]:
        expected = re.sub(r"\s+", " ", expected)
    if flags["l33t"]:
        expected = re.sub(r"\|(\d)", r"1\1", expected)
        expected = re.sub(
            "([A-z]?)(3+)([A-z]?)",
            lambda m: m[1] + "e" * len(m[2]) + m[3] if m[1] or m[3] else m[2],
            expected,
            flags=re.IGNORECASE,
        )
    if flags["homoglyph"]:
        expected = "".join(LOOKALIKES.get(ord(c), c) for c in expected.replace("ℹ︎", "i"))
    if flags["unicode_normalize"]:
        normal = unicodedata.normalize("NFKC", expected)
        if len(normal) != len(expected):
            normal = "".join(unicodedata.normalize("NFKC", c)[0] for c in expected)
        expected = normal
    if flags["upper"] and not flags["lower"]:
        expected = expected.upper()
    if flags["lower"]:
        expected = expected.lower()
    if flags["remove_space"]:
        expected = re.sub(r"\s+", "", expected)
    if flags["remove_punctuation"]:
        expected = "".join(c for c in expected if unicodedata.category(c)[0] not in "SP")
    assert clean(s, **flags) == expected


def test_lookalikes_are_lower_case_latin_and_never_plain_letters_or_digits() -> None:
    assert set(LOOKALIKES.values()) == set(string.ascii_lowercase)
    assert not any(chr(point).isdigit() or chr(point) in string.ascii_letters for point in LOOKALIKES)
    assert "".join(LOOKALIKES[ord(c)] for c in "🅡Ⓔ𝓭⒮𝙝∂ñ⍺𝞰"[:6]) == "redshd"


@pytest.mark.parametrize(
    ("text", "domains", "urls"),
    [
        ("", [], []),
        ("no link at example.com", [], []),
        (
            "http://b.example/x and https://a.example",
            ["a.example", "b.example"],
            ["http://b.example/x", "https://a.example"],
        ),
        (
            "[a](https://a.example/p) <https://a.example/q>",
            ["a.example"],
            ["https://a.example/p", "https://a.example/q"],
        ),
        ("https://A.Example:8080/", ["A.Example"], ["https://A.Example:8080/"]),
        ("https://user:secret@host.example/", ["user"], ["https://user:secret@host.example/"]),
        ("https://user@host.example/", ["user@host.example"], ["https://user@host.example/"]),
        ("http://[::1]:80/x http://[::1", ["[::1]"], ["http://[::1]:80/x"]),
        ("https://a.example/?#", ["a.example"], ["https://a.example/"]),
        ("https://a.example/;?x=1#y", ["a.example"], ["https://a.example/?x=1#y"]),
        ("http:///path https:/x http:// https://", [], []),
        ("http://?q http://#f", [], []),
        ("HTTPS://a.example", [], []),
        ("xhttps://a.example", ["a.example"], ["https://a.example"]),
        ("https://a.example,https://b.example", ["a.example,https"], ["https://a.example,https://b.example"]),
        ("https://日本.example/あ", ["日本.example"], ["https://日本.example/あ"]),
        ("http://x", [], []),
        ("http://a℀b.example/", [], []),
    ],
)
def test_links_in_a_text(text: str, domains: list[str], urls: list[str]) -> None:
    assert string_extract_domains(text) == domains
    assert string_extract_urls(text) == urls


@settings(max_examples=300)
@given(rest=st.text("ab.:/?#@[]-_é )>\t;℀1", min_size=1, max_size=14), scheme=st.sampled_from(["http://", "https://"]))
def test_the_short_way_to_a_host_is_the_way_of_the_parser(rest: str, scheme: str) -> None:
    text = scheme + rest
    expected = set()
    for link in re.findall(r"https?://[^/\s][^\s)>]+", text):
        try:
            netloc = urlparse(link).netloc
        except ValueError:
            continue
        if netloc:
            end = netloc.find("]")
            expected.add(netloc[: end + 1] if netloc.startswith("[") and end != -1 else netloc.split(":")[0])
    assert string_extract_domains(text) == sorted(expected)


@pytest.mark.parametrize(
    ("mode", "targets", "expected"),
    [
        ("any", ["x", "abc"], True),
        ("any", ["x"], False),
        ("any", [], False),
        ("all", ["abc", "ABC"], False),
        ("all", ["abc", "xabcx"], True),
        ("all", [], True),
    ],
)
def test_a_pattern_over_a_list(mode: str, targets: list[str], expected: bool) -> None:
    assert bound("RegexMatchMap", pattern="abc", case_insensitive=False, mode=mode)(targets) is expected


def test_a_pattern_ignores_case_when_told_to() -> None:
    assert bound("RegexMatch", pattern="ÉTÉ", case_insensitive=True)("en été")
    assert not bound("RegexMatch", pattern="ÉTÉ", case_insensitive=False)("en été")
    assert bound("RegexMatchMap", pattern="A", case_insensitive=True, mode="all")(["a", "A"])


def test_patterns_count_once_each() -> None:
    count = bound("CountRegexMatches", patterns=["a", "a", r"\d", "^b"], case_insensitive=False)
    assert [count(text) for text in ("", "aaa", "a1", "ba1")] == [0, 2, 3, 4]
    assert bound("CountRegexMatches", patterns=[], case_insensitive=False)("a") == 0
    assert bound("CountRegexMatches", patterns=["A"], case_insensitive=True)("a") == 1


@pytest.mark.parametrize(
    ("name", "constants", "parameter"),
    [
        ("RegexMatch", {"pattern": "(", "case_insensitive": False}, "pattern"),
        ("RegexMatch", {"pattern": "(?=a)", "case_insensitive": False}, "pattern"),
        ("RegexMatchMap", {"pattern": "a", "case_insensitive": False, "mode": "some"}, "mode"),
        ("CountRegexMatches", {"patterns": ["a", "["], "case_insensitive": False}, "patterns"),
    ],
)
def test_a_wrong_pattern_or_mode_refuses_the_rule_set(name: str, constants: dict[str, Any], parameter: str) -> None:
    with pytest.raises(BadConstant) as refused:
        bound(name, **constants)
    assert refused.value.parameter == parameter
