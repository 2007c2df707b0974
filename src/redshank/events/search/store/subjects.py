"""What events tell of one subject."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from redshank.events.search.logic import choose_interval
from redshank.events.search.store.queries import Plan, fetch, moment, register
from redshank.events.search.types import Bar, Group, Hub, LabelState, Link, SubjectOverview
from redshank.storage.tx import Tx

if TYPE_CHECKING:
    import duckdb

LOOKED_AT: Final = 50_000
"""Newest events that rules, links and series are drawn from."""

HUB: Final = 25
"""Something shared by more subjects of a type than this links nobody."""

_VIAS: Final = 200
_LINKS: Final = 100
_LINK_DAYS: Final = 90
_NO_LINK: Final = ("Session", "Conversation", "Organization")
"""Types through which nobody is linked: they belong to one account, or to everybody of a customer."""

_LABELS: Final = """
SELECT DISTINCT ON (label) label, status, at AS since, expires_at, reasons, actor, note
FROM label_facts WHERE entity_type = :type AND entity_id = :id ORDER BY label, seq DESC
"""


async def labels(tx: Tx, entity_type: str, entity_id: str) -> list[LabelState]:
    """The last fact about each label that the subject has or had."""
    return [LabelState(**row) for row in await tx.rows(_LABELS, {"type": entity_type, "id": entity_id})]


def overview(cursor: duckdb.DuckDBPyConnection, planned: Plan, subject: str) -> SubjectOverview:
    """Everything about a subject; `planned` is a search for it.

    Totals are exact; the rest is drawn from the newest 50,000 events.
    """
    register(cursor, planned)
    parameters = planned.parameters
    source = planned.source(["received_at", "flagged", "verdicts"], None, None)
    ((events, flagged, blocked, first, last),) = fetch(
        cursor,
        "SELECT count(*), count(*) FILTER (flagged), count(*) FILTER (list_contains(verdicts, 'block')), "
        f"min(epoch_us(received_at)), max(epoch_us(received_at)) FROM {source}",
        parameters,
    )
    if not events:
        return SubjectOverview(subject, 0, 0, 0, 0, None, None, as_of=planned.snapshot.as_of)
    columns = ["seq", "received_at", "type", "surface", "verdicts", "rules", "shadow_rules", "flagged", "subjects"]
    sql = (
        "CREATE TEMP TABLE picked AS SELECT epoch_us(received_at) AS us, * EXCLUDE (received_at) "
        f"FROM {planned.source(columns, None, None)} ORDER BY seq DESC LIMIT {LOOKED_AT}"
    )
    fetch(cursor, sql, parameters)
    ((looked_at, since),) = cursor.execute("SELECT count(*), min(us) FROM picked").fetchall()
    interval = choose_interval(moment(since), moment(last + 1))
    linked, hubs = _links(cursor, planned, subject, moment(last) - timedelta(days=_LINK_DAYS))
    return SubjectOverview(
        subject=subject,
        events=events,
        flagged=flagged,
        blocked=blocked,
        looked_at=looked_at,
        first_seen=moment(first),
        last_seen=moment(last),
        types=_count(cursor, "type"),
        surfaces=_count(cursor, "surface"),
        rules=_count(cursor, "unnest(rules)"),
        shadow_rules=_count(cursor, "unnest(shadow_rules)"),
        verdicts=_count(cursor, "unnest(verdicts)"),
        series=_series(cursor, interval, since, last),
        interval=interval,
        linked=[*_companions(cursor, subject), *linked],
        hubs=hubs,
        as_of=planned.snapshot.as_of,
    )


def _count(cursor: duckdb.DuckDBPyConnection, key: str) -> list[Group]:
    rows = cursor.execute(
        f"SELECT key, count(*), count(*) FILTER (flagged) FROM (SELECT {key} AS key, flagged FROM picked) "
        "GROUP BY key ORDER BY 2 DESC, key LIMIT 100"
    ).fetchall()
    return [Group(name, count, flagged, None) for name, count, flagged in rows]


def _series(cursor: duckdb.DuckDBPyConnection, interval: int, since: int, last: int) -> list[Bar]:
    width = interval * 1_000_000
    rows = cursor.execute(
        f"SELECT us // {width}, count(*), count(*) FILTER (flagged) FROM picked GROUP BY 1"
    ).fetchall()
    counted = {number: (count, flagged) for number, count, flagged in rows}
    return [
        Bar(moment(number * width), *counted.get(number, (0, 0))) for number in range(since // width, last // width + 1)
    ]


def _companions(cursor: duckdb.DuckDBPyConnection, subject: str) -> list[Link]:
    """Subjects that stand in the same events."""
    rows = cursor.execute(
        "SELECT other, count(*), min(us), max(us) FROM (SELECT unnest(subjects) AS other, us FROM picked) "
        f"WHERE other <> $subject GROUP BY other ORDER BY 2 DESC, other LIMIT {_LINKS}",
        {"subject": subject},
    ).fetchall()
    return [Link(other, None, events, moment(first), moment(last)) for other, events, first, last in rows]


def _links(
    cursor: duckdb.DuckDBPyConnection, planned: Plan, subject: str, begin: datetime
) -> tuple[list[Link], list[Hub]]:
    """Subjects of the same type that share a device, a network, a payment ... with this one, and what is too shared."""
    kind = subject.partition("/")[0] + "/"
    vias = _vias(cursor, kind)
    if not vias:
        return [], []
    snapshot = planned.snapshot
    known: dict[str, Any] = {"vias": vias, "kind": kind, "subject": subject, "begin": begin}
    cursor.execute(
        "CREATE TEMP TABLE hops AS SELECT via, other, count(*) AS events, min(us) AS first, max(us) AS last FROM ("
        "SELECT via, unnest(others) AS other, us FROM ("
        "SELECT unnest(vias) AS via, others, us FROM ("
        "SELECT list_filter(subjects, lambda x: list_contains($vias::VARCHAR[], x)) AS vias, "
        "list_filter(subjects, lambda x: starts_with(x, $kind) AND x <> $subject) AS others, "
        f"epoch_us(received_at) AS us FROM {snapshot.sql(['subjects', 'received_at'], begin)} "
        "WHERE received_at >= $begin::TIMESTAMPTZ AND list_has_any(subjects, $vias::VARCHAR[])))) GROUP BY via, other",
        known,
    )
    hubs = cursor.execute(
        f"SELECT via, count(*) FROM hops GROUP BY via HAVING count(*) > {HUB} ORDER BY 2 DESC, via LIMIT 50"
    ).fetchall()
    rows = cursor.execute(
        "SELECT other, via, events, first, last FROM hops WHERE via NOT IN "
        f"(SELECT via FROM hops GROUP BY via HAVING count(*) > {HUB}) ORDER BY events DESC, other, via LIMIT {_LINKS}"
    ).fetchall()
    links = [Link(other, via, events, moment(first), moment(last)) for other, via, events, first, last in rows]
    return links, [Hub(via, shared_by) for via, shared_by in hubs]


def _vias(cursor: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
    """What this subject was seen with and others may share."""
    excluded = [f"{name}/" for name in _NO_LINK] + [kind]
    rows = cursor.execute(
        "SELECT via FROM (SELECT unnest(subjects) AS via FROM picked) "
        "WHERE NOT list_contains($excluded::VARCHAR[], regexp_extract(via, '^[^/]*/')) "
        f"GROUP BY via ORDER BY count(*) DESC, via LIMIT {_VIAS}",
        {"excluded": excluded},
    ).fetchall()
    return [via for (via,) in rows]
