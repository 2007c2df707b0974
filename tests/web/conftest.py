"""The web application without the hot path over a real database, called in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from redshank.access.service.people import add_person
from redshank.access.types import Role
from redshank.bootstrap.container import Container, open_container
from redshank.bootstrap.settings import load_settings
from redshank.kernel.actor import SYSTEM
from redshank.web.app import create_front

ORIGIN = "http://test"
PASSWORD = "three blind mice"


@pytest.fixture
async def container(database_url: str, tmp_path: Path) -> AsyncIterator[Container]:
    """Access alone: the parts of other rooms have tests of their own."""
    settings = load_settings(data=tmp_path, database_url=database_url).settings
    async with open_container(settings, "server", parts=()) as opened:
        yield opened


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A built console."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text('<meta name="csp-nonce" content="__CSP_NONCE__"><div id="root"></div>')
    (folder / "assets" / "app-1a2b.js").write_text("console.log(1)")
    (folder / "redshank.svg").write_text("<svg/>")
    return folder


@pytest.fixture
async def client(container: Container, static: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks as a browser on the console's own page."""
    transport = httpx.ASGITransport(create_front(container, static=static), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"origin": ORIGIN}) as opened:
        yield opened


@pytest.fixture
def sign_in(container: Container, client: httpx.AsyncClient) -> Callable[..., Awaitable[str]]:
    """`await sign_in("analyst")` adds somebody of this role and signs the client in as them; their id."""

    async def add_and_sign_in(role: Role = "admin") -> str:
        email = f"{role}@example.com"
        async with container.database.begin() as tx:
            person = await add_person(tx, SYSTEM, email=email, name="Ann", role=role, password=PASSWORD)
        answer = await client.post("/v1/session", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return person.id

    return add_and_sign_in
