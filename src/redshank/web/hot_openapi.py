"""How the hot path stands in the OpenAPI description."""

from __future__ import annotations

from typing import Any, Final

from redshank.events.body import SHAPES

_EVENT: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A CloudEvent 1.0 in structured mode; `data` is a JSON object. Other attributes are extensions.",
    "required": ["specversion", "id", "source", "type"],
    "properties": {
        "specversion": {"type": "string", "enum": ["1.0"]},
        "id": {"type": "string", "minLength": 1, "maxLength": 256},
        "source": {"type": "string", "minLength": 1, "maxLength": 512},
        "type": {"type": "string", "minLength": 1, "maxLength": 128},
        "subject": {"type": ["string", "null"], "minLength": 1, "maxLength": 512},
        "time": {"type": ["string", "null"], "format": "date-time"},
        "received_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "when another system received it; read with `backfill=true` alone",
        },
        "datacontenttype": {"type": ["string", "null"], "maxLength": 128},
        "dataschema": {"type": ["string", "null"], "maxLength": 512},
        "data": {"type": ["object", "null"]},
    },
}
_STRINGS: Final = {"type": "array", "items": {"type": "string"}}
_SUMMARY: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["accepted", "duplicates", "refused", "events"],
    "properties": {
        "accepted": {"type": "integer", "description": "events that are new, judged and on disk"},
        "duplicates": {"type": "integer", "description": "events that the log held already"},
        "refused": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["index", "problem"],
                "properties": {"index": {"type": "integer"}, "problem": {"$ref": "#/components/schemas/Problem"}},
            },
        },
        "events": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["index", "id"],
                "properties": {
                    "index": {"type": "integer"},
                    "id": {"type": "string"},
                    "verdicts": _STRINGS,
                    "duplicate": {"type": "boolean"},
                },
            },
        },
    },
}
_ANSWER: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["decision_id", "event_id", "verdict", "verdicts", "actions", "rules", "labels", "standing"],
    "properties": {
        "decision_id": {"type": "string"},
        "event_id": {"type": "string"},
        "verdict": {"type": "string", "enum": ["allow", "review", "throttle", "challenge", "block"]},
        "verdicts": _STRINGS,
        "actions": {"type": "array", "items": {"type": "object"}},
        "rules": {"type": "array", "items": {"type": "object"}},
        "labels": {"type": "array", "items": {"type": "object"}},
        "standing": {
            "type": "object",
            "properties": {
                "subject": {"type": ["string", "null"]},
                "state": {"type": "string", "enum": ["active", "limited", "suspended", "banned"]},
                "until": {"type": ["string", "null"], "format": "date-time"},
            },
        },
        "rule_set": {"type": "string"},
        "duplicate": {"type": "boolean", "description": "asked before; the answer is the one given then"},
        "shadow": {"type": "object", "properties": {"rules": _STRINGS}},
    },
}
_BACKFILL: Final[dict[str, Any]] = {
    "name": "backfill",
    "in": "query",
    "schema": {"type": "boolean", "default": False},
    "description": "arrival times are the sender's: `received_at`, else `time`; needs the scope events:backfill",
}


def describe() -> dict[str, Any]:
    """The paths of the hot path."""
    many = {"oneOf": [_EVENT, {"type": "array", "items": _EVENT}]}
    bodies: dict[str, Any] = {"one": _EVENT, "batch": {"type": "array", "items": _EVENT}, "any": many}
    accepted = {
        media_type: {"schema": bodies.get(shape, {"type": "string", "description": "one CloudEvent a line"})}
        for media_type, shape in SHAPES.items()
    }
    single = {media_type: {"schema": _EVENT} for media_type in ("application/cloudevents+json", "application/json")}
    return {
        "/v1/events": {
            "post": {
                "operationId": "send_events",
                "tags": ["events"],
                "summary": "Send events; answered when they are judged and on disk.",
                "parameters": [_BACKFILL],
                "requestBody": {"required": True, "content": accepted},
                "responses": {"200": _json("What became of each event.", _SUMMARY)},
                "security": [{"key": []}],
            }
        },
        "/v1/decide": {
            "post": {
                "operationId": "decide",
                "tags": ["events"],
                "summary": "Send one event and have its verdict; answered when it is on disk.",
                "requestBody": {"required": True, "content": single},
                "responses": {"200": _json("The decision.", _ANSWER)},
                "security": [{"key": []}],
            }
        },
    }


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
