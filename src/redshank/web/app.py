"""The whole of HTTP as one ASGI application.

`/v1/events` and `/v1/decide` go to the hot path as raw ASGI; the rest of `/v1`, health and metrics to FastAPI; every
other path to the console. A module of `redshank.web.routes` that defines `router` is served without further ado.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from redshank.access.service.sessions import SignIns
from redshank.bootstrap.container import Container
from redshank.web import hot, routes
from redshank.web.patience import Patience
from redshank.web.problems import MEDIA_TYPE, PROBLEM_SCHEMA, add_handlers
from redshank.web.security import Guard
from redshank.web.static_files import Console

_API_PATHS: Final = ("/v1/", "/openapi.json", "/healthz", "/readyz", "/metrics")
_HOT_PATHS: Final = frozenset({"/v1/events", "/v1/decide"})
_STATIC: Final = Path(__file__).parent / "static"
_DESCRIPTION: Final = "Self-hosted Trust & Safety for AI platforms: events in, rules judge, decisions out."


def create_app(container: Container, *, static: Path = _STATIC) -> ASGIApp:
    """Everything that a server process serves.

    Args:
        container: the parts of the process, opened.
        static: folder of the built console.
    """
    return Patience(_Dispatcher(hot.create_hot(container), create_front(container, static=static)))


def create_front(container: Container, *, static: Path = _STATIC) -> ASGIApp:
    """Everything but the hot path, behind the guard."""
    settings = container.settings
    return Guard(
        _Rest(create_api(container), Console(static)),
        public_url=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
    )


def create_api(container: Container) -> FastAPI:
    """The API without the hot path, which its description includes all the same."""
    api = FastAPI(
        title="Redshank",
        version=version("redshank"),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
    )
    settings = container.settings
    api.state.container = container
    # Decoding takes up to thirty times a body's size for a moment, so one export is decoded at a time.
    api.state.decoding_exports = asyncio.Semaphore(1)
    api.state.sign_ins = SignIns(
        idle=timedelta(minutes=settings.session_idle_minutes), longest=timedelta(days=settings.session_days)
    )
    add_handlers(api)
    for module in sorted(pkgutil.iter_modules(routes.__path__), key=lambda found: found.name):
        router = getattr(importlib.import_module(f"{routes.__name__}.{module.name}"), "router", None)
        if router is not None:
            api.include_router(router)
    _describe(api)
    return api


class _Dispatcher:
    """The first look at a request: one set look-up, then the hot path or the rest."""

    def __init__(self, hot_path: ASGIApp, rest: ASGIApp) -> None:
        self._hot = hot_path
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in _HOT_PATHS:
            await self._hot(scope, receive, send)
        else:
            await self._rest(scope, receive, send)


class _Rest:
    """The API or the console."""

    def __init__(self, api: ASGIApp, console: ASGIApp) -> None:
        self._api = api
        self._console = console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_API_PATHS):
            await self._api(scope, receive, send)
        else:
            await self._console(scope, receive, send)


def _operation_id(route: APIRoute) -> str:
    return route.name


def _describe(api: FastAPI) -> None:
    """Complete the description: the hot path, the problem as the form of every error, the two ways to sign in."""
    described = api.openapi

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is not None:
            return api.openapi_schema
        schema = described()
        schema["paths"] |= hot.describe()
        components = schema.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        components["schemas"].pop("HTTPValidationError", None)
        components["schemas"].pop("ValidationError", None)
        components["securitySchemes"] = {
            "key": {"type": "http", "scheme": "bearer", "description": "a machine's key, rk_..."},
            "session": {"type": "apiKey", "in": "cookie", "name": "redshank_session"},
        }
        schema["security"] = [{"key": []}, {"session": []}]
        problem = {"description": "What went wrong", "content": {MEDIA_TYPE: {"schema": _PROBLEM_REFERENCE}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                answers = {status: answer for status, answer in operation["responses"].items() if status != "422"}
                operation["responses"] = {"default": problem} | answers
        api.openapi_schema = schema
        return schema

    api.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the description


_PROBLEM_REFERENCE: Final = {"$ref": "#/components/schemas/Problem"}
