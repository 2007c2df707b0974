"""What a signal is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SignalInfo:
    """What is known of a signal without asking it.

    Attributes:
        name: under which rules ask for it.
        version: as its author counts, then `+` and 12 hex digits of its definition's SHA-256; stored with what it said.
        description: what it looks for, in one line.
        definition: canonical text of everything that its answers depend on.
        input: kind of its input.
        output: kind of its answer; a score lies between 0 and 1.
    """

    name: str
    version: str
    description: str
    definition: str
    input: str = "text"
    output: str = "score"


class Detector(Protocol):
    """Something that scores a text. Fast, pure and bounded: it is asked within the judging of an event."""

    @property
    def info(self) -> SignalInfo:
        """What is known of it."""

    def score(self, target: str) -> float | None:
        """Score between 0 and 1, or None where it has no answer."""


@dataclass(frozen=True, slots=True)
class SignalProblem:
    """One thing wrong in the declaration of signals.

    Attributes:
        path: file of the rule set.
        line: where, from 1.
        message: what is wrong.
        hint: how to mend it.
    """

    path: str
    line: int
    message: str
    hint: str = ""
