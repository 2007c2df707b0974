"""`redshank up` as it is run: real processes, killed in every way, and never in each other's way."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from redshank.bootstrap.backup import check_backup, write_backup
from redshank.bootstrap.errors import BackupInvalid
from redshank.bootstrap.restore import restore_backup
from redshank.bootstrap.settings import load_settings
from redshank.cli.main import main

PATIENCE = 60.0


@dataclass
class Installation:
    """A running `redshank up`."""

    process: subprocess.Popen[str]
    data: Path
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        return str(json.loads((self.data / "redshank.running").read_text())["database_url"])

    def stop(self) -> int:
        """Ask it to stop, if it runs; its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(PATIENCE)

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def children(self) -> dict[str, int]:
        """Process ids by what they run."""
        found = {}
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (path / "cmdline").read_bytes().split(b"\0")
                parent = (path / "stat").read_text().rpartition(")")[2].split()[1]
                if parent == str(self.process.pid):
                    name = next(
                        (part for part in (b"redshank.web.serve", b"redshank.worker.main") if part in words), None
                    )
                    found[name.decode() if name else "postgres"] = int(path.name)
        return found

    def sign_in(self) -> dict[str, object]:
        """Sign in with the first credentials; who that is."""
        credentials = json.loads((self.data / "secrets" / "first-sign-in.json").read_text())
        with httpx.Client(base_url=self.url, headers={"origin": self.url}) as client:
            body = {"email": credentials["email"], "password": credentials["password"]}
            assert client.post("/v1/session", json=body).status_code == 200
            found: dict[str, object] = client.get("/v1/session").json()["person"]
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def start(data: Path, port: int) -> Installation:
    log = data.with_name(f"{data.name}.log")
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "redshank.cli.main", "up", "--data", str(data), "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("REDSHANK_")},
        )
    return Installation(process, data, port, log)


def started(data: Path, port: int) -> Installation:
    installation = start(data, port)
    try:
        eventually(lambda: installation.ready() or installation.process.poll() is not None, "ready")
        assert installation.process.poll() is None, installation.log.read_text()
    except BaseException:
        installation.process.kill()
        installation.process.wait()
        raise
    return installation


@pytest.fixture(scope="module")
def shared_installation() -> Iterator[Installation]:
    folder = Path("/tmp", f"rs-up-{os.getpid()}")
    folder.mkdir(mode=0o711)
    running = started(folder / "data", free_port())
    yield running
    running.stop()
    shutil.rmtree(folder)


@dataclass
class Answer:
    """What a command said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def installation(shared_installation: Installation) -> Installation:
    """Running and ready; a test may leave it stopped, and the next one finds it started again."""
    if shared_installation.process.poll() is not None:
        shared_installation.process = started(shared_installation.data, shared_installation.port).process
    return shared_installation


@pytest.fixture
def stopped(shared_installation: Installation) -> Installation:
    """Not running."""
    shared_installation.stop()
    return shared_installation


def run(*words: str, **environment: str) -> Answer:
    """A command as the shell would call it, in this process: loading everything anew takes a second each time."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in [name for name in os.environ if name.startswith("REDSHANK_")]:
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["redshank", *words])
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
    return Answer(status, out.getvalue(), err.getvalue())


def test_the_first_run_makes_an_administrator_and_a_key_that_only_the_owner_reads(installation: Installation) -> None:
    for name in ("first-sign-in.json", "ingest.key"):
        assert (installation.data / "secrets" / name).stat().st_mode & 0o777 == 0o600
    assert installation.sign_in()["role"] == "admin"
    key = (installation.data / "secrets" / "ingest.key").read_text().strip()
    assert httpx.get(f"{installation.url}/v1/session", headers={"authorization": f"Bearer {key}"}).status_code == 200
    printed = installation.log.read_text()
    assert installation.url in printed
    assert "admin@localhost" in printed


def test_a_second_one_over_the_same_folder_is_refused(installation: Installation) -> None:
    answer = run("up", "--data", str(installation.data), "--port", str(free_port()))
    assert answer.returncode == 1
    assert "already runs" in answer.stderr
    assert str(installation.process.pid) in answer.stderr
    assert installation.ready()


