"""Look at one subject."""

from __future__ import annotations

from redshank.events.lake.reader import LakeReader
from redshank.events.search.errors import FilterInvalid
from redshank.events.search.service.find import SEARCH_SECONDS, find_rows, prepare
from redshank.events.search.store import subjects as store
from redshank.events.search.types import LabelState, Row, Search, SubjectOverview
from redshank.kernel.actor import Actor
from redshank.storage.tx import Tx


async def overview(tx: Tx, reader: LakeReader, actor: Actor, entity_type: str, entity_id: str) -> SubjectOverview:
    """What events tell of a subject: counts, rules, series, and whom it shares things with.

    Raises:
        FilterInvalid: the type or the id can't be one.
        QueryTimedOut: it took too long.
    """
    subject = name_of(entity_type, entity_id)
    planned = await prepare(tx, reader, actor, Search(subject=subject))
    return await reader.duck.ask(lambda cursor: store.overview(cursor, planned, subject), SEARCH_SECONDS)


async def timeline(
    tx: Tx, reader: LakeReader, actor: Actor, entity_type: str, entity_id: str, *, cursor: str | None, limit: int
) -> tuple[list[Row], str | None]:
    """A subject's events, the newest first, and the cursor of the next page."""
    subject = name_of(entity_type, entity_id)
    return await find_rows(tx, reader, actor, Search(subject=subject, cursor=cursor, limit=limit))


async def labels(tx: Tx, entity_type: str, entity_id: str) -> list[LabelState]:
    """The labels of a subject as they stand, those taken off and those expired included."""
    name_of(entity_type, entity_id)
    return await store.labels(tx, entity_type, entity_id)


def name_of(entity_type: str, entity_id: str) -> str:
    """`Type/id`.

    Raises:
        FilterInvalid: the type or the id can't be one.
    """
    if not (entity_type.isascii() and entity_type.isidentifier() and len(entity_type) <= 100):
        raise FilterInvalid("this can't be a type of subject", where="type")
    if not entity_id or len(entity_id) > 1000 or any(one == "\0" or "\ud800" <= one <= "\udfff" for one in entity_id):
        raise FilterInvalid("this can't be the id of a subject", where="id")
    return f"{entity_type}/{entity_id}"
