"""Turns a plan into lines in order of arrival, holding only the events that are under way."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import islice
from typing import Final

from redshank.simulate.defects import break_line
from redshank.simulate.plan import Plan
from redshank.simulate.randomness import generator
from redshank.simulate.scene import Scene
from redshank.simulate.truth import Truth
from redshank.simulate.types import DAY, MINUTE, Arrival

_TRANSIT: Final = 0.35  # mean seconds from the platform to the receiver
_LONGEST_DELAY: Final = 2 * DAY


def render(plan: Plan, truth: Truth | None = None) -> Iterator[Arrival]:
    """All lines of a run, by arrival.

    Args:
        plan: what happens.
        truth: is told which lines belong to an operation or are flawed.
    """
    config, world = plan.config, plan.world
    flaws = generator(config.seed, "defects")
    under_way: list[Arrival] = []
    place = ordinal = 0

    def send(at: float, line: bytes) -> int:
        nonlocal ordinal
        ordinal += 1
        heappush(under_way, Arrival(world.within(at), ordinal, line))
        return ordinal

    for number, visit in enumerate(plan.visits):
        begin = world.within(visit.at)
        while under_way and under_way[0].at < begin:
            yield heappop(under_way)
        scene = Scene(world, visit.account, generator(config.seed, "visit", number), visit.at)
        for event in islice(visit.script(scene), visit.size):
            at = event.at + flaws.expovariate(1 / _TRANSIT)
            if place in plan.late:
                delay = min(5 * MINUTE + flaws.expovariate(1 / (0.3 * DAY)), _LONGEST_DELAY, 0.5 * config.span)
                at += delay
                if truth is not None:
                    truth.late(event.id, world.within(at) - world.within(event.at))
            for _ in range(plan.malformed.get(place, 0)):
                broken = break_line(flaws, event.id, event.line)
                send(at - flaws.random() * (at - event.at), broken.line)
                if truth is not None:
                    truth.malformed(broken.id, broken.kind)
            send(at, event.line)
            for _ in range(plan.duplicates.get(place, 0)):
                send(at + flaws.expovariate(1 / (10 * MINUTE)), event.line)
                if truth is not None:
                    truth.duplicate(event.id)
            if truth is not None:
                truth.event(visit.deed, event.id)
            place += 1
    while under_way:
        yield heappop(under_way)
