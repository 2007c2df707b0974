"""docs/reference/api.md: every operation of the API, from its OpenAPI description."""

from __future__ import annotations

from typing import Any

from redshank.access.types import ROLE_SCOPES, ROLES, SCOPES
from redshank.bootstrap.container import Container
from redshank.bootstrap.settings import Settings
from redshank.cli.docs.markdown import cell, code, page, table
from redshank.kernel.clock import SystemClock
from redshank.storage.database import Database
from redshank.web.app import create_api

_INTRODUCTION = """
The full description is served as OpenAPI 3.1 at `/openapi.json`; this page is its summary.

Machines send `Authorization: Bearer rk_...`; a key has scopes. People sign in and have a cookie and a role. Every
error is a problem of RFC 9457, see [Errors](errors.md). Times are RFC 3339 in UTC. Lists give `next_cursor` where
there is more; send it back as `cursor`. Ids have a prefix: `evt_` and `dec_` of one event are the same behind it.
"""
_METHODS = ("get", "post", "put", "patch", "delete")


def api_page() -> str:
    """The page as Markdown."""
    schema = description()
    areas: dict[str, list[str]] = {}
    for path, operations in sorted(schema["paths"].items()):
        for method in _METHODS:
            if method in operations:
                operation = operations[method]
                area = (operation.get("tags") or ["other"])[0]
                areas.setdefault(area, []).append(_entry(method, path, operation))
    blocks: list[str] = ["## Scopes and roles", _permissions()]
    for area in sorted(areas):
        blocks += [f"## {area.capitalize()}", *areas[area]]
    blocks += ["## Objects", *(_object(name, body) for name, body in sorted(schema["components"]["schemas"].items()))]
    return page("API", _INTRODUCTION, *blocks)


def _permissions() -> str:
    """Which scope allows what, and which roles have it."""
    rows = [
        (code(scope), meaning, ", ".join(role for role in ROLES if scope in ROLE_SCOPES[role]))
        for scope, meaning in SCOPES.items()
    ]
    return table(("Scope", "Allows to", "Roles that have it"), rows)


def description() -> dict[str, Any]:
    """The OpenAPI description of the API, made without starting or connecting anything."""
    settings = Settings()
    database = Database("postgresql://nobody@127.0.0.1/nothing", clock=SystemClock())
    return create_api(Container(settings, "command", database, SystemClock())).openapi()


def _entry(method: str, path: str, operation: dict[str, Any]) -> str:
    parts = [f"### {code(f'{method.upper()} {path}')}"]
    if text := operation.get("description") or operation.get("summary"):
        parts.append(text.strip())
    rows = [
        (
            code(parameter["name"]),
            parameter["in"],
            _type(parameter.get("schema", {})),
            "required" if parameter.get("required") else "",
            parameter.get("description", ""),
        )
        for parameter in operation.get("parameters", [])
        if parameter["in"] != "cookie"
    ]
    if rows:
        parts.append(table(("Parameter", "In", "Type", "", "Meaning"), rows))
    if body := operation.get("requestBody"):
        parts.append(
            "Body: " + ", ".join(f"{code(kind)}{_named(content)}" for kind, content in body["content"].items())
        )
    parts.append("Answers: " + ", ".join(_answers(operation.get("responses", {}))))
    return "\n\n".join(parts)


def _answers(responses: dict[str, Any]) -> list[str]:
    """What comes back: the status with the object, or with a word where there is none."""
    shown = []
    for status, answer in responses.items():
        names = [name for content in answer.get("content", {}).values() if (name := _named(content))]
        if status != "default":
            text = answer.get("description", "")
            said = "" if names or text == "Successful Response" else f" {cell(text)}"
            shown.append(f"{status}{names[0] if names else said}")
    return shown


def _object(name: str, schema: dict[str, Any]) -> str:
    parts = [f"### {name}"]
    if text := schema.get("description"):
        parts.append(text.strip())
    required = schema.get("required", [])
    rows = [
        (code(field), _type(body), "always" if field in required else "", body.get("description", ""))
        for field, body in schema.get("properties", {}).items()
    ]
    if rows:
        parts.append(table(("Field", "Type", "", "Meaning"), rows))
    return "\n\n".join(parts)


def _named(content: dict[str, Any]) -> str:
    reference = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return f" ([{reference}](#{reference.lower()}))" if reference else ""


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(member) for member in schema["anyOf"] if member.get("type") != "null")
    if "enum" in schema:
        return ", ".join(code(str(value)) for value in schema["enum"])
    if "$ref" in schema:
        reference = str(schema["$ref"]).rpartition("/")[2]
        return f"[{reference}](#{reference.lower()})"
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    kind = schema.get("format") or schema.get("type") or "any"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)
