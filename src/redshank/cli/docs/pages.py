"""Which pages of the reference are generated, and from what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from redshank.cli.docs.api import api_page
from redshank.cli.docs.commands import cli_page
from redshank.cli.docs.errors import errors_page
from redshank.cli.docs.functions import functions_page
from redshank.cli.docs.metrics import metrics_page
from redshank.cli.docs.settings import settings_page
from redshank.cli.docs.starter import starter_page

GENERATED: Final[dict[str, Callable[[], str]]] = {
    "api.md": api_page,
    "cli.md": cli_page,
    "errors.md": errors_page,
    "functions.md": functions_page,
    "metrics.md": metrics_page,
    "settings.md": settings_page,
    "starter-rule-list.md": starter_page,
}


def render() -> dict[str, str]:
    """Every generated page: file name in docs/reference -> text."""
    return {name: make() for name, make in GENERATED.items()}
