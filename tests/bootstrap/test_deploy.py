"""The files of deploy/ name settings and commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from redshank.bootstrap.settings import PREFIX, Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields}
GIVEN_BY_THE_OPERATOR = {"REDSHANK_DB_PASSWORD", "REDSHANK_NAME"}


@pytest.mark.parametrize("name", ["redshank.service", "compose.yaml", "Containerfile"])
def test_every_variable_is_a_setting(name: str) -> None:
    named = set(re.findall(r"REDSHANK_[A-Z_]+", (DEPLOY / name).read_text()))
    assert named - KNOWN <= GIVEN_BY_THE_OPERATOR


def test_the_compose_file_is_whole() -> None:
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert set(found["services"]) == {"redshank", "database"}
    volumes = {volume.partition(":")[0] for service in found["services"].values() for volume in service["volumes"]}
    assert volumes == set(found["volumes"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_reads_the_unit() -> None:
    answer = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(DEPLOY / "redshank.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in answer.stderr.splitlines() if "is not executable" not in line]
    assert complaints == []
