"""The columns of the lake's tables; the reference page is written from this."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

_TIME: Final = pl.Datetime("us", "UTC")
_TEXTS: Final = pl.List(pl.String)

EVENT_COLUMNS: Final[dict[str, Any]] = {
    "date": pl.Date,
    "seq": pl.Int64,
    "event_id": pl.String,
    "received_at": _TIME,
    "occurred_at": _TIME,
    "window_time": pl.Float64,
    "source": pl.String,
    "id": pl.String,
    "type": pl.String,
    "surface": pl.String,
    "subject": pl.String,
    "has_peer": pl.Boolean,
    "subjects": _TEXTS,
    "rule_set": pl.String,
    "verdicts": _TEXTS,
    "rules": _TEXTS,
    "shadow_rules": _TEXTS,
    "labels": _TEXTS,
    "effects": _TEXTS,
    "flagged": pl.Boolean,
    "errors": pl.Int32,
    "outcome": pl.String,
    "search_text": pl.String,
}

CONTENT_COLUMNS: Final[dict[str, Any]] = {
    "date": pl.Date,
    "class": pl.String,
    "seq": pl.Int64,
    "event_id": pl.String,
    "received_at": _TIME,
    "type": pl.String,
    "subject": pl.String,
    "subjects": _TEXTS,
    "data": pl.String,
    "features": pl.String,
    "descriptions": pl.String,
}

MEANING: Final[dict[str, str]] = {
    "date": "UTC day of `received_at`; both tables are partitioned by it",
    "seq": "place in the log; unique, grows with arrival",
    "event_id": "`evt_...`; the decision about it is `dec_` with the same characters",
    "received_at": "when Redshank took the event, UTC",
    "occurred_at": "when the platform says that it happened, UTC; never used for windows",
    "window_time": "seconds since the epoch that windows used; never runs backwards",
    "source": "CloudEvents `source`",
    "id": "CloudEvents `id`; (source, id) is unique",
    "type": "CloudEvents `type`, such as `prompt_submitted`",
    "surface": "api, chat, image or agent",
    "subject": "main subject as `Type/id`: the account where there is one",
    "has_peer": "the event names another subject of the same type as `subject`",
    "subjects": "every subject as `Type/id`",
    "rule_set": "version that judged the event",
    "verdicts": "verdicts of live rules",
    "rules": "live rules that held",
    "shadow_rules": "rules in shadow that held",
    "labels": "label changes that applied: `+Type/id/label` or `-Type/id/label`",
    "effects": "types of the effects that live rules asked for",
    "flagged": "a live rule held",
    "errors": "number of errors that the rules reported",
    "outcome": "JSON: every feature without content, labels, effects, errors",
    "search_text": "what free text searches: type, ids, rules and text features, case-folded",
    "class": "retention class: raw, flagged or evidence; the table is partitioned by it",
    "data": "JSON: the event's `data` as it was sent",
    "features": "JSON: the features that hold text of a conversation",
    "descriptions": "JSON: what fired rules say, by rule, where it repeats text of a conversation",
}

_FEATURE_TYPES: Final[dict[str, Any]] = {"f_": pl.String, "n_": pl.Float64, "b_": pl.Boolean, "l_": _TEXTS}


def feature_type(column: str) -> Any:
    """The type of a feature column, told by its first two letters."""
    return _FEATURE_TYPES[column[:2]]


def is_feature(column: str) -> bool:
    """Whether a column of `events` holds a feature."""
    return column[:2] in _FEATURE_TYPES and column not in EVENT_COLUMNS
