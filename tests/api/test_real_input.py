"""Real prompts at real arrival times come through the whole path: none lost, none twice, none changed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"


@pytest.mark.shared
@pytest.mark.skipif(not (DATA / "prompts").is_dir(), reason="there is no ../shared/data/prompts with real prompts")
def test_real_prompts_come_through_whole() -> None:
    command = [sys.executable, str(ROOT / "bench" / "real_input.py"), "--rows", "3000", "--sample", "100"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    assert done.stdout, done.stderr[-3000:]
    result = json.loads(done.stdout)
    assert result["whole"], result
    assert done.returncode == 0
    assert result["files"] >= 20
    assert result["sent"] >= 3000
