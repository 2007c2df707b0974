"""Every operation of the described API, asked with what fits the description and with what does not.

Schemathesis asks a running instance and judges each answer: no failure of the server, no answer of a status, media type
or form that is not described (every error is a typed problem: the description has no other), no request taken that the
description forbids, nothing without a key, and an answer within the time limit.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

CONFIG = Path(__file__).with_name("schemathesis.toml")
ENDLESS = "/v1/live/stream"
# These can take away what the run itself calls with, once it has learnt its own id from another answer.
SELF_DEFEATING = ("revoke_key", "change_person", "sign_out")


def ask(installation, *options: str, limit: float) -> str:
    """Run schemathesis; its report, which must be of a success."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG), "run"]
    command += [f"{installation.url}/openapi.json", "--no-color", "--exclude-path", ENDLESS]
    command += ["--request-timeout", "30", "--generation-database", "none", "--warnings", "off", *options]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=limit, cwd=installation.data.parent
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    return done.stdout


def excluding(names: tuple[str, ...]) -> list[str]:
    """Options that leave operations out."""
    return [option for name in names for option in ("--exclude-operation-id", name)]


def ask_with_key(installation, *options: str, limit: float) -> str:
    """Call as a machine that may do everything."""
    key = {"authorization": f"Bearer {installation.key}"}
    header = ["-H", f"Authorization: {key['authorization']}"]
    report = ask(installation, *header, *excluding(SELF_DEFEATING), *options, limit=limit)
    assert httpx.get(f"{installation.url}/v1/session", headers=key).status_code == 200, "the key was lost on the way"
    return report


def ask_with_session(installation, *options: str, limit: float) -> str:
    """Call as a signed-in administrator on the console's page, no faster than one address may."""
    cookie = {"cookie": installation.cookie}
    headers = ["-H", f"Cookie: {cookie['cookie']}", "-H", f"Origin: {installation.url}", "--rate-limit", "90/s"]
    report = ask(installation, *headers, *excluding(SELF_DEFEATING), *options, limit=limit)
    assert httpx.get(f"{installation.url}/v1/session", headers=cookie).status_code == 200, "the session was lost"
    return report


def test_every_operation_keeps_to_its_description(installation) -> None:
    report = ask_with_key(installation, "--phases", "coverage", "--max-examples", "3", limit=240)
    assert "Tested: 4" in report, report[-2000:]


def test_a_signed_in_person_meets_the_same(installation) -> None:
    ask_with_session(installation, "--phases", "fuzzing", "--max-examples", "2", limit=240)


def test_operations_that_end_access_keep_to_their_description(installation) -> None:
    chosen = [option for name in SELF_DEFEATING for option in ("--include-operation-id", name)]
    key = ["-H", f"Authorization: Bearer {installation.key}"]
    ask(installation, *key, *chosen, "--phases", "coverage", limit=120)


@pytest.mark.long
def test_ten_minutes_of_questions(installation) -> None:
    before = installation.server_memory("VmRSS")
    options = ["--phases", "coverage,fuzzing,stateful", "--max-examples", "100"]
    ask_with_key(installation, *options, "--max-time", "480", limit=900)
    ask_with_session(installation, *options, "--max-time", "120", limit=400)
    assert installation.server_memory("VmRSS") - before < 500, "MiB"
