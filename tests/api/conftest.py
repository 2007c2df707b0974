"""A whole Redshank as operators run it, for callers that mean it ill and for real prompts."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

REDSHANK = [sys.executable, "-m", "redshank.cli.main"]
PATIENCE = 120.0


class Installation:
    """`redshank up` with the starter rules, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("REDSHANK_")}
        self.environment |= {"REDSHANK_DATA": str(self.data), "REDSHANK_PORT": str(self.port)}
        self.log = folder / "log"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen([*REDSHANK, "up"], stdout=out, stderr=out, env=self.environment)
        self._wait()
        self.key = self.run("keys", "create", "test", "--scope", "admin").strip()
        # Signed in at once: who guesses passwords later can bring this address over its limit of attempts.
        self.cookie = self._sign_in()

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/readyz", timeout=3).status_code == 200:
                    return
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            assert time.monotonic() < deadline, self.log.read_text()[-3000:]
            time.sleep(0.1)

    def run(self, *arguments: str) -> str:
        """What a command prints; it must succeed."""
        done = subprocess.run(
            [*REDSHANK, *arguments], check=False, env=self.environment, capture_output=True, text=True, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def _sign_in(self) -> str:
        credentials = json.loads((self.data / "secrets" / "first-sign-in.json").read_text())
        answer = httpx.post(f"{self.url}/v1/session", json=credentials)
        assert answer.status_code == 200, answer.text
        return f"redshank_session={answer.cookies['redshank_session']}"

    def server_memory(self, figure: str = "VmHWM") -> float:
        """The most memory that the server process ever had resident, MiB; with `VmRSS`, what it has now."""
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                parent = (path / "stat").read_text().rpartition(")")[2].split()[1]
                if parent == str(self.process.pid) and b"redshank.web.serve" in (path / "cmdline").read_bytes():
                    return int((path / "status").read_text().partition(f"{figure}:")[2].split()[0]) / 1024
        raise AssertionError("the server is not there")

    def stop(self) -> None:
        """Stop it gracefully, or else at once."""
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """One for all tests of this folder: what one does to it must not disturb the others."""
    folder = Path(tempfile.mkdtemp(prefix="rs-api-", dir="/tmp"))
    folder.chmod(0o711)  # an unprivileged PostgreSQL enters it also when the tests run as root
    started = None
    try:
        started = Installation(folder)
        yield started
        assert "request_failed" not in started.log.read_text(), "the server's log tells of a failure"
    finally:
        if started is not None:
            started.stop()
        shutil.rmtree(folder, ignore_errors=True)
