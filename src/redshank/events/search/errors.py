"""What can be wrong with a search.

InvalidInput
├── QueryInvalid             a place in `q` can't be understood
│   ├── UnknownField         no field, entity type or feature has this name
│   ├── ValueInvalid         the value does not fit the field
│   └── QueryTooLong         more terms or characters than a query may have
├── FilterInvalid            a parameter beside `q` is wrong
├── CursorInvalid            the cursor belongs to another search or is damaged
├── IntervalInvalid          the histogram would have too many columns
└── ExportTooLarge           more rows than an export may have
"""

from __future__ import annotations

from typing import Any

from redshank.kernel.errors import InvalidInput, NotFound


class QueryInvalid(InvalidInput):
    """A place in `q` can't be understood; `position` counts characters from 0."""

    code = "query-invalid"
    title = "The query can't be understood"

    def __init__(self, detail: str, position: int, *, length: int = 1, mend: str | None = None) -> None:
        super().__init__(detail, where=f"q, character {position + 1}", mend=mend)
        self.position = position
        self.length = length

    def problem(self) -> dict[str, Any]:
        """The error as an RFC 9457 object, with the place as numbers."""
        return super().problem() | {"position": self.position, "length": self.length}


class UnknownField(QueryInvalid):
    """No field, entity type or feature has this name."""

    code = "query-unknown-field"
    title = "There is no such field"


class ValueInvalid(QueryInvalid):
    """The value does not fit the field."""

    code = "query-value-invalid"
    title = "The value does not fit the field"


class QueryTooLong(QueryInvalid):
    """More terms or characters than a query may have."""

    code = "query-too-long"
    title = "The query is too long"


class FilterInvalid(InvalidInput):
    """A parameter beside `q` is wrong."""

    code = "filter-invalid"
    title = "A filter is not valid"


class CursorInvalid(InvalidInput):
    """The cursor belongs to another search or is damaged."""

    code = "cursor-invalid"
    title = "The cursor does not belong to this search"


class IntervalInvalid(InvalidInput):
    """The histogram's interval can't be read, or it would have too many columns."""

    code = "interval-invalid"
    title = "The interval is not valid"


class ExportTooLarge(InvalidInput):
    """More rows than an export may have."""

    code = "export-too-large"
    title = "The export would be too large"


class EventUnknown(NotFound):
    """Neither log nor lake has the event."""

    code = "event-unknown"
    title = "There is no such event"


class ContentGone(NotFound):
    """The event's content was deleted when its time was over, or there never was any."""

    code = "content-gone"
    title = "The event's content is not kept any more"
