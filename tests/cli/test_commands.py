"""The command line as a whole: every command loads, errors are read by people, and nothing is loaded for nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redshank.cli.common import show_error, table
from redshank.cli.main import _COMMANDS, app, main
from redshank.kernel.errors import InvalidInput

RUNNER = CliRunner()


def test_help_names_every_command() -> None:
    answer = RUNNER.invoke(app, ["--help"])
    assert answer.exit_code == 0
    for name in _COMMANDS:
        assert f"  {name} " in answer.output


@pytest.mark.parametrize("name", list(_COMMANDS))
def test_every_command_loads_and_explains_itself(name: str) -> None:
    answer = RUNNER.invoke(app, [name, "--help"])
    assert answer.exit_code == 0, answer.output
    assert "Usage" in answer.output


def test_an_unknown_command_is_a_usage_error() -> None:
    assert RUNNER.invoke(app, ["nothing"]).exit_code == 2


def test_help_loads_none_of_the_heavy_parts() -> None:
    program = (
        "import sys; sys.argv = ['redshank', '--help']\n"
        "from redshank.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('loaded:', sorted({'sqlalchemy', 'duckdb', 'polars', 'fastapi', 'numpy'} & sys.modules.keys()))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip().endswith("loaded: []")


def test_a_typed_error_is_told_in_words_and_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REDSHANK_PORT", "many")
    monkeypatch.setattr(sys, "argv", ["redshank", "config", "--data", str(tmp_path)])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("error: A setting is not valid: port:")
    assert "where: environment (REDSHANK_PORT)" in said
    assert "mend:  TCP port to listen on." in said
    assert "Traceback" not in said


def test_config_shows_values_and_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDSHANK_DATABASE_URL", "postgresql://u:hunter2@h/d")
    answer = RUNNER.invoke(app, ["config", "--data", str(tmp_path)])
    assert answer.exit_code == 0
    assert "hunter2" not in answer.output
    assert "environment (REDSHANK_DATABASE_URL)" in answer.output
    assert "command line" in answer.output


def test_a_folder_without_an_installation_is_a_typed_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("REDSHANK_DATABASE_URL", raising=False)
    monkeypatch.setattr(sys, "argv", ["redshank", "keys", "list", "--data", str(tmp_path)])
    with pytest.raises(SystemExit):
        main()
    assert "redshank up" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_table_lines_up_and_neutralises_control_characters() -> None:
    text = table(("name", "at"), [("a\x1b[31mb\n", datetime(2026, 1, 2, 3, 4, tzinfo=UTC)), (None, "x\u202ey")])
    assert text.splitlines() == ["name      at", "a?[31mb?  2026-01-02 03:04", "-         x?y"]


def test_an_error_without_place_and_mend_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(InvalidInput("so it is"))
    assert capsys.readouterr().err == "error: The input is not valid: so it is\n"
