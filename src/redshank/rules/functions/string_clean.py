"""`StringClean`: one normal form for text that was bent to slip past a word list."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal, cast

from anyascii import anyascii

from redshank.rules.functions.lookalikes import FLAG_LETTERS, LOOKALIKES
from redshank.rules.functions.registry import Failure, rule_function

_FORMS: Final = ("NFC", "NFKC", "NFD", "NFKD")
_SPACE: Final = re.compile(r"\s+")
_EMOJI: Final = re.compile("[\U0001f1e0-\U0001f1ff\U0001f300-\U0001f64f\U0001f680-\U0001f6ff]+")
_BAR_BEFORE_DIGIT: Final = re.compile(r"\|(?=\d)")
_THREES: Final = re.compile(r"([A-z]?)(3+)([A-z]?)", re.IGNORECASE)
_INFORMATION_AS_TEXT: Final = "\u2139\ufe0e"


@rule_function(
    "StringClean(s: str, form: str = 'NFKC', remove_emoji: bool = False, space: bool = True, l33t: bool = False,"
    " homoglyph: bool = True, unicode_normalize: bool = True, unidecode: bool = False, upper: bool = False,"
    " lower: bool = False, remove_space: bool = False, remove_punctuation: bool = False) -> str",
    family="String",
    reports=True,
)
def string_clean(  # noqa: PLR0917 - called positionally by generated code, one flag a step
    s: str,
    form: str,
    remove_emoji: bool,
    space: bool,
    l33t: bool,
    homoglyph: bool,
    unicode_normalize: bool,
    unidecode: bool,
    upper: bool,
    lower: bool,
    remove_space: bool,
    remove_punctuation: bool,
) -> str:
    """`s` in a normal form, step by step in this order.

    1. `remove_emoji`: each stretch of emoji becomes a space (flag letters first become letters if `homoglyph`). 2.
    `space`: each stretch of white space becomes one space. 3. `l33t`: a bar before a digit becomes 1, a 3 beside a
    letter becomes e. 4. `homoglyph`: characters that look like a Latin letter become it, in lower case; `@`, `$` and
    `|` too. 5. `unicode_normalize`: the normal form `form`; where that would change the length, each character gives
    the first one of its own normal form. 6. `unidecode`: every character in ASCII letters that sound like it. The
    transliteration is that of anyascii. 7. `upper`, unless `lower`; then `lower`. 8. `remove_space`, then
    `remove_punctuation`, which removes symbols too.

    Fails with an error if `form` is not one of NFC, NFKC, NFD and NFKD and is asked for.

    Example:
        PromptClean = StringClean(s=Prompt, lower=True, l33t=True)
    """
    plain = s.isascii()
    if remove_emoji and not plain:
        if homoglyph:
            s = s.translate(FLAG_LETTERS)
        s = _EMOJI.sub(" ", s)
        plain = s.isascii()
    if space and not (plain and "  " not in s and s.isprintable()):
        s = _SPACE.sub(" ", s)
        plain = plain or s.isascii()
    if l33t:
        s = _without_l33t(s)
    if plain:
        if homoglyph:
            s = s.replace("@", "a").replace("$", "s").replace("|", "l")
        if unicode_normalize and form not in _FORMS:
            raise Failure("`form` is not a normal form of Unicode")
    else:
        s = _to_plain(s, form, homoglyph, unicode_normalize, unidecode)
    if lower:
        s = s.lower()
    elif upper:
        s = s.upper()
    if remove_space:
        s = _SPACE.sub("", s)
    if remove_punctuation:
        s = "".join(character for character in s if unicodedata.category(character)[0] not in "SP")
    return s


def _without_l33t(s: str) -> str:
    if "|" in s:
        s = _BAR_BEFORE_DIGIT.sub("1", s)
    if "3" in s:
        s = _THREES.sub(_threes_beside_letters, s)
    return s


def _threes_beside_letters(match: re.Match[str]) -> str:
    before, threes, after = match.groups()
    return before + "e" * len(threes) + after if before or after else threes


def _to_plain(s: str, form: str, homoglyph: bool, unicode_normalize: bool, unidecode: bool) -> str:
    """Steps 4 to 6, for text that is not ASCII."""
    if homoglyph:
        s = s.replace(_INFORMATION_AS_TEXT, "i").translate(LOOKALIKES)
    if unicode_normalize:
        if form not in _FORMS:
            raise Failure("`form` is not a normal form of Unicode")
        normal_form = cast("Literal['NFC', 'NFKC', 'NFD', 'NFKD']", form)
        normal = unicodedata.normalize(normal_form, s)
        if len(normal) != len(s):
            normal = "".join(unicodedata.normalize(normal_form, character)[0] for character in s)
        s = normal
    return anyascii(s) if unidecode else s
