"""What leaves the lake's tables because its class says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from redshank.events.lake.store.compaction import merge
from redshank.events.lake.store.delta import LakeTable, NewFile
from redshank.events.lake.store.duck import read_files
from redshank.events.lake.types import ContentClass, LakeFile, Retention

if TYPE_CHECKING:
    import duckdb

_HELD: Final = "list_has_any(subjects, ?::VARCHAR[])"


@dataclass(slots=True)
class ExpiredContent:
    """Rows of content that went, by class, and rows that a hold kept."""

    rows: dict[str, int] = field(default_factory=dict)
    evidence: int = 0


def expire_content(
    cursor: duckdb.DuckDBPyConnection, table: LakeTable, rules: Retention, held: Sequence[str], today: date
) -> ExpiredContent:
    """Remove content past its class; rows of held subjects become `evidence`.

    Args:
        held: subjects under a hold, or released from one for less than the evidence's days.
    """
    table.refresh()
    done = ExpiredContent()
    for (day, content_class), files in _partitions(table).items():
        kept: NewFile | None = None
        if content_class == "evidence":
            if _count(cursor, table, files, held) == sum(file.rows for file in files):
                continue
            kept = merge(cursor, table, files, "held", where=_HELD, parameters=[list(held)])
        else:
            days = rules.content_days(content_class)
            if not days or (today - day).days <= days:
                continue
            if held:
                target = {"date": day.isoformat(), "class": "evidence"}
                kept = merge(cursor, table, files, "held", where=_HELD, parameters=[list(held)], partition=target)
                done.evidence += kept.rows if kept else 0
        table.replace(files, [kept] if kept else [], data_change=True)
        gone = sum(file.rows for file in files) - (kept.rows if kept else 0)
        done.rows[content_class] = done.rows.get(content_class, 0) + gone
    return done


def expire_scores(
    cursor: duckdb.DuckDBPyConnection, table: LakeTable, rules: Retention, held: Sequence[str], today: date
) -> int:
    """Remove events past their time, but those of held subjects; returns how many went."""
    table.refresh()
    gone = 0
    for (day, _), files in _partitions(table).items():
        if not rules.score_days or (today - day).days <= rules.score_days:
            continue
        total = sum(file.rows for file in files)
        kept: NewFile | None = None
        if held:
            staying = _count(cursor, table, files, held)
            if staying == total:
                continue
            if staying:
                kept = merge(cursor, table, files, "day", where=_HELD, parameters=[list(held)])
        table.replace(files, [kept] if kept else [], data_change=True)
        gone += total - (kept.rows if kept else 0)
    return gone


def _partitions(table: LakeTable) -> dict[tuple[date, ContentClass], list[LakeFile]]:
    groups: dict[tuple[date, ContentClass], list[LakeFile]] = {}
    for file in table.files():
        key: tuple[date, ContentClass] = (file.date, file.partition.get("class", "raw"))  # type: ignore[assignment]
        groups.setdefault(key, []).append(file)
    return dict(sorted(groups.items()))


def _count(cursor: duckdb.DuckDBPyConnection, table: LakeTable, files: Sequence[LakeFile], held: Sequence[str]) -> int:
    source = read_files(table.folder, [file.path for file in files], table.name, ["subjects"], {"subjects"})
    row = cursor.execute(f"SELECT count(*) FROM {source} WHERE {_HELD}", [list(held)]).fetchone()
    assert row is not None
    return int(row[0])
