"""A search as SQL statements over a snapshot."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from redshank.events.lake.reader import ContentSnapshot, Snapshot
from redshank.events.lake.schema import EVENT_COLUMNS
from redshank.events.lake.store.duck import quote
from redshank.events.search.errors import FilterInvalid, IntervalInvalid, UnknownField
from redshank.events.search.logic import MOST_BARS, Field, Fields, choose_interval, read_cursor, write_cursor
from redshank.events.search.store.conditions import Conditions, Parameters
from redshank.events.search.types import Bar, Clause, Group, Results, Row, Search

if TYPE_CHECKING:
    import duckdb

_PLACEHOLDER: Final = re.compile(r"\$(p\d+)")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ROW_COLUMNS: Final = (
    "event_id", "seq", "received_at", "occurred_at", "type", "surface", "source", "subjects", "verdicts", "rules",
    "shadow_rules",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """A search that was checked and turned into conditions; running it can't fail for what the caller wrote.

    Attributes:
        condition: everything but the time span and the account.
        account: the account that the search is about, looked up where files are sorted by it.
        begin, end: the histogram's span.
        after: the `seq` behind which the page begins.
    """

    search: Search
    snapshot: Snapshot
    parameters: Parameters
    condition: str
    used: frozenset[str]
    account: str | None
    begin: datetime
    end: datetime
    interval: int
    after: int | None
    group: Field | None
    content: ContentSnapshot | None

    def source(self, columns: Sequence[str], begin: datetime | None, end: datetime | None) -> str:
        """SQL for the rows that fit, received in [begin, end), with these columns."""
        parts = [self.lake_source(columns, begin, end), self.tail_source(columns, begin, end)]
        return f"({' UNION ALL '.join(parts)})"

    def lake_source(self, columns: Sequence[str], begin: datetime | None, end: datetime | None) -> str:
        """The part of `source` that is in the lake."""
        read = self._needed(columns)
        table = self.snapshot.lake_sql(read, begin, end)
        where = self._where(begin, end)
        chosen = ", ".join(quote(column) for column in columns)
        if self.account is None:
            return f"(SELECT {chosen} FROM {table} WHERE {where})"
        # Two look-ups that file and row-group statistics can narrow, where an OR could not.
        account = self.parameters.add(self.account)
        return (
            f"(SELECT {chosen} FROM {table} WHERE subject = {account} AND {where} UNION ALL "
            f"SELECT {chosen} FROM {table} WHERE has_peer AND subject IS DISTINCT FROM {account} "
            f"AND list_contains(subjects, {account}) AND {where})"
        )

    def tail_source(self, columns: Sequence[str], begin: datetime | None, end: datetime | None) -> str:
        """The part of `source` that is in the log alone."""
        where = self._where(begin, end)
        if self.account is not None:
            where = f"list_contains(subjects, {self.parameters.add(self.account)}) AND {where}"
        chosen = ", ".join(quote(column) for column in columns)
        return f"(SELECT {chosen} FROM {self.snapshot.tail_sql(self._needed(columns))} WHERE {where})"

    def _needed(self, columns: Sequence[str]) -> list[str]:
        needed = {*columns, *self.used, "received_at", "seq"}
        if self.account is not None:
            needed |= {"subject", "subjects", "has_peer"}
        return sorted(needed)

    def _where(self, begin: datetime | None, end: datetime | None) -> str:
        span = Conditions(Fields((), ()), self.parameters).span(begin, end)
        return f"{self.condition} AND {span}"


def plan(search: Search, clauses: Sequence[Clause], snapshot: Snapshot, content: ContentSnapshot | None = None) -> Plan:
    """Check a search against the columns that there are.

    Raises:
        UnknownField, ValueInvalid, QueryInvalid: in `q`.
        FilterInvalid, IntervalInvalid, CursorInvalid: in another parameter.
    """
    fields = Fields(snapshot.columns, EVENT_COLUMNS)
    parameters = Parameters()
    conditions = Conditions(fields, parameters)
    account = search.subject if search.subject is not None and search.subject.startswith("Account/") else None
    filtered = search if account is None else replace(search, subject=None)
    holds = None if content is None else _content_holds(content, parameters, search)
    condition = conditions.of(filtered, clauses, holds)
    begin, end = _span(search, snapshot)
    interval = search.interval or choose_interval(begin, end)
    if (end - begin).total_seconds() / interval > MOST_BARS:
        raise IntervalInvalid(
            f"the histogram would have more than {MOST_BARS} columns", where="interval", mend="choose a wider one"
        )
    return Plan(
        search=search,
        snapshot=snapshot,
        parameters=parameters,
        condition=condition,
        used=frozenset(conditions.used),
        account=account,
        begin=begin,
        end=end,
        interval=interval,
        after=read_cursor(search),
        group=_group_field(search, fields),
        content=content,
    )


def run(cursor: duckdb.DuckDBPyConnection, planned: Plan) -> Results:
    """Answer a search; on pages after the first the rows alone."""
    register(cursor, planned)
    page, next_cursor = _page(cursor, planned)
    first = planned.after is None
    total, bars = _histogram(cursor, planned) if first else (None, [])
    groups = _groups(cursor, planned, planned.group) if first and planned.group is not None else []
    return Results(
        rows=page,
        total=total,
        histogram=bars,
        interval=planned.interval if first else None,
        groups=groups,
        next_cursor=next_cursor,
        as_of=planned.snapshot.as_of,
        complete=planned.snapshot.complete,
    )


def rows(cursor: duckdb.DuckDBPyConnection, planned: Plan) -> tuple[list[Row], str | None]:
    """A page of a search, and the cursor of the next."""
    register(cursor, planned)
    return _page(cursor, planned)


def register(cursor: duckdb.DuckDBPyConnection, planned: Plan) -> None:
    """Let a cursor see what is in the log alone."""
    planned.snapshot.register(cursor)
    if planned.content is not None:
        planned.content.register(cursor)


def fetch(cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """All rows of a statement, with those parameters that it names."""
    return cursor.execute(sql, named(sql, parameters)).fetchall()


def named(sql: str, parameters: Parameters) -> dict[str, Any]:
    """The parameters that a statement names; DuckDB refuses others."""
    present = set(_PLACEHOLDER.findall(sql))
    return {name: value for name, value in parameters.values.items() if name in present}


def moment(microseconds: int) -> datetime:
    """A time from microseconds since the epoch."""
    return _EPOCH + timedelta(microseconds=microseconds)


def _page(cursor: duckdb.DuckDBPyConnection, planned: Plan) -> tuple[list[Row], str | None]:
    """The tail is later than the lake as a whole, so the second part is asked only when the first is short."""
    search = planned.search
    wanted = search.limit + 1
    descending = search.order == "desc"
    direction = "DESC" if descending else "ASC"
    columns = ", ".join(
        f"epoch_us({name})" if name in {"received_at", "occurred_at"} else quote(name) for name in _ROW_COLUMNS
    )
    sources = [planned.tail_source, planned.lake_source] if descending else [planned.lake_source, planned.tail_source]
    behind = "true"
    if planned.after is not None:
        behind = f"seq {'<' if descending else '>'} {planned.parameters.add(planned.after)}"
    found: list[tuple[Any, ...]] = []
    for source in sources:
        if len(found) < wanted:
            # Computed columns stay outside, so that DuckDB reads the wide ones for the rows of the page alone.
            sql = (
                f"SELECT {columns} FROM (SELECT * FROM {source(_ROW_COLUMNS, search.begin, search.end)} WHERE {behind} "
                f"ORDER BY seq {direction} LIMIT {wanted - len(found)}) ORDER BY seq {direction}"
            )
            found += fetch(cursor, sql, planned.parameters)
    page = [Row(row[0], row[1], moment(row[2]), moment(row[3]), *row[4:]) for row in found[: search.limit]]
    more = len(found) > search.limit
    return page, write_cursor(search, page[-1].seq) if more and page else None


def _histogram(cursor: duckdb.DuckDBPyConnection, planned: Plan) -> tuple[int, list[Bar]]:
    width = planned.interval * 1_000_000
    source = planned.source(["received_at", "flagged"], planned.search.begin, planned.search.end)
    counted = {
        bar: (count, flagged)
        for bar, count, flagged in fetch(
            cursor,
            f"SELECT epoch_us(received_at) // {width}, count(*), count(*) FILTER (flagged) FROM {source} GROUP BY 1",
            planned.parameters,
        )
    }
    total = sum(count for count, _ in counted.values())
    first = int((planned.begin - _EPOCH).total_seconds()) // planned.interval
    last = int(((planned.end - _EPOCH) - timedelta(microseconds=1)).total_seconds()) // planned.interval
    numbers = sorted({*counted, *range(first, last + 1)})
    return total, [Bar(moment(number * width), *counted.get(number, (0, 0))) for number in numbers]


def _groups(cursor: duckdb.DuckDBPyConnection, planned: Plan, field: Field) -> list[Group]:
    """The most frequent values, each with its count in the period of the same length before."""
    search = planned.search
    before = search.begin - (planned.end - search.begin) if search.begin is not None else None
    source = planned.source([*field.columns, "received_at", "flagged"], before, search.end)
    now = "true"
    if search.begin is not None:
        now = f"received_at >= {planned.parameters.add(search.begin)}::TIMESTAMPTZ"
    sql = (
        f"SELECT key, count(*) FILTER (now) AS n, count(*) FILTER (now AND flagged), count(*) FILTER (NOT now) "
        f"FROM (SELECT {group_key(field, planned.parameters)} AS key, {now} AS now, flagged FROM {source}) "
        f"GROUP BY key HAVING n > 0 ORDER BY n DESC, key LIMIT {int(search.groups)}"
    )
    return [
        Group(key, count, flagged, previous if search.begin is not None else None)
        for key, count, flagged, previous in fetch(cursor, sql, planned.parameters)
    ]


def group_key(field: Field, parameters: Parameters) -> str:
    """SQL for the value that events are grouped by; an event with several counts once for each."""
    if field.kind == "subject_type":
        place = parameters.add(f"{field.entity_type}/")
        return f"unnest(list_filter(subjects, lambda x: starts_with(x, {place})))"
    if field.kind in {"list", "subject"}:
        return f"unnest({quote(field.columns[0])})"
    if field.kind == "label":
        return "unnest(list_distinct(list_transform(labels, lambda x: regexp_extract(x, '[^/]*$'))))"
    ways = []
    for column in field.columns:
        name = quote(column)
        if column.startswith("l_"):
            return f"unnest({name})"
        if column.startswith("n_"):
            whole = f"abs({name}) < 1e15 AND {name} = floor({name})"
            ways.append(
                f"CASE WHEN {whole} THEN CAST(CAST({name} AS BIGINT) AS VARCHAR) ELSE CAST({name} AS VARCHAR) END"
            )
        else:
            ways.append(f"CAST({name} AS VARCHAR)")
    return f"coalesce({', '.join(ways)})" if len(ways) > 1 else ways[0]


def _group_field(search: Search, fields: Fields) -> Field | None:
    if search.group_by is None:
        return None
    try:
        field = fields.resolve(search.group_by, 0)
    except UnknownField as error:
        raise FilterInvalid(error.detail, where="group_by", mend=error.mend) from None
    if field.kind == "time" or field.name in {"id", "event", "seq"}:
        raise FilterInvalid(f"events can't be grouped by {field.name}", where="group_by")
    return field


def _span(search: Search, snapshot: Snapshot) -> tuple[datetime, datetime]:
    """What the histogram shows: the span that was asked for, else that of the events there are."""
    firsts = [file.first_received for file in snapshot.files if file.first_received]
    lasts = [file.last_received for file in snapshot.files if file.last_received]
    if len(snapshot.tail):
        times = snapshot.tail["received_at"]
        firsts.append(times.min())  # type: ignore[arg-type]  # a column of times
        lasts.append(times.max())  # type: ignore[arg-type]
    end = search.end or max([*lasts, search.begin or snapshot.as_of]) + timedelta(microseconds=1)
    begin = search.begin or min([*firsts, end - timedelta(seconds=1)])
    return (begin, end) if begin < end else (end - timedelta(seconds=1), end)


def _content_holds(content: ContentSnapshot, parameters: Parameters, search: Search) -> Callable[[str], str]:
    """The event's content holds a text; JSON may write it raw or with escapes."""

    def holds(text: str) -> str:
        span = Conditions(Fields((), ()), parameters).span(search.begin, search.end)
        written = {json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (False, True)}
        ways = " OR ".join(f"contains(lower(data), lower({parameters.add(form)}))" for form in sorted(written))
        return f"seq IN (SELECT seq FROM {content.sql()} WHERE ({ways}) AND {span})"

    return holds
