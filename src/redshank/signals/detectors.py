"""The built-in detectors: lists of terms, sets of patterns, single keywords.

All of them ignore case unless told otherwise, take time linear in the text, and score with the largest weight of what
they find; 0 where they find nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

import msgspec

from redshank.signals.patterns import compile_pattern, searcher
from redshank.signals.types import SignalInfo

_WORD: Final = re.compile(r"\w+")
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts that put no spaces between words."""


def _info(name: str, version: str, description: str, definition: Mapping[str, Any]) -> SignalInfo:
    text = msgspec.json.encode(definition, order="deterministic").decode()
    digest = sha256(text.encode()).hexdigest()[:12]
    return SignalInfo(name, f"{version}+{digest}", description, text)


def folded(text: str) -> str:
    """A text with case and compatibility forms folded: what terms and keywords are compared by."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> list[str]:
    """The words of a folded text: runs of letters, digits and underscores."""
    return _WORD.findall(text)


class TermList:
    """Words and phrases.

    A phrase is found where its words stand one after the other, whatever lies between them: `gift card` is in
    `Gift-Cards` no more than in `gift and card`, and it is in `GIFT   card!`. In scripts without spaces it is found
    anywhere.

    Args:
        name, version, description: of the signal.
        terms: phrase -> weight.
    """

    def __init__(self, name: str, version: str, description: str, terms: Mapping[str, float]) -> None:
        self._info = _info(name, version, description, {"type": "terms", "terms": dict(terms)})
        self._phrases: dict[str, list[tuple[list[str], float]]] = {}
        self._anywhere: list[tuple[str, float]] = []
        for term, weight in terms.items():
            plain = folded(term)
            if _UNSPACED.search(plain):
                self._anywhere.append((plain, weight))
            else:
                first, *rest = words(plain)
                self._phrases.setdefault(first, []).append((rest, weight))

    @property
    def info(self) -> SignalInfo:
        """What is known of it."""
        return self._info

    def score(self, target: str) -> float:
        """The largest weight of a term in `target`."""
        plain = folded(target)
        best = max((weight for term, weight in self._anywhere if term in plain), default=0.0)
        found = words(plain)
        phrases = self._phrases
        for word in phrases.keys() & set(found):
            for rest, weight in phrases[word]:
                if weight > best and (not rest or _follows(word, rest, found)):
                    best = weight
        return best


def _follows(word: str, rest: list[str], found: list[str]) -> bool:
    """Whether `word` stands in `found` with `rest` right after it."""
    start = 0
    length = len(rest)
    while True:
        try:
            start = found.index(word, start) + 1
        except ValueError:
            return False
        if found[start : start + length] == rest:
            return True


class PatternSet:
    """Patterns in Python's notation, matched in linear time; see `patterns`.

    Args:
        name, version, description: of the signal.
        patterns: pattern -> weight.
        ignore_case: whether they ignore case.

    Raises:
        BadPattern: one of them can't be used.
    """

    def __init__(
        self, name: str, version: str, description: str, patterns: Mapping[str, float], *, ignore_case: bool = True
    ) -> None:
        definition = {"type": "patterns", "patterns": dict(patterns), "ignore_case": ignore_case}
        self._info = _info(name, version, description, definition)
        by_weight = sorted(patterns.items(), key=lambda item: -item[1])
        compiled = [(compile_pattern(pattern, ignore_case=ignore_case), weight) for pattern, weight in by_weight]
        self._searches = [(pattern.search, weight) for pattern, weight in compiled]
        # Most texts match nothing, and one pass for all patterns says so.
        self._any = searcher(
            "|".join(f"(?:{pattern.re2})" for pattern, _ in compiled),
            "|".join(f"(?:{pattern.re2_ascii})" for pattern, _ in compiled),
        )
        self._single = by_weight[0][1] if len(set(patterns.values())) == 1 else None

    @property
    def info(self) -> SignalInfo:
        """What is known of it."""
        return self._info

    def score(self, target: str) -> float:
        """The largest weight of a pattern that matches somewhere in `target`."""
        if not self._any(target):
            return 0.0
        if self._single is not None:
            return self._single
        return next((weight for search, weight in self._searches if search(target)), 0.0)


class Keyword:
    """One keyword.

    Args:
        name, version, description: of the signal.
        keyword: what to look for.
        case_sensitive: whether case must match.
        whole_word: whether the characters before and after it must not be letters, digits or underscores.
    """

    def __init__(
        self,
        name: str,
        version: str,
        description: str,
        keyword: str,
        *,
        case_sensitive: bool = False,
        whole_word: bool = True,
    ) -> None:
        definition = {
            "type": "keyword",
            "keyword": keyword,
            "case_sensitive": case_sensitive,
            "whole_word": whole_word,
        }
        self._info = _info(name, version, description, definition)
        self._case_sensitive = case_sensitive
        self._whole_word = whole_word
        self._keyword = keyword if case_sensitive else folded(keyword)

    @property
    def info(self) -> SignalInfo:
        """What is known of it."""
        return self._info

    def score(self, target: str) -> float:
        """1 if the keyword is in `target`, else 0."""
        text = target if self._case_sensitive else folded(target)
        start = text.find(self._keyword)
        while start != -1:
            end = start + len(self._keyword)
            if not self._whole_word or not (_is_word(text[start - 1 : start]) or _is_word(text[end : end + 1])):
                return 1.0
            start = text.find(self._keyword, start + 1)
        return 0.0


def _is_word(character: str) -> bool:
    return character == "_" or character.isalnum()
