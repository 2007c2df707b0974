"""What holds for every file of the project."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src/redshank"
MAXIMUM_LINES = 520
DATABASE_LIBRARIES = {"sqlalchemy", "psycopg", "psycopg_pool", "alembic"}


def tracked() -> list[Path]:
    """The files that git knows; the sources where this is no checkout."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    files = [ROOT / line for line in listing.stdout.splitlines()]
    return [file for file in files if file.is_file()] or [p for p in PACKAGE.rglob("*") if p.is_file()]


def imported(file: Path) -> set[str]:
    """The top-level packages that a Python file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


def test_files_stay_short() -> None:
    suffixes = {".py", ".ts", ".tsx", ".css"}
    long = {
        str(file.relative_to(ROOT)): lines
        for file in tracked()
        if file.suffix in suffixes
        and not file.name.endswith(".d.ts")
        and (lines := len(file.read_text().splitlines())) > MAXIMUM_LINES
    }
    assert not long, f"split these: {long}"


def test_database_libraries_stay_in_storage_and_stores() -> None:
    allowed = re.compile(r"^(storage/|bootstrap/|.*/store(/|\.py$)|[a-z_]+/store\.py$)")
    strays = [
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*.py")
        if not allowed.match(str(file.relative_to(PACKAGE))) and imported(file) & DATABASE_LIBRARIES
    ]
    assert not strays


def test_lock_files_hold_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
    assert "registry.npmjs" not in (ROOT / "console/package-lock.json").read_text()
    assert '"resolved"' not in (ROOT / "console/package-lock.json").read_text()


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX:", "NotImplementedError"])
def test_nothing_is_left_for_later(word: str) -> None:
    found = [
        str(file.relative_to(ROOT))
        for file in tracked()
        if file.suffix in {".py", ".ts", ".tsx", ".sml"} and file != Path(__file__) and word in file.read_text()
    ]
    assert not found
