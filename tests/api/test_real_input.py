"""Real prompts come through the whole path whole: counts in = counts in the lake, texts unchanged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared/data"


@pytest.mark.shared
@pytest.mark.skipif(not (DATA / "prompts").is_dir(), reason="the real data is not beside the checkout")
def test_what_goes_in_is_in_the_lake() -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "bench/real_input.py"), "--data", str(DATA), "--per-file", "120"],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr[-2000:]
    found = json.loads(run.stdout)
    assert found["sent"] > 1000
    assert found["accepted"] == found["in_lake"] == found["texts_unchanged"] == found["sent"]
