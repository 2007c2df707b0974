"""A real PostgreSQL for every test run: started once, a fresh database for each test that asks."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest

from redshank.storage.database import Database
from redshank.storage.embedded.cluster import open_cluster
from redshank.storage.embedded.server import PostgresServer
from redshank.storage.migrate import migrate

_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}


def make_data_folder() -> Path:
    """A folder that an unprivileged PostgreSQL can enter also when the tests run as root; the caller removes it."""
    folder = Path(tempfile.mkdtemp(prefix="rs-", dir="/tmp"))
    folder.chmod(0o711)
    return folder


@dataclass
class TestPostgres:
    """The server of this test run."""

    __test__ = False
    server: PostgresServer
    numbers: Iterator[int]

    def url(self, name: str) -> str:
        """Address of a database of the server."""
        return f"postgresql://redshank@/{name}?host={self.server.cluster.sockets}"

    def create(self) -> str:
        """Address of a new database with all tables, copied from a template in some 30 ms."""
        name = f"t{next(self.numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE redshank")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected."""
        name = url.partition("@/")[2].partition("?")[0]
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """An empty data folder."""
    folder = make_data_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[TestPostgres]:
    """The server; one for each worker of pytest-xdist."""
    folder = make_data_folder()
    server = PostgresServer(open_cluster(folder), _NOT_DURABLE)
    server.start()
    try:
        migrate(server.url)
        yield TestPostgres(server, count(1))
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database_url(postgres: TestPostgres) -> Iterator[str]:
    """Address of a fresh database with all tables."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database with all tables, ready for `async with database.begin() as tx`."""
    opened = Database(database_url)
    yield opened
    await opened.close()
