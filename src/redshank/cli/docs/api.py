"""docs/reference/api.md: every operation of the API, from its OpenAPI description."""

from __future__ import annotations

from typing import Any

from redshank.bootstrap.container import Container
from redshank.bootstrap.settings import Settings
from redshank.cli.docs.markdown import cell, code, page, table
from redshank.kernel.clock import SystemClock
from redshank.storage.database import Database
from redshank.web.app import create_api

_INTRODUCTION = """
The full description is served as OpenAPI 3.1 at `/openapi.json`; this page is its summary.

Machines send `Authorization: Bearer rk_...`; a key has scopes. People sign in and have a cookie and a role. Every error is
a problem of RFC 9457, see [Errors](errors.md). Times are RFC 3339 in UTC. Lists give `next_cursor` where there is more; send
it back as `cursor`. Ids have a prefix: `evt_` and `dec_` of one event are the same behind it.
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
    blocks: list[str] = []
    for area in sorted(areas):
        blocks += [f"## {area.capitalize()}", *areas[area]]
    return page("API", _INTRODUCTION, *blocks)


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
        parts.append("Body: " + ", ".join(f"{code(kind)}{_named(content)}" for kind, content in body["content"].items()))
    answers = [
        f"{status} {cell(answer.get('description', ''))}".strip()
        for status, answer in operation.get("responses", {}).items()
        if status != "default"
    ]
    parts.append("Answers: " + "; ".join(answers))
    return "\n\n".join(parts)


def _named(content: dict[str, Any]) -> str:
    reference = content.get("schema", {}).get("$ref", "")
    return f" ({reference.rpartition('/')[2]})" if reference else ""


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(member) for member in schema["anyOf"] if member.get("type") != "null")
    if "enum" in schema:
        return ", ".join(code(str(value)) for value in schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    return str(schema.get("format") or schema.get("type") or "any")
