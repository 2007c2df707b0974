"""The tutorial does what it says: its shell blocks, as they stand, in order, against a fresh instance."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/tutorial/first-hour.md"


def test_every_command_of_the_tutorial_works(
    workplace: tuple[Path, dict[str, str]], blocks: Callable[[Path, str], list[tuple[str, str]]]
) -> None:
    folder, environment = workplace
    steps = [code for _, code in blocks(PAGE, "sh")]
    assert len(steps) > 10
    script = "set -euo pipefail\n" + "\n".join(f"echo '@@ {n}'\n{code}" for n, code in enumerate(steps, 1))
    (folder / "tutorial.sh").write_text(script)
    with (folder / "printed.txt").open("w") as printed:
        process = subprocess.Popen(
            ["bash", "tutorial.sh"], cwd=folder, env=environment, stdout=printed, stderr=printed, start_new_session=True
        )
        try:
            status = process.wait(timeout=300)
        finally:
            end_group(process.pid)
    output = (folder / "printed.txt").read_text()
    assert status == 0, explain(output, steps, folder)
    assert f"@@ {len(steps)}" in output
    assert "stopped" in output.rpartition("@@ ")[2]


def explain(output: str, steps: list[str], folder: Path) -> str:
    """The block that failed, what it printed, and the instance's last words."""
    number = int(output.rpartition("@@ ")[2].split()[0]) if "@@ " in output else 0
    log = folder / "up.log"
    words = log.read_text(errors="replace")[-3000:] if log.exists() else ""
    return f"block {number} failed:\n{steps[number - 1]}\n--- printed\n{output[-3000:]}\n--- up.log\n{words}"


def end_group(leader: int) -> None:
    """End what the script may have left running; the supervisor ends its own children when it is asked to end."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGTERM)
