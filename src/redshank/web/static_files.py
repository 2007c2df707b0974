"""The console's files: the page with a fresh nonce, hashed assets cached for ever."""

from __future__ import annotations

import hashlib
import mimetypes
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from redshank.web.errors import AddressUnknown, MethodRefused
from redshank.web.problems import problem_response
from redshank.web.security import console_policy

_NONCE_PLACEHOLDER: Final = b"__CSP_NONCE__"
_FOREVER: Final = "public, max-age=31536000, immutable"
_REVALIDATE: Final = "no-cache"
_TYPES: Final = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}

_NOT_BUILT: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Redshank</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body>
<h1>Redshank runs</h1>
<p>The API answers. The console is not built in this checkout: run <code>make setup</code>, then load this page again.
The packages that we publish bring it along.</p>
<p><a href="/readyz">Health</a> · <a href="/openapi.json">API description</a></p>
</body></html>
"""


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    media_type: str
    etag: str


class Console:
    """An ASGI application over the folder of the built console; the files are few and kept in memory once asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._files: dict[str, _File] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        if scope["method"] not in {"GET", "HEAD"}:
            refusal = problem_response(MethodRefused("the console is read with GET and HEAD"))
            refusal.headers["allow"] = "GET, HEAD"
            return refusal
        path = scope["path"].lstrip("/")
        if path and path != "index.html" and (found := self._file(path)) is not None:
            return _file_response(found, Headers(scope=scope), forever=path.startswith("assets/"))
        if path.startswith("assets/"):
            return problem_response(AddressUnknown("the console has no such file"))
        return self._page()

    def _page(self) -> Response:
        nonce = secrets.token_urlsafe(18)
        index = self._file("index.html")
        headers = {"cache-control": "no-store", "content-security-policy": console_policy(nonce)}
        if index is None:
            return HTMLResponse(_NOT_BUILT, headers=headers)
        return Response(index.body.replace(_NONCE_PLACEHOLDER, nonce.encode()), 200, headers, "text/html")

    def _file(self, path: str) -> _File | None:
        if path in self._files:
            return self._files[path]
        if "\0" in path:
            return None
        file = (self._folder / path).resolve()
        if not file.is_relative_to(self._folder) or not file.is_file():
            return None
        body = file.read_bytes()
        kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        found = _File(body, kind, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        if path != "index.html":  # a rebuilt console is seen on the next load
            self._files[path] = found
        return found


def _file_response(file: _File, headers: Headers, *, forever: bool) -> Response:
    answer = {"etag": file.etag, "cache-control": _FOREVER if forever else _REVALIDATE}
    if headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=answer)
    return Response(file.body, 200, answer, file.media_type)
