"""From spans that follow the GenAI semantic conventions to events.

| Span (`gen_ai.operation.name`) | Events |
|---|---|
| chat, text_completion, generate_content | `prompt_submitted` at its start, `completion_returned` at its end |
| embeddings | `prompt_submitted` |
| image_generation | `image_requested` |
| execute_tool | `tool_called` at its start, `tool_returned` at its end |

Every other span is taken and left aside. An event's id is made of trace and span id, so an exporter that sends again
sends duplicates, which are recognised. An attribute `redshank.<path>` sets `<path>` in the event's data whatever the
conventions say: `redshank.account.id`, `redshank.client.asn`, `redshank.surface`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

from redshank.events.otlp.wire import Span

_OWN: Final = "redshank."
_MODEL_CALLS: Final = frozenset({"chat", "text_completion", "generate_content"})
_OPERATIONS: Final = _MODEL_CALLS | {"embeddings", "image_generation", "execute_tool"}
_REFUSALS: Final = frozenset({"content_filter", "refusal", "safety"})
_DEEPEST_PATH: Final = 6

_PLACES: Final[dict[str, tuple[str, ...]]] = {
    "gen_ai.operation.name": ("gen_ai", "operation", "name"),
    "gen_ai.system": ("gen_ai", "provider", "name"),
    "gen_ai.provider.name": ("gen_ai", "provider", "name"),
    "gen_ai.request.model": ("gen_ai", "request", "model"),
    "gen_ai.request.max_tokens": ("gen_ai", "request", "max_tokens"),
    "gen_ai.request.temperature": ("gen_ai", "request", "temperature"),
    "gen_ai.conversation.id": ("conversation", "id"),
    "gen_ai.agent.id": ("gen_ai", "agent", "id"),
    "gen_ai.agent.name": ("gen_ai", "agent", "name"),
    "session.id": ("session", "id"),
    "enduser.id": ("account", "id"),
    "user.id": ("account", "id"),
    "user.email": ("account", "email"),
    "client.address": ("client", "ip"),
    "user_agent.original": ("client", "user_agent"),
}
"""Attributes that every event of a span has; a later one in this order wins."""

_ANSWER_PLACES: Final[dict[str, tuple[str, ...]]] = {
    "gen_ai.response.id": ("gen_ai", "response", "id"),
    "gen_ai.response.model": ("gen_ai", "response", "model"),
    "gen_ai.response.finish_reasons": ("gen_ai", "response", "finish_reasons"),
    "gen_ai.usage.input_tokens": ("gen_ai", "usage", "input_tokens"),
    "gen_ai.usage.prompt_tokens": ("gen_ai", "usage", "input_tokens"),
    "gen_ai.usage.output_tokens": ("gen_ai", "usage", "output_tokens"),
    "gen_ai.usage.completion_tokens": ("gen_ai", "usage", "output_tokens"),
}
"""Attributes that only the event at a span's end has."""


def events_of_span(span: Span) -> list[dict[str, Any]]:
    """The CloudEvents that a span stands for, as JSON objects; none for a span of another kind."""
    attributes = _gathered(span)
    operation = attributes.get("gen_ai.operation.name")
    if operation not in _OPERATIONS or not span.trace_id or not span.span_id:
        return []
    common = _common(span, attributes, operation)
    if operation == "execute_tool":
        return _tool_events(span, attributes, common)
    prompt = _prompt(attributes)
    if operation == "image_generation":
        return [_event(span, "image_requested", span.start, common | {"prompt": prompt})]
    events = [_event(span, "prompt_submitted", span.start, common | {"prompt": prompt})]
    if operation in _MODEL_CALLS:
        answer = _copied(common)
        _put_all(answer, attributes, _ANSWER_PLACES)
        answer["completion"] = _completion(attributes)
        events.append(_event(span, "completion_returned", span.end or span.start, answer))
    return events


def _gathered(span: Span) -> dict[str, Any]:
    """The span's attributes with those of its GenAI events, which is where contents stand when they are opted in."""
    attributes = dict(span.attributes)
    for event in span.events:
        if event.name.startswith("gen_ai."):
            for name, value in event.attributes.items():
                attributes.setdefault(name, value)
    return attributes


