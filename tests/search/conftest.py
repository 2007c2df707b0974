"""A log and a lake with made-up events, half of them moved, and a reader over both."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from redshank.events.lake.reader import LakeReader
from redshank.events.lake.service import Lake, compact, move
from redshank.events.lake.types import LakeRow, LakeSettings
from redshank.kernel.actor import Actor
from redshank.storage.database import Database


def _rows_of_the_lakes_tests() -> ModuleType:
    path = Path(__file__).parents[1] / "events_lake" / "conftest.py"
    spec = importlib.util.spec_from_file_location("redshank_lake_rows", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_made = _rows_of_the_lakes_tests()

ANALYST = Actor("person", "per_analyst", "Ana", frozenset({"read", "content:read"}))
VIEWER = Actor("person", "per_viewer", "Vi", frozenset({"read"}))


@pytest.fixture
def analyst() -> Actor:
    """Somebody who may read content."""
    return ANALYST


@pytest.fixture
def viewer() -> Actor:
    """Somebody who may not."""
    return VIEWER


@pytest.fixture
def make_rows() -> Callable[..., list[LakeRow]]:
    """Rows of the log from a seed."""
    return _made.make_rows


@pytest.fixture
def write_log() -> Callable[..., object]:
    """Puts rows into a log."""
    return _made.write_log


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    """An empty lake."""
    opened = Lake(LakeSettings(tmp_path / "lake", batch_rows=100))
    yield opened
    opened.close()


@pytest.fixture
def reader(lake: Lake) -> LakeReader:
    """Reads that lake."""
    return LakeReader(lake.settings, lake.duck)


@pytest.fixture
async def events(database: Database, lake: Lake) -> AsyncIterator[list[LakeRow]]:
    """600 events over three days: 200 compacted, 200 moved, 200 in the log alone."""
    rows = _made.make_rows(600, step=400.0)
    for begin in (0, 200, 400):
        await _made.write_log(database, rows[begin : begin + 200])
        if begin < 400:
            for _ in range(2):
                async with database.begin() as tx:
                    await move(tx, lake)
        if begin == 0:
            async with database.begin() as tx:
                await compact(tx, lake, rows[400].received_at)
    yield rows
