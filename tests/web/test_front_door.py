"""What stands before every request and after every answer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from redshank.bootstrap.container import Container
from redshank.web.security import Guard, RateLimit, client_address

ORIGIN = "http://test"
PASSWORD = "three blind mice"
SignIn = Callable[..., Awaitable[str]]


async def test_the_page_has_a_fresh_nonce_in_text_and_policy(client: httpx.AsyncClient) -> None:
    nonces = set()
    for path in ("/", "/live", "/subjects/Account/acc_1"):
        answer = await client.get(path)
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        found = re.search(r"'nonce-([\w-]+)'", policy)
        assert found is not None
        assert f'content="{found.group(1)}"' in answer.text
        assert "script-src 'self';" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        nonces.add(found.group(1))
    assert len(nonces) == 3


async def test_hashed_assets_are_cached_for_ever_and_others_revalidated(client: httpx.AsyncClient) -> None:
    asset = await client.get("/assets/app-1a2b.js")
    assert asset.headers["content-type"].startswith("text/javascript")
    assert "immutable" in asset.headers["cache-control"]
    icon = await client.get("/redshank.svg")
    assert icon.headers["cache-control"] == "no-cache"
    again = await client.get("/redshank.svg", headers={"if-none-match": icon.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/assets/gone.js")).status_code == 404


@pytest.mark.parametrize("path", ["/../conftest.py", "/assets/../../x", "/%2e%2e/%2e%2e/etc/passwd", "/a%00b", "/%ff"])
async def test_no_path_leads_out_of_the_folder(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code in {200, 404}
    assert "root:" not in answer.text
    assert "import" not in answer.text


async def test_without_a_built_console_the_page_says_what_to_do(
    container: Container, client: httpx.AsyncClient, static: Path
) -> None:
    (static / "index.html").unlink()
    answer = await client.get("/")
    assert answer.status_code == 200
    assert "make setup" in answer.text


async def test_every_answer_has_the_headers(client: httpx.AsyncClient) -> None:
    for path in ("/", "/healthz", "/v1/session", "/v1/nothing", "/openapi.json"):
        answer = await client.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["x-frame-options"] == "DENY", path
        assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"]), path
        assert "content-security-policy" in answer.headers, path


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/nothing", 404), ("PUT", "/v1/session", 405), ("GET", "/v1/session/", 404), ("POST", "/", 405)],
)
async def test_unknown_addresses_and_methods(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    assert (await client.request(method, path)).status_code == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"email": 1, "password": []}', 422),
        (b'{"email": "a@b.c", "password": "\\ud800 lone surrogate"}', 422),
        (b'{"email": "\\u0000@b.c", "password": "twelve letters"}', 422),
        (b'{"email": "' + b"x" * 300 + b'", "password": "p"}', 422),
    ],
)
async def test_bad_bodies_are_problems(client: httpx.AsyncClient, body: bytes, status: int) -> None:
    answer = await client.post("/v1/session", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text
    assert answer.json()["status"] == status


async def test_what_was_sent_is_not_repeated(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/session", json={"email": ["very-private"], "password": {"very-private": 1}})
    assert answer.status_code == 422
    assert "very-private" not in answer.text
    assert {problem["where"] for problem in answer.json()["problems"]} == {"body.email", "body.password"}


async def test_large_bodies_are_refused_by_length_and_by_counting(client: httpx.AsyncClient) -> None:
    async def endless() -> object:
        while True:
            yield b"x" * 65536

    for content in (b"x" * 3_000_000, endless()):
        answer = await client.post("/v1/session", content=content, headers={"content-type": "application/json"})  # type: ignore[arg-type]
        assert answer.status_code == 413
        assert answer.json()["type"] == "urn:redshank:error:body-too-large"


async def test_one_caller_can_not_ask_without_end() -> None:
    guarded = Guard(PlainTextResponse("well"), rate=RateLimit(1.0, 2.0, lambda: 0.0))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url=ORIGIN) as client:
        answers = [await client.get("/v1/x") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].headers["retry-after"] == "1"
        assert (await client.get("/healthz")).status_code == 200, "health is always told"
    other = httpx.ASGITransport(guarded, client=("10.9.9.9", 1))
    async with httpx.AsyncClient(transport=other, base_url=ORIGIN) as client:
        assert (await client.get("/v1/x")).status_code == 200, "each caller has a limit of its own"


def test_the_rate_limit_refills_and_forgets_old_callers() -> None:
    now = 0.0
    limit = RateLimit(2.0, 1.0, lambda: now)
    assert limit.wait("a") == 0.0
    assert limit.wait("a") == 0.5
    now = 0.5
    assert limit.wait("a") == 0.0
    for number in range(10_001):
        limit.wait(str(number))
    assert limit.wait("a") == 0.0


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("10.0.0.5", "1.2.3.4", "10.0.0.5"),
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "1.2.3.4, 10.0.0.1", "1.2.3.4"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_is_believed(peer: str, forwarded: str, found: str) -> None:
    scope = {"type": "http", "client": (peer, 1)}
    headers = Headers({"x-forwarded-for": forwarded} if forwarded else {})
    assert client_address(scope, headers, frozenset({"10.0.0.1"})) == found


async def test_the_description_is_complete(sign_in: SignIn, client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    assert described["openapi"].startswith("3.1")
    assert {"/v1/session", "/v1/keys", "/v1/people", "/v1/audit", "/readyz"} <= described["paths"].keys()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            assert "application/problem+json" in operation["responses"]["default"]["content"], (method, path)
            assert operation.get("summary") or operation.get("description"), (method, path)
    names = [operation["operationId"] for path in described["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))


async def test_figures_are_for_prometheus(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert "# HELP" in answer.text


async def test_pages_of_the_trail(sign_in: SignIn, client: httpx.AsyncClient) -> None:
    await sign_in()
    for number in range(3):
        await client.post("/v1/keys", json={"name": f"key {number}", "scopes": ["read"]})
    first = (await client.get("/v1/audit?limit=2&verb=key.create")).json()
    second = (await client.get(f"/v1/audit?limit=2&verb=key.create&cursor={first['next_cursor']}")).json()
    names = [entry["detail"]["name"] for entry in first["entries"] + second["entries"]]
    assert names == ["key 2", "key 1", "key 0"]
    assert second["next_cursor"] is None
    for cursor in ("x", "-1", "9" * 20, "٣"):
        assert (await client.get("/v1/audit", params={"cursor": cursor})).status_code == 422
    assert (await client.get("/v1/audit", params={"object": "a\0b"})).json()["entries"] == []


async def test_the_host_is_the_origin_also_behind_a_port(client: httpx.AsyncClient) -> None:
    headers = {"host": "console.example:8443", "origin": "https://console.example:8443"}
    answer = await client.post("/v1/session", json={"email": "a@b.c", "password": "p" * 12}, headers=headers)
    assert answer.status_code == 401
    assert ORIGIN not in headers.values()
