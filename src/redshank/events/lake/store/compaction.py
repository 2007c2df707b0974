"""Small files into larger, sorted ones; same rows, fewer and better places to look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from redshank.events.lake.store.delta import LakeTable, NewFile
from redshank.events.lake.store.duck import columns_of_files, literal, quote, read_files
from redshank.events.lake.types import LakeFile

if TYPE_CHECKING:
    import duckdb

ROW_GROUP: Final = 16_384
"""Rows in a row group: what a look-up of one subject has to read at least."""

_ORDER: Final = {"events": "has_peer, subject, seq", "content": "seq"}


def merge(
    cursor: duckdb.DuckDBPyConnection,
    table: LakeTable,
    files: Sequence[LakeFile],
    kind: str,
    *,
    where: str = "true",
    parameters: Sequence[Any] = (),
    partition: dict[str, str] | None = None,
) -> NewFile | None:
    """Write the rows of some files into one new file, sorted; the table is not touched.

    Args:
        files: of one partition.
        kind: level of compaction, part of the new file's name.
        where: which rows; a constant of the caller's with `?` for each of `parameters`.
        partition: where the new file belongs, if elsewhere than the files.

    Returns:
        The new file, or None where no row fits.
    """
    target = partition or files[0].partition
    names = table.columns()
    kept = [name for name in names if name not in target]
    path = table.new_path(target, kind)
    place = table.folder / path
    paths = [file.path for file in files]
    present = frozenset().union(*columns_of_files(cursor, table.folder, paths).values()) | {"date", "class"}
    source = read_files(table.folder, paths, table.name, names, present)
    cursor.execute(
        f"COPY (SELECT {', '.join(quote(name) for name in kept)} FROM {source} WHERE {where} "
        f"ORDER BY {_ORDER[table.name]}) TO {literal(str(place))} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})",
        list(parameters),
    )
    new = _measure(cursor, table, path, dict(target))
    if new.rows == 0:
        place.unlink()
        return None
    return new


def _measure(cursor: duckdb.DuckDBPyConnection, table: LakeTable, path: str, partition: dict[str, str]) -> NewFile:
    """Count the rows of a file and find the bounds that the table's log keeps."""
    place = literal(str(table.folder / path))
    least: dict[str, Any] = {}
    most: dict[str, Any] = {}
    nulls: dict[str, int] = {}
    rows = 0
    for name in table.statistics():
        value = f"epoch_us({name})" if name == "received_at" else name
        row = cursor.execute(
            f"SELECT count(*), count({name}), min({value}), max({value}) FROM read_parquet({place})"
        ).fetchone()
        assert row is not None
        rows, known, low, high = row
        nulls[name] = rows - known
        if known and not isinstance(low, bool):
            least[name], most[name] = (_moment(low), _moment(high)) if name == "received_at" else (low, high)
    return NewFile(path=path, partition=partition, rows=rows, least=least, most=most, nulls=nulls)


def _moment(microseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def level(file: LakeFile) -> str:
    """The level of compaction that a file has: `day`, `hour`, `run` or, as the mover wrote it, `part`."""
    return file.path.rpartition("/")[2].partition("-")[0]


def plan_merges(files: Sequence[LakeFile], now: datetime, target_bytes: int) -> list[tuple[str, list[LakeFile]]]:
    """Which files to merge into which level; each group belongs to one partition.

    Fresh files become a `run` once there are several; runs become an `hour` when the hour is over, and the hours of a
    day a `day` when the day is over. What reached `target_bytes` is left as it is, so no merge needs more memory than a
    few times that.
    """
    groups: dict[tuple[tuple[str, str], ...], list[LakeFile]] = {}
    for file in files:
        groups.setdefault(tuple(sorted(file.partition.items())), []).append(file)
    plans: list[tuple[str, list[LakeFile]]] = []
    for members in groups.values():
        day_over = (now - datetime.combine(members[0].date, datetime.min.time(), UTC)).total_seconds() > 86_400 + 3_600
        small = [file for file in members if file.size < target_bytes]
        if day_over:
            loose = [file for file in small if level(file) != "day"]
            if loose:
                plans += _batches("day", small if len(loose) < len(small) else loose, target_bytes)
            continue
        plans += _plan_open_day(small, now, target_bytes)
    return plans


_FRESH_FILES: Final = 8


def _plan_open_day(small: Sequence[LakeFile], now: datetime, target_bytes: int) -> list[tuple[str, list[LakeFile]]]:
    hours: dict[int, list[LakeFile]] = {}
    for file in small:
        hours.setdefault(file.last_received.hour if file.last_received else 0, []).append(file)
    plans: list[tuple[str, list[LakeFile]]] = []
    for hour, members in hours.items():
        over = now.astimezone(UTC).hour > hour + 1 or (now.hour == hour + 1 and now.minute >= 5)
        loose = [file for file in members if level(file) not in {"hour", "day"}]
        fresh = [file for file in members if level(file) == "part"]
        if over and loose:
            plans += _batches("hour", members, target_bytes)
        elif not over and len(fresh) >= _FRESH_FILES:
            plans += _batches("run", fresh, target_bytes)
    return plans


def _batches(kind: str, files: Sequence[LakeFile], target_bytes: int) -> list[tuple[str, list[LakeFile]]]:
    """Neighbours in time together, each batch about as large as a file should become."""
    batches: list[tuple[str, list[LakeFile]]] = []
    current: list[LakeFile] = []
    size = 0
    for file in sorted(files, key=lambda one: (one.last_received is not None, one.last_received, one.path)):
        if current and size + file.size > target_bytes * 2:
            batches.append((kind, current))
            current, size = [], 0
        current.append(file)
        size += file.size
    if current:
        batches.append((kind, current))
    return batches
