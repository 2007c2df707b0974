"""From rows of the log to columns of the lake: pure, the same for the mover and for the reader's tail.

A feature gets a column of its own, named by the kind of its values, so that a change of type never breaks a table:
`n_` for numbers, `f_` for text, `b_` for truth values, `l_` for lists of these. Objects and whatever comes after the
last allowed column stay in `outcome`, which holds every feature as JSON.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

import msgspec

from redshank.events.lake.types import LakeRow
from redshank.events.outcome import EffectRecord, LabelRecord
from redshank.kernel.ids import format_id

if TYPE_CHECKING:
    import polars as pl

TEXT, NUMBER, TRUTH, LIST = "f_", "n_", "b_", "l_"

PRIMARY_TYPES: Final = ("Account", "EndUser", "ApiKey", "Organization")
"""An event's `subject` is its first subject of the first of these types that it has, else its first subject."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,119}\Z", re.ASCII)
_encode: Final = msgspec.json.Encoder().encode


class _ContentParts(msgspec.Struct):
    """The parts of a row's content, left as JSON text."""

    data: msgspec.Raw
    features: msgspec.Raw = msgspec.Raw(b"{}")
    descriptions: msgspec.Raw = msgspec.Raw(b"{}")


_decode_parts: Final = msgspec.json.Decoder(_ContentParts).decode


class FeatureColumns:
    """Which feature columns a table has and may get.

    Names are compared without case, because the engines that read the table do so.
    """

    def __init__(self, existing: Iterable[str], limit: int) -> None:
        self._by_fold: dict[str, str] = {name.lower(): name for name in existing}
        self._limit = limit
        self._refused: set[str] = set()

    def names(self) -> list[str]:
        """The columns there are, in order of their first appearance."""
        return list(self._by_fold.values())

    def admit(self, name: str) -> bool:
        """Whether `name` is a column, made one now if there is room."""
        fold = name.lower()
        known = self._by_fold.get(fold)
        if known is not None:
            return known == name
        if name in self._refused:
            return False
        if len(self._by_fold) >= self._limit or not _NAME.match(name):
            self._refused.add(name)
            return False
        self._by_fold[fold] = name
        return True


def fold_text(text: str) -> str:
    """Text as free-text search compares it: compatibility forms and case folded."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def choose_subject(subjects: Sequence[str]) -> tuple[str | None, bool]:
    """An event's main subject, and whether the event names another one of the same type.

    Files are sorted by (has_peer, subject), so both halves of "every event of this account" are found by file and
    row-group statistics.
    """
    if not subjects:
        return None, False
    chosen = subjects[0]
    best = len(PRIMARY_TYPES)
    for subject in subjects:
        kind = subject.partition("/")[0]
        if kind in PRIMARY_TYPES and (rank := PRIMARY_TYPES.index(kind)) < best:
            chosen, best = subject, rank
    prefix = chosen.partition("/")[0] + "/"
    return chosen, any(other != chosen and other.startswith(prefix) for other in subjects)


class _Found(msgspec.Struct):
    """The parts of an outcome that get columns; the rest is skipped while decoding."""

    features: dict[str, Any]
    labels: list[LabelRecord] = []
    effects: list[EffectRecord] = []
    errors: list[msgspec.Raw] = []


_decode_found: Final = msgspec.json.Decoder(_Found).decode


def _labels(found: _Found) -> list[str]:
    """Label changes that applied, as `+Type/id/label` or `-Type/id/label`."""
    return [
        f"{'-' if label.status.endswith('REMOVED') else '+'}{label.entity_type}/{label.entity_id}/{label.label}"
        for label in found.labels
        if not label.suppressed
    ]


def events_frame(rows: Sequence[LakeRow], columns: FeatureColumns) -> pl.DataFrame:
    """The rows of table `events` for some rows of the log.

    Args:
        rows: in log order.
        columns: the table's feature columns; new ones are admitted as they come.
    """
    import polars as pl

    from redshank.events.lake.schema import EVENT_COLUMNS

    cells: dict[str, list[Any]] = {name: [] for name in EVENT_COLUMNS}
    appenders = [cells[name].append for name in EVENT_COLUMNS]
    alike: dict[tuple[str, ...], list[int]] = {}
    features: list[dict[str, Any]] = []
    for index, row in enumerate(rows):
        found = _decode_found(row.outcome)
        features.append(found.features)
        alike.setdefault(tuple(found.features), []).append(index)
        for append, value in zip(appenders, _event_cells(row, found), strict=True):
            append(value)
    base = pl.DataFrame([_series(name, values, EVENT_COLUMNS[name]) for name, values in cells.items()])
    parts = [_feature_frame(names, indexes, features, columns) for names, indexes in _groups(alike, features)]
    joined = pl.concat(parts, how="diagonal").sort("index").drop("index") if parts else pl.DataFrame()
    return base.hstack(joined.get_columns()) if joined.width else base


def _event_cells(row: LakeRow, found: _Found) -> tuple[Any, ...]:
    """One row of the columns that every event has, in the order of the schema."""
    subject, has_peer = choose_subject(row.subjects)
    received_at = row.received_at.astimezone(UTC)
    texts = [value for value in found.features.values() if type(value) is str]
    words = (row.type, row.source, row.id, *row.subjects, *row.rules, *row.shadow_rules, *row.verdicts, *texts)
    return (
        received_at.date(),
        row.seq,
        format_id("evt", row.uuid),
        received_at,
        row.occurred_at,
        row.window_time,
        row.source,
        row.id,
        row.type,
        row.surface,
        subject,
        has_peer,
        row.subjects,
        row.rule_set,
        row.verdicts,
        row.rules,
        row.shadow_rules,
        _labels(found),
        [effect.type for effect in found.effects if not effect.shadow],
        bool(row.rules),
        len(found.errors),
        row.outcome,
        fold_text("\n".join(dict.fromkeys(words))),
    )


_FEW: Final = 8


def _groups(
    alike: dict[tuple[str, ...], list[int]], features: Sequence[dict[str, Any]]
) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Rows with the same features together, which become columns at one stroke; odd ones in one group."""
    odd: list[int] = []
    for names, indexes in alike.items():
        if len(indexes) >= _FEW:
            yield names, indexes
        else:
            odd += indexes
    if odd:
        yield tuple(dict.fromkeys(name for index in odd for name in features[index])), odd


