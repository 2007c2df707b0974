"""What tests of the rules language share: a small rule set, an event, and what came out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from redshank.rules.engine import Engine, RuleSet, compile_rules
from redshank.rules.errors import RulesRefused
from redshank.rules.types import Outcome, RuleEvent, Sources

LABELS = """labels:
  watched:
    valid_for: [User]
    connotation: neutral
    description: somebody keeps an eye on it
  proxy:
    valid_for: [Ip]
    connotation: negative
    description: hides where traffic comes from
"""
NOW = 1_767_225_600.0  # 2026-01-01T00:00:00Z


def sources_of(main: str, files: dict[str, str] | None = None) -> Sources:
    return Sources({"main.sml": main, "config.yaml": LABELS, **(files or {})})


def event_of(data: dict[str, Any] | None = None, **fields: Any) -> RuleEvent:
    values = {
        "action_id": 7,
        "action_name": "login",
        "timestamp": NOW,
        "window_time": NOW,
        "seq": 1,
        "data": data or {},
        "secret_data": {},
    }
    return RuleEvent(**{**values, **fields})


@pytest.fixture
def compiled() -> Callable[..., RuleSet]:
    """Compile a rule set from the text of `main.sml` and more files by path."""

    def compile_text(main: str, files: dict[str, str] | None = None) -> RuleSet:
        return compile_rules(sources_of(main, files))

    return compile_text


@pytest.fixture
def judge() -> Callable[..., Outcome]:
    """Compile a rule set and judge one event with it."""

    def judge_text(
        main: str, data: dict[str, Any] | None = None, files: dict[str, str] | None = None, **fields: Any
    ) -> Outcome:
        return Engine(compile_rules(sources_of(main, files))).judge(event_of(data, **fields))

    return judge_text


@pytest.fixture
def refusal() -> Callable[..., list[tuple[str, str, int]]]:
    """Why a rule set is refused: code, file and line of every error."""

    def refuse(main: str, files: dict[str, str] | None = None) -> list[tuple[str, str, int]]:
        with pytest.raises(RulesRefused) as caught:
            compile_rules(sources_of(main, files))
        return [
            (each.code, each.span.path, each.span.line) for each in caught.value.diagnostics if each.severity == "error"
        ]

    return refuse


@pytest.fixture
def event() -> Callable[..., RuleEvent]:
    return event_of


@pytest.fixture
def sources() -> Callable[..., Sources]:
    return sources_of


@pytest.fixture
def rules_kit() -> Path:
    """The folder with the reference engine's answers, beside the checkout."""
    path = Path(__file__).resolve().parents[3] / "shared" / "rules-kit"
    if not path.is_dir():
        pytest.skip("the rules kit is not beside the checkout")
    return path
