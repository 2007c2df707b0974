"""Signing in over HTTP: cookies, origins, refusals."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from redshank.bootstrap.container import Container

ORIGIN = "http://test"
PASSWORD = "three blind mice"
SignIn = Callable[..., Awaitable[str]]


async def test_a_person_signs_in_asks_and_signs_out(sign_in: SignIn, client: httpx.AsyncClient) -> None:
    person = await sign_in("analyst")
    cookie = client.cookies.jar._cookies["test.local"]["/"]["redshank_session"]  # type: ignore[attr-defined]
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "strict"
    me = (await client.get("/v1/session")).json()
    assert me["person"] == {"id": person, "email": "analyst@example.com", "name": "Ann", "role": "analyst"}
    assert "content:read" in me["scopes"]
    assert "people:write" not in me["scopes"]
    assert (await client.delete("/v1/session")).status_code == 204
    assert (await client.get("/v1/session")).status_code == 401


async def test_a_refusal_is_a_problem_and_is_kept_on_the_trail(sign_in: SignIn, client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/session", json={"email": "x@example.com", "password": "no such password"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:redshank:error:sign-in-refused"
    await sign_in()
    entries = (await client.get("/v1/audit?verb=session.refuse")).json()["entries"]
    assert [entry["object"] for entry in entries] == ["unknown"]


async def test_guessing_gets_429_with_a_time(client: httpx.AsyncClient) -> None:
    for _ in range(5):
        await client.post("/v1/session", json={"email": "x@example.com", "password": "wrong wrong wrong"})
    answer = await client.post("/v1/session", json={"email": "x@example.com", "password": "wrong wrong wrong"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://test.evil.example"},
        {"origin": "", "sec-fetch-site": "cross-site"},
        {"origin": "", "cookie": "redshank_session=x"},
    ],
)
async def test_another_site_can_change_nothing(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    given = {name: value for name, value in headers.items() if value}
    if not headers["origin"]:
        del client.headers["origin"]
    answer = await client.post("/v1/session", json={"email": "a@b.c", "password": PASSWORD}, headers=given)
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:redshank:error:origin-refused"


async def test_a_program_without_origin_and_cookie_may_sign_in(sign_in: SignIn, client: httpx.AsyncClient) -> None:
    del client.headers["origin"]
    await sign_in()


async def test_everywhere_means_every_session(sign_in: SignIn, client: httpx.AsyncClient) -> None:
    await sign_in()
    elsewhere = httpx.AsyncClient(transport=client._transport, base_url=ORIGIN, headers={"origin": ORIGIN})
    body = {"email": "admin@example.com", "password": PASSWORD}
    assert (await elsewhere.post("/v1/session", json=body)).status_code == 200
    assert (await client.delete("/v1/session?everywhere=true")).status_code == 204
    assert (await elsewhere.get("/v1/session")).status_code == 401


async def test_a_password_is_changed_with_the_present_one(sign_in: SignIn, client: httpx.AsyncClient) -> None:
    await sign_in()
    wrong = {"current": "not the password", "new": "four calling birds"}
    assert (await client.post("/v1/session/password", json=wrong)).status_code == 401
    right = {"current": PASSWORD, "new": "four calling birds"}
    assert (await client.post("/v1/session/password", json=right)).status_code == 204
    assert (await client.get("/v1/session")).status_code == 401
    body = {"email": "admin@example.com", "password": "four calling birds"}
    assert (await client.post("/v1/session", json=body)).status_code == 200


async def test_roles_bound_what_a_person_may(sign_in: SignIn, client: httpx.AsyncClient) -> None:
    await sign_in("engineer")
    for method, path in (("GET", "/v1/keys"), ("GET", "/v1/people"), ("GET", "/v1/audit")):
        answer = await client.request(method, path)
        assert answer.status_code == 403, path
        assert answer.json()["type"] == "urn:redshank:error:scope-missing"


async def test_a_changed_role_counts_from_the_next_request(sign_in: SignIn, client: httpx.AsyncClient) -> None:
    first = await sign_in("admin")
    other = httpx.AsyncClient(transport=client._transport, base_url=ORIGIN, headers={"origin": ORIGIN})
    body = {"email": "b@example.com", "name": "B", "role": "admin", "password": PASSWORD}
    assert (await client.post("/v1/people", json=body)).status_code == 201
    assert (await other.post("/v1/session", json={"email": "b@example.com", "password": PASSWORD})).status_code == 200
    assert (await other.patch(f"/v1/people/{first}", json={"role": "viewer"})).status_code == 200
    assert (await client.get("/v1/keys")).status_code == 403
    assert (await other.patch(f"/v1/people/{first}", json={"disabled": True})).status_code == 200
    assert (await client.get("/v1/session")).status_code == 401


async def test_a_key_made_over_http_works_within_a_moment_and_until_revoked(
    sign_in: SignIn, client: httpx.AsyncClient
) -> None:
    await sign_in()
    made = (await client.post("/v1/keys", json={"name": "reader", "scopes": ["read", "audit:read"]})).json()
    machine = httpx.AsyncClient(
        transport=client._transport, base_url=ORIGIN, headers={"authorization": f"Bearer {made['key']}"}
    )
    await _until(machine, 200)
    assert (await machine.get("/v1/session")).json()["key"] == made["id"]
    assert (await machine.get("/v1/keys")).status_code == 403
    assert made["key"] not in (await client.get("/v1/keys")).text
    assert (await client.delete(f"/v1/keys/{made['id']}")).status_code == 200
    await _until(machine, 401)


async def _until(machine: httpx.AsyncClient, status: int) -> None:
    for _ in range(200):
        if (await machine.get("/v1/audit")).status_code == status:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"never {status}")


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Basic eDp5", "Bearer rk_unknown", "rk_unknown"])
async def test_odd_keys_get_401(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.get("/v1/audit", headers={"authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "unknown" not in answer.text


async def test_a_lost_database_is_503_not_500(container: Container, sign_in: SignIn, client: httpx.AsyncClient) -> None:
    await sign_in()
    await container.database.close()
    container.database.engine = type(container.database)("postgresql://x@/x?host=/nowhere").engine
    answer = await client.get("/v1/people")
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:redshank:error:database-unavailable"
    assert (await client.get("/readyz")).status_code == 503
    assert (await client.get("/healthz")).status_code == 200