def test_a_taken_port_is_refused_before_anything_starts(installation: Installation, data_folder: Path) -> None:
    answer = run("up", "--data", str(data_folder), "--port", str(installation.port))
    assert answer.returncode == 1
    assert "in use" in answer.stderr
    assert not (data_folder / "postgres").exists()


def test_status_tells_parts_and_versions(installation: Installation) -> None:
    answer = run("status", "--data", str(installation.data), "--json")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    found = json.loads(answer.stdout)
    assert found["ready"]
    assert {"database", "gate", "rules"} <= {part["name"] for part in found["parts"]}
    assert "database_url" not in answer.stdout
    assert "ready" in run("status", "--data", str(installation.data)).stdout


def test_status_of_nothing(data_folder: Path) -> None:
    answer = run("status", "--data", str(data_folder))
    assert answer.returncode == 3
    assert "redshank up" in answer.stdout


def test_commands_reach_the_running_database(installation: Installation) -> None:
    data = str(installation.data)
    made = run("keys", "create", "from the shell", "--scope", "read", "--data", data)
    assert made.returncode == 0, made.stderr
    key = made.stdout.strip()
    header = {"authorization": f"Bearer {key}"}
    eventually(lambda: httpx.get(f"{installation.url}/v1/session", headers=header).status_code == 200, "the key works")
    listed = run("keys", "list", "--data", data).stdout
    assert "from the shell" in listed
    assert key not in listed
    added = run("user", "add", "ben@example.com", "--name", "Ben", "--data", data)
    password = added.stdout.rpartition("password: ")[2].strip()
    origin = {"origin": installation.url}
    body = {"email": "ben@example.com", "password": password}
    assert httpx.post(f"{installation.url}/v1/session", json=body, headers=origin).status_code == 200
    assert run("user", "disable", "ben@example.com", "--data", data).returncode == 0
    assert httpx.post(f"{installation.url}/v1/session", json=body, headers=origin).status_code == 401
    assert "sound" in run("audit", "verify", "--data", data).stdout
    twice = run("user", "add", "ben@example.com", "--name", "Ben", "--data", data)
    assert twice.returncode == 1
    assert twice.stderr.startswith("error: There is a person with this email")


def test_doctor_finds_a_running_installation_well(installation: Installation) -> None:
    answer = run("doctor", "--data", str(installation.data), "--json")
    findings = {finding["name"]: finding for finding in json.loads(answer.stdout)}
    assert [name for name, finding in findings.items() if finding["verdict"] == "error"] == []
    assert answer.returncode == 0
    assert findings["secrets"]["verdict"] == "warning", "the first password was not changed"


