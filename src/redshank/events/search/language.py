"""The search language: text into terms. Pure; knows no field names.

prompt_submitted flagged:true           two terms, both must hold
type:login,prompt_submitted             one of several values
-rule:PromptBurst                       not
account:acc_1 Device:dev_*              subjects by type; a trailing * is a prefix
PromptLength>4000  Score:0.2..0.5       features by name; comparisons and ranges, both ends included
at:2026-03-01..2026-03-02T12:00Z        times
label:*                                 has any value
"free text"  word                       in the event's text
"""

from __future__ import annotations

from typing import Final

from redshank.events.search.errors import QueryInvalid, QueryTooLong
from redshank.events.search.types import Clause, Comparison, Match, Text, Value

LONGEST: Final = 2000
MOST_TERMS: Final = 40
MOST_VALUES: Final = 100

_OPERATORS: Final[tuple[tuple[str, Comparison | None, bool], ...]] = (
    ("!=", None, True),
    (">=", ">=", False),
    ("<=", "<=", False),
    (":", None, False),
    ("=", None, False),
    (">", ">", False),
    ("<", "<", False),
)


def parse(q: str) -> list[Clause]:
    """Read a query.

    Raises:
        QueryInvalid: with the place of what can't be understood.
        QueryTooLong: over 2,000 characters or 40 terms.
    """
    if len(q) > LONGEST:
        raise QueryTooLong(f"a query has at most {LONGEST} characters", LONGEST)
    for position, character in enumerate(q):
        if character == "\0" or "\ud800" <= character <= "\udfff":
            raise QueryInvalid("a character that no text has", position, mend="remove it")
    return _Parser(q).clauses()


class _Parser:
    def __init__(self, q: str) -> None:
        self._q = q
        self._at = 0

    def clauses(self) -> list[Clause]:
        found: list[Clause] = []
        while True:
            self._skip_space()
            if self._at >= len(self._q):
                return found
            if len(found) == MOST_TERMS:
                raise QueryTooLong(f"a query has at most {MOST_TERMS} terms", self._at)
            found.append(self._clause())

    def _clause(self) -> Clause:
        negated = False
        if self._q[self._at] == "-":
            negated = True
            self._at += 1
            if self._at >= len(self._q) or self._q[self._at].isspace():
                raise QueryInvalid("a minus without a term", self._at - 1, mend="write -field:value or -word")
        start = self._at
        name = self._name()
        if name:
            for sign, comparison, inverted in _OPERATORS:
                if self._q.startswith(sign, self._at):
                    self._at += len(sign)
                    return Match(name, self._values(comparison), comparison, negated != inverted, start)
        self._at = start
        value = self._value(stop=" ")
        if not value.text.strip():
            raise QueryInvalid("an empty phrase", start, length=2, mend="write a word between the quotes")
        return Text(value, negated)

    def _values(self, comparison: Comparison | None) -> tuple[Value, ...]:
        values = []
        while True:
            start = self._at
            if start >= len(self._q) or self._q[start].isspace() or self._q[start] == ",":
                raise QueryInvalid("a value is missing here", start, mend='write field:value, or field:"" for empty')
            values.append(self._value(stop=" ,"))
            if len(values) > MOST_VALUES:
                raise QueryTooLong(f"a field has at most {MOST_VALUES} values", start)
            if not (self._at < len(self._q) and self._q[self._at] == ","):
                break
            self._at += 1
        if comparison is not None and len(values) > 1:
            raise QueryInvalid("a comparison takes one value", values[1].position)
        return tuple(values)

    def _value(self, stop: str) -> Value:
        start = self._at
        if self._q[start] == '"':
            return Value(self._quoted(), True, start)
        while self._at < len(self._q):
            character = self._q[self._at]
            if character.isspace() or (character == "," and "," in stop):
                break
            if character == '"':
                raise QueryInvalid("a quote inside a word", self._at, mend="quote the whole value")
            self._at += 1
        return Value(self._q[start : self._at], False, start)

    def _quoted(self) -> str:
        start = self._at
        self._at += 1
        letters: list[str] = []
        while self._at < len(self._q):
            character = self._q[self._at]
            self._at += 1
            if character == '"':
                if self._at < len(self._q) and not (self._q[self._at].isspace() or self._q[self._at] == ","):
                    raise QueryInvalid("a space is missing after the quote", self._at)
                return "".join(letters)
            if character == "\\" and self._at < len(self._q) and self._q[self._at] in '"\\':
                character = self._q[self._at]
                self._at += 1
            letters.append(character)
        raise QueryInvalid("the quote is never closed", start, mend='end it with "')

    def _name(self) -> str:
        start = self._at
        while self._at < len(self._q):
            character = self._q[self._at]
            if not (character.isascii() and (character.isalnum() or character == "_")):
                break
            self._at += 1
        name = self._q[start : self._at]
        return name if name and not name[0].isdigit() else ""

    def _skip_space(self) -> None:
        while self._at < len(self._q) and self._q[self._at].isspace():
            self._at += 1
