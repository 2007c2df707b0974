"""Characters that look like a Latin letter, and the letter.

Three sources: the styled alphabets of Unicode's mathematical block, found through their compatibility form; the
enclosed alphabets (circled, squared, regional indicators); and single characters that people use in place of a
letter.
"""

from __future__ import annotations

import unicodedata
from string import ascii_lowercase
from typing import Final

_MATHEMATICAL: Final = range(0x1D400, 0x1D800)
_STYLED: Final = {
    **{letter: letter for letter in ascii_lowercase if letter != "m"},
    **{letter.upper(): letter for letter in ascii_lowercase if letter != "i"},
    "I": "l",
    "ı": "i",
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϜ", "abezhlkmnoptyxf", strict=True)),
    **dict(zip("αγινορσυ", "ayivopou", strict=True)),
}
"""Plain letter -> what its styled forms look like; a bold m has no place here, as it looks like r and n."""

_ENCLOSED: Final = (0x249C, 0x24B6, 0x1F110, 0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
"""Where each enclosed alphabet has its A."""

_SINGLE: Final = {
    "a": "@ªα∀⍺⟑",
    "b": "βВь฿ℬ",
    "c": "¢©Ççϲℂℭ∁⊂🝌",
    "d": "ძⅅⅆ∂⫒",
    "e": "ϱ€ℇ℮ℯℰⅇ∃∈∑⋿",
    "f": "ϝ៛ℱ⨍⨗⫭𐅿",
    "g": "Ԍց₲ℊ",
    "h": "₶ℋℌℍℎℏ⫲⫳",
    "i": "˛ιїℹⅈ⍳⫯",
    "j": "ϳјⅉ⌡",
    "k": "κϏ₭",
    "l": "|լ₤ℐℑℒℓ∟∣⏽￨",
    "m": "₥ℳ≞⋔⨇⩋⫙",
    "n": "Πηπℕ∏∩刀",
    "o": "ºοօℴ☉⦿",
    "p": "Ρρբ₱℗ℙ⍴♇",
    "q": "ҩԛգզℚ",
    "r": "®ЯՒℛℜℝ𐅾",
    "s": "$ѕ∫",
    "t": "τէ⊤⊺♰♱⟙🝨",
    "u": "µ∐∪⋃⨃",
    "v": "√∨⋁⩔",
    "w": "ω₩⨈⩊⫝",
    "x": "×╳☓✗⤫⤬⨯",
    "y": "¥ӱჄℽ⑂",
    "z": "ՀჀℤℨꙀ𐋵",
}


def _table() -> dict[int, str]:
    table = {}
    for point in _MATHEMATICAL:
        letter = _STYLED.get(unicodedata.normalize("NFKC", chr(point)))
        if letter is not None and unicodedata.category(chr(point)) != "Cn":
            table[point] = letter
    for start in _ENCLOSED:
        table.update((start + offset, letter) for offset, letter in enumerate(ascii_lowercase))
    for letter, characters in _SINGLE.items():
        table.update((ord(character), letter) for character in characters)
    return table


LOOKALIKES: Final = _table()
"""Code point -> the lower-case Latin letter that it looks like; digits and letters of ASCII are not among them."""

FLAG_LETTERS: Final = {point: letter for point, letter in LOOKALIKES.items() if 0x1F1E6 <= point <= 0x1F1FF}
"""Those of them that are emoji: the letters of which flags are made."""
