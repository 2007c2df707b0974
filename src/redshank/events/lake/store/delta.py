"""One Delta Lake table on disk: appended by the mover, rearranged by compaction, read by anyone.

Every append carries the log's sequence number as the table's application transaction, in the same commit as the rows.
So the table itself says how far it is filled, and a mover that died between this commit and its own note in PostgreSQL
can't append the same rows twice.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import polars as pl
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, RemoveAction

from redshank.events.lake.errors import LakeUnreadable
from redshank.events.lake.schema import CONTENT_COLUMNS, EVENT_COLUMNS, is_feature
from redshank.events.lake.types import CONTENT, EVENTS, LakeFile, LakeSettings, TableName

if TYPE_CHECKING:
    from deltalake.schema import Schema

MOVER: Final = "redshank-mover"
"""Name of the application transaction that says up to which `seq` a table is filled."""

_PARTITIONS: Final[dict[str, list[str]]] = {EVENTS: ["date"], CONTENT: ["date", "class"]}
_COLUMNS: Final[dict[str, dict[str, Any]]] = {EVENTS: EVENT_COLUMNS, CONTENT: CONTENT_COLUMNS}
_STATISTICS: Final[dict[str, tuple[str, ...]]] = {
    EVENTS: ("seq", "received_at", "subject", "has_peer"),
    CONTENT: ("seq", "received_at", "subject"),
}


@dataclass(frozen=True, slots=True)
class NewFile:
    """A Parquet file that was written beside the table and is not part of it yet."""

    path: str
    partition: dict[str, str]
    rows: int
    least: dict[str, Any]
    most: dict[str, Any]
    nulls: dict[str, int]


class LakeTable:
    """One table. Not safe for use from two threads at a time; another process may write meanwhile."""

    def __init__(self, settings: LakeSettings, name: TableName) -> None:
        self.name = name
        self.folder = settings.table(name)
        self._table: DeltaTable | None = None
        self._files: tuple[int, list[LakeFile]] = (-1, [])

    def ensure(self) -> None:
        """Open the table, or create it empty.

        Raises:
            LakeUnreadable: the folder can't be read or written.
        """
        if self._table is not None:
            return
        try:
            if not DeltaTable.is_deltatable(str(self.folder)):
                self.folder.mkdir(parents=True, exist_ok=True)
                self._create()
            self._table = DeltaTable(str(self.folder))
        except (DeltaError, OSError) as error:
            raise self._unreadable(error) from error

    def _create(self) -> None:
        DeltaTable.create(
            str(self.folder),
            schema=pl.Schema(_COLUMNS[self.name]),
            partition_by=_PARTITIONS[self.name],
            mode="ignore",
            name=self.name,
            configuration={
                "delta.dataSkippingStatsColumns": ",".join(_STATISTICS[self.name]),
                "delta.checkpointInterval": "50",
                "delta.logRetentionDuration": "interval 2 hours",
                "delta.deletedFileRetentionDuration": "interval 1 hours",
            },
        )

    def exists(self) -> bool:
        """Whether there is a table to read."""
        return self._table is not None or DeltaTable.is_deltatable(str(self.folder))

    def refresh(self) -> None:
        """See what others committed since."""
        if self._table is None:
            self.ensure()
            return
        try:
            self._table.update_incremental()
        except (DeltaError, OSError):
            # The commits between may be gone behind a checkpoint: read the table anew.
            self._table = None
            self.ensure()

    @property
    def version(self) -> int:
        """Number of the last commit seen."""
        return self._open().version()

    def filled_to(self) -> int:
        """The last `seq` that the table holds or has held; 0 while empty."""
        return self._open().transaction_version(MOVER) or 0

    def columns(self) -> list[str]:
        """Every column, in the table's order."""
        return [field.name for field in self._schema().fields]

    def feature_columns(self) -> list[str]:
        """The columns that hold features."""
        return [name for name in self.columns() if is_feature(name)]

    def append(self, frame: pl.DataFrame, filled_to: int) -> None:
        """Add rows and note in the same commit up to which `seq` the table is filled now; durable on return."""
        try:
            write_deltalake(
                self._open(),
                frame,
                mode="append",
                partition_by=_PARTITIONS[self.name],
                schema_mode="merge",
                writer_properties=WriterProperties(compression="ZSTD", compression_level=1),
                commit_properties=CommitProperties(app_transactions=[Transaction(MOVER, filled_to)]),
            )
            self.refresh()
            self._flush_commit()
        except (DeltaError, OSError) as error:
            self._table = None
            raise self._unreadable(error) from error

    def files(self) -> list[LakeFile]:
        """The files that make up the table as last seen."""
        version = self.version
        if self._files[0] != version:
            actions = pl.DataFrame(self._open().get_add_actions(flatten=True))
            self._files = (version, [_lake_file(row) for row in actions.iter_rows(named=True)])
        return self._files[1]

    def new_path(self, partition: dict[str, str], kind: str) -> str:
        """A fresh relative path for a file of a partition; `kind` names the level of compaction."""
        folder = "/".join(f"{column}={partition[column]}" for column in _PARTITIONS[self.name])
        (self.folder / folder).mkdir(parents=True, exist_ok=True)
        return f"{folder}/{kind}-{uuid.uuid4()}.parquet"

    def replace(self, removed: Iterable[LakeFile], added: Iterable[NewFile], *, data_change: bool) -> None:
        """Swap files in one commit.

        Args:
            removed: files of the table that leave it; they stay on disk until `vacuum`.
            added: files that were written beside it.
            data_change: False where the same rows only lie differently, so that followers of the table skip it.
        """
        now = int(time.time() * 1000)
        actions: list[AddAction | RemoveAction] = [
            RemoveAction(
                path=file.path,
                data_change=data_change,
                deletion_timestamp=now,
                partition_values=dict(file.partition),
                size=file.size,
            )
            for file in removed
        ]
        for file in added:
            path = self.folder / file.path
            _flush(path)
            stats = {"numRecords": file.rows, "minValues": file.least, "maxValues": file.most, "nullCount": file.nulls}
            actions.append(
                AddAction(
                    path=file.path,
                    size=path.stat().st_size,
                    partition_values=dict(file.partition),
                    modification_time=now,
                    data_change=data_change,
                    stats=json.dumps(stats, default=_stat_text),
                )
            )
        if not actions:
            return
        table = self._open()
        try:
            table.create_write_transaction(
                actions, mode="append", schema=table.schema(), partition_by=_PARTITIONS[self.name]
            )
            self.refresh()
            self._flush_commit()
        except (DeltaError, OSError) as error:
            self._table = None
            raise self._unreadable(error) from error

    def vacuum(self, grace_hours: int) -> int:
        """Delete files that left the table at least `grace_hours` ago, and orphans; returns how many."""
        try:
            gone = self._open().vacuum(
                retention_hours=grace_hours, dry_run=False, enforce_retention_duration=False, full=True
            )
        except (DeltaError, OSError) as error:
            raise self._unreadable(error) from error
        self.refresh()
        return len(gone)

    def statistics(self) -> Sequence[str]:
        """The columns whose bounds stand in the table's log for each file."""
        return _STATISTICS[self.name]

    def _open(self) -> DeltaTable:
        self.ensure()
        assert self._table is not None
        return self._table

    def _schema(self) -> Schema:
        return self._open().schema()

    def _flush_commit(self) -> None:
        """Push the last commit and its files through to the disk: the log's own copy may be dropped later."""
        commit = self.folder / "_delta_log" / f"{self.version:020}.json"
        if not commit.exists():
            return
        for line in commit.read_bytes().splitlines():
            add = json.loads(line).get("add")
            if add:
                path = self.folder / unquote(add["path"])
                _flush(path)
                _flush(path.parent)
        _flush(commit)
        _flush(commit.parent)

    def _unreadable(self, error: Exception) -> LakeUnreadable:
        return LakeUnreadable(
            f"table {self.name}: {type(error).__name__}: {str(error)[:300]}",
            where=str(self.folder),
            mend="check the folder's owner, mode and free space; the log keeps everything until it is moved",
        )


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stat_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no statistics of {type(value).__name__}")


def _lake_file(row: dict[str, Any]) -> LakeFile:
    return LakeFile(
        path=unquote(row["path"]),
        partition={
            column.removeprefix("partition."): str(value)
            for column, value in row.items()
            if column.startswith("partition.")
        },
        size=row["size_bytes"],
        rows=row["num_records"] or 0,
        first_subject=row.get("min.subject"),
        last_subject=row.get("max.subject"),
        first_received=row.get("min.received_at"),
        last_received=row.get("max.received_at"),
    )
