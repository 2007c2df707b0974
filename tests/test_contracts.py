"""The import contracts hold, and each of them is seen to fail on a seeded violation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

# contract -> the file that a violation is written to, and the violation
SEEDS = {
    "Rooms build on the rooms below them": ("kernel/seeded.py", "import redshank.web.app\n"),
    "Within a room": ("access/errors.py", "import redshank.access.service\n"),
    "A room's store is its own": ("worker/seeded.py", "import redshank.access.store\n"),
    "The real-time answer never reaches a store": ("gate/seeded.py", "import psycopg\n"),
    "FastAPI is known to web alone": ("events/seeded.py", "import fastapi\n"),
    "The simulator is an outsider": ("simulate/seeded.py", "import redshank.storage\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import linter over the package below `folder`."""
    return subprocess.run(
        [str(LINT_IMPORTS), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources and the contracts that a test may break."""
    shutil.copytree(
        ROOT / "src/redshank", tmp_path / "src/redshank", ignore=shutil.ignore_patterns("static", "__pycache__", "*.so")
    )
    shutil.copy(ROOT / ".importlinter", tmp_path / ".importlinter")
    return tmp_path


def test_every_contract_holds(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


def test_every_contract_is_seeded() -> None:
    names = [
        line.split("=", 1)[1].strip()
        for line in (ROOT / ".importlinter").read_text().splitlines()
        if line.startswith("name =")
    ]
    assert len(names) == len(SEEDS)
    assert all(any(name.startswith(seed) for seed in SEEDS) for name in names)


@pytest.mark.parametrize("contract", SEEDS)
def test_a_seeded_violation_is_found(contract: str, copy: Path) -> None:
    file, text = SEEDS[contract]
    target = copy / "src/redshank" / file
    target.write_text((target.read_text() if target.exists() else "") + text)
    result = lint(copy)
    broken = [line for line in result.stdout.splitlines() if line.rstrip().endswith("BROKEN")]
    assert any(line.startswith(contract) for line in broken), result.stdout


def test_a_room_without_a_place_is_found(copy: Path) -> None:
    (copy / "src/redshank/newroom").mkdir()
    (copy / "src/redshank/newroom/__init__.py").touch()
    assert "newroom" in lint(copy).stdout
