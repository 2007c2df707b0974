"""From rows of the log to columns of the lake: pure, the same for the mover and for the reader's tail.

A feature gets a column of its own, named by the kind of its values, so that a change of type never breaks a table:
`n_` for numbers, `f_` for text, `b_` for truth values, `l_` for lists of these. Objects and whatever comes after the
last allowed column stay in `outcome`, which holds every feature as JSON.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

import msgspec

from redshank.events.lake.types import LakeRow
from redshank.events.outcome import OutcomeRecord, decode_outcome
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


def _labels(outcome: OutcomeRecord) -> list[str]:
    """Label changes that applied, as `+Type/id/label` or `-Type/id/label`."""
    return [
        f"{'-' if label.status.endswith('REMOVED') else '+'}{label.entity_type}/{label.entity_id}/{label.label}"
        for label in outcome.labels
        if not label.suppressed
    ]


def _clean(text: str) -> str:
    """Text that every engine can store: lone surrogates become U+FFFD."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def events_frame(rows: Sequence[LakeRow], columns: FeatureColumns) -> pl.DataFrame:
    """The rows of table `events` for some rows of the log.

    Args:
        rows: in log order.
        columns: the table's feature columns; new ones are admitted as they come.
    """
    import polars as pl

    from redshank.events.lake.schema import EVENT_COLUMNS, feature_type

    base: dict[str, list[Any]] = {name: [] for name in EVENT_COLUMNS}
    features: dict[str, list[Any]] = {}
    appenders = [base[name].append for name in EVENT_COLUMNS]
    for index, row in enumerate(rows):
        outcome = decode_outcome(row.outcome)
        words = [row.type, row.source, row.id, *row.subjects, *row.rules, *row.shadow_rules, *row.verdicts]
        for name, value in outcome.features.items():
            kind = _KIND.get(type(value))
            if kind is None:
                continue
            if kind is TEXT:
                words.append(value)
            column = kind + name
            cells = features.get(column)
            if cells is None:
                if not columns.admit(column):
                    continue
                cells = features[column] = []
            if len(cells) < index:
                cells.extend([None] * (index - len(cells)))
            cells.append(value)
        subject, has_peer = choose_subject(row.subjects)
        received_at = row.received_at.astimezone(UTC)
        record = (
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
            _labels(outcome),
            [effect.type for effect in outcome.effects if not effect.shadow],
            bool(row.rules),
            len(outcome.errors),
            row.outcome,
            fold_text(_clean("\n".join(words))),
        )
        for append, value in zip(appenders, record, strict=True):
            append(value)
    for column, cells in features.items():
        if len(cells) < len(rows):
            cells.extend([None] * (len(rows) - len(cells)))
        if column.startswith(TEXT):
            features[column] = [cell if cell is None else _clean(cell) for cell in cells]
        elif column.startswith(NUMBER):
            features[column] = [cell if cell is None else float(cell) for cell in cells]
        elif column.startswith(LIST):
            features[column] = [cell if cell is None else _items(cell) for cell in cells]
    schema = {**EVENT_COLUMNS, **{column: feature_type(column) for column in features}}
    return pl.DataFrame([_series(name, cells, schema[name]) for name, cells in (base | features).items()])


def _series(name: str, cells: list[Any], kind: Any) -> pl.Series:
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
    return [
        _clean(item) if isinstance(item, str) else _encode(item).decode()
        for item in cell
        if isinstance(item, str | int | float)
    ]


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
