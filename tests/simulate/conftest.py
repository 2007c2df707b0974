"""One small run, made once, that most tests look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from redshank.simulate.plan import Plan, draw_up
from redshank.simulate.render import render
from redshank.simulate.truth import Truth
from redshank.simulate.types import Arrival, SimulationConfig

SMALL = SimulationConfig(events=20_000, accounts=1_000)


@dataclass(frozen=True)
class Run:
    """A rendered run with its truth; `events` are the well-formed lines, decoded, each once, by arrival."""

    plan: Plan
    arrivals: list[Arrival]
    events: list[dict[str, Any]]
    truth: dict[str, Any]

    def of(self, operation: str, kind: str = "operation") -> list[dict[str, Any]]:
        """Events of the accounts of an operation or a twin."""
        accounts = self.truth["accounts"]
        return [
            event
            for event in self.events
            if accounts[event["subject"]].get("operation") == operation and accounts[event["subject"]]["kind"] == kind
        ]

    def deeds(self, operation: str) -> list[dict[str, Any]]:
        """Events that serve an operation."""
        ids = set(self.truth["operation_events"][operation])
        return [event for event in self.events if event["id"] in ids]


def make_run(config: SimulationConfig) -> Run:
    """Plan, render and decode a run."""
    plan = draw_up(config)
    truth = Truth(plan)
    arrivals = list(render(plan, truth))
    document = truth.document()
    broken = {entry["id"].encode() for entry in document["malformed"]}
    seen: set[str] = set()
    events = []
    for arrival in arrivals:
        if not arrival.line.startswith(b'{"specversion":"1.0","id":"') or arrival.line[27:51] in broken:
            continue
        event = msgspec.json.decode(arrival.line)
        if event["id"] not in seen:
            seen.add(event["id"])
            events.append(event)
    return Run(plan, arrivals, events, document)


@pytest.fixture(scope="session")
def run() -> Run:
    """20,000 lines of 1,000 accounts over 30 days."""
    return make_run(SMALL)


@pytest.fixture(scope="session")
def large_run() -> Run:
    """100,000 lines of 5,000 accounts over 30 days: enough for statistics."""
    return make_run(SimulationConfig(events=100_000, accounts=5_000, seed=7))
