"""The supervisor's small parts: pauses, children, the lock, the heads of the audit trail."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from redshank.access.service import audit
from redshank.bootstrap.anchors import anchors_file, keep_head, read_anchors
from redshank.bootstrap.container import Container, Health, open_container
from redshank.bootstrap.errors import AlreadyRunning, PartMissing, PortTaken
from redshank.bootstrap.lock import Running, announce, data_lock, running, withdraw
from redshank.bootstrap.processes import Backoff, Child, bind
from redshank.bootstrap.settings import load_settings
from redshank.kernel.actor import SYSTEM
from redshank.storage.database import Database
from redshank.storage.errors import DatabaseUnavailable


def _eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_pauses_double_up_to_a_bound_and_shrink_after_a_steady_minute() -> None:
    backoff = Backoff()
    pauses = [backoff.next(lived=1.0) for _ in range(12)]
    assert pauses[:4] == [0.1, 0.2, 0.4, 0.8]
    assert pauses[-1] == 30.0
    assert backoff.next(lived=60.0) == 0.1


def test_a_child_that_ends_is_started_again_when_due(tmp_path: Path) -> None:
    (tmp_path / "short_lived.py").write_text("def main() -> None: ...\n")
    child = Child("short", "short_lived", os.environ | {"PYTHONPATH": str(tmp_path)})
    child.tend(0.0)
    first = child.pid
    _eventually(lambda: not child.running)
    child.tend(1.0)
    assert child.exit_status == 0
    assert child.pid is None
    child.tend(1.05)
    assert child.pid is None, "not yet due"
    child.tend(1.2)
    assert child.pid not in {None, first}
    child.wait(30)


def test_a_child_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    (tmp_path / "stubborn.py").write_text(
        "import signal, time, pathlib\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "pathlib.Path(__file__).with_name('up').touch()\n"
        "time.sleep(600)\n"
    )
    child = Child("stubborn", "stubborn", os.environ | {"PYTHONPATH": str(tmp_path)})
    child.tend(0.0)
    _eventually((tmp_path / "up").exists)
    child.ask_to_stop()
    child.wait(0.2)
    assert not child.running


def test_one_holder_of_a_data_folder(tmp_path: Path) -> None:
    state = Running(os.getpid(), "http://here", "http://local", "", "1", time.time())
    with data_lock(tmp_path):
        announce(tmp_path, state)
        assert running(tmp_path) == state
        with pytest.raises(AlreadyRunning) as caught, data_lock(tmp_path):
            pass
        assert str(os.getpid()) in caught.value.detail
        withdraw(tmp_path)
        assert running(tmp_path) is None
    with data_lock(tmp_path):
        pass


def test_what_a_killed_holder_announced_is_not_believed(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from redshank.bootstrap.lock import *\n"
        "with data_lock(Path(sys.argv[1])):\n"
        "    announce(Path(sys.argv[1]), Running(1, '', '', '', '', 0.0)); os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False).returncode == 9
    assert (tmp_path / "redshank.running").exists()
    assert running(tmp_path) is None
    (tmp_path / "redshank.running").write_text("{")
    with data_lock(tmp_path):
        assert running(tmp_path) is None


def test_an_address_of_another_machine_is_a_typed_error() -> None:
    with pytest.raises(PortTaken):
        bind("192.0.2.1", 8700)
    with bind("127.0.0.1", 0) as taken, pytest.raises(PortTaken):
        bind("127.0.0.1", taken.getsockname()[1])


async def test_heads_are_kept_outside_the_database_when_they_move(database: Database, tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path).settings
    digests = []
    for number in range(3):
        async with database.begin() as tx:
            digests.append((await audit.record(tx, SYSTEM, "test.write", f"object {number}")).digest)
        for _ in range(2):
            await keep_head(settings, database)
        if number == 1:
            with anchors_file(settings).open("a") as file:
                file.write("2:00")  # a crash while writing
    kept = read_anchors(anchors_file(settings))
    assert kept == [(1, digests[0]), (2, digests[1]), (3, digests[2])]
    async with database.begin() as tx:
        assert (await audit.verify(tx, kept)).fault is None


@pytest.fixture
async def container(database_url: str, tmp_path: Path) -> AsyncIterator[Container]:
    settings = load_settings(data=tmp_path, database_url=database_url).settings
    async with open_container(settings, "command") as opened:
        yield opened


async def test_health_is_asked_of_every_part_and_a_failing_check_is_an_answer(container: Container) -> None:
    async def well() -> Health:
        return Health("degraded", "slow")

    async def typed() -> Health:
        raise DatabaseUnavailable("gone")

    async def broken() -> Health:
        raise RuntimeError("private words")

    for name, check in (("well", well), ("typed", typed), ("broken", broken)):
        container.watch(name, check)
    found = {part.name: (part.state, part.detail) for part in await container.health()}
    assert found["well"] == ("degraded", "slow")
    assert found["typed"] == ("down", "gone")
    assert found["broken"] == ("down", "the check failed: RuntimeError")


async def test_parts_are_found_by_type(container: Container) -> None:
    container.provide(Backoff())
    assert isinstance(container.get(Backoff), Backoff)
    with pytest.raises(PartMissing):
        container.get(Child)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_supervisor_stays_small() -> None:
    """What it imports is what it costs for as long as Redshank runs."""
    program = (
        "import redshank.cli.main, redshank.cli.operate, redshank.bootstrap.up, redshank.bootstrap.credentials, sys; "
    )
    program += "print(sorted({'sqlalchemy', 'psycopg', 'numpy', 'fastapi', 'alembic', 'uvicorn'} & sys.modules.keys()))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
