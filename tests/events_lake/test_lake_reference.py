"""The reference lists the tables as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from redshank.events.lake.schema import CONTENT_COLUMNS, EVENT_COLUMNS, MEANING

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "lake.md"


@pytest.mark.parametrize(("name", "columns"), [("events", EVENT_COLUMNS), ("content", CONTENT_COLUMNS)])
def test_every_column_is_described_in_order(name, columns):
    section = PAGE.read_text().partition(f"## Table `{name}`")[2].partition("\n## ")[0]
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
    assert [row[0].strip("| `") for row in rows] == list(columns)
    assert [row[2].removesuffix(" |") for row in rows] == [MEANING[column] for column in columns]
