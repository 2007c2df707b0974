"""The parts of the reference that are generated from code; `redshank docs build` writes them, `check` compares."""

from __future__ import annotations

from redshank.cli.docs.command import app
from redshank.cli.docs.pages import GENERATED, render

__all__ = ["GENERATED", "app", "render"]
