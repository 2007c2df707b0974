"""A real instance for the documents to run against, and the code blocks of a page."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
REDSHANK = [str(Path(sys.executable).parent / "redshank")]


@dataclass(frozen=True)
class Instance:
    """A running Redshank and the environment in which its documents' commands work."""

    url: str
    key: str
    data: Path
    environment: dict[str, str]


def make_data_folder() -> Path:
    """A folder that an unprivileged PostgreSQL can enter also when the tests run as root; the caller removes it."""
    folder = Path(tempfile.mkdtemp(prefix="rs-docs-", dir="/tmp"))
    folder.chmod(0o711)
    return folder


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def base_environment(data: Path, port: int) -> dict[str, str]:
    """An environment without anybody's settings, in which `redshank` is found and the data folder is `data`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REDSHANK_", "OTEL_"))}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}:{kept.get('PATH', '')}",
        "REDSHANK_DATA": str(data),
        "REDSHANK_PORT": str(port),
        "REDSHANK_URL": f"http://127.0.0.1:{port}",
    }


def wait_ready(url: str, process: subprocess.Popen[bytes], seconds: float = 60.0) -> None:
    """Until the instance says that it is ready."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, "the instance ended while it started"
        try:
            if httpx.get(f"{url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the instance was not ready after {seconds:.0f} s")


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    """A fresh instance with the starter rules; one for each module."""
    data, port = make_data_folder(), free_port()
    environment = base_environment(data, port)
    log = (data / "up.log").open("wb")
    process = subprocess.Popen([*REDSHANK, "up"], env=environment, cwd=data, stdout=log, stderr=log)
    try:
        wait_ready(environment["REDSHANK_URL"], process)
        key = (data / "secrets/ingest.key").read_text().strip()
        yield Instance(environment["REDSHANK_URL"], key, data, environment | {"REDSHANK_KEY": key})
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        log.close()
        shutil.rmtree(data, ignore_errors=True)


Blocks = Callable[[Path, str], list[tuple[str, str]]]


@pytest.fixture(scope="session")
def blocks() -> Blocks:
    """Finds the code blocks of a page in one language: (what stands behind the language, the code)."""

    def find(page: Path, language: str) -> list[tuple[str, str]]:
        text = page.read_text(encoding="utf-8")
        return re.findall(rf"^```{language}(?: ([^\n]*))?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)

    return find


@pytest.fixture
def workplace() -> Iterator[tuple[Path, dict[str, str]]]:
    """An empty folder, and an environment in which a new instance in it disturbs no other."""
    folder = make_data_folder()
    yield folder, base_environment(folder / "data", free_port())
    shutil.rmtree(folder, ignore_errors=True)