def test_doctor_names_what_is_wrong(installation: Installation, data_folder: Path) -> None:
    secret = data_folder / "secrets" / "ingest.key"
    secret.parent.mkdir()
    secret.write_text("rk_x")
    secret.chmod(0o644)
    answer = run(
        "doctor", "--data", str(data_folder), "--json", REDSHANK_PORT=str(installation.port), REDSHANK_PROT="1"
    )
    findings = {finding["name"]: finding for finding in json.loads(answer.stdout)}
    assert answer.returncode == 1
    assert findings["address"]["verdict"] == "error"
    assert findings["secrets"]["mend"] == f"chmod 600 {secret}"
    assert "REDSHANK_PROT" in findings["environment"]["detail"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("victims", [["redshank.web.serve"], ["postgres"], ["redshank.web.serve", "postgres"]])
def test_what_is_killed_comes_back(installation: Installation, victims: list[str]) -> None:
    eventually(lambda: len(installation.children()) == 3, "server, worker and database run")
    before = installation.children()
    for victim in victims:
        os.kill(before[victim], signal.SIGKILL)
    eventually(lambda: installation.children().keys() == before.keys(), "every process is there again")
    eventually(installation.ready, "ready again")
    after = installation.children()
    assert all(after[victim] != before[victim] for victim in victims)
    installation.sign_in()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_killed_supervisor_leaves_nothing_behind_and_can_be_started_again(installation: Installation) -> None:
    eventually(lambda: len(installation.children()) == 3, "server, worker and database run")
    orphans = installation.children()
    installation.process.kill()
    installation.process.wait()
    again = started(installation.data, installation.port)
    installation.process = again.process
    assert not [name for name, pid in orphans.items() if Path(f"/proc/{pid}").exists()]
    installation.sign_in()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_sigterm_stops_everything_in_order(installation: Installation) -> None:
    eventually(lambda: len(installation.children()) == 3, "server, worker and database run")
    children = installation.children()
    assert installation.stop() == 0
    assert not [name for name, pid in children.items() if Path(f"/proc/{pid}").exists()]
    assert not (installation.data / "postgres" / "postmaster.pid").exists(), "PostgreSQL wrote its checkpoint"
    assert not (installation.data / "redshank.running").exists()
    assert run("status", "--data", str(installation.data)).returncode == 3


def test_commands_start_the_database_for_themselves(stopped: Installation) -> None:
    answer = run("audit", "verify", "--data", str(stopped.data))
    assert answer.returncode == 0, answer.stderr
    assert not (stopped.data / "postgres" / "postmaster.pid").exists()


def test_backup_and_restore_round_trip(stopped: Installation, data_folder: Path) -> None:
    data, file = str(stopped.data), data_folder / "redshank.backup"
    (stopped.data / "lake" / "events").mkdir(parents=True, exist_ok=True)
    (stopped.data / "lake" / "events" / "part.bin").write_bytes(os.urandom(3_000_000))
    answer = run("backup", str(file), "--data", data)
    assert answer.returncode == 0, answer.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    again = run("backup", str(file), "--data", data)
    assert again.returncode == 1
    assert "there already" in again.stderr

    elsewhere = data_folder / "elsewhere"
    assert run("restore", str(file), "--data", str(elsewhere)).returncode == 0
    for name in ("lake/events/part.bin", "secrets/ingest.key", "secrets/first-sign-in.json"):
        assert (elsewhere / name).read_bytes() == (stopped.data / name).read_bytes(), name
    assert (elsewhere / "secrets" / "ingest.key").stat().st_mode & 0o777 == 0o600
    for command in (("user", "list"), ("audit", "head")):
        ours, theirs = run(*command, "--data", data), run(*command, "--data", str(elsewhere))
        assert (ours.returncode, ours.stdout) == (theirs.returncode, theirs.stdout), command

    refused = run("restore", str(file), "--data", str(elsewhere))
    assert refused.returncode == 1
    assert "never overwrites" in refused.stderr
    restored = started(elsewhere, free_port())
    try:
        restored.sign_in()
    finally:
        assert restored.stop() == 0


def test_a_damaged_backup_is_refused_before_anything_is_made(stopped: Installation, data_folder: Path) -> None:
    file = data_folder / "redshank.backup"
    write_backup(load_settings(data=stopped.data).settings, file)
    whole = file.read_bytes()
    middle = len(whole) // 2
    damaged = {
        "cut": whole[:middle],
        "cut between two files": whole[: whole.rindex(b"manifest.json") - len(b"manifest.json") & ~511],
        "one bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "empty": b"",
        "something else": b"not a backup" * 1000,
    }
    for damage, body in damaged.items():
        file.write_bytes(body)
        with pytest.raises(BackupInvalid):
            restore_backup(load_settings(data=data_folder / "new").settings, file)
        assert not (data_folder / "new" / "postgres").exists(), damage
    hostile = io.BytesIO()
    with tarfile.open(fileobj=hostile, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../outside"))
    file.write_bytes(hostile.getvalue())
    with pytest.raises(BackupInvalid):
        check_backup(file)


def test_your_own_postgresql(data_folder: Path, database_url: str) -> None:
    """REDSHANK_DATABASE_URL: nothing of ours is started, and the tables are made there."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        row = connection.execute("SELECT current_user").fetchone()
    assert row is not None
    port = free_port()
    log = data_folder / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "redshank.cli.main", "up", "--data", str(data_folder / "data"), "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"REDSHANK_DATABASE_URL": database_url},
        )
    own = Installation(process, data_folder / "data", port, log)
    try:
        eventually(lambda: own.ready() or process.poll() is not None, "ready")
        assert process.poll() is None, log.read_text()
        assert not (own.data / "postgres").exists()
        own.sign_in()
    finally:
        own.stop()
