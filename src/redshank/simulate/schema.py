"""The JSON Schema of the simulated platform's events: the machine-readable form of docs/reference/events.md."""

from __future__ import annotations

from typing import Any, Final

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_SHA256: Final = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_TIME: Final = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
_COUNTRY: Final = {"type": "string", "pattern": "^[A-Z]{2}$"}
_TOOLS: Final = (
    *("web.search", "web.fetch", "http.post", "social.post", "mail.read", "mail.send"),
    *("files.read", "files.write", "scan.file", "code.run", "calendar.add", "db.query"),
)
_REPORT_REASONS: Final = ("scam", "harassment", "spam", "manipulation", "malware", "other")


def _id(prefix: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{prefix}_[0-9a-z]{{20}}$"}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _with_id(prefix: str) -> dict[str, Any]:
    return _object({"id": _id(prefix)})


_ACCOUNT: Final = _object(
    {
        "id": _id("acc"),
        "created_at": _TIME,
        "plan": {"enum": ["free", "pro", "team", "enterprise"]},
        "email": _TEXT,
        "email_domain": {"type": "string", "pattern": r"^[a-z0-9.-]+\.example$"},
        "country": _COUNTRY,
        "verified": {"type": "boolean"},
    },
    {"phone": {"type": "string", "pattern": r"^\+[0-9]{6,15}$"}},
)
_CLIENT: Final = _object(
    {
        "ip": {"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]},
        "asn": _COUNT,
        "hosting": {"type": "boolean"},
        "country": _COUNTRY,
        "user_agent": _TEXT,
        "device_id": _id("dev"),
    }
)
_CONVERSATION: Final = _object({"id": _id("con"), "turn": {"type": "integer", "minimum": 1}})
_OPERATION: Final = _object(
    {"name": {"enum": ["chat", "text_completion", "embeddings", "image_generation", "execute_tool"]}}
)
_REQUEST: Final = _object(
    {"model": _TEXT, "max_tokens": {"type": "integer", "minimum": 1}, "temperature": {"type": "number"}}
)
_MODEL_CALL: Final = {
    "operation": _OPERATION,
    "provider": _object({"name": _TEXT}),
    "request": _REQUEST,
    "conversation": _with_id("con"),
}
_GEN_AI_REQUEST: Final = _object(_MODEL_CALL)
_GEN_AI_RESPONSE: Final = _object(
    {
        **_MODEL_CALL,
        "response": _object(
            {
                "id": _id("res"),
                "model": _TEXT,
                "finish_reasons": {
                    "type": "array",
                    "items": {"enum": ["stop", "length", "content_filter", "tool_calls"]},
                    "minItems": 1,
                },
            }
        ),
        "usage": _object({"input_tokens": _COUNT, "output_tokens": _COUNT}),
    }
)
_GEN_AI_TOOL: Final = _object({"operation": _OPERATION})
_PROMPT: Final = _object({"text": _TEXT, "sha256": _SHA256}, {"system": _TEXT})
_PAYMENT: Final = _object(
    {
        "fingerprint": _id("card"),
        "amount": {"type": "number", "exclusiveMinimum": 0},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "outcome": {"enum": ["approved", "declined", "disputed"]},
        "card_country": _COUNTRY,
        "bin": {"type": "string", "pattern": "^[0-9]{6}$"},
    }
)
_FILE: Final = _object({"sha256": _SHA256, "mime": _TEXT, "bytes": _COUNT})
_IN_SESSION: Final = {"session": _with_id("ses")}
_IN_CONVERSATION: Final = {**_IN_SESSION, "conversation": _CONVERSATION}
_BY_TYPE: Final[dict[str, dict[str, Any]]] = {
    "account_created": {},
    "login": _IN_SESSION,
    "api_key_created": {**_IN_SESSION, "api_key": _with_id("key")},
    "prompt_submitted": {**_IN_CONVERSATION, "gen_ai": _GEN_AI_REQUEST, "prompt": _PROMPT},
    "completion_returned": {
        **_IN_CONVERSATION,
        "gen_ai": _GEN_AI_RESPONSE,
        "completion": _object({"text": _TEXT, "refused": {"type": "boolean"}}),
    },
    "image_requested": {**_IN_CONVERSATION, "gen_ai": _GEN_AI_REQUEST, "prompt": _PROMPT},
    "tool_called": {
        **_IN_CONVERSATION,
        "gen_ai": _GEN_AI_TOOL,
        "tool": _object({"name": {"enum": _TOOLS}, "arguments": {"type": "object"}}),
    },
    "tool_returned": {
        **_IN_CONVERSATION,
        "gen_ai": _GEN_AI_TOOL,
        "tool": _object({"name": {"enum": _TOOLS}, "result": _TEXT}, {"source": _TEXT}),
    },
    "payment_attempted": {**_IN_SESSION, "payment": _PAYMENT},
    "file_uploaded": {**_IN_CONVERSATION, "file": _FILE},
    "message_reported": {"report": _object({"reason": {"enum": _REPORT_REASONS}, "reported_account": _id("acc")})},
}
EVENT_TYPES: Final = tuple(_BY_TYPE)


def event_schema() -> dict[str, Any]:
    """The schema of one event, JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An event of the simulated AI platform",
        **_object(
            {
                "specversion": {"const": "1.0"},
                "id": {"type": "string", "minLength": 1},
                "source": {"const": "/platform/sim"},
                "type": {"enum": list(EVENT_TYPES)},
                "time": _TIME,
                "subject": _id("acc"),
                "datacontenttype": {"const": "application/json"},
                "data": {"type": "object"},
            }
        ),
        "allOf": [
            {"if": {"properties": {"type": {"const": kind}}}, "then": {"properties": {"data": _data(special)}}}
            for kind, special in _BY_TYPE.items()
        ],
    }


def _data(special: dict[str, Any]) -> dict[str, Any]:
    """`data` of one type: what every event has, what this type must have, and what any may have."""
    always = {
        "surface": {"enum": ["api", "chat", "image", "agent"]},
        "account": _ACCOUNT,
        "organization": _with_id("org"),
        "client": _CLIENT,
    }
    maybe = {
        "api_key": _with_id("key"),
        "end_user": _object({"id": _TEXT}),
        "safety": _object({"opaque_flag": _TEXT}),
    }
    return _object({**always, **special}, {name: shape for name, shape in maybe.items() if name not in special})
