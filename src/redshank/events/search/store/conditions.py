"""Terms of a query as SQL conditions over the table `events`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from redshank.events.lake.logic import fold_text
from redshank.events.lake.store.duck import quote
from redshank.events.search.errors import QueryInvalid, ValueInvalid
from redshank.events.search.logic import Field, Fields, split_range, to_moment, to_number
from redshank.events.search.types import Clause, Match, Search, Text, Value

_COMPARED: Final = {">": ">", ">=": ">=", "<": "<", "<=": "<="}


class Parameters:
    """Values of a statement; `add` gives the placeholder to write."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def add(self, value: Any) -> str:
        """Remember a value."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"${name}"

    def texts(self, values: Sequence[str]) -> str:
        """Remember a list of texts."""
        return f"{self.add(list(values))}::VARCHAR[]"


class Conditions:
    """Builds the condition of one search.

    Attributes:
        used: columns that the condition reads.
    """

    def __init__(self, fields: Fields, parameters: Parameters) -> None:
        self._fields = fields
        self._parameters = parameters
        self.used: set[str] = set()

    def of(self, search: Search, clauses: Sequence[Clause], content_holds: Callable[[str], str] | None) -> str:
        """The condition for a search, its time span left out.

        Args:
            content_holds: SQL for "the event's content holds this text", for searches that look into content.
        """
        add = self._parameters
        parts = []
        for values, column in ((search.types, "type"), (search.surfaces, "surface")):
            if values:
                parts.append(f"list_contains({add.texts(values)}, {self._column(column)})")
        for values, column in ((search.verdicts, "verdicts"), (search.rules, "rules")):
            if values:
                parts.append(f"list_has_any({self._column(column)}, {add.texts(values)})")
        if search.subject is not None:
            parts.append(self.subject(search.subject))
        for clause in clauses:
            condition = self._text(clause, content_holds) if isinstance(clause, Text) else self._match(clause)
            parts.append(f"NOT coalesce({condition}, false)" if clause.negated else condition)
        return " AND ".join(parts) or "true"

    def span(self, begin: datetime | None, end: datetime | None) -> str:
        """Received in [begin, end)."""
        parts = []
        if begin is not None:
            parts.append(f"{self._column('received_at')} >= {self._parameters.add(begin)}::TIMESTAMPTZ")
        if end is not None:
            parts.append(f"{self._column('received_at')} < {self._parameters.add(end)}::TIMESTAMPTZ")
        return " AND ".join(parts) or "true"

    def subject(self, subject: str) -> str:
        """The event names this subject.

        An event with accounts has one of them as its `subject`, so an account is looked for where files are sorted by
        it, and in the few rows that name a second one.
        """
        place = self._parameters.add(subject)
        if subject.startswith("Account/"):
            main, peer, every = (self._column(name) for name in ("subject", "has_peer", "subjects"))
            return f"({main} = {place} OR ({peer} AND list_contains({every}, {place})))"
        return f"list_contains({self._column('subjects')}, {place})"

    def _column(self, name: str) -> str:
        self.used.add(name)
        return quote(name)

    def _text(self, clause: Text, content_holds: Callable[[str], str] | None) -> str:
        found = f"contains({self._column('search_text')}, {self._parameters.add(fold_text(clause.value.text))})"
        if content_holds is not None:
            self._column("seq")
            found = f"({found} OR {content_holds(clause.value.text)})"
        return found

    def _match(self, match: Match) -> str:
        field = self._fields.resolve(match.field, match.position)
        if match.comparison is not None:
            return self._compared(field, match.comparison, match.values[0])
        return "(" + " OR ".join(self._one(field, value) for value in match.values) + ")"

    def _one(self, field: Field, value: Value) -> str:
        if value.text == "*" and not value.quoted:
            return self._exists(field)
        ends = split_range(value)
        if ends is not None and field.kind in {"time", "number", "feature"}:
            low, high = ends
            parts = [self._compared(field, sign, end) for sign, end in ((">=", low), ("<=", high)) if end is not None]
            return "(" + " AND ".join(parts) + ")"
        if field.kind == "feature":
            return self._feature(field, value)
        column = self._column(field.columns[0])
        if field.kind == "time":
            begin, end = to_moment(value.text, value.position)
            low_place, high_place = self._parameters.add(begin), self._parameters.add(end)
            return f"({column} >= {low_place}::TIMESTAMPTZ AND {column} < {high_place}::TIMESTAMPTZ)"
        if field.kind == "number":
            return f"{column} = {self._number(value)}"
        if field.kind == "truth":
            return f"{column} = {self._parameters.add(_truth(value))}"
        if field.kind == "text":
            return self._equals(column, value)
        if field.kind == "subject":
            if "/" not in value.text:
                raise ValueInvalid("a subject is of the form Type/id", value.position, length=len(value.text))
            return self.subject(value.text) if not _is_prefix(value) else self._holds(column, value, "x")
        if field.kind == "subject_type":
            typed = Value(f"{field.entity_type}/{value.text}", value.quoted, value.position)
            return self.subject(typed.text) if not _is_prefix(value) else self._holds(column, typed, "x")
        return self._holds(column, value, "regexp_extract(x, '[^/]*$')" if field.kind == "label" else "x")

    def _exists(self, field: Field) -> str:
        if field.kind == "subject_type":
            column = self._column("subjects")
            place = self._parameters.add(f"{field.entity_type}/")
            return f"len(list_filter({column}, lambda x: starts_with(x, {place}))) > 0"
        if field.kind in {"list", "label", "subject"}:
            return f"len({self._column(field.columns[0])}) > 0"
        return "(" + " OR ".join(f"{self._column(column)} IS NOT NULL" for column in field.columns) + ")"

    def _equals(self, column: str, value: Value) -> str:
        if _is_prefix(value):
            return f"starts_with({column}, {self._parameters.add(value.text[:-1])})"
        return f"{column} = {self._parameters.add(value.text)}"

    def _holds(self, column: str, value: Value, item: str) -> str:
        """A list has the value; `item` is SQL for the part of an item `x` that is compared."""
        if _is_prefix(value):
            place = self._parameters.add(value.text[:-1])
            return f"len(list_filter({column}, lambda x: starts_with({item}, {place}))) > 0"
        place = self._parameters.add(value.text)
        if item == "x":
            return f"list_contains({column}, {place})"
        return f"len(list_filter({column}, lambda x: {item} = {place})) > 0"

    def _feature(self, field: Field, value: Value) -> str:
        number = None if value.quoted else to_number(value)
        ways = []
        for name in field.columns:
            kind = name[:2]
            if kind == "f_":
                ways.append(self._equals(self._column(name), value))
            elif kind == "l_":
                ways.append(self._holds(self._column(name), value, "x"))
            elif kind == "n_" and number is not None:
                ways.append(f"{self._column(name)} = {self._parameters.add(number)}")
            elif kind == "b_" and value.text.lower() in {"true", "false"}:
                ways.append(f"{self._column(name)} = {self._parameters.add(value.text.lower() == 'true')}")
        if not ways:
            wanted = "true or false" if field.columns[0].startswith("b_") else "a number"
            raise ValueInvalid(f"{field.name} takes {wanted}", value.position, length=max(1, len(value.text)))
        return "(" + " OR ".join(ways) + ")"

    def _compared(self, field: Field, sign: str, value: Value) -> str:
        sign = _COMPARED[sign]
        if field.kind == "time":
            column = self._column(field.columns[0])
            begin, end = to_moment(value.text, value.position)
            # Later than a day is after its end; up to a day includes all of it.
            moment, sign = {">": (end, ">="), ">=": (begin, ">="), "<": (begin, "<"), "<=": (end, "<")}[sign]
            return f"{column} {sign} {self._parameters.add(moment)}::TIMESTAMPTZ"
        numbers = [name for name in field.columns if field.kind == "number" or name.startswith("n_")]
        if field.kind not in {"number", "feature"} or not numbers:
            raise QueryInvalid(f"{field.name} has no order", value.position, mend=f"write {field.name}:value")
        return f"{self._column(numbers[0])} {sign} {self._number(value)}"

    def _number(self, value: Value) -> str:
        number = to_number(value)
        if number is None:
            raise ValueInvalid("this is not a number", value.position, length=max(1, len(value.text)))
        return f"{self._parameters.add(number)}::DOUBLE"


def _is_prefix(value: Value) -> bool:
    return not value.quoted and len(value.text) > 1 and value.text.endswith("*")


def _truth(value: Value) -> bool:
    if value.text.lower() not in {"true", "false"}:
        raise ValueInvalid("write true or false", value.position, length=max(1, len(value.text)))
    return value.text.lower() == "true"
