"""What stands before every request: ids, headers, size, origin, rate."""

from __future__ import annotations

import contextlib
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from redshank.events.errors import BodyTooLarge
from redshank.kernel.errors import Forbidden, Overloaded, TooLarge
from redshank.web.problems import problem_response

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_LARGEST_JSON: Final = 2 * 1024 * 1024
_LARGE_BODIES: Final = ("/v1/traces", "/v1/events", "/v1/decide")
_PER_SECOND: Final = 100.0
_BURST: Final = 400.0
_MOST_CALLERS: Final = 10_000

_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_API_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"


class OriginRefused(Forbidden):
    """A browser sends the request from a page of another site."""

    code = "origin-refused"
    title = "The request comes from another site"


class TooManyRequests(Overloaded):
    """One caller asks too often."""

    code = "too-many-requests"
    title = "Too many requests"


class _BodyOverLimit(Exception):
    """Raised inside `receive` when a body without a length grows over the limit; ends whatever reads it."""


def console_policy(nonce: str) -> str:
    """The Content-Security-Policy of the console's page."""
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types default"
    )


class Guard:
    """Wraps the API and the console: request id, size, origin, rate, and the headers of every answer."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        public_url: str | None = None,
        trusted_proxies: Iterable[str] = (),
        rate: RateLimit | None = None,
    ) -> None:
        """Wrap an application.

        Args:
            app: what is guarded.
            public_url: the console's address where a proxy stands in front.
            trusted_proxies: addresses whose X-Forwarded-For is believed.
            rate: how much one caller may ask; 100 requests a second, 400 at once, when left out.
        """
        self._app = app
        self._public_origin = _origin_of(public_url) if public_url else None
        self._proxies = frozenset(trusted_proxies)
        self._rate = rate or RateLimit(_PER_SECOND, _BURST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = secrets.token_hex(8)
        scope["redshank.request_id"] = request_id
        scope["redshank.client"] = client_address(scope, headers, self._proxies)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer["x-request-id"] = request_id
                for name, value in _HEADERS.items():
                    answer.setdefault(name, value)
                answer.setdefault("content-security-policy", _API_POLICY)
                if scope["path"].startswith("/v1/"):
                    answer.setdefault("cache-control", "no-store")
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await problem_response(refusal, request_id=request_id)(scope, receive, send_with_headers)
            return
        limited = _LimitedBody(receive, send_with_headers, largest_body(scope["path"]))
        with contextlib.suppress(_BodyOverLimit):
            await self._app(scope, limited.receive, limited.send)
        if limited.over and not limited.answered:
            refusal = _too_large(limited.limit)
            await problem_response(refusal, request_id=request_id)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope, headers: Headers) -> Forbidden | TooLarge | Overloaded | None:
        length = headers.get("content-length", "")
        limit = largest_body(scope["path"])
        if limit is not None and length.isascii() and length.isdigit() and int(length[:20]) > limit:
            return _too_large(limit)
        if scope["method"] not in _SAFE and "authorization" not in headers and not self._same_site(headers):
            return OriginRefused(
                "this changes something and was sent from a page of another site",
                where="Origin",
                mend="open the console under its own address, or set REDSHANK_PUBLIC_URL to it",
            )
        # Machines with a key have limits of their own, and a wrong key costs next to nothing.
        limited = scope["path"].startswith("/v1/") and "authorization" not in headers
        wait = self._rate.wait(str(scope["redshank.client"])) if limited else 0.0
        if wait > 0:
            return TooManyRequests(
                "this address asks too often", mend="wait as long as Retry-After says", retry_after=max(wait, 0.1)
            )
        return None

    def _same_site(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is not None:
            own = {self._public_origin} if self._public_origin else set()
            return origin.lower() in own or urlsplit(origin.lower()).netloc == headers.get("host", "").lower()
        fetch_site = headers.get("sec-fetch-site")
        if fetch_site is not None:
            return fetch_site in {"same-origin", "none"}
        # Neither header: no browser of today. With a cookie it must still say where it comes from.
        return "cookie" not in headers


class _LimitedBody:
    """Counts the body as it is read. Whoever reads it may turn the interruption into an answer of its own, which is
    held back: the answer is that the body is too large."""

    def __init__(self, receive: Receive, send: Send, limit: int | None) -> None:
        self.limit = limit
        self.over = False
        self.answered = False
        self._receive = receive
        self._send = send
        self._taken = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self.limit is not None and self._taken > self.limit:
            self.over = True
            raise _BodyOverLimit
        return message

    async def send(self, message: Message) -> None:
        if self.over and not self.answered:
            return
        self.answered = True
        await self._send(message)


class RateLimit:
    """A token bucket for each caller; at most 10,000 callers are remembered, some 2 MB."""

    def __init__(self, per_second: float, burst: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = burst
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str) -> float:
        """Take a token; seconds until there is one, 0 when there was."""
        now = self._monotonic()
        tokens, at = self._buckets.pop(caller, (self._burst, now))
        tokens = min(self._burst, tokens + (now - at) * self._per_second)
        allowed = tokens >= 1.0
        self._buckets[caller] = (tokens - 1.0 if allowed else tokens, now)
        while len(self._buckets) > _MOST_CALLERS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1.0 - tokens) / self._per_second


def client_address(scope: Scope, headers: Headers, proxies: frozenset[str]) -> str:
    """The caller's address; a proxy's word for it counts only when the proxy is trusted."""
    peer = str(scope["client"][0]) if scope.get("client") else "local"
    if peer not in proxies:
        return peer
    for told in reversed(headers.get("x-forwarded-for", "").split(",")):
        try:
            address = str(ipaddress.ip_address(told.strip()))
        except ValueError:
            return peer
        if address not in proxies:
            return address
    return peer


def is_https(scope: Scope, headers: Headers, public_url: str | None, proxies: frozenset[str]) -> bool:
    """Whether the person's browser speaks TLS, with us or with the proxy."""
    if public_url is not None:
        return public_url.startswith("https://")
    peer = str(scope["client"][0]) if scope.get("client") else "local"
    if peer in proxies and "x-forwarded-proto" in headers:
        return headers["x-forwarded-proto"].strip() == "https"
    return str(scope.get("scheme")) == "https"


def largest_body(path: str) -> int | None:
    """The most bytes that a body may have; None where the address sets its own limit."""
    return None if path.startswith(_LARGE_BODIES) else _LARGEST_JSON


def _too_large(limit: int | None) -> BodyTooLarge:
    return BodyTooLarge(f"at most {limit} bytes are taken here", where="body")


def _origin_of(url: str) -> str:
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc}"
