"""Fills templates: `"Explain {topic} to {audience}"` and word lists become a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from string import Formatter
from typing import Final

_FORMATTER: Final = Formatter()


class Phrases:
    """Templates with their word lists, parsed once.

    Args:
        templates: sentences with `{slot}` marks.
        words: for each slot its choices; a slot without a list must be given to `fill`.
    """

    __slots__ = ("_parsed",)

    def __init__(self, templates: Sequence[str], words: Mapping[str, Sequence[str]] | None = None) -> None:
        lists = words or {}
        self._parsed: list[list[str | tuple[str, Sequence[str]]]] = []
        for template in templates:
            parts: list[str | tuple[str, Sequence[str]]] = []
            for literal, slot, _, _ in _FORMATTER.parse(template):
                if literal:
                    parts.append(literal)
                if slot is not None:
                    parts.append((slot, lists.get(slot, ())))
            self._parsed.append(parts)

    def __len__(self) -> int:
        return len(self._parsed)

    def fill(self, rng: Random, which: int | None = None, **given: str) -> str:
        """One sentence.

        Args:
            rng: where the chance comes from.
            which: the template by its place (taken modulo their number); by chance when left out.
            given: words for slots that must not be left to chance, such as the topic of a conversation.
        """
        parsed = self._parsed
        random = rng.random
        parts: list[str | tuple[str, Sequence[str]]] = parsed[
            int(random() * len(parsed)) if which is None else which % len(parsed)
        ]
        pieces: list[str] = []
        for part in parts:
            if isinstance(part, str):
                pieces.append(part)
                continue
            slot, choices = part
            fixed = given.get(slot)
            pieces.append(choices[int(random() * len(choices))] if fixed is None else fixed)
        return "".join(pieces)


def pick(rng: Random, choices: Sequence[str]) -> str:
    """One of the choices, all alike."""
    return choices[int(rng.random() * len(choices))]