def _feature_frame(
    names: tuple[str, ...], indexes: list[int], features: Sequence[dict[str, Any]], columns: FeatureColumns
) -> pl.DataFrame:
    """The feature columns of some rows, with each row's place."""
    import polars as pl

    from redshank.events.lake.schema import feature_type

    found = [pl.Series("index", indexes, dtype=pl.Int64)]
    whole = all(len(features[index]) == len(names) for index in indexes)
    if whole:
        turned: Iterable[tuple[Any, ...]] = zip(*(features[index].values() for index in indexes), strict=True)
    else:
        turned = (tuple(features[index].get(name) for index in indexes) for name in names)
    for name, cells in zip(names, turned, strict=True):
        kinds = {_KIND.get(kind) for kind in set(map(type, cells))}
        for kind in (TEXT, NUMBER, TRUTH, LIST):
            column = kind + name
            if kind not in kinds or not columns.admit(column):
                continue
            fitting: Sequence[Any] = cells
            if len(kinds - {None}) > 1 or dict in set(map(type, cells)):
                fitting = [cell if _KIND.get(type(cell)) == kind else None for cell in cells]
            if kind == LIST:
                fitting = [None if cell is None else _items(cell) for cell in fitting]
            found.append(_series(column, fitting, feature_type(column)))
    return pl.DataFrame(found)


def _series(name: str, cells: Sequence[Any], kind: Any) -> pl.Series:
    """A column. Texts in lists and texts that are bytes take a detour by which they cost a thirtieth."""
    import polars as pl

    if kind == pl.List(pl.String):
        written = pl.Series(name, [None if cell is None else _encode(cell) for cell in cells], dtype=pl.Binary)
        return written.cast(pl.String).str.json_decode(kind)
    if cells and isinstance(cells[0], bytes):
        return pl.Series(name, cells, dtype=pl.Binary).cast(pl.String)
    return pl.Series(name, cells, dtype=kind)


_KIND: Final[dict[type, str]] = {str: TEXT, int: NUMBER, float: NUMBER, bool: TRUTH, list: LIST}


def _items(cell: list[Any]) -> list[str]:
    """The scalars of a list as text."""
    return [item if isinstance(item, str) else _encode(item).decode() for item in cell if type(item) in _SCALARS]


_SCALARS: Final = frozenset({str, int, float, bool})


def content_frame(rows: Sequence[LakeRow]) -> pl.DataFrame:
    """The rows of table `content` for some rows of the log: those whose content is there."""
    import polars as pl

    from redshank.events.lake.schema import CONTENT_COLUMNS

    base: dict[str, list[Any]] = {name: [] for name in CONTENT_COLUMNS}
    appenders = [base[name].append for name in CONTENT_COLUMNS]
    for row in rows:
        if row.content is None:
            continue
        parts = _decode_parts(row.content)
        received_at = row.received_at.astimezone(UTC)
        record = (
            received_at.date(),
            "flagged" if row.rules else "raw",
            row.seq,
            format_id("evt", row.uuid),
            received_at,
            row.type,
            choose_subject(row.subjects)[0],
            row.subjects,
            bytes(parts.data),
            bytes(parts.features),
            bytes(parts.descriptions),
        )
        for append, value in zip(appenders, record, strict=True):
            append(value)
    return pl.DataFrame([_series(name, cells, CONTENT_COLUMNS[name]) for name, cells in base.items()])
