"""Find events."""

from __future__ import annotations

from dataclasses import replace

from redshank.access.errors import ScopeMissing
from redshank.access.service import audit
from redshank.access.types import may
from redshank.events.lake.reader import LakeReader
from redshank.events.search import logic
from redshank.events.search.errors import FilterInvalid
from redshank.events.search.language import parse
from redshank.events.search.store import queries
from redshank.events.search.types import Clause, Match, Results, Row, Search, Text
from redshank.kernel.actor import Actor
from redshank.storage.tx import Tx

SEARCH_SECONDS = 20.0
MOST_ROWS = 500
MOST_GROUPS = 200


async def find(
    tx: Tx,
    reader: LakeReader,
    actor: Actor,
    search: Search,
    *,
    purpose: str | None = None,
    reference: str | None = None,
) -> Results:
    """Answer a search over everything received until now.

    Rows never hold content. Free text looks into content only where `search.content` asks for it; that needs the scope
    `content:read` and a purpose, and is written to the audit trail.

    Raises:
        QueryInvalid, FilterInvalid, CursorInvalid, IntervalInvalid: what the caller wrote is wrong.
        ScopeMissing, PurposeInvalid: content was asked for without leave.
        QueryTimedOut: it took too long.
    """
    planned = await prepare(tx, reader, actor, search, purpose=purpose, reference=reference)
    return await reader.duck.ask(lambda cursor: queries.run(cursor, planned), SEARCH_SECONDS)


async def find_rows(tx: Tx, reader: LakeReader, actor: Actor, search: Search) -> tuple[list[Row], str | None]:
    """A page of a search without its figures; see `find` for what it raises."""
    planned = await prepare(tx, reader, actor, search)
    return await reader.duck.ask(lambda cursor: queries.rows(cursor, planned), SEARCH_SECONDS)


async def prepare(
    tx: Tx,
    reader: LakeReader,
    actor: Actor,
    search: Search,
    *,
    purpose: str | None = None,
    reference: str | None = None,
) -> queries.Plan:
    """Check a search and see what there is to look through; see `find` for what it raises."""
    search = logic.check(search)
    if not 1 <= search.limit <= MOST_ROWS:
        raise FilterInvalid(f"a page has 1 to {MOST_ROWS} rows", where="limit")
    if not 1 <= search.groups <= MOST_GROUPS:
        raise FilterInvalid(f"there are 1 to {MOST_GROUPS} groups", where="groups")
    clauses = parse(search.q)
    search, clauses = _lift_account(search, clauses)
    content = None
    if search.content and any(isinstance(clause, Text) for clause in clauses):
        if not may(actor.scopes, "content:read"):
            raise ScopeMissing("text in content needs content:read", where="scopes", mend="ask an administrator for it")
        content = await reader.content(tx, search.begin, search.end)
    snapshot = await reader.snapshot(tx)
    planned = queries.plan(search, clauses, snapshot, content)
    if content is not None:
        terms = sum(isinstance(clause, Text) for clause in clauses)
        detail = {
            "terms": terms,
            "from": search.begin.isoformat() if search.begin else None,
            "to": search.end.isoformat() if search.end else None,
            "reference": reference,
        }
        await audit.record(tx, actor, "content.search", "events", purpose=purpose or "", detail=detail)
    return planned


def _lift_account(search: Search, clauses: list[Clause]) -> tuple[Search, list[Clause]]:
    """A single account named in `q` becomes the filter, for which there is a faster way."""
    if search.subject is not None:
        return search, clauses
    for clause in clauses:
        if not isinstance(clause, Match) or clause.negated or clause.comparison or len(clause.values) != 1:
            continue
        value = clause.values[0]
        if value.text.endswith("*") and not value.quoted:
            continue
        if logic.entity_type_of(clause.field) == "Account" and value.text:
            return replace(search, subject=f"Account/{value.text}"), [one for one in clauses if one is not clause]
    return search, clauses