def _common(span: Span, attributes: dict[str, Any], operation: str) -> dict[str, Any]:
    data: dict[str, Any] = {"surface": "agent" if operation == "execute_tool" else "api"}
    _put_all(data, span.resource, {"session.id": ("session", "id"), "user.id": ("account", "id")})
    _put_all(data, attributes, _PLACES)
    data["otel"] = {"trace_id": span.trace_id, "span_id": span.span_id, "failed": span.failed}
    for name, value in attributes.items():
        if name.startswith(_OWN):
            _put(data, tuple(name.removeprefix(_OWN).split(".")[:_DEEPEST_PATH]), value)
    return data


def _tool_events(span: Span, attributes: dict[str, Any], common: dict[str, Any]) -> list[dict[str, Any]]:
    tool = {"name": attributes.get("gen_ai.tool.name") or span.name, "id": attributes.get("gen_ai.tool.call.id")}
    called = {**tool, "arguments": _text(attributes.get("gen_ai.tool.call.arguments"))}
    returned = {**tool, "result": _text(attributes.get("gen_ai.tool.call.result"))}
    return [
        _event(span, "tool_called", span.start, common | {"tool": called}),
        _event(span, "tool_returned", span.end or span.start, common | {"tool": returned}),
    ]


def _event(span: Span, type: str, at: float, data: dict[str, Any]) -> dict[str, Any]:
    service = str(span.resource.get("service.name") or "unknown")[:400]
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": f"{span.trace_id}-{span.span_id}-{type}",
        "source": f"/otel/{service}",
        "type": type,
        "datacontenttype": "application/json",
        "data": data,
    }
    account = data.get("account")
    if isinstance(account, dict) and isinstance(account.get("id"), str) and 0 < len(account["id"]) <= 512:
        event["subject"] = account["id"]
    if at > 0:
        event["time"] = datetime.fromtimestamp(min(at, 253_402_300_799.0), UTC).isoformat()
    return event


def _prompt(attributes: dict[str, Any]) -> dict[str, Any]:
    messages = _messages(attributes.get("gen_ai.input.messages", attributes.get("gen_ai.prompt")))
    asked = [text for role, text in messages if role == "user"]
    system = [text for role, text in messages if role == "system"]
    instructions = _text_of_parts(_parsed(attributes.get("gen_ai.system_instructions")))
    prompt = {"text": asked[-1] if asked else "\n".join(text for role, text in messages if role != "system")}
    said = "\n".join(text for text in (instructions, *system) if text)
    return prompt | ({"system": said} if said else {})


def _completion(attributes: dict[str, Any]) -> dict[str, Any]:
    messages = _messages(attributes.get("gen_ai.output.messages", attributes.get("gen_ai.completion")))
    reasons = attributes.get("gen_ai.response.finish_reasons")
    refused = isinstance(reasons, list) and any(reason in _REFUSALS for reason in reasons if isinstance(reason, str))
    return {"text": "\n".join(text for _, text in messages), "refused": refused}


def _messages(value: Any) -> list[tuple[str, str]]:
    """(role, text) of messages in the conventions' form, also where an exporter wrote them as JSON text."""
    parsed = _parsed(value)
    if parsed is None:
        return []
    if not isinstance(parsed, list):
        return [("user", _text(parsed))]
    messages = []
    for message in parsed:
        if isinstance(message, dict):
            role = message.get("role")
            text = _text_of_parts(message.get("parts", message.get("content")))
            messages.append((role if isinstance(role, str) else "", text))
        else:
            messages.append(("", _text(message)))
    return messages


def _text_of_parts(parts: Any) -> str:
    if isinstance(parts, dict):
        parts = [parts]
    if not isinstance(parts, list):
        return _text(parts)
    texts = []
    for part in parts:
        if isinstance(part, dict):
            content = part.get("content", part.get("text"))
            if isinstance(content, str):
                texts.append(content)
        elif isinstance(part, str):
            texts.append(part)
    return "\n".join(texts)


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _put_all(data: dict[str, Any], attributes: dict[str, Any], places: dict[str, tuple[str, ...]]) -> None:
    for name, place in places.items():
        if name in attributes:
            _put(data, place, attributes[name])


def _put(data: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
    here = data
    for step in place[:-1]:
        inner = here.get(step)
        if not isinstance(inner, dict):
            inner = here[step] = {}
        here = inner
    here[place[-1]] = value


def _copied(data: dict[str, Any]) -> dict[str, Any]:
    return {name: _copied(value) if isinstance(value, dict) else value for name, value in data.items()}
